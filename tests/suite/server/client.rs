//! A client that speaks the protocol to the real program, over pipes. Whatever doesn't come within
//! [`PATIENCE`] fails.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long anything may take.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A server, and what came from it.
pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    received: Receiver<(Instant, Value)>,
    next: i32,
    /// What nobody asked for yet.
    inbox: Vec<Value>,
    /// What is shown of each document: the version, and the diagnostics.
    pub shown: BTreeMap<String, (Option<i64>, Vec<Value>)>,
    /// When the diagnostics of each document came, before anything was read of them.
    pub shown_since: BTreeMap<String, Instant>,
    /// What the server asked for, by method.
    pub asked: Vec<(String, Value)>,
    /// What is answered when it asks for the configuration, for every item the same.
    pub configuration: Value,
    /// What it said when it was initialized.
    pub capabilities: Value,
}

/// The address of a path.
pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// What a client can do that can do everything, but ask for diagnostics.
pub fn able() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-8"] },
        "workspace": {
            "configuration": true,
            "workspaceEdit": { "documentChanges": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
            "didChangeConfiguration": { "dynamicRegistration": true },
            "inlayHint": { "refreshSupport": true },
            "codeLens": { "refreshSupport": true },
            "diagnostics": { "refreshSupport": true },
            "textDocumentContent": {},
        },
        "window": { "workDoneProgress": true, "showDocument": { "support": true } },
        "textDocument": {
            "publishDiagnostics": { "relatedInformation": true, "codeDescriptionSupport": true,
                "versionSupport": true, "tagSupport": { "valueSet": [1, 2] } },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } },
            "hover": { "contentFormat": ["markdown"] },
        },
        "experimental": { "goescStatus": true },
    })
}

impl Client {
    /// Starts a server that isn't initialized. `prepare` sets what its process is to have.
    pub fn start(program: &Path, prepare: impl FnOnce(&mut Command)) -> Client {
        let mut command = Command::new(program);
        command.arg("server").stdin(Stdio::piped()).stdout(Stdio::piped());
        prepare(&mut command);
        let mut child = command.spawn().expect("the server starts");
        let stdout = child.stdout.take().expect("a pipe");
        let (send, received) = channel();
        thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            while let Some(message) = read(&mut stdout) {
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        let stdin = child.stdin.take();
        Client {
            child,
            stdin,
            received,
            next: 0,
            inbox: Vec::new(),
            shown: BTreeMap::new(),
            shown_since: BTreeMap::new(),
            asked: Vec::new(),
            configuration: Value::Null,
            capabilities: Value::Null,
        }
    }

    /// Initializes it, with folders.
    pub fn initialize(&mut self, folders: &[&Path], capabilities: &Value, options: &Value) {
        let folders: Vec<Value> =
            folders.iter().map(|path| json!({ "uri": uri(path), "name": "m" })).collect();
        let answer = self.ask(
            "initialize",
            json!({
                "processId": null,
                "rootUri": null,
                "workspaceFolders": folders,
                "capabilities": capabilities,
                "initializationOptions": options,
            }),
        );
        self.capabilities = answer["capabilities"].clone();
        self.notify("initialized", json!({}));
    }

    /// The process's number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Writes bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("it is open");
        // A server that has ended is told by what is waited for.
        let _ = stdin.write_all(bytes).and_then(|()| stdin.flush());
    }

    /// Ends what the server reads.
    pub fn hang_up(&mut self) {
        self.stdin = None;
    }

    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request, and tells its number.
    pub fn request(&mut self, method: &str, params: Value) -> i32 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The answer to a request: its result, or its error.
    #[track_caller]
    pub fn answer(&mut self, id: i32) -> Result<Value, Value> {
        let message =
            self.wait(|message| message["id"] == json!(id) && message.get("method").is_none());
        match message.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(message["result"].clone()),
        }
    }

    /// The result of a request.
    #[track_caller]
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        self.answer(id).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The next message of a kind.
    #[track_caller]
    pub fn wait(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.inbox.iter().position(&is_it) {
                return self.inbox.remove(at);
            }
            assert!(self.take_until(end), "it doesn't come; there is {:?}", self.inbox);
        }
    }

    /// Waits until something holds of what is shown.
    #[track_caller]
    pub fn until(&mut self, holds: impl Fn(&Client) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !holds(self) {
            assert!(self.take_until(end), "it doesn't come; shown is {:?}", self.shown);
        }
    }

    /// The diagnostics of a version of a document.
    #[track_caller]
    pub fn diagnostics(&mut self, uri: &str, version: i64) -> Vec<Value> {
        self.until(|client| {
            client.shown.get(uri).is_some_and(|(shown, _)| *shown == Some(version))
        });
        self.shown[uri].1.clone()
    }

    /// Takes what comes until a moment. False if nothing does.
    fn take_until(&mut self, end: Instant) -> bool {
        let left = end.saturating_duration_since(Instant::now());
        match self.received.recv_timeout(left) {
            Ok((since, message)) => {
                self.take(since, message);
                true
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => false,
        }
    }

    /// Takes what has come.
    pub fn take_all(&mut self) {
        while let Ok((since, message)) = self.received.try_recv() {
            self.take(since, message);
        }
    }

    fn take(&mut self, since: Instant, message: Value) {
        let method = message["method"].as_str().unwrap_or_default().to_owned();
        let params = message["params"].clone();
        match (method.as_str(), message.get("id")) {
            ("textDocument/publishDiagnostics", _) => {
                let uri = params["uri"].as_str().unwrap_or_default().to_owned();
                let all = params["diagnostics"].as_array().cloned().unwrap_or_default();
                self.shown_since.insert(uri.clone(), since);
                self.shown.insert(uri, (params["version"].as_i64(), all));
            }
            (_, Some(id)) if !method.is_empty() => {
                let result = match method.as_str() {
                    "workspace/configuration" => {
                        let items = params["items"].as_array().map_or(0, Vec::len);
                        Value::Array(vec![self.configuration.clone(); items])
                    }
                    _ => Value::Null,
                };
                let id = id.clone();
                self.asked.push((method, params));
                self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
            }
            _ => self.inbox.push(message),
        }
    }

    /// Whether the server has asked for something.
    pub fn was_asked(&self, method: &str) -> bool {
        self.asked.iter().any(|(asked, _)| asked == method)
    }

    pub fn open(&mut self, path: &Path, version: i32, text: &str) -> String {
        let uri = uri(path);
        self.open_as(&uri, "go", version, text);
        uri
    }

    pub fn open_as(&mut self, uri: &str, language: &str, version: i32, text: &str) {
        let document = json!({
            "uri": uri, "languageId": language, "version": version, "text": text,
        });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces the whole text.
    pub fn replace(&mut self, uri: &str, version: i32, text: &str) {
        self.change(uri, version, json!([{ "text": text }]));
    }

    pub fn change(&mut self, uri: &str, version: i32, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.notify("textDocument/didChange", params);
    }

    pub fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// Asks something about a place of a document, lines and columns from 0.
    #[track_caller]
    pub fn at(&mut self, method: &str, uri: &str, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        self.ask(method, json!({ "textDocument": { "uri": uri }, "position": position }))
    }

    /// Ends it as the protocol has it.
    #[track_caller]
    pub fn shut_down(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.notify("exit", Value::Null);
        assert_eq!(self.status().code(), Some(0));
    }

    /// The status with which it ends.
    #[track_caller]
    pub fn status(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "it doesn't end");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A message, and when it had come.
fn read(stream: &mut impl BufRead) -> Option<(Instant, Value)> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.parse().ok()?;
        }
    }
    let mut text = vec![0; length];
    stream.read_exact(&mut text).ok()?;
    let since = Instant::now();
    serde_json::from_slice(&text).ok().map(|message| (since, message))
}

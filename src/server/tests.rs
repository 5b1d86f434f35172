//! What a panic does, which nothing but a unit test can provoke ([`trip`](crate::fault::trip)).

use std::io::{PipeReader, PipeWriter, Write, pipe};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use lsp_server::Message;
use serde_json::{Value, json};

use super::{End, run};
use crate::source::Environment;

/// A client within the process.
struct Client {
    to: PipeWriter,
    from: Receiver<Value>,
    server: thread::JoinHandle<Option<End>>,
}

impl Client {
    fn start(root: &Path) -> Client {
        let (input, to): (PipeReader, PipeWriter) = pipe().expect("a pipe");
        let (from, output) = pipe().expect("a pipe");
        let environment = Environment { cwd: root.to_owned(), ..Environment::default() };
        let server = thread::spawn(move || run(input, output, environment).ok());
        let (send, received) = channel();
        thread::spawn(move || {
            let mut from = std::io::BufReader::new(from);
            while let Ok(Some(message)) = Message::read(&mut from) {
                let message = serde_json::to_value(message).unwrap_or_default();
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        let mut client = Client { to, from: received, server };
        let params = json!({ "processId": null, "rootUri": super::session::uri_of(root),
            "capabilities": {} });
        client.request(0, "initialize", &params);
        client.wait(|message| message["id"] == 0);
        client.send(&json!({ "method": "initialized", "params": {} }));
        client
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let framed = format!("Content-Length: {}\r\n\r\n{text}", text.len());
        self.to.write_all(framed.as_bytes()).expect("it reads");
    }

    fn request(&mut self, id: i32, method: &str, params: &Value) {
        self.send(&json!({ "id": id, "method": method, "params": params }));
    }

    fn open(&mut self, uri: &str, version: i32, text: &str) {
        let document = json!({ "uri": uri, "languageId": "go", "version": version, "text": text });
        self.send(&json!({ "method": "textDocument/didOpen",
            "params": { "textDocument": document } }));
    }

    fn wait(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.from.recv_timeout(Duration::from_secs(60)).expect("it comes");
            if is_it(&message) {
                return message;
            }
        }
    }
}

/// A panic in any part of the work is told once, and ends nothing else.
#[test]
fn a_panic_is_told_once_and_the_server_goes_on() {
    for part in ["parse", "check", "analyze", "guard", "answer"] {
        let root = tempfile::tempdir().expect("a directory");
        let root = root.path().canonicalize().expect("a path");
        let name = format!("panics.example/{part}.go");
        let module = format!("module {name}\n\ngo 1.27\n");
        std::fs::write(root.join("go.mod"), module).expect("a file");
        // The package and the file have the name that trips.
        let directory = root.join("panics.example");
        std::fs::create_dir_all(&directory).expect("a directory");
        let file = match part {
            "parse" | "answer" => directory.join(format!("{part}.go")),
            _ => root.join("m.go"),
        };
        let uri = super::session::uri_of(&file);
        let mut client = Client::start(&root);
        let text = "package m\n\nfunc f() *int { x := 1; return &x }\n";
        client.open(&uri, 1, text);
        let about = json!({ "textDocument": { "uri": uri },
            "position": { "line": 2, "character": 16 } });
        client.request(1, "textDocument/hover", &about);
        let told = client.wait(|message| message["method"] == "window/showMessage");
        let words = told["params"]["message"].as_str().unwrap_or_default();
        assert!(words.contains("internal error") && words.contains(part), "{part}: {words}");
        // Another file of another package.
        let other = root.join("other").join("o.go");
        client.open(&super::session::uri_of(&other), 1, "package other\n\nvar P = new(int)\n");
        let uri_of_other = super::session::uri_of(&other);
        let about = json!({ "textDocument": { "uri": uri_of_other },
            "position": { "line": 2, "character": 8 } });
        client.request(2, "textDocument/hover", &about);
        let mut again = false;
        let answer = loop {
            let message = client.from.recv_timeout(Duration::from_secs(60)).expect("it comes");
            again |= message["method"] == "window/showMessage"
                && message["params"]["message"].as_str() == Some(words);
            if message["id"] == 2 {
                break message;
            }
        };
        assert!(!again, "{part} is told twice");
        // What guards judge is judged as a whole.
        assert!(part == "guard" || answer.get("result").is_some(), "{part}: {answer}");
        client.request(3, "shutdown", &Value::Null);
        client.wait(|message| message["id"] == 3);
        client.send(&json!({ "method": "exit" }));
        assert!(matches!(client.server.join(), Ok(Some(End::Orderly))), "{part}");
    }
}

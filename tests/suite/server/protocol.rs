//! What a client may do to the server, and how it ends.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::{able, uri};
use super::{GO, module, serve, start};
use crate::common::Tree;

#[test]
fn it_ends_as_the_protocol_has_it() {
    let tree = module();
    serve(&tree, &json!({})).shut_down();
    let mut client = serve(&tree, &json!({}));
    client.notify("exit", Value::Null);
    assert_eq!(client.status().code(), Some(1));
    let mut client = serve(&tree, &json!({}));
    client.hang_up();
    assert_eq!(client.status().code(), Some(1));
    let mut client = serve(&tree, &json!({}));
    client.ask("shutdown", Value::Null);
    client.hang_up();
    assert_eq!(client.status().code(), Some(0));
    let mut client = start(&tree);
    client.notify("exit", Value::Null);
    assert_eq!(client.status().code(), Some(1));
}

/// What is told before `initialize` and after `shutdown`.
#[test]
fn requests_have_their_time() {
    let tree = module();
    let mut client = start(&tree);
    let code = |answer: Result<Value, Value>| answer.expect_err("a refusal")["code"].as_i64();
    let id = client.request("textDocument/hover", json!({}));
    assert_eq!(code(client.answer(id)), Some(-32002));
    client.notify("textDocument/didOpen", json!({}));
    let id = client.request("initialize", json!(7));
    assert_eq!(code(client.answer(id)), Some(-32602));
    client.initialize(&[tree.root()], &able(), &Value::Null);
    let id = client.request("initialize", json!({}));
    assert_eq!(code(client.answer(id)), Some(-32600));
    let id = client.request("textDocument/unknown", json!({}));
    assert_eq!(code(client.answer(id)), Some(-32601));
    let id = client.request("textDocument/hover", json!({ "textDocument": 1 }));
    assert_eq!(code(client.answer(id)), Some(-32602));
    client.notify("$/unknown", json!({}));
    client.notify("unknown", json!([1]));
    client.notify("textDocument/didChange", json!({ "textDocument": null }));
    // Of what isn't open, there is nothing.
    let about = json!({ "textDocument": { "uri": "file:///none.go" },
        "position": { "line": 0, "character": 0 } });
    assert_eq!(client.ask("textDocument/hover", about), Value::Null);
    client.ask("shutdown", Value::Null);
    let id = client.request("textDocument/hover", json!({}));
    assert_eq!(code(client.answer(id)), Some(-32600));
    client.notify("exit", Value::Null);
    assert_eq!(client.status().code(), Some(0));
}

#[test]
fn what_is_no_message_is_told_and_skipped() {
    let tree = module();
    let mut client = serve(&tree, &json!({}));
    let framed = |text: &str| format!("Content-Length: {}\r\n\r\n{text}", text.len());
    for (bytes, code) in [
        (framed("{"), -32700),
        (framed("\"x\""), -32600),
        (framed("[]"), -32600),
        (framed("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":7}"), -32600),
        ("nonsense\r\n\r\n".to_owned(), -32700),
        ("Content-Length: x\r\n\r\n".to_owned(), -32700),
    ] {
        client.raw(bytes.as_bytes());
        let told = client.wait(|message| message["error"].is_object());
        assert_eq!((&told["error"]["code"], &told["id"]), (&json!(code), &Value::Null), "{bytes}");
    }
    let path = client.open(&tree.path("m.go"), 1, GO);
    assert!(!client.diagnostics(&path, 1).is_empty());
    client.raw(b"Content-Length: 1000\r\n\r\n{\"jsonrpc\"");
    client.hang_up();
    assert_eq!(client.status().code(), Some(1));
}

#[test]
fn a_hundred_requests_at_once_all_have_answers() {
    let tree = module();
    let mut client = serve(&tree, &json!({ "inlayHints": { "heap": true } }));
    let path = client.open(&tree.path("m.go"), 1, GO);
    let about =
        json!({ "textDocument": { "uri": path }, "position": { "line": 7, "character": 12 } });
    let ids: Vec<i32> =
        (0..100).map(|_| client.request("textDocument/hover", about.clone())).collect();
    for id in ids {
        let hover = client.answer(id).expect("an answer");
        assert!(
            hover["contents"]["value"]
                .as_str()
                .is_some_and(|text| text.contains("24 bytes") || text.contains("16 bytes")),
            "{hover}"
        );
    }
    client.shut_down();
}

/// Whether a request waits, runs or is done: who cancels it gets one answer, which is either.
#[test]
fn requests_are_cancelled_at_any_point() {
    let tree = module();
    let mut client = serve(&tree, &json!({}));
    let path = client.open(&tree.path("m.go"), 1, GO);
    let about =
        json!({ "textDocument": { "uri": path }, "position": { "line": 7, "character": 12 } });
    let mut cancelled = 0;
    for round in 0..60 {
        client.replace(&path, round + 2, &format!("{GO}// {round}\n"));
        let ids: Vec<i32> =
            (0..4).map(|_| client.request("textDocument/hover", about.clone())).collect();
        if round % 3 > 0 {
            std::thread::sleep(Duration::from_millis((round % 7) as u64));
        }
        for id in &ids {
            client.notify("$/cancelRequest", json!({ "id": id }));
        }
        for id in ids {
            match client.answer(id) {
                Ok(_) => {}
                Err(error) => {
                    // Cancelled.
                    assert_eq!(error["code"], json!(-32800), "{error}");
                    cancelled += 1;
                }
            }
        }
    }
    assert!(cancelled > 0);
    // One that isn't there.
    client.notify("$/cancelRequest", json!({ "id": 12_345 }));
    client.notify("$/cancelRequest", json!({ "id": "x" }));
    client.notify("$/cancelRequest", json!(null));
    assert!(client.at("textDocument/hover", &path, 7, 12).is_object());
    client.shut_down();
}

/// Edits faster than answers: what is asked about an older text is refused or answered, and the last
/// text is what is shown.
#[test]
fn the_last_of_many_edits_wins() {
    let tree = module();
    let mut client = serve(&tree, &json!({}));
    let path = client.open(&tree.path("m.go"), 0, GO);
    let about =
        json!({ "textDocument": { "uri": path }, "position": { "line": 7, "character": 12 } });
    let mut ids = Vec::new();
    for version in 1..=200 {
        let lines = "\n".repeat(version as usize % 5);
        client.replace(
            &path,
            version,
            &format!("{GO}{lines}func last{version}() *int {{ y := 1; return &y }}\n"),
        );
        ids.push(client.request("textDocument/hover", about.clone()));
    }
    for id in ids {
        if let Err(error) = client.answer(id) {
            assert_eq!(error["code"], json!(-32801), "{error}");
        }
    }
    let shown = client.diagnostics(&path, 200);
    assert!(super::short(&shown).iter().any(|line| line.contains("moved to heap: y")));
    client.shut_down();
}

/// A client that writes, and reads nothing: nothing of what waits for it makes the server grow, and
/// it ends when the client does.
#[cfg(target_os = "linux")]
#[test]
fn a_client_that_reads_nothing_is_borne() {
    use std::io::Write;
    use std::process::Stdio;

    let tree = module();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_goesc"));
    super::isolate(&mut command, &tree);
    command.args(["server", "--stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let text = |message: Value| {
        let text = message.to_string();
        format!("Content-Length: {}\r\n\r\n{text}", text.len())
    };
    let mut all = text(json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "processId": null, "rootUri": uri(tree.root()), "capabilities": able() } }));
    all += &text(json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
    let document = json!({ "uri": uri(&tree.path("m.go")), "languageId": "go", "version": 0,
        "text": GO });
    all += &text(json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen",
        "params": { "textDocument": document } }));
    for version in 1..3_000 {
        let document = json!({ "uri": uri(&tree.path("m.go")), "version": version });
        let changes = json!([{ "text": format!("{GO}// {version}\n") }]);
        let params = json!({ "textDocument": document, "contentChanges": changes });
        all += &text(json!({ "jsonrpc": "2.0", "method": "textDocument/didChange",
            "params": params }));
        // A refusal with a long text each.
        let method = format!("{}{version}", "x".repeat(10_000));
        all += &text(json!({ "jsonrpc": "2.0", "id": version + 1, "method": method }));
    }
    // It may stop reading: then it is the client that has to wait.
    let writer = std::thread::spawn(move || {
        let written = stdin.write_all(all.as_bytes());
        (stdin, written)
    });
    std::thread::sleep(Duration::from_secs(3));
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("it runs");
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    let kib: u64 = resident.trim().trim_end_matches(" kB").parse().expect("a number");
    assert!(kib < 300 << 10, "{kib} KiB");
    assert_eq!(child.try_wait().expect("it can be waited for"), None, "it goes on");
    // The client is gone: so is the server.
    drop(child.stdout.take());
    let (stdin, _) = writer.join().expect("it was written, or can't be");
    drop(stdin);
    let begun = std::time::Instant::now();
    while child.try_wait().expect("it can be waited for").is_none() {
        assert!(begun.elapsed() < super::client::PATIENCE, "it doesn't end");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_buffer_of_ten_megabytes() {
    let tree = Tree::of(&[("go.mod", "module ex.com/m\n\ngo 1.27\n")]);
    let mut client = serve(&tree, &json!({}));
    // No Go at all, and much Go.
    let junk = "}{ ` \" x\n".repeat(10 << 17);
    let path = client.open(&tree.path("junk.txt.go"), 1, &junk);
    client.diagnostics(&path, 1);
    client.change(&path, 2, json!([{ "range": super::range((5, 0), (5, 1)), "text": "y" }]));
    client.diagnostics(&path, 2);
    client.close(&path);
    let mut much = "package m\n".to_owned();
    much.push_str(
        "// a comment that fills the buffer, and says nothing of any use\n"
            .repeat(150_000)
            .as_str(),
    );
    much.push_str("func f() *int {\n\tx := 1\n\treturn &x\n}\n");
    let path = client.open(&tree.path("much.go"), 1, &much);
    let shown = super::short(&client.diagnostics(&path, 1));
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].contains("moved to heap: x"), "{shown:?}");
    client.change(&path, 2, json!([{ "range": super::range((1, 0), (150_001, 0)), "text": "" }]));
    let shown = super::short(&client.diagnostics(&path, 2));
    assert!(shown[0].starts_with("2:1-2:2 "), "{shown:?}");
    client.shut_down();
}

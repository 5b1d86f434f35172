//! What configuration, folders and files on disk change.

use serde_json::{Value, json};

use super::client::{Client, able, uri};
use super::{GO, module, serve, short, start};
use crate::common::Tree;

const NEW: &str = "package sub\n\nfunc F() *int { return new(int) }\n";

#[test]
fn what_the_server_asks_a_client_to_watch() {
    let tree = module();
    let mut client = serve(&tree, &json!({}));
    client.until(|client| client.was_asked("client/registerCapability"));
    client.until(|client| client.was_asked("workspace/configuration"));
    let (_, params) = client
        .asked
        .iter()
        .find(|(method, _)| method == "client/registerCapability")
        .expect("it was asked");
    let text = params.to_string();
    for pattern in ["**/*.go", "**/go.mod", "**/go.work", "**/goesc.toml"] {
        assert!(text.contains(pattern), "{text}");
    }
    client.shut_down();
}

#[test]
fn goesc_toml_is_followed() {
    let tree = module();
    tree.write("goesc.toml", "[rules]\nmap-store = \"error\"\nleaking-parameter = \"warning\"\n");
    let mut client = serve(&tree, &json!({}));
    let path = client.open(&tree.path("m.go"), 1, GO);
    let lines = short(&client.diagnostics(&path, 1));
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].starts_with("7:10-7:22 1 map-store"), "{lines:?}");
    assert!(lines[2].contains(" 2 leaking-parameter"), "{lines:?}");
    let toml = uri(&tree.path("goesc.toml"));
    let changed = json!({ "changes": [{ "uri": toml, "type": 2 }] });
    tree.write("goesc.toml", "exclude = [\"m.go\"]\n");
    client.notify("workspace/didChangeWatchedFiles", changed.clone());
    client.until(|client| client.shown[&path].1.is_empty());
    // What is wrong with it is shown where it stands, and what it says doesn't count then.
    tree.write("goesc.toml", "\n[rules]\nnonsense = \"error\"\n");
    client.notify("workspace/didChangeWatchedFiles", changed.clone());
    client.until(|client| client.shown.get(&toml).is_some_and(|(_, all)| all.len() == 1));
    assert!(short(&client.shown[&toml].1)[0].starts_with("2:0-2:0 1 - unknown rule"));
    client.until(|client| client.shown[&path].1.len() == 2);
    client.wait(|message| message["method"] == "window/showMessage");
    std::fs::remove_file(tree.path("goesc.toml")).expect("a file");
    client.notify("workspace/didChangeWatchedFiles", changed);
    client.until(|client| client.shown[&toml].1.is_empty());
    client.shut_down();
}

/// What is in the baseline is a hint, what isn't is a warning.
#[test]
fn new_findings_are_warnings() {
    let tree = module();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_goesc"));
    super::isolate(&mut command, &tree);
    let status = command.args(["check", "--write-baseline", "goesc-baseline.txt", "."]).output();
    assert!(status.expect("it runs").status.success());
    tree.write("goesc.toml", "baseline = \"goesc-baseline.txt\"\n");
    let mut client = serve(&tree, &json!({}));
    let text = format!("{GO}\nfunc more() *int {{ y := 1; return &y }}\n");
    let path = client.open(&tree.path("m.go"), 1, &text);
    let lines = short(&client.diagnostics(&path, 1));
    let severities: Vec<&str> = lines.iter().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(severities, ["4", "4", "2"], "{lines:?}");
    client.shut_down();
}

#[test]
fn settings_of_the_client_win() {
    let tree = module();
    tree.write("goesc.toml", "goos = \"windows\"\n");
    tree.write("w_windows.go", "package m\n\nfunc w() *int { return new(int) }\n");
    let mut client = serve(&tree, &json!({}));
    let path = client.open(
        &tree.path("w_windows.go"),
        1,
        "package m\n\nvar W = new(int)\n\nfunc w() *int { return new(int) }\n",
    );
    assert!(!client.diagnostics(&path, 1).is_empty());
    let hidden = json!({ "allocations": false, "build": { "goos": "linux" } });
    client.configuration = hidden.clone();
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "goesc": hidden } }));
    client.until(|client| {
        let lines = short(&client.shown[&path].1);
        lines.len() == 1 && lines[0].contains("the build leaves this file out")
    });
    client.configuration = json!({ "hover": "perhaps" });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": {} }));
    let told = client.wait(|message| message["method"] == "window/showMessage");
    assert!(
        told["params"]["message"]
            .as_str()
            .is_some_and(|text| text.contains("settings of the client"))
    );
    client.configuration = json!({ "unheard": 1 });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": {} }));
    let told = client.wait(|message| {
        message["method"] == "window/logMessage"
            && message["params"]["message"]
                .as_str()
                .is_some_and(|text| text.contains("goesc.unheard"))
    });
    assert_eq!(told["params"]["type"], 2);
    client.configuration = json!({ "build": { "goarch": "pdp11" } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": {} }));
    let told = client.wait(|message| message["method"] == "window/showMessage");
    assert!(
        told["params"]["message"].as_str().is_some_and(|text| text.contains("pdp11")),
        "{told}"
    );
    client.shut_down();
}

/// A test file that is opened is analyzed with its package, as `go test` builds it.
#[test]
fn test_files_are_taken_in_when_they_are_open() {
    let tree = module();
    let own = "package m\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) { sink = moved(); leak(new(int)) }\n";
    let external =
        "package m_test\n\nimport _ \"ex.com/m\"\n\nfunc f() *int { x := 1; return &x }\n";
    tree.write("m_test.go", own);
    tree.write("x_test.go", external);
    let mut client = serve(&tree, &json!({ "sourceErrors": "on" }));
    let path = client.open(&tree.path("m.go"), 1, GO);
    assert_eq!(client.diagnostics(&path, 1).len(), 2);
    let test = client.open(&tree.path("m_test.go"), 1, own);
    let lines = short(&client.diagnostics(&test, 1));
    assert!(!lines.is_empty() && lines.iter().all(|line| !line.contains(" 1 ")), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("new(int) escapes to heap")), "{lines:?}");
    let other = client.open(&tree.path("x_test.go"), 1, external);
    let lines = short(&client.diagnostics(&other, 1));
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(client.shown[&path].1.len(), 2);
    client.shut_down();
}

/// What a build leaves out, what is in no module, and what is on no disk.
#[test]
fn files_that_are_packages_by_themselves() {
    let tree = module();
    let tool =
        "//go:build ignore\n\npackage main\n\nfunc main() { x := 1; p = &x }\n\nvar p *int\n";
    tree.write("tool.go", tool);
    let outside = Tree::of(&[("o.go", NEW)]);
    let mut client = serve(&tree, &json!({ "sourceErrors": "on" }));
    for (path, text) in [(tree.path("tool.go"), tool), (outside.path("o.go"), NEW)] {
        let uri = client.open(&path, 1, text);
        let lines = short(&client.diagnostics(&uri, 1));
        assert_eq!(lines.len(), 1, "{uri}: {lines:?}");
    }
    client.open_as(
        "untitled:Untitled-1",
        "go",
        1,
        "package p\n\nimport \"fmt\"\n\nfunc f() { fmt.Println(7) }\n",
    );
    let lines = short(&client.diagnostics("untitled:Untitled-1", 1));
    assert!(lines.iter().all(|line| !line.contains(" 1 ")), "{lines:?}");
    client.change(
        "untitled:Untitled-1",
        2,
        json!([{ "text": "package p\n\nvar P *int\n\nfunc f() { x := 1; P = &x }\n" }]),
    );
    assert_eq!(client.diagnostics("untitled:Untitled-1", 2).len(), 1);
    client.open_as("untitled:notes", "plaintext", 1, "no Go");
    client.close("untitled:Untitled-1");
    client.shut_down();
}

/// Files come, go and get other names; and what is open counts, wherever it is imported.
#[test]
fn files_come_and_go() {
    let tree = Tree::of(&[
        ("go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("sub/s.go", "package sub\n\nfunc Keep(p *int) {}\n"),
        ("m.go", "package m\n\nimport \"ex.com/m/sub\"\n\nfunc f() { x := 1; sub.Keep(&x) }\n"),
    ]);
    let mut client = serve(&tree, &json!({ "sourceErrors": "on" }));
    let text = std::fs::read_to_string(tree.path("m.go")).expect("a file");
    let path = client.open(&tree.path("m.go"), 1, &text);
    assert_eq!(client.diagnostics(&path, 1), [] as [Value; 0]);
    // Another document, which isn't saved: what imports it is shown anew.
    let leaking = "package sub\n\nvar sink *int\n\nfunc Keep(p *int) { sink = p }\n";
    let sub = client.open(&tree.path("sub/s.go"), 1, leaking);
    client.until(|client| client.shown[&path].1.len() == 1);
    client.close(&sub);
    client.until(|client| client.shown[&path].1.is_empty());
    // On disk.
    tree.write("sub/s.go", leaking);
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": sub, "type": 2 }] }),
    );
    client.until(|client| client.shown[&path].1.len() == 1);
    std::fs::rename(tree.path("sub"), tree.path("other")).expect("a directory");
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": sub, "type": 3 },
        { "uri": uri(&tree.path("other/s.go")), "type": 1 }] }),
    );
    client.until(|client| {
        let lines = short(&client.shown[&path].1);
        lines.iter().all(|line| !line.contains("escapes to heap: Keep"))
            && lines.iter().any(|line| line.contains("assumed"))
    });
    let text = text.replace("ex.com/m/sub", "ex.com/m/other");
    client.replace(&path, 2, &text);
    assert_eq!(client.diagnostics(&path, 2).len(), 1);
    // go.mod, open and not saved.
    client.open_as(&uri(&tree.path("go.mod")), "go.mod", 1, "module ex.org/elsewhere\n\ngo 1.27\n");
    client
        .until(|client| short(&client.shown[&path].1).iter().any(|line| line.contains("assumed")));
    client.close(&uri(&tree.path("go.mod")));
    client.until(|client| {
        client.shown[&path].1.len() == 1 && !short(&client.shown[&path].1)[0].contains("assumed")
    });
    client.shut_down();
}

#[test]
fn several_folders_modules_and_a_workspace() {
    let tree = Tree::of(&[
        ("work/go.work", "go 1.27\n\nuse (\n\t./a\n\t./b\n)\n"),
        ("work/a/go.mod", "module ex.com/a\n\ngo 1.27\n"),
        ("work/a/a.go", "package a\n\nvar sink *int\n\nfunc Keep(p *int) { sink = p }\n"),
        ("work/b/go.mod", "module ex.com/b\n\ngo 1.27\n"),
        ("work/b/b.go", "package b\n\nimport \"ex.com/a\"\n\nfunc f() { x := 1; a.Keep(&x) }\n"),
        ("second/go.mod", "module ex.com/second\n\ngo 1.27\n"),
        ("second/goesc.toml", "[rules]\ndefault = \"warning\"\n"),
        ("second/s.go", NEW),
    ]);
    let mut client = start(&tree);
    client.initialize(&[&tree.path("work")], &able(), &json!({ "sourceErrors": "on" }));
    client.configuration = json!({ "sourceErrors": "on" });
    let text = std::fs::read_to_string(tree.path("work/b/b.go")).expect("a file");
    let path = client.open(&tree.path("work/b/b.go"), 1, &text);
    let lines = short(&client.diagnostics(&path, 1));
    assert!(lines.len() == 1 && lines[0].contains("moved to heap: x"), "{lines:?}");
    let second = client.open(&tree.path("second/s.go"), 1, NEW);
    let lines = short(&client.diagnostics(&second, 1));
    assert!(lines.len() == 1 && lines[0].contains(" 2 "), "{lines:?}");
    let folder = |name: &str| json!({ "uri": uri(&tree.path(name)), "name": name });
    let event = json!({ "added": [folder("second")], "removed": [] });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    let event = json!({ "added": [], "removed": [folder("work")] });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    client.replace(&second, 2, &format!("{NEW}\nvar V = new(int)\n"));
    client.diagnostics(&second, 2);
    client.replace(&path, 2, &text.replace("x := 1", "x := 2"));
    assert_eq!(client.diagnostics(&path, 2).len(), 1);
    client.shut_down();
}

/// What takes long is told, with what is shown as it was; and that it has ended.
#[test]
fn long_work_is_told() {
    let tree = module();
    let mut client = serve(&tree, &json!({}));
    let path = client.open(&tree.path("m.go"), 1, GO);
    client.diagnostics(&path, 1);
    let status = client.wait(|message| message["method"] == "goesc/status");
    assert_eq!(status["params"]["state"], "ready");
    let mut large = "package m\n".to_owned();
    for number in 0..20_000 {
        large += &format!(
            "func large{number}(p *int) []*int {{ x := {number}; return []*int{{&x, p}} }}\n"
        );
    }
    client.replace(&path, 2, &large);
    let status = client.wait(|message| {
        message["method"] == "goesc/status" && message["params"]["state"] == "analyzing"
    });
    assert_eq!(status["params"]["old"], json!([path]));
    client.diagnostics(&path, 2);
    client.wait(|message| {
        message["method"] == "goesc/status" && message["params"]["state"] == "ready"
    });
    if client.was_asked("window/workDoneProgress/create") {
        client.wait(|message| message["params"]["value"]["kind"] == "begin");
        client.wait(|message| message["params"]["value"]["kind"] == "end");
    }
    client.shut_down();
}

/// A wrong setting is told by its name, and the others hold.
#[test]
fn a_wrong_setting_is_alone() {
    let tree = module();
    let settings = json!({
        "hover": "perhaps", "codeLens": true, "build": { "goos": "windows", "goarch": "pdp11" },
    });
    let mut client = serve(&tree, &settings);
    client.configuration = settings;
    let path = client.open(&tree.path("m.go"), 1, GO);
    client.diagnostics(&path, 1);
    for what in ["goesc.hover is \"perhaps\", where true or false is expected", "pdp11"] {
        let told = client.wait(|message| message["method"] == "window/showMessage");
        let text = told["params"]["message"].as_str().expect("a text");
        assert!(text.contains(what), "{text}");
    }
    let about = json!({ "textDocument": { "uri": path } });
    let lenses = client.ask("textDocument/codeLens", about);
    assert_eq!(lenses.as_array().map(Vec::len), Some(4));
    assert!(!client.at("textDocument/hover", &path, 7, 12).is_null());
    // It is told once.
    client.notify("workspace/didChangeConfiguration", json!({ "settings": {} }));
    client.ask("textDocument/codeLens", json!({ "textDocument": { "uri": path } }));
    client.shut_down();
}

/// The modules of a workspace are shown as a whole, also where there is none at its root.
#[test]
fn all_modules_of_a_workspace() {
    let tree = Tree::of(&[
        ("go.work", "go 1.27\n\nuse (\n\t./a\n\t./b\n)\n"),
        ("a/go.mod", "module ex.com/a\n\ngo 1.27\n"),
        ("a/a.go", "package a\n\nvar sink *int\n\nfunc Keep(p *int) { sink = p }\n"),
        ("b/go.mod", "module ex.com/b\n\ngo 1.27\n"),
        ("b/sub/b.go", "package b\n\nimport \"ex.com/a\"\n\nfunc f() { x := 1; a.Keep(&x) }\n"),
    ]);
    let options = json!({ "diagnostics": { "mode": "workspace" } });
    let mut client = serve(&tree, &options);
    client.configuration = options;
    let of_b = uri(&tree.path("b/sub/b.go"));
    client.until(|client| client.shown.get(&of_b).is_some_and(|(_, all)| all.len() == 1));
    let report = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    assert_eq!(report["items"].as_array().map(Vec::len), Some(2), "{report}");
    client.shut_down();
}

/// A file of another platform is told to be left out, and what its package declares elsewhere isn't
/// missed.
#[test]
fn files_of_other_builds() {
    let tree = module();
    let text =
        "package m\n\nfunc here() *int { return there() }\n\nfunc own() *int { return new(int) }\n";
    let tagged = format!("//go:build special\n\n{text}");
    tree.write("w_windows.go", text);
    tree.write("there_windows.go", "package m\n\nfunc there() *int { return new(int) }\n");
    tree.write("tagged.go", &tagged);
    let mut client = serve(&tree, &json!({ "sourceErrors": "on" }));
    for (name, text, said) in [
        (
            "w_windows.go",
            text,
            "0:0-0:9 3 - the build leaves this file out: its name asks for windows",
        ),
        (
            "tagged.go",
            &tagged,
            "0:0-0:18 3 - the build leaves this file out: its build constraint asks for other tags",
        ),
    ] {
        let path = client.open(&tree.path(name), 1, text);
        let lines = short(&client.diagnostics(&path, 1));
        assert!(lines[0].starts_with(said), "{lines:?}");
        assert!(lines.iter().all(|line| !line.contains(" 1 ")), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("new(int) escapes to heap")), "{lines:?}");
    }
    client.shut_down();
}

/// A baseline under another name is watched.
#[test]
fn a_baseline_of_any_name_is_watched() {
    let tree = module();
    let write = || {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_goesc"));
        super::isolate(&mut command, &tree);
        let output = command.args(["check", "--no-config", "--write-baseline", "known.txt", "."]);
        assert!(output.output().expect("it runs").status.success());
    };
    tree.write("sub/none.txt", "");
    write();
    tree.write("goesc.toml", "baseline = \"sub/../known.txt\"\n");
    let more = format!("{GO}\nfunc more() *int {{ y := 1; return &y }}\n");
    let mut client = serve(&tree, &json!({}));
    let path = client.open(&tree.path("m.go"), 1, &more);
    let severities = |client: &Client| -> Vec<Value> {
        client.shown[&path].1.iter().map(|one| one["severity"].clone()).collect()
    };
    client.diagnostics(&path, 1);
    assert_eq!(severities(&client), [4, 4, 2]);
    client.until(|client| {
        let mut asked = client.asked.iter();
        asked.any(|(method, params)| {
            method == "client/registerCapability" && params.to_string().contains("**/known.txt")
        })
    });
    tree.write("m.go", &more);
    write();
    let known = uri(&tree.path("known.txt"));
    let changed = json!({ "changes": [{ "uri": known, "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", changed);
    client.until(|client| severities(client) == [4, 4, 4]);
    client.shut_down();
}

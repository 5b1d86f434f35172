//! What a client shows of a file: diagnostics, hovers, hints, actions, lenses.

use serde_json::{Value, json};

use super::client::{Client, able, uri};
use super::{GO, module, range, serve, short, start};
use crate::common::Tree;

#[test]
fn diagnostics_are_pushed_with_their_version() {
    let tree = module();
    let mut client = serve(&tree, &json!({ "sourceErrors": "on" }));
    let path = client.open(&tree.path("m.go"), 7, GO);
    let all = client.diagnostics(&path, 7);
    assert_eq!(
        short(&all),
        [
            "7:10-7:22 4 map-store &point{...} escapes to heap (16 bytes: stored in a map)",
            "11:1-11:2 4 returned-address moved to heap: x (8 bytes: a pointer to it is returned)",
        ]
    );
    let first = &all[0];
    assert_eq!(first["source"], "goesc");
    assert_eq!(first["codeDescription"]["href"], "goesc:///rules/map-store.md");
    let related = all[1]["relatedInformation"].as_array().expect("steps");
    assert_eq!(related[0]["location"]["uri"], json!(path));
    assert_eq!(related[0]["location"]["range"]["start"], super::position(12, 8));
    assert_eq!(related[0]["message"], "its address is taken: &x");
    // Somebody types what isn't finished, and takes it back.
    client.change(&path, 8, json!([{ "range": range((12, 9), (12, 9)), "text": "(" }]));
    let broken = short(&client.diagnostics(&path, 8));
    assert!(broken.iter().any(|line| line.contains(" 1 - syntax error")), "{broken:?}");
    client.change(&path, 9, json!([{ "range": range((12, 9), (12, 10)), "text": "" }]));
    assert_eq!(client.diagnostics(&path, 9), all);
    client.close(&path);
    client.until(|client| client.shown[&path] == (None, vec![]));
    client.shut_down();
}

#[test]
fn diagnostics_are_pulled_by_who_can() {
    let tree = module();
    let mut client = start(&tree);
    let mut capabilities = able();
    capabilities["textDocument"]["diagnostic"] = json!({ "relatedInformation": true });
    client.initialize(&[tree.root()], &capabilities, &json!({}));
    assert_eq!(client.capabilities["diagnosticProvider"]["interFileDependencies"], true);
    let path = client.open(&tree.path("m.go"), 1, GO);
    let about = json!({ "textDocument": { "uri": path } });
    let report = client.ask("textDocument/diagnostic", about.clone());
    assert_eq!(report["kind"], "full");
    assert_eq!(report["items"].as_array().map(Vec::len), Some(2));
    assert!(report["items"][1]["relatedInformation"].is_array());
    let known = &report["resultId"];
    let again = json!({ "textDocument": { "uri": path }, "previousResultId": known });
    let report = client.ask("textDocument/diagnostic", again.clone());
    assert_eq!((&report["kind"], &report["resultId"]), (&json!("unchanged"), known));
    client.replace(&path, 2, "package m\n");
    let report = client.ask("textDocument/diagnostic", again);
    assert_eq!((&report["kind"], &report["items"]), (&json!("full"), &json!([])));
    // Nobody is told twice.
    assert!(client.shown.is_empty());
    // What isn't asked about a text but about settings is asked again.
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "goesc": { "allocations": false } } }),
    );
    client.until(|client| client.was_asked("workspace/diagnostic/refresh"));
    client.shut_down();
}

/// The whole module, of clients that ask for it and of those that are told.
#[test]
fn all_files_of_a_folder() {
    let tree = Tree::of(&[
        ("go.mod", "module ex.com/m\n\ngo 1.27\n"),
        ("m.go", GO),
        ("sub/s.go", "package sub\n\nfunc F() *int { return new(int) }\n"),
        ("none/n.go", "package none\n"),
    ]);
    let options = json!({ "diagnostics": { "mode": "workspace" } });
    let mut client = serve(&tree, &options);
    client.configuration = options;
    let sub = uri(&tree.path("sub/s.go"));
    client.until(|client| client.shown.get(&sub).is_some_and(|(_, all)| all.len() == 1));
    let report = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let items = report["items"].as_array().expect("items").clone();
    let of = |name: &str| {
        let uri = uri(&tree.path(name));
        items.iter().find(|item| item["uri"] == json!(uri)).expect("a report").clone()
    };
    assert_eq!(of("m.go")["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(of("none/n.go")["items"], json!([]));
    let known = json!({ "uri": sub, "value": of("sub/s.go")["resultId"] });
    let report = client.ask("workspace/diagnostic", json!({ "previousResultIds": [known] }));
    let items = report["items"].as_array().expect("items");
    let again = items.iter().find(|item| item["uri"] == json!(sub)).expect("a report");
    assert_eq!(again["kind"], "unchanged");
    // What isn't there any more is shown no more.
    std::fs::remove_file(tree.path("sub/s.go")).expect("a file");
    let changes = json!({ "changes": [{ "uri": sub, "type": 3 }] });
    client.notify("workspace/didChangeWatchedFiles", changes);
    client.until(|client| client.shown.get(&sub).is_some_and(|(_, all)| all.is_empty()));
    client.shut_down();
}

#[test]
fn assertions_and_suppressions_are_judged() {
    let tree = module();
    let mut client = serve(&tree, &json!({}));
    let text = GO
        .replace("func moved", "//goesc:noalloc\nfunc moved")
        .replace("1, 2}", "1, 2} //nolint:goesc:map-store // a cache")
        .replace("{ return 7 }", "{ return 7 } //nolint:goesc // nothing");
    let path = client.open(&tree.path("m.go"), 1, &text);
    let all = client.diagnostics(&path, 1);
    let lines = short(&all);
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].starts_with("12:1-12:2 1 noalloc moved to heap: x"), "{lines:#?}");
    assert!(lines[0].contains("m.go:11:1 asks for //goesc:noalloc"), "{lines:#?}");
    assert!(lines[1].starts_with("12:1-12:2 4 returned-address"), "{lines:#?}");
    assert!(lines[2].contains(" 2 unused-nolint nothing is suppressed by"), "{lines:#?}");
    assert_eq!(all[2]["tags"], json!([1]));
    assert!(all[0]["relatedInformation"].is_array());
    client.shut_down();
}

fn hover(client: &mut Client, uri: &str, line: u32, character: u32) -> String {
    let hover = client.at("textDocument/hover", uri, line, character);
    hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn hovers_say_what_is_known() {
    let tree = module();
    let mut client = serve(&tree, &json!({}));
    let path = client.open(&tree.path("m.go"), 1, GO);
    let text = hover(&mut client, &path, 7, 12);
    assert!(
        text.starts_with(
            "`&point{...} escapes to heap`\n\n16 bytes; stored in a map (`map-store`)"
        ),
        "{text}"
    );
    assert!(
        text.contains("**What helps:** Hold `point` values, in a `map[string]point`"),
        "{text}"
    );
    let text = hover(&mut client, &path, 11, 1);
    let link = format!("1. [m.go:13:9]({path}#L13,9): its address is taken: &x");
    assert!(text.contains(&link.replace("&x", "\\&x")), "{text}");
    let text = hover(&mut client, &path, 15, 10);
    assert!(text.contains("leaking param: p"), "{text}");
    assert_eq!(hover(&mut client, &path, 0, 0), "");
    let empty = serde_json::Map::new();
    assert_eq!(
        client.at("textDocument/hover", &path, 1_000_000, 1_000_000),
        Value::Null,
        "{empty:?}"
    );
    client.shut_down();
}

/// Every kind of hint is switched by itself, and none is there by default.
#[test]
fn hints_are_switched_one_by_one() {
    let tree = module();
    let text = format!("{GO}\nfunc g() int {{ return nothing() }}\n");
    let mut client = serve(&tree, &json!({}));
    let path = client.open(&tree.path("m.go"), 1, &text);
    let about = json!({ "textDocument": { "uri": path }, "range": range((0, 0), (100, 0)) });
    assert_eq!(client.ask("textDocument/inlayHint", about.clone()), Value::Null);
    for (kinds, expected) in [
        (json!({ "heap": true }), vec![(7, 22, "heap 16 B"), (11, 2, "heap 8 B")]),
        (json!({ "leaks": true }), vec![(15, 11, "leaks")]),
        (json!({ "inlined": true }), vec![(19, 29, "inlined")]),
        (json!({}), vec![]),
    ] {
        let settings = json!({ "settings": { "goesc": { "inlayHints": kinds } } });
        client.configuration = json!({ "inlayHints": kinds });
        client.notify("workspace/didChangeConfiguration", settings);
        let hints = client.ask("textDocument/inlayHint", about.clone());
        let hints = hints.as_array().cloned().unwrap_or_default();
        let found: Vec<(u64, u64, &str)> = hints
            .iter()
            .map(|hint| {
                let at = &hint["position"];
                let number = |value: &Value| value.as_u64().unwrap_or_default();
                (
                    number(&at["line"]),
                    number(&at["character"]),
                    hint["label"].as_str().unwrap_or(""),
                )
            })
            .collect();
        assert_eq!(found, expected, "{kinds}");
    }
    client.until(|client| client.was_asked("workspace/inlayHint/refresh"));
    let ranged = json!({ "textDocument": { "uri": path }, "range": range((9, 0), (12, 0)) });
    client.configuration = json!({ "inlayHints": { "heap": true } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    client.until(|client| {
        client.asked.iter().filter(|(m, _)| m == "workspace/configuration").count() > 5
    });
    // The answer to the server comes before this request.
    let hints = client.ask("textDocument/inlayHint", ranged);
    assert_eq!(hints.as_array().map(Vec::len), Some(1));
    client.shut_down();
}

#[test]
fn lenses_count() {
    let tree = module();
    let mut client = serve(&tree, &json!({ "codeLens": true }));
    client.configuration = json!({ "codeLens": true });
    let path = client.open(&tree.path("m.go"), 1, GO);
    let lenses = client.ask("textDocument/codeLens", json!({ "textDocument": { "uri": path } }));
    let lenses = lenses.as_array().expect("lenses");
    let titles: Vec<&str> =
        lenses.iter().filter_map(|lens| lens["command"]["title"].as_str()).collect();
    assert_eq!(
        titles,
        [
            "1 allocation, 16 B",
            "1 allocation, 8 B",
            "no allocations · 1 leaking parameter",
            "no allocations",
        ]
    );
    assert_eq!(lenses[0]["range"], range((6, 0), (6, 4)));
    client.shut_down();
}

/// Columns as each client counts them.
#[test]
fn columns_are_those_of_the_encoding() {
    let tree = module();
    let text = "package m\n\nvar a, b = \"é😀\", new(int)\n";
    for (offered, name, column) in [
        (json!(["utf-8"]), "utf-8", 21),
        (json!(["utf-16"]), "utf-16", 18),
        (json!(["utf-32"]), "utf-32", 17),
        (Value::Null, "utf-16", 18),
    ] {
        let mut client = start(&tree);
        let mut capabilities = able();
        capabilities["general"] = json!({ "positionEncodings": offered });
        if offered.is_null() {
            capabilities["general"] = json!({});
        }
        client.initialize(
            &[tree.root()],
            &capabilities,
            &json!({ "inlayHints": { "heap": true } }),
        );
        assert_eq!(client.capabilities["positionEncoding"], name);
        let path = client.open(&tree.path("e.go"), 1, text);
        // What is put before moves the rest.
        client.change(&path, 2, json!([{ "range": range((2, 12), (2, 12)), "text": "" }]));
        let text = text.replace("new(int)", "func() *int { x := 1; return &x }()");
        client.replace(&path, 3, &text);
        let all = client.diagnostics(&path, 3);
        let start = &all[1]["range"]["start"];
        let offset = 14;
        assert_eq!(start, &super::position(2, column + offset), "{name}: {:?}", short(&all));
        // A position of the client's leads there.
        assert!(hover(&mut client, &path, 2, column + offset).contains("moved to heap: x"));
        let replace = json!([{ "range": range((2, column + offset), (2, column + offset + 1)), "text": "yy" }]);
        client.change(&path, 4, replace);
        let all = client.diagnostics(&path, 4);
        assert!(
            all.iter().all(|one| !one["message"].as_str().is_some_and(|m| m.contains("heap: x")))
        );
        client.shut_down();
    }
}

fn actions(client: &mut Client, uri: &str, at: Value) -> Vec<Value> {
    let params = json!({
        "textDocument": { "uri": uri }, "range": at, "context": { "diagnostics": [] },
    });
    client.ask("textDocument/codeAction", params).as_array().cloned().unwrap_or_default()
}

/// Applies the edit of an action to a text in UTF-8.
fn applied(text: &str, action: &Value) -> String {
    let edit = &action["edit"]["documentChanges"][0]["edits"][0];
    let at = &edit["range"]["start"];
    assert_eq!(edit["range"]["start"], edit["range"]["end"]);
    let number = |value: &Value| value.as_u64().unwrap_or_default() as usize;
    let line = text.split_inclusive('\n').take(number(&at["line"])).map(str::len).sum::<usize>();
    let mut text = text.to_owned();
    text.insert_str(line + number(&at["character"]), edit["newText"].as_str().unwrap_or_default());
    text
}

fn titled<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let mut found = actions
        .iter()
        .filter(|action| action["title"].as_str().is_some_and(|own| own.starts_with(title)));
    found.next().unwrap_or_else(|| panic!("{title} in {actions:#?}"))
}

#[test]
fn a_finding_is_suppressed_where_it_stands() {
    let tree = module();
    let mut client = serve(&tree, &json!({}));
    let path = client.open(&tree.path("m.go"), 1, GO);
    let all = actions(&mut client, &path, range((7, 14), (7, 14)));
    let suppress = titled(&all, "Suppress map-store here");
    assert_eq!(suppress["kind"], "quickfix");
    assert_eq!(suppress["edit"]["documentChanges"][0]["textDocument"]["version"], 1);
    let text = applied(GO, suppress);
    assert!(text.contains("&point{1, 2} //nolint:goesc:map-store // TODO: say why\n"), "{text}");
    client.replace(&path, 2, &text);
    assert_eq!(client.diagnostics(&path, 2).len(), 1);
    // What isn't found there isn't suppressed there.
    let all = actions(&mut client, &path, range((17, 5), (17, 5)));
    assert!(all.iter().all(|action| action["kind"] != "quickfix"), "{all:#?}");
    client.shut_down();
}

#[test]
fn a_function_is_asserted_of() {
    let tree = module();
    let mut client = serve(&tree, &json!({}));
    let path = client.open(&tree.path("m.go"), 1, GO);
    let all = actions(&mut client, &path, range((11, 1), (11, 1)));
    let text = applied(GO, titled(&all, "Assert //goesc:noescape of moved"));
    assert!(text.contains("\n//goesc:noescape\nfunc moved()"), "{text}");
    client.replace(&path, 2, &text);
    let lines = short(&client.diagnostics(&path, 2));
    assert!(lines.iter().any(|line| line.contains(" 1 noescape ")), "{lines:#?}");
    let all = actions(&mut client, &path, range((12, 1), (12, 1)));
    assert!(all.iter().all(|action| {
        !action["title"].as_str().is_some_and(|title| title.starts_with("Assert //goesc:noescape"))
    }));
    // Clients of few actions get those that they take.
    client.shut_down();
    let mut client = start(&tree);
    client.initialize(&[tree.root()], &json!({}), &json!({}));
    let path = client.open(&tree.path("m.go"), 1, GO);
    let all = actions(&mut client, &path, range((11, 1), (11, 1)));
    assert!(!all.is_empty() && all.iter().all(|action| action["command"].is_string()), "{all:#?}");
    client.shut_down();
}

#[test]
fn allocations_are_hidden_of_a_file_or_a_folder() {
    let tree = module();
    let mut client = serve(&tree, &json!({}));
    let path = client.open(&tree.path("m.go"), 1, GO);
    assert_eq!(client.diagnostics(&path, 1).len(), 2);
    for scope in ["file", "folder"] {
        for (verb, count) in [("Hide", 0), ("Show", 2)] {
            let all = actions(&mut client, &path, range((0, 0), (0, 0)));
            let title = format!("{verb} allocations in this {scope}");
            let command = titled(&all, &title)["command"].clone();
            let params = json!({
                "command": command["command"], "arguments": command["arguments"],
            });
            let answer = client.ask("workspace/executeCommand", params);
            assert_eq!(answer, json!({ "shown": verb == "Show" }));
            client.until(|client| client.shown[&path].1.len() == count);
        }
    }
    // What is worse than a hint is told all the same.
    let params = json!({ "command": "goesc.toggleAllocations",
        "arguments": [{ "uri": path, "scope": "file" }] });
    client.ask("workspace/executeCommand", params);
    client.replace(&path, 2, &GO.replace("func moved", "//goesc:noescape\nfunc moved"));
    let lines = short(&client.diagnostics(&path, 2));
    assert!(lines.len() == 1 && lines[0].contains(" 1 noescape "), "{lines:?}");
    for wrong in [json!({}), json!({ "command": "x" }), json!({ "command": "goesc.openGraph" })] {
        let id = client.request("workspace/executeCommand", wrong);
        assert_eq!(client.answer(id).expect_err("a refusal")["code"], -32602);
    }
    client.shut_down();
}

/// The graph of a function: its text is the answer, and the client is told to show it.
#[test]
fn a_graph_is_opened() {
    let tree = module();
    let generic = format!(
        "{GO}\ntype list[T any] struct {{ v T; next *list[T] }}\n\nfunc (l *list[T]) push(v T) *list[T] {{ return &list[T]{{v, l}} }}\n\nvar one = (*list[int])(nil).push(1)\n"
    );
    let mut client = serve(&tree, &json!({}));
    let path = client.open(&tree.path("m.go"), 1, &generic);
    let line = generic.lines().position(|line| line.contains("push(v T)")).expect("a line") as u32;
    for (line, name) in [(11, "moved"), (line, "(*list).push")] {
        let all = actions(&mut client, &path, range((line, 1), (line, 1)));
        let command = titled(&all, &format!("Show how values flow in {name}"))["command"].clone();
        let params = json!({ "command": command["command"], "arguments": command["arguments"] });
        let answer = client.ask("workspace/executeCommand", params);
        let text = answer["text"].as_str().expect("a text").to_owned();
        assert!(text.contains("```mermaid\nflowchart LR"), "{text}");
        client.until(|client| client.was_asked("window/showDocument"));
        let (_, shown) = client.asked.pop().expect("it was asked");
        let uri = shown["uri"].clone();
        assert!(uri.as_str().is_some_and(|uri| uri.starts_with("goesc:///graph/")), "{uri}");
        let content = client.ask("workspace/textDocumentContent", json!({ "uri": uri }));
        assert_eq!(content["text"], json!(text));
        client.asked.clear();
    }
    let rule = client
        .ask("workspace/textDocumentContent", json!({ "uri": "goesc:///rules/map-store.md" }));
    assert!(rule["text"].as_str().is_some_and(|text| text.contains("**What helps:**")));
    client.shut_down();
    // A client that reads files alone is shown one, which is gone in the end.
    let mut client = start(&tree);
    let capabilities = json!({ "window": { "showDocument": { "support": true } } });
    client.initialize(&[tree.root()], &capabilities, &json!({}));
    let path = client.open(&tree.path("m.go"), 1, GO);
    let arguments = json!([{ "uri": path, "function": "moved", "format": "dot" }]);
    let params = json!({ "command": "goesc.openGraph", "arguments": arguments });
    let answer = client.ask("workspace/executeCommand", params);
    client.until(|client| client.was_asked("window/showDocument"));
    let (_, shown) = client.asked.pop().expect("it was asked");
    let file = shown["uri"].as_str().and_then(|uri| uri.strip_prefix("file://")).expect("a file");
    let file = std::path::PathBuf::from(file);
    let text = std::fs::read_to_string(&file).expect("it is there");
    assert_eq!(json!(text), answer["text"]);
    assert!(!file.starts_with(tree.root()));
    client.shut_down();
    assert!(!file.exists());
}

/// Each of the functions `init` of a package has its own graph, by the number that gc gives it.
#[test]
fn graphs_of_functions_init() {
    let tree = module();
    tree.write("a.go", "package m\n\nvar P *int\n\nfunc init() { first := 1; P = &first }\n");
    let text = "package m\n\nfunc init() { second := 1; P = &second }\n\n\
                func init() { third := 1; P = &third }\n\nfunc external()\n\nfunc _() { P = new(int) }\n";
    tree.write("b.go", text);
    let mut client = serve(&tree, &json!({ "codeLens": true }));
    client.configuration = json!({ "codeLens": true });
    let path = client.open(&tree.path("b.go"), 1, text);
    for (line, name) in [(2, "second"), (4, "third")] {
        let all = actions(&mut client, &path, range((line, 1), (line, 1)));
        let command = titled(&all, "Show how values flow in init")["command"].clone();
        let params = json!({ "command": command["command"], "arguments": command["arguments"] });
        let answer = client.ask("workspace/executeCommand", params);
        assert!(answer["text"].as_str().is_some_and(|text| text.contains(name)), "{answer}");
    }
    let lenses = client.ask("textDocument/codeLens", json!({ "textDocument": { "uri": path } }));
    let functions: Vec<&Value> = lenses
        .as_array()
        .expect("lenses")
        .iter()
        .map(|lens| &lens["command"]["arguments"][0]["function"])
        .collect();
    assert_eq!(functions, ["init.1", "init.2"]);
    // Of what isn't compiled, nothing is asserted or drawn.
    for line in [6, 8] {
        let all = actions(&mut client, &path, range((line, 1), (line, 1)));
        let titles: Vec<&str> = all.iter().filter_map(|action| action["title"].as_str()).collect();
        let is_about_function =
            |title: &&&str| title.starts_with("Assert") || title.starts_with("Show how values");
        assert_eq!(titles.iter().find(is_about_function), None, "{titles:?}");
    }
    client.shut_down();
}

/// A client that shows no Markdown is sent none; code in Markdown is as it stands in the file.
#[test]
fn hovers_in_plain_text() {
    let tree = module();
    let mut client = start(&tree);
    let mut capabilities = able();
    capabilities["textDocument"]["hover"] = json!({ "contentFormat": ["plaintext"] });
    client.initialize(&[tree.root()], &capabilities, &json!({}));
    let path = client.open(&tree.path("m.go"), 1, GO);
    let hover = client.at("textDocument/hover", &path, 7, 12);
    assert_eq!(hover["contents"]["kind"], "plaintext");
    let text = hover["contents"]["value"].as_str().expect("a text");
    assert!(
        text.starts_with("&point{...} escapes to heap\n\n16 bytes; stored in a map (map-store)\n"),
        "{text}"
    );
    assert!(text.contains("What helps: Hold point values, in a map[string]point"), "{text}");
    assert!(!text.contains(['`', '*', '\\']), "{text}");
    client.shut_down();
}

/// Comments that are put into a file end as its lines do.
#[test]
fn comments_end_as_lines_do() {
    let tree = module();
    let text = GO.replace('\n', "\r\n");
    let mut client = serve(&tree, &json!({}));
    let path = client.open(&tree.path("m.go"), 1, &text);
    let all = actions(&mut client, &path, range((11, 1), (11, 1)));
    let edit = &titled(&all, "Assert //goesc:noescape of moved")["edit"];
    assert_eq!(edit["documentChanges"][0]["edits"][0]["newText"], "//goesc:noescape\r\n");
    client.shut_down();
}

/// What violates an assertion is marked as far as it reaches; what isn't known is no violation.
#[test]
fn violations_are_marked_as_a_whole() {
    let tree = module();
    let text = "package m\n\nimport \"no.where/x\"\n\nfunc alloc() { sink = new(int) }\n\nvar sink *int\n\n\
                //goesc:noalloc\nfunc f(m map[string]*int) {\n\tm[\"a\"] = new(int)\n\tfor range 3 {\n\t\tdefer alloc()\n\t}\n}\n\n\
                func g() {\n\tx.F() //goesc:inline\n}\n";
    let mut client = serve(&tree, &json!({ "sourceErrors": "off" }));
    let path = client.open(&tree.path("n.go"), 1, text);
    let lines = short(&client.diagnostics(&path, 1));
    let told = |what: &str| lines.iter().any(|line| line.starts_with(what));
    assert!(told("10:10-10:18 1 noalloc new(int) escapes to heap"), "{lines:#?}");
    assert!(told("12:8-12:13 1 noalloc alloc"), "{lines:#?}");
    assert!(
        lines.iter().any(|line| line.contains(" 2 undecided ") && line.contains("//goesc:inline")),
        "{lines:#?}"
    );
    assert!(lines.iter().all(|line| !line.contains(" 1 inline ")), "{lines:#?}");
    client.shut_down();
}

/// Where a generic function is declared, nobody calls its instances.
#[test]
fn hints_are_at_calls_that_are_written() {
    let tree = module();
    let text = "package m\n\nfunc id[T any](x T) T { return x }\n\nvar f = id[int]\n\nfunc g() int { return id(1) }\n";
    let mut client = serve(&tree, &json!({ "inlayHints": { "inlined": true } }));
    client.configuration = json!({ "inlayHints": { "inlined": true } });
    let path = client.open(&tree.path("n.go"), 1, text);
    let about = json!({ "textDocument": { "uri": path }, "range": range((0, 0), (100, 0)) });
    let hints = client.ask("textDocument/inlayHint", about);
    let places: Vec<&Value> =
        hints.as_array().expect("hints").iter().map(|hint| &hint["position"]).collect();
    assert_eq!(places, [&super::position(6, 24)]);
    client.shut_down();
}

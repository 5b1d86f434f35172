//! The pages of `check --format html`.

use std::fs;
use std::process::{Command, Output};

use crate::common::Tree;

fn check(tree: &Tree, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.args(["check", "--format", "html"]).args(args).current_dir(tree.path("m"));
    command.env_clear().env("GOENV", "off").env("GOPATH", tree.path("gopath"));
    command.output().expect("goesc was started")
}

fn module(files: &[(&str, &str)]) -> Tree {
    let tree = Tree::of(files);
    tree.write("m/go.mod", "module ex.com/m\n\ngo 1.27\n");
    tree
}

const HOSTILE: &str = "package m

var sink any

func F(s string) {
\tx := s + \"</td><script>alert('1')</script>\u{202e}\"
\tp := &x
\tsink = p
}
";

#[test]
fn pages_link_to_what_is_there() {
    let tree = module(&[
        ("m/a.go", "package m\n\ntype T struct{ n int }\n\nfunc New() *T { return &T{} }\n"),
        ("m/b.go", "package m\n\nfunc Put() {\n\tfor range 3 {\n\t\tsink = New()\n\t}\n}\n"),
        ("m/c.go", HOSTILE),
        ("m/none.go", "package m\n\nfunc nothing() {}\n"),
    ]);
    let output = check(&tree, &["--output", "out"]);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && err.is_empty() && output.stdout.is_empty(), "{err}");
    let read = |name: &str| {
        fs::read_to_string(tree.path("m/out").join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    };
    let index = read("index.html");
    let mut pages = 0;
    for link in index.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let (page, id) = link.split_once('#').unwrap_or((link, ""));
        let text = read(page);
        assert!(id.is_empty() || text.contains(&format!("id=\"{id}\"")), "{link}");
        pages += usize::from(page.starts_with("files/"));
    }
    assert!(pages >= 4, "{index}");
    for name in ["index.html", "files/1.html", "files/2.html"] {
        let text = read(name);
        assert!(
            !text.contains("http:") && !text.contains("https:") && !text.contains("//"),
            "{name}"
        );
        for step in text.split("data-step=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(text.contains(&format!("<tr id=\"{step}\">")), "{step}");
        }
    }
    // The graph of each function in which something is found is there to be drawn.
    let page = read("files/1.html");
    let (_, graph) = page.split_once("<pre class=\"flow\" id=\"G0\" hidden>").expect("a graph");
    let (graph, _) = graph.split_once("</pre>").expect("its end");
    let graph: serde_json::Value =
        serde_json::from_str(&graph.replace("&quot;", "\"").replace("&amp;", "&")).expect("JSON");
    let nodes = graph["nodes"].as_array().expect("nodes");
    assert!(nodes.contains(&serde_json::json!(["&T{}", "escapes"])), "{graph}");
    for edge in graph["edges"].as_array().expect("edges") {
        assert!(edge[0].as_u64() < Some(nodes.len() as u64), "{graph}");
        assert!(edge[1].as_u64() < Some(nodes.len() as u64), "{graph}");
    }
    assert!(
        page.contains("<button type=\"button\" data-graph=\"G0\">graph of New</button>"),
        "{page}"
    );
    // A file in which nothing allocates has no page.
    assert!(!index.contains("none.go") && !tree.path("m/out/files/3.html").exists());
    // What is found stands below its line, with the way to the heap.
    let hostile = read("files/2.html");
    assert!(hostile.contains("<h1>./c.go</h1>"), "{hostile}");
    assert!(hostile.contains("<mark>x</mark>"), "{hostile}");
    assert!(hostile.contains("<a href=\"#L8\" data-step=\"L8\">line 8</a>"), "{hostile}");
    assert!(hostile.contains("&lt;script&gt;alert(&#39;1&#39;)"), "{hostile}");
    assert!(hostile.matches("<script").count() == 1 && !hostile.contains('\u{202e}'), "{hostile}");
    // The same once more is the same.
    let before = [index, hostile];
    assert!(check(&tree, &["--output", "out"]).status.success());
    assert_eq!(before, [read("index.html"), read("files/2.html")]);
}

#[test]
fn pages_need_a_directory() {
    let tree = module(&[("m/a.go", "package m\n"), ("m/file", "")]);
    let output = check(&tree, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--output DIR"));
    let output = check(&tree, &["--output", "file"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("file: "));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_elsewhere() {
    let tree = module(&[("m/a.go", HOSTILE), ("m/out/keep", ""), ("elsewhere/keep", "")]);
    std::os::unix::fs::symlink(tree.path("elsewhere"), tree.path("m/out/files")).expect("a link");
    let output = check(&tree, &["--output", "out"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_dir(tree.path("elsewhere")).expect("it is there").count(), 1);
}

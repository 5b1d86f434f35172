//! Formats of services that run checks: GitHub, GitLab, what reads Checkstyle's and JUnit's XML, and
//! `go tool cover`; and the options for scripts.

use std::process::Command;

use serde_json::Value;

use crate::common::Tree;

/// Standard output, standard error and the status of goesc in the directory m.
fn goesc(tree: &Tree, args: &[&str]) -> (String, String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
    command.args(args).current_dir(tree.path("m"));
    command.env_clear().env("GOENV", "off").env("GOPATH", tree.path("gopath"));
    let output = command.output().expect("goesc was started");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

fn check(tree: &Tree, format: &str, args: &[&str]) -> String {
    goesc(tree, &[&["check", "-l", "--format", format], args].concat()).0
}

/// A module in a directory of a repository: two findings, of which one violates an assertion, an error
/// in another package, and nothing in a third.
fn module() -> Tree {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        (
            "m/m.go",
            "package m\n\nvar sink *int\n\n//goesc:noescape\nfunc f() {\n\ttotal := new(int)\n\t\
             sink = total\n}\n\nfunc g() []*int {\n\treturn []*int{\n\t\tnil,\n\t}\n}\n",
        ),
        ("m/sub/s.go", "package sub\n\nfunc h() int { return \"s\" }\n"),
        ("m/void/v.go", "package void\n\nfunc v() {}\n"),
        ("m/goesc.toml", "[rules]\nreturned-address = \"warning\"\n"),
    ]);
    std::fs::create_dir(tree.path(".git")).expect("a directory");
    tree
}

const STORED: &str = "new(int) escapes to heap; 8 bytes: stored in a package variable";
const RETURNED: &str = "[]*int{...} escapes to heap; 8 bytes: a pointer to it is returned";
const MISTYPED: &str =
    "cannot use \"s\" (untyped string constant) as int value in return statement";

#[test]
fn markdown_of_comments() {
    let tree = module();
    let (out, err, status) = goesc(&tree, &["check", "-l", "--format", "markdown", "./..."]);
    let want = format!(
        "**goesc**: 1 assertion violated; 2 allocations in 1 file; 1 error in the source\n\n\
         | | where | what | rule |\n|---|---|---|---|\n\
         | **error** | `m/m.go:7:14` | `{STORED}` | noescape |\n\
         | **error** | `m/sub/s.go:3:23` | `{MISTYPED}` | source-error |\n\
         | warning | `m/m.go:12:9` | `{RETURNED}` | returned-address |\n"
    );
    assert!(out.starts_with(&want), "{out}");
    assert_eq!((err.as_str(), status), ("", Some(1)));
    let details: Vec<&str> = out.split("<details>").skip(1).collect();
    assert_eq!(details.len(), 2, "{out}");
    let summary = format!("<summary><code>m/m.go:7:14: {STORED}</code></summary>\n\n```text\n");
    assert!(details[0].starts_with(&summary), "{out}");
    assert!(
        details.iter().all(|text| text.ends_with("\n```\n\n</details>\n\n")
            || text.ends_with("\n```\n\n</details>\n")),
        "{out}"
    );
    assert!(details[1].contains("12 │     return []*int{"), "{out}");
}

/// Names of the source mean nothing to Markdown, and mention nobody.
#[test]
fn markdown_is_not_made_by_the_source() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        (
            "m/m.go",
            "package m\n\nvar sink any\n\nfunc f() {\n\tsink = []string{\"@octocat | </details> ``` `\"}\n\
             // ```` </details>\n}\n",
        ),
    ]);
    let out = check(&tree, "markdown", &["--all", "."]);
    let rows: Vec<&str> = out.lines().filter(|line| line.starts_with("| ")).collect();
    assert!(rows.iter().all(|row| row.replace("\\|", "").matches('|').count() == 5), "{out}");
    let outside: Vec<&str> = out.split("\n````").step_by(2).collect();
    assert!(outside.iter().all(|text| !text.contains("</details> `")), "{out}");
    assert_eq!(out.matches("<details>").count(), out.matches("\n</details>\n").count(), "{out}");
}

#[test]
fn nothing_new_is_one_line_of_markdown() {
    let tree = Tree::of(&[("m/go.mod", "module ex.com/m\n\ngo 1.27\n"), ("m/m.go", "package m\n")]);
    assert_eq!(check(&tree, "markdown", &["."]), "**goesc**: no allocations\n");
}

#[test]
fn annotations_of_github() {
    let tree = module();
    let want = format!(
        "::error title=goesc (noescape),file=m/m.go,line=7,col=14,endLine=7,endColumn=15::{STORED} \
         (noescape)\n\
         ::warning title=goesc (returned-address),file=m/m.go,line=12,col=9,endLine=12,endColumn=16::\
         {RETURNED} (returned-address)\n\
         ::error title=goesc (source-error),file=m/sub/s.go,line=3,col=23,endLine=3,endColumn=26::\
         {MISTYPED}\n"
    );
    let (out, err, status) = goesc(&tree, &["check", "-l", "--format", "github", "./..."]);
    assert_eq!((out, err.as_str(), status), (want, "", Some(1)));
}

#[test]
fn issues_of_gitlab() {
    let tree = module();
    let issues = || -> Vec<Value> {
        serde_json::from_str(&check(&tree, "gitlab", &["./..."])).expect("an array")
    };
    let all = issues();
    let issue =
        |number: usize, path: &str, lines: (u32, u32), severity: &str, name: &str, text: &str| {
            serde_json::json!({
                "description": text,
                "check_name": name,
                "fingerprint": all[number]["fingerprint"],
                "severity": severity,
                "location": { "path": path, "lines": { "begin": lines.0, "end": lines.1 } },
            })
        };
    let want = [
        issue(0, "m/m.go", (7, 7), "major", "noescape", STORED),
        issue(1, "m/m.go", (12, 14), "minor", "returned-address", RETURNED),
        issue(2, "m/sub/s.go", (3, 3), "major", "source-error", MISTYPED),
    ];
    assert_eq!(all, want);
    // They stay the same when lines move, and are distinct.
    let keys = |issues: &[Value]| -> Vec<String> {
        issues.iter().map(|issue| issue["fingerprint"].to_string()).collect()
    };
    tree.write("m/sub/s.go", "package sub\n\n// A comment.\nfunc h() int { return \"s\" }\n");
    let moved = issues();
    assert_eq!((keys(&moved), &moved[2]["location"]["lines"]["begin"]), (keys(&all), &4.into()));
    let mut distinct = keys(&all);
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 3);
    // Nothing is an array, too.
    assert_eq!(check(&tree, "gitlab", &["./void"]), "[\n\n]\n");
}

#[test]
fn elements_of_checkstyle() {
    let tree = module();
    let mistyped = MISTYPED.replace('"', "&quot;");
    let want = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
  <file name="m.go">
    <error line="7" column="14" severity="error" message="{STORED}" source="goesc.noescape"/>
    <error line="12" column="15" severity="warning" message="{RETURNED}" source="goesc.returned-address"/>
  </file>
  <file name="sub/s.go">
    <error line="3" column="23" severity="error" message="{mistyped}" source="goesc.source-error"/>
  </file>
</checkstyle>
"#
    );
    assert_eq!(check(&tree, "checkstyle", &["./..."]), want);
}

#[test]
fn suites_of_junit() {
    let tree = module();
    let mistyped = MISTYPED.replace('"', "&quot;");
    let want = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="goesc">
  <testsuite name="ex.com/m" tests="2" failures="1" errors="0" skipped="0">
    <testcase name="m.go:7:14: noescape" classname="ex.com/m" file="m.go" line="7">
      <failure type="noescape" message="{STORED}">./m.go:7:14: error: {STORED} (noescape)</failure>
    </testcase>
    <testcase name="m.go:12:15: returned-address" classname="ex.com/m" file="m.go" line="12">
      <system-out>./m.go:12:15: warning: {RETURNED} (returned-address)</system-out>
    </testcase>
  </testsuite>
  <testsuite name="ex.com/m/sub" tests="1" failures="1" errors="0" skipped="0">
    <testcase name="sub/s.go:3:23: source-error" classname="ex.com/m/sub" file="sub/s.go" line="3">
      <failure type="source-error" message="{mistyped}">sub/s.go:3:23: error: {mistyped}</failure>
    </testcase>
  </testsuite>
  <testsuite name="ex.com/m/void" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="goesc" classname="ex.com/m/void"/>
  </testsuite>
</testsuites>
"#
    );
    assert_eq!(check(&tree, "junit", &["./..."]), want);
}

/// Blocks that overlap are refused: what is around another one is in pieces. Code that is there once
/// more, for the tests of its package, counts once.
#[test]
fn profiles_of_go_tool_cover() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.27\n"),
        (
            "m/m.go",
            "package m\n\nfunc f() []*int { return []*int{new(int), nil} }\n\n\
             func g(s []int) []int { return append(s, 1) }\n",
        ),
        ("m/m_test.go", "package m_test\n\nfunc h() *int { return new(int) }\n"),
        ("m/in_test.go", "package m\n\nfunc i() *int64 { return new(int64) }\n"),
    ]);
    let inner = "ex.com/m/in_test.go:3.26,3.36 1 8\n";
    let own = "ex.com/m/m.go:3.26,3.33 1 16\nex.com/m/m.go:3.33,3.41 1 8\n\
               ex.com/m/m.go:3.41,3.47 1 16\nex.com/m/m.go:5.32,5.44 1 1\n";
    let outer = "ex.com/m/m_test.go:3.24,3.32 1 8\n";
    assert_eq!(check(&tree, "coverprofile", &[]), format!("mode: count\n{own}"));
    assert_eq!(
        check(&tree, "coverprofile", &["--tests", "."]),
        format!("mode: count\n{inner}{own}{outer}")
    );
    // A file that is named belongs to its package; what allocates nothing is there on request.
    assert_eq!(check(&tree, "coverprofile", &["m_test.go"]), format!("mode: count\n{outer}"));
    tree.write("m/m.go", "package m\n\nfunc f() int { return *new(int) }\n");
    assert_eq!(check(&tree, "coverprofile", &[]), "mode: count\n");
    assert_eq!(
        check(&tree, "coverprofile", &["--all"]),
        "mode: count\nex.com/m/m.go:3.24,3.32 1 0\n"
    );
}

/// A stranger's name ends no line, no property and no attribute.
#[cfg(unix)]
#[test]
fn hostile_names_are_escaped() {
    const NAME: &str = "m/a\"<&>%,:\n::error::x\x1b[31m\u{202e}.go";
    let tree = Tree::of(&[(NAME, "package m\n\nfunc f() *int { return new(int) }\n")]);
    tree.write("m/go.mod", "module ex.com/m\n\ngo 1.27\n");
    let text = "new(int) escapes to heap; 8 bytes: a pointer to it is returned";
    assert_eq!(
        check(&tree, "github", &[]),
        format!(
            "::notice title=goesc (returned-address),file=a\"<&>%25%2C%3A%0A%3A%3Aerror%3A%3Ax\\x1b[31m\
             \\u202e.go,line=3,col=24,endLine=3,endColumn=32::{text} (returned-address)\n"
        )
    );
    let name = "a&quot;&lt;&amp;&gt;%,:&#xA;::error::x\u{fffd}[31m&#x202E;.go";
    let file = format!("  <file name=\"{name}\">\n");
    assert!(check(&tree, "checkstyle", &[]).contains(&file));
    let case = format!("<testcase name=\"{name}:3:27: returned-address\" ");
    assert!(check(&tree, "junit", &[]).contains(&case));
    let issues: Value = serde_json::from_str(&check(&tree, "gitlab", &[])).expect("an array");
    assert_eq!(issues[0]["location"]["path"], NAME[2..]);
    assert_eq!(
        check(&tree, "coverprofile", &[]),
        "mode: count\nex.com/m/a\"<&>%,:\\n::error::x\\x1b[31m\\u202e.go:3.24,3.32 1 8\n"
    );
}

#[test]
fn a_quiet_check_says_what_is_found_and_nothing_else() {
    let tree = module();
    let (out, err, status) = goesc(&tree, &["check", "-l", "--fail-on", "hint", "./void", "."]);
    assert!(out.contains("\n2 allocations in 1 file\n"), "{out}");
    assert_eq!((err.as_str(), status), ("goesc: 2 findings not allowed\n", Some(1)));
    let quiet = ["check", "-l", "--fail-on", "hint", "--quiet", "./void", "."];
    let (quiet, err, status) = goesc(&tree, &quiet);
    assert_eq!((err.as_str(), status), ("", Some(1)));
    let said = "1 assertion violated\n\n2 allocations in 1 file\n";
    assert_eq!(quiet, out.replace(said, ""));
    assert_eq!(goesc(&tree, &["check", "-q", "./void"]), (String::new(), String::new(), Some(0)));
    // A warning is none of it, an error is.
    let (_, err, status) = goesc(&tree, &["check", "-q", "ex.org/..."]);
    assert_eq!((err.as_str(), status), ("", Some(0)));
    let (_, err, status) = goesc(&tree, &["check", "-q", "./none"]);
    assert!(err.starts_with("goesc: ./none: "), "{err}");
    assert_eq!(status, Some(2));
}

#[test]
fn what_is_forbidden_may_pass() {
    let tree = module();
    for format in ["pretty", "gc", "sarif", "github"] {
        let args = ["check", "-l", "--format", format, "--exit-zero", "."];
        assert_eq!(goesc(&tree, &args).2, Some(0), "{format}");
    }
    assert_eq!(goesc(&tree, &["check", "-l", "--fail-on", "hint", "--exit-zero", "."]).2, Some(0));
    assert_eq!(goesc(&tree, &["check", "--exit-zero", "./none"]).2, Some(2));
}

#[test]
fn shells_and_man_know_the_commands() {
    let tree = module();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (out, err, status) = goesc(&tree, &["completions", shell]);
        assert_eq!((err.as_str(), status), ("", Some(0)), "{shell}");
        assert!(out.contains("goesc") && out.contains("exit-zero"), "{shell}: {out}");
    }
    let (out, err, status) = goesc(&tree, &["man"]);
    assert_eq!((err.as_str(), status), ("", Some(0)));
    assert!(out.contains(".TH goesc 1") && out.contains("goesc\\-check(1)"), "{out}");
    let (out, _, status) = goesc(&tree, &["man", "check"]);
    assert!(out.contains(".TH goesc-check 1") && out.contains("\\-\\-exit\\-zero"), "{out}");
    assert_eq!(status, Some(0));
    let (out, err, status) = goesc(&tree, &["man", "none"]);
    assert_eq!((out.as_str(), status), ("", Some(2)));
    assert_eq!(err, "goesc: no command is called none; `goesc help` lists them\n");
}

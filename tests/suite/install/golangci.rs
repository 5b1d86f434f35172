//! The plugin for golangci-lint, built and run. The two packages that it needs come with Go and with this
//! test: golang.org/x/tools as the go command has it, and the interface that plugins are registered by.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{done, own_directory, path_with, root, said, violated};
use crate::common::{Tree, goroot};

/// What golangci-lint's module plugins are registered by (github.com/golangci/plugin-module-register), as far as
/// the plugin knows it.
const REGISTER: &str = r#"// Package register stands in for golangci-lint's.
package register

import (
	"encoding/json"

	"golang.org/x/tools/go/analysis"
)

const LoadModeSyntax = "syntax"

type LinterPlugin interface {
	BuildAnalyzers() ([]*analysis.Analyzer, error)
	GetLoadMode() string
}

type NewPlugin func(settings any) (LinterPlugin, error)

var Plugins = map[string]NewPlugin{}

func Plugin(name string, plugin NewPlugin) { Plugins[name] = plugin }

func DecodeSettings[T any](given any) (T, error) {
	var settings T
	text, err := json.Marshal(given)
	if err == nil {
		err = json.Unmarshal(text, &settings)
	}
	return settings, err
}
"#;

/// A vet tool of the plugin's analyzers, with settings from an argument of the linker.
const MAIN: &str = r#"package main

import (
	"encoding/json"
	"log"

	_ "github.com/goesc/goesc/golangci"
	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis/unitchecker"
)

var settings = "{}"

func main() {
	var given any
	if err := json.Unmarshal([]byte(settings), &given); err != nil {
		log.Fatal(err)
	}
	plugin, err := register.Plugins["goesc"](given)
	if err != nil {
		log.Fatal(err)
	}
	if mode := plugin.GetLoadMode(); mode != register.LoadModeSyntax {
		log.Fatal(mode)
	}
	analyzers, err := plugin.BuildAnalyzers()
	if err != nil {
		log.Fatal(err)
	}
	unitchecker.Main(analyzers...)
}
"#;

const MODULE: &str = "module linter\n\ngo 1.23.0\n\nrequire (\n\tgithub.com/goesc/goesc/golangci v0.0.0\n\t\
    github.com/golangci/plugin-module-register v0.1.2\n\tgolang.org/x/tools v0.32.0\n)\n\nreplace (\n\t\
    github.com/goesc/goesc/golangci => ../plugin\n\t\
    github.com/golangci/plugin-module-register => ../register\n\tgolang.org/x/tools => ../tools\n)\n";

/// Copies a folder's files, those of Go alone.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else if path.extension().is_some_and(|end| end == "go") || path.ends_with("go.mod") {
            fs::copy(&path, &to).expect("it is copied");
        }
    }
}

#[test]
fn the_plugin_reports_what_goesc_finds() {
    let Some(goroot) = goroot("install::golangci::the_plugin_reports_what_goesc_finds") else {
        return;
    };
    let tree = Tree::of(&[
        ("register/go.mod", "module github.com/golangci/plugin-module-register\n\ngo 1.23.0\n"),
        ("register/register/register.go", REGISTER),
        ("tools/go.mod", "module golang.org/x/tools\n\ngo 1.23.0\n"),
        ("linter/go.mod", MODULE),
        ("linter/main.go", MAIN),
    ]);
    copy(&root().join("golangci"), &tree.path("plugin"));
    copy(&goroot.join("src/cmd/vendor/golang.org/x/tools"), &tree.path("tools"));
    let go = |directory: &Path, args: &[&str]| {
        let mut command = Command::new(goroot.join("bin/go"));
        command.args(args).current_dir(directory).env("GOFLAGS", "-mod=mod").env("GOPROXY", "off");
        command.env("GOTOOLCHAIN", "local").env("CGO_ENABLED", "0").env_remove("GOROOT");
        command.env("PATH", path_with(&own_directory())).env("GOESC_CACHE", "off");
        command
    };
    assert_eq!(done(Command::new(goroot.join("bin/gofmt")).arg("-l").arg(tree.path("plugin"))), "");
    let build = |settings: &str, name: &str| {
        let flags = format!("-X 'main.settings={settings}'");
        let output = tree.path(name);
        let output = output.to_str().expect("UTF-8");
        done(&mut go(&tree.path("linter"), &["build", "-ldflags", &flags, "-o", output, "."]));
        format!("-vettool={output}")
    };
    let shop = violated();
    let vet = |tool: &str| {
        let output = go(shop.root(), &["vet", tool, "./..."]).output().expect("go runs");
        (said(&output).1, output.status.success())
    };
    let (err, passed) = vet(&build("{}", "errors"));
    assert!(err.contains("m.go:7:14: new(int) escapes to heap; 8 bytes"), "{err}");
    assert!(err.contains("(noescape)") && !passed, "{err}");
    shop.write("m.go", "package m\n\nfunc f() *int { return new(int) }\n");
    let (err, passed) = vet(&build("{}", "errors"));
    assert!(passed, "{err}");
    let (err, passed) = vet(&build(r#"{"level":"hint"}"#, "hints"));
    assert!(err.contains("m.go:3:27: new(int) escapes to heap"), "{err}");
    assert!(err.contains("(returned-address)") && !passed, "{err}");
    let (err, passed) = vet(&build(r#"{"binary":"no-such-program"}"#, "none"));
    assert!(err.contains("no-such-program") && !passed, "{err}");
}

//! Loading packages from small trees of files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::common::{Tree, goroot};
use goesc::source::{
    self, Config, Environment, Import, LoadError, Loaded, Missing, NamedFiles, Overrides, Package,
    Tests,
};
use goesc::symbol::Symbol;

/// Settings for a directory of a tree that has `go` as its Go tree, `gopath` as its GOPATH and
/// `cache` as its module cache.
fn config_with(tree: &Tree, cwd: &str, variables: &[(&str, &str)]) -> Config {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    let text = |path: PathBuf| path.to_str().expect("a path in UTF-8").to_owned();
    all.insert("GOENV".into(), "off".into());
    all.insert("GOOS".into(), "linux".into());
    all.insert("GOARCH".into(), "amd64".into());
    all.insert("CGO_ENABLED".into(), "0".into());
    all.insert("GOROOT".into(), text(tree.path("go")));
    all.insert("GOPATH".into(), text(tree.path("gopath")));
    all.insert("GOMODCACHE".into(), text(tree.path("cache")));
    all.extend(variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
    let environment = Environment { variables: all, cwd: tree.path(cwd) };
    goesc::std::settings(&environment, Overrides::default()).expect("good settings")
}

fn config(tree: &Tree, cwd: &str) -> Config {
    config_with(tree, cwd, &[])
}

fn load(config: &Config, patterns: &[&str]) -> Loaded {
    let patterns: Vec<String> = patterns.iter().map(|p| (*p).to_owned()).collect();
    source::load(config, &patterns, None)
}

/// Titles of packages with the names of their files: `a/b: x.go y.go`.
fn shown<'l>(
    loaded: &'l Loaded,
    ids: impl IntoIterator<Item = &'l source::PackageId>,
) -> Vec<String> {
    let show = |package: &Package| {
        let files: Vec<String> = package.files.iter().map(|file| file.base_name()).collect();
        format!("{}: {}", package.title(), files.join(" "))
    };
    ids.into_iter().map(|id| show(&loaded.packages[*id])).collect()
}

fn roots(loaded: &Loaded) -> Vec<String> {
    shown(loaded, &loaded.roots)
}

fn order(loaded: &Loaded) -> Vec<String> {
    shown(loaded, &loaded.order)
}

fn package<'l>(loaded: &'l Loaded, path: &str) -> &'l Package {
    let found = loaded.packages.iter().find(|(_, package)| package.import_path.as_str() == path);
    found.unwrap_or_else(|| panic!("no package {path}")).1
}

fn import<'l>(loaded: &'l Loaded, from: &str, path: &str) -> &'l Import {
    package(loaded, from).import(Symbol::new(path))
}

fn missing<'l>(loaded: &'l Loaded, from: &str, path: &str) -> &'l Missing {
    match import(loaded, from, path) {
        Import::Missing(reason) => reason,
        other => panic!("{path} is not missing: {other:?}"),
    }
}

/// A small standard library.
const STD: &[(&str, &str)] = &[
    ("go/VERSION", "go1.27.3\n"),
    ("go/src/go.mod", "module std\n\ngo 1.27\n"),
    ("go/src/fmt/print.go", "package fmt\nimport (\"unsafe\"; \"golang.org/x/text\")\n"),
    ("go/src/builtin/builtin.go", "package builtin\n"),
    ("go/src/fmt/testdata/x.go", "package x\n"),
    ("go/src/only/only_test.go", "package only\n"),
    ("go/src/vendor/golang.org/x/text/t.go", "package text\n"),
    ("go/src/cmd/go.mod", "module cmd\n"),
    ("go/src/cmd/tool/main.go", "package main\nimport \"golang.org/x/text\"\n"),
    ("go/src/cmd/vendor/golang.org/x/text/t.go", "package text\n"),
];

fn with_std(files: &[(&str, &str)]) -> Tree {
    let all: Vec<_> = STD.iter().chain(files).copied().collect();
    Tree::of(&all)
}

#[test]
fn std_has_its_vendored_packages_and_no_tools() {
    let tree = with_std(&[]);
    let loaded = load(&config(&tree, ""), &["std"]);
    assert_eq!(roots(&loaded), ["fmt: print.go", "only: ", "vendor/golang.org/x/text: t.go"]);
    assert!(matches!(import(&loaded, "fmt", "unsafe"), Import::Unsafe));
    let loaded = load(&config(&tree, ""), &["cmd"]);
    let want = ["cmd/vendor/golang.org/x/text: t.go", "cmd/tool: main.go"];
    assert_eq!(order(&loaded), want);
}

#[test]
fn a_package_comes_after_its_imports() {
    let tree = with_std(&[
        ("m/go.mod", "module ex.com/m\n\ngo 1.21\n"),
        ("m/m.go", "package m\nimport (\"ex.com/m/a\"; \"ex.com/m/b\")\n"),
        ("m/a/a.go", "package a\nimport \"ex.com/m/b\"\n"),
        ("m/b/b.go", "package b\nimport \"fmt\"\n"),
        ("m/b/b_windows.go", "package b\n"),
        ("m/b/ignored.go", "//go:build ignore\n\npackage main\n"),
        ("m/b/b_test.go", "package b\n"),
        ("m/nested/go.mod", "module ex.com/m/nested\n"),
        ("m/nested/n.go", "package nested\n"),
        ("m/_x/x.go", "package x\n"),
    ]);
    let loaded = load(&config(&tree, "m"), &["./..."]);
    assert_eq!(loaded.errors, []);
    assert_eq!(roots(&loaded), ["ex.com/m: m.go", "ex.com/m/a: a.go", "ex.com/m/b: b.go"]);
    assert_eq!(
        order(&loaded),
        [
            "vendor/golang.org/x/text: t.go",
            "fmt: print.go",
            "ex.com/m/b: b.go",
            "ex.com/m/a: a.go",
            "ex.com/m: m.go"
        ]
    );
    assert_eq!(package(&loaded, "ex.com/m/a").go_version.to_string(), "1.21");
    assert_eq!(package(&loaded, "fmt").go_version.to_string(), "1.27");
    for patterns in [&["."][..], &[], &["ex.com/m"], &["./"], &["../m"]] {
        assert_eq!(roots(&load(&config(&tree, "m"), patterns)), ["ex.com/m: m.go"]);
    }
    assert_eq!(roots(&load(&config(&tree, "m/a"), &["../b/..."])), ["ex.com/m/b: b.go"]);
}

#[test]
fn a_go_mod_without_a_go_line_means_an_old_version() {
    let tree = with_std(&[("m/go.mod", "module ex.com/m\n"), ("m/m.go", "package m\n")]);
    let loaded = load(&config(&tree, "m"), &["."]);
    assert_eq!(package(&loaded, "ex.com/m").go_version.to_string(), "1.16");
    // Named files are compiled as the newest version, even inside a module.
    let loaded = load(&config(&tree, "m"), &["m.go"]);
    assert_eq!(package(&loaded, "command-line-arguments").go_version.to_string(), "1.27");
}

#[test]
fn versions_are_selected_from_the_cache() {
    let tree = with_std(&[
        ("m/go.mod", "module ex.com/m\ngo 1.16\nrequire (\n a.b/One v1.0.0\n c.d/two v1.0.0\n)\n"),
        ("m/m.go", "package m\nimport (\"a.b/One\"; \"c.d/two\"; \"c.d/gone\"; \"a.b/One/x\")\n"),
        ("cache/a.b/!one@v1.0.0/go.mod", "module a.b/One\ngo 1.18\nrequire c.d/two v1.10.0\n"),
        ("cache/a.b/!one@v1.0.0/o.go", "package one\n"),
        ("cache/c.d/two@v1.0.0/t.go", "package two\n"),
        ("cache/c.d/two@v1.9.0/t.go", "package two\n"),
        ("cache/c.d/two@v1.10.0/new.go", "package two\nimport \"e.f/lost\"\n"),
        (
            "cache/cache/download/c.d/two/@v/v1.10.0.mod",
            "module c.d/two\nrequire e.f/lost v0.1.0\n",
        ),
    ]);
    let loaded = load(&config(&tree, "m"), &["."]);
    assert_eq!(order(&loaded), ["a.b/One: o.go", "c.d/two: new.go", "ex.com/m: m.go"]);
    assert_eq!(missing(&loaded, "ex.com/m", "c.d/gone"), &Missing::NoModule);
    let module = Symbol::new("a.b/One@v1.0.0");
    assert_eq!(missing(&loaded, "ex.com/m", "a.b/One/x"), &Missing::NotInModule { module });
    let module = Symbol::new("e.f/lost@v0.1.0");
    assert_eq!(missing(&loaded, "c.d/two", "e.f/lost"), &Missing::NotInCache { module });
}

#[test]
fn replacements() {
    let tree = with_std(&[
        (
            "m/go.mod",
            "module ex.com/m\ngo 1.21\nrequire (\na.b/c v1.0.0\nd.e/f v1.0.0\n)\n\
             replace a.b/c => ../local\nreplace d.e/f v1.0.0 => g.h/i v1.2.0\n",
        ),
        ("m/m.go", "package m\nimport (\"a.b/c\"; \"d.e/f\"; \"a.b/c/cut\")\n"),
        ("local/go.mod", "module a.b/c\ngo 1.19\n"),
        ("local/c.go", "package c\n"),
        ("local/cut/go.mod", "module a.b/c/cut\n"),
        ("local/cut/c.go", "package cut\n"),
        ("cache/g.h/i@v1.2.0/i.go", "package f\n"),
    ]);
    let loaded = load(&config(&tree, "m"), &["."]);
    assert_eq!(order(&loaded), ["a.b/c: c.go", "d.e/f: i.go", "ex.com/m: m.go"]);
    assert_eq!(package(&loaded, "a.b/c").go_version.to_string(), "1.19");
    assert!(matches!(missing(&loaded, "ex.com/m", "a.b/c/cut"), Missing::NotInModule { .. }));
}

#[test]
fn vendor_directories_of_modules() {
    let files = [
        ("m/go.mod", "module ex.com/m\ngo 1.23\nrequire a.b/c v1.0.0\n"),
        ("m/m.go", "package m\nimport (\"a.b/c\"; \"a.b/c/unlisted\")\n"),
        ("m/vendor/modules.txt", "# a.b/c v1.0.0\n## explicit; go 1.17\na.b/c\n"),
        ("m/vendor/a.b/c/vendored.go", "package c\n"),
        ("m/vendor/a.b/c/unlisted/u.go", "package unlisted\n"),
        ("cache/a.b/c@v1.0.0/cached.go", "package c\n"),
    ];
    let tree = with_std(&files);
    let loaded = load(&config(&tree, "m"), &["./..."]);
    assert_eq!(order(&loaded), ["a.b/c: vendored.go", "ex.com/m: m.go"]);
    assert_eq!(package(&loaded, "a.b/c").go_version.to_string(), "1.17");
    assert_eq!(missing(&loaded, "ex.com/m", "a.b/c/unlisted"), &Missing::NotVendored);
    let unvendored = config_with(&tree, "m", &[("GOFLAGS", "-mod=mod")]);
    assert_eq!(order(&load(&unvendored, &["."])), ["a.b/c: cached.go", "ex.com/m: m.go"]);
}

#[test]
fn workspaces() {
    let tree = with_std(&[
        ("w/go.work", "go 1.22\nuse (\n\t./a\n\t./b\n)\n"),
        ("w/a/go.mod", "module ex.com/a\ngo 1.20\nrequire ex.com/b v1.0.0\n"),
        ("w/a/a.go", "package a\nimport \"ex.com/b/p\"\n"),
        ("w/b/go.mod", "module ex.com/b\ngo 1.22\n"),
        ("w/b/p/p.go", "package p\n"),
        ("w/c/go.mod", "module ex.com/c\n"),
        ("w/c/c.go", "package c\nimport \"ex.com/b/p\"\n"),
    ]);
    let loaded = load(&config(&tree, "w/a"), &["."]);
    assert_eq!(order(&loaded), ["ex.com/b/p: p.go", "ex.com/a: a.go"]);
    assert_eq!(package(&loaded, "ex.com/b/p").go_version.to_string(), "1.22");
    assert_eq!(
        roots(&load(&config(&tree, "w"), &["work"])),
        ["ex.com/a: a.go", "ex.com/b/p: p.go"]
    );
    let alone = config_with(&tree, "w/a", &[("GOWORK", "off")]);
    assert!(matches!(
        missing(&load(&alone, &["."]), "ex.com/a", "ex.com/b/p"),
        Missing::NotInCache { .. }
    ));
    // A module that the workspace doesn't use stands alone.
    assert_eq!(
        missing(&load(&config(&tree, "w/c"), &["."]), "ex.com/c", "ex.com/b/p"),
        &Missing::NoModule
    );
}

/// go.work and go.mod may name any directory, `/` too. The go command takes those for errors that
/// have no go.mod; below them no pattern looks for packages.
#[test]
fn directories_without_go_mod_are_no_modules() {
    let tree = with_std(&[
        ("w/go.work", "go 1.27\nuse (\n\t./a\n\t../loose\n)\n"),
        ("w/a/go.mod", "module ex.com/a\ngo 1.27\n"),
        ("w/a/a.go", "package a\n"),
        ("loose/l.go", "package loose\n"),
        ("loose/sub/l.go", "package sub\n"),
        (
            "m/go.mod",
            "module ex.com/m\ngo 1.27\nrequire (\n\tex.com/r v1.0.0\n\tex.com/s v1.0.0\n)\n\
             replace ex.com/r => ../loose\nreplace ex.com/s => ../s\n",
        ),
        ("m/m.go", "package m\n"),
        ("s/go.mod", "module ex.com/s\ngo 1.27\n"),
        ("s/s.go", "package s\n"),
    ]);
    for pattern in ["work", "all", "ex.com/..."] {
        let loaded = load(&config(&tree, "w"), &[pattern]);
        assert_eq!(roots(&loaded), ["ex.com/a: a.go"], "{pattern}");
        let [LoadError::Io { path, .. }] = &loaded.errors[..] else {
            panic!("{:?}", loaded.errors)
        };
        assert!(path.ends_with("loose/go.mod"), "{path:?}");
    }
    let loaded = load(&config(&tree, "m"), &["ex.com/..."]);
    assert_eq!(roots(&loaded), ["ex.com/m: m.go", "ex.com/s: s.go"]);
}

#[test]
fn each_directory_has_the_modules_around_it() {
    let tree = with_std(&[
        ("mono/x/go.mod", "module ex.com/x\ngo 1.20\n"),
        ("mono/x/x.go", "package x\nimport \"ex.com/x/sub\"\n"),
        ("mono/x/sub/s.go", "package sub\n"),
        ("mono/y/go.mod", "module ex.com/y\ngo 1.21\n"),
        ("mono/y/y.go", "package y\n"),
    ]);
    let loaded = load(&config(&tree, "mono"), &["./..."]);
    assert_eq!(roots(&loaded), ["ex.com/x: x.go", "ex.com/x/sub: s.go", "ex.com/y: y.go"]);
    assert!(matches!(import(&loaded, "ex.com/x", "ex.com/x/sub"), Import::Package(_)));
}

#[test]
fn gopath_and_its_vendor_directories() {
    let tree = with_std(&[
        ("gopath/src/p.q/r/r.go", "package r\nimport (\"v.w/x\"; \"fmt\"; \"no/such\")\n"),
        ("gopath/src/p.q/r/vendor/v.w/x/x.go", "package x\n"),
        ("gopath/src/v.w/x/x.go", "package x\n"),
        ("gopath/src/v.w/z/z.go", "package z\nimport \"v.w/x\"\n"),
    ]);
    let off = [("GO111MODULE", "off")];
    let loaded = load(&config_with(&tree, "gopath/src/p.q/r", &off), &["./..."]);
    assert_eq!(roots(&loaded), ["p.q/r: r.go"]);
    assert!(order(&loaded).contains(&"p.q/r/vendor/v.w/x: x.go".to_owned()));
    assert_eq!(missing(&loaded, "p.q/r", "no/such"), &Missing::NotInGopath);
    let loaded = load(&config_with(&tree, "", &off), &["v.w/z"]);
    assert_eq!(order(&loaded), ["v.w/x: x.go", "v.w/z: z.go"]);
    // Code written for modules may name a major version that has no directory.
    let tree = with_std(&[
        ("gopath/src/ex.com/yaml/go.mod", "module ex.com/yaml/v3\n"),
        ("gopath/src/ex.com/yaml/y.go", "package yaml\n"),
        ("gopath/src/ex.com/yaml/node/v1/n.go", "package node\n"),
        ("gopath/src/ex.com/user/go.mod", "module ex.com/user\n"),
        (
            "gopath/src/ex.com/user/sub/u.go",
            "package sub\nimport (_ \"ex.com/yaml/v3\"; _ \"ex.com/yaml/v3/node/v1\"; _ \"ex.com/yaml/v2\")\n",
        ),
        ("gopath/src/ex.com/old/o.go", "package old\nimport _ \"ex.com/yaml/v3\"\n"),
    ]);
    let loaded = load(&config_with(&tree, "", &off), &["ex.com/user/sub", "ex.com/old"]);
    let found = |path| match import(&loaded, "ex.com/user/sub", path) {
        Import::Package(id) => loaded.packages[*id].import_path.as_str(),
        other => panic!("{path}: {other:?}"),
    };
    assert_eq!(found("ex.com/yaml/v3"), "ex.com/yaml");
    assert_eq!(found("ex.com/yaml/v3/node/v1"), "ex.com/yaml/node/v1");
    assert_eq!(missing(&loaded, "ex.com/user/sub", "ex.com/yaml/v2"), &Missing::NotInGopath);
    assert_eq!(missing(&loaded, "ex.com/old", "ex.com/yaml/v3"), &Missing::NotInGopath);
    // auto means GOPATH where there is no go.mod.
    let tree = with_std(&[
        ("gopath/src/v.w/x/x.go", "package x\n"),
        ("gopath/src/v.w/z/z.go", "package z\n"),
    ]);
    let auto = config_with(&tree, "", &[("GO111MODULE", "auto")]);
    assert_eq!(roots(&load(&auto, &["v.w/..."])), ["v.w/x: x.go", "v.w/z: z.go"]);
}

#[test]
fn named_files() {
    let tree = with_std(&[
        ("d/b.go", "//go:build ignore\n\npackage main\nimport \"fmt\"\n"),
        ("d/a_windows.go", "package main\n"),
        ("d/a_test.go", "package main\n"),
        ("e/e.go", "package e\n"),
    ]);
    let mut settings = config(&tree, "d");
    let loaded = load(&settings, &["b.go", "a_windows.go"]);
    assert_eq!(roots(&loaded), ["command-line-arguments: b.go a_windows.go"]);
    assert!(matches!(import(&loaded, "command-line-arguments", "fmt"), Import::Package(_)));
    assert!(matches!(
        load(&settings, &["b.go", "../e/e.go"]).errors[..],
        [LoadError::SeveralDirectories { .. }]
    ));
    assert!(matches!(load(&settings, &["b.go", "./x"]).errors[..], [LoadError::NotGoFile { .. }]));
    assert!(matches!(load(&settings, &["gone.go"]).errors[..], [LoadError::Io { .. }]));

    settings.named_files = NamedFiles::EachPackage;
    let loaded = load(&settings, &["b.go", "a_test.go", "../e/e.go", "gone.go", "b.go"]);
    assert_eq!(roots(&loaded), ["b.go: b.go", "a_test.go: a_test.go", "../e/e.go: e.go"]);
    assert!(matches!(loaded.errors[..], [LoadError::Io { .. }]));
    let paths = loaded.display_paths(loaded.roots[2]);
    assert_eq!(paths.display(tree.path("e/e.go").to_str().expect("UTF-8")), "../e/e.go");
}

#[test]
fn what_is_not_there_is_an_error_and_the_rest_is_loaded() {
    let tree = with_std(&[
        ("m/go.mod", "module ex.com/m\ngo 1.21\nbogus\n"),
        ("m/m.go", "package m\n"),
        ("m/empty/README", ""),
        ("m/excluded/x_windows.go", "package x\n"),
        ("m/tests/t_test.go", "package t\n"),
        ("m/two/a.go", "package a\n"),
        ("m/two/b.go", "package b\n"),
        ("m/two/c.go", "package c\n"),
        ("m/bin/b.go", "\u{0}\u{1}"),
    ]);
    tree.write("m/bin/latin1.go", b"package b // \xff\n");
    let settings = config(&tree, "m");
    let patterns = [
        "./no",
        "./empty",
        "./excluded",
        "./tests",
        "./none/...",
        "no/such",
        "./m.go/",
        "./two",
        "./bin",
        ".",
    ];
    let loaded = load(&settings, &patterns);
    assert_eq!(
        roots(&loaded),
        ["ex.com/m/two: a.go", "ex.com/m/bin: b.go latin1.go", "ex.com/m: m.go"]
    );
    let messages: Vec<String> = loaded.errors.iter().map(LoadError::to_string).collect();
    assert_eq!(messages.len(), 8, "{messages:#?}");
    assert!(messages[0].ends_with("go.mod:3: unknown directive: bogus"), "{messages:#?}");
    let two = &package(&loaded, "ex.com/m/two").errors;
    assert!(matches!(two[..], [LoadError::SeveralPackages { .. }]));
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_an_error() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let tree = with_std(&[("m/go.mod", "module ex.com/m\n"), ("m/a.go", "package m\n")]);
    symlink("/nonexistent", tree.path("m/dangling.go")).expect("a link");
    symlink(tree.path("m"), tree.path("m/loop")).expect("a link");
    tree.write("m/secret/s.go", "package s\n");
    let forbid = std::fs::Permissions::from_mode(0o000);
    std::fs::set_permissions(tree.path("m/secret"), forbid).expect("permissions");
    let loaded = load(&config(&tree, "m"), &["./..."]);
    let allow = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(tree.path("m/secret"), allow).expect("permissions");
    assert_eq!(roots(&loaded)[0], "ex.com/m: a.go");
    assert!(matches!(package(&loaded, "ex.com/m").errors[..], [LoadError::Io { .. }]));
}

#[test]
fn import_cycles_are_cut() {
    let tree = with_std(&[
        ("m/go.mod", "module ex.com/m\n"),
        ("m/a/a.go", "package a\nimport \"ex.com/m/b\"\n"),
        ("m/b/b.go", "package b\nimport \"ex.com/m/a\"\n"),
        ("m/s/s.go", "package s\nimport \"ex.com/m/s\"\n"),
    ]);
    let loaded = load(&config(&tree, "m"), &["./..."]);
    assert_eq!(loaded.order.len(), 3);
    assert_eq!(missing(&loaded, "ex.com/m/b", "ex.com/m/a"), &Missing::Cycle);
    assert_eq!(missing(&loaded, "ex.com/m/s", "ex.com/m/s"), &Missing::Cycle);
    let message = package(&loaded, "ex.com/m/b").errors[0].to_string();
    assert!(message.ends_with("ex.com/m/a imports ex.com/m/b imports ex.com/m/a"), "{message}");
}

#[test]
fn nothing_is_needed_of_a_go_installation() {
    let tree = Tree::of(&[
        ("m/go.mod", "module ex.com/m\n"),
        ("m/m.go", "package m\nimport (\"fmt\"; \"ex.com/m/a\"; \"unsafe\")\n"),
        ("m/a/a.go", "package a\n"),
    ]);
    let mut settings = config(&tree, "m");
    settings.goroot = None;
    let loaded = load(&settings, &["."]);
    assert_eq!(order(&loaded), ["ex.com/m/a: a.go", "ex.com/m: m.go"]);
    assert_eq!(import(&loaded, "ex.com/m", "fmt"), &Import::Embedded(Symbol::new("fmt")));
    assert!(matches!(load(&settings, &["std"]).errors[..], [LoadError::PackageNotFound { .. }]));
}

#[test]
fn cgo() {
    let tree = with_std(&[
        ("m/go.mod", "module ex.com/m\n"),
        ("m/c.go", "package m\n\n// int x;\nimport \"C\"\n"),
        ("m/pure.go", "//go:build !cgo\n\npackage m\n"),
    ]);
    assert_eq!(roots(&load(&config(&tree, "m"), &["."])), ["ex.com/m: pure.go"]);
    let loaded = load(&config_with(&tree, "m", &[("CGO_ENABLED", "1")]), &["."]);
    assert_eq!(roots(&loaded), ["ex.com/m: c.go"]);
    assert!(package(&loaded, "ex.com/m").uses_cgo());
}

#[test]
fn tests_as_go_test_builds_them() {
    let tree = with_std(&[
        ("m/go.mod", "module ex.com/m\n"),
        ("m/a/a.go", "package a\n"),
        ("m/a/a_test.go", "package a\nimport \"fmt\"\n"),
        ("m/a/x_test.go", "package a_test\nimport (\"ex.com/m/a\"; \"ex.com/m/b\"; \"fmt\")\n"),
        ("m/b/b.go", "package b\nimport \"ex.com/m/a\"\n"),
        ("m/only/o_test.go", "package only\n"),
        ("m/only/x_test.go", "package only_test\nimport \"ex.com/m/only\"\n"),
    ]);
    let mut settings = config(&tree, "m");
    settings.tests = Tests::Include;
    let loaded = load(&settings, &["./..."]);
    assert_eq!(
        roots(&loaded),
        [
            "ex.com/m/a [ex.com/m/a.test]: a.go a_test.go",
            "ex.com/m/a_test [ex.com/m/a.test]: x_test.go",
            "ex.com/m/b: b.go",
            "ex.com/m/only [ex.com/m/only.test]: o_test.go",
            "ex.com/m/only_test [ex.com/m/only.test]: x_test.go",
        ]
    );
    // Between the external test and what it tests, packages are there for the test.
    let external = &loaded.packages[loaded.roots[1]];
    let [a, b] =
        ["ex.com/m/a", "ex.com/m/b"].map(|path| match external.import(Symbol::new(path)) {
            Import::Package(id) => *id,
            other => panic!("{path} leads to {other:?}"),
        });
    assert_eq!(a, loaded.roots[0]);
    assert_eq!(loaded.packages[b].title(), "ex.com/m/b [ex.com/m/a.test]");
    assert_eq!(loaded.packages[b].import(Symbol::new("ex.com/m/a")), &Import::Package(a));
    let xtest = &loaded.packages[loaded.roots[4]];
    assert_eq!(xtest.import(Symbol::new("ex.com/m/only")), &Import::Package(loaded.roots[3]));
}

#[test]
fn overlaid_files_stand_for_those_on_disk() {
    let tree = with_std(&[("m/go.mod", "module ex.com/m\n"), ("m/m.go", "package m\n")]);
    let mut settings = config(&tree, "m");
    settings
        .overlay
        .insert(tree.path("m/m.go"), b"package m\nimport \"ex.com/m/new\"\n"[..].into());
    settings.overlay.insert(tree.path("m/new/n.go"), b"package new\n"[..].into());
    let loaded = load(&settings, &["."]);
    assert_eq!(order(&loaded), ["ex.com/m/new: n.go", "ex.com/m: m.go"]);
    assert_eq!(roots(&load(&settings, &["./new"])), ["ex.com/m/new: n.go"]);
}

#[test]
fn ignored_directories_and_documentation() {
    let tree = with_std(&[
        ("m/go.mod", "module ex.com/m\ngo 1.25\nignore (\n\t./a\n\tb\n)\n"),
        ("m/m.go", "package m\n"),
        ("m/doc.go", "package documentation\n"),
        ("m/a/a.go", "package a\n"),
        ("m/c/b/b.go", "package b\n"),
        ("m/c/a/a.go", "package a\n"),
    ]);
    assert_eq!(
        roots(&load(&config(&tree, "m"), &["./..."])),
        ["ex.com/m: m.go", "ex.com/m/c/a: a.go"]
    );
}

/// The real standard library. The counts are those of `go list std` and `go list -deps cmd/compile`.
#[test]
fn the_standard_library_of_a_real_goroot() {
    let Some(goroot) = goroot("source::the_standard_library_of_a_real_goroot") else { return };
    let tree = Tree::new();
    let settings = config_with(&tree, "", &[("GOROOT", &goroot.to_string_lossy())]);
    let loaded = load(&settings, &["std"]);
    assert_eq!(loaded.errors, []);
    assert_eq!(loaded.roots.len(), 381);
    // All but unsafe, whose import stands for itself, are imported or named.
    assert_eq!(loaded.order.len(), 381);
    for &id in &loaded.order {
        let package = &loaded.packages[id];
        assert_eq!(package.errors, [], "{}", package.import_path);
        for (path, import) in &package.imports {
            assert!(
                !matches!(import, Import::Missing(_)),
                "{} imports {path}",
                package.import_path
            );
        }
    }
}

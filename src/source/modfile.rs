//! The files go.mod, go.work and vendor/modules.txt.
//!
//! Models `golang.org/x/mod/modfile` and `modload/vendor.go`:
//!
//! ```text
//! module example.com/m
//! go 1.21
//! require (
//!     example.com/x v1.2.3 // indirect
//! )
//! replace example.com/x => ../x
//! ```
//!
//! What a file says beyond what is needed here is passed over; what can't be understood is told
//! as an error, and the rest of the file counts.

use std::collections::BTreeMap;

use super::semver;
use crate::profile::GoVersion;

/// A go.mod or go.work file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ModFile {
    /// The module's path; absent in a go.work file.
    pub(super) module: Option<String>,
    /// The version of the `go` line.
    pub(super) go: Option<GoVersion>,
    /// `require`
    pub(super) require: Vec<Module>,
    /// `exclude`
    pub(super) exclude: Vec<Module>,
    /// `replace`
    pub(super) replace: Vec<Replace>,
    /// `use` of a go.work file: directories.
    pub(super) uses: Vec<String>,
    /// `ignore`: directories that patterns pass over.
    pub(super) ignore: Vec<String>,
    /// Lines that can't be understood, with the reason.
    pub(super) errors: Vec<(usize, String)>,
}

/// A version of a module.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Module {
    pub(super) path: String,
    pub(super) version: String,
}

/// A line of `replace`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Replace {
    pub(super) path: String,
    /// The version that is replaced; all when absent.
    pub(super) version: Option<String>,
    pub(super) with: Replacement,
}

/// What stands in for a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Replacement {
    /// A directory, as written.
    Dir(String),
    /// A module of the cache.
    Module(Module),
}

/// Parses a go.mod or go.work file.
pub(super) fn parse(text: &str) -> ModFile {
    let mut file = ModFile::default();
    let mut block: Option<String> = None;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let words = match words(line) {
            Ok(words) => words,
            Err(message) => {
                file.errors.push((number, message));
                continue;
            }
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let result = match (&block, words.as_slice()) {
            (_, []) => Ok(()),
            (Some(_), [")"]) => {
                block = None;
                Ok(())
            }
            (Some(verb), words) => file.line(&verb.clone(), words),
            (None, [verb, "("]) => {
                block = Some((*verb).to_owned());
                Ok(())
            }
            (None, [_, "(", ")"]) => Ok(()),
            (None, [verb, words @ ..]) => file.line(verb, words),
        };
        if let Err(message) = result {
            file.errors.push((number, message));
        }
    }
    file
}

/// The words of a line without its comment. Words may be quoted; parentheses stand alone.
fn words(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("//") {
            break;
        }
        let len = match first {
            '(' | ')' | ',' => 1,
            '"' | '`' => {
                let inner = rest.get(1..).unwrap_or("");
                let Some(end) = inner.find(first) else {
                    return Err("unterminated quoted string".to_owned());
                };
                words.push(inner[..end].to_owned());
                rest = inner[end + 1..].trim_start();
                continue;
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ','));
                let end = end.unwrap_or(rest.len());
                rest.find("//").map_or(end, |comment| end.min(comment))
            }
        };
        words.push(rest[..len].to_owned());
        rest = rest[len..].trim_start();
    }
    Ok(words)
}

impl ModFile {
    fn line(&mut self, verb: &str, words: &[&str]) -> Result<(), String> {
        match (verb, words) {
            ("module", [path]) => self.module = Some((*path).to_owned()),
            ("go", [version]) => match GoVersion::parse(version) {
                Some(version) => self.go = Some(version),
                None => return Err(format!("invalid go version '{version}'")),
            },
            ("require", [path, version]) => self.require.push(module(path, version)?),
            ("exclude", [path, version]) => self.exclude.push(module(path, version)?),
            ("replace", words) => self.replace.push(replace(words)?),
            ("use", [dir]) => self.uses.push((*dir).to_owned()),
            ("ignore", [dir]) => self.ignore.push((*dir).to_owned()),
            ("module" | "go" | "require" | "exclude" | "use" | "ignore", _) => {
                return Err(format!("usage: {verb} needs other arguments"));
            }
            ("toolchain" | "retract" | "godebug" | "tool", _) => {}
            _ => return Err(format!("unknown directive: {verb}")),
        }
        Ok(())
    }
}

fn module(path: &str, version: &str) -> Result<Module, String> {
    match semver::is_valid(version) {
        true => Ok(Module { path: path.to_owned(), version: version.to_owned() }),
        false => Err(format!("{path}: invalid version \"{version}\"")),
    }
}

fn replace(words: &[&str]) -> Result<Replace, String> {
    let (path, version, with) = match words {
        [path, "=>", with @ ..] => (path, None, with),
        [path, version, "=>", with @ ..] => (path, Some((*version).to_owned()), with),
        _ => return Err("usage: replace module/path [v1.2.3] => other/module v1.4".to_owned()),
    };
    let with = match with {
        [dir] => {
            let local = dir.starts_with("./") || dir.starts_with("../") || dir.starts_with('/');
            if !local && !matches!(*dir, "." | "..") {
                return Err(
                    "replacement module without version must be directory path (rooted or \
                     starting with . or ..)"
                        .to_owned(),
                );
            }
            Replacement::Dir((*dir).to_owned())
        }
        [path, version] => Replacement::Module(module(path, version)?),
        _ => return Err("usage: replace module/path [v1.2.3] => other/module v1.4".to_owned()),
    };
    Ok(Replace { path: (*path).to_owned(), version, with })
}

/// A vendor/modules.txt file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct VendorList {
    /// Each vendored package with the language version of its module.
    pub(super) packages: BTreeMap<String, Option<GoVersion>>,
    /// Whether the directory belongs to a workspace.
    pub(super) for_workspace: bool,
}

/// Parses a vendor/modules.txt file.
pub(super) fn parse_vendor_list(text: &str) -> VendorList {
    let mut list = VendorList::default();
    let annotations = |line: &str| line.split(';').map(|s| s.trim().to_owned()).collect::<Vec<_>>();
    if let Some(first) = text.lines().next().and_then(|line| line.strip_prefix("## ")) {
        list.for_workspace = annotations(first).iter().any(|a| a == "workspace");
    }
    let mut in_module = false;
    let mut version = None;
    for line in text.lines() {
        if let Some(module) = line.strip_prefix("# ") {
            let mut words = module.split_whitespace().skip(1);
            in_module = words.next().is_some_and(|word| word == "=>" || semver::is_valid(word));
            version = None;
        } else if let Some(text) = line.strip_prefix("## ") {
            for annotation in annotations(text) {
                if let Some(text) = annotation.strip_prefix("go ") {
                    version = GoVersion::parse(text);
                }
            }
        } else if in_module && !line.trim().is_empty() {
            list.packages.insert(line.trim().to_owned(), version);
        }
    }
    list
}

/// A module's path or version as the module cache spells it in file names: `!a` for `A`.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_uppercase() {
            out.push('!');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn m(path: &str, version: &str) -> Module {
        Module { path: path.to_owned(), version: version.to_owned() }
    }

    #[test]
    fn go_mod() {
        let file = parse(
            "// c\nmodule \"example.com/m\" // c\n\ngo 1.21.3\ntoolchain go1.22.0\nrequire (\n\
             \ta.b/c v1.0.0 // indirect\n\n\t// c\n\t`d.e/f` v2.0.0+incompatible\n)\n\
             require x.y/z v0.1.0//c\nexclude a.b/c v0.9.0\nretract [v1.0.0, v1.1.0]\n\
             replace (\n a.b/c => ../c\n d.e/f v2.0.0 => g.h/i v1.0.0 )\n)\n\
             tool a.b/c/cmd\nignore ./web\n",
        );
        assert_eq!(file.module.as_deref(), Some("example.com/m"));
        assert_eq!(file.go, GoVersion::parse("1.21"));
        let want = [m("a.b/c", "v1.0.0"), m("d.e/f", "v2.0.0+incompatible"), m("x.y/z", "v0.1.0")];
        assert_eq!(file.require, want);
        assert_eq!(file.exclude, [m("a.b/c", "v0.9.0")]);
        assert_eq!(file.replace[0].with, Replacement::Dir("../c".into()));
        assert_eq!(file.ignore, ["./web"]);
        assert_eq!(file.errors.len(), 1, "{:?}", file.errors);
    }

    #[test]
    fn go_work() {
        let file = parse("go 1.22\nuse (\n\t.\n\t./sub\n)\nreplace a.b/c v1.0.0 => d.e/f v1.1.0\n");
        assert_eq!(file.uses, [".", "./sub"]);
        assert_eq!(file.replace[0].version.as_deref(), Some("v1.0.0"));
        assert_eq!(file.replace[0].with, Replacement::Module(m("d.e/f", "v1.1.0")));
        assert!(file.errors.is_empty());
    }

    #[test]
    fn damaged_lines_are_told_and_the_rest_counts() {
        let file = parse("module\ngo x\nrequire a.b/c latest\nfoo\nreplace a => b\nmodule \"x\n");
        assert_eq!(file.errors.len(), 6);
        assert_eq!(parse("require (\na.b/c v1.0.0\n").require.len(), 1);
        assert_eq!(parse("\u{0}\u{1}(((\n)))").module, None);
    }

    #[test]
    fn no_text_is_too_damaged() {
        let text = "module \"größe/m\" // c\ngo 1.21\nrequire (\n\ta.b/c v1.0.0//x\n)\n\
                    replace a.b/c => `../é`\nretract [v1.0.0, v1.1.0]\n## explicit; go 1.1\n";
        for (end, _) in text.char_indices() {
            for damage in ["\"", "`", "(", ")", "=>", "//", "\u{0}", "é"] {
                let text = format!("{}{damage}", &text[..end]);
                parse(&text);
                parse_vendor_list(&text);
            }
        }
    }

    #[test]
    fn modules_txt() {
        let list = parse_vendor_list(
            "## workspace\n# a.b/c v1.0.0\n## explicit; go 1.17\na.b/c\na.b/c/d\n\
             # e.f/g v1.0.0 => ../g\n## explicit\ne.f/g\n# h.i/j => ../j\n",
        );
        assert!(list.for_workspace);
        assert_eq!(list.packages.len(), 3);
        assert_eq!(list.packages["a.b/c/d"], GoVersion::parse("1.17"));
        assert_eq!(list.packages["e.f/g"], None);
    }

    #[test]
    fn escaped_paths() {
        assert_eq!(escape("github.com/BurntSushi/toml"), "github.com/!burnt!sushi/toml");
    }
}

//! Which packages an output is about.

use std::collections::BTreeMap;
use std::path::Path;

use super::kinds::Form;
use super::output::{Line, Output, import_path};
use crate::source::Tests;

/// The patterns that name the packages of an output, for use where it was made, and whether tests
/// are among them.
///
/// ```text
/// # net/http                              net/http
/// # net/http_test [net/http.test]         net/http, with its tests
/// # command-line-arguments                the files that its lines name
/// ```
pub fn patterns(output: &Output) -> (Vec<String>, Tests) {
    let mut patterns: Vec<String> = Vec::new();
    let mut tests = Tests::Skip;
    for title in &output.titles {
        let tested = title.split_once(" [").and_then(|(_, rest)| rest.strip_suffix(".test]"));
        let path = import_path(title);
        match (tested, path) {
            (Some(tested), _) => {
                tests = Tests::Include;
                patterns.push(tested.to_owned());
            }
            (None, "" | "command-line-arguments" | "main") => {
                patterns.extend(files(output, &output.packages[path]));
            }
            // Outside of modules and GOPATH, a directory.
            (None, _) if path.starts_with("_/") => patterns.push(path[1..].to_owned()),
            (None, _) => patterns.push(path.to_owned()),
        }
    }
    let mut seen = rustc_hash::FxHashSet::default();
    patterns.retain(|pattern| seen.insert(pattern.clone()));
    (patterns, tests)
}

/// What a package consists of that has no import path of its own: the files that its lines name,
/// without those of generic functions that it instantiates, which are elsewhere.
fn files(output: &Output, lines: &[Line]) -> Vec<String> {
    let mut by_directory: BTreeMap<&Path, Vec<&str>> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.path.ends_with(".go")) {
        let directory = Path::new(&line.path).parent().unwrap_or(Path::new(""));
        by_directory.entry(directory).or_default().push(&line.path);
    }
    // Records are of whole packages, whose files may say nothing; several may be called main.
    if output.form == Form::Records {
        return by_directory.into_keys().map(|dir| dir.to_string_lossy().into_owned()).collect();
    }
    let most = by_directory.into_values().max_by_key(Vec::len).unwrap_or_default();
    let mut files: Vec<String> = most.into_iter().map(str::to_owned).collect();
    files.sort_unstable();
    files.dedup();
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::lines;

    #[test]
    fn headers_become_patterns() {
        let output = lines::text(
            "# net/http\nx.go:1:1: x\n# ex.com/m [ex.com/m.test]\n# ex.com/m_test [ex.com/m.test]\n\
             # command-line-arguments\n./b.go:1:1: x\n./a.go:1:1: x\n./a.go:2:1: y\n\
             /go/src/slices/sort.go:1:1: z\n# _/home/me/p\n",
        );
        let (patterns, tests) = patterns(&output);
        assert_eq!(patterns, ["net/http", "ex.com/m", "./a.go", "./b.go", "/home/me/p"]);
        assert_eq!(tests, Tests::Include);
        assert_eq!(super::patterns(&lines::text("# net/http\n")).1, Tests::Skip);
    }

    #[test]
    fn records_of_main_packages_name_directories() {
        let mut output = Output { form: Form::Records, ..Output::default() };
        output.package("main").extend(["/m/cmd/a/a.go", "/m/cmd/b/b.go"].map(|path| Line {
            path: path.to_owned(),
            line: 1,
            column: 1,
            message: "escape: ".to_owned(),
            rule: None,
        }));
        assert_eq!(patterns(&output).0, ["/m/cmd/a", "/m/cmd/b"]);
    }
}

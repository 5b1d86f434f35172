//! Links in the checkout's pages: those within it lead to a file, and to a heading where one is named. Each page
//! of docs/ can be reached from README.md.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use super::table::anchor;
use super::{page, pages, root};

/// A link: the line of its page, from 1, and where it leads.
type Link = (usize, String);

/// What a page of Markdown has: headings as links name them, and links.
struct Outline {
    anchors: BTreeSet<String>,
    links: Vec<Link>,
}

impl Outline {
    fn of(text: &str) -> Outline {
        let mut outline = Outline { anchors: BTreeSet::new(), links: Vec::new() };
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        let mut is_code = false;
        for (number, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                is_code = !is_code;
            } else if let Some(heading) = line.strip_prefix('#').filter(|_| !is_code) {
                let name = anchor(heading.trim_start_matches('#').trim());
                let before = times.entry(name.clone()).or_insert(0);
                let suffix = if *before == 0 { String::new() } else { format!("-{before}") };
                *before += 1;
                outline.anchors.insert(name + &suffix);
            } else if !is_code {
                outline.links.extend(links(line).into_iter().map(|to| (number + 1, to)));
            }
        }
        outline
    }
}

/// Where the links of a line lead: what stands in `](...)`, outside of backquotes.
fn links(line: &str) -> Vec<String> {
    let prose = line.split('`').enumerate().map(|(at, part)| match at % 2 {
        0 => part.to_owned(),
        _ => " ".repeat(part.len()),
    });
    let prose: Vec<String> = prose.collect();
    let after = prose.join("`");
    let targets = after.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.map(|target| target.split(' ').next().unwrap_or_default().to_owned()).collect()
}

/// A path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(normal.pop()),
            Component::CurDir => {}
            part => normal.push(part),
        }
    }
    normal
}

/// All pages of the checkout, by their paths in it, fixtures aside.
fn all_pages() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"])
        .current_dir(root())
        .output()
        .expect("git runs");
    let names = String::from_utf8(output.stdout).expect("UTF-8");
    let names = names.lines().filter(|name| !name.starts_with("testdata/"));
    names.filter(|name| root().join(name).is_file()).map(str::to_owned).collect()
}

#[test]
fn links_lead_somewhere() {
    let names = all_pages();
    assert!(names.iter().any(|name| name == "README.md"), "{names:?}");
    let mut wrong = String::new();
    let mut all = 0;
    for name in &names {
        for (line, link) in Outline::of(&page(name)).links {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            all += 1;
            let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
            let beside = Path::new(name).parent().unwrap_or(Path::new(""));
            let to = match path {
                "" => PathBuf::from(name),
                path => normal(&beside.join(path)),
            };
            let to = to.to_string_lossy();
            if !root().join(&*to).exists() {
                wrong.push_str(&format!("{name}:{line}: {link}: no such file\n"));
            } else if !fragment.is_empty() && !Outline::of(&page(&to)).anchors.contains(fragment) {
                wrong.push_str(&format!("{name}:{line}: {link}: no such heading\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(all > 50, "{all}");
}

#[test]
fn pages_are_linked_from_the_readme() {
    let mut seen = BTreeSet::from(["README.md".to_owned()]);
    let mut open = vec!["README.md".to_owned()];
    while let Some(name) = open.pop() {
        let beside = Path::new(&name).parent().unwrap_or(Path::new("")).to_owned();
        for (_, link) in Outline::of(&page(&name)).links {
            let path = link.split('#').next().unwrap_or_default();
            let to = normal(&beside.join(path)).to_string_lossy().into_owned();
            if to.ends_with(".md") && root().join(&to).is_file() && seen.insert(to.clone()) {
                open.push(to);
            }
        }
    }
    let lost: Vec<String> = pages().into_iter().filter(|name| !seen.contains(name)).collect();
    assert!(lost.is_empty(), "no link leads to {lost:?}");
}

#[test]
fn the_readme_stays_short() {
    let lines = page("README.md").lines().count();
    assert!(lines <= 130, "README.md has {lines} lines: what only some need belongs to docs/");
}

#[test]
fn headings_and_links_are_found() {
    let outline = Outline::of("# A `b` (C)\n## x\n## x\n[a](b.md#c) `[no](no)` ![p](q \"t\")\n");
    let anchors: Vec<&str> = outline.anchors.iter().map(String::as_str).collect();
    assert_eq!(anchors, ["a-b-c", "x", "x-1"]);
    assert_eq!(outline.links, [(4, "b.md#c".to_owned()), (4, "q".to_owned())]);
}

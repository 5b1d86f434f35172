//! As Markdown: for comments on pull requests, summaries of jobs, and whatever else shows it.
//!
//! ```text
//! **goesc**: 1 new allocation in 1 file, 6 known
//!
//! | | where | what | rule |
//! |---|---|---|---|
//! | note | `cart.go:27:2` | `moved to heap: item; 24 bytes: stored in a map` | map-store |
//!
//! <details><summary><code>cart.go:27:2: moved to heap: item; ...</code></summary>
//! ```
//!
//! and in what is folded what `pretty` prints. Files are named from the root of the repository on. What is
//! from the source stands in code, where nothing of it means something to Markdown or mentions anybody. A
//! comment has a greatest length: what is beyond it is counted.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use super::address::Root;
use super::entry::{Entry, entries};
use super::{Colour, Look, complaint as complaints, pretty};
use crate::findings::Level;
use crate::findings::analysis::RootReport;
use crate::policy::Complaint;
use crate::ranking::Place;
use crate::source::pos::SourceMap;
use crate::visible::visible;

/// How many bytes are written at most: GitHub takes comments of 65,536 characters, and who posts one
/// may add to it.
const LIMIT: usize = 60_000;

/// How many of these the table may take.
const LIMIT_OF_ROWS: usize = LIMIT / 2;

/// As in a file: no colours, no width.
const PLAIN: Look = Look { colour: Colour::Plain, width: None };

/// An error, a finding or a complaint: its row, and what is folded.
pub struct Item {
    row: String,
    details: String,
}

/// The errors of a package.
pub fn errors(root: &Root, sources: &SourceMap, package: &RootReport) -> Vec<Item> {
    let entries = entries(sources, package, std::iter::empty(), &[]);
    entries
        .iter()
        .map(|entry| Item { row: row(root, sources, entry), details: String::new() })
        .collect()
}

/// A finding of a package.
pub fn finding(
    root: &Root,
    sources: &SourceMap,
    package: &RootReport,
    place: &Place<'_>,
) -> io::Result<Item> {
    let entry = Entry::of_finding(sources, &package.paths, place.finding, place.index);
    let mut shown = Vec::new();
    pretty::write_weighed(&mut shown, sources, package, PLAIN, place)?;
    Ok(Item::new(root, sources, &entry, &shown))
}

/// A complaint about a package.
pub fn complaint(
    root: &Root,
    sources: &SourceMap,
    package: &RootReport,
    complaint: &Complaint,
) -> io::Result<Item> {
    let entry = Entry::of_complaint(sources, &package.paths, complaint);
    let mut shown = Vec::new();
    complaints::write(&mut shown, sources, Colour::Plain, complaint)?;
    Ok(Item::new(root, sources, &entry, &shown))
}

impl Item {
    fn new(root: &Root, sources: &SourceMap, entry: &Entry, shown: &[u8]) -> Item {
        let shown = String::from_utf8_lossy(shown);
        let shown = shown.trim_end();
        let fence = fence(shown, 3);
        let details = format!(
            "<details><summary><code>{}: {}</code></summary>\n\n{fence}text\n{shown}\n{fence}\n\n</details>\n",
            Html(&place(root, sources, entry)),
            Html(&visible(&entry.text)),
        );
        Item { row: row(root, sources, entry), details }
    }
}

/// Writes all of them, below how many there are: lines that are indented say what isn't shown.
pub fn write(out: &mut dyn Write, items: &[Item], counted: &str) -> io::Result<()> {
    let (hidden, sums): (Vec<&str>, Vec<&str>) =
        counted.lines().filter(|line| !line.is_empty()).partition(|line| line.starts_with(' '));
    writeln!(out, "**goesc**: {}", sums.join("; "))?;
    let mut room = LIMIT_OF_ROWS;
    let rows: Vec<&str> = items.iter().map(|item| item.row.as_str()).collect();
    let (shown, beyond) = rows.split_at(fitting(&rows, &mut room));
    if !rows.is_empty() {
        writeln!(out, "\n| | where | what | rule |\n|---|---|---|---|")?;
        shown.iter().try_for_each(|row| writeln!(out, "{row}"))?;
    }
    if !beyond.is_empty() {
        writeln!(out, "| | | and {} more | |", beyond.len())?;
    }
    room += LIMIT - LIMIT_OF_ROWS;
    let details = items.iter().map(|item| item.details.as_str());
    let details: Vec<&str> = details.filter(|text| !text.is_empty()).collect();
    let (shown, beyond) = details.split_at(fitting(&details, &mut room));
    shown.iter().try_for_each(|text| write!(out, "\n{text}"))?;
    if !beyond.is_empty() {
        writeln!(out, "\nDetails of {} are left out.", beyond.len())?;
    }
    if !hidden.is_empty() {
        let hidden: Vec<&str> = hidden.iter().map(|line| line.trim()).collect();
        writeln!(out, "\nNot shown: {}", hidden.join("; "))?;
    }
    Ok(())
}

/// How many texts, from the first one on, there is room for, each with a line break; and takes it.
fn fitting(texts: &[&str], room: &mut usize) -> usize {
    let fits = |text: &&&str| match room.checked_sub(text.len() + 1) {
        Some(left) => {
            *room = left;
            true
        }
        None => false,
    };
    texts.iter().take_while(fits).count()
}

fn row(root: &Root, sources: &SourceMap, entry: &Entry) -> String {
    let level = match entry.level {
        Level::Error => "**error**",
        Level::Warning => "warning",
        Level::Hint | Level::Off => "note",
    };
    let place = code(&place(root, sources, entry));
    format!("| {level} | {place} | {} | {} |", code(&visible(&entry.text)), entry.name)
}

/// The file, from the root of the repository on, the line, and the column.
fn place(root: &Root, sources: &SourceMap, entry: &Entry) -> String {
    let file = root.name(&sources.file(entry.file).path);
    format!("{}:{}:{}", visible(&file), entry.place.at.line, entry.columns.start)
}

/// A text as code in a cell.
fn code(text: &str) -> String {
    let fence = fence(text, 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{}{space}{fence}", text.replace('|', "\\|"))
}

/// Backquotes around a text: more of them than the text has in a row, and `least` at least.
fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(least.max(longest + 1))
}

/// A text within HTML.
struct Html<'a>(&'a str);

impl fmt::Display for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_code() {
        assert_eq!(code("a | b"), "`a \\| b`");
        assert_eq!(code("`a`"), "`` `a` ``");
        assert_eq!(code("f(``)"), "```f(``)```");
        assert_eq!(Html("<b> & 1").to_string(), "&lt;b&gt; &amp; 1");
    }

    #[test]
    fn what_is_too_long_is_counted() {
        let item = || Item { row: "x".repeat(999), details: "y".repeat(999) };
        let items: Vec<Item> = (0..100).map(|_| item()).collect();
        let mut out = Vec::new();
        write(&mut out, &items, "100 allocations\n  1 cold\n").expect("memory");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!((LIMIT - 2000..LIMIT + 500).contains(&text.len()), "{}", text.len());
        assert!(text.starts_with("**goesc**: 100 allocations\n\n| |"));
        assert!(text.contains("and 70 more") && text.ends_with("left out.\n\nNot shown: 1 cold\n"));
    }
}

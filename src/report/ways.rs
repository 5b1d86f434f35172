//! Which lines bring something to the heap: where taking away one, or a few, would keep it on the
//! stack.
//!
//! ```text
//! it escapes only because of line 28: `s.last = it`
//! it escapes in 2 ways: line 28: `s.last = it`; line 31: `go work(it)`
//! ```

use crate::findings::{Explained, Ways};
use crate::source::pos::{Pos, SourceMap};
use crate::visible::visible;

/// More of a line isn't shown, in characters.
const LONGEST: usize = 60;

/// How a piece of text is written.
type Spelling<'a> = &'a dyn Fn(&str) -> String;

/// What is said of the lines that bring it to the heap, if they are few.
pub fn words(sources: &SourceMap, finding: &Explained) -> Option<String> {
    spelled(sources, finding, &|text| text.to_owned(), &|code| format!("`{code}`"))
}

/// The same with what stands in files, names and code, as it is to be written.
pub fn spelled(
    sources: &SourceMap,
    finding: &Explained,
    name: Spelling<'_>,
    code: Spelling<'_>,
) -> Option<String> {
    if finding.cost.is_some_and(|cost| !cost.allocates()) {
        return None;
    }
    let line = |pos: &Pos| line(sources, finding.pos, *pos, name, code);
    Some(match finding.ways.as_ref()? {
        Ways::Only(pos) => format!("it escapes only because of {}", line(pos)),
        Ways::Several(all) => {
            let lines: Vec<String> = all.iter().map(line).collect();
            format!("it escapes in {} ways: {}", all.len(), lines.join("; "))
        }
    })
}

/// A line with its text, as far as that is known: by its number in the file of the finding.
fn line(
    sources: &SourceMap,
    near: Pos,
    pos: Pos,
    name: Spelling<'_>,
    code: Spelling<'_>,
) -> String {
    let file = sources.file(pos.file);
    let number = file.line_col(pos.offset).line as usize;
    let mut text = match pos.file == near.file {
        true => format!("line {number}"),
        false => {
            let own = file.path.rsplit(['/', '\\']).next().unwrap_or(&file.path);
            format!("{}:{number}", name(&visible(own)))
        }
    };
    let from = file.line_starts.get(number - 1).map_or(0, |&start| start as usize);
    let to = file.line_starts.get(number).map_or(file.text.len(), |&start| start as usize);
    let source = file.text.get(from..to).unwrap_or_default();
    let source = String::from_utf8_lossy(source.trim_ascii());
    if !source.is_empty() {
        let shown: String = visible(&source).chars().take(LONGEST).collect();
        let cut = if source.chars().count() > LONGEST { "..." } else { "" };
        text.push_str(&format!(": {}", code(&format!("{}{cut}", shown.trim_end()))));
    }
    text
}

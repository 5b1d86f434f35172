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

/// What is said of the lines that bring it to the heap, if they are few.
pub fn words(sources: &SourceMap, finding: &Explained) -> Option<String> {
    if finding.cost.is_some_and(|cost| !cost.allocates()) {
        return None;
    }
    let line = |pos: &Pos| line(sources, finding.pos, *pos);
    Some(match finding.ways.as_ref()? {
        Ways::Only(pos) => format!("it escapes only because of {}", line(pos)),
        Ways::Several(all) => {
            let lines: Vec<String> = all.iter().map(line).collect();
            format!("it escapes in {} ways: {}", all.len(), lines.join("; "))
        }
    })
}

/// A line with its text, as far as that is known: by its number in the file of the finding.
fn line(sources: &SourceMap, near: Pos, pos: Pos) -> String {
    let file = sources.file(pos.file);
    let number = file.line_col(pos.offset).line as usize;
    let mut text = match pos.file == near.file {
        true => format!("line {number}"),
        false => {
            let name = file.path.rsplit(['/', '\\']).next().unwrap_or(&file.path);
            format!("{}:{number}", visible(name))
        }
    };
    let from = file.line_starts.get(number - 1).map_or(0, |&start| start as usize);
    let to = file.line_starts.get(number).map_or(file.text.len(), |&start| start as usize);
    let source = file.text.get(from..to).unwrap_or_default();
    let source = String::from_utf8_lossy(source.trim_ascii());
    if !source.is_empty() {
        let shown: String = visible(&source).chars().take(LONGEST).collect();
        let cut = if source.chars().count() > LONGEST { "..." } else { "" };
        text.push_str(&format!(": `{}{cut}`", shown.trim_end()));
    }
    text
}

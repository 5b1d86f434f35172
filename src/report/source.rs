//! Lines of the source, and what happens there, for people.

use crate::findings::Step;
use crate::source::pos::{Pos, SourceMap};
use crate::visible::visible_line;

/// The line of a position without white space at its end, and white space as wide as what stands
/// before the position. Of a file whose text isn't there, both are empty.
pub fn excerpt(sources: &SourceMap, pos: Pos) -> (String, String) {
    let file = sources.file(pos.file);
    let at = file.line_col(pos.offset);
    let start = file.line_starts.get(at.line as usize - 1).copied().unwrap_or(0) as usize;
    let rest = file.text.get(start..).unwrap_or_default();
    let line = rest.split(|&b| b == b'\n').next().unwrap_or_default();
    let column = (pos.offset as usize).saturating_sub(start).min(line.len());
    let before = String::from_utf8_lossy(&line[..column]);
    let before = visible_line(&before);
    let blank = before.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let line = String::from_utf8_lossy(line);
    (visible_line(line.trim_end()).into_owned(), blank)
}

/// gc's words for a step, `&x (address-of)`, in plain ones.
pub fn words(step: &Step) -> String {
    let Some((what, why)) = step.text.strip_suffix(')').and_then(|text| text.rsplit_once(" ("))
    else {
        return step.text.clone();
    };
    let verb = match why {
        "address-of" => "its address is taken",
        "spill" => "a pointer to it is made",
        "assign" => "it is assigned",
        "assign-pair" | "assign-pair-dot-type" | "assign-pair-mapr" | "assign-pair-receive" => {
            "it is assigned, with others"
        }
        "return" => "it is returned",
        "send" => "it is sent",
        "map literal key" | "key of map put" => "it becomes the key of a map",
        "map literal value" => "it becomes the value of a map",
        "array literal element" | "slice-literal-element" => "it becomes an element",
        "struct literal element" => "it becomes a field",
        "call parameter" => "it is passed",
        "interface-converted" => "it is converted to an interface",
        "captured by a closure" => "a function literal captures it",
        "reference" => "the capture is by reference",
        "slice" => "it is sliced",
        "dot" | "dot of pointer" => "it is selected",
        "indirection" => "it is read through a pointer",
        "fixed-array-index-of" => "it is indexed",
        "range" | "range-deref" => "the loop assigns it",
        "switch case" => "the clause's variable gets it",
        "appended slice..." | "appendee slice" => "append copies it to a new array",
        "copied slice" => "copy copies it",
        "too large for stack" => "it is too large for the stack",
        "too aligned for stack" => "its alignment is too large for the stack",
        "zero-sized element" => "its elements have no size",
        "non-constant size" => "its size isn't constant",
        why => return format!("{why}: {what}"),
    };
    format!("{verb}: {what}")
}

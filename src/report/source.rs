//! Lines of the source, and what happens there, for people.

use unicode_width::UnicodeWidthChar;

use super::gc_words;
use crate::findings::Step;
use crate::findings::kind::{Event, Reason};
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
    let mut blank = String::with_capacity(before.len());
    for c in before.chars() {
        match c {
            '\t' => blank.push('\t'),
            c => blank.extend(std::iter::repeat_n(' ', c.width().unwrap_or(0))),
        }
    }
    let line = String::from_utf8_lossy(line);
    (visible_line(line.trim_end()).into_owned(), blank)
}

/// A step in plain words.
pub fn words(step: &Step) -> String {
    let Event::Flow { what, why } = &step.event else { return gc_words::step(step) };
    let verb = match why {
        Reason::AddressOf => "its address is taken",
        Reason::Spill => "a pointer to it is made",
        Reason::Assign => "it is assigned",
        Reason::AssignPair
        | Reason::AssignPairDotType
        | Reason::AssignPairMapR
        | Reason::AssignPairReceive => "it is assigned, with others",
        Reason::Return => "it is returned",
        Reason::Send => "it is sent",
        Reason::MapLiteralKey | Reason::KeyOfMapPut => "it becomes the key of a map",
        Reason::MapLiteralValue => "it becomes the value of a map",
        Reason::ArrayLiteralElement | Reason::SliceLiteralElement => "it becomes an element",
        Reason::StructLiteralElement => "it becomes a field",
        Reason::CallParameter => "it is passed",
        Reason::InterfaceConverted => "it is converted to an interface",
        Reason::CapturedByClosure => "a function literal captures it",
        Reason::Reference => "the capture is by reference",
        Reason::Slice => "it is sliced",
        Reason::Dot | Reason::DotOfPointer => "it is selected",
        Reason::Indirection => "it is read through a pointer",
        Reason::FixedArrayIndexOf => "it is indexed",
        Reason::Range | Reason::RangeDeref => "the loop assigns it",
        Reason::SwitchCase => "the clause's variable gets it",
        Reason::AppendedSlice | Reason::AppendeeSlice => "append copies it to a new array",
        Reason::CopiedSlice => "copy copies it",
        Reason::TooLarge => "it is too large for the stack",
        Reason::TooAligned => "its alignment is too large for the stack",
        Reason::ZeroSizedElement => "its elements have no size",
        Reason::NonConstantSize => "its size isn't constant",
        Reason::CalleeOperand
        | Reason::SliceToArray
        | Reason::UintptrEscapes
        | Reason::ReflectHeaderData => gc_words::reason(*why),
    };
    format!("{verb}: {what}")
}

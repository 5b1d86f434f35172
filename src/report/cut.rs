//! Lines of source that are too long for the terminal: what stands around the marks is shown, and `…` in
//! place of the rest. A minified line of 5,000 columns would fill the screen otherwise.
//!
//! ```text
//! …x0:=&T{1};x1:=&T{2};x2:=&T{3}…
//!                      ^^^^^^^^ 16 bytes
//! ```

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// Columns of a tab.
pub(super) const TAB: usize = 4;

/// What stands for what is left out.
const LEFT_OUT: &str = "…";

/// A line that was cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CutLine {
    /// What is shown.
    pub(super) text: String,
    /// The bytes of the line that are.
    shown: Range<usize>,
    /// The bytes of the text that they are at.
    at: Range<usize>,
}

impl CutLine {
    /// Where a byte of the line is in the text: what is left out is at the `…` that stands for it.
    pub(super) fn place(&self, byte: usize) -> usize {
        if byte < self.shown.start {
            0
        } else if byte > self.shown.end || (byte == self.shown.end && self.at.end < self.text.len())
        {
            self.at.end
        } else {
            self.at.start + (byte - self.shown.start)
        }
    }

    /// Where bytes of the line are in the text.
    pub(super) fn places(&self, bytes: Range<usize>) -> Range<usize> {
        let start = self.place(bytes.start);
        let is_cut = bytes.end > self.shown.end;
        let end = if is_cut { self.text.len() } else { self.place(bytes.end) };
        start..end.max(start)
    }
}

/// The columns of a text, of which tabs go up to the next stop.
pub(super) fn columns(text: &str) -> usize {
    text.chars().fold(0, |column, c| column + width(c, column))
}

fn width(c: char, column: usize) -> usize {
    match c {
        '\t' => TAB - column % TAB,
        c => c.width().unwrap_or(0),
    }
}

/// Cuts a line, without its end, to so many columns, if it has more. `mark` are the bytes that matter,
/// after which so much room is left for what is said of them.
pub(super) fn cut(line: &str, mark: &Range<usize>, limit: usize, room: usize) -> Option<CutLine> {
    // A column takes a byte at least, but for tabs.
    if line.len() * TAB <= limit || columns(line) <= limit {
        return None;
    }
    let limit = limit.max(LEAST);
    let is_wide = |range: Range<usize>| {
        let text = line.get(range).unwrap_or_default();
        columns(text) + 2 * LEFT_OUT.chars().count()
    };
    let mark_end = mark.end.min(line.len());
    let room = room.min(limit / 2);
    // As much of the line's beginning as there is, if the mark and what is said fit behind it.
    let start = match is_wide(0..mark_end) + room <= limit {
        true => 0,
        false => {
            let marked = is_wide(mark.start.min(mark_end)..mark_end).min(limit / 2);
            let lead = limit.saturating_sub(marked + room) / 2;
            back(line, mark.start.min(mark_end), lead)
        }
    };
    let mut text = String::new();
    if start > 0 {
        text.push_str(LEFT_OUT);
    }
    let begin = text.len();
    let mut column = usize::from(start > 0);
    let mut end = start;
    for c in line.get(start..).unwrap_or_default().chars() {
        // The last column is for what stands for the rest.
        if column + width(c, column) >= limit {
            break;
        }
        column += width(c, column);
        text.push(c);
        end += c.len_utf8();
    }
    let at = begin..text.len();
    if end < line.len() {
        text.push_str(LEFT_OUT);
    }
    Some(CutLine { text, shown: start..end, at })
}

/// Less than this isn't worth a cut.
const LEAST: usize = 20;

/// The byte that is so many columns before another one.
fn back(line: &str, from: usize, lead: usize) -> usize {
    let before = line.get(..from).unwrap_or_default();
    let mut left = lead;
    let mut at = before.len();
    for (byte, c) in before.char_indices().rev() {
        let wide = if c == '\t' { TAB } else { c.width().unwrap_or(0) };
        if wide > left {
            break;
        }
        left -= wide;
        at = byte;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays() {
        assert_eq!(cut("\tx := &T{}", &(6..10), 40, 10), None);
        assert_eq!(columns("\ta\t日本b"), 13);
    }

    #[test]
    fn the_mark_is_in_what_is_left() {
        let line: String = (0..500).map(|i| format!("x{i:03}=&T;")).collect();
        for number in [0, 1, 7, 250, 498, 499] {
            let from = number * 8;
            let mark = from..from + 4;
            let cut = cut(&line, &mark, 60, 12).expect("it is too long");
            assert!(columns(&cut.text) <= 60, "{}", cut.text);
            assert_eq!(cut.text[cut.places(mark)], format!("x{number:03}"));
            assert_eq!(cut.text.starts_with('…'), number > 5, "{}", cut.text);
            assert_eq!(cut.text.ends_with('…'), number < 494, "{}", cut.text);
        }
    }

    #[test]
    fn a_mark_that_is_too_long_ends_with_the_line() {
        let line = format!("x := &T{{{}}}", "1, ".repeat(300));
        let cut = cut(&line, &(5..line.len()), 60, 12).expect("it is too long");
        assert_eq!(columns(&cut.text), 60);
        let marked = &cut.text[cut.places(5..line.len())];
        assert!(marked.starts_with("&T{1, ") && marked.ends_with('…'), "{}", cut.text);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let line = "日本".repeat(100);
        let cut = cut(&line, &(300..306), 60, 12).expect("it is too long");
        assert!(columns(&cut.text) <= 60 && columns(&cut.text) >= 57, "{}", cut.text);
        assert_eq!(&cut.text[cut.places(300..306)], "日本");
    }
}

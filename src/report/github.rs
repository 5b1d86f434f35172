//! For GitHub's workflows: a command a line, of which the runner makes an annotation.
//! (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>)
//!
//! ```text
//! ::notice title=goesc (map-store),file=m.go,line=7,col=11,endLine=7,endColumn=23::&point{...} escapes ...
//! ```
//!
//! Files are named from the root of the repository on. What is marked ends on its line: columns of
//! other lines are refused.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use super::address::Root;
use super::entry::Told;
use crate::findings::Level;
use crate::visible::{escape, is_hidden};

/// Prints a package's errors, findings and complaints.
pub fn write(out: &mut dyn Write, root: &Root, told: &Told<'_>) -> io::Result<()> {
    for entry in told.entries() {
        let command = match entry.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Hint | Level::Off => "notice",
        };
        let file = root.name(&told.sources.file(entry.file).path);
        let (line, columns) = (entry.place.at.line, &entry.columns);
        writeln!(
            out,
            "::{command} title=goesc ({}),file={},line={line},col={},endLine={line},endColumn={}::{}",
            entry.name,
            Escaped { text: &file, within: Within::Property },
            columns.start,
            columns.end,
            Escaped { text: &entry.with_name(), within: Within::Message },
        )?;
    }
    Ok(())
}

/// What a text is a part of.
#[derive(PartialEq, Eq)]
enum Within {
    Property,
    Message,
}

/// A text as the runner decodes it. What else would steer a terminal is shown.
struct Escaped<'a> {
    text: &'a str,
    within: Within,
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.text.chars() {
            match c {
                '%' | '\r' | '\n' => write!(f, "%{:02X}", u32::from(c))?,
                ':' | ',' if self.within == Within::Property => write!(f, "%{:02X}", u32::from(c))?,
                _ if is_hidden(c) => {
                    let mut shown = String::new();
                    escape(c, &mut shown);
                    f.write_str(&shown)?;
                }
                _ => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

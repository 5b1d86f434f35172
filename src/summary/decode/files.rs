//! Files in a summary's records.

use super::super::bytes::Reader;
use crate::source::pos::{LineDirective, SourceFile};
use crate::source::{Damaged, Provider};
use crate::symbol::Symbol;

const LINES: Damaged = Damaged::new("a file has too many lines");
/// No file has more lines.
const MAX_LINES: usize = 1 << 22;

/// The language version of a file, and whether the file itself asks for it.
pub(super) fn version(r: &mut Reader<'_>) -> Result<((u32, u32), bool), Damaged> {
    Ok(((r.u32()?, r.u32()?), r.bool()?))
}

/// A file of a package, by its record.
pub(super) fn source_file(
    provider: &dyn Provider,
    package: Symbol,
    mut r: Reader<'_>,
) -> Result<SourceFile, Damaged> {
    let name = r.text()?;
    version(&mut r)?;
    // Lines that nothing stands on count, and start where the next one does that is known.
    let mut lines = vec![0];
    let (mut line, mut start) = (0usize, 0u32);
    for _ in 0..r.count()? {
        line = line.saturating_add(r.u32()? as usize);
        start = start.checked_add(r.u32()?).ok_or(LINES)?;
        if line > MAX_LINES {
            return Err(LINES);
        }
        lines.resize(line + 1, start);
    }
    let mut directives = Vec::new();
    for _ in 0..r.count()? {
        directives.push(LineDirective {
            offset: r.u32()?,
            path: r.text()?.to_owned(),
            line: r.u32()?,
            column: r.u32()?,
        });
    }
    let path = format!("{}/{name}", provider.dir(package));
    let file = match provider.text(package, name) {
        Some(text) => SourceFile::new(path, text),
        None => SourceFile::without_text(path, lines),
    };
    file.set_line_directives(directives);
    Ok(file)
}

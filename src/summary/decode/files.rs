//! Files in a summary's records.

use super::super::bytes::Reader;
use super::super::format::{file_flags, position};
use crate::source::pos::{LineDirective, SourceFile};
use crate::source::{Damaged, Provider};
use crate::symbol::Symbol;

const LINES: Damaged = Damaged::new("a file has too many lines");
/// No file has more lines.
const MAX_LINES: usize = 1 << 22;

/// The language version of a file, and its flags ([`file_flags`]).
fn version_and_flags(r: &mut Reader<'_>) -> Result<((u32, u32), u8), Damaged> {
    let version = (r.u32()?, r.u32()?);
    match r.byte()? {
        flags if flags & !(file_flags::VERSION | file_flags::BY_LINE) == 0 => Ok((version, flags)),
        _ => Err(Damaged::new("a file is of an unknown kind")),
    }
}

/// The language version of a file, and whether the file itself asks for it.
pub(super) fn version(r: &mut Reader<'_>) -> Result<((u32, u32), bool), Damaged> {
    let (version, flags) = version_and_flags(r)?;
    Ok((version, flags & file_flags::VERSION != 0))
}

/// A file of a package, by its record.
pub(super) fn source_file(
    provider: &dyn Provider,
    package: Symbol,
    mut r: Reader<'_>,
) -> Result<SourceFile, Damaged> {
    let name = r.text()?;
    let (_, flags) = version_and_flags(&mut r)?;
    let lines = match flags & file_flags::BY_LINE != 0 {
        true => position::line_starts(r.u32()?).ok_or(LINES)?,
        false => line_starts(&mut r)?,
    };
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
        Some(text) if flags & file_flags::BY_LINE == 0 => SourceFile::new(path, text),
        Some(_) | None => SourceFile::without_text(path, lines),
    };
    file.set_line_directives(directives);
    Ok(file)
}

/// Where lines start.
fn line_starts(r: &mut Reader<'_>) -> Result<Vec<u32>, Damaged> {
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
    Ok(lines)
}

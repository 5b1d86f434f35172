//! `goesc layout`: size, alignment, offsets and padding of a type; of a map, where keys and
//! elements lie.

use std::io::{self, Write};
use std::process::ExitCode;

use super::options::{Answer, Layout};
use super::{FAILED, Options, complain};
use crate::profile::Maps;
use crate::report::{layout, layout_json};
use crate::visible::visible_lines;
use crate::workspace::named_type;

/// Prints the layout of a type.
pub(super) fn run(options: &Options, wanted: &Layout, out: &mut dyn Write) -> io::Result<ExitCode> {
    let threads = options.jobs.unwrap_or(0);
    let found = named_type(&options.config, &options.patterns, &wanted.ty, threads)?;
    let found = match found {
        Ok(found) => found,
        Err(message) => {
            complain(&message);
            return Ok(ExitCode::from(FAILED));
        }
    };
    let version = wanted.version.unwrap_or_else(|| options.config.target.release.language());
    let mut profile = options.config.target.profile();
    profile.runtime.maps = Maps::of(version);
    let title = wanted.ty.trim();
    let layout = layout::layout(found.types(), &profile, found.ty, title);
    match wanted.answer {
        Answer::Text { .. } => out.write_all(visible_lines(&layout.describe()).as_bytes())?,
        Answer::Json => layout_json::write(out, &layout)?,
    }
    Ok(ExitCode::SUCCESS)
}

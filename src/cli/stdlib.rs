//! `goesc std`: the embedded standard library.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use super::options::{Std, StdListed};
use super::{Options, fail};
use crate::disk;
use crate::visible;
use crate::workspace::summarize_std;

/// Lists what is embedded, or makes it.
pub(super) fn run(options: &Options, action: &Std, out: &mut dyn Write) -> io::Result<ExitCode> {
    match action {
        Std::List(listed) => list(*listed, out),
        Std::Build { output } => {
            let archive = match summarize_std(&options.config, options.jobs.unwrap_or(0)) {
                Ok(archive) => archive,
                Err(error) => return Ok(fail(&error)),
            };
            if let Err(error) = disk::replace(output, |out| out.write_all(&archive)) {
                return Ok(fail(&format!("{}: {error}", visible::path(output))));
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn list(listed: StdListed, out: &mut dyn Write) -> io::Result<ExitCode> {
    let archive = match crate::std::archive() {
        Ok(archive) => archive,
        Err(error) => return Ok(fail(&format!("the embedded standard library: {error}"))),
    };
    let mut out = BufWriter::new(out);
    for (target, key) in archive.keys().enumerate() {
        let packages: Vec<_> = archive.packages(target).collect();
        let plain: usize = packages.iter().map(|(_, size)| size.bytes).sum();
        let packed: usize = packages.iter().map(|(_, size)| size.packed).sum();
        writeln!(out, "{key}: {} packages, {plain} bytes, {packed} packed", packages.len())?;
        if listed == StdListed::Packages {
            for (path, size) in packages {
                writeln!(out, "{path} {} {}", size.bytes, size.packed)?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

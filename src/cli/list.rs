//! `goesc list`: the packages that patterns name, for finding out why one is missing.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use super::options::{Columns, List, Listed};
use super::verbosity::Verbosity;
use super::{FAILED, Options, report_load_errors};
use crate::source::Owner;
use crate::visible::{self, visible};
use crate::workspace;

/// Prints one line for each package: its import path and, if asked for, its files.
pub(super) fn run(options: &Options, list: &List, out: &mut dyn Write) -> io::Result<ExitCode> {
    let loaded = workspace::load(&options.config, &options.patterns);
    let mut out = BufWriter::new(out);
    let listed = match list.packages {
        Listed::Roots => &loaded.roots,
        Listed::Deps => &loaded.order,
    };
    for &id in listed {
        let package = &loaded.packages[id];
        if list.columns == Columns::Detail && package.owner == Owner::Std {
            continue;
        }
        write!(out, "{}", visible(&package.title()))?;
        if list.columns == Columns::Detail {
            write!(out, " {} {}", visible::path(&package.dir), package.go_version)?;
        }
        match list.columns {
            Columns::Path => {}
            Columns::Files | Columns::Detail => {
                for file in &package.files {
                    write!(out, " {}", visible(&file.base_name()))?;
                }
            }
        }
        writeln!(out)?;
    }
    out.flush()?;
    let mut failed = report_load_errors(&loaded.errors, Verbosity::Normal);
    for &id in &loaded.order {
        failed |= report_load_errors(&loaded.packages[id].errors, Verbosity::Normal);
    }
    Ok(if failed { ExitCode::from(FAILED) } else { ExitCode::SUCCESS })
}

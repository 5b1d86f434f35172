//! `goesc completions` and `goesc man`: what shells and man know of the command line, made of its
//! arguments.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::Args;
use super::{FAILED, complain};

/// Prints a shell's script.
pub(super) fn completions(shell: Shell, out: &mut dyn Write) -> io::Result<ExitCode> {
    // Memory takes all that is written to it: what writes the script doesn't expect less.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "goesc", &mut script);
    out.write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the page of goesc, or of one of its commands.
pub(super) fn page(command: Option<&str>, out: &mut dyn Write) -> io::Result<ExitCode> {
    let mut whole = Args::command();
    whole.build();
    let page = match command {
        None => Some(whole),
        Some(name) => whole.find_subcommand(name).cloned(),
    };
    let Some(page) = page else {
        let name = command.unwrap_or_default();
        complain(&format!("no command is called {name}; `goesc help` lists them"));
        return Ok(ExitCode::from(FAILED));
    };
    let mut text = Vec::new();
    Man::new(page).source(concat!("goesc ", env!("CARGO_PKG_VERSION"))).render(&mut text)?;
    out.write_all(&text)?;
    Ok(ExitCode::SUCCESS)
}

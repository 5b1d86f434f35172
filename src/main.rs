//! The command line of goesc.

use std::process::ExitCode;

fn main() -> ExitCode {
    goesc::cli::main()
}

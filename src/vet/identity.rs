//! What this program is, so that the go command doesn't take for its results what another build of it
//! made. It changes with all that the program is made from, and with the settings that results depend
//! on and that the go command doesn't know of.

use std::io;

use super::settings;
use crate::source::Environment;

/// The line that `-V=full` prints. Its form is that of a tool that is under development: of such a
/// one, the go command takes what follows `buildID=`.
///
/// To read all of the program takes longer than the go command needs for the rest. So what it is made
/// from was hashed when it was compiled; that it has been changed since, its length tells.
pub(super) fn line(environment: &Environment) -> io::Result<String> {
    let length = std::env::current_exe()?.metadata()?.len();
    let settings = settings::hash(environment, &environment.cwd);
    let build = env!("GOESC_BUILD");
    Ok(format!("goesc version devel built-from-source buildID={build}{length:x}x{settings:016x}"))
}

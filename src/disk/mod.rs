//! What goesc does to the disk: files are read whole ([`read()`]) and written whole ([`replace()`]),
//! and programs are found ([`program`]). The tree that is analyzed may be a stranger's.
//!
//! - Only regular files are read, up to a size ([`limit`]): a FIFO would make us wait, and a device
//!   has no end.
//! - A file is written under another name and renamed when it is on disk, so that an interrupted or
//!   full disk leaves the old one.
//! - Nothing that lies in the tree is run.

pub mod limit;
pub mod program;
mod read;
pub mod words;
mod write;

pub use read::{Unfit, read, read_given, read_stream, read_text};
pub use write::{replace, replace_one_of_many};

use std::path::{Component, Path};

/// Whether a path names what the process was started with: standard input or output, or a
/// descriptor that the shell opened, as for `<(command)`.
fn is_descriptor(path: &Path) -> bool {
    let parts: Option<Vec<&str>> = path
        .components()
        .map(|part| match part {
            Component::RootDir => Some(""),
            Component::Normal(part) => part.to_str(),
            Component::Prefix(_) | Component::CurDir | Component::ParentDir => None,
        })
        .collect();
    match parts.as_deref() {
        _ if cfg!(not(unix)) => false,
        Some(["", "dev", "stdin" | "stdout" | "stderr"]) => true,
        Some(["", "dev", "fd", number] | ["", "proc", "self", "fd", number]) => {
            number.bytes().all(|b| b.is_ascii_digit())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_known_by_name() {
        let is = |path: &str| is_descriptor(Path::new(path));
        assert_eq!(is("/dev/stdout"), cfg!(unix));
        assert_eq!(is("/dev/fd/63"), cfg!(unix));
        assert_eq!(is("/proc/self/fd/1"), cfg!(unix));
        for other in ["/dev/zero", "dev/stdout", "/dev/fd/../zero", "/dev/fd/x", "/tmp/dev/stdin"] {
            assert!(!is(other), "{other}");
        }
    }
}

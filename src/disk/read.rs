//! Reading of whole files.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use thiserror::Error;

use super::is_descriptor;

/// Why a file isn't read although it is there. An [`io::Error`] of ours holds one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unfit {
    /// It is no regular file, but this.
    #[error("it is {0}, not a regular file")]
    NotRegular(&'static str),
    /// It has more bytes than this.
    #[error("it is larger than {} MiB", .0 >> 20)]
    TooLarge(u64),
}

impl Unfit {
    /// The reason in an error, if it is one of these.
    pub fn of(error: &io::Error) -> Option<Unfit> {
        error.get_ref()?.downcast_ref().copied()
    }
}

impl From<Unfit> for io::Error {
    fn from(unfit: Unfit) -> io::Error {
        io::Error::other(unfit)
    }
}

/// Reads a regular file of at most `limit` bytes. Symbolic links are followed.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    // Opening some devices does something by itself. It may be another file by the time that it is
    // open, so what was opened is looked at again.
    check(&fs::metadata(path)?, limit)?;
    let file = open(path)?;
    let data = file.metadata()?;
    check(&data, limit)?;
    // What the system makes up as it is read has no length.
    let mut bytes = Vec::with_capacity(usize::try_from(data.len()).unwrap_or(0));
    take(file, limit, &mut bytes)?;
    Ok(bytes)
}

/// The same for a path that the user gave, which may be a descriptor of the process, or the null
/// device.
pub fn read_given(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    if is_descriptor(path) {
        return read_stream(File::open(path)?, limit);
    }
    if cfg!(unix) && path == Path::new("/dev/null") {
        return Ok(Vec::new());
    }
    read(path, limit)
}

/// Reads all of a stream that has at most `limit` bytes.
pub fn read_stream(stream: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    take(stream, limit, &mut bytes)?;
    Ok(bytes)
}

/// The text of bytes that are to be UTF-8.
pub fn read_text(bytes: io::Result<Vec<u8>>) -> io::Result<String> {
    String::from_utf8(bytes?)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not valid UTF-8"))
}

fn take(stream: impl Read, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    stream.take(limit + 1).read_to_end(bytes)?;
    match bytes.len() as u64 > limit {
        true => Err(Unfit::TooLarge(limit).into()),
        false => Ok(()),
    }
}

fn check(data: &Metadata, limit: u64) -> io::Result<()> {
    if data.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !data.is_file() {
        return Err(Unfit::NotRegular(kind(data)).into());
    }
    match data.len() > limit {
        true => Err(Unfit::TooLarge(limit).into()),
        false => Ok(()),
    }
}

#[cfg(unix)]
fn kind(data: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    let kind = data.file_type();
    if kind.is_fifo() {
        "a FIFO"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn kind(_data: &Metadata) -> &'static str {
    "something else"
}

/// Opens a file without waiting for anybody who writes to it.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

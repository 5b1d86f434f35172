//! Writing of whole files.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::Path;

use super::is_descriptor;

/// Writes a file anew: under another name in the same directory, which becomes its own when all is
/// on disk. Its permissions stay as they are.
///
/// What is there and no regular file, such as a FIFO or the process's own output, is written to as
/// it is. A symbolic link is an error: it may lead out of the tree that it was found in.
pub fn replace(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    replace_with(path, write, File::sync_all)
}

/// The same for one of many files that are made together: it isn't waited for until it is on disk,
/// so that only the end of the process leaves the old one in any case, and not that of the system.
pub fn replace_one_of_many(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    replace_with(path, write, |_| Ok(()))
}

fn replace_with(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    sync: impl FnOnce(&File) -> io::Result<()>,
) -> io::Result<()> {
    if is_descriptor(path) {
        return write(&mut File::create(path)?);
    }
    let before = match fs::symlink_metadata(path) {
        Ok(data) if data.is_symlink() => {
            let why = "it is a symbolic link, which isn't followed: name the file that it leads to";
            return Err(io::Error::other(why));
        }
        Ok(data) if data.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(data) if !data.is_file() => return write(&mut File::options().write(true).open(path)?),
        Ok(data) if data.permissions().readonly() => {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        Ok(data) => Some(data.permissions()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        Some(_) | None => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".goesc-");
    let usual = usual_permissions();
    if let Some(usual) = &usual {
        builder.permissions(usual.clone());
    }
    let mut file = builder
        .tempfile_in(directory)
        .map_err(|error| fs::metadata(directory).err().unwrap_or_else(|| without_path(&error)))?;
    write(file.as_file_mut())?;
    if let Some(before) = before {
        file.as_file().set_permissions(before)?;
    }
    sync(file.as_file())?;
    file.persist(path).map_err(|error| without_path(&error.error))?;
    Ok(())
}

/// Those of a new file, before the process's mask.
#[cfg(unix)]
fn usual_permissions() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual_permissions() -> Option<Permissions> {
    None
}

/// The system's error, without the path of a file that nobody knows.
fn without_path(error: &io::Error) -> io::Error {
    error.kind().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("f");
        fs::write(&path, "old").expect("a file");
        let failed = replace(&path, |out| {
            out.write_all(b"half of the n")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(failed.map_err(|e| e.kind()), Err(io::ErrorKind::StorageFull));
        assert_eq!(fs::read(&path).expect("a file"), b"old");
        assert_eq!(fs::read_dir(dir.path()).expect("a directory").count(), 1);
        replace(&path, |out| out.write_all(b"new")).expect("written");
        assert_eq!(fs::read(&path).expect("a file"), b"new");
        assert_eq!(fs::read_dir(dir.path()).expect("a directory").count(), 1);
    }

    #[test]
    fn errors_name_no_other_file() {
        let dir = tempfile::tempdir().expect("a directory");
        let error = replace(&dir.path().join("no/f"), |_| Ok(())).expect_err("no directory");
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(!error.to_string().contains(".goesc-"), "{error}");
    }
}

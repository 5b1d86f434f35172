//! Summaries on disk, so that what a program depends on is analyzed once.
//!
//! A summary is found by the hash of all that it depends on: the sources of its package and of
//! all that it imports, the build that it is for, and this version of goesc. So an entry never
//! has to change; it can only be absent, and it may vanish at any time.
//!
//! ```text
//! ~/.cache/goesc/3f/3fa2...       a summary as a file (`frame`), named by its hash
//! ~/.cache/goesc/3f/.4711-0       one that is being written
//! ```
//!
//! Several processes may use the directory at once: a file is written under another name and
//! renamed when it is whole. A file that is damaged, or no regular file, counts as absent and is
//! written anew. Whatever can't be read or written is no error: the work is then done again.
//!
//! Whoever may write to the directory may say what summaries say. So it is made for its user alone,
//! and one that all may write to isn't used ([`Cache::is_open_to_all`]). Nothing in it is removed
//! but files with names of ours.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use super::Encoded;
use super::format::VERSION;
use super::frame::{self, Key, Sealed};
use crate::disk::{self, limit};

/// How many bytes the files may have by default.
const LIMIT: u64 = 512 << 20;
/// The time of last use is that of the file's last change, as exact as this.
const EXACTNESS: Duration = Duration::from_secs(60 * 60);
/// A file that is being written for longer belongs to a process that has ended.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// A directory of summaries.
#[derive(Debug)]
pub struct Cache {
    dir: PathBuf,
    limit: u64,
    /// Whether something was written, so that there may be too much.
    written: AtomicBool,
}

/// What a summary depends on, as a hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Hash([u8; 32]);

/// A hash of what a summary depends on, being made.
#[derive(Clone, Debug)]
pub struct Hasher(blake3::Hasher);

impl Hasher {
    /// A hash of nothing but this version of goesc and the build that is predicted.
    pub fn new(key: &Key) -> Hasher {
        let mut hasher = Hasher(blake3::Hasher::new());
        hasher.add(concat!("goesc ", env!("CARGO_PKG_VERSION"), " ", env!("GOESC_SOURCE")));
        hasher.add([VERSION]);
        hasher.add(key.to_bytes());
        hasher
    }

    /// Adds bytes, and where they end.
    pub fn add(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// The hash of all that was added.
    pub fn finish(&self) -> Hash {
        Hash(*self.0.finalize().as_bytes())
    }
}

impl Hash {
    /// The hash with these bytes, if it is one.
    pub fn of_bytes(bytes: &[u8]) -> Option<Hash> {
        bytes.try_into().ok().map(Hash)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Cache {
    /// The cache in a directory, which need not be there yet.
    pub fn new(dir: &Path) -> Cache {
        Cache::with_limit(dir, LIMIT)
    }

    /// The same with a limit on its size in bytes.
    pub fn with_limit(dir: &Path, limit: u64) -> Cache {
        Cache { dir: dir.to_owned(), limit, written: AtomicBool::new(false) }
    }

    /// Whether all users may write to a directory, so that it is none for a cache.
    #[cfg(unix)]
    pub fn is_open_to_all(dir: &Path) -> bool {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(dir).is_ok_and(|data| data.permissions().mode() & 0o002 != 0)
    }

    /// Whether all users may write to a directory: as far as is known, none.
    #[cfg(not(unix))]
    pub fn is_open_to_all(_dir: &Path) -> bool {
        false
    }

    fn path(&self, hash: Hash) -> PathBuf {
        let name: String = hash.0.iter().map(|byte| format!("{byte:02x}")).collect();
        self.dir.join(&name[..2]).join(name)
    }

    /// The summary of this hash, if it is there and whole.
    pub fn get(&self, key: &Key, hash: Hash) -> Option<Sealed> {
        let path = self.path(hash);
        let file = disk::read(&path, limit::SUMMARY).ok()?;
        let summary = frame::open(key, hash.as_bytes(), &file).ok()?;
        let age = fs::metadata(&path).and_then(|data| data.modified()).ok()?.elapsed();
        if age.is_ok_and(|age| age > EXACTNESS)
            && let Ok(file) = File::options().append(true).open(&path)
        {
            let _ = file.set_modified(SystemTime::now());
        }
        Some(summary)
    }

    /// Keeps a summary, and what its package means to those that import it.
    pub fn put(&self, key: &Key, hash: Hash, meaning: Hash, summary: &Encoded) {
        let file = frame::seal(key, hash.as_bytes(), meaning.as_bytes(), summary);
        if self.write(hash, &file).is_ok() {
            self.written.store(true, Ordering::Relaxed);
        }
    }

    fn write(&self, hash: Hash, bytes: &[u8]) -> io::Result<()> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let path = self.path(hash);
        let dir = path.parent().unwrap_or(&self.dir);
        create_dirs(dir)?;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let unfinished = dir.join(format!(".{}-{count}", std::process::id()));
        let mut file = File::options().write(true).create_new(true).open(&unfinished)?;
        let done = file.write_all(bytes).and_then(|()| {
            drop(file);
            fs::rename(&unfinished, &path)
        });
        if done.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        done
    }

    /// Whether nothing was ever kept in it.
    pub fn is_empty(&self) -> bool {
        entries(&self.dir).next().is_none()
    }

    /// Removes what was not used for the longest time, if something was written and there is too
    /// much now.
    pub fn trim(&self) {
        if !self.written.swap(false, Ordering::Relaxed) {
            return;
        }
        let mut files: Vec<(SystemTime, PathBuf, u64)> = Vec::new();
        // The directory may be any one that the user named.
        let is_dir = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
        for dir in entries(&self.dir).filter(is_dir) {
            for entry in entries(&dir.path()) {
                let Some(kind) = CacheFile::of(&dir.file_name(), &entry.file_name()) else {
                    continue;
                };
                let Ok(data) = entry.metadata() else { continue };
                let Ok(used) = data.modified() else { continue };
                match kind {
                    CacheFile::Unfinished if used.elapsed().is_ok_and(|age| age > ABANDONED) => {
                        let _ = fs::remove_file(entry.path());
                    }
                    CacheFile::Summary if data.is_file() => {
                        files.push((used, entry.path(), data.len()));
                    }
                    CacheFile::Unfinished | CacheFile::Summary => {}
                }
            }
        }
        let mut total: u64 = files.iter().map(|(_, _, len)| len).sum();
        files.sort_unstable();
        for (_, path, len) in files {
            if total <= self.limit {
                break;
            }
            // Where somebody else has removed it, it is gone as well.
            let _ = fs::remove_file(path);
            total -= len;
        }
    }
}

/// What the cache keeps in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CacheFile {
    Summary,
    Unfinished,
}

impl CacheFile {
    /// By the names of the file and of its directory; nothing of ours has others.
    fn of(dir: &OsStr, file: &OsStr) -> Option<CacheFile> {
        let (dir, file) = (dir.to_str()?, file.to_str()?);
        let is_hex = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if dir.len() != 2 || !is_hex(dir) {
            return None;
        }
        if let Some((process, count)) = file.strip_prefix('.').and_then(|name| name.split_once('-'))
        {
            return (is_number(process) && is_number(count)).then_some(CacheFile::Unfinished);
        }
        (file.len() == 64 && is_hex(file) && file.starts_with(dir)).then_some(CacheFile::Summary)
    }
}

/// Makes a directory, and those above it that aren't there, for this user alone.
fn create_dirs(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

fn entries(dir: &Path) -> impl Iterator<Item = fs::DirEntry> {
    fs::read_dir(dir).into_iter().flatten().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key {
            release: "1.27".to_owned(),
            goos: "linux".to_owned(),
            goarch: "amd64".to_owned(),
            tool_tags: Vec::new(),
            inlining: false,
        }
    }

    fn hash(text: &str) -> Hash {
        let mut hasher = Hasher::new(&key());
        hasher.add(text);
        hasher.finish()
    }

    fn summary(bytes: &[u8]) -> Encoded {
        Encoded { summary: bytes.to_vec(), places: Vec::new() }
    }

    /// A directory that is removed in the end.
    struct Dir(PathBuf);

    impl Dir {
        fn new(name: &str) -> Dir {
            let name = format!("goesc-cache-{name}-{}", std::process::id());
            Dir(std::env::temp_dir().join(name))
        }
    }

    impl Drop for Dir {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn what_is_kept_is_found() {
        let dir = Dir::new("found");
        let cache = Cache::new(&dir.0);
        assert_eq!(cache.get(&key(), hash("a")), None);
        cache.put(&key(), hash("a"), hash("meaning"), &summary(b"summary of a"));
        cache.put(&key(), hash("a"), hash("meaning"), &summary(b"summary of a"));
        let found = cache.get(&key(), hash("a")).expect("an entry");
        assert_eq!(found.summary, b"summary of a");
        assert_eq!(cache.get(&Key { inlining: true, ..key() }, hash("a")), None);
        assert_ne!(hash("a"), hash("b"));
        // Parts don't run into each other.
        let (mut x, mut y) = (Hasher::new(&key()), Hasher::new(&key()));
        x.add("ab");
        x.add("c");
        y.add("a");
        y.add("bc");
        assert_ne!(x.finish(), y.finish());
    }

    #[test]
    fn damage_is_absence() {
        let dir = Dir::new("damage");
        let cache = Cache::new(&dir.0);
        cache.put(&key(), hash("a"), hash("meaning"), &summary(b"summary of a"));
        let path = cache.path(hash("a"));
        let whole = fs::read(&path).expect("a file");
        for damaged in [&whole[..whole.len() - 1], &[], b"something else"] {
            fs::write(&path, damaged).expect("a file");
            assert_eq!(cache.get(&key(), hash("a")), None);
        }
        cache.put(&key(), hash("a"), hash("meaning"), &summary(b"summary of a"));
        assert!(cache.get(&key(), hash("a")).is_some());
        // The file of another hash is not taken for this one.
        fs::create_dir_all(cache.path(hash("b")).parent().expect("a directory")).expect("one");
        fs::copy(&path, cache.path(hash("b"))).expect("a copy");
        assert_eq!(cache.get(&key(), hash("b")), None);
    }

    #[test]
    fn the_oldest_go_first() {
        let dir = Dir::new("oldest");
        let size =
            frame::seal(&key(), hash("0").as_bytes(), hash("0").as_bytes(), &summary(&[0; 100]))
                .len() as u64;
        let cache = Cache::with_limit(&dir.0, 3 * size);
        for (i, name) in ["0", "1", "2", "3"].iter().enumerate() {
            cache.put(&key(), hash(name), hash("meaning"), &summary(&[0; 100]));
            let file = File::options().append(true).open(cache.path(hash(name))).expect("a file");
            let age = Duration::from_secs(1000 - i as u64);
            file.set_modified(SystemTime::now() - age).expect("a time");
        }
        let there = || ["0", "1", "2", "3"].map(|name| cache.path(hash(name)).exists());
        assert_eq!(there(), [true; 4]);
        cache.trim();
        assert_eq!(there(), [false, true, true, true]);
        // Nothing was written since: nobody looks.
        fs::write(cache.path(hash("0")), [0; 1 << 12]).expect("a file");
        cache.trim();
        assert!(there()[0]);
    }

    #[test]
    fn what_is_not_ours_stays() {
        let dir = Dir::new("strange");
        let cache = Cache::with_limit(&dir.0, 0);
        let ours = hash("a");
        cache.put(&key(), ours, hash("meaning"), &summary(b"summary of a"));
        let strange = ["ab/photo.jpg", "ab/.profile", "documents/letter", "ab/.4711-x", "letter"];
        for name in strange {
            let path = dir.0.join(name);
            fs::create_dir_all(path.parent().expect("a directory")).expect("one");
            let file = File::create(&path).expect("a file");
            file.set_modified(SystemTime::UNIX_EPOCH).expect("a time");
        }
        let abandoned = dir.0.join("ab/.4711-0");
        let file = File::create(&abandoned).expect("a file");
        file.set_modified(SystemTime::UNIX_EPOCH).expect("a time");
        cache.trim();
        assert!(strange.iter().all(|name| dir.0.join(name).exists()));
        assert!(!cache.path(ours).exists());
        assert!(!abandoned.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_fifo_is_absence_and_others_may_not_write() {
        use std::os::unix::fs::PermissionsExt;
        let dir = Dir::new("fifo");
        let cache = Cache::new(&dir.0);
        cache.put(&key(), hash("a"), hash("meaning"), &summary(b"summary of a"));
        let path = cache.path(hash("a"));
        fs::remove_file(&path).expect("a file");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.is_ok_and(|status| status.success()));
        assert_eq!(cache.get(&key(), hash("a")), None);
        cache.put(&key(), hash("a"), hash("meaning"), &summary(b"summary of a"));
        assert!(cache.get(&key(), hash("a")).is_some());
        let mode = |dir: &Path| fs::metadata(dir).expect("one").permissions().mode() & 0o777;
        assert_eq!(mode(&dir.0), 0o700);
        assert!(!Cache::is_open_to_all(&dir.0));
        fs::set_permissions(&dir.0, fs::Permissions::from_mode(0o1777)).expect("permissions");
        assert!(Cache::is_open_to_all(&dir.0));
    }

    #[test]
    fn a_place_that_can_not_be_written_is_no_error() {
        let dir = Dir::new("file");
        fs::write(&dir.0, "a file").expect("a file");
        let cache = Cache::new(&dir.0);
        cache.put(&key(), hash("a"), hash("meaning"), &summary(b"summary of a"));
        cache.trim();
        assert_eq!(cache.get(&key(), hash("a")), None);
        fs::remove_file(&dir.0).expect("a file");
    }

    #[test]
    fn many_write_at_once() {
        let dir = Dir::new("many");
        let summary = summary(&[7; 10_000]);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let cache = Cache::with_limit(&dir.0, 2_000);
                    for i in 0..20 {
                        cache.put(&key(), hash(&i.to_string()), hash("meaning"), &summary);
                        let found = cache.get(&key(), hash(&i.to_string()));
                        assert!(found.is_none_or(|found| found.summary == summary.summary));
                        cache.trim();
                    }
                });
            }
        });
    }
}

//! One summary in a file: what it depends on, whether it is whole, and compressed.
//!
//! ```text
//! magic, version | checksum of the rest | key | what it depends on | its meaning | summary | places
//! the last two: length, how it is packed, packed bytes
//! ```

use std::fmt;

use super::Encoded;
use super::bytes::{Reader, Writer, checksum};
use super::format::VERSION;
use crate::profile::Floats;
use crate::source::Damaged;
use crate::source::config::Target;

/// What a summary depends on besides the source of its package. Tags are others with inlining
/// than without it, which has no bodies either, and files are others for another target.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    /// The Go release: `1.27`.
    pub release: String,
    /// GOOS.
    pub goos: String,
    /// GOARCH.
    pub goarch: String,
    /// The tags of experiments and of the architecture's level, sorted.
    pub tool_tags: Vec<String>,
    /// Whether functions were inlined.
    pub inlining: bool,
}

impl Key {
    /// The key of an ordinary build. There is no other for what is imported: under `-l`, the go
    /// command compiles only the packages named without inlining.
    pub fn new(target: &Target) -> Key {
        let mut tool_tags = target.tool_tags.clone();
        if target.floats == Floats::Soft {
            tool_tags.push("softfloat".to_owned()); // of arm, no tag tells
        }
        tool_tags.sort_unstable();
        tool_tags.dedup();
        Key {
            release: target.release.language().to_string(),
            goos: target.goos.clone(),
            goarch: target.goarch.clone(),
            tool_tags,
            inlining: true,
        }
    }

    /// The key as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        self.write(&mut w);
        w.bytes
    }

    pub(super) fn write(&self, w: &mut Writer) {
        w.block(self.release.as_bytes());
        w.block(self.goos.as_bytes());
        w.block(self.goarch.as_bytes());
        w.len(self.tool_tags.len());
        self.tool_tags.iter().for_each(|tag| w.block(tag.as_bytes()));
        w.byte(u8::from(self.inlining));
    }

    pub(super) fn read(r: &mut Reader<'_>) -> Result<Key, Damaged> {
        Ok(Key {
            release: r.text()?.to_owned(),
            goos: r.text()?.to_owned(),
            goarch: r.text()?.to_owned(),
            tool_tags: (0..r.count()?)
                .map(|_| Ok(r.text()?.to_owned()))
                .collect::<Result<_, Damaged>>()?,
            inlining: r.bool()?,
        })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inlining = if self.inlining { "" } else { ", without inlining" };
        write!(f, "go{} {}/{}{inlining}", self.release, self.goos, self.goarch)
    }
}

/// How bytes are packed.
const PLAIN: u8 = 0;
const LZ4: u8 = 1;
/// No summary is longer.
const MAX_LEN: usize = 1 << 30;

/// Packs bytes, if that makes them fewer: how, and the packed bytes.
pub(super) fn pack(bytes: &[u8]) -> (u8, Vec<u8>) {
    let packed = lz4_flex::block::compress(bytes);
    if packed.len() < bytes.len() { (LZ4, packed) } else { (PLAIN, bytes.to_vec()) }
}

/// Unpacks bytes.
pub(super) fn unpack(how: u8, len: usize, packed: &[u8]) -> Result<Vec<u8>, Damaged> {
    let bytes = match how {
        PLAIN => packed.to_vec(),
        // Each byte of a block stands for at most 255 others.
        LZ4 if len <= MAX_LEN && len / 256 <= packed.len() => {
            lz4_flex::block::decompress(packed, len)
                .map_err(|_| Damaged::new("it can't be unpacked"))?
        }
        _ => return Err(Damaged::new("it is packed in an unknown way")),
    };
    if bytes.len() == len { Ok(bytes) } else { Err(Damaged::new("its length is wrong")) }
}

const MAGIC: &[u8; 8] = b"goescpkg";

/// Bytes that are packed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Packed {
    how: u8,
    len: usize,
    bytes: Vec<u8>,
}

impl Packed {
    fn of(bytes: &[u8]) -> Packed {
        let (how, packed) = pack(bytes);
        Packed { how, len: bytes.len(), bytes: packed }
    }

    fn write(&self, w: &mut Writer) {
        w.len(self.len);
        w.byte(self.how);
        w.block(&self.bytes);
    }

    fn read(r: &mut Reader<'_>) -> Result<Packed, Damaged> {
        let len = r.uint()?;
        let len = usize::try_from(len).map_err(|_| Damaged::new("its length is wrong"))?;
        Ok(Packed { len, how: r.byte()?, bytes: r.block()?.to_owned() })
    }

    /// The bytes.
    pub fn unpack(&self) -> Result<Vec<u8>, Damaged> {
        unpack(self.how, self.len, &self.bytes)
    }
}

/// What a file has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sealed {
    /// What the package means to those that import it, as a hash.
    pub meaning: Vec<u8>,
    /// The summary.
    pub summary: Vec<u8>,
    /// The places that go with it, which few ask for.
    pub places: Packed,
}

/// A summary as the bytes of a file. `extra` is what the summary depends on besides the key, such
/// as the content of the source; `meaning` tells those that import the package when it has become
/// another one to them.
pub fn seal(key: &Key, extra: &[u8], meaning: &[u8], encoded: &Encoded) -> Vec<u8> {
    let mut body = Writer::default();
    key.write(&mut body);
    body.block(extra);
    body.block(meaning);
    Packed::of(&encoded.summary).write(&mut body);
    Packed::of(&encoded.places).write(&mut body);
    let mut w = Writer::default();
    w.raw(MAGIC);
    w.byte(VERSION);
    w.raw(&checksum(&body.bytes).to_le_bytes());
    w.raw(&body.bytes);
    w.bytes
}

/// The summary in the bytes of a file, if it is one of this key and `extra`.
pub fn open(key: &Key, extra: &[u8], file: &[u8]) -> Result<Sealed, Damaged> {
    let mut r = Reader::new(file);
    header(&mut r, MAGIC)?;
    if Key::read(&mut r)? != *key || r.block()? != extra {
        return Err(Damaged::new("it is of another build"));
    }
    let meaning = r.block()?.to_owned();
    let summary = Packed::read(&mut r)?.unpack()?;
    let places = Packed::read(&mut r)?;
    match r.is_empty() {
        true => Ok(Sealed { meaning, summary, places }),
        false => Err(Damaged::new("it goes on after its end")),
    }
}

/// Checks magic, version and checksum, which stand before the rest.
pub(super) fn header(r: &mut Reader<'_>, magic: &[u8; 8]) -> Result<(), Damaged> {
    if r.take(magic.len())? != magic {
        return Err(Damaged::new("it isn't one"));
    }
    if r.byte()? != VERSION {
        return Err(Damaged::new("another version of goesc wrote it"));
    }
    let sum = r.take(8)?;
    let mut rest = *r;
    let len = rest.rest();
    if checksum(rest.take(len)?).to_le_bytes() != sum {
        return Err(Damaged::new("its checksum is wrong"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key {
            release: "1.27".to_owned(),
            goos: "plan9".to_owned(),
            goarch: "amd64".to_owned(),
            tool_tags: vec!["amd64.v1".to_owned()],
            inlining: false,
        }
    }

    #[test]
    fn a_summary_survives_in_a_file() {
        let summary = b"abcabcabcabcabcabcabcabcabcabcabcabc".repeat(20);
        let encoded = Encoded { summary, places: b"here, there".to_vec() };
        let file = seal(&key(), b"extra", b"meaning", &encoded);
        assert!(file.len() < encoded.summary.len());
        let opened = open(&key(), b"extra", &file).expect("a summary");
        assert_eq!(opened.places.unpack(), Ok(encoded.places));
        assert_eq!((opened.summary, &*opened.meaning), (encoded.summary, &b"meaning"[..]));
        assert!(open(&key(), b"other", &file).is_err());
        assert!(open(&Key { inlining: true, ..key() }, b"extra", &file).is_err());
    }

    #[test]
    fn damage_is_an_error() {
        let summary = b"some bytes, some bytes, some bytes".to_vec();
        let file = seal(&key(), b"", b"", &Encoded { summary, places: b"places".to_vec() });
        for i in 0..file.len() {
            let mut damaged = file.clone();
            damaged[i] ^= 0x40;
            assert!(open(&key(), b"", &damaged).is_err(), "byte {i}");
            assert!(open(&key(), b"", &file[..i]).is_err(), "cut at {i}");
        }
    }
}

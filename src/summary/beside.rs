//! Bytes packed beside others that they are much like: the summary of a package for one target beside that
//! for another.
//!
//! ```text
//! for each piece of 32 KiB: its packed length × 2, + 1 if beside what comes before it | LZ4
//! ```
//!
//! LZ4 refers to 64 KiB before a place at most. So each piece is packed by itself, with a dictionary: where
//! the piece would be in the other bytes, and what is around that place; or what comes before it in its own.

use super::bytes::{Reader, Writer};
use crate::source::Damaged;

/// The length of a piece.
const PIECE: usize = 32 << 10;

/// How much of the other bytes is looked at before and after the place of a piece.
const AROUND: usize = 16 << 10;

/// How far back LZ4 refers.
const REACH: usize = 64 << 10;

/// Packs bytes.
pub(super) fn pack(bytes: &[u8], other: &[u8]) -> Vec<u8> {
    let mut w = Writer::default();
    for (number, piece) in bytes.chunks(PIECE).enumerate() {
        let start = number * PIECE;
        let near = lz4_flex::block::compress_with_dict(piece, around(other, start));
        let own = lz4_flex::block::compress_with_dict(piece, before(bytes, start));
        let (packed, is_own) = if own.len() < near.len() { (own, 1) } else { (near, 0) };
        w.len(packed.len() * 2 + is_own);
        w.raw(&packed);
    }
    w.bytes
}

/// Unpacks as many bytes as there were.
pub(super) fn unpack(packed: &[u8], len: usize, other: &[u8]) -> Result<Vec<u8>, Damaged> {
    let mut r = Reader::new(packed);
    let mut bytes: Vec<u8> = Vec::new();
    while bytes.len() < len {
        let start = bytes.len();
        let head = r.u32()? as usize;
        let dictionary = if head % 2 == 1 { before(&bytes, start) } else { around(other, start) };
        let wanted = PIECE.min(len - start);
        let piece = lz4_flex::block::decompress_with_dict(r.take(head / 2)?, wanted, dictionary)
            .map_err(|_| Damaged::new("it can't be unpacked"))?;
        if piece.len() != wanted {
            return Err(Damaged::new("its length is wrong"));
        }
        bytes.extend_from_slice(&piece);
    }
    match r.rest() {
        0 => Ok(bytes),
        _ => Err(Damaged::new("its length is wrong")),
    }
}

fn around(other: &[u8], start: usize) -> &[u8] {
    let from = start.saturating_sub(AROUND).min(other.len());
    let to = (start + PIECE + AROUND).min(other.len());
    &other[from..to]
}

fn before(bytes: &[u8], start: usize) -> &[u8] {
    &bytes[start.saturating_sub(REACH)..start]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that don't repeat.
    fn noise(len: usize, mut seed: u32) -> Vec<u8> {
        let next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        std::iter::repeat_with(next).take(len).collect()
    }

    #[test]
    fn what_is_alike_takes_little() {
        let other = noise(200_000, 1);
        let mut bytes = other.clone();
        bytes.splice(1000..1010, noise(500, 2));
        bytes.truncate(150_000);
        let packed = pack(&bytes, &other);
        assert!(packed.len() < 3000, "{}", packed.len());
        assert_eq!(unpack(&packed, bytes.len(), &other), Ok(bytes));
    }

    #[test]
    fn anything_comes_back() {
        for len in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7] {
            for other in [0, 5, PIECE, 4 * PIECE] {
                let (bytes, other) = (noise(len, 3).repeat(2), noise(other, 4));
                let packed = pack(&bytes, &other);
                assert_eq!(unpack(&packed, bytes.len(), &other), Ok(bytes.clone()));
                assert!(unpack(&packed, bytes.len() + 1, &other).is_err());
                if !bytes.is_empty() {
                    assert!(unpack(&packed, bytes.len() - 1, &other).is_err());
                    assert!(unpack(&packed[..packed.len() - 1], bytes.len(), &other).is_err());
                }
            }
        }
    }
}

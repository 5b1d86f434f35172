//! Numbers and strings as bytes: LEB128 for numbers, since most are small, zigzag for those with
//! a sign. Reading never panics: what isn't there is [`Damaged`].

use twox_hash::XxHash3_64;

use crate::source::Damaged;

/// Bytes being written.
#[derive(Clone, Default, Debug)]
pub struct Writer {
    /// The bytes so far.
    pub bytes: Vec<u8>,
}

impl Writer {
    /// A number from 0 on.
    pub fn uint(&mut self, mut x: u64) {
        while x >= 0x80 {
            self.bytes.push(x as u8 | 0x80);
            x >>= 7;
        }
        self.bytes.push(x as u8);
    }

    /// A count or an index.
    pub fn len(&mut self, x: usize) {
        self.uint(x as u64);
    }

    /// A number with a sign.
    pub fn int(&mut self, x: i64) {
        self.uint(((x << 1) ^ (x >> 63)) as u64);
    }

    /// A byte.
    pub fn byte(&mut self, x: u8) {
        self.bytes.push(x);
    }

    /// Bytes with their number before them.
    pub fn block(&mut self, bytes: &[u8]) {
        self.len(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    /// Bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }
}

/// Bytes being read.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'b> {
    bytes: &'b [u8],
}

const SHORT: Damaged = Damaged::new("it ends too early");

impl<'b> Reader<'b> {
    /// Reads these bytes from their start.
    pub fn new(bytes: &'b [u8]) -> Reader<'b> {
        Reader { bytes }
    }

    /// Whether all is read.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The number of bytes left.
    pub fn rest(&self) -> usize {
        self.bytes.len()
    }

    /// A byte.
    #[inline]
    pub fn byte(&mut self) -> Result<u8, Damaged> {
        let (&first, rest) = self.bytes.split_first().ok_or(SHORT)?;
        self.bytes = rest;
        Ok(first)
    }

    /// A number from 0 on.
    #[inline]
    pub fn uint(&mut self) -> Result<u64, Damaged> {
        let first = self.byte()?;
        if first < 0x80 {
            return Ok(u64::from(first));
        }
        let mut x = u64::from(first & 0x7f);
        let mut shift = 7;
        loop {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 || shift > 63 {
                return Err(Damaged::new("a number is too large"));
            }
            x |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(x);
            }
            shift += 7;
        }
    }

    /// A number with a sign.
    #[inline]
    pub fn int(&mut self) -> Result<i64, Damaged> {
        let x = self.uint()?;
        Ok((x >> 1) as i64 ^ -((x & 1) as i64))
    }

    /// An index or another number that fits 32 bits.
    #[inline]
    pub fn u32(&mut self) -> Result<u32, Damaged> {
        u32::try_from(self.uint()?).map_err(|_| Damaged::new("a number is too large"))
    }

    /// The number of things that follow, each of at least one byte.
    pub fn count(&mut self) -> Result<usize, Damaged> {
        let count = self.uint()?;
        match usize::try_from(count) {
            Ok(count) if count <= self.bytes.len() => Ok(count),
            _ => Err(SHORT),
        }
    }

    /// As many bytes as asked for.
    pub fn take(&mut self, len: usize) -> Result<&'b [u8], Damaged> {
        let (taken, rest) = self.bytes.split_at_checked(len).ok_or(SHORT)?;
        self.bytes = rest;
        Ok(taken)
    }

    /// Bytes with their number before them.
    pub fn block(&mut self) -> Result<&'b [u8], Damaged> {
        let len = self.count()?;
        self.take(len)
    }

    /// Text with its length before it.
    pub fn text(&mut self) -> Result<&'b str, Damaged> {
        text(self.block()?)
    }

    /// Whether it is so.
    pub fn bool(&mut self) -> Result<bool, Damaged> {
        Ok(self.byte()? != 0)
    }
}

/// Bytes as text.
pub fn text(bytes: &[u8]) -> Result<&str, Damaged> {
    std::str::from_utf8(bytes).map_err(|_| Damaged::new("a name isn't UTF-8"))
}

/// A sum that tells whether bytes were changed by accident: XXH3, which takes less time than
/// reading them. Whoever changes them on purpose can make one that fits.
pub fn checksum(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive() {
        let mut w = Writer::default();
        let uints = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        let ints = [0, -1, 1, 63, -64, 64, i64::MAX, i64::MIN];
        uints.iter().for_each(|&x| w.uint(x));
        ints.iter().for_each(|&x| w.int(x));
        let mut r = Reader::new(&w.bytes);
        for x in uints {
            assert_eq!(r.uint(), Ok(x));
        }
        for x in ints {
            assert_eq!(r.int(), Ok(x));
        }
        assert!(r.is_empty());
        assert_eq!(r.uint(), Err(SHORT));
    }

    #[test]
    fn numbers_that_are_too_large_are_errors() {
        assert!(Reader::new(&[0xff; 11]).uint().is_err());
        assert!(
            Reader::new(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]).uint().is_err()
        );
        assert!(Reader::new(&[200, 1]).block().is_err());
    }

    #[test]
    fn any_changed_byte_changes_the_sum() {
        let bytes: Vec<u8> = (0..200).collect();
        let sum = checksum(&bytes);
        for i in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[i] ^= 1;
            assert_ne!(checksum(&changed), sum, "byte {i}");
        }
        assert_ne!(checksum(&bytes[1..]), sum);
    }
}

//! What the heap gives for what it is asked for (`runtime/malloc.go`, `runtime/msize.go`).
//!
//! ```text
//! 136 bytes                    an object of the class of 144
//! 1024 bytes with pointers     one of 1152: a header of 8 bytes tells where they are
//! 4 bytes without pointers     a quarter of a block of 16, which small objects share
//! 40000 bytes                  five pages of 8192
//! ```

use super::arch::Sizes;

/// How the heap rounds up. The numbers stand with their release ([`super::releases`]).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Heap {
    /// The sizes of small objects, in order (`internal/runtime/gc/sizeclasses.go`,
    /// `SizeClassToSize`).
    pub classes: &'static [i64],
    /// Objects without pointers that are smaller share blocks of so many bytes (`TinySize`).
    pub shared: i64,
    /// What precedes an object that is too large for the bits of its pointers to stand with its
    /// neighbours' (`internal/runtime/gc/malloc.go`, `MallocHeaderSize`).
    pub header: i64,
    /// What large objects are rounded up to (`PageSize`).
    pub page: i64,
}

/// Whether an object has pointers, for which the garbage collector looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Contents {
    /// It may.
    Pointers,
    /// It has none.
    NoPointers,
}

/// What one object takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block {
    /// Bytes; of a shared block, as many as each of its objects takes where all are of one size.
    /// This is what `go test -benchmem` shows.
    pub bytes: i64,
    /// Whether others may be in the same block.
    pub is_shared: bool,
}

impl Heap {
    /// What an object of so many bytes takes.
    pub fn block(&self, bytes: i64, contents: Contents, sizes: Sizes) -> Block {
        if contents == Contents::NoPointers && (1..self.shared).contains(&bytes) {
            return Block { bytes: self.shared / (self.shared / bytes), is_shared: true };
        }
        let header = self.header_of(bytes, contents, sizes);
        Block { bytes: self.room(bytes, contents, sizes) + header, is_shared: false }
    }

    /// How many bytes an object may have that takes no more than one of so many: what `append`
    /// and conversions of strings make use of (`roundupsize`).
    pub fn room(&self, bytes: i64, contents: Contents, sizes: Sizes) -> i64 {
        let header = self.header_of(bytes, contents, sizes);
        let class = match self.is_small(bytes) {
            true => self.classes.iter().find(|&&class| class >= bytes + header),
            false => None,
        };
        match class {
            Some(class) => class - header,
            None => bytes.saturating_add(self.page - 1) / self.page * self.page,
        }
    }

    fn header_of(&self, bytes: i64, contents: Contents, sizes: Sizes) -> i64 {
        // A word has a bit for each pointer of an object without a header (`MinSizeForMallocHeader`).
        let most = sizes.word * sizes.word * 8;
        let has_one = contents == Contents::Pointers && bytes > most && self.is_small(bytes);
        if has_one { self.header } else { 0 }
    }

    /// Whether an object is of a class, with a header or without.
    fn is_small(&self, bytes: i64) -> bool {
        self.classes.last().is_some_and(|largest| bytes <= largest - self.header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::GoRelease;

    #[test]
    fn sizes_are_rounded_up_as_the_runtime_does() {
        let heap = GoRelease::NEWEST.data().runtime.heap;
        let taken = |bytes, contents, sizes| heap.block(bytes, contents, sizes).bytes;
        let bits_64 = |bytes, contents| taken(bytes, contents, Sizes::BITS_64);
        for (bytes, plain, pointers) in [
            (1, 1, 8),
            (3, 3, 8),
            (5, 5, 8),
            (6, 8, 8),
            (8, 8, 8),
            (9, 16, 16),
            (12, 16, 16),
            (16, 16, 16),
            (17, 24, 24),
            (136, 144, 144),
            (512, 512, 512),
            (513, 576, 576),
            (1024, 1024, 1152),
            (1152, 1152, 1280),
            (32760, 32768, 32768),
            (32768, 32768, 32768),
            (32769, 40960, 40960),
            (40960, 40960, 40960),
        ] {
            assert_eq!(bits_64(bytes, Contents::NoPointers), plain, "{bytes}");
            assert_eq!(bits_64(bytes, Contents::Pointers), pointers, "{bytes}");
        }
        assert_eq!(taken(128, Contents::Pointers, Sizes::BITS_32), 128);
        assert_eq!(taken(136, Contents::Pointers, Sizes::BITS_32), 144);
        assert_eq!(taken(144, Contents::Pointers, Sizes::BITS_32), 160);
        assert_eq!(heap.room(1024, Contents::Pointers, Sizes::BITS_64), 1144);
        assert!(heap.block(15, Contents::NoPointers, Sizes::BITS_64).is_shared);
        assert!(!heap.block(15, Contents::Pointers, Sizes::BITS_64).is_shared);
    }
}

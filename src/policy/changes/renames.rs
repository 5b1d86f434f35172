//! Which of the files that are new were called otherwise before, as git tells
//! (`diffcore-rename.c`): pairs of a file that is gone and one that is new, the most alike first,
//! each file in one pair at most.

use super::lines::{Bag, LIKE};

/// With more pairs than this to look at, only those of one file name are: as git's
/// `diff.renameLimit`.
const MAX_PAIRS: usize = 1_000_000;

/// A file that is gone or new.
pub(super) struct File<'a> {
    /// Its path in the repository, with slashes.
    pub(super) path: &'a str,
    pub(super) text: Bag,
}

impl File<'_> {
    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }
}

/// For each new file the index of the one that it was before.
pub(super) fn pair(gone: &[File<'_>], new: &[File<'_>]) -> Vec<Option<usize>> {
    let only_of_name = gone.len().saturating_mul(new.len()) > MAX_PAIRS;
    let mut pairs: Vec<(u64, bool, usize, usize)> = Vec::new();
    for (n, new) in new.iter().enumerate() {
        for (g, gone) in gone.iter().enumerate() {
            let same_name = gone.name() == new.name();
            if only_of_name && !same_name {
                continue;
            }
            let likeness = gone.text.likeness(&new.text);
            if likeness >= LIKE {
                pairs.push((likeness, same_name, n, g));
            }
        }
    }
    // The most alike first, then those of one name, then in order.
    pairs.sort_unstable_by_key(|&(likeness, same_name, n, g)| {
        (std::cmp::Reverse((likeness, same_name)), n, g)
    });
    let mut before = vec![None; new.len()];
    let mut used = vec![false; gone.len()];
    for (_, _, n, g) in pairs {
        if before[n].is_none() && !used[g] {
            before[n] = Some(g);
            used[g] = true;
        }
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_are_paired_first() {
        let file = |path: &'static str, text: &str| File { path, text: Bag::of(text.as_bytes()) };
        let gone = [file("x/a.go", "1\n2\n3\n4\n"), file("x/b.go", "5\n6\n7\n8\n")];
        let new = [
            file("y/c.go", "1\n2\nx\ny\n"),
            file("y/a.go", "1\n2\n3\ny\n"),
            file("y/d.go", "9\n"),
            file("z/b.go", "5\n6\n7\n8\n"),
        ];
        assert_eq!(pair(&gone, &new), [None, Some(0), None, Some(1)]);
        assert_eq!(pair(&[], &new), [None; 4]);
    }
}

//! What the items of a summary refer to, so that a part of it can be handed on that holds together.
//!
//! ```go
//! func F(x *T) int     // object F: its name, the type of F, and with it *T and T
//! ```

use super::format::{SECTIONS, Section};

/// An item of a summary: a list, and the index in it.
pub type Link = (Section, u32);

/// For each item of each list, the items of the same summary that it refers to, each once.
#[derive(Clone, Debug, Default)]
pub struct Links {
    of: [Vec<Vec<Link>>; SECTIONS],
}

impl Links {
    /// Adds those of a list's next item.
    pub fn push(&mut self, section: Section, mut links: Vec<Link>) {
        links.sort_unstable_by_key(|&(section, index)| (section as usize, index));
        links.dedup();
        self.of[section as usize].push(links);
    }

    /// Those of an item.
    pub fn of(&self, section: Section, index: u32) -> &[Link] {
        self.of[section as usize].get(index as usize).map_or(&[], Vec::as_slice)
    }
}

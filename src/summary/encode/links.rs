//! Notes, while items are written, what they refer to.

use super::super::links::{Link, Links};
use crate::summary::format::Section;

/// What is noted; nothing unless [`Noted::begin`] was said.
#[derive(Default)]
pub(super) struct Noted {
    links: Option<Links>,
    /// The items that are being written: a type within a type, say.
    open: Vec<Vec<Link>>,
}

impl Noted {
    /// Begins to note.
    pub(super) fn begin() -> Noted {
        Noted { links: Some(Links::default()), open: Vec::new() }
    }

    /// An item begins.
    pub(super) fn open(&mut self) {
        if self.links.is_some() {
            self.open.push(Vec::new());
        }
    }

    /// The item that began last ends: it is the next one of its list.
    pub(super) fn close(&mut self, section: Section) {
        if let Some(links) = &mut self.links {
            links.push(section, self.open.pop().unwrap_or_default());
        }
    }

    /// The item that is being written refers to another one, whose number is given back.
    pub(super) fn refer(&mut self, section: Section, number: u32) -> u32 {
        if let Some(links) = self.open.last_mut() {
            links.push((section, number));
        }
        number
    }

    /// All that was noted.
    pub(super) fn links(self) -> Links {
        self.links.unwrap_or_default()
    }
}

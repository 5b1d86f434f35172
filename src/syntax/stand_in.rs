//! What gc's parser reads and the grammar doesn't, and what stands in for it.
//!
//! Where gc's parser is content and tree-sitter finds an error, the text is parsed again with
//! other tokens of the same length in these places. The lowering looks at the text itself, and
//! sees what is written there.
//!
//! ```go
//! x := ~a                // ^a
//! _ = [...]T(y)          // [___]T(y)
//! _ = y.(type)           // y.(____)
//! ```

/// A token in place of another one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct StandIn {
    /// Where the other token begins.
    pub(super) offset: u32,
    /// What stands in for it, of the same length.
    pub(super) text: &'static str,
}

/// The text with the tokens that stand in for others.
pub(super) fn with(text: &[u8], stand_ins: &[StandIn]) -> Vec<u8> {
    let mut text = text.to_vec();
    for StandIn { offset, text: other } in stand_ins {
        let start = *offset as usize;
        if let Some(place) = text.get_mut(start..start + other.len()) {
            place.copy_from_slice(other.as_bytes());
        }
    }
    text
}

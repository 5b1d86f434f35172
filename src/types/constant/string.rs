//! Constant strings as ropes: a concatenation of a thousand literals costs no more than its
//! length, although each partial sum is a value of its own.
//!
//! ```go
//! const table = "first line\n" +
//!     "second line\n" +
//!     ...
//! ```

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// An immutable string of bytes, cheap to clone and to concatenate.
#[derive(Clone)]
pub struct Str(Arc<Node>);

struct Node {
    len: usize,
    /// How many concatenations lie above the deepest leaf: bounds the recursion of drop.
    depth: u32,
    flat: OnceLock<Box<[u8]>>,
    parts: Option<(Str, Str)>,
}

/// Shorter results are stored flat.
const FLAT_LEN: usize = 256;
/// Deeper ropes are stored flat.
const MAX_DEPTH: u32 = 400;

impl Str {
    /// A string of these bytes.
    pub fn new(bytes: &[u8]) -> Str {
        Str::from(Box::from(bytes))
    }

    /// The concatenation of `self` and `other`.
    pub fn concat(&self, other: &Str) -> Str {
        let len = self.len().saturating_add(other.len());
        let depth = 1 + self.0.depth.max(other.0.depth);
        let rope = Str(Arc::new(Node {
            len,
            depth,
            flat: OnceLock::new(),
            parts: Some((self.clone(), other.clone())),
        }));
        if len <= FLAT_LEN || depth > MAX_DEPTH { Str::new(rope.as_bytes()) } else { rope }
    }

    /// The length in bytes, known without making the bytes.
    pub fn len(&self) -> usize {
        self.0.len
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.0.len == 0
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.flat.get_or_init(|| {
            let mut bytes = Vec::with_capacity(self.0.len);
            let mut stack = vec![self];
            while let Some(top) = stack.pop() {
                match (&top.0.flat.get(), &top.0.parts) {
                    (Some(flat), _) => bytes.extend_from_slice(flat),
                    (None, Some((left, right))) => stack.extend([right, left]),
                    (None, None) => {}
                }
            }
            bytes.into()
        })
    }
}

impl From<Box<[u8]>> for Str {
    fn from(bytes: Box<[u8]>) -> Str {
        Str(Arc::new(Node { len: bytes.len(), depth: 0, flat: OnceLock::from(bytes), parts: None }))
    }
}

impl Deref for Str {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl PartialEq for Str {
    fn eq(&self, other: &Str) -> bool {
        self.len() == other.len() && self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Str {}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(self.as_bytes()))
    }
}

//! What an importer needs of a package, as bytes: one format for the embedded standard library,
//! the cache on disk and build systems.
//!
//! In goes a checked package with the parameter tags of its functions, and with what is known of
//! those that can be inlined ([`encode()`]); out come, as far as they are looked at, its exported
//! objects and all that they refer to ([`Library`]).
//!
//! ```go
//! package p
//! const N = 1 << 10                   // name, type, value
//! type T struct{ next *T }            // name, underlying type, methods
//! func (t *T) M(x *int) *int          // name, signature, tags: x leaks to the result
//! func S() int { return len(s) }      // the same with its cost and its body: it can be inlined
//! func F[E any](xs []E) { ... }       // the same with its body, for whoever instantiates it
//! ```
//!
//! | module | holds |
//! |---|---|
//! | `bytes` | numbers and strings as bytes |
//! | `format` | what the numbers mean |
//! | [`mod@encode`] | from a package to bytes |
//! | `decode` | from bytes to a package, on demand |
//! | [`frame`] | one summary in a file: key, checksum, compression |
//! | [`archive`] | many summaries in one file, for several targets |
//! | [`cache`] | summaries of dependencies on disk |
//! | [`links`], [`part`] | what items refer to, and parts that hold together |
//! | [`facts`] | what an action of a build hands on to others |
//!
//! What only reasons tell is kept apart ([`Encoded::places`]).

pub mod archive;
mod beside;
mod bytes;
pub mod cache;
mod decode;
mod encode;
pub mod facts;
mod format;
pub mod frame;
pub mod links;
pub mod part;

pub use decode::{Library, NoSummaries, Placed, SessionLibrary};
pub use encode::{Source, encode, encode_linked, meaning};
pub use format::VERSION;

/// A summary as bytes.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Encoded {
    /// What importers need for what they decide.
    pub summary: Vec<u8>,
    /// What they need besides for the reasons: where methods stand that they wrap
    /// (`format::Places`). It counts objects as the summary does.
    pub places: Vec<u8>,
}

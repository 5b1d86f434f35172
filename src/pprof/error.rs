//! Why a profile can't be read.

use std::io;

use thiserror::Error;

/// Why bytes are no profile that can be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// It is the text that `/debug/pprof/heap?debug=1` gives.
    #[error("it is a profile as text: ask for it without ?debug=1")]
    Text,
    /// The gzip around it is damaged.
    #[error("its gzip is damaged: {0}")]
    Gzip(io::Error),
    /// It has more bytes, when decompressed, than this.
    #[error("it has more than {0} bytes, decompressed")]
    TooLarge(u64),
    /// A field of the outermost message is no protocol buffer.
    #[error("at byte {at}: it is no profile of pprof: {why}")]
    Field {
        /// Bytes from the start of the decompressed profile.
        at: usize,
        /// What the decoder says.
        why: prost::DecodeError,
    },
    /// A record is no such message.
    #[error("at byte {at}: a damaged {what}: {why}")]
    Record {
        /// What it is to be.
        what: &'static str,
        /// Bytes from the start of the decompressed profile.
        at: usize,
        /// What the decoder says.
        why: prost::DecodeError,
    },
    /// A record says that it goes on beyond the end.
    #[error("at byte {at}: it ends within a {what} of {length} bytes")]
    Short {
        /// What it is.
        what: &'static str,
        /// Bytes from the start of the decompressed profile.
        at: usize,
        /// How long it says it is.
        length: u64,
    },
    /// A record is larger than any real one, and than what is read.
    #[error("at byte {at}: a {what} of {length} bytes")]
    Long {
        /// What it is.
        what: &'static str,
        /// Bytes from the start of the decompressed profile.
        at: usize,
        /// How long it is.
        length: u64,
    },
    /// There are more strings, functions or locations than this.
    #[error("it has more than {limit} {what}s")]
    Many {
        /// Of what there are so many.
        what: &'static str,
        /// The number that is read.
        limit: usize,
    },
    /// An index of a string is out of range.
    #[error("at byte {at}: a {what} names string {index} of {count}")]
    NoString {
        /// What names it.
        what: &'static str,
        /// Where that is, in bytes from the start of the decompressed profile.
        at: usize,
        /// The index.
        index: i64,
        /// The number of strings.
        count: usize,
    },
    /// Something has an id that nothing bears.
    #[error("at byte {at}: a {what} names {other} {id}, which isn't there")]
    NoSuch {
        /// What names it.
        what: &'static str,
        /// Where that is, in bytes from the start of the decompressed profile.
        at: usize,
        /// What is named.
        other: &'static str,
        /// Its id.
        id: u64,
    },
    /// Two have one id.
    #[error("at byte {at}: a second {what} {id}")]
    Twice {
        /// What they are.
        what: &'static str,
        /// Where the second one is, in bytes from the start of the decompressed profile.
        at: usize,
        /// Their id.
        id: u64,
    },
    /// A line number is none.
    #[error("at byte {at}: a {what} of line {line}")]
    Line {
        /// What has it.
        what: &'static str,
        /// Where that is, in bytes from the start of the decompressed profile.
        at: usize,
        /// The number.
        line: i64,
    },
    /// A sample hasn't as many values as the profile has types of them.
    #[error("at byte {at}: a sample of {values} values, where each has {types}")]
    Values {
        /// Where it is, in bytes from the start of the decompressed profile.
        at: usize,
        /// How many it has.
        values: usize,
        /// How many the profile says.
        types: usize,
    },
    /// It measures something else.
    #[error("it measures neither memory nor time, but {found}")]
    Kind {
        /// The names of the types of its samples.
        found: String,
    },
}

//! The messages of `profile.proto` (github.com/google/pprof/proto), as far as they matter here.
//!
//! A profile is one message of many records. It isn't decoded as a whole: a few bytes of it can ask
//! for many in memory. [`Records`] walks over its fields, and each record that is of use is decoded
//! by itself, up to a size ([`MOST_BYTES`]).

use prost::Message;
use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field};

use super::ReadError;

/// The largest record that is read, in bytes. That of a stack of a thousand frames has some 5,000, a
/// function's name with its type arguments as many.
const MOST_BYTES: usize = 4 << 20;

/// What the numbers of samples are.
#[derive(Clone, PartialEq, Message)]
pub(super) struct ValueType {
    /// The string of its name: `alloc_space`.
    #[prost(int64, tag = "1")]
    pub(super) name: i64,
}

/// A stack, and what was measured there.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Sample {
    /// The ids of its locations, innermost first.
    #[prost(uint64, repeated, tag = "1")]
    pub(super) locations: Vec<u64>,
    /// A number for each [`ValueType`].
    #[prost(int64, repeated, tag = "2")]
    pub(super) values: Vec<i64>,
}

/// An instruction.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Location {
    /// Its id, not 0.
    #[prost(uint64, tag = "1")]
    pub(super) id: u64,
    /// What it belongs to, the innermost inlined call first; empty where nobody knows.
    #[prost(message, repeated, tag = "4")]
    pub(super) lines: Vec<Line>,
}

/// A line of a function.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Line {
    /// The function's id.
    #[prost(uint64, tag = "1")]
    pub(super) function: u64,
    /// The line, from 1; 0 where nobody knows.
    #[prost(int64, tag = "2")]
    pub(super) line: i64,
}

/// A function.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Function {
    /// Its id, not 0.
    #[prost(uint64, tag = "1")]
    pub(super) id: u64,
    /// The string of its name.
    #[prost(int64, tag = "2")]
    pub(super) name: i64,
    /// The string of its file.
    #[prost(int64, tag = "4")]
    pub(super) file: i64,
    /// The line of its declaration, from 1; 0 where nobody knows.
    #[prost(int64, tag = "5")]
    pub(super) start_line: i64,
}

/// What a record is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    ValueType,
    Sample,
    Location,
    Function,
    String,
}

impl Kind {
    fn of(tag: u32) -> Option<Kind> {
        match tag {
            1 => Some(Kind::ValueType),
            2 => Some(Kind::Sample),
            4 => Some(Kind::Location),
            5 => Some(Kind::Function),
            6 => Some(Kind::String),
            _ => None,
        }
    }

    /// What it is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::ValueType => "sample type",
            Kind::Sample => "sample",
            Kind::Location => "location",
            Kind::Function => "function",
            Kind::String => "string",
        }
    }
}

/// A record, not decoded.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) kind: Kind,
    /// Where it is, in bytes from the start.
    pub(super) at: usize,
    /// Its bytes.
    pub(super) bytes: &'a [u8],
}

impl Record<'_> {
    /// The message that it is.
    pub(super) fn decode<M: Message + Default>(&self) -> Result<M, ReadError> {
        let Record { kind, at, bytes } = *self;
        M::decode(bytes).map_err(|why| ReadError::Record { what: kind.name(), at, why })
    }
}

/// The records of a profile in their order, without those that are of no use. After an error, there
/// are no more.
pub(super) struct Records<'a> {
    rest: &'a [u8],
    length: usize,
}

impl<'a> Records<'a> {
    /// Those of a profile that isn't compressed.
    pub(super) fn of(profile: &'a [u8]) -> Records<'a> {
        Records { rest: profile, length: profile.len() }
    }

    fn field(&mut self) -> Result<Option<Record<'a>>, ReadError> {
        let at = self.length - self.rest.len();
        let wrong = |why| ReadError::Field { at, why };
        let (tag, wire) = decode_key(&mut self.rest).map_err(wrong)?;
        let kind = Kind::of(tag).filter(|_| wire == WireType::LengthDelimited);
        let Some(kind) = kind else {
            skip_field(wire, tag, &mut self.rest, DecodeContext::default()).map_err(wrong)?;
            return Ok(None);
        };
        let length = decode_varint(&mut self.rest).map_err(wrong)?;
        let what = kind.name();
        match usize::try_from(length) {
            Ok(length) if length <= self.rest.len().min(MOST_BYTES) => {
                let (bytes, rest) = self.rest.split_at(length);
                self.rest = rest;
                Ok(Some(Record { kind, at, bytes }))
            }
            Ok(length_here) if length_here <= self.rest.len() => {
                Err(ReadError::Long { what, at, length })
            }
            _ => Err(ReadError::Short { what, at, length }),
        }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            match self.field() {
                Ok(None) => {}
                Ok(Some(record)) => return Some(Ok(record)),
                Err(error) => {
                    self.rest = &[];
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

//! Requests as protocol buffers, each after its length.

use std::io::{self, BufRead, Read};

use prost::Message;

use super::message::{WorkRequest, WorkResponse};
use super::{Protocol, Unread};

/// No request is longer, in bytes.
const LONGEST: u64 = 256 << 20;

pub(super) struct Protobuf;

pub(super) fn encode(response: &WorkResponse) -> Vec<u8> {
    response.encode_length_delimited_to_vec()
}

impl Protocol for Protobuf {
    fn read(&mut self, input: &mut dyn BufRead) -> io::Result<Option<Result<WorkRequest, Unread>>> {
        let Some(length) = length(input)? else { return Ok(None) };
        let mut bytes = Vec::new();
        input.take(length).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let request = WorkRequest::decode(&*bytes);
        Ok(Some(request.map_err(|error| Unread { request_id: 0, what: error.to_string() })))
    }
}

/// The length of what follows; nothing at the end.
fn length(input: &mut dyn BufRead) -> io::Result<Option<u64>> {
    let mut length = 0;
    for at in 0.. {
        let mut byte = [0];
        if input.read(&mut byte)? == 0 {
            let is_end = at == 0;
            return if is_end { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        }
        length |= u64::from(byte[0] & 0x7f) << (7 * at);
        if length > LONGEST || at > 4 {
            break;
        }
        if byte[0] & 0x80 == 0 {
            return Ok(Some(length));
        }
    }
    Err(io::Error::other("a request is too long, or no request"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cant_be_decoded_is_one_request() {
        let request = WorkRequest { request_id: 5, ..WorkRequest::default() };
        let good = request.encode_length_delimited_to_vec();
        let bytes = [&[3, 0xff, 0xff, 0xff][..], &good].concat();
        let mut input = &*bytes;
        assert!(matches!(Protobuf.read(&mut input), Ok(Some(Err(_)))));
        assert!(matches!(Protobuf.read(&mut input), Ok(Some(Ok(one))) if one == request));
        assert!(matches!(Protobuf.read(&mut input), Ok(None)));
        for cut in 1..good.len() {
            assert!(Protobuf.read(&mut &good[..cut]).is_err(), "cut at {cut}");
        }
        assert!(Protobuf.read(&mut &[0xff; 12][..]).is_err());
    }
}

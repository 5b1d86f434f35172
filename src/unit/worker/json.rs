//! Requests as JSON objects, a line each. Some versions of Bazel end no line before they wait for the
//! answer: an object ends with its last brace.

use std::io::{self, BufRead};

use super::message::{WorkRequest, WorkResponse};
use super::{Protocol, Unread};

/// No request is longer, in bytes.
const LONGEST: usize = 256 << 20;

pub(super) struct Json;

pub(super) fn encode(response: &WorkResponse) -> Vec<u8> {
    let mut line = serde_json::to_vec(response).unwrap_or_default();
    line.push(b'\n');
    line
}

impl Protocol for Json {
    fn read(&mut self, input: &mut dyn BufRead) -> io::Result<Option<Result<WorkRequest, Unread>>> {
        let mut scan = Scan::default();
        let mut text = Vec::new();
        loop {
            let buffer = input.fill_buf()?;
            if buffer.is_empty() {
                let rest = text.trim_ascii();
                return Ok((!rest.is_empty()).then(|| parsed(rest)));
            }
            let end = buffer.iter().position(|&byte| scan.ends_with(byte));
            let taken = end.map_or(buffer.len(), |end| end + 1);
            text.extend_from_slice(&buffer[..taken]);
            input.consume(taken);
            if text.len() > LONGEST {
                return Err(io::Error::other("a request is too long"));
            }
            if end.is_none() {
                continue;
            }
            let request = text.trim_ascii();
            if request.is_empty() {
                text.clear();
            } else {
                return Ok(Some(parsed(request)));
            }
        }
    }
}

fn parsed(text: &[u8]) -> Result<WorkRequest, Unread> {
    serde_json::from_slice(text).map_err(|error| {
        let any: serde_json::Value = serde_json::from_slice(text).unwrap_or_default();
        let request_id = any["requestId"].as_i64().and_then(|id| id.try_into().ok()).unwrap_or(0);
        Unread { request_id, what: error.to_string() }
    })
}

/// Looks for the end of an object, or of a line that is no part of one: objects have no line breaks
/// where they are written a line each.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    is_escaped: bool,
}

impl Scan {
    /// Takes a byte, and tells whether a request ends with it.
    fn ends_with(&mut self, byte: u8) -> bool {
        if byte == b'\n' {
            *self = Scan::default();
            return true;
        }
        if self.in_string {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' if self.depth > 0 => self.in_string = true,
            b'{' => self.depth += 1,
            b'}' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests(mut text: &[u8]) -> Vec<Result<i32, i32>> {
        let mut found = Vec::new();
        while let Some(request) = Json.read(&mut text).expect("text") {
            found.push(request.map(|one| one.request_id).map_err(|wrong| wrong.request_id));
        }
        found
    }

    #[test]
    fn what_is_malformed_is_one_request() {
        let text = b"{\"requestId\":1}{\"requestId\":2,\"arguments\":[\"}{\\\"\"]}\n\nrubbish\n\
            {\"requestId\":3,\"arguments\":7}\n{\"arguments\":[\n{\"requestId\":4}\n{\"requestId\":";
        assert_eq!(requests(text), [Ok(1), Ok(2), Err(0), Err(3), Err(0), Ok(4), Err(0)]);
        assert_eq!(requests(b" \n"), []);
    }
}

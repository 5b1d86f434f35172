//! Messages as bytes: the framing of the protocol, and JSON-RPC in it.
//!
//! ```text
//! Content-Length: 46\r\n
//! \r\n
//! {"jsonrpc":"2.0","method":"exit","params":null}
//! ```
//!
//! lsp-server has this, too, and gives up on the first message that isn't one. Here, what can't be
//! understood is told and skipped, no line or length makes anything grow without bound, and a
//! message that is cut ends the stream.

use std::io::{self, BufRead, Read};

use lsp_server::{Message, RequestId};
use serde::Serialize;
use serde_json::Value;

use crate::disk::limit;

/// The largest message, in bytes: a file of the largest size, with escapes.
const LARGEST: u64 = 2 * limit::SOURCE + (1 << 20);

/// The longest line of a header, in bytes.
const LONGEST_LINE: u64 = 4 << 10;

/// What comes from the client.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A message.
    Message(Message),
    /// None: what the answer to it says, and of which request, if that is known.
    Malformed(Option<RequestId>, Malformed),
    /// Nothing any more.
    End,
}

/// Why something is no message.
#[derive(Debug)]
pub(super) enum Malformed {
    /// It is no JSON, or no header.
    Syntax(String),
    /// It is JSON, but no request, response or notification.
    Meaning(String),
}

/// Reads what comes next.
pub(super) fn read(input: &mut impl BufRead) -> Incoming {
    match length(input) {
        Ok(Some(Ok(length))) => body(input, length).unwrap_or(Incoming::End),
        Ok(Some(Err(wrong))) => Incoming::Malformed(None, Malformed::Syntax(wrong)),
        Ok(None) | Err(_) => Incoming::End,
    }
}

/// Reads a header: the length of what follows, or what is wrong with it. None at the end.
fn length(input: &mut impl BufRead) -> io::Result<Option<Result<u64, String>>> {
    let mut length = None;
    let mut wrong = None;
    let mut lines = 0;
    loop {
        let mut line = Vec::new();
        input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        lines += 1;
        let text = line.trim_ascii_end();
        if text.is_empty() {
            match (length, wrong.take()) {
                (Some(length), _) => return Ok(Some(Ok(length))),
                (None, Some(wrong)) => return Ok(Some(Err(wrong))),
                // Empty lines between messages hurt nobody.
                (None, None) if lines == 1 => lines = 0,
                (None, None) => return Ok(Some(Err("no Content-Length".to_owned()))),
            }
            continue;
        }
        let text = String::from_utf8_lossy(text);
        let field = text.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
        match field {
            Some((name, value)) if name.eq_ignore_ascii_case("Content-Length") => {
                match value.parse::<u64>() {
                    Ok(value) => length = Some(value),
                    Err(_) => wrong = Some(format!("no length: {value:?}")),
                }
            }
            Some(_) => {}
            None => wrong = Some("no header".to_owned()),
        }
    }
}

/// Reads what a header announces; none if it is cut.
fn body(input: &mut impl BufRead, length: u64) -> Option<Incoming> {
    if length > LARGEST {
        // Nothing is kept of it.
        let skipped = io::copy(&mut input.take(length), &mut io::sink()).ok()?;
        let told = format!("a message of {length} bytes, where at most {LARGEST} are taken");
        return (skipped == length).then_some(Incoming::Malformed(None, Malformed::Meaning(told)));
    }
    let mut text = Vec::new();
    // It grows with what is there, whatever the header says.
    let read = input.take(length).read_to_end(&mut text).ok()?;
    (read as u64 == length).then(|| message(&text))
}

/// Reads a message.
fn message(text: &[u8]) -> Incoming {
    match serde_json::from_slice::<Message>(text) {
        Ok(message) => Incoming::Message(message),
        Err(_) => match serde_json::from_slice::<Value>(text) {
            Err(error) => Incoming::Malformed(None, Malformed::Syntax(error.to_string())),
            Ok(value) => {
                let id = value.get("id").and_then(|id| serde_json::from_value(id.clone()).ok());
                let told = "neither a request nor a response nor a notification".to_owned();
                Incoming::Malformed(id, Malformed::Meaning(told))
            }
        },
    }
}

#[derive(Serialize)]
struct NotificationLine<'a, P> {
    jsonrpc: &'static str,
    method: &'a str,
    params: P,
}

#[derive(Serialize)]
struct RequestLine<'a, P> {
    jsonrpc: &'static str,
    id: i32,
    method: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<P>,
}

#[derive(Serialize)]
struct ResultLine<'a, R> {
    jsonrpc: &'static str,
    id: &'a RequestId,
    result: R,
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    jsonrpc: &'static str,
    id: Option<&'a RequestId>,
    error: &'a Refusal,
}

/// Why a request isn't answered.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Refusal {
    /// A code of the protocol's.
    pub(super) code: i32,
    /// What is told.
    pub(super) message: String,
    /// What a client may want to know besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data: Option<Value>,
}

/// A notification as bytes.
pub(super) fn notification(method: &str, params: impl Serialize) -> Vec<u8> {
    framed(&NotificationLine { jsonrpc: "2.0", method, params })
}

/// A request as bytes.
pub(super) fn request(id: i32, method: &str, params: Option<impl Serialize>) -> Vec<u8> {
    framed(&RequestLine { jsonrpc: "2.0", id, method, params })
}

/// An answer as bytes.
pub(super) fn answer(id: &RequestId, result: impl Serialize) -> Vec<u8> {
    framed(&ResultLine { jsonrpc: "2.0", id, result })
}

/// A refusal as bytes. Of what isn't understood, there may be no id.
pub(super) fn refusal(id: Option<&RequestId>, error: &Refusal) -> Vec<u8> {
    framed(&ErrorLine { jsonrpc: "2.0", id, error })
}

fn framed(content: &impl Serialize) -> Vec<u8> {
    // The room for the header is at the beginning; spaces in it are none of the message's.
    let mut text = Vec::new();
    // What is written here are types without maps whose keys aren't strings: nothing fails.
    if serde_json::to_writer(&mut text, content).is_err() {
        text.clear();
    }
    let mut framed = format!("Content-Length: {}\r\n\r\n", text.len()).into_bytes();
    framed.append(&mut text);
    framed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Vec<String> {
        let mut input = text;
        let mut found = Vec::new();
        loop {
            found.push(match read(&mut input) {
                Incoming::Message(Message::Notification(note)) => note.method,
                Incoming::Message(Message::Request(request)) => format!("{}?", request.method),
                Incoming::Message(Message::Response(response)) => format!("={}", response.id),
                Incoming::Malformed(id, Malformed::Syntax(_)) => format!("syntax {id:?}"),
                Incoming::Malformed(id, Malformed::Meaning(_)) => {
                    format!("meaning {}", id.map_or_else(String::new, |id| id.to_string()))
                }
                Incoming::End => break,
            });
        }
        found
    }

    fn framed(text: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{text}", text.len())
    }

    #[test]
    fn what_is_no_message_is_skipped() {
        let exit = framed(r#"{"jsonrpc":"2.0","method":"exit"}"#);
        let of = |before: &str| all(format!("{before}{exit}").as_bytes());
        assert_eq!(of(""), ["exit"]);
        assert_eq!(of("\r\n\r\n"), ["exit"]);
        assert_eq!(of("content-length:2\r\nX: y\r\n\r\n{}"), ["meaning ", "exit"]);
        assert_eq!(of(&framed("{")), ["syntax None", "exit"]);
        assert_eq!(of(&framed("\u{fffd}")), ["syntax None", "exit"]);
        assert_eq!(of(&framed("[1,2]")), ["meaning ", "exit"]);
        assert_eq!(of(&framed(r#"{"id":7}"#)), ["meaning 7", "exit"]);
        assert_eq!(of(&framed(r#"{"id":99999999999,"method":"x"}"#)).len(), 2);
        assert_eq!(of("garbage\r\n\r\n"), ["syntax None", "exit"]);
        assert_eq!(of("Content-Length: -1\r\n\r\n"), ["syntax None", "exit"]);
        let deep = "[".repeat(100_000);
        assert_eq!(of(&framed(&deep)), ["syntax None", "exit"]);
    }

    #[test]
    fn what_is_cut_is_the_end() {
        let text = framed(r#"{"jsonrpc":"2.0","id":1,"method":"shutdown"}"#);
        assert_eq!(all(text.as_bytes()), ["shutdown?"]);
        for end in 0..text.len() {
            assert_eq!(all(&text.as_bytes()[..end]), [] as [&str; 0], "{end}");
        }
        assert_eq!(all(b"Content-Length: 18446744073709551615\r\n\r\n{}"), [] as [&str; 0]);
        assert_eq!(all(b"Content-Length: 99999999999999999999\r\n\r\n"), ["syntax None"]);
        assert_eq!(all(&vec![b'x'; 1 << 20]), [] as [&str; 0]);
    }
}

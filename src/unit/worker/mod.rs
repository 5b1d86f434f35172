//! A process that does one action after the other, as Bazel's persistent workers do: requests on standard
//! input, answers on standard output, which has nothing else.
//!
//! Models `src/main/protobuf/worker_protocol.proto` of Bazel and what its documentation says of creating
//! workers. Whether requests come as JSON or as protocol buffers, the first two bytes tell. A request with
//! a number is one of several at once; others are done one by one. What is wrong with a request, and a
//! fault of ours over it, is the answer to it, and to no other.
//!
//! | module | holds |
//! |---|---|
//! | `message` | requests and answers |
//! | `json`, `protobuf` | how they are read and written |

mod json;
mod message;
mod protobuf;

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use self::message::{WorkRequest, WorkResponse};
use super::args::UnitArgs;
use super::params;
use super::run::{self, Answer};
use crate::fault;

/// A way to write requests and answers.
trait Protocol: Sync {
    /// The next request; nothing at the end. A request that can't be understood is one as well: what is
    /// wrong with it, and its number if that is known. It is an error if no other can follow.
    fn read(&mut self, input: &mut dyn BufRead) -> io::Result<Option<Result<WorkRequest, Unread>>>;
}

/// A request that can't be understood.
struct Unread {
    request_id: i32,
    what: String,
}

/// How answers are written.
type Encode = fn(&WorkResponse) -> Vec<u8>;

/// Answers requests until there are no more. Before the arguments of each come those that the process was
/// started with.
pub fn serve(
    startup: &[String],
    input: &mut dyn BufRead,
    output: impl Write + Send,
) -> io::Result<()> {
    let (mut protocol, encode): (Box<dyn Protocol>, Encode) = match is_json(input)? {
        true => (Box::new(json::Json), json::encode),
        false => (Box::new(protobuf::Protobuf), protobuf::encode),
    };
    let work = Work { startup, encode, output: Mutex::new(output), open: Mutex::default() };
    thread::scope(|scope| {
        while let Some(request) = protocol.read(input)? {
            let work = &work;
            match request {
                Err(Unread { request_id, what }) => {
                    let answer = Answer::failed(&format!("a request can't be understood: {what}"));
                    work.respond(request_id, answer)?;
                }
                Ok(request) if request.cancel => work.cancel(request.request_id),
                Ok(request) if request.request_id == 0 => work.answer(request)?,
                Ok(request) => {
                    work.begin(request.request_id);
                    let id = request.request_id;
                    let thread = thread::Builder::new().stack_size(fault::STACK);
                    // That an answer can't be written, the next one will tell.
                    let started = thread.spawn_scoped(scope, move || drop(work.answer(request)));
                    if let Err(error) = started {
                        work.respond(id, Answer::failed(&format!("no thread: {error}")))?;
                    }
                }
            }
        }
        Ok(())
    })
}

/// Whether requests come as JSON. What begins with a brace and a quote can't be a protocol buffer: the second
/// byte of one is the key of a field, and the first its length, which any byte may be.
fn is_json(input: &mut dyn BufRead) -> io::Result<bool> {
    Ok(matches!(input.fill_buf()?, [] | [b'{'] | [b'{', b'"' | b'}' | b' ', ..]))
}

/// What requests share.
struct Work<'a, W: Write> {
    startup: &'a [String],
    encode: Encode,
    output: Mutex<W>,
    /// Requests under way by number, and whether they were cancelled.
    open: Mutex<BTreeMap<i32, bool>>,
}

impl<W: Write> Work<'_, W> {
    fn begin(&self, id: i32) {
        lock(&self.open).insert(id, false);
    }

    /// Whoever asked doesn't want to know any more.
    fn cancel(&self, id: i32) {
        if let Some(cancelled) = lock(&self.open).get_mut(&id) {
            *cancelled = true;
        }
    }

    /// Does what a request asks for, and says what came of it.
    fn answer(&self, request: WorkRequest) -> io::Result<()> {
        let is_cancelled = || lock(&self.open).get(&request.request_id) == Some(&true);
        let answer = match is_cancelled() {
            true => Answer::default(),
            false => {
                let run = || self.run(&request);
                fault::isolate(run).unwrap_or_else(|message| Answer::failed(&message))
            }
        };
        self.respond(request.request_id, answer)
    }

    fn run(&self, request: &WorkRequest) -> Answer {
        let root = Path::new(&request.sandbox_dir);
        let words: Vec<String> = self.startup.iter().chain(&request.arguments).cloned().collect();
        let params = params::named(&words);
        let args = params::expanded(words, root).and_then(UnitArgs::parse);
        match args {
            Ok(args) if args.persistent_worker => {
                Answer::failed(&"a request can't ask for a worker")
            }
            Ok(args) => run::run(&args, &params, root),
            Err(wrong) => Answer::failed(&wrong.trim_end()),
        }
    }

    fn respond(&self, request_id: i32, answer: Answer) -> io::Result<()> {
        let was_cancelled = lock(&self.open).remove(&request_id).unwrap_or(false);
        let Answer { status, text } = answer;
        let response =
            WorkResponse { exit_code: i32::from(status), output: text, request_id, was_cancelled };
        let bytes = (self.encode)(&response);
        let mut output = lock(&self.output);
        output.write_all(&bytes)?;
        output.flush()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(input: &[u8]) -> Vec<u8> {
        let mut output = Vec::new();
        serve(&[], &mut &*input, &mut output).expect("served");
        output
    }

    #[test]
    fn what_is_asked_in_json_is_answered_in_json() {
        let wrong = served(b"{\"arguments\": [\"--nothing\"], \"requestId\": 7, \"later\": {}}\n");
        let answer: serde_json::Value = serde_json::from_slice(&wrong).expect("JSON");
        assert_eq!((&answer["exitCode"], &answer["requestId"]), (&2.into(), &7.into()));
        assert!(answer["output"].as_str().is_some_and(|text| text.contains("--nothing")));
        assert_eq!(served(b""), b"");
    }

    #[test]
    fn what_is_asked_in_protocol_buffers_is_answered_so() {
        use prost::Message;
        let arguments = vec!["--nothing".to_owned()];
        let request = WorkRequest { arguments, request_id: 7, ..WorkRequest::default() };
        let output = served(&request.encode_length_delimited_to_vec());
        let answer = WorkResponse::decode_length_delimited(&*output).expect("an answer");
        assert_eq!((answer.exit_code, answer.request_id), (2, 7));
        // The length of one may look like a brace, or like space.
        for length in [b'{', b'[', b' ', b'\r', b'\t', b'\n'] {
            let arguments = vec!["x".repeat(usize::from(length) - 2)];
            let request = WorkRequest { arguments, ..WorkRequest::default() };
            let bytes = request.encode_length_delimited_to_vec();
            assert_eq!(bytes[0], length);
            let output = served(&bytes);
            let answer = WorkResponse::decode_length_delimited(&*output).expect("an answer");
            assert_eq!(answer.exit_code, 2);
        }
    }
}

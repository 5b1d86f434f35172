//! A worker: requests in, answers out, and nothing else on standard output.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use prost::Message;
use serde_json::{Value, json};

use super::action::{Actions, Package};
use super::{A, B, C, D, ROOT, X, done, module};
use crate::common::Tree;

struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Worker {
    fn start(work: &Tree, startup: &[&str]) -> Worker {
        let mut command = Command::new(env!("CARGO_BIN_EXE_goesc"));
        command.arg("unit").args(startup).arg("--persistent_worker").current_dir(work.root());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).env_clear();
        let mut child = command.spawn().expect("goesc was started");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("its output"));
        Worker { child, input, output }
    }

    fn write(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("its input");
        input.write_all(bytes).and_then(|()| input.flush()).expect("a worker that reads");
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("UTF-8");
        serde_json::from_str(&line).expect("an answer")
    }

    /// Ends its input, and gives back what else it writes, and its status.
    fn end(mut self) -> (Vec<u8>, Option<i32>) {
        self.input = None;
        let mut rest = Vec::new();
        self.output.read_to_end(&mut rest).expect("output");
        (rest, self.child.wait().expect("a status").code())
    }
}

fn request(id: i32, dir: &str, args: &[String]) -> Value {
    let inputs = json!([{"path": "a/a.go", "digest": "AAAA"}]);
    json!({"arguments": args, "inputs": inputs, "requestId": id, "sandboxDir": dir, "verbosity": 3})
}

#[test]
fn a_worker_does_what_processes_do() {
    let (tree, work, alone) = (module(), Tree::new(), Tree::new());
    let (mut actions, mut others) =
        (Actions::of(tree.path("m"), &work), Actions::of(tree.path("m"), &alone));
    let mut worker = Worker::start(&work, &["--exit-zero"]);
    for (number, package) in [A, B, C, D, X, ROOT].iter().enumerate() {
        let (dir, args) = actions.prepare(package, &[]);
        // With and without a line break, which some versions of Bazel leave out.
        let end = if number % 2 == 0 { "\n" } else { "" };
        worker.write(format!("{}{end}", request(0, &dir, &args)).as_bytes());
        let answer = worker.answer();
        assert_eq!((&answer["exitCode"], &answer["output"]), (&json!(0), &json!("")));
        let (written, wanted) = (actions.written(&dir), others.run(package, &["--exit-zero"]));
        assert_eq!((&written.facts, &written.json), (&wanted.facts, &wanted.json));
        assert_eq!(written.sarif, wanted.sarif);
        actions.hand_over(package.path, &written.facts);
    }
    assert_eq!(worker.end(), (Vec::new(), Some(0)));
}

#[test]
fn several_at_once_are_answered_by_number() {
    let (tree, work) = (module(), Tree::new());
    let mut actions = Actions::of(tree.path("m"), &work);
    let facts = done(actions.run(&A, &[])).facts;
    let mut worker = Worker::start(&work, &[]);
    let mut wanted = BTreeMap::new();
    let mut dirs = Vec::new();
    for id in 1..=12 {
        let package = if id % 2 == 0 { A } else { B };
        let (dir, args) = actions.prepare(&package, &[]);
        worker.write(format!("{}\n", request(id, &dir, &args)).as_bytes());
        wanted.insert(i64::from(id), 0);
        dirs.push((id, dir));
    }
    // Among them one that asks for nonsense, one that isn't known, and what can't be understood.
    worker.write(b"{\"requestId\": 20, \"arguments\": [\"--persistent_worker\"]}\n");
    worker.write(b"{\"requestId\": 21, \"arguments\": \"none\"}\nrubbish\n");
    worker.write(b"{\"requestId\": 22, \"cancel\": true}\n");
    wanted.extend([(20, 2), (21, 2), (0, 2)]);
    let answers = (0..wanted.len()).map(|_| worker.answer());
    let answers: BTreeMap<i64, i64> = answers
        .map(|answer| {
            let number = |name: &str| answer[name].as_i64().expect("a number");
            (number("requestId"), number("exitCode"))
        })
        .collect();
    assert_eq!(answers, wanted);
    for (id, dir) in dirs {
        assert_eq!(actions.written(&dir).facts == facts, id % 2 == 0, "{id}");
    }
    assert_eq!(worker.end(), (Vec::new(), Some(0)));
}

#[test]
fn one_that_is_cancelled_is_answered_as_such() {
    let (tree, work) = (module(), Tree::new());
    let many: String =
        (0..3000).map(|n| format!("func F{n}(x *int) *int {{ return x }}\n")).collect();
    tree.write("m/large/l.go", format!("package large\n\n{many}"));
    let large = Package { path: "ex.com/m/large", files: &["large/l.go"], imports: &[] };
    let mut actions = Actions::of(tree.path("m"), &work);
    let (dir, args) = actions.prepare(&large, &[]);
    let mut worker = Worker::start(&work, &[]);
    let cancel = json!({"requestId": 3, "cancel": true});
    worker.write(format!("{}\n{cancel}\n", request(3, &dir, &args)).as_bytes());
    let answer = worker.answer();
    assert_eq!((&answer["requestId"], &answer["wasCancelled"]), (&json!(3), &json!(true)));
    assert_eq!(worker.end(), (Vec::new(), Some(0)));
}

/// A request as a protocol buffer.
#[derive(Clone, PartialEq, Message)]
struct WorkRequest {
    #[prost(string, repeated, tag = "1")]
    arguments: Vec<String>,
    #[prost(bytes = "vec", tag = "2")]
    inputs: Vec<u8>,
    #[prost(int32, tag = "3")]
    request_id: i32,
    #[prost(string, tag = "6")]
    sandbox_dir: String,
}

/// An answer as a protocol buffer.
#[derive(Clone, PartialEq, Message)]
struct WorkResponse {
    #[prost(int32, tag = "1")]
    exit_code: i32,
    #[prost(string, tag = "2")]
    output: String,
    #[prost(int32, tag = "3")]
    request_id: i32,
}

#[test]
fn protocol_buffers_are_understood() {
    let (tree, work) = (module(), Tree::new());
    let mut actions = Actions::of(tree.path("m"), &work);
    let facts = done(actions.run(&A, &[])).facts;
    let mut worker = Worker::start(&work, &[]);
    let mut requests = Vec::new();
    let mut dirs = Vec::new();
    for request_id in [0, 9] {
        let (dir, arguments) = actions.prepare(&A, &[]);
        let inputs = [&b"\x0a\x01a"[..]].concat();
        dirs.push(dir.clone());
        let request = WorkRequest { arguments, inputs, request_id, sandbox_dir: dir };
        requests.extend(request.encode_length_delimited_to_vec());
    }
    // What can't be decoded is answered, too.
    requests.extend([3, 0xff, 0xff, 0xff]);
    worker.write(&requests);
    let (rest, status) = worker.end();
    let mut rest = &*rest;
    let mut statuses = BTreeMap::new();
    while !rest.is_empty() {
        let answer = WorkResponse::decode_length_delimited(&mut rest).expect("an answer");
        statuses.entry(answer.request_id).or_insert_with(Vec::new).push(answer.exit_code);
    }
    assert_eq!(statuses, BTreeMap::from([(0, vec![0, 2]), (9, vec![0])]));
    assert_eq!(status, Some(0));
    assert!(dirs.iter().all(|dir| actions.written(dir).facts == facts));
    // A stream that ends in a request is no success.
    let mut worker = Worker::start(&work, &[]);
    worker.write(&[0x90]);
    assert_eq!(worker.end(), (Vec::new(), Some(2)));
}

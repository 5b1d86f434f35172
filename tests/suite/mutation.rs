//! Nothing that a text can hold makes goesc panic or hang: twenty thousand texts, changed at
//! random and the same in each run, go through all stages and formats, with inlining and without.
//!
//! A failure prints the seed, the number and the text, which is made shorter as long as it fails
//! the same way. What was found once stands in testdata/robust.
//!
//! A longer run, of other texts, perhaps on the basis of other programs:
//!
//! ```console
//! $ GOESC_MUTATIONS=500000 GOESC_MUTATION_SEED=7 GOESC_MUTATION_BASES=/usr/lib/go/src/strings \
//!       cargo test --release --test suite mutation -- --nocapture
//! ```

mod bases;
pub mod changes;
mod pipeline;
pub mod random;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use bases::Bases;
use goesc::findings::analysis::Inlining;
use pipeline::{Output, Pipeline};
use random::Random;

/// How long the work on one text may take. It takes a millisecond, ten at most.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a text that fails is made shorter.
const SHRINKING: Duration = Duration::from_secs(20);

/// After so many texts that hang, there is no processor left for others.
const MOST_HANGS: usize = 4;

/// The programs that are changed, and what a failure can be made again from.
struct Run {
    bases: Bases,
    seed: u64,
    count: u64,
    /// The number of the next text.
    next: AtomicU64,
    failures: Mutex<Vec<String>>,
}

impl Run {
    /// The text of a number.
    fn text(&self, number: u64) -> Vec<u8> {
        let mut random = Random::of(self.seed, number);
        let (base, other) = (self.bases.one(&mut random), self.bases.one(&mut random));
        changes::mutate(&base, &other, &mut random)
    }

    /// All reports with inlining or without, and one other output the other way.
    fn check(&self, pipeline: &Pipeline, number: u64, text: &[u8]) -> Result<(), String> {
        let (one, other) = match number % 2 {
            0 => (Inlining::On, Inlining::Off),
            _ => (Inlining::Off, Inlining::On),
        };
        pipeline.run(text, one, Output::Reports)?;
        let outputs = &Output::ALL[1..];
        pipeline.run(text, other, outputs[(number / 2) as usize % outputs.len()])
    }

    fn work(&self, now: &Mutex<Option<(u64, Instant)>>) {
        let pipeline = Pipeline::new();
        let set = |value| *now.lock().unwrap_or_else(PoisonError::into_inner) = value;
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.count {
                break set(None);
            }
            set(Some((number, Instant::now())));
            let text = self.text(number);
            if let Err(message) = self.check(&pipeline, number, &text) {
                let end = Instant::now() + SHRINKING;
                let text = changes::shrink(&text, |text| {
                    set(Some((number, Instant::now())));
                    Instant::now() < end
                        && self.check(&pipeline, number, text).is_err_and(|m| alike(&m, &message))
                });
                let failure = self.describe(number, &message, &text);
                eprintln!("{failure}");
                self.failures.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
            }
        }
    }

    fn describe(&self, number: u64, what: &str, text: &[u8]) -> String {
        let text = String::from_utf8_lossy(text);
        format!("text {number} of seed {}: {what}\n----\n{text}\n----", self.seed)
    }
}

/// A thread that works on one text after the other, and since when on which.
struct Worker {
    thread: JoinHandle<()>,
    now: Arc<Mutex<Option<(u64, Instant)>>>,
}

impl Worker {
    fn start(run: &Arc<Run>) -> Worker {
        let now: Arc<Mutex<Option<(u64, Instant)>>> = Arc::default();
        let (run, of_thread) = (Arc::clone(run), Arc::clone(&now));
        Worker { thread: thread::spawn(move || run.work(&of_thread)), now }
    }

    /// The text on which it has worked for too long.
    fn hangs_on(&self) -> Option<u64> {
        let (number, since) = (*self.now.lock().unwrap_or_else(PoisonError::into_inner))?;
        (since.elapsed() > PATIENCE && !self.thread.is_finished()).then_some(number)
    }
}

/// Whether two messages differ in numbers alone.
fn alike(a: &str, b: &str) -> bool {
    let words = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
    words(a) == words(b)
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn changed_programs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut directories = vec![root.join("testdata"), root.join("grammar-tests")];
    directories.extend(std::env::var_os("GOESC_MUTATION_BASES").map(PathBuf::from));
    let run = Arc::new(Run {
        bases: Bases::read(&directories),
        seed: number("GOESC_MUTATION_SEED").unwrap_or(1),
        count: number("GOESC_MUTATIONS").unwrap_or(20_000),
        next: AtomicU64::new(number("GOESC_MUTATION_FIRST").unwrap_or(0)),
        failures: Mutex::default(),
    });
    let threads = thread::available_parallelism().map_or(2, usize::from);
    // A worker that hangs is left alone, and another one takes its place: it ends with the process.
    let mut workers: Vec<Worker> = (0..threads).map(|_| Worker::start(&run)).collect();
    let mut hangs = 0;
    while !workers.iter().all(|worker| worker.thread.is_finished()) {
        for worker in &mut workers {
            let Some(number) = worker.hangs_on() else { continue };
            let failure = run.describe(number, "it hangs", &run.text(number));
            eprintln!("{failure}");
            run.failures.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
            *worker = Worker::start(&run);
            hangs += 1;
            assert!(hangs < MOST_HANGS, "too many texts hang");
        }
        thread::sleep(Duration::from_millis(20));
    }
    for worker in workers {
        worker.thread.join().expect("a worker that didn't panic");
    }
    let failures = run.failures.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(failures.is_empty(), "{} texts fail:\n{}", failures.len(), failures.join("\n"));
}

/// The texts of which goesc once made a panic or no end.
#[test]
fn what_was_found() {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/robust");
    let pipeline = Pipeline::new();
    let mut count = 0;
    for entry in std::fs::read_dir(found).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|kind| kind != "go") {
            continue;
        }
        let text = std::fs::read(&path).expect("a file");
        for output in Output::ALL {
            for inlining in [Inlining::On, Inlining::Off] {
                let done = pipeline.run(&text, inlining, output);
                assert_eq!(done, Ok(()), "{}: {inlining:?}, {output:?}", path.display());
            }
        }
        count += 1;
    }
    assert!(count > 0, "testdata/robust has programs");
}

#[test]
fn each_construct_is_valid() {
    // What is changed is a program first; a construct that isn't one finds less.
    for text in bases::CONSTRUCTS {
        let parsed = goesc::syntax::parse(
            goesc::source::pos::SourceMap::new().add(goesc::source::pos::SourceFile::new(
                "x.go".to_owned(),
                text.as_bytes().into(),
            )),
            text.as_bytes(),
        );
        assert!(parsed.errors.is_empty(), "{:?} in\n{text}", parsed.errors);
    }
}

#[test]
fn a_text_is_made_shorter() {
    let short = changes::shrink(b"package p\nvar x = f(1 + 2)\nvar y int\n", |text| {
        text.windows(3).any(|w| w == b"1 +") || text.windows(3).any(|w| w == b"+ 2")
    });
    assert_eq!(String::from_utf8_lossy(&short), "+ 2");
}

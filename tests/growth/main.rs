//! Time grows with the size of the source.
//!
//! For each shape of program, one of four times the size may take little more than four times the
//! CPU, from the size on at which it takes long enough to be measured. Measured is the user time of
//! the program run as a child; this is a test program of its own, so that nothing runs beside it. Of
//! each measurement counts the quickest of some, and a suspicion is looked into with more of them, so
//! that a busy machine doesn't matter.
//!
//! `cargo test --release --test growth table -- --ignored --nocapture` prints what
//! benches/README.md shows, at the largest sizes; `GROWTH=NAME` picks the shapes with that in
//! their names.

#![cfg(unix)]

mod shapes;
#[path = "../suite/common/tree.rs"]
#[allow(dead_code, reason = "shared with the suite")]
mod tree;

use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use self::shapes::{SHAPES, Shape};
use self::tree::Tree;

/// What four times the size may cost: no more than size to the power of one and a half. Quadratic growth
/// is 16; caches that overflow and a machine that does other work make up to 6.6 of 4.
const LIMIT: f64 = 8.0;

/// How many times something suspicious is measured.
const PATIENCE: usize = 6;

/// Less than this can't be measured well.
const ENOUGH: Duration = Duration::from_millis(20);

/// The user time of children so far.
fn spent() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the usage of children");
    Duration::from_micros(usage.user_time().num_microseconds().unsigned_abs())
}

/// A package that is to be analyzed.
struct Source {
    tree: Tree,
    files: Vec<String>,
    bytes: usize,
}

impl Source {
    fn of(shape: &Shape, size: usize) -> Source {
        let tree = Tree::new();
        let texts = (shape.files)(size);
        let files: Vec<String> = (0..texts.len()).map(|i| format!("f{i}.go")).collect();
        for (name, text) in files.iter().zip(&texts) {
            tree.write(name, text);
        }
        Source { tree, files, bytes: texts.iter().map(String::len).sum() }
    }

    /// The user time of the quickest of some runs.
    fn measure(&self, runs: usize) -> Duration {
        let once = || {
            let before = spent();
            let status = Command::new(env!("CARGO_BIN_EXE_goesc"))
                .args(["check", "--format", "gc", "--jobs", "1"])
                .args(&self.files)
                .current_dir(self.tree.root())
                .env("GOENV", "off")
                .env("GOROOT", self.tree.root())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .expect("goesc runs");
            assert!(matches!(status.code(), Some(0..=2)), "{status}");
            spent().saturating_sub(before)
        };
        (0..runs).map(|_| once()).min().unwrap_or_default()
    }
}

/// The shapes that are asked for.
fn chosen() -> impl Iterator<Item = &'static Shape> {
    let wanted = std::env::var("GROWTH").unwrap_or_default();
    SHAPES.iter().filter(move |shape| shape.name.contains(&wanted))
}

/// How many times more the source of four times the size takes, as if its text were four times as
/// long; `base` is what no source at all takes.
fn growth(shape: &Shape, base: Duration) -> f64 {
    let net = |took: Duration| took.saturating_sub(base);
    let mut part = 64;
    let (small, mut less) = loop {
        let small = Source::of(shape, shape.largest / part);
        let less = small.measure(1);
        if net(less) >= ENOUGH {
            break (small, less);
        }
        part /= 2;
        if part < 4 {
            return 0.0; // It is over before it can be measured.
        }
    };
    let large = Source::of(shape, shape.largest / part * 4);
    let longer = large.bytes as f64 / small.bytes as f64;
    let mut more = Duration::MAX;
    let mut ratio = f64::MAX;
    for _ in 0..PATIENCE {
        more = more.min(large.measure(1));
        ratio = net(more).as_secs_f64() / net(less).as_secs_f64() * 4.0 / longer;
        if ratio < LIMIT {
            break;
        }
        less = less.min(small.measure(1));
    }
    ratio
}

#[test]
fn time_grows_with_the_size() {
    let base = Source::of(&SHAPES[0], 1).measure(3);
    let grows = |shape: &&Shape| shape.linear;
    let grown = chosen().filter(grows).map(|shape| (shape.name, growth(shape, base)));
    let told = grown.inspect(|(name, ratio)| println!("{name}: {ratio:.1}"));
    let steep: Vec<String> = told
        .filter(|&(_, ratio)| ratio >= LIMIT)
        .map(|(name, ratio)| format!("{name}: {ratio:.1} times the CPU for four times the size"))
        .collect();
    assert!(steep.is_empty(), "{}", steep.join("\n"));
}

#[test]
#[ignore = "prints the table of benches/README.md"]
fn table() {
    for shape in chosen() {
        let [half, whole] =
            [2, 1].map(|part| Source::of(shape, shape.largest / part).measure(3).as_secs_f64());
        let Shape { name, largest, .. } = shape;
        println!("| {name} | {largest} | {whole:.2} s | {:.1} |", whole / half);
    }
}

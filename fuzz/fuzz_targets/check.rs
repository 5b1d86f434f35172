//! Any text goes through the whole analysis and into a format. Which format, and whether functions
//! are inlined, depends on the text's bytes, so that an input is a Go file and nothing else.

#![no_main]

#[path = "../../tests/suite/mutation/pipeline.rs"]
mod pipeline;

use std::sync::LazyLock;

use goesc::findings::analysis::{Inlining};
use libfuzzer_sys::fuzz_target;
use pipeline::{Output, Pipeline};

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(Pipeline::new);

fuzz_target!(|text: &[u8]| {
    let sum: usize = text.iter().map(|&byte| usize::from(byte)).sum();
    let inlining = if sum % 2 == 0 { Inlining::On } else { Inlining::Off };
    let output = Output::ALL[sum / 2 % Output::ALL.len()];
    if let Err(message) = PIPELINE.run(text, inlining, output) {
        panic!("{inlining:?} {output:?}: {message}");
    }
});

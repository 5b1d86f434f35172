//! Any text is read as Go: the tree, its printing, what guards see of it, and what stands where.

#![no_main]

use goesc::source::pos::{SourceFile, SourceMap};
use goesc::syntax::outline::Outline;
use goesc::syntax::{dump, extents, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let sources = SourceMap::new();
    let id = sources.add(SourceFile::new("x.go".to_owned(), text.into()));
    let parsed = parse(id, text);
    dump(&parsed.file, text);
    for error in &parsed.errors {
        sources.file(id).line_col(error.offset);
    }
    sources.file(id).set_line_directives(parsed.line_directives);
    let outline = Outline::read(text);
    for function in &outline.functions {
        outline.extent(function.start);
    }
    let offsets: Vec<u32> = (0..text.len() as u32).step_by(7).collect();
    extents(&parsed.file, &offsets);
});

//! From bytes to a typed syntax tree; the only place that knows tree-sitter.
//!
//! Models gc's package `cmd/compile/internal/syntax`. In: the bytes of a file. Out: the tree of
//! [`ast`], with gc's positions, syntax errors, and `//line` directives.
//!
//! ```go
//! x := a.f(1)     // an assignment at `:=` of a call at `(` of a selector at `.`
//! ```
//!
//! Steps: `check` reads the tokens for errors the way gc does; tree-sitter parses with the grammar
//! of `grammar/`; its tree is flattened; the flat tree is lowered. A file with errors is lowered
//! as well, as far as it makes sense.

pub mod ast;
mod check;
mod directive;
pub mod directive_usage;
mod dump;
pub mod edit;
mod extent;
mod flat_tree;
mod language;
mod lower;
pub(crate) mod misplaced_directives;
mod node_kinds;
pub mod outline;
mod scan;
mod stand_in;
mod test_functions;

pub use dump::dump;
pub use extent::{extents, innermost, start, statements};
pub use language::LANGUAGE;
pub use test_functions::test_functions;

use std::ops::{ControlFlow, Range};
use std::time::{Duration, Instant};

use tree_sitter::{ParseOptions, ParseState, Parser, Point, Tree};

use crate::source::pos::{FileId, LineDirective};

use flat_tree::FlatTree;
use lower::{KnownDecls, Lowered};
use node_kinds::KINDS;

/// A syntax error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where it is reported: a byte offset.
    pub offset: u32,
    /// What is wrong, in gc's words where it has some.
    pub message: String,
}

/// What [`parse`] makes of a file.
#[derive(Debug)]
pub struct ParsedFile {
    /// The tree; where the text doesn't parse, there are holes or `Bad` nodes.
    pub file: ast::File,
    /// Errors in order of their position.
    pub errors: Vec<SyntaxError>,
    /// `//line` directives, to be stored with the source file.
    pub line_directives: Vec<LineDirective>,
}

/// How deep a file may be nested, as tokens or as a tree, to be read on the caller's stack.
const SHALLOW: u32 = 100;

/// The stack of the thread that reads a file nested deeper. Only what is used is ever allocated.
const DEEP_STACK: usize = 256 << 20;

/// How long tree-sitter may take over a file with syntax errors, and the same again for each
/// megabyte. Recovery can take time that grows with the square of the file; after this long, it
/// is garbage, of which only the errors are reported. Valid Go takes as long as it takes.
const PATIENCE: Duration = Duration::from_secs(3);

/// Parses a file. Never fails: errors are in the result.
pub fn parse(id: FileId, text: &[u8]) -> ParsedFile {
    parse_with(id, text, &mut ParseFrom::Nothing)
}

/// What a parse starts from.
enum ParseFrom<'a> {
    /// The text alone.
    Nothing,
    /// A parse of a text that differs by edits, which are made in the tree already.
    Edited {
        /// The tree; absent where there is none to start from. It becomes that of the text.
        tree: &'a mut Option<Tree>,
        /// The declarations.
        known: &'a mut KnownDecls,
    },
}

impl ParseFrom<'_> {
    /// tree-sitter's tree of a text. Where it has errors, it depends on what the parse started
    /// from; so it is made from nothing then.
    fn tree_of(&mut self, text: &[u8], errors: &[SyntaxError]) -> Option<Tree> {
        let ParseFrom::Edited { tree, known } = self else { return tree_of(text, errors, None) };
        let old = tree.take();
        let from_old = old.as_ref().and_then(|old| tree_of(text, errors, Some(old)));
        let from_old = from_old.filter(|tree| !tree.root_node().has_error());
        let made = from_old.or_else(|| {
            known.forget_nodes();
            tree_of(text, errors, None)
        });
        **tree = made.clone();
        made
    }

    /// The tree as an array; what it has of the tree before is left out where it can be.
    fn flatten(&self, tree: &Tree, text: &[u8]) -> FlatTree {
        let ParseFrom::Edited { known, .. } = self else { return flat_tree::flatten(tree, None) };
        let top = |id, range: Range<u32>| {
            known.top(id, text.get(range.start as usize..range.end as usize)?)
        };
        flat_tree::flatten(tree, Some(&top))
    }
}

fn parse_with(id: FileId, text: &[u8], start: &mut ParseFrom<'_>) -> ParsedFile {
    let mut checked = check::check(text, SHALLOW);
    if checked.too_deep {
        match on_deep_stack(|| check::check(text, lower::MAX_DEPTH)) {
            Some(deep) => checked = deep,
            None => return nothing(id, text, checked.errors),
        }
    }
    if !checked.has_package || checked.too_deep || checked.binary {
        return nothing(id, text, checked.errors);
    }
    let mut errors = checked.errors;
    let Some(tree) = start.tree_of(text, &errors) else {
        if errors.is_empty() {
            errors.push(SyntaxError { offset: 0, message: TOO_COMPLEX.to_owned() });
        }
        return nothing(id, text, errors);
    };
    let mut flat = start.flatten(&tree, text);
    drop(tree);
    if flat.error.is_some() && !checked.stand_ins.is_empty() {
        let other = stand_in::with(text, &checked.stand_ins);
        if let Some(tree) = tree_of(&other, &errors, None) {
            flat = flat_tree::flatten(&tree, None);
        }
    }
    let top = flat.nodes.get(1).map_or(text.len() as u32, |node| node.start);
    let comments = directive::read(text, &flat.comments, top);
    let (depth, error) = (flat.depth, flat.error);
    let known = match start {
        ParseFrom::Nothing => None,
        ParseFrom::Edited { known, .. } => Some(&mut **known),
    };
    let lower = || lower::lower(id, text, &mut flat, comments.pending, known);
    let lowered = if depth <= SHALLOW { Some(lower()) } else { on_deep_stack(lower) };
    let Some(Lowered { mut file, error: too_deep }) = lowered else {
        errors.push(SyntaxError { offset: 0, message: lower::TOO_DEEP.to_owned() });
        return nothing(id, text, errors);
    };
    if let (Some(offset), true) = (error, errors.is_empty()) {
        errors.push(SyntaxError { offset, message: NO_PLACE.to_owned() });
    }
    file.go_version = comments.go_version;
    file.directives.extend(comments.of_file);
    file.directives.sort_by_key(|directive| directive.pos);
    errors.extend(too_deep);
    errors.extend(misplaced_directives::unused(&file, text));
    errors.extend(directive_usage::malformed(&file, text));
    errors.extend(comments.errors);
    errors.sort_by_key(|error| error.offset);
    errors.truncate(check::LIMIT);
    ParsedFile { file, errors, line_directives: comments.lines }
}

/// What is said of a file that tree-sitter gives up on.
const TOO_COMPLEX: &str = "syntax error: the file is too complex";

/// What is said of the few things that gc's parser lets pass, for its checker to reject: a type
/// where only a value can be.
const NO_PLACE: &str = "syntax error: invalid use of a type or operator";

/// Runs tree-sitter, with patience if the text is known to have errors. `old` is the tree of
/// another text, edited to be like this one's.
fn tree_of(text: &[u8], errors: &[SyntaxError], old: Option<&Tree>) -> Option<Tree> {
    let broken = !errors.is_empty();
    let mut parser = Parser::new();
    parser.set_language(&KINDS.language).ok()?;
    let deadline = Instant::now() + PATIENCE * (1 + (text.len() >> 20) as u32);
    let mut progress = |_: &ParseState| match broken && Instant::now() > deadline {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    // A file need not end with a line break, but the grammar's last declaration does.
    let rest: &[u8] = if text.ends_with(b"\n") { b"" } else { b"\n" };
    let mut read = |offset: usize, _: Point| match text.get(offset..) {
        None => &[],
        Some([]) => rest,
        Some(text) => text,
    };
    parser.parse_with_options(&mut read, old, Some(options))
}

/// Runs something that recurses deeply.
fn on_deep_stack<T: Send>(run: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(DEEP_STACK);
        match thread.spawn_scoped(scope, run).ok()?.join() {
            Ok(done) => Some(done),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// A file of which nothing but its errors is known.
fn nothing(id: FileId, text: &[u8], errors: Vec<SyntaxError>) -> ParsedFile {
    let file = lower::empty_file(id, text.len() as u32);
    ParsedFile { file, errors, line_directives: Vec::new() }
}

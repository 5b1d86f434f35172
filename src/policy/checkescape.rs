//! gVisor's checkescape: `// +checkescape` in the comment above a function.
//!
//! ```go
//! // +checkescape                   nothing in the function itself allocates
//! // +checkescape:all               nothing does, followed through all calls; no unknown calls
//! // +checkescape:heap              no value of the function or of what it calls is on the heap
//! // +checkescape:local,interface   the function itself calls nothing through an interface
//! // +mustescape:local,builtin      the function itself uses a built-in that allocates
//! //
//! //go:nosplit
//! func f(i I) {
//!     i.M() // escapes: a line that is taken on trust, also where f is called
//! }
//! ```
//!
//! | word | what counts |
//! |---|---|
//! | `heap` | a value is allocated |
//! | `builtin` | `make`, `append`, a map, a function literal or a goroutine allocates |
//! | `interface`, `dynamic` | a call through an interface, of a function value |
//! | `unknown` | a call of a function of which nothing is known |
//! | `hard` | `heap` and `builtin`: also if nothing is said, or `local` alone |
//! | `all` | all of them |
//! | `local` | only what the function does itself; so it is too for `+checkescape` alone |
//! | `stack` | growing the stack, of which goesc knows nothing: it says so |
//!
//! Function literals count as part of the function that they stand in.

use crate::escape::effects::{Effect, Effects};

/// What a comment demands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct CheckEscape {
    pub(super) wanted: Wanted,
    pub(super) effects: Effects,
    pub(super) depth: SearchDepth,
}

/// Whether effects are forbidden or demanded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wanted {
    /// `+checkescape`: there is none of the effects.
    None,
    /// `+mustescape`: there is each of them.
    Each,
}

/// How far along calls effects are looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SearchDepth {
    /// In the function itself.
    Local,
    /// In what it calls as well; of what must be there, in what it calls alone.
    Calls,
}

/// What a comment says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct CheckEscapeComment {
    pub(super) demand: CheckEscape,
    /// Whether it speaks of the stack.
    pub(super) stack: bool,
    pub(super) unknown: Vec<String>,
}

const ALL: Effects = Effects::NONE
    .with(Effect::Heap)
    .with(Effect::Builtin)
    .with(Effect::Interface)
    .with(Effect::Dynamic)
    .with(Effect::Unknown);
const HARD: Effects = Effects::NONE.with(Effect::Heap).with(Effect::Builtin);

/// Reads a comment; none if it is no assertion of checkescape's.
pub(super) fn parse(comment: &str) -> Option<CheckEscapeComment> {
    let (wanted, rest) = match comment.strip_prefix("// +checkescape") {
        Some(rest) => (Wanted::None, rest),
        None => (Wanted::Each, comment.strip_prefix("// +mustescape")?),
    };
    let mut parsed = CheckEscapeComment {
        demand: CheckEscape { wanted, effects: Effects::NONE, depth: SearchDepth::Calls },
        stack: false,
        unknown: Vec::new(),
    };
    let Some(words) = rest.strip_prefix(':') else {
        if !rest.trim().is_empty() {
            return None;
        }
        parsed.demand = CheckEscape { wanted, effects: HARD, depth: SearchDepth::Local };
        return Some(parsed);
    };
    let words = words.split_whitespace().next().unwrap_or_default();
    let demand = &mut parsed.demand;
    for word in words.split(',') {
        let effects = match word {
            "local" => {
                demand.depth = SearchDepth::Local;
                continue;
            }
            "stack" => {
                parsed.stack = true;
                continue;
            }
            "all" => {
                parsed.stack = true;
                ALL
            }
            "hard" => HARD,
            "heap" => Effects::NONE.with(Effect::Heap),
            "builtin" => Effects::NONE.with(Effect::Builtin),
            "interface" => Effects::NONE.with(Effect::Interface),
            "dynamic" => Effects::NONE.with(Effect::Dynamic),
            "unknown" => Effects::NONE.with(Effect::Unknown),
            unknown => {
                parsed.unknown.push(unknown.to_owned());
                continue;
            }
        };
        demand.effects = effects.iter().fold(demand.effects, Effects::with);
    }
    if demand.effects == Effects::NONE && !parsed.stack && parsed.unknown.is_empty() {
        demand.effects = HARD;
    }
    Some(parsed)
}

/// Whether a comment takes its line on trust.
pub(super) fn is_exemption(comment: &str) -> bool {
    let prefix = comment.get(..EXEMPT.len());
    prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case(EXEMPT))
}

const EXEMPT: &str = "// escapes";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let demand = |text: &str| parse(text).map(|parsed| parsed.demand);
        let none = |effects, depth| Some(CheckEscape { wanted: Wanted::None, effects, depth });
        assert_eq!(demand("// +checkescape"), none(HARD, SearchDepth::Local));
        assert_eq!(demand("// +checkescape:all"), none(ALL, SearchDepth::Calls));
        assert_eq!(demand("// +checkescape:local"), none(HARD, SearchDepth::Local));
        let heap = Effects::NONE.with(Effect::Heap);
        assert_eq!(demand("// +checkescape:heap,local"), none(heap, SearchDepth::Local));
        let must =
            Some(CheckEscape { wanted: Wanted::Each, effects: heap, depth: SearchDepth::Calls });
        assert_eq!(demand("// +mustescape:heap"), must);
        assert_eq!(demand("// +checkescapes"), None);
        assert_eq!(demand("//+checkescape"), None);
        let odd = parse("// +checkescape:stack,nonsense");
        let odd = odd.map(|odd| (odd.demand.effects, odd.stack, odd.unknown));
        assert_eq!(odd, Some((Effects::NONE, true, vec!["nonsense".to_owned()])));
        assert!(is_exemption("// Escapes: a reason") && !is_exemption("// escape"));
    }
}

//! How much work one package may make.
//!
//! What people write takes time in proportion to its length. A few lines can ask for more than any
//! machine can do all the same, and gc takes minutes or all memory then:
//!
//! ```go
//! func f2[P any](p P) { f1(X[P]{p}); f1(Y[P]{p}) }
//! func f3[P any](p P) { f2(X[P]{p}); f2(Y[P]{p}) } // and so on: f40 has 2^40 instances
//! ```
//!
//! So the stages count what they do for a package: types that code mentions, instances, nodes that
//! are lowered or inlined, steps of the solver. Not counted is what is in proportion to the text: as
//! many nodes as the package has expressions and statements, and as many that are inlined into a
//! function as it has itself. It is steps that are counted, never time, and for
//! each package by itself, so that the same is found on each machine and on any number of threads.
//! Once the budget is spent the stages leave out what is still to do, and what is said of the rest
//! of the package is assumed.

use std::sync::atomic::{AtomicU64, Ordering};

/// The steps that the analysis of one package may take, and those that it took.
#[derive(Debug)]
pub struct Budget {
    limit: u64,
    used: AtomicU64,
}

/// What an instance of a generic type or function counts: it has a symbol, a dictionary and methods
/// or a body.
pub const INSTANCE: u64 = 500;

/// What another type counts that the code of a package mentions, or that is described at run time.
pub const MENTION: u64 = 20;

/// How many edges the solver follows for one step.
pub const EDGES: u64 = 32;

impl Default for Budget {
    fn default() -> Budget {
        Budget::new(Budget::LIMIT)
    }
}

impl Budget {
    /// The steps that a package may take. None of the corpora has a package that takes a tenth
    /// (`testdata/work.snap`).
    pub const LIMIT: u64 = 10_000_000;

    /// A budget of so many steps.
    pub fn new(limit: u64) -> Budget {
        Budget { limit, used: AtomicU64::new(0) }
    }

    /// Counts steps, and tells whether there is anything left.
    pub fn spend(&self, steps: u64) -> bool {
        self.used.fetch_add(steps, Ordering::Relaxed).saturating_add(steps) <= self.limit
    }

    /// Takes all that is left: something met a limit of its own.
    pub fn exhaust(&self) {
        self.used.fetch_max(self.limit.saturating_add(1), Ordering::Relaxed);
    }

    /// Counts from the start: what was done is done once more, in another way.
    pub fn restart(&self) {
        self.used.store(0, Ordering::Relaxed);
    }

    /// Whether more steps were asked for than there were.
    pub fn is_spent(&self) -> bool {
        self.used() > self.limit
    }

    /// The steps that were asked for.
    pub fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }
}

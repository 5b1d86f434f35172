//! Work that waits until declarations are complete (`types2.Checker.later`, `processDelayed`).
//!
//! ```go
//! func f() { g(nil) }   // the body waits: g isn't declared yet
//! func g(p *int) {}
//! ```

use super::reports::Stage;
use super::{Checker, Environment, GoVersion, TopIndex};

/// Work that waits until declarations are complete.
pub(super) struct Action<'a> {
    file: u32,
    top: TopIndex,
    /// How often it was put off.
    generation: u32,
    version: GoVersion,
    run: Box<dyn FnOnce(&mut Checker<'a>) + 'a>,
}

impl<'a> Checker<'a> {
    /// Does work when the current declarations are complete.
    pub fn later(&mut self, run: impl FnOnce(&mut Checker<'a>) + 'a) {
        let Environment { file, top, version, stage, .. } = self.env;
        let generation = match stage {
            Stage::Declarations | Stage::Package => 1,
            Stage::Delayed { generation, .. } => generation + 1,
        };
        self.delayed.push(Some(Action { file, top, generation, version, run: Box::new(run) }));
    }

    /// The mark to give to [`Checker::process_delayed`].
    pub fn delayed_mark(&self) -> usize {
        self.delayed.len()
    }

    /// Does the work that was put off since the mark, and what that puts off in turn.
    pub fn process_delayed(&mut self, mark: usize) {
        let Environment { file, top, version, stage, .. } = self.env;
        let mut i = mark;
        while i < self.delayed.len() {
            if let Some(action) = self.delayed[i].take() {
                self.env.file = action.file;
                self.env.top = action.top;
                self.env.version = action.version;
                let next = self.ranks.len() as u32;
                let rank = *self.ranks.entry(action.top).or_insert(next);
                self.env.stage = Stage::Delayed { generation: action.generation, rank };
                (action.run)(self);
            }
            i += 1;
        }
        self.delayed.truncate(mark);
        self.env.file = file;
        self.env.top = top;
        self.env.version = version;
        self.env.stage = stage;
    }
}

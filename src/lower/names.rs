//! Captured variables (`ir.NewClosureVar`, `writer.useLocal`).
//!
//! A variable that a function literal uses, but doesn't declare, is a variable of the literal's
//! own, whose `outer` is the one of the enclosing function. The order of captures is that of the
//! first uses in the literal's body, nested literals included.
//!
//! ```go
//! func f(a, b int) func() int {
//!     return func() int { return func() int { return b }() + a } // captures b, then a
//! }
//! ```

use super::Lower;
use crate::ir::node::{ClosureId, Defn, Name, NameId, NodePos};

impl Lower<'_> {
    /// The variable of the current function that stands for `name`, a variable of this or an
    /// enclosing one, captured by all functions in between.
    pub fn capture(&mut self, name: NameId, pos: NodePos) -> NameId {
        if self.body.names[name].curfn == self.cur() {
            return name;
        }
        let canonical = self.body.canonical(name);
        let home = self.body.names[canonical].curfn;
        let Some(depth) = self.frames.iter().position(|frame| frame.id == home) else {
            return name;
        };
        let mut outer = canonical;
        for level in depth + 1..self.frames.len() {
            outer = match self.frames[level].captures.get(&canonical) {
                Some(&captured) => captured,
                None => {
                    let captured = self.closure_var(level, outer, pos);
                    let closure = self.frames[level].id;
                    self.body.funcs[closure].closure_vars.push(captured);
                    captured
                }
            };
        }
        outer
    }

    /// Makes a captured variable of `outer` in the current function, whether or not there is one
    /// already (`ir.NewClosureVar`).
    pub fn explicit_capture(&mut self, outer: NameId, pos: NodePos) -> NameId {
        let Some(level) = self.frames.len().checked_sub(1) else { return outer };
        let captured = self.closure_var(level, outer, pos);
        let closure = self.frames[level].id;
        self.body.funcs[closure].closure_vars.push(captured);
        captured
    }

    /// A captured variable of the function at `level`, not yet in its list.
    pub(super) fn closure_var(&mut self, level: usize, outer: NameId, pos: NodePos) -> NameId {
        let closure = self.frames[level].id;
        let captured = self.new_captured(closure, outer, pos);
        let canonical = self.body.canonical(outer);
        self.frames[level].captures.insert(canonical, captured);
        captured
    }

    fn new_captured(&mut self, closure: ClosureId, outer: NameId, pos: NodePos) -> NameId {
        let captured = Name {
            pos,
            curfn: closure,
            defn: Defn::None,
            outer: Some(outer),
            byval: false,
            addrtaken: false,
            auto_temp: false,
            used: true,
            ..self.body.names[outer].clone()
        };
        self.body.names.push(captured)
    }
}

//! Which functions of other packages the code of a package can inline: those of which gc sees the
//! body when it compiles the package ([`crate::passes::inline::exports`]).
//!
//! ```go
//! import "p"     // functions of p, and those of other packages that p passes on
//! ```
//!
//! What is known of a function comes from the analysis of its package, or from the summary.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::cx::Cx;
use super::functions::KnownFunction;
use super::package::Analyzed;
use crate::ir::func::{FuncId, FuncKey};
use crate::lower;
use crate::passes::inline::{Callees, Inlinable};
use crate::types::store::{ObjId, PkgId};

/// The functions of other packages as one package sees them.
pub(super) struct Imported<'a> {
    cx: &'a Cx<'a>,
    /// What declarations are read in, when it has to be known what refers to what.
    reading: &'a lower::Cx<'a>,
    /// The packages that were analyzed before, of all that it imports, directly or not.
    below: &'a FxHashMap<PkgId, &'a Analyzed>,
    /// The packages that it imports directly.
    direct: Vec<PkgId>,
    /// The functions of the package itself, where a part of them is analyzed again.
    own: Option<&'a FxHashMap<FuncId, KnownFunction>>,
    known: RefCell<FxHashMap<FuncId, Option<Inlinable>>>,
}

impl<'a> Imported<'a> {
    pub(super) fn new(
        cx: &'a Cx<'a>,
        reading: &'a lower::Cx<'a>,
        below: &'a FxHashMap<PkgId, &'a Analyzed>,
        own: Option<&'a FxHashMap<FuncId, KnownFunction>>,
    ) -> Imported<'a> {
        let direct = reading.input.package.imports.iter().map(|import| import.id).collect();
        Imported { cx, reading, below, direct, own, known: RefCell::default() }
    }

    /// Whether a package that it imports hands over the body of a function.
    fn sees(&self, pkg: PkgId, func: ObjId) -> bool {
        let Cx { types, session, ref references, .. } = *self.cx;
        let passes_on = |import: &PkgId| match self.below.get(import) {
            Some(done) => done.exports.passes_on(self.reading, references, func),
            None => session.library.passes_on(types, *import, func),
        };
        self.direct.contains(&pkg) || self.direct.iter().any(passes_on)
    }

    fn look_up(&self, func: FuncId) -> Option<Inlinable> {
        let Cx { types, funcs, session, .. } = *self.cx;
        let key = &funcs.get(func).key;
        let FuncKey::Declared(obj) = *key else { return None };
        let pkg = types.object_head(obj).pkg?;
        let inlinable = match self.below.get(&pkg) {
            Some(done) => done.exports.inlinable(obj),
            None => session.library.inlinable(types, key),
        };
        inlinable.filter(|_| self.sees(pkg, obj))
    }
}

impl Callees for Imported<'_> {
    fn inlinable(&self, func: FuncId) -> Option<Inlinable> {
        if let Some(function) = self.own.and_then(|own| own.get(&func)) {
            return function.inlinable;
        }
        if let Some(&known) = self.known.borrow().get(&func) {
            return known;
        }
        let found = self.look_up(func);
        self.known.borrow_mut().insert(func, found);
        found
    }
}

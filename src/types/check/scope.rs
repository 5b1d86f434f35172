//! Scopes (`types2/scope.go`): package, files, functions, blocks. Names that none of them declares
//! are looked up in the universe.

use rustc_hash::FxHashMap;

use super::Checker;
use crate::define_ids;
use crate::id::Id;
use crate::symbol::Symbol;
use crate::types::store::ObjId;

define_ids! {
    /// A scope of the package being checked.
    pub ScopeId;
}

impl Default for ScopeId {
    /// The package's scope.
    fn default() -> Self {
        ScopeId::from_index(0)
    }
}

/// How many names a scope has before it is given a table.
const FEW: usize = 12;

/// The names of a block.
#[derive(Debug, Default)]
pub struct Scope {
    /// The enclosing scope; absent for the package's.
    pub parent: Option<ScopeId>,
    /// Whether it is the scope of a function: variables below it are the function's.
    pub is_func: bool,
    names: Vec<(Symbol, ObjId)>,
    table: FxHashMap<Symbol, ObjId>,
}

impl Scope {
    /// An empty scope.
    pub(super) fn below(parent: Option<ScopeId>) -> Scope {
        Scope { parent, ..Scope::default() }
    }

    /// The object of a name in this very scope.
    pub fn get(&self, name: Symbol) -> Option<ObjId> {
        if self.names.len() <= FEW {
            self.names.iter().find(|(n, _)| *n == name).map(|(_, obj)| *obj)
        } else {
            self.table.get(&name).copied()
        }
    }

    /// Declares a name, unless the scope has it: then gives back the object that it has.
    pub fn insert(&mut self, name: Symbol, obj: ObjId) -> Option<ObjId> {
        if let Some(alt) = self.get(name) {
            return Some(alt);
        }
        self.names.push((name, obj));
        if self.names.len() == FEW + 1 {
            self.table = self.names.iter().copied().collect();
        } else if self.names.len() > FEW {
            self.table.insert(name, obj);
        }
        None
    }

    /// Forgets names.
    pub(super) fn forget(&mut self, gone: impl Fn(Symbol, ObjId) -> bool) {
        let names = std::mem::take(&mut self.names);
        self.table = FxHashMap::default();
        for (name, obj) in names {
            if !gone(name, obj) {
                self.insert(name, obj);
            }
        }
    }

    /// How many names it has.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// A scope with the names that were declared first in this one.
    pub(super) fn first(&self, count: usize) -> Scope {
        let mut scope = Scope { is_func: self.is_func, ..Scope::below(self.parent) };
        for &(name, obj) in self.names.iter().take(count) {
            scope.insert(name, obj);
        }
        scope
    }

    /// The names with their objects in order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = (Symbol, ObjId)> {
        self.names.iter().copied()
    }
}

impl Checker<'_> {
    /// The scope of an id.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id]
    }

    /// A new scope below `parent`.
    pub fn new_scope(&mut self, parent: Option<ScopeId>) -> ScopeId {
        self.scopes.push(Scope::below(parent))
    }

    /// Opens a scope below the current one and makes it the current one.
    pub fn open_scope(&mut self) -> ScopeId {
        let scope = self.new_scope(Some(self.env.scope));
        self.env.scope = scope;
        scope
    }

    /// Goes back to the scope around the current one.
    pub fn close_scope(&mut self) {
        if let Some(parent) = self.scopes[self.env.scope].parent {
            self.env.scope = parent;
        }
    }

    /// The object that a name refers to here, with the scope that declares it (none: universe).
    pub fn lookup_scope(&self, name: Symbol) -> Option<(Option<ScopeId>, ObjId)> {
        let mut scope = Some(self.env.scope);
        while let Some(id) = scope {
            let s = &self.scopes[id];
            if let Some(obj) = s.get(name) {
                return Some((Some(id), obj));
            }
            scope = s.parent;
        }
        self.types.universe.scope.get(&name).map(|&obj| (None, obj))
    }

    /// The object that a name refers to here.
    pub fn lookup(&self, name: Symbol) -> Option<ObjId> {
        self.lookup_scope(name).map(|(_, obj)| obj)
    }
}

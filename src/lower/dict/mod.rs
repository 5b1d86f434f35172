//! What dictionaries hold, in which order (`noder/writer.go`: `writerDict`; `noder/reader.go`:
//! `readerDict`).
//!
//! A shaped function gets what its real type arguments decide from a dictionary: the methods of
//! type parameters that it calls, the dictionaries that it passes on, the run-time types and the
//! method tables that it needs, in this order, a word each. All methods of a type share one
//! dictionary. Its size and the indices in it show in explanations alone.
//!
//! ```go
//! func F[T fmt.Stringer](x T) { x.String(); g(x); var y any = x }
//! // .dict: T.String | dictionary of g[T] | type of T | method table of T as any
//! ```
//!
//! gc lists a type once for each object that stands for it in the type checker, which isn't once
//! for each type: `*T` written twice makes two. [`pointers`] tells which objects there are;
//! [`writer`] walks over a function as gc writes it.

mod pointers;
mod writer;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::generics::DictOwner;
use super::{Cx, Lower, Subst};
use crate::ir::func::FuncKey;
use crate::symbol::Symbol;
use crate::syntax::ast::{self, ExprId};
use crate::types::store::{Basic, ObjId, Type, TypeId};
use pointers::Pointer;

/// What one function takes from its dictionary.
#[derive(Debug, Default)]
pub struct Entries {
    /// Methods of type parameters.
    methods: Vec<(TypeId, Symbol)>,
    /// Dictionaries that are passed on.
    subdicts: Vec<(DictOwner, Box<[TypeId]>)>,
    /// Types.
    rtypes: Vec<Pointer>,
    /// Types as interfaces.
    itabs: Vec<(Pointer, Pointer)>,
    /// By expression that refers to a function or method: which of `subdicts` it passes on.
    sites: FxHashMap<ExprId, usize>,
}

/// What one function mentions, whether it takes it from a dictionary or not: what gc's export data
/// of its body refers to.
#[derive(Debug, Default)]
pub struct Mentions {
    /// Functions, variables of packages, and methods with type parameters of their own.
    pub objects: Vec<ObjId>,
    /// Types, type parameters among them.
    pub types: FxHashSet<TypeId>,
}

/// A dictionary.
#[derive(Debug, Default)]
pub struct Layout {
    methods: Vec<(TypeId, Symbol)>,
    /// The functions that share the dictionary, each with its first subdictionary.
    functions: FxHashMap<ObjId, (usize, Entries)>,
    words: usize,
}

impl Cx<'_> {
    /// The dictionary of a function, or of the methods of a type.
    pub fn dict_layout(&self, owner: DictOwner) -> Arc<Layout> {
        if let Some(known) = self.state.borrow().dict_layouts.get(&owner) {
            return Arc::clone(known);
        }
        let layout = Arc::new(self.make_layout(owner));
        self.state.borrow_mut().dict_layouts.insert(owner, Arc::clone(&layout));
        layout
    }

    fn make_layout(&self, owner: DictOwner) -> Layout {
        let functions: Vec<ObjId> = match owner {
            DictOwner::Func(obj) => vec![obj],
            DictOwner::Type(id) => {
                let methods = self.input.types.named(id).methods.get().into_iter().flatten();
                methods.copied().filter(|&method| !self.is_generic_method(method)).collect()
            }
        };
        let mut layout = Layout::default();
        let (mut subdicts, mut types) = (0, 0);
        for obj in functions {
            let entries = self.dict_entries(obj);
            for method in &entries.methods {
                if !layout.methods.contains(method) {
                    layout.methods.push(*method);
                }
            }
            types += entries.rtypes.len() + entries.itabs.len();
            let first = subdicts;
            subdicts += entries.subdicts.len();
            layout.functions.insert(obj, (first, entries));
        }
        layout.words = layout.methods.len() + subdicts + types;
        layout
    }

    fn dict_entries(&self, obj: ObjId) -> Entries {
        let Some((lower, decl)) = self.writing(obj) else { return Entries::default() };
        writer::entries(lower, decl)
    }

    /// What a declared function mentions, as far as its source is there.
    pub(super) fn mentions(&self, obj: ObjId) -> Mentions {
        let Some((lower, decl)) = self.writing(obj) else { return Mentions::default() };
        writer::mentions(lower, decl)
    }

    /// A declared function as it is written.
    fn writing(&self, obj: ObjId) -> Option<(Lower<'_>, &ast::Decl)> {
        let source = self.source(obj)?;
        let id = self.declared(obj);
        let lower = Lower::new(self, id, source.package, source.checked, Subst::default());
        Some((lower, source.decl))
    }

    /// The type of the dictionary parameter of a shaped function.
    pub fn dict_type_of(&self, obj: ObjId) -> TypeId {
        let (owner, _) = self.dict_owner(obj);
        self.dict_type(owner)
    }

    /// The type of a pointer to a dictionary: it has a word for each entry.
    pub fn dict_type(&self, owner: DictOwner) -> TypeId {
        let types = self.input.types;
        let words = self.dict_layout(owner).words as i64;
        types.pointer_to(types.array_of(types.basic(Basic::Uintptr), words))
    }
}

impl Lower<'_> {
    /// The dictionary of the function of the source that is being lowered.
    fn own_layout(&self) -> Option<(ObjId, Arc<Layout>)> {
        let FuncKey::Instance(obj, _) = self.cx.input.funcs.get(self.body.id).key else {
            return None;
        };
        let (owner, _) = self.cx.dict_owner(obj);
        Some((obj, self.cx.dict_layout(owner)))
    }

    /// The word that holds the dictionary which a reference to a function passes on.
    pub(super) fn subdict_index(&self, site: ExprId) -> usize {
        let Some((obj, layout)) = self.own_layout() else { return 0 };
        let Some((first, entries)) = layout.functions.get(&obj) else { return 0 };
        let index = entries.sites.get(&site).copied().unwrap_or(0);
        layout.methods.len() + first + index
    }

    /// The word that holds a method of a type parameter.
    pub(super) fn method_index(&self, tparam: TypeId, method: Symbol) -> usize {
        self.own_layout()
            .and_then(|(_, layout)| {
                layout.methods.iter().position(|&known| known == (tparam, method))
            })
            .unwrap_or(0)
    }
}

/// Whether a type depends on type parameters in scope.
fn is_derived(cx: &Cx<'_>, ty: TypeId) -> bool {
    let types = cx.input.types;
    !matches!(types.get(ty), Type::Tuple(_)) && types.has_tparams(ty)
}

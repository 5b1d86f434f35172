//! Cycles of declarations (`types2/cycles.go` and the cycle error of `types2/decl.go`).

use rustc_hash::FxHashMap;

use super::{Checker, ErrorDesc, ErrorPos};
use crate::syntax::ast::{DeclKind, ExprKind};
use crate::types::store::{ObjId, ObjectKind, Type, TypeId};
use crate::types::walk::MAX_PARTS;

impl Checker<'_> {
    /// Finds cycles of types that are nothing but names of each other:
    ///
    /// ```go
    /// type A B
    /// type B = A
    /// ```
    pub(super) fn direct_cycles(&mut self) {
        let mut done: FxHashMap<ObjId, Option<usize>> = FxHashMap::default();
        for obj in self.obj_list.clone() {
            if matches!(self.object(obj).kind, ObjectKind::TypeName { .. }) {
                self.direct_cycle(obj, &mut done);
            }
        }
    }

    /// Follows names from a type on. `done` has the index of each type on the path, and nothing
    /// for types of earlier paths.
    fn direct_cycle(&mut self, mut obj: ObjId, done: &mut FxHashMap<ObjId, Option<usize>>) {
        let mut path = Vec::new();
        loop {
            match done.get(&obj) {
                Some(None) => break,
                Some(&Some(start)) => {
                    self.set_type(obj, self.invalid_type());
                    let cycle = path[start..].to_vec();
                    self.cycle_error(&cycle, self.first_in_source(&cycle));
                    break;
                }
                None => {}
            }
            done.insert(obj, Some(path.len()));
            path.push(obj);
            let Some(&index) = self.obj_map.get(&obj) else { break };
            let info = &self.decls[index as usize];
            let ast = self.tops[info.top as usize].ast;
            let Some(decl) = info.decl else { break };
            let DeclKind::Type { ty, .. } = ast.decls[decl].kind else { break };
            let ExprKind::Name(name) = ast.exprs[ty].kind else { break };
            let Some(next) = self.scopes[self.pkg_scope].get(name) else { break };
            if !matches!(self.object(next).kind, ObjectKind::TypeName { .. }) {
                break;
            }
            obj = next;
        }
        for obj in path {
            done.insert(obj, None);
        }
    }

    /// Whether a type has an underlying type; if it doesn't because its declaration needs it to
    /// have one, that is an error.
    pub fn is_complete(&mut self, ty: TypeId) -> bool {
        let mut ty = ty;
        for _ in 0..1000 {
            let Some(named) = self.types.as_named(ty) else { return true };
            let named = self.types.named(named).origin.unwrap_or(named);
            if self.types.named(named).underlying.get().is_some() {
                return true;
            }
            let obj = self.types.named(named).obj;
            if let Some(&start) = self.obj_path_index.get(&obj) {
                let cycle = self.obj_path[start..].to_vec();
                self.cycle_error(&cycle, self.first_in_source(&cycle));
                return false;
            }
            let in_alias = std::mem::replace(&mut self.env.in_alias, false);
            self.obj_decl(obj);
            self.env.in_alias = in_alias;
            match self.from_rhs.get(&named) {
                Some(&rhs) => ty = rhs,
                None => return true,
            }
        }
        false
    }

    /// Whether the size of a type depends on type parameters, or is not known because a declaration
    /// needs it that is itself being checked, which is an error:
    ///
    /// ```go
    /// type T [unsafe.Sizeof(T{})]int
    /// ```
    pub fn has_var_size(&mut self, ty: TypeId) -> bool {
        if self.obj_path.is_empty() {
            return self.types.has_var_size(ty);
        }
        self.var_size_of(ty, &mut FxHashMap::default())
    }

    fn var_size_of(&mut self, ty: TypeId, known: &mut FxHashMap<TypeId, bool>) -> bool {
        if let Some(&var) = known.get(&ty) {
            return var;
        }
        let types = self.types;
        let var = match types.get(ty) {
            Type::TypeParam(_) => true,
            Type::Array { elem, .. } => self.var_size_of(*elem, known),
            Type::Struct(fields) => {
                // All of them: each may have an error.
                let mut var = false;
                for field in fields {
                    var |= self.var_size_of(field.ty, known);
                }
                var
            }
            Type::Named(_) if known.len() > MAX_PARTS => return false,
            Type::Named(named) => {
                let origin = types.named(*named).origin.unwrap_or(*named);
                let obj = types.named(origin).obj;
                if self.object(obj).pkg != Some(self.pkg) {
                    return types.has_var_size(ty);
                }
                if let Some(&start) = self.obj_path_index.get(&obj) {
                    let cycle = self.obj_path[start..].to_vec();
                    self.cycle_error(&cycle, self.first_in_source(&cycle));
                    return true;
                }
                self.push(obj);
                let var = self.var_size_of(types.underlying(ty), known);
                self.pop();
                var
            }
            _ => return false,
        };
        known.insert(ty, var);
        var
    }

    /// The index of the object that comes first in the source.
    pub(super) fn first_in_source(&self, cycle: &[ObjId]) -> usize {
        let key = |obj: ObjId| self.obj_pos(obj).map(|pos| (self.file_rank(pos), pos.offset));
        (0..cycle.len()).min_by_key(|&i| key(cycle[i])).unwrap_or(0)
    }

    /// Reports a cycle, beginning with the object at `start`.
    pub(super) fn cycle_error(&mut self, cycle: &[ObjId], start: usize) {
        let links: Vec<Link> = cycle
            .iter()
            .map(|&obj| Link { at: ErrorPos::Obj(obj), name: self.object(obj).name.to_string() })
            .collect();
        let is_type = cycle
            .get(start)
            .is_some_and(|&obj| matches!(self.object(obj).kind, ObjectKind::TypeName { .. }));
        self.report_cycle_of(&links, start, is_type);
    }

    /// Reports a cycle of declared types and instances; the latter stand where they were first
    /// instantiated.
    pub(super) fn type_cycle_error(&mut self, cycle: &[TypeId]) {
        let links: Vec<Link> = cycle
            .iter()
            .filter_map(|&ty| {
                let named = self.types.as_named(ty)?;
                let facts = self.types.named(named);
                Some(match self.instance_pos.get(&ty) {
                    Some(&pos) if facts.origin.is_some() => {
                        Link { at: ErrorPos::Pos(pos), name: self.type_string(ty) }
                    }
                    _ => Link {
                        at: ErrorPos::Obj(facts.obj),
                        name: self.object(facts.obj).name.to_string(),
                    },
                })
            })
            .collect();
        self.report_cycle_of(&links, 0, true);
    }

    fn report_cycle_of(&mut self, cycle: &[Link], start: usize, is_type: bool) {
        let Some(first) = cycle.get(start) else { return };
        let name = &first.name;
        if cycle.len() == 1 {
            let what =
                if is_type { "invalid recursive type" } else { "invalid cycle in declaration" };
            self.error(first.at, format!("{what}: {name} refers to itself"));
            return;
        }
        let mut err = ErrorDesc::default();
        let what =
            if is_type { "invalid recursive type" } else { "invalid cycle in declaration of" };
        self.addf(&mut err, first.at, format!("{what} {name}"));
        let mut link = first;
        for i in 0..cycle.len() {
            let next = &cycle[(start + i + 1) % cycle.len()];
            self.addf(&mut err, link.at, format!("{} refers to {}", link.name, next.name));
            link = next;
        }
        self.report(err);
    }
}

/// A declaration or instance of a cycle.
struct Link {
    at: ErrorPos,
    name: String,
}

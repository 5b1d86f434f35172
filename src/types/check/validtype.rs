//! Types of infinite size (`types2/validtype.go`).
//!
//! ```go
//! type T struct{ x G[T] }
//! type G[P any] struct{ p P } // T contains G[T], which contains T
//! ```
//!
//! The check is made before the underlying type of a declared type is set: the type that closes a
//! cycle has the unknown underlying type, so that nothing that follows meets an infinite type.

use rustc_hash::FxHashSet;

use super::Checker;
use crate::types::store::{NamedId, Type, TypeId};

/// The deepest nesting of types that is followed.
const MAX_NEST: usize = 500;

/// How many types are looked at: instances of generic types may contain exponentially many.
const MAX_STEPS: u32 = 50_000;

/// How many instances are looked into for one package.
const MAX_INSTANCES: usize = 100_000;

struct InstanceCheck {
    /// The types that contain what is looked at, from the outermost on.
    nest: Vec<TypeId>,
    /// How they were reached, type arguments included.
    path: Vec<TypeId>,
    steps: u32,
    /// Types without type parameters that were looked at: wherever they are met again, they contain
    /// the same.
    closed: FxHashSet<TypeId>,
    /// Whether a type was met that is still to be declared.
    incomplete: bool,
}

impl Checker<'_> {
    /// Whether a declared type doesn't contain itself; reports it if it does.
    pub(super) fn valid_type(&mut self, ty: TypeId) -> bool {
        let mut walk = InstanceCheck {
            nest: Vec::new(),
            path: Vec::new(),
            steps: 0,
            closed: FxHashSet::default(),
            incomplete: false,
        };
        self.valid_type0(ty, &mut walk)
    }

    fn valid_type0(&mut self, ty: TypeId, walk: &mut InstanceCheck) -> bool {
        let types = self.types;
        walk.steps += 1;
        if walk.steps > MAX_STEPS {
            return true;
        }
        match types.get(ty) {
            Type::Struct(_) | Type::Interface(_)
                if !types.has_tparams(ty) && !walk.closed.insert(ty) =>
            {
                true
            }
            Type::Array { elem, .. } => self.valid_type0(*elem, walk),
            Type::Struct(fields) => fields.iter().all(|field| self.valid_type0(field.ty, walk)),
            Type::Union(terms) => terms.iter().all(|term| self.valid_type0(term.ty, walk)),
            Type::Interface(interface) => {
                interface.embeds.iter().all(|&embed| self.valid_type0(embed, walk))
            }
            Type::Named(named) => self.valid_named(*named, ty, walk),
            Type::TypeParam(_) => {
                let Some(inst) = walk.nest.pop() else { return true };
                let mut valid = true;
                if let Some(named) = types.as_named(inst)
                    && let Some(origin) = types.named(named).origin
                    && let Some(arg) = self.argument_of(origin, named, ty)
                {
                    valid = self.valid_type0(arg, walk);
                }
                walk.nest.push(inst);
                valid
            }
            Type::Basic(_)
            | Type::Unknown(_)
            | Type::Pointer(_)
            | Type::Slice(_)
            | Type::Map { .. }
            | Type::Chan { .. }
            | Type::Tuple(_)
            | Type::Signature(_) => true,
        }
    }

    /// The type argument that an instance gives to a type parameter of its origin.
    fn argument_of(&self, origin: NamedId, inst: NamedId, tparam: TypeId) -> Option<TypeId> {
        let types = self.types;
        let facts = types.named(origin);
        let tparams = facts.tparams.get()?;
        let targs = &types.named(inst).targs;
        let implicit = targs.len().checked_sub(tparams.len())?;
        let index = tparams.iter().position(|&t| t == tparam)?;
        targs.get(implicit + index).copied()
    }

    fn valid_named(&mut self, named: NamedId, ty: TypeId, walk: &mut InstanceCheck) -> bool {
        let types = self.types;
        let facts = types.named(named);
        let origin = facts.origin.unwrap_or(named);
        let imported = self.object(types.named(origin).obj).pkg != Some(self.pkg);
        if facts.origin.is_none() && (imported || self.valid_types.contains(&named)) {
            return true;
        }
        if let Some(start) = walk.nest.iter().position(|&t| types.identical(t, ty)) {
            let start = walk.path.iter().position(|&t| types.identical(t, ty)).unwrap_or(start);
            let cycle = walk.path[start.min(walk.path.len())..].to_vec();
            self.type_cycle_error(&cycle);
            return false;
        }
        let is_closed = facts.origin.is_some() && !types.has_tparams(ty);
        if walk.nest.len() > MAX_NEST || is_closed && walk.closed.contains(&ty) {
            return true;
        }
        let rhs = match self.from_rhs.get(&origin) {
            Some(&rhs) => rhs,
            None => match types.named(origin).underlying.get() {
                Some(&underlying) => underlying,
                // Still to be declared: what it contains is looked at then.
                None => {
                    walk.incomplete = true;
                    return true;
                }
            },
        };
        if facts.origin.is_some() {
            self.valid_instances += 1;
            if self.valid_instances > MAX_INSTANCES {
                return true;
            }
        }
        walk.nest.push(ty);
        walk.path.push(ty);
        let valid = self.valid_type0(rhs, walk);
        walk.nest.pop();
        walk.path.pop();
        if is_closed {
            walk.closed.insert(ty);
        }
        if valid
            && !walk.incomplete
            && facts.origin.is_none()
            && types.named(named).underlying.get().is_some()
        {
            self.valid_types.insert(named);
        }
        valid
    }
}

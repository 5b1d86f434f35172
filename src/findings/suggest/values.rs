//! Values instead of pointers to them: where what is allocated could be copied.

use super::scene::{COPIED, Scene, Use};
use crate::findings::kind::{Event, FindingKind, Reason};
use crate::findings::suggestion::{Help, Suggestion};
use crate::findings::{Explained, Ways};
use crate::syntax::ast::{ExprId, ExprKind, Offset, Operator, StmtKind};
use crate::types::store::{Builtin, ObjectKind, Type, TypeId};

/// Buffers from so many bytes on are worth being kept in a pool.
const POOLED: i64 = 1 << 10;

/// What is allocated, as the source makes it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    /// `&T{}`, `new(T)`, or a variable: its type.
    Value(TypeId),
    /// `make([]T, n)`, `[]T{}`: the type.
    Slice(TypeId),
}

impl Scene<'_> {
    /// What is made at an offset.
    fn made(&self, finding: &Explained, at: Offset) -> Option<Made> {
        let expr = self.expr_at(at)?;
        if let FindingKind::Moved(_) = finding.kind {
            let (_, object) = self.object(expr)?;
            return object.ty.get().map(|&ty| Made::Value(ty));
        }
        let ty = self.ty(expr)?;
        match self.kind(expr) {
            ExprKind::Unary { op: Operator::And, x } => {
                matches!(self.kind(*x), ExprKind::CompositeLit { .. })
                    .then(|| self.types.under_pointer(ty).map(Made::Value))?
            }
            ExprKind::Call { .. } if self.calls_builtin(expr, Builtin::New) => {
                self.types.under_pointer(ty).map(Made::Value)
            }
            ExprKind::Call { .. } if self.calls_builtin(expr, Builtin::Make) => {
                self.types.under_slice(ty).map(|_| Made::Slice(ty))
            }
            ExprKind::CompositeLit { .. } => match self.types.under_type(ty) {
                Type::Slice(_) => Some(Made::Slice(ty)),
                // An element `{...}` of a literal of pointers.
                Type::Pointer(elem) => Some(Made::Value(*elem)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the steps of a finding are all that brings it to the heap: another way, and what helps
    /// against this one helps nothing.
    pub(super) fn is_only_way(&self, finding: &Explained) -> bool {
        match &finding.ways {
            Some(Ways::Only(_)) => true,
            Some(Ways::Several(_)) => false,
            // All of it happens on its own line, or that isn't known.
            None => finding.steps.iter().all(|step| self.is_one_line(finding.pos, step.pos)),
        }
    }

    /// Whether the pointer goes the only way that there is, as it is, in variables of its own type.
    fn goes_as_it_is(&self, finding: &Explained) -> bool {
        self.is_only_way(finding)
            && finding.steps.iter().all(|step| {
                matches!(
                    step.event,
                    Event::Flow {
                        why: Reason::AddressOf
                            | Reason::Spill
                            | Reason::Assign
                            | Reason::AssignPair
                            | Reason::Return
                            | Reason::Slice
                            | Reason::CallParameter
                            | Reason::Send
                            | Reason::MapLiteralValue
                            | Reason::SliceLiteralElement,
                        ..
                    }
                )
            })
    }

    /// `return &x`, `return make([]T, n)`.
    pub(super) fn returned(&self, finding: &Explained, at: Offset) -> Option<Help> {
        let made = self.made(finding, at);
        let results = self.results(at);
        let is_result = |ty: TypeId| results.contains(&ty);
        let returns = || {
            let last = finding.steps.last();
            last.is_some_and(|step| matches!(step.event, Event::Flow { why: Reason::Return, .. }))
        };
        if !self.goes_as_it_is(finding) || !returns() {
            return Some(Help::Nothing);
        }
        match made {
            Some(Made::Value(ty)) => {
                let pointers = |&result: &TypeId| matches!(self.types.get(result), Type::Pointer(elem) if *elem == ty);
                let fits = results.iter().any(pointers) && !self.is_type_param_inside(ty);
                let bytes = self.types.sizeof(ty);
                let Some(spelled) = self.spell(ty).filter(|_| fits) else {
                    return Some(Help::Nothing);
                };
                Some(if self.is_linked(ty) || bytes <= 0 {
                    Help::Nothing
                } else if self.is_copied(ty) {
                    Help::Own(Suggestion::ReturnValue { ty: spelled, bytes })
                } else {
                    Help::Own(Suggestion::FillIn { ty: spelled, bytes })
                })
            }
            Some(Made::Slice(ty)) if is_result(ty) => {
                // Of pointers, what they point to isn't reused.
                Some(Help::Own(Suggestion::AppendTo { ty: self.spell(ty)? }))
            }
            Some(Made::Slice(_)) | None => Some(Help::Nothing),
        }
    }

    /// What is stored in a map, or sent on a channel.
    pub(super) fn held(&self, finding: &Explained, at: Offset) -> Option<Help> {
        let Some(Made::Value(ty)) = self.made(finding, at) else { return Some(Help::Nothing) };
        Some(self.holds(finding, ty).unwrap_or(Help::Nothing))
    }

    /// `&T{}` appended to a `[]*T`; the array of an append itself.
    pub(super) fn appended(&self, finding: &Explained, at: Offset) -> Option<Help> {
        if let Some(expr) = self.expr_at(at)
            && self.calls_builtin(expr, Builtin::Append)
        {
            return self.grown(expr, at);
        }
        match self.made(finding, at) {
            Some(Made::Value(ty)) => Some(self.holds(finding, ty).unwrap_or(Help::Nothing)),
            Some(Made::Slice(_)) | None => Some(Help::Nothing),
        }
    }

    /// The container of pointers that a value of type `ty` gets into at the decisive place.
    fn holds(&self, finding: &Explained, ty: TypeId) -> Option<Help> {
        if !self.is_copied(ty) || self.is_type_param_inside(ty) || !self.goes_as_it_is(finding) {
            return None;
        }
        let cause = self.offset(finding.cause?)?;
        let container = match self.stmt_at(cause) {
            Some(StmtKind::Assign { lhs, .. }) => match self.kind(*lhs) {
                ExprKind::Index { x, .. } => self.ty(*x)?,
                _ => return None,
            },
            Some(StmtKind::Send { chan, .. }) => self.ty(*chan)?,
            _ => {
                let expr = self.expr_at(cause)?;
                match self.kind(expr) {
                    ExprKind::Call { args, .. } if self.calls_builtin(expr, Builtin::Append) => {
                        self.ty(*args.first()?)?
                    }
                    ExprKind::CompositeLit { .. } => self.ty(expr)?,
                    _ => return None,
                }
            }
        };
        let holds =
            |elem: TypeId| matches!(self.types.get(elem), Type::Pointer(pointee) if *pointee == ty);
        let spelled = self.spell(ty)?;
        let container = match *self.types.under_type(container) {
            Type::Map { key, elem } if holds(elem) => {
                format!("map[{}]{spelled}", self.spell(key)?)
            }
            Type::Slice(elem) if holds(elem) => format!("[]{spelled}"),
            Type::Chan { elem, .. } if holds(elem) => format!("chan {spelled}"),
            _ => return None,
        };
        let bytes = self.types.sizeof(ty);
        Some(Help::Own(Suggestion::HoldValues { container, ty: spelled, bytes }))
    }

    /// `s.last = &T{}`.
    pub(super) fn stored(&self, finding: &Explained, at: Offset) -> Option<Help> {
        let Some(Made::Value(ty)) = self.made(finding, at) else { return None };
        let cause = self.offset(finding.cause?)?;
        let Some(StmtKind::Assign { lhs, .. }) = self.stmt_at(cause) else { return None };
        let ExprKind::Selector { x, .. } = self.kind(*lhs) else { return None };
        let field = self.ty(*lhs)?;
        let bytes = self.types.sizeof(ty);
        let fits = matches!(self.types.get(field), Type::Pointer(elem) if *elem == ty)
            && (1..=COPIED).contains(&bytes)
            && self.goes_as_it_is(finding)
            && !self.is_linked(ty)
            && !self.is_type_param_inside(ty)
            && self.ty(*x).is_some_and(|holder| self.types.deref_struct_ptr(holder) != ty);
        if !fits {
            return None;
        }
        let ty = self.spell(ty)?;
        Some(Help::Own(Suggestion::HoldInField { field: self.quote(*lhs)?, ty, bytes }))
    }

    /// `p = &x`, of an `x` in a loop and a `p` outside of it.
    pub(super) fn outlived(&self, finding: &Explained) -> Option<Help> {
        let cause = self.offset(finding.cause?)?;
        let Some(StmtKind::Assign { lhs, .. }) = self.stmt_at(cause) else { return None };
        let (_, declared) = self.local(*lhs)?;
        let loops = self.loops_between(declared, cause);
        (!loops.is_empty() && self.is_only_way(finding)).then_some(())?;
        Some(Help::Own(Suggestion::DeclareInside { variable: self.quote(*lhs)? }))
    }

    /// What is too large for the stack.
    pub(super) fn large(&self, finding: &Explained, at: Offset) -> Option<Help> {
        let ty = match self.made(finding, at)? {
            Made::Value(ty) | Made::Slice(ty) => ty,
        };
        let bytes = finding.cost?.known_bytes();
        Some(Help::Own(Suggestion::ReuseLarge { ty: self.spell(ty)?, bytes }))
    }

    /// What is passed to something of which gc doesn't know what it does.
    pub(super) fn unknown_call(&self, finding: &Explained, at: Offset) -> Option<Help> {
        let call = self.expr_at(self.offset(finding.cause?)?)?;
        let ExprKind::Call { fun, .. } = self.kind(call) else { return None };
        let interface = match self.kind(*fun) {
            ExprKind::Selector { x, .. } => {
                let ty = self.ty(*x).filter(|&ty| self.types.is_interface(ty));
                ty.map(|ty| self.spell(ty))
            }
            _ => None,
        };
        let interface = match interface {
            Some(spelled) => Some(spelled?),
            None => {
                let (_, object) = self.object(*fun)?;
                matches!(object.kind, ObjectKind::Var(_)).then_some(None)?
            }
        };
        // What is small costs less than a pool.
        let is_large = finding.cost?.known_bytes().is_none_or(|bytes| bytes >= POOLED);
        let buffer = is_large
            && match self.made(finding, at) {
                Some(Made::Slice(_)) => true,
                Some(Made::Value(ty)) => {
                    matches!(self.types.under_type(ty), Type::Array { .. })
                }
                None => false,
            };
        let callee = self.quote(*fun)?;
        Some(Help::Own(Suggestion::CallKnown { callee, interface, buffer }))
    }

    /// The expression that is an argument, with what takes its address.
    pub(super) fn argument(&self, expr: ExprId) -> Option<(ExprId, usize)> {
        match self.used(expr) {
            Use::Argument { call, index } => Some((call, index)),
            Use::Returned(_) | Use::Element(_) | Use::Other => None,
        }
    }
}

//! What is passed to functions that keep it, and methods that are made values of.

use super::scene::Scene;
use crate::findings::Explained;
use crate::findings::kind::FindingKind;
use crate::findings::suggestion::{Help, Suggestion};
use crate::syntax::ast::{ExprId, ExprKind, Offset};
use crate::types::store::{ObjectKind, Type};

impl Scene<'_> {
    /// What is passed to a function that keeps it: the package's own can be changed.
    pub(super) fn kept(&self, finding: &Explained, at: Offset) -> Option<Help> {
        let call = self.expr_at(self.offset(finding.cause?)?)?;
        let ExprKind::Call { fun, args, .. } = self.kind(call) else { return None };
        let (_, function) = self.object(*fun)?;
        if !matches!(function.kind, ObjectKind::Func(_)) {
            return None;
        }
        if function.pkg != Some(self.pkg) || !self.is_only_way(finding) {
            return Some(Help::Nothing);
        }
        let callee = self.quote(*fun)?;
        let parameter = function.ty.get().and_then(|&ty| {
            let Type::Signature(signature) = self.types.under_type(ty) else { return None };
            let index = args.iter().position(|&arg| self.is_about(arg, finding, at))?;
            let parameter =
                signature.params.get(index.min(signature.params.len().saturating_sub(1)))?;
            Some(parameter.name.as_str().to_owned())
        });
        let parameter = parameter.filter(|name| !name.is_empty() && name != "_");
        Some(Help::Own(Suggestion::CalleeKeeps { callee, parameter }))
    }

    /// Whether an argument has what a finding is about.
    fn is_about(&self, arg: ExprId, finding: &Explained, at: Offset) -> bool {
        let ast = self.ast();
        let range = crate::syntax::start(ast, arg)..ast.exprs[arg].end;
        if range.contains(&at) {
            return true;
        }
        // Of a variable that is moved, where its name stands.
        let FindingKind::Moved(_) = finding.kind else { return false };
        let Some((variable, _)) = self.expr_at(at).and_then(|name| self.object(name)) else {
            return false;
        };
        ast.exprs.iter().any(|(id, expr)| {
            matches!(expr.kind, ExprKind::Name(_))
                && range.contains(&expr.pos)
                && self.decl.facts.object(id) == Some(variable)
        })
    }

    /// `x.m` without a call.
    pub(super) fn bound(&self, at: Offset) -> Option<Help> {
        let value = self.expr_at(at)?;
        let ExprKind::Selector { x, sel } = self.kind(value) else { return None };
        let is_pointer = matches!(self.types.under_type(self.ty(*x)?), Type::Pointer(_));
        let method = self.ast().name(*sel).as_str().to_owned();
        let receiver = if is_pointer { self.quote(*x) } else { None };
        let value = self.quote(value)?;
        Some(Help::Own(Suggestion::KeepMethodValue { value, receiver, method }))
    }
}

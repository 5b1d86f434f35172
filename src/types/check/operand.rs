//! Operands (`types2/operand.go`): expressions while they are being checked.

use super::Checker;
use crate::syntax::ast::ExprId;
use crate::types::constant::Value;
use crate::types::info::Mode;
use crate::types::store::{Basic, Type, TypeId};

/// An expression with what is known of it so far.
#[derive(Clone, Debug)]
pub struct Operand {
    /// How it may be used.
    pub mode: Mode,
    /// Its type; the unknown type where there is none.
    pub ty: TypeId,
    /// Its value, if it is constant.
    pub val: Option<Value>,
    /// The expression.
    pub expr: Option<ExprId>,
}

impl Operand {
    /// An operand about which nothing is known.
    pub fn new(check: &Checker) -> Operand {
        Operand { mode: Mode::Invalid, ty: check.invalid_type(), val: None, expr: None }
    }

    /// Whether something is known of it.
    pub fn is_valid(&self) -> bool {
        self.mode != Mode::Invalid
    }

    /// Forgets what is known.
    pub fn invalidate(&mut self) {
        self.mode = Mode::Invalid;
    }
}

/// The type that a function value is assigned to, for inference (`types2.target`).
#[derive(Clone, Debug)]
pub struct Target {
    /// A [`Type::Signature`].
    pub sig: TypeId,
    /// What is assigned to, for messages.
    pub desc: String,
}

impl Checker<'_> {
    /// The target of an assignment to `ty`, if that is a function type.
    pub fn new_target(&self, ty: TypeId, desc: &str) -> Option<Target> {
        match self.types.get(ty) {
            Type::Signature(_) | Type::Named(_) | Type::TypeParam(_) => {}
            _ => return None,
        }
        let sig = self.types.common_under(ty, None).ok().flatten()?;
        matches!(self.types.get(sig), Type::Signature(_))
            .then(|| Target { sig, desc: desc.to_owned() })
    }

    /// The structure of a type that has a name, for messages.
    fn described_kind(&self, ty: TypeId) -> Option<&'static str> {
        match self.types.get(ty) {
            Type::Named(_) => {}
            Type::Interface(interface) if interface.is_any => {}
            _ if self.types.printed_alias(ty, self.pkg).is_some() => {}
            _ => return None,
        }
        Some(match self.under(ty) {
            Type::Basic(Basic::UnsafePointer) => "Pointer",
            Type::Basic(basic) => basic.name(),
            Type::Array { .. } => "array",
            Type::Slice(_) => "slice",
            Type::Struct(_) => "struct",
            Type::Pointer(_) => "pointer",
            Type::Signature(_) => "func",
            Type::Interface(_) => "interface",
            Type::Map { .. } => "map",
            Type::Chan { .. } => "chan",
            Type::Tuple(_) => "tuple",
            Type::Union(_) => "union",
            Type::Named(_) | Type::Unknown(_) | Type::TypeParam(_) => return None,
        })
    }

    /// An operand as messages describe it: `x (variable of type T)`.
    pub fn operand_string(&self, x: &Operand) -> String {
        if x.mode == Mode::NilValue {
            return match self.types.get(x.ty) {
                Type::Basic(Basic::UntypedNil) => "nil".to_owned(),
                Type::Basic(Basic::Invalid) | Type::Unknown(_) => {
                    "nil (with invalid type)".to_owned()
                }
                _ => format!("nil (of type {})", self.type_string(x.ty)),
            };
        }
        let mut out = String::new();
        let expr = match x.expr {
            Some(e) => self.expr_string(e),
            None if x.mode == Mode::TypExpr => self.type_string(x.ty),
            None if x.mode == Mode::Constant => {
                x.val.as_ref().map(|val| val.to_string()).unwrap_or_default()
            }
            None => String::new(),
        };
        let is_type_and_typed =
            !matches!(x.mode, Mode::Invalid | Mode::NoValue | Mode::Builtin(_) | Mode::TypExpr);
        let untyped = match self.types.get(x.ty) {
            Type::Basic(
                b @ (Basic::UntypedBool
                | Basic::UntypedInt
                | Basic::UntypedRune
                | Basic::UntypedFloat
                | Basic::UntypedComplex
                | Basic::UntypedString
                | Basic::UntypedNil),
            ) => Some(*b),
            _ => None,
        };
        let mode = match x.mode {
            Mode::Invalid => "invalid operand",
            Mode::NoValue => "no value",
            Mode::Builtin(_) => "built-in",
            Mode::TypExpr => "type",
            Mode::Constant => "constant",
            Mode::Variable => "variable",
            Mode::MapIndex => "map index expression",
            Mode::Value => "value",
            Mode::NilValue => "nil",
            Mode::CommaOk => "comma, ok expression",
        };
        out.push_str(&expr);
        if !expr.is_empty() {
            out.push_str(" (");
        }
        if is_type_and_typed && let Some(b) = untyped {
            out.push_str(b.name());
            out.push(' ');
        }
        out.push_str(mode);
        if x.mode == Mode::Constant
            && let Some(val) = &x.val
        {
            let text = val.to_string();
            if text != expr {
                out.push(' ');
                out.push_str(&text);
            }
        }
        if is_type_and_typed && untyped.is_none() {
            if !self.types.is_valid(x.ty) {
                out.push_str(" with invalid type");
            } else {
                out.push_str(" of ");
                if self.types.is_generic(x.ty) {
                    out.push_str("generic ");
                }
                if let Some(kind) = self.described_kind(x.ty) {
                    out.push_str(kind);
                    out.push(' ');
                }
                out.push_str("type ");
                out.push_str(&self.type_string(x.ty));
                if let Type::TypeParam(id) = self.types.get(x.ty)
                    && let Some(bound) = self.types.tparam(*id).constraint.get()
                {
                    out.push_str(" constrained by ");
                    out.push_str(&self.type_string(*bound));
                    if self.types.has_empty_typeset(x.ty) {
                        out.push_str(" with empty type set");
                    }
                }
            }
        }
        if !expr.is_empty() {
            out.push(')');
        }
        out
    }
}

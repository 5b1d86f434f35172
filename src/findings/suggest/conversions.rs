//! Functions that take an operand as it is: without a conversion to a string, to bytes or to an
//! interface; and sums of strings.

use super::scene::{Scene, Use};
use crate::findings::suggestion::{Help, Suggestion};
use crate::profile::language::PACKAGE_SLICES;
use crate::symbol::Symbol;
use crate::syntax::ast::{AssignOp, ExprId, ExprKind, Offset, Operator, StmtKind};
use crate::types::info::Mode;
use crate::types::lookup::Lookup;
use crate::types::store::{Basic, Builtin, Type, TypeId};

/// Functions that packages strings and bytes both have, and that make neither of both.
const IN_BOTH: &[&str] = &[
    "Contains",
    "ContainsAny",
    "ContainsRune",
    "Count",
    "EqualFold",
    "HasPrefix",
    "HasSuffix",
    "Index",
    "IndexAny",
    "IndexByte",
    "IndexRune",
    "LastIndex",
    "LastIndexAny",
    "LastIndexByte",
];

/// Functions of package utf8, by whether they take bytes.
const OF_UTF8: &[(&str, &str)] = &[
    ("DecodeRune", "DecodeRuneInString"),
    ("DecodeLastRune", "DecodeLastRuneInString"),
    ("FullRune", "FullRuneInString"),
    ("RuneCount", "RuneCountInString"),
    ("Valid", "ValidString"),
];

impl Scene<'_> {
    fn is_string(&self, ty: TypeId) -> bool {
        matches!(self.types.under_type(ty), Type::Basic(Basic::String | Basic::UntypedString))
    }

    fn is_bytes(&self, ty: TypeId) -> bool {
        let elem = self.types.under_slice(ty);
        let elem = elem.map(|elem| self.types.under_type(elem));
        matches!(elem, Some(Type::Basic(Basic::Uint8 | Basic::Byte)))
    }

    /// The conversion that gc places at an offset: some stand where their operand does.
    fn conversion(&self, at: Offset) -> Option<ExprId> {
        let expr = self.expr_at(at)?;
        let around = self.argument(expr).map(|(call, _)| call);
        around.filter(|&call| self.is_conversion(call)).or(Some(expr))
    }

    fn is_conversion(&self, call: ExprId) -> bool {
        let ExprKind::Call { fun, .. } = self.kind(call) else { return false };
        let known = self.decl.facts.exprs.get(self.ast().unparen(*fun)).and_then(Option::as_ref);
        known.is_some_and(|known| known.mode == Mode::TypExpr)
    }

    /// `string(b)`, `[]byte(s)`.
    pub(super) fn converted(&self, at: Offset) -> Option<Help> {
        let expr = self.conversion(at)?;
        let ExprKind::Call { args, .. } = self.kind(expr) else { return None };
        let [operand] = **args else { return None };
        // What is returned is of the type that the function's results have.
        if let Use::Returned(_) = self.used(expr) {
            return Some(Help::Nothing);
        }
        let (call, index) = self.argument(expr)?;
        let (from, to) = (self.ty(operand)?, self.ty(expr)?);
        let to_string = self.is_bytes(from) && self.is_string(to);
        let to_bytes = self.is_string(from) && self.is_bytes(to);
        if !to_string && !to_bytes {
            return None;
        }
        let text = self.quote(operand)?;
        let ExprKind::Call { fun, args, has_dots } = self.kind(call) else { return None };
        if to_bytes && *has_dots && self.calls_builtin(call, Builtin::Append) {
            let call = format!("append({}, {text}...)", self.quote(*args.first()?)?);
            return Some(Help::Own(Suggestion::CallInstead { call, operand: text }));
        }
        let rest = if args.len() > 1 { ", ..." } else { "" };
        let (path, name) = self.callee(call)?;
        let name = name.as_str();
        let other = match path {
            "strings" if to_string && index == 0 && IN_BOTH.contains(&name) => {
                format!("bytes.{name}({text}{rest})")
            }
            "bytes" if to_bytes && index == 0 && IN_BOTH.contains(&name) => {
                format!("strings.{name}({text}{rest})")
            }
            "unicode/utf8" => {
                let of_bytes = OF_UTF8.iter().find(|(bytes, _)| *bytes == name && to_bytes);
                let of_string = OF_UTF8.iter().find(|(_, string)| *string == name && to_string);
                let name = of_bytes.map(|(_, string)| string);
                let name = name.or(of_string.map(|(bytes, _)| bytes))?;
                format!("utf8.{name}({text}{rest})")
            }
            _ => {
                let ExprKind::Selector { x, .. } = self.kind(*fun) else { return None };
                let has = match (name, to_bytes) {
                    ("Write", true) => "WriteString",
                    ("WriteString", false) => "Write",
                    ("MatchString", false) if path == "regexp" => "Match",
                    _ => return None,
                };
                let receiver = self.ty(*x)?;
                if args.len() != 1 {
                    return None;
                }
                if !self.has_method(receiver, has) {
                    // io.WriteString asks at run time.
                    if has != "WriteString" || !self.types.is_interface(receiver) {
                        return None;
                    }
                    format!("io.WriteString({}, {text})", self.quote(*x)?)
                } else {
                    format!("{}.{has}({text})", self.quote(*x)?)
                }
            }
        };
        Some(Help::Own(Suggestion::CallInstead { call: other, operand: text }))
    }

    /// Whether a variable of a type has a declared method of a name.
    fn has_method(&self, ty: TypeId, name: &str) -> bool {
        let name = Symbol::new(name);
        let found = self.types.lookup_field_or_method(ty, true, Some(self.pkg), name, false);
        matches!(found, Lookup::Method { .. })
    }

    /// A value that is put into an interface.
    pub(super) fn boxed(&self, at: Offset) -> Option<Help> {
        let operand = self.expr_at(at)?;
        if self.is_for_failure(operand, at) || self.is_error(operand) {
            return Some(Help::Nothing);
        }
        let (call, index) = self.argument(operand)?;
        let (path, name) = self.callee(call)?;
        let ExprKind::Call { args, .. } = self.kind(call) else { return None };
        let ty = self.ty(operand)?;
        let text = self.quote(operand);
        match (path, name.as_str()) {
            ("sort", function @ ("Sort" | "Stable" | "Slice" | "SliceStable")) if index == 0 => {
                let sorts = match function {
                    "Sort" | "Slice" => "slices.SortFunc",
                    _ => "slices.SortStableFunc",
                };
                if self.decl.file.version < PACKAGE_SLICES || self.types.under_slice(ty).is_none() {
                    return None;
                }
                let slice = match self.kind(operand) {
                    // byName(people)
                    ExprKind::Call { args, .. } => self.quote(*args.first()?)?,
                    _ => text?,
                };
                let call = format!("{sorts}({slice}, ...)");
                Some(Help::Own(Suggestion::CallInstead { call, operand: slice }))
            }
            ("fmt", function @ ("Sprint" | "Sprintf")) => {
                let alone = match function {
                    "Sprint" => args.len() == 1,
                    _ => {
                        let format = self.quote(*args.first()?);
                        let verbs = ["\"%d\"", "\"%v\"", "\"%s\""];
                        args.len() == 2 && format.is_some_and(|text| verbs.contains(&&*text))
                    }
                };
                if !alone {
                    return None;
                }
                let text = text?;
                // A type with methods may have one that prints it.
                let Type::Basic(basic) = self.types.get(ty) else { return None };
                let call = match basic {
                    Basic::Int => format!("strconv.Itoa({text})"),
                    Basic::Int64 => format!("strconv.FormatInt({text}, 10)"),
                    Basic::Uint64 => format!("strconv.FormatUint({text}, 10)"),
                    Basic::Int8 | Basic::Int16 | Basic::Int32 | Basic::Rune => {
                        format!("strconv.FormatInt(int64({text}), 10)")
                    }
                    Basic::Uint | Basic::Uint8 | Basic::Byte | Basic::Uint16 | Basic::Uint32 => {
                        format!("strconv.FormatUint(uint64({text}), 10)")
                    }
                    _ => return None,
                };
                Some(Help::Own(Suggestion::CallInstead { call, operand: text }))
            }
            // What others take as an interface, they take so.
            ("fmt", _) => None,
            (path, _) if path != self.types.package(self.pkg).path.as_str() && !path.is_empty() => {
                Some(Help::Nothing)
            }
            _ => None,
        }
    }

    /// Whether a value is an error by its type.
    fn is_error(&self, value: ExprId) -> bool {
        self.ty(value).is_some_and(|ty| self.has_method(ty, "Error"))
    }

    /// Whether something is made for an error or a panic: how that is told hardly matters.
    fn is_for_failure(&self, operand: ExprId, at: Offset) -> bool {
        if let Use::Returned(index) = self.used(operand) {
            let results = self.results(at);
            return results.get(index) == Some(&self.types.universe.error());
        }
        let Some((call, _)) = self.argument(operand) else { return false };
        let Some((path, name)) = self.callee(call) else { return false };
        let name = name.as_str();
        match path {
            "" => self.calls_builtin(call, Builtin::Panic),
            "fmt" => name == "Errorf",
            "errors" => true,
            "log" => name.starts_with("Fatal") || name.starts_with("Panic"),
            "testing" => true,
            _ => false,
        }
    }

    /// `s + t`, `s += t`.
    pub(super) fn concatenated(&self, at: Offset) -> Option<Help> {
        if let Some(StmtKind::Assign { op: AssignOp::Op(Operator::Add), lhs, .. }) =
            self.stmt_at(at)
        {
            let (_, declared) = self.local(*lhs)?;
            if self.loops_between(declared, at).is_empty() {
                return None;
            }
            return Some(Help::Own(Suggestion::CollectString { variable: self.quote(*lhs)? }));
        }
        let expr = self.expr_at(at)?;
        let ExprKind::Binary { .. } = self.kind(expr) else { return None };
        let Some((call, _)) = self.argument(expr) else { return Some(Help::Nothing) };
        let ExprKind::Call { fun, .. } = self.kind(call) else { return Some(Help::Nothing) };
        let writes = self.callee(call).is_some_and(|(path, name)| {
            name.as_str() == "WriteString" && matches!(path, "io" | "bytes" | "strings" | "bufio")
        });
        match self.quote(*fun) {
            Some(callee) if writes => Some(Help::Own(Suggestion::WriteParts { callee })),
            _ => Some(Help::Nothing),
        }
    }
}

//! Interface types and the unions that they embed (`types2/interface.go`, `types2/union.go`).

use rustc_hash::FxHashMap;

use super::{Checker, ErrorDesc};
use crate::profile::language;
use crate::syntax::ast::{ExprId, ExprKind, FieldId, Operator};
use crate::types::info::Mode;
use crate::types::store::{Interface, Method, Term, Type, TypeId};

/// How many terms a union may have.
const MAX_TERMS: usize = 100;

impl<'a> Checker<'a> {
    pub(super) fn interface_type(&mut self, elems: &'a [FieldId]) -> TypeId {
        let ast = self.ast();
        let types = self.types;
        let mut methods: Vec<(Method, ExprId)> = Vec::new();
        let mut declared = FxHashMap::default();
        let mut embeds = Vec::new();
        let mut places = Vec::new();
        for &f in elems {
            let field = &ast.fields[f];
            let Some(ident) = field.name else {
                embeds.push(self.parse_union(field.ty));
                places.push(field.ty);
                continue;
            };
            let name = ast.name(ident);
            if name.is_blank() {
                self.error(ident, "methods must have a unique non-blank name");
                continue;
            }
            let sig = self.typ(field.ty);
            if !matches!(types.get(sig), Type::Signature(_)) {
                continue;
            }
            if let Some(&other) = declared.get(&name) {
                let mut err = ErrorDesc::default();
                self.addf(&mut err, ident, format!("duplicate method {name}"));
                self.addf(&mut err, other, format!("other declaration of method {name}"));
                self.report(err);
                continue;
            }
            declared.insert(name, ident);
            methods.push((Method { name, pkg: Some(self.pkg), sig }, ident));
        }
        if methods.is_empty() && embeds.is_empty() {
            return types.universe.empty_interface();
        }
        methods.sort_by(|(a, _), (b, _)| {
            let key = |m: &Method| (!m.name.is_exported(), m.name.as_str());
            key(a).cmp(&key(b))
        });
        let check_later = !embeds.is_empty();
        let ty = types.intern(Type::Interface(Interface {
            methods: methods.into_iter().map(|(method, _)| method).collect(),
            embeds: embeds.into(),
            implicit: false,
            is_any: false,
            is_comparable: false,
        }));
        if check_later {
            self.check_interface_later(ty, places);
        }
        ty
    }

    /// Checks what an interface embeds: methods of the same name must have the same type. The
    /// expressions stand at the same index as the embedded types.
    pub(super) fn check_interface_later(&mut self, ty: TypeId, places: Vec<ExprId>) {
        self.later(move |check| {
            let types = check.types;
            let Type::Interface(interface) = types.get(ty) else { return };
            let own = interface.methods.iter().map(|method| (method.id(), method.sig));
            let mut seen: FxHashMap<_, TypeId> = own.collect();
            for (&embed, &at) in interface.embeds.iter().zip(&places) {
                if types.under_interface(embed).is_none() {
                    check.check_embedded_version(embed, at);
                    continue;
                }
                for method in types.type_set(embed).methods.iter() {
                    match seen.get(&method.id()) {
                        // Before that, methods had to be disjoint.
                        Some(&other)
                            if !types.identical(other, method.sig)
                                || !check.allow_version(language::OVERLAPPING_INTERFACES) =>
                        {
                            check.error(at, format!("duplicate method {}", method.name));
                        }
                        Some(_) => {}
                        None => drop(seen.insert(method.id(), method.sig)),
                    }
                }
            }
        });
    }

    fn check_embedded_version(&mut self, embed: TypeId, at: ExprId) {
        if self.allow_version(language::TYPE_PARAMETERS)
            || !self.types.is_valid(self.types.underlying(embed))
        {
            return;
        }
        let what = match self.types.get(embed) {
            Type::Union(_) => "interface element",
            _ => "non-interface type",
        };
        let what = format!("embedding {what} {}", self.type_string(embed));
        self.version_error(at, language::TYPE_PARAMETERS, &what);
    }

    /// An embedded element: a type, `~T`, or a union of them.
    pub(super) fn parse_union(&mut self, e: ExprId) -> TypeId {
        let types = self.types;
        let (unions, list) = self.flatten_union(e);
        let mut terms: Vec<Term> = Vec::with_capacity(list.len());
        let mut too_many = false;
        for &x in &list {
            let term = self.parse_tilde(x);
            if list.len() == 1 && !term.tilde {
                return term.ty;
            }
            if terms.len() < MAX_TERMS {
                terms.push(term);
            } else if !too_many {
                too_many = true;
                self.too_many_terms(x);
            }
        }
        let union = if too_many {
            self.invalid_type()
        } else {
            types.intern(Type::Union(terms.as_slice().into()))
        };
        for union_expr in unions {
            self.record_type_and_value(union_expr, Mode::TypExpr, union, None);
        }
        if !too_many {
            self.later(move |check| check.check_union(&list, &terms));
        }
        union
    }

    fn too_many_terms(&mut self, at: ExprId) {
        self.error(
            at,
            format!("cannot handle more than {MAX_TERMS} union terms (implementation limitation)"),
        );
    }

    fn term_string(&self, term: Term) -> String {
        self.types.terms_string(&[term])
    }

    fn check_union(&mut self, list: &[ExprId], terms: &[Term]) {
        let types = self.types;
        let count: usize = terms
            .iter()
            .map(|term| match types.under_interface(term.ty) {
                Some(_) => types.type_set(term.ty).terms.as_ref().map_or(0, |terms| terms.len()),
                None => 1,
            })
            .sum();
        if count > MAX_TERMS
            && let Some(&first) = list.first()
        {
            self.too_many_terms(first);
        }
        for (i, (&e, &term)) in list.iter().zip(terms).enumerate() {
            if !types.is_valid(term.ty) {
                continue;
            }
            let under = types.underlying(term.ty);
            let is_interface = matches!(types.get(under), Type::Interface(_));
            let name = |check: &Self| check.type_string(term.ty);
            if term.tilde {
                if is_interface {
                    let name = name(self);
                    self.error(e, format!("invalid use of ~ ({name} is an interface)"));
                    continue;
                }
                if !types.identical(under, term.ty) {
                    let (name, under) = (name(self), self.type_string(under));
                    self.error(
                        e,
                        format!("invalid use of ~ (underlying type of {name} is {under})"),
                    );
                    continue;
                }
            }
            if is_interface {
                let set = types.type_set(term.ty);
                let text = self.term_string(term);
                if !set.methods.is_empty() {
                    self.error(e, format!("cannot use {text} in union ({text} contains methods)"));
                } else if term.ty == types.universe.comparable() {
                    self.error(e, "cannot use comparable in union");
                } else if set.comparable {
                    self.error(e, format!("cannot use {text} in union ({text} embeds comparable)"));
                }
                continue;
            }
            let overlap = terms[..i].iter().copied().find(|other| {
                if types.under_interface(other.ty).is_some() || !types.is_valid(other.ty) {
                    return false;
                }
                let (mut x, mut y) = (other.ty, term.ty);
                if term.tilde {
                    x = types.underlying(x);
                }
                if other.tilde {
                    y = types.underlying(y);
                }
                types.identical(x, y)
            });
            if let Some(other) = overlap {
                let (text, other) = (self.term_string(term), self.term_string(other));
                self.error(e, format!("overlapping terms {text} and {other}"));
            }
        }
    }

    fn parse_tilde(&mut self, e: ExprId) -> Term {
        let (x, tilde) = match *self.expr_kind(e) {
            ExprKind::Unary { op: Operator::Tilde, x } => (x, true),
            _ => (e, false),
        };
        let mut ty = self.typ(x);
        if self.types.is_type_param(ty) {
            if tilde {
                let text = self.expr_string(e);
                self.error(x, format!("type in term {text} cannot be a type parameter"));
            } else {
                self.error(x, "term cannot be a type parameter");
            }
            ty = self.invalid_type();
        }
        let term = Term { tilde, ty };
        if tilde {
            let union = self.types.intern(Type::Union(Box::new([term])));
            self.record_type_and_value(e, Mode::TypExpr, union, None);
        }
        term
    }

    /// The `|` operations of a union, innermost first, and its terms.
    fn flatten_union(&self, e: ExprId) -> (Vec<ExprId>, Vec<ExprId>) {
        let (mut unions, mut list) = (Vec::new(), Vec::new());
        let mut e = e;
        while let ExprKind::Binary { op: Operator::Or, x, y } = *self.expr_kind(e) {
            unions.push(e);
            list.push(y);
            e = x;
        }
        list.push(e);
        unions.reverse();
        list.reverse();
        (unions, list)
    }
}

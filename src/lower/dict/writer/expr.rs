//! What expressions take from the dictionary (`noder/writer.go`, `expr`): conversions, calls of
//! generic code, literals.
//!
//! ```go
//! func f[T any](x T) { var i any = x; g(&x) } // converts T to any; calls g[*T], of which it has
//!                                             // the dictionary
//! ```

use super::super::pointers::{Pointer, Step};
use super::Writer;
use crate::lower::generics::DictOwner;
use crate::syntax::ast::{ExprId, ExprKind, Operator};
use crate::types::info::{Mode, Selection, SelectionKind};
use crate::types::store::{Basic, Builtin, Type, TypeId};

impl<'a> Writer<'a> {
    pub(super) fn of_expr(&mut self, expr: ExprId) -> Pointer {
        self.pointers.of_expr(&self.lower, expr)
    }

    /// An expression that is converted implicitly, if its type is another.
    pub(super) fn convert(&mut self, dst: Option<Pointer>, expr: ExprId) {
        if let Some(dst) = dst {
            let src = self.of_expr(expr);
            let (from, to) = (self.pointers.ty(src), self.pointers.ty(dst));
            let types = self.lower.types;
            let nil = matches!(types.get(from), Type::Basic(Basic::UntypedNil));
            let unknown = self.lower.unknown(from) || self.lower.unknown(to);
            if !nil && !unknown && !types.identical(from, to) {
                self.itab(src, dst);
            }
        }
        self.expr(expr);
    }

    /// Values, each converted to its target's type.
    pub(super) fn multi(
        &mut self,
        values: &[ExprId],
        dst: &dyn Fn(&mut Self, usize) -> Option<Pointer>,
    ) {
        if let [single] = values
            && let Some(parts) = self.spread(*single)
        {
            self.expr(*single);
            for (i, src) in parts.into_iter().enumerate() {
                let Some(dst) = dst(self, i) else { continue };
                let (from, to) = (self.pointers.ty(src), self.pointers.ty(dst));
                if !self.lower.types.identical(from, to) {
                    self.itab(src, dst);
                }
            }
            return;
        }
        for (i, &value) in values.iter().enumerate() {
            let dst = dst(self, i);
            self.convert(dst, value);
        }
    }

    /// A type as an operand.
    pub(super) fn expr_type(&mut self, iface: Option<Pointer>, ty: ExprId) {
        let pointer = self.pointers.of_type(&self.lower, ty);
        match iface {
            Some(iface) if !self.lower.is_empty_interface(self.pointers.ty(iface)) => {
                self.itab(pointer, iface);
            }
            Some(_) | None => self.rtype(pointer),
        }
    }

    pub(super) fn expr(&mut self, expr: ExprId) {
        let ast = self.lower.ast;
        let expr = ast.unparen(self.lower.simplified(expr));
        self.mentions.types.insert(self.lower.raw_ty(expr));
        if self.lower.value(expr).is_some() {
            return;
        }
        match &ast.exprs[expr].kind {
            ExprKind::Name(_) => self.reference(expr),
            ExprKind::CompositeLit { elems, .. } => self.literal(expr, elems),
            ExprKind::FuncLit { ty, body } => self.function(*ty, Some(*body)),
            ExprKind::Selector { x, .. } => match self.lower.selection(expr) {
                Some(selection) => match selection.kind {
                    SelectionKind::Field => self.expr(*x),
                    SelectionKind::Method => self.method(expr, *x, selection),
                    SelectionKind::MethodExpr => self.method_expr(expr, *x, selection),
                },
                None => self.reference(expr),
            },
            ExprKind::Index { x, index } => self.index(expr, *x, *index),
            ExprKind::Slice { x, index, .. } => {
                self.expr(*x);
                index.iter().flatten().for_each(|&index| self.expr(index));
            }
            ExprKind::Assert { x, ty } => {
                let iface = self.of_expr(*x);
                self.expr(*x);
                self.expr_type(Some(iface), *ty);
                self.rtype(iface);
            }
            ExprKind::Unary { x, .. } => self.expr(*x),
            ExprKind::Binary { op, x, y } => self.binary(*op, *x, *y),
            ExprKind::Call { fun, args, has_dots } => self.call(expr, *fun, args, *has_dots),
            ExprKind::List(list) => list.iter().for_each(|&x| self.expr(x)),
            ExprKind::KeyValue { value, .. } => self.expr(*value),
            ExprKind::Bad
            | ExprKind::BasicLit { .. }
            | ExprKind::Paren(_)
            | ExprKind::TypeSwitchGuard { .. }
            | ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::DotsType(_)
            | ExprKind::StructType { .. }
            | ExprKind::InterfaceType(_)
            | ExprKind::FuncType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => {}
        }
    }

    /// A function or variable; what it takes from the dictionary, if it is generic.
    fn reference(&mut self, expr: ExprId) {
        if let Some((obj, targs)) = self.lower.func_name(expr) {
            self.mentions.objects.push(obj);
            self.mentions.types.extend(&targs);
            self.subdict(expr, DictOwner::Func(obj), &targs);
        } else if let Some(obj) = self.lower.package_variable(expr) {
            self.mentions.objects.push(obj);
        }
    }

    fn index(&mut self, expr: ExprId, x: ExprId, index: ExprId) {
        let selector = self.lower.ast.unparen(x);
        if let ExprKind::Selector { x: operand, .. } = self.lower.ast.exprs[selector].kind
            && let Some(selection) = self.lower.selection(selector)
        {
            match selection.kind {
                SelectionKind::Field => {}
                SelectionKind::Method => return self.method(selector, operand, selection),
                SelectionKind::MethodExpr => {
                    return self.method_expr(selector, operand, selection);
                }
            }
        }
        if self.lower.lookup(expr).is_some() {
            return self.reference(expr);
        }
        let whole = self.of_expr(x);
        let core = self.lower.types.core_type(self.pointers.ty(whole));
        let is_map =
            core.is_some_and(|core| matches!(self.lower.types.get(core), Type::Map { .. }));
        self.expr(x);
        if is_map {
            let key = self.part(whole, Step::Key);
            self.convert(Some(key), index);
            self.rtype(whole);
        } else {
            self.expr(index);
        }
    }

    fn binary(&mut self, op: Operator, x: ExprId, y: ExprId) {
        let (raw_x, raw_y) = (self.lower.raw_ty(x), self.lower.raw_ty(y));
        let shift = matches!(op, Operator::Shl | Operator::Shr);
        let untyped = |ty| {
            let default = self.lower.types.default_type(ty);
            default != ty || matches!(self.lower.types.get(ty), Type::Basic(Basic::UntypedNil))
        };
        let same = self.lower.types.identical(raw_x, raw_y) || untyped(raw_x) || untyped(raw_y);
        if shift || same {
            self.expr(x);
            self.expr(y);
            return;
        }
        let common = if self.lower.assignable(raw_x, raw_y) { y } else { x };
        let common = self.of_expr(common);
        self.convert(Some(common), x);
        self.convert(Some(common), y);
    }

    fn literal(&mut self, literal: ExprId, elems: &'a [ExprId]) {
        let ast = self.lower.ast;
        let mut whole = self.of_expr(literal);
        let core = |writer: &Self, pointer: Pointer| {
            let core = writer.lower.types.core_type(writer.pointers.ty(pointer));
            core.map(|core| writer.lower.types.get(core))
        };
        if let Some(Type::Pointer(_)) = core(self, whole) {
            whole = self.part(whole, Step::Elem);
        }
        let kind = core(self, whole);
        if let Some(Type::Map { .. }) = kind {
            self.rtype(whole);
        }
        for (i, &elem) in elems.iter().enumerate() {
            let (key, value) = match ast.exprs[elem].kind {
                ExprKind::KeyValue { key, value } => (Some(key), value),
                _ => (None, elem),
            };
            let step = match kind {
                Some(Type::Struct(fields)) => {
                    let name = key.map(|key| ast.name(key));
                    let at = match name {
                        Some(name) => fields.iter().position(|field| field.name == name),
                        None => Some(i),
                    };
                    at.map(|at| Step::Field(at as u32))
                }
                _ => {
                    if let Some(key) = key {
                        let of_map = matches!(kind, Some(Type::Map { .. }));
                        let dst = of_map.then(|| self.part(whole, Step::Key));
                        self.element(dst, key);
                    }
                    Some(Step::Elem)
                }
            };
            let dst = step.map(|step| self.part(whole, step));
            self.element(dst, value);
        }
    }

    /// A part of a composite literal, which may leave its type out.
    fn element(&mut self, dst: Option<Pointer>, value: ExprId) {
        let literal = self.lower.ast.unparen(value);
        if let (Some(dst), ExprKind::CompositeLit { ty: None, .. }) =
            (dst, &self.lower.ast.exprs[literal].kind)
        {
            self.pointers.elided.insert(literal, dst);
        }
        self.convert(dst, value);
    }

    /// `x.M`, called or not.
    fn method(&mut self, selector: ExprId, x: ExprId, selection: &'a Selection) {
        self.expr(x);
        let recv = self.lower.method_recv(self.lower.raw_ty(x), selection);
        self.selected(selector, recv, selection);
    }

    /// `T.M`.
    fn method_expr(&mut self, selector: ExprId, ty: ExprId, selection: &'a Selection) {
        self.mentions.types.insert(self.lower.raw_ty(ty));
        let recv = self.lower.method_recv(self.lower.raw_ty(ty), selection);
        self.selected(selector, recv, selection);
    }

    fn selected(&mut self, selector: ExprId, recv: TypeId, selection: &Selection) {
        self.mentions.types.extend([recv, selection.ty]);
        if let Type::TypeParam(_) = self.lower.types.get(recv) {
            let method = (recv, self.lower.selected_name(selector));
            if !self.entries.methods.contains(&method) {
                self.entries.methods.push(method);
            }
            return;
        }
        if let Some((owner, targs)) = self.lower.method_dict(selector, recv, selection) {
            if let DictOwner::Func(method) = owner {
                self.mentions.objects.push(method);
            }
            self.mentions.types.extend(&targs);
            self.subdict(selector, owner, &targs);
        }
    }

    fn call(&mut self, call: ExprId, fun: ExprId, args: &'a [ExprId], has_dots: bool) {
        let callee = self.lower.ast.unparen(fun);
        match (self.lower.mode(callee), args) {
            (Mode::TypExpr, [arg]) => {
                let dst = self.pointers.of_type(&self.lower, callee);
                let src = match self.is_nil(*arg) {
                    true => self
                        .pointers
                        .of_known(&self.lower, self.lower.types.basic(Basic::UntypedNil)),
                    false => self.of_expr(*arg),
                };
                self.itab(src, dst);
                self.expr(*arg);
            }
            (Mode::Builtin(builtin), _) => self.builtin(call, builtin, args, has_dots),
            _ => {
                self.callee(callee);
                let signature = self.pointers.of_callee(&self.lower, callee);
                let ty = self.pointers.ty(signature);
                let Some(Type::Signature(sig)) =
                    self.lower.types.core_type(ty).map(|core| self.lower.types.get(core))
                else {
                    return args.iter().for_each(|&arg| self.expr(arg));
                };
                let (count, variadic) = (sig.params.len(), sig.variadic && !has_dots);
                self.multi(args, &|writer, i| {
                    let (pointers, lower) = (&mut writer.pointers, &writer.lower);
                    if variadic && i + 1 >= count {
                        let list = pointers.part(lower, signature, Step::Param(count - 1));
                        return Some(pointers.part(lower, list, Step::Elem));
                    }
                    (i < count).then(|| pointers.part(lower, signature, Step::Param(i)))
                });
            }
        }
    }

    /// What a call calls.
    fn callee(&mut self, callee: ExprId) {
        let ast = self.lower.ast;
        let selector = match ast.exprs[callee].kind {
            ExprKind::Index { x, .. } => ast.unparen(x),
            _ => callee,
        };
        if let ExprKind::Selector { x, .. } = ast.exprs[selector].kind
            && let Some(selection) = self.lower.selection(selector)
            && selection.kind == SelectionKind::Method
        {
            return self.method(selector, x, selection);
        }
        match self.lower.func_name(callee) {
            Some((_, targs)) if !targs.is_empty() => self.reference(callee),
            Some(_) | None => self.expr(callee),
        }
    }

    /// The type that `y` is converted to in `append(x, y...)`, where x has such elements; none for
    /// a string.
    fn spread_list(&mut self, call: ExprId, elem: Pointer, y: ExprId) -> Option<Pointer> {
        let types = self.lower.types;
        let core = types.core_type(self.lower.raw_ty(y))?;
        let Type::Slice(_) = types.get(core) else { return None };
        let list = types.intern(Type::Slice(self.pointers.ty(elem)));
        Some(self.pointers.of_new(&self.lower, call, list))
    }

    fn builtin(&mut self, call: ExprId, builtin: Builtin, args: &'a [ExprId], has_dots: bool) {
        let Some((&first, rest)) = args.split_first() else { return };
        match builtin {
            Builtin::Make => {
                let ty = self.pointers.of_type(&self.lower, first);
                self.rtype(ty);
                rest.iter().for_each(|&arg| self.expr(arg));
                let core = self.lower.types.core_type(self.pointers.ty(ty));
                match core.map(|core| self.lower.types.get(core)) {
                    Some(Type::Slice(_)) => {
                        let elem = self.part(ty, Step::Elem);
                        self.rtype(elem);
                    }
                    _ => self.rtype(ty),
                }
            }
            Builtin::New if self.lower.mode(first) == Mode::TypExpr => {
                self.expr_type(None, first);
            }
            Builtin::UnsafeSizeof | Builtin::UnsafeAlignof | Builtin::UnsafeOffsetof => {
                self.mentions.types.insert(self.lower.raw_ty(first));
            }
            Builtin::Append => {
                let list = self.of_expr(first);
                let elem = self.part(list, Step::Elem);
                self.expr(first);
                let dst = match has_dots {
                    true => rest.first().and_then(|&arg| self.spread_list(call, elem, arg)),
                    false => Some(elem),
                };
                rest.iter().for_each(|&arg| self.convert(dst, arg));
                self.rtype(elem);
            }
            Builtin::Copy => {
                let list = self.of_expr(first);
                let elem = self.part(list, Step::Elem);
                args.iter().for_each(|&arg| self.expr(arg));
                self.rtype(elem);
            }
            Builtin::Delete => {
                let map = self.of_expr(first);
                let key = self.part(map, Step::Key);
                self.expr(first);
                rest.iter().for_each(|&arg| self.convert(Some(key), arg));
                self.rtype(map);
            }
            Builtin::UnsafeSlice => {
                args.iter().for_each(|&arg| self.expr(arg));
                let list = self.of_expr(call);
                let elem = self.part(list, Step::Elem);
                self.rtype(elem);
            }
            Builtin::Panic => {
                let empty = self
                    .pointers
                    .of_known(&self.lower, self.lower.types.universe.empty_interface());
                self.convert(Some(empty), first);
            }
            Builtin::New
            | Builtin::Cap
            | Builtin::Clear
            | Builtin::Close
            | Builtin::Complex
            | Builtin::Imag
            | Builtin::Len
            | Builtin::Max
            | Builtin::Min
            | Builtin::Print
            | Builtin::Println
            | Builtin::Real
            | Builtin::Recover
            | Builtin::UnsafeAdd
            | Builtin::UnsafeSliceData
            | Builtin::UnsafeString
            | Builtin::UnsafeStringData => args.iter().for_each(|&arg| self.expr(arg)),
        }
    }
}

//! Calls, conversions among them, and the instantiation of generic functions (`types2/call.go`).
//!
//! ```go
//! f(1, xs...)       // ordinary
//! f(g())            // the results of g are the arguments
//! Map(xs, itoa)     // type arguments are inferred
//! var h func(int) = Generic // from what the function is assigned to
//! sort(xs, Less)    // generic functions as arguments
//! ```

use super::expr::{Exclude, ExprClass};
use super::{Checker, ErrorDesc, ErrorPos, Operand, Target};
use crate::profile::language;
use crate::syntax::ast::{ExprId, ExprKind};
use crate::types::infer::InferError;
use crate::types::info::Mode;
use crate::types::store::{Builtin, Param, Signature, Type, TypeId};

/// A list's elements, or the expression itself where it is no list.
fn unpack_list<'e>(kind: &'e ExprKind, e: &'e ExprId) -> &'e [ExprId] {
    match kind {
        ExprKind::List(list) => list,
        _ => std::slice::from_ref(e),
    }
}

/// The type arguments that are given for a generic call, and their expressions.
struct ExplicitTypeArgs<'e> {
    targs: Vec<Option<TypeId>>,
    exprs: &'e [ExprId],
}

impl<'a> Checker<'a> {
    /// The type argument expressions of an index expression.
    fn type_arg_exprs(&self, inst: ExprId) -> &'a [ExprId] {
        match self.expr_kind(inst) {
            ExprKind::Index { index, .. } => unpack_list(self.expr_kind(*index), index),
            _ => &[],
        }
    }

    /// Instantiates the generic function `x` with the type arguments of the index expression
    /// `inst` and what the target tells. If `infer` is not set and type arguments are missing, `x`
    /// stays as it is and the result is the list of those that are there.
    pub fn func_inst(
        &mut self,
        target: Option<&Target>,
        pos: ErrorPos,
        x: &mut Operand,
        inst: Option<ExprId>,
        infer: bool,
    ) -> Option<Vec<TypeId>> {
        let types = self.types;
        let mut at = pos;
        let mut exprs: &[ExprId] = &[];
        let mut targs = Vec::new();
        if let Some(inst) = inst {
            at = ErrorPos::Offset(self.ast().exprs[inst].pos);
            x.expr = Some(inst);
        }
        let version_ok = self
            .verify_version(at, language::TYPE_PARAMETERS, |_| "function instantiation".to_owned());
        if let Some(inst) = inst {
            exprs = self.type_arg_exprs(inst);
            match self.type_list(exprs) {
                Some(list) => targs = list.into_vec(),
                None => {
                    x.invalidate();
                    return None;
                }
            }
        }
        let Type::Signature(sig) = types.get(x.ty) else {
            x.invalidate();
            return None;
        };
        let (got, want) = (targs.len(), sig.tparams.len());
        if got > want {
            self.error(exprs[got - 1], format!("got {got} type arguments but want {want}"));
            x.invalidate();
            return None;
        }
        if got < want {
            if !infer {
                return Some(targs);
            }
            let mut params = Vec::new();
            let mut args = Vec::new();
            if let Some(target) = target {
                if version_ok && !self.allow_version(language::INFERENCE_OF_FUNCTIONS) {
                    let how = if inst.is_some() { "partially" } else { "implicitly" };
                    self.version_error(
                        at,
                        language::INFERENCE_OF_FUNCTIONS,
                        &format!("{how} instantiated function in assignment"),
                    );
                }
                // As if the target were the argument for a parameter of the function's type.
                params.push(
                    types.intern(Type::Signature(Signature {
                        tparams: Box::default(),
                        ..sig.clone()
                    })),
                );
                args.push(target.sig);
            }
            // Fresh type parameters, for instantiations inside the function itself.
            let (tparams, params) =
                types.rename_tparams(&sig.tparams, types.tuple(params.into_boxed_slice()));
            let params = self.tuple_types(params);
            let given: Vec<_> = targs.iter().copied().map(Some).collect();
            let reverse = target.is_some();
            let inferred = types.infer(&tparams, &given, params, &args, reverse, &mut self.ctx());
            match inferred {
                Ok(list) => targs = list.into_vec(),
                Err(err) => {
                    let desc = target.map(|t| t.desc.clone()).unwrap_or_default();
                    if !self.rests_on_constraint(&err, &tparams) {
                        self.infer_error(&err, pos, "", &|_| desc.clone(), &[]);
                    }
                    x.invalidate();
                    return None;
                }
            }
        }
        let expr = x.expr?;
        x.ty = self.instantiate_signature(ErrorPos::from(&*x), expr, x.ty, &targs, exprs);
        x.mode = Mode::Value;
        None
    }

    /// The elements of a tuple type.
    fn tuple_types(&self, tuple: TypeId) -> &'a [TypeId] {
        let types = self.types;
        match types.get(tuple) {
            Type::Tuple(elems) => elems,
            _ => &[],
        }
    }

    /// Whether type arguments may only not be inferred because a constraint is unknown: what its
    /// types have in common would tell them.
    fn rests_on_constraint(&self, err: &InferError, tparams: &[TypeId]) -> bool {
        matches!(err, InferError::Silent | InferError::Unknown { .. })
            && tparams.iter().any(|&tparam| self.types.has_unknown_constraint(tparam))
    }

    /// Reports that type arguments can't be inferred.
    fn infer_error(
        &mut self,
        err: &InferError,
        pos: ErrorPos,
        prefix: &str,
        arg_text: &dyn Fn(usize) -> String,
        args: &[Operand],
    ) {
        if matches!(err, InferError::Silent) {
            return;
        }
        let at = err.arg().and_then(|i| args.get(i)).map_or(pos, ErrorPos::from);
        let mut message = err.message(self.types, self.qualifier(), arg_text);
        if let InferError::Unknown { tparam } = err
            && let Some(id) = self.types.as_tparam(*tparam)
            && let Some(pos) = self.obj_pos(self.types.tparam(id).obj)
        {
            message.push_str(&format!(" (declared at {})", self.pos_string(pos)));
        }
        self.error(at, format!("{prefix}{message}"));
    }

    /// The signature `sig` with its type arguments; records the instance. That the arguments
    /// satisfy their constraints is verified later.
    fn instantiate_signature(
        &mut self,
        at: ErrorPos,
        expr: ExprId,
        sig: TypeId,
        targs: &[TypeId],
        exprs: &'a [ExprId],
    ) -> TypeId {
        let types = self.types;
        let inst = types.instantiate_signature(sig, targs);
        self.record_instance(expr, targs, inst);
        let Type::Signature(generic) = types.get(sig) else { return inst };
        let targs: Box<[TypeId]> = targs.into();
        let at = self.at_pos(at).map_or(ErrorPos::None, ErrorPos::Pos);
        self.later(move |check| match types.verify(&generic.tparams, &targs, &mut check.ctx()) {
            Ok(()) => check.mono_instance(expr, &generic.tparams, &targs, exprs),
            Err((i, message)) => {
                let at = exprs.get(i).map_or(at, |&e| ErrorPos::Expr(e));
                check.error(at, message);
            }
        });
        inst
    }

    /// Checks a call or conversion.
    pub fn call_expr(&mut self, x: &mut Operand, call: ExprId) -> ExprClass {
        let ast = self.ast();
        let ExprKind::Call { fun, args: arg_exprs, has_dots } = &ast.exprs[call].kind else {
            x.invalidate();
            return ExprClass::Statement;
        };
        let fun = *fun;
        let mut inst = None;
        if let ExprKind::Index { .. } = ast.exprs[fun].kind {
            if self.index_expr(x, fun) {
                // Type arguments and arguments are looked at together.
                inst = Some(fun);
            }
            x.expr = Some(fun);
            self.record(x);
        } else {
            self.expr_or_type(x, fun, true);
        }

        match x.mode {
            Mode::Invalid => {
                self.use_exprs(arg_exprs);
                x.expr = Some(call);
                return ExprClass::Statement;
            }
            Mode::TypExpr => {
                self.conversion_call(x, call, arg_exprs, *has_dots);
                x.expr = Some(call);
                return ExprClass::Conversion;
            }
            Mode::Builtin(builtin) => {
                if !self.builtin(x, call, builtin) {
                    x.invalidate();
                }
                x.expr = Some(call);
                if x.is_valid() && x.mode != Mode::Constant {
                    self.env.has_call_or_recv = true;
                }
                return builtin_class(builtin);
            }
            _ => {}
        }

        let Some(sig_type) = self.callee_signature(x) else {
            self.use_exprs(arg_exprs);
            x.invalidate();
            x.expr = Some(call);
            return ExprClass::Statement;
        };
        let types = self.types;
        let mut sig_type = sig_type;
        let want = self.signature(sig_type).map_or(0, |sig| sig.tparams.len());
        let was_generic = want > 0;

        let mut given = ExplicitTypeArgs { targs: Vec::new(), exprs: &[] };
        if let Some(inst) = inst {
            let exprs = self.type_arg_exprs(inst);
            let Some(targs) = self.type_list(exprs) else {
                self.use_exprs(arg_exprs);
                x.invalidate();
                x.expr = Some(call);
                return ExprClass::Statement;
            };
            let got = targs.len();
            if got > want {
                self.error(exprs[want], format!("got {got} type arguments but want {want}"));
                self.use_exprs(arg_exprs);
                x.invalidate();
                x.expr = Some(call);
                return ExprClass::Statement;
            }
            let at = ErrorPos::Offset(ast.exprs[inst].pos);
            if got == want && want > 0 {
                self.verify_version(at, language::TYPE_PARAMETERS, |_| {
                    "function instantiation".to_owned()
                });
                sig_type = self.instantiate_signature(at, inst, sig_type, &targs, exprs);
            } else {
                given =
                    ExplicitTypeArgs { targs: targs.iter().copied().map(Some).collect(), exprs };
            }
        }

        let (mut args, arg_targs) = self.generic_expr_list(arg_exprs);
        let (sig_type, failed) = self.arguments(call, sig_type, given, &mut args, arg_targs);
        let Some(sig) = self.signature(sig_type) else {
            x.invalidate();
            x.expr = Some(call);
            return ExprClass::Statement;
        };
        if was_generic && sig.tparams.is_empty() {
            self.record_type_and_value(fun, Mode::Value, sig_type, None);
        }
        x.val = None;
        x.expr = Some(call);
        match &*sig.results {
            [] => {
                x.mode = Mode::NoValue;
                x.ty = types.tuple(Box::default());
            }
            [result] => {
                if !self.is_complete(result.ty) {
                    x.invalidate();
                    return ExprClass::Statement;
                }
                x.mode = Mode::Value;
                x.ty = result.ty;
            }
            results => {
                x.mode = Mode::Value;
                x.ty = types.tuple(results.iter().map(|r| r.ty).collect());
            }
        }
        self.env.has_call_or_recv = true;
        if x.mode == Mode::Value
            && failed
            && !sig.tparams.is_empty()
            && types.is_parameterized(&sig.tparams, x.ty)
        {
            x.invalidate();
        }
        ExprClass::Statement
    }

    /// The data of a signature.
    fn signature(&self, ty: TypeId) -> Option<&'a Signature> {
        let types = self.types;
        match types.get(ty) {
            Type::Signature(sig) => Some(sig),
            _ => None,
        }
    }

    /// The signature of what is called. An error is reported if there is none.
    fn callee_signature(&mut self, x: &Operand) -> Option<TypeId> {
        let types = self.types;
        if let Type::Signature(_) = types.get(x.ty) {
            return Some(x.ty);
        }
        if !types.is_valid(types.underlying(x.ty)) {
            return None;
        }
        let qualifier = self.qualifier();
        let mut cond = |t: Option<TypeId>, u: Option<TypeId>| {
            let u = u?;
            if matches!(types.get(u), Type::Signature(_)) {
                return None;
            }
            t.map(|t| format!("{} is not a function", types.type_string(t, qualifier)))
        };
        let cause = match types.common_under(x.ty, Some(&mut cond)) {
            Ok(Some(sig)) => return Some(sig),
            Ok(None) if types.has_unknown_constraint(x.ty) => return None,
            Ok(None) => String::new(),
            Err(err) => err.message(types, qualifier),
        };
        let text = self.operand_string(x);
        self.error(x, format!("invalid operation: cannot call {text}: {cause}"));
        None
    }

    /// `T(arg)`; `x` is the type.
    fn conversion_call(&mut self, x: &mut Operand, call: ExprId, args: &[ExprId], has_dots: bool) {
        let types = self.types;
        self.non_generic(None, x);
        if !x.is_valid() {
            return;
        }
        let ty = x.ty;
        x.invalidate();
        if !self.is_complete(ty) {
            return;
        }
        match args {
            [] => {
                let text = self.type_string(ty);
                self.error(call, format!("missing argument in conversion to {text}"));
            }
            [arg] => {
                let target = self.new_target(ty, "conversion");
                self.expr(target.as_ref(), x, *arg);
                if !x.is_valid() {
                    return;
                }
                if let Type::Interface(_) = self.under(ty)
                    && !types.is_type_param(ty)
                    && !types.type_set(types.underlying(ty)).is_method_set()
                {
                    let text = self.type_string(ty);
                    self.error(
                        call,
                        format!(
                            "cannot use interface {text} in conversion (contains specific type constraints or is comparable)"
                        ),
                    );
                    x.invalidate();
                    return;
                }
                if has_dots {
                    let text = self.type_string(ty);
                    self.error(*arg, format!("invalid use of ... in conversion to {text}"));
                    x.invalidate();
                    return;
                }
                self.conversion(x, ty);
            }
            [.., last] => {
                self.use_exprs(args);
                let text = self.type_string(ty);
                self.error(*last, format!("too many arguments in conversion to {text}"));
            }
        }
    }

    /// Checks expressions that must be single values; a single one may be a call with several
    /// results.
    pub fn expr_list(&mut self, list: &[ExprId]) -> Vec<Operand> {
        if let [e] = list {
            return self.multi_expr(*e, false).0;
        }
        let mut operands = Vec::with_capacity(list.len());
        for &e in list {
            let mut x = Operand::new(self);
            self.expr(None, &mut x, e);
            operands.push(x);
        }
        operands
    }

    /// Like [`Checker::expr_list`], but the operands may be generic functions, possibly with some
    /// type arguments, which the second result has.
    pub fn generic_expr_list(
        &mut self,
        list: &[ExprId],
    ) -> (Vec<Operand>, Vec<Option<Vec<TypeId>>>) {
        // Before that, arguments could not be generic.
        let infer = !self.allow_version(language::INFERENCE_OF_FUNCTIONS);
        let mut operands = Vec::with_capacity(list.len());
        let mut targs = Vec::new();
        for (i, &e) in list.iter().enumerate() {
            let mut x = Operand::new(self);
            if let ExprKind::Index { .. } = self.expr_kind(e) {
                if self.index_expr(&mut x, e) {
                    let pos = ErrorPos::from(&x);
                    match self.func_inst(None, pos, &mut x, Some(e), infer) {
                        Some(some) => {
                            targs.resize(i, None);
                            targs.push(Some(some));
                            x.expr = Some(e);
                        }
                        None => self.record(&x),
                    }
                } else {
                    x.expr = Some(e);
                    self.record(&x);
                    self.exclude(&mut x, Exclude::VALUE);
                    self.single_value(&mut x);
                }
            } else {
                self.raw_expr(None, &mut x, e, None, true);
                self.exclude(&mut x, Exclude::VALUE);
                if list.len() == 1
                    && x.is_valid()
                    && let Type::Tuple(elems) = self.types.get(x.ty)
                {
                    let results = elems.iter().map(|&ty| Operand {
                        mode: Mode::Value,
                        ty,
                        val: None,
                        expr: Some(e),
                    });
                    return (results.collect(), Vec::new());
                }
                self.single_value(&mut x);
            }
            operands.push(x);
        }
        (operands, targs)
    }

    /// Checks the arguments of a call against the signature of the callee, instantiating callee
    /// and arguments as needed. The result is the signature, instantiated and the same on error,
    /// and whether there was an error.
    fn arguments(
        &mut self,
        call: ExprId,
        sig_type: TypeId,
        given: ExplicitTypeArgs<'a>,
        args: &mut [Operand],
        arg_targs: Vec<Option<Vec<TypeId>>>,
    ) -> (TypeId, bool) {
        let types = self.types;
        let ast = self.ast();
        let ExprKind::Call { fun, args: arg_exprs, has_dots } = &ast.exprs[call].kind else {
            return (sig_type, true);
        };
        let (fun, has_dots) = (*fun, *has_dots);
        let call_pos = ErrorPos::Offset(ast.exprs[call].pos);
        let Some(sig) = self.signature(sig_type) else { return (sig_type, true) };

        let nargs = args.len();
        let mut npars = sig.params.len();
        let mut params: Vec<TypeId> = sig.params.iter().map(|p| p.ty).collect();
        if sig.variadic {
            if has_dots {
                if arg_exprs.len() == 1 && nargs > 1 {
                    let text = self.expr_string(arg_exprs[0]);
                    self.error(call, format!("cannot use ... with {nargs}-valued {text}"));
                    return (sig_type, true);
                }
            } else if nargs + 1 >= npars {
                // One parameter for each argument of the variadic part.
                let elem = match params.pop().map(|last| types.get(last)) {
                    Some(Type::Slice(elem)) => *elem,
                    _ => types.invalid(),
                };
                params.resize(nargs, elem);
                npars = nargs;
            } else {
                npars -= 1; // for the message
            }
        } else if has_dots {
            let text = self.expr_string(fun);
            self.error(call, format!("cannot use ... in call to non-variadic {text}"));
            return (sig_type, true);
        }

        if nargs != npars {
            self.argument_count_error(call, fun, sig, args, npars, has_dots);
            return (sig_type, true);
        }

        // The type parameters of the callee, then those of the arguments that are generic.
        let mut tparams: Vec<TypeId> = Vec::new();
        let mut targs = given.targs;
        let n = sig.tparams.len();
        if n > 0 {
            if !self.allow_version(language::TYPE_PARAMETERS) {
                let (at, what) = match ast.exprs[fun].kind {
                    ExprKind::Index { .. } => (fun, "function instantiation"),
                    _ => (call, "implicit function instantiation"),
                };
                self.version_error(at, language::TYPE_PARAMETERS, what);
            }
            let (fresh, renamed) = types.rename_tparams(&sig.tparams, types.tuple(params.into()));
            tparams = fresh.into_vec();
            params = self.tuple_types(renamed).to_vec();
            targs.resize(n, None);
        }
        let mut generic_args: Vec<(usize, usize)> = Vec::new();
        for (i, arg) in args.iter_mut().enumerate() {
            let Type::Signature(arg_sig) = types.get(arg.ty) else { continue };
            if arg_sig.tparams.is_empty() || !arg.is_valid() {
                continue;
            }
            // Each use of a function has type parameters of its own: f(g, g).
            let plain = types
                .intern(Type::Signature(Signature { tparams: Box::default(), ..arg_sig.clone() }));
            let (fresh, renamed) = types.rename_tparams(&arg_sig.tparams, plain);
            let count = fresh.len();
            if let Type::Signature(renamed) = types.get(renamed) {
                arg.ty = types.intern(Type::Signature(Signature {
                    tparams: fresh.clone(),
                    ..renamed.clone()
                }));
            }
            tparams.extend_from_slice(&fresh);
            if let Some(Some(some)) = arg_targs.get(i) {
                targs.extend(some.iter().copied().map(Some));
            }
            targs.resize(tparams.len(), None);
            generic_args.push((i, count));
        }
        if let Some(&(first, _)) = generic_args.first() {
            self.verify_version(&args[first], language::INFERENCE_OF_FUNCTIONS, |_| {
                "implicitly instantiated function as argument".to_owned()
            });
        }

        let mut result = sig_type;
        if !tparams.is_empty() {
            let arg_types: Vec<TypeId> = args
                .iter()
                .map(|arg| if arg.is_valid() { arg.ty } else { types.invalid() })
                .collect();
            let inferred =
                types.infer(&tparams, &targs, &params, &arg_types, false, &mut self.ctx());
            let inferred = match inferred {
                Ok(list) => list,
                Err(err) => {
                    if !self.rests_on_constraint(&err, &tparams) {
                        let prefix = format!("in call to {}, ", self.expr_string(fun));
                        let texts: Vec<String> = args
                            .iter()
                            .map(|arg| arg.expr.map(|e| self.expr_string(e)).unwrap_or_default())
                            .collect();
                        let text = |i: usize| texts.get(i).cloned().unwrap_or_default();
                        self.infer_error(&err, call_pos, &prefix, &text, args);
                    }
                    return (sig_type, true);
                }
            };
            if n > 0 {
                let targs = &inferred[..n];
                result = self.instantiate_signature(call_pos, fun, sig_type, targs, given.exprs);
                // The parameters, adjusted above, refer to the fresh type parameters.
                for param in &mut params {
                    *param = types.subst(*param, &tparams[..n], targs);
                }
            }
            let mut j = n;
            for (i, count) in generic_args {
                let targs = &inferred[j..j + count];
                j += count;
                let arg = &mut args[i];
                let Some(expr) = arg.expr else { continue };
                arg.ty = self.instantiate_signature(call_pos, expr, arg.ty, targs, &[]);
                self.record(arg);
            }
        }

        if args.is_empty() {
            return (result, false);
        }
        let mut context = String::new();
        for (arg, &param) in args.iter_mut().zip(&params) {
            // Most arguments need no more than this.
            if arg.ty == param && is_plain_value(arg.mode) {
                continue;
            }
            if context.is_empty() {
                context = format!("argument to {}", self.expr_string(fun));
            }
            self.assignment(arg, Some(param), &context);
        }
        (result, false)
    }

    fn argument_count_error(
        &mut self,
        call: ExprId,
        fun: ExprId,
        sig: &Signature,
        args: &[Operand],
        npars: usize,
        has_dots: bool,
    ) {
        let nargs = args.len();
        let ExprKind::Call { args: arg_exprs, .. } = self.expr_kind(call) else { return };
        if args.iter().any(|arg| !arg.is_valid()) && nargs == 1 && arg_exprs.len() == 1 {
            return; // an unknown call may have any number of results
        }
        let (at, qualifier) = if nargs > npars {
            (args.get(npars).map_or(ErrorPos::Expr(call), ErrorPos::from), "too many")
        } else {
            (args.last().map_or(ErrorPos::Expr(call), ErrorPos::from), "not enough")
        };
        let mut err = ErrorDesc::default();
        let text = self.expr_string(fun);
        self.addf(&mut err, at, format!("{qualifier} arguments in call to {text}"));
        let have: Vec<TypeId> = args.iter().map(|arg| arg.ty).collect();
        let have = self.types_summary(&have, false, has_dots);
        let want: Vec<TypeId> = sig.params.iter().map(|p: &Param| p.ty).collect();
        let want = self.types_summary(&want, sig.variadic, false);
        self.addf(&mut err, ErrorPos::None, format!("have {have}"));
        self.addf(&mut err, ErrorPos::None, format!("want {want}"));
        self.report(err);
    }

    /// Checks the arguments of a built-in function that is called like a variadic one.
    pub(super) fn variadic_arguments(
        &mut self,
        call: ExprId,
        params: &[TypeId],
        args: &mut [Operand],
    ) {
        let params =
            params.iter().map(|&ty| Param { name: crate::symbol::Symbol::EMPTY, ty }).collect();
        let sig = self.types.intern(Type::Signature(Signature {
            tparams: Box::default(),
            params,
            results: Box::default(),
            variadic: true,
        }));
        let given = ExplicitTypeArgs { targs: Vec::new(), exprs: &[] };
        self.arguments(call, sig, given, args, Vec::new());
    }
}

/// Whether an operand of this mode and the right type may be assigned as it is.
fn is_plain_value(mode: Mode) -> bool {
    matches!(mode, Mode::Value | Mode::Variable | Mode::MapIndex | Mode::CommaOk)
}

/// What kind of expression a call of a built-in function is.
fn builtin_class(builtin: Builtin) -> ExprClass {
    match builtin {
        Builtin::Clear
        | Builtin::Close
        | Builtin::Copy
        | Builtin::Delete
        | Builtin::Panic
        | Builtin::Print
        | Builtin::Println
        | Builtin::Recover => ExprClass::Statement,
        Builtin::Append
        | Builtin::Cap
        | Builtin::Complex
        | Builtin::Imag
        | Builtin::Len
        | Builtin::Make
        | Builtin::Max
        | Builtin::Min
        | Builtin::New
        | Builtin::Real
        | Builtin::UnsafeAdd
        | Builtin::UnsafeAlignof
        | Builtin::UnsafeOffsetof
        | Builtin::UnsafeSizeof
        | Builtin::UnsafeSlice
        | Builtin::UnsafeSliceData
        | Builtin::UnsafeString
        | Builtin::UnsafeStringData => ExprClass::Expression,
    }
}

//! Prints the IR of packages in the shape of gc's `-W=2` dumps, for comparison by a script:
//! `cargo xtask dump_like_gc file.go`.

use std::io::Write;
use std::process::ExitCode;

use goesc::budget::Budget;
use goesc::ir::func::FuncTable;
use goesc::ir::node::{
    As2Op, BinaryOp, Body, BranchOp, BuiltinOp, CallOp, CompLitOp, ConvOp, MakeOp, NodeId, NodePos,
    Op, SelectorOp, SliceOp, UnaryOp,
};
use goesc::ir::package::Threads;
use goesc::ir::type_fmt::TypeFmt;
use goesc::ir::visit::for_each_child;
use goesc::lower::Input;
use goesc::passes;
use goesc::source::pos::SourceMap;
use goesc::source::{Environment, Overrides};
use goesc::types::constant::Value;
use goesc::workspace::check_all;

/// Runs it.
pub fn main(patterns: Vec<String>) -> ExitCode {
    let config = Environment::current()
        .and_then(|environment| goesc::std::settings(&environment, Overrides::default()));
    let Ok(config) = config else { return ExitCode::from(2) };
    let Ok(checked) = check_all(&config, &patterns, 0) else { return ExitCode::from(2) };
    let funcs = FuncTable::new();
    let mut out = std::io::stdout().lock();
    for one in &checked.packages {
        if !checked.loaded.roots.contains(&one.id) {
            continue;
        }
        for error in &one.package.errors {
            let _ = writeln!(out, "error: {}", error.message);
        }
        let input = Input {
            types: &checked.types,
            funcs: &funcs,
            package: &one.package,
            packages: &checked.library,
            profile: &config.target.profile(),
            budget: &Budget::default(),
            threads: Threads::One,
        };
        let package =
            passes::run(input, goesc::passes::Inlining::Off(&goesc::passes::inline::NoCallees));
        let types = TypeFmt::new(&checked.types, package.id);
        let dump = Dump { sources: &checked.sources, types, funcs: &funcs, store: &checked.types };
        for &(id, func) in &package.order {
            let Some(body) = package.index.get(&id).and_then(|&i| package.bodies.get(i)) else {
                continue;
            };
            let function = &body.funcs[func];
            let _ = writeln!(out, "before escape {}", function.name);
            for &name in &function.dcl {
                let name = &body.names[name];
                let _ = writeln!(
                    out,
                    "2 NAME {} {} # {}",
                    name.sym,
                    dump.types.string(name.ty),
                    dump.at(name.pos)
                );
            }
            for &name in &function.closure_vars {
                let _ = writeln!(out, "2 NAME {}", body.names[name].sym);
            }
            for &stmt in &function.body {
                dump.node(&mut out, body, stmt, 2);
            }
        }
    }
    ExitCode::SUCCESS
}

struct Dump<'a> {
    sources: &'a SourceMap,
    types: TypeFmt<'a>,
    funcs: &'a FuncTable,
    store: &'a goesc::types::store::Types,
}

impl Dump<'_> {
    fn at(&self, pos: NodePos) -> String {
        let file = self.sources.file(pos.at.file);
        let at = file.line_col(pos.at.offset);
        format!("{}:{}", at.line, at.column)
    }

    fn node(&self, out: &mut impl Write, body: &Body, id: NodeId, depth: usize) {
        let n = &body.nodes[id];
        for &init in &n.init {
            self.node(out, body, init, depth + 1);
        }
        let mut text = self.op(body, &n.op);
        if n.implicit {
            text.push_str(" Implicit");
        }
        let ty = n.ty.map(|ty| self.types.string(ty)).unwrap_or_default();
        let at = match n.op {
            Op::Name(_) | Op::Global(_) | Op::Func(_) | Op::Type | Op::Blank | Op::Literal(_) => {
                String::new()
            }
            _ => format!("# {}", self.at(n.pos)),
        };
        let _ = writeln!(out, "{depth} {text} {ty} {at}");
        match &n.op {
            Op::Dcl(name) => {
                let _ = writeln!(out, "{} NAME {}", depth + 1, body.names[*name].sym);
            }
            Op::Select(clauses) => {
                for clause in clauses {
                    let _ = writeln!(out, "{} CASE # {}", depth + 1, self.at(clause.pos));
                    for &node in clause.comm.iter().chain(&clause.body) {
                        self.node(out, body, node, depth + 2);
                    }
                }
            }
            Op::Switch(switch) => {
                if let Some(tag) = switch.tag {
                    self.node(out, body, tag, depth + 1);
                }
                self.cases(out, body, &switch.cases, depth + 1);
            }
            Op::TypeSwitch(switch) => {
                let _ = writeln!(out, "{} TYPESW # {}", depth + 1, self.at(switch.guard_pos));
                self.node(out, body, switch.x, depth + 2);
                self.cases(out, body, &switch.cases, depth + 1);
            }
            _ => {
                let skip = n.init.len();
                let mut i = 0;
                let mut children = Vec::new();
                for_each_child(body, id, |child| {
                    if i >= skip {
                        children.push(child);
                    }
                    i += 1;
                });
                for child in children {
                    self.node(out, body, child, depth + 1);
                }
            }
        }
    }

    fn cases(
        &self,
        out: &mut impl Write,
        body: &Body,
        cases: &[goesc::ir::node::CaseClause],
        depth: usize,
    ) {
        for case in cases {
            let _ = writeln!(out, "{depth} CASE # {}", self.at(body.nodes[case.node].pos));
            if let Some(var) = case.var {
                let _ = writeln!(out, "{} NAME {}", depth + 1, body.names[var].sym);
            }
            for &node in case.list.iter().chain(&case.body) {
                self.node(out, body, node, depth + 1);
            }
        }
    }

    fn op(&self, body: &Body, op: &Op) -> String {
        match op {
            Op::Name(name) => format!("NAME {}", body.names[*name].sym),
            Op::Global(obj) => format!("NAME {}", self.store.object(*obj).name),
            Op::Func(id) => format!("NAME {}", self.funcs.get(*id).name),
            Op::Type => "TYPE".into(),
            Op::DynamicType => "DYNAMICTYPE".into(),
            Op::Literal(Value::Int64(x)) => format!("LITERAL {x}"),
            Op::Literal(_) => "LITERAL".into(),
            Op::Nil => "NIL".into(),
            Op::Static | Op::LinkSym { .. } => "STATIC".into(),
            Op::Unary(op, _) => unary(*op).into(),
            Op::Binary(op, ..) => binary(*op).into(),
            Op::AddStr(_) => "ADDSTR".into(),
            Op::Addr(_) => "ADDR".into(),
            Op::PtrLit(_) => "PTRLIT".into(),
            Op::Deref(_) => "DEREF".into(),
            Op::Selector { op, sel, .. } => format!(
                "{} {sel}",
                match op {
                    SelectorOp::Dot => "DOT",
                    SelectorOp::DotPtr => "DOTPTR",
                    SelectorOp::DotMeth => "DOTMETH",
                    SelectorOp::DotInter => "DOTINTER",
                    SelectorOp::MethValue => "METHVALUE",
                    SelectorOp::MethExpr => "METHEXPR",
                }
            ),
            Op::DotType { comma_ok, .. } => {
                format!("DOTTYPE{}", if *comma_ok { "2" } else { "" })
            }
            Op::DynamicDotType { comma_ok, .. } => {
                format!("DYNAMICDOTTYPE{}", if *comma_ok { "2" } else { "" })
            }
            Op::Index { .. } => "INDEX".into(),
            Op::IndexMap { assigned, .. } => {
                format!("INDEXMAP{}", if *assigned { " Assigned" } else { "" })
            }
            Op::Slice { op, .. } => match op {
                SliceOp::Slice => "SLICE",
                SliceOp::SliceArr => "SLICEARR",
                SliceOp::SliceStr => "SLICESTR",
                SliceOp::Slice3 => "SLICE3",
                SliceOp::Slice3Arr => "SLICE3ARR",
            }
            .into(),
            Op::Conv(op, _) => match op {
                ConvOp::Conv => "CONV",
                ConvOp::ConvNop => "CONVNOP",
                ConvOp::ConvIface => "CONVIFACE",
                ConvOp::Bytes2Str => "BYTES2STR",
                ConvOp::Runes2Str => "RUNES2STR",
                ConvOp::Str2Bytes => "STR2BYTES",
                ConvOp::Str2Runes => "STR2RUNES",
                ConvOp::RuneStr => "RUNESTR",
                ConvOp::Slice2Arr => "SLICE2ARR",
                ConvOp::Slice2ArrPtr => "SLICE2ARRPTR",
            }
            .into(),
            Op::CompLit { op, len, .. } => match op {
                CompLitOp::Array => "ARRAYLIT".into(),
                CompLitOp::Slice => format!("SLICELIT Len:{len}"),
                CompLitOp::Map => "MAPLIT".into(),
                CompLitOp::Struct => "STRUCTLIT".into(),
            },
            Op::Key { .. } => "KEY".into(),
            Op::StructKey { field, .. } => format!("STRUCTKEY {field}"),
            Op::Closure(id) => format!("CLOSURE {}", body.funcs[*id].name),
            Op::Call { op, is_ddd, go_defer, .. } => format!(
                "{}{}{}",
                match op {
                    CallOp::CallFunc => "CALLFUNC",
                    CallOp::CallInter => "CALLINTER",
                    CallOp::CallMeth => "CALLMETH",
                },
                if *go_defer { " GoDefer" } else { "" },
                if *is_ddd { " IsDDD" } else { "" },
            ),
            Op::InlCall { .. } => "INLCALL".into(),
            Op::Make { op, .. } => match op {
                MakeOp::Slice => "MAKESLICE",
                MakeOp::Chan => "MAKECHAN",
                MakeOp::Map => "MAKEMAP",
            }
            .into(),
            Op::Append { is_ddd, .. } => {
                format!("APPEND{}", if *is_ddd { " IsDDD" } else { "" })
            }
            Op::Builtin(op, _) => match op {
                BuiltinOp::Min => "MIN",
                BuiltinOp::Max => "MAX",
                BuiltinOp::Print => "PRINT",
                BuiltinOp::Println => "PRINTLN",
                BuiltinOp::Delete => "DELETE",
            }
            .into(),
            Op::Recover => "RECOVER".into(),
            Op::Getg => "GETG".into(),
            Op::Block(_) => "BLOCK".into(),
            Op::Branch(op, label) => format!(
                "{} {}",
                match op {
                    BranchOp::Break => "BREAK",
                    BranchOp::Continue => "CONTINUE",
                    BranchOp::Fall => "FALL",
                    BranchOp::Goto => "GOTO",
                },
                label.map(|label| label.as_str()).unwrap_or_default()
            ),
            Op::Label(label) => format!("LABEL {label}"),
            Op::Dcl(_) => "DCL".into(),
            Op::As { def, .. } => format!("AS{}", if *def { " Def" } else { "" }),
            Op::AsOp { op, .. } => format!("ASOP {}", binary(*op)),
            Op::As2 { op, def, .. } => format!(
                "{}{}",
                match op {
                    As2Op::As2 => "AS2",
                    As2Op::Func => "AS2FUNC",
                    As2Op::DotType => "AS2DOTTYPE",
                    As2Op::MapR => "AS2MAPR",
                    As2Op::Recv => "AS2RECV",
                    As2Op::SelRecv2 => "SELRECV2",
                },
                if *def { " Def" } else { "" }
            ),
            Op::Blank => "NAME _".into(),
            Op::If { .. } => "IF".into(),
            Op::For(_) => "FOR".into(),
            Op::Range(range) => format!("RANGE{}", if range.def { " Def" } else { "" }),
            Op::Return(_) => "RETURN".into(),
            Op::Select(_) => "SELECT".into(),
            Op::Switch(_) | Op::TypeSwitch(_) => "SWITCH".into(),
            Op::Go(_) => "GO".into(),
            Op::Defer { .. } => "DEFER".into(),
            Op::Send { .. } => "SEND".into(),
            Op::TailCall(_) => "TAILCALL".into(),
            Op::Case => "CASE".into(),
        }
    }
}

fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Plus => "PLUS",
        UnaryOp::Neg => "NEG",
        UnaryOp::BitNot => "BITNOT",
        UnaryOp::Not => "NOT",
        UnaryOp::Recv => "RECV",
        UnaryOp::Len => "LEN",
        UnaryOp::Cap => "CAP",
        UnaryOp::Real => "REAL",
        UnaryOp::Imag => "IMAG",
        UnaryOp::New => "NEW",
        UnaryOp::Close => "CLOSE",
        UnaryOp::Clear => "CLEAR",
        UnaryOp::Panic => "PANIC",
        UnaryOp::CheckNil => "CHECKNIL",
        UnaryOp::Itab => "ITAB",
        UnaryOp::Idata => "IDATA",
        UnaryOp::Sptr => "SPTR",
        UnaryOp::UnsafeSliceData => "UNSAFESLICEDATA",
        UnaryOp::UnsafeStringData => "UNSAFESTRINGDATA",
    }
}

fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "ADD",
        BinaryOp::Sub => "SUB",
        BinaryOp::Mul => "MUL",
        BinaryOp::Div => "DIV",
        BinaryOp::Mod => "MOD",
        BinaryOp::And => "AND",
        BinaryOp::Or => "OR",
        BinaryOp::Xor => "XOR",
        BinaryOp::AndNot => "ANDNOT",
        BinaryOp::Lsh => "LSH",
        BinaryOp::Rsh => "RSH",
        BinaryOp::Eq => "EQ",
        BinaryOp::Ne => "NE",
        BinaryOp::Lt => "LT",
        BinaryOp::Le => "LE",
        BinaryOp::Gt => "GT",
        BinaryOp::Ge => "GE",
        BinaryOp::AndAnd => "ANDAND",
        BinaryOp::OrOr => "OROR",
        BinaryOp::Complex => "COMPLEX",
        BinaryOp::Copy => "COPY",
        BinaryOp::MakeFace => "MAKEFACE",
        BinaryOp::UnsafeAdd => "UNSAFEADD",
        BinaryOp::UnsafeSlice => "UNSAFESLICE",
        BinaryOp::UnsafeString => "UNSAFESTRING",
    }
}

//! Prints the IR that packages are lowered to, as it stands before escape analysis:
//! `cargo xtask dump_ir file.go`. With `-q` only names of functions and
//! messages, with `-n` only the time.

use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

use goesc::budget::Budget;
use goesc::findings::kind::FindingKind;
use goesc::ir::fmt::op_text;
use goesc::ir::func::FuncTable;
use goesc::ir::node::{Body, NodeId, NodePos, Op};
use goesc::ir::package::Threads;
use goesc::ir::type_fmt::TypeFmt;
use goesc::ir::visit::for_each_child;
use goesc::lower::Input;
use goesc::passes;
use goesc::report::gc_words::headline;
use goesc::source::pos::SourceMap;
use goesc::source::{Environment, Overrides};
use goesc::workspace::check_all;

/// Runs it.
pub fn main(mut patterns: Vec<String>) -> ExitCode {
    let flag = match patterns.first().map(String::as_str) {
        Some("-q") => 'q',
        Some("-n") => 'n',
        _ => ' ',
    };
    if flag != ' ' {
        patterns.remove(0);
    }
    let config = Environment::current()
        .and_then(|environment| goesc::std::settings(&environment, Overrides::default()));
    let config = match config {
        Ok(config) => config,
        Err(error) => {
            eprintln!("dump_ir: {error}");
            return ExitCode::from(2);
        }
    };
    let checked = match check_all(&config, &patterns, 0) {
        Ok(checked) => checked,
        Err(error) => {
            eprintln!("dump_ir: {error}");
            return ExitCode::from(2);
        }
    };
    let funcs = FuncTable::new();
    let start = Instant::now();
    let (mut bodies, mut nodes) = (0, 0);
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
        bodies += package.bodies.len();
        nodes += package.bodies.iter().map(|body| body.nodes.len()).sum::<usize>();
        if flag == 'n' {
            continue;
        }
        for message in &package.messages {
            let text = headline(&FindingKind::Note(message.note.clone()));
            let _ = writeln!(out, "{}: {text}", at(&checked.sources, message.pos().into()));
        }
        let types = TypeFmt::new(&checked.types, package.id);
        for &(id, func) in &package.order {
            let Some(body) = package.index.get(&id).and_then(|&i| package.bodies.get(i)) else {
                continue;
            };
            let function = &body.funcs[func];
            let sym = funcs.get(id);
            let pkg = sym.pkg.filter(|&pkg| Some(pkg) != package.id);
            let pkg = pkg.and_then(|pkg| checked.types.package(pkg).name.get());
            let pkg = pkg.map(|pkg| format!("{pkg}.")).unwrap_or_default();
            let _ = writeln!(out, "func {pkg}{}", function.name);
            if flag == 'q' {
                continue;
            }
            for &captured in &function.closure_vars {
                let _ = writeln!(out, "    captures {}", body.names[captured].sym);
            }
            for &stmt in &function.body {
                dump(&mut out, &checked.sources, &types, body, stmt, 1);
            }
        }
    }
    let _ = writeln!(out, "{bodies} bodies, {nodes} nodes, {:?}", start.elapsed());
    ExitCode::SUCCESS
}

fn at(sources: &SourceMap, pos: NodePos) -> String {
    let file = sources.file(pos.at.file);
    let at = file.line_col(pos.at.offset);
    format!("{}:{}", at.line, at.column)
}

fn dump(
    out: &mut impl Write,
    sources: &SourceMap,
    types: &TypeFmt<'_>,
    body: &Body,
    node: NodeId,
    depth: usize,
) {
    let n = &body.nodes[node];
    let text = match &n.op {
        Op::Name(name) => format!("NAME {}", body.names[*name].sym),
        Op::Dcl(name) => format!("DCL {}", body.names[*name].sym),
        Op::Literal(value) => format!("LITERAL {value:?}"),
        Op::Closure(func) => format!("CLOSURE {}", body.funcs[*func].name),
        Op::Selector { op, sel, .. } => format!("{op:?} {sel}"),
        Op::Conv(op, _) => format!("{op:?}"),
        Op::As2 { op, .. } => format!("AS2 {op:?}"),
        Op::Call { op, is_ddd, go_defer, .. } => {
            format!(
                "{op:?}{}{}",
                if *is_ddd { " ddd" } else { "" },
                if *go_defer { " godefer" } else { "" }
            )
        }
        op => op_text(op).to_owned(),
    };
    let implicit = if n.implicit { " implicit" } else { "" };
    let ty = n.ty.map(|ty| types.string(ty)).unwrap_or_default();
    let _ = writeln!(
        out,
        "{:indent$}{text}{implicit} {ty} # {}",
        "",
        at(sources, n.pos),
        indent = depth * 4
    );
    for_each_child(body, node, |child| dump(out, sources, types, body, child, depth + 1));
}

//! A call replaced by the body of what it calls (`noder/reader.go`: `unifiedInlineCall`).
//!
//! Comes in: a call, and the function that it calls as it was lowered. Goes out: the same node as
//! an [`Op::InlCall`]. Parameters and results have become variables of the caller, a `return` an
//! assignment to the results and a jump to the end.
//!
//! ```go
//! func max(a, b int) int { if a > b { return a }; return b }
//! x := max(f(), 2)
//! // a, b := f(), 2; var ~r0 int
//! // if a > b { ~r0 = a; goto .i0 }
//! // ~r0 = b; goto .i0
//! // .i0:
//! // x := ~r0
//! ```
//!
//! Where the function has one `return` and no named results, they are declared there and not
//! before: `~r0` has one assignment then, and is as good as the value itself.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::ir::node::{
    As2Op, Body, BranchOp, ClosureId, ConvOp, Defn, InlineId, InlinedCall, Inlinee, Name, NameId,
    Node, NodeId, NodePos, Nodes, Op,
};
use crate::ir::relocate::{CopyPosition, Relocated, Relocation, relocate};
use crate::symbol::Symbol;
use crate::types::store::PkgId;

/// When the results of an inlined call are declared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Results {
    /// Before the body, with their zero values.
    Before,
    /// By the one `return` statement (`Inline.CanDelayResults`).
    AtReturn,
}

/// What literals that come with an inlined call are called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Literals {
    /// As the literals that they are copies of.
    AsThere,
    /// With a hash that tells them from those that come with other calls, too.
    WithHash,
}

/// What a call calls.
#[derive(Clone, Copy, Debug)]
pub struct Called<'t> {
    /// Which function.
    pub inlinee: Inlinee,
    /// The body that it is of, as it was lowered.
    pub template: &'t Body,
    /// The function in it.
    pub func: ClosureId,
    /// When its results are declared.
    pub results: Results,
    /// The package of the caller's name.
    pub pkg: Option<PkgId>,
    /// The number of the call among all that are inlined in the package.
    pub number: u32,
    /// What the literals that come with it are called.
    pub literals: Literals,
}

/// Puts the body of what a call of `func` calls in its place, and says what was copied.
pub fn inline_call(
    body: &mut Body,
    func: ClosureId,
    call: NodeId,
    called: Called<'_>,
) -> Relocated {
    let Node { pos, .. } = body.nodes[call];
    let mut init = std::mem::take(&mut body.nodes[call].init);
    let (fun, args) = match &mut body.nodes[call].op {
        Op::Call { fun, args, .. } => (*fun, std::mem::take(args)),
        _ => return Relocated::default(),
    };
    let captures = captures(body, called.inlinee);
    let inlined =
        body.inlined.push(InlinedCall { call: pos, number: called.number, callee: called.inlinee });
    let hash = match called.literals {
        Literals::WithHash if called.template.funcs.len() > 1 => Some(hash(body, inlined)),
        Literals::WithHash | Literals::AsThere => None,
    };
    let name = match called.inlinee {
        Inlinee::Literal(literal) => body.funcs[literal].name,
        Inlinee::Func(_) => called.template.funcs[called.func].name,
    };
    let mut copied = relocate(
        body,
        Relocation {
            template: called.template,
            from: called.func,
            into: func,
            inlined,
            captures: &captures,
            pkg: called.pkg,
            name,
            hash,
            stands: stands(&called, pos),
        },
    );
    callee_effects(body, &mut init, fun);
    init.push(assign_params(body, pos, &copied.params, args, &mut copied.nodes));
    if called.results == Results::Before {
        for &result in &copied.results {
            init.push(body.add(pos, None, Op::Dcl(result)));
            let x = name_node(body, result);
            let zero = body.add(pos, None, Op::As { x, y: None, def: false });
            copied.nodes.push(zero);
            init.push(zero);
        }
    }
    let end = InlinedCall::end_label(inlined);
    for ret in copied.returns.clone() {
        replace_return(body, ret, pos, called.results, end, &mut copied);
    }
    let mut stmts = std::mem::take(&mut copied.body);
    stmts.push(body.add(pos, None, Op::Label(end)));
    let results = copied.results.iter().map(|&result| name_node(body, result)).collect();
    let node = &mut body.nodes[call];
    node.init = init;
    node.op = Op::InlCall { body: stmts, results };
    copied
}

/// What stands for an inlined call in the symbols of its literals (`ir.closureName`): the numbers
/// of the call, and of those that it came with, by way of a hash.
fn hash(body: &Body, inlined: InlineId) -> Symbol {
    let number = |call: &InlinedCall| call.number.to_string();
    let call = &body.inlined[inlined];
    let around: Vec<String> = body.inlined_through(call.call).map(number).collect();
    let mut text = number(call);
    for number in around.iter().rev() {
        text.push(' ');
        text.push_str(number);
    }
    // `cmd/internal/hash.New32`, of which eight bytes are taken.
    let digest = Sha256::new().chain_update([1]).chain_update(text).finalize();
    Symbol::new(&STANDARD.encode(&digest[..8]))
}

/// Where the statements of an inlined function stand.
fn stands(called: &Called<'_>, call: NodePos) -> CopyPosition {
    let func = &called.template.funcs[called.func];
    match (func.flags.wrapper, func.parent) {
        (false, _) => CopyPosition::Inlined,
        (true, Some(_)) => CopyPosition::AsBefore,
        (true, None) => CopyPosition::At(call),
    }
}

/// What a literal captures, as variables of the function around it.
fn captures(body: &Body, inlinee: Inlinee) -> Vec<NameId> {
    match inlinee {
        Inlinee::Func(_) => Vec::new(),
        Inlinee::Literal(literal) => {
            let captured = body.funcs[literal].closure_vars.iter();
            captured.map(|&name| body.names[name].outer.unwrap_or(name)).collect()
        }
    }
}

/// Keeps what the evaluation of a callee does (`CalleeEffects`).
fn callee_effects(body: &mut Body, init: &mut Nodes, mut callee: NodeId) {
    loop {
        init.append(&mut body.nodes[callee].init);
        callee = match &mut body.nodes[callee].op {
            Op::Conv(ConvOp::ConvNop, x) => *x,
            Op::InlCall { body: stmts, results } => {
                init.append(stmts);
                match results[..] {
                    [result] => result,
                    _ => return,
                }
            }
            _ => return,
        };
    }
}

/// `params := args`.
fn assign_params(
    body: &mut Body,
    pos: NodePos,
    params: &[NameId],
    args: Nodes,
    nodes: &mut Nodes,
) -> NodeId {
    let lhs: Nodes = params.iter().map(|&param| name_node(body, param)).collect();
    let assign = body.add(pos, None, Op::As2 { op: As2Op::As2, lhs, rhs: args, def: true });
    for &param in params {
        let dcl = body.add(pos, None, Op::Dcl(param));
        body.nodes[assign].init.push(dcl);
        body.names[param].defn = Defn::Node(assign);
    }
    nodes.push(assign);
    assign
}

/// `return values` as `results = values; goto end` (`inlReturn`).
fn replace_return(
    body: &mut Body,
    ret: NodeId,
    pos: NodePos,
    results: Results,
    end: Symbol,
    copied: &mut Relocated,
) {
    let values = match &mut body.nodes[ret].op {
        Op::Return(values) => std::mem::take(values),
        _ => return,
    };
    let mut block = std::mem::take(&mut body.nodes[ret].init);
    if !values.is_empty() {
        let lhs: Nodes = copied.results.iter().map(|&result| name_node(body, result)).collect();
        let op = Op::As2 { op: As2Op::As2, lhs, rhs: values, def: false };
        let assign = body.add(pos, None, op);
        copied.nodes.push(assign);
        if results == Results::AtReturn {
            for &result in &copied.results {
                block.push(body.add(pos, None, Op::Dcl(result)));
                body.names[result].defn = Defn::Node(assign);
            }
        }
        block.push(assign);
    }
    block.push(body.add(pos, None, Op::Branch(BranchOp::Goto, Some(end))));
    let node = &mut body.nodes[ret];
    node.pos = pos;
    node.op = Op::Block(block);
}

fn name_node(body: &mut Body, name: NameId) -> NodeId {
    let Name { pos, ty, .. } = body.names[name];
    body.add(pos, Some(ty), Op::Name(name))
}

//! What gc says while it inlines (`inline/inl.go`: `mkinlcall`, `canInlineCallExpr`,
//! `noteInlinableFunc`).
//!
//! ```text
//! -m       m.go:9:10: inlining call to f
//! -m       m.go:3:9: can inline f.func1      a literal that came with f, when it is called first
//! -m=2     m.go:9:10: cannot inline f into g: repeated recursive cycle
//! -json=0  cannotInlineCall "cost 75 of p.f exceeds max caller cost 20"
//! ```

use rustc_hash::FxHashSet;

use super::call::{Refusal, callee};
use super::candidates::Env;
use super::cost::Precision;
use super::pristine::Bodies;
use super::substitute::inlined_through;
use crate::ir::fmt::NodeFmt;
use crate::ir::func::FuncId;
use crate::ir::lower::Cx;
use crate::ir::node::{Body, ClosureId, Inlinee, NodeId, NodePos, Op};
use crate::ir::package::{Logged, Message, Package};
use crate::ir::reassign::Assigned;
use crate::ir::visit::Preorder;

/// What is said while calls of a package are inlined.
pub struct Remarks<'c, 'a> {
    cx: &'c Cx<'a>,
    env: &'c Env<'c>,
    /// Literals of which it was said that they can be inlined.
    announced: FxHashSet<(FuncId, ClosureId)>,
    /// Lines, those of the devirtualizer among them.
    pub messages: Vec<Message>,
    logged: Vec<Logged>,
}

impl<'c, 'a> Remarks<'c, 'a> {
    /// Nothing so far.
    pub fn new(cx: &'c Cx<'a>, env: &'c Env<'c>) -> Remarks<'c, 'a> {
        let announced = FxHashSet::default();
        Remarks { cx, env, announced, messages: Vec::new(), logged: Vec::new() }
    }

    /// Says that a literal that came with inlined code can be inlined itself. gc finds out when
    /// it meets the first call of it, and finds out the same of those that are called in it.
    pub fn announce(
        &mut self,
        bodies: &mut Bodies<'_, '_>,
        body: &Body,
        assigned: &Assigned,
        inlinee: Inlinee,
    ) {
        let mut open = vec![inlinee];
        while let Some(inlinee) = open.pop() {
            let Inlinee::Literal(literal) = inlinee else { continue };
            if !bodies.is_brought(body, literal) || !self.announced.insert((body.id, literal)) {
                continue;
            }
            let machine = self.env.machine;
            Preorder::new().visit(body, &body.funcs[literal].body, |node, op| {
                if let Op::Call { .. } = op {
                    open.extend(callee(self.cx, machine, body, assigned, literal, node));
                }
            });
            let Some(template) = bodies.template(body, inlinee) else { continue };
            let name = bodies.name_of(body, inlinee);
            let text = match self.env.precision {
                Precision::Decision => format!("can inline {name}"),
                Precision::Exact => {
                    let input = &self.cx.input;
                    let fmt = NodeFmt::new(input.types, input.funcs, Some(input.package.id));
                    let func = &body.funcs[literal];
                    let (cost, ty) = (template.known.cost, fmt.func_type(func));
                    let text = fmt.nodes(body, &func.body);
                    format!("can inline {name} with cost {cost} as: {ty} {{ {text} }}")
                }
            };
            let pos = body.funcs[literal].pos;
            self.message(body, literal, pos, text);
        }
    }

    /// Keeps what gc logs of a call that isn't inlined although its callee could be.
    pub fn refuse(
        &mut self,
        bodies: &Bodies<'_, '_>,
        body: &Body,
        func: ClosureId,
        call: NodeId,
        inlinee: Inlinee,
        refusal: Refusal,
    ) {
        if self.env.precision == Precision::Decision {
            return;
        }
        let pos = body.nodes[call].pos;
        let message = match refusal {
            Refusal::TooExpensive { cost, max } => {
                let callee = bodies.link_name_of(body, inlinee);
                format!("cost {cost} of {callee} exceeds max caller cost {max}")
            }
            Refusal::Recursive => String::new(),
            Refusal::RepeatedCycle => {
                let (callee, caller) = (bodies.name_of(body, inlinee), body.funcs[func].name);
                let text =
                    format!("cannot inline {callee} into {caller}: repeated recursive cycle");
                self.message(body, func, body.outermost_pos(pos).into(), text);
                format!("repeated recursive cycle to {}", bodies.link_name_of(body, inlinee))
            }
        };
        let mut places = vec![pos.at];
        places.extend(inlined_through(body, pos).map(|outer| outer.call.at));
        places.reverse();
        self.logged.push(Logged { places, code: "cannotInlineCall", message });
    }

    /// Says that a call is inlined.
    pub fn inlined(
        &mut self,
        bodies: &Bodies<'_, '_>,
        body: &Body,
        func: ClosureId,
        call: NodeId,
        inlinee: Inlinee,
    ) {
        let name = bodies.name_of(body, inlinee);
        let pos = body.outermost_pos(body.nodes[call].pos).into();
        self.message(body, func, pos, format!("inlining call to {name}"));
    }

    /// Hands all to the package.
    pub fn move_to(&mut self, package: &mut Package) {
        package.messages.append(&mut self.messages);
        package.logged.append(&mut self.logged);
    }

    fn message(&mut self, body: &Body, func: ClosureId, pos: NodePos, text: String) {
        self.messages.push(Message { pos, func: body.func_name(func), text });
    }
}

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

use super::bodies::Bodies;
use super::call::callee;
use super::candidates::Env;
use super::cost::Precision;
use super::messages::code;
use crate::ir::fmt::NodeFmt;
use crate::ir::func::FuncId;
use crate::ir::node::{Body, ClosureId, Inlinee, NodeId, NodePos, Op};
use crate::ir::note::{NotInlined, Note};
use crate::ir::package::{Message, Package};
use crate::ir::reassign::Assigned;
use crate::ir::visit::Preorder;
use crate::lower::Cx;

/// What is said while calls of a package are inlined.
pub struct Remarks<'c, 'a> {
    cx: &'c Cx<'a>,
    env: &'c Env<'c>,
    /// Literals of which it was said that they can be inlined.
    announced: FxHashSet<(FuncId, ClosureId)>,
    /// Lines, those of the devirtualizer among them.
    pub messages: Vec<Message>,
}

impl<'c, 'a> Remarks<'c, 'a> {
    /// Nothing so far.
    pub fn new(cx: &'c Cx<'a>, env: &'c Env<'c>) -> Remarks<'c, 'a> {
        let announced = FxHashSet::default();
        Remarks { cx, env, announced, messages: Vec::new() }
    }

    /// Says whether a literal that came with inlined code can be inlined itself. gc finds out when
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
            let profile = self.env.profile;
            Preorder::new().visit(body, &body.funcs[literal].body, |node, op| {
                if let Op::Call { .. } = op {
                    open.extend(callee(self.cx, profile, body, assigned, literal, node));
                }
            });
            let Some(template) = bodies.template(body, inlinee) else {
                if self.env.precision != Precision::Decision
                    && let Some(why) = bodies.refusal(body, literal)
                {
                    let name = bodies.literal_symbol(body, literal);
                    let note = Note::CannotInline { name, why };
                    self.message(body, literal, body.funcs[literal].pos, note);
                }
                continue;
            };
            let name = bodies.name_of(body, inlinee);
            let code = match self.env.precision {
                Precision::Decision | Precision::Exact => None,
                Precision::Code => {
                    let input = &self.cx.input;
                    let fmt = NodeFmt::new(input.types, input.funcs, Some(input.package.id));
                    Some(code(&fmt, body, literal))
                }
            };
            let note = Note::CanInline { name, cost: template.known.cost, code };
            self.message(body, literal, body.funcs[literal].pos, note);
        }
    }

    /// Says that a call isn't inlined although its callee could be.
    pub fn refuse(
        &mut self,
        bodies: &Bodies<'_, '_>,
        body: &Body,
        func: ClosureId,
        call: NodeId,
        inlinee: Inlinee,
        why: NotInlined,
    ) {
        if self.env.precision == Precision::Decision {
            return;
        }
        let note = Note::NotInlined {
            callee: bodies.name_of(body, inlinee),
            linked: bodies.link_name_of(body, inlinee),
            caller: body.funcs[func].name.as_str().to_owned(),
            why,
        };
        self.message(body, func, body.nodes[call].pos, note);
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
        self.message(body, func, body.nodes[call].pos, Note::InliningCall { name });
    }

    /// Hands all to the package.
    pub fn move_to(&mut self, package: &mut Package) {
        package.messages.append(&mut self.messages);
    }

    fn message(&mut self, body: &Body, func: ClosureId, pos: NodePos, note: Note) {
        self.messages.push(Message::new(body, func, pos, note));
    }
}

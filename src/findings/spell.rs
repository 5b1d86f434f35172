//! From what escape analysis found out, which refers to the IR, to kinds of findings and to
//! steps, which stand for themselves: expressions, variables and functions as gc spells them.
//!
//! ```go
//! m["p"] = &point{1, 2} // verdict: Escapes(node 7); kind: Escapes("&point{...}")
//! ```

use super::PrintedPos;
use super::kind::{Event, FindingKind, Form, LeaksTo, Step, Subject, Trace, TraceCause, TraceFlow};
use crate::escape::verdict::{
    self, Cause, CauseAt, Diagnostic, Explanation, LocationRef, ParamName, Verdicts,
};
use crate::id::Id;
use crate::ir::fmt::NodeFmt;
use crate::ir::node::{Body, BodyId, CompLitOp, ConvOp, Defn, Name, NodeId, Op};
use crate::ir::package::Package;
use crate::source::pos::Pos;

/// What the names of variables begin with that the compiler made: results of calls that were
/// inlined, temporaries, and dictionaries of generic functions.
const COMPILERS: [&str; 3] = ["~r", ".autotmp_", ".dict"];

/// Whether a variable is one of the compiler's, by its name.
pub fn is_compilers(name: &str) -> bool {
    COMPILERS.iter().any(|prefix| name.starts_with(prefix))
}

/// Spells what was found out about one package.
#[derive(Clone, Copy)]
pub struct Speller<'a> {
    package: &'a Package,
    verdicts: &'a Verdicts,
    fmt: NodeFmt<'a>,
    /// Whether nodes are spelled as they were before operands were replaced by constants.
    early: bool,
    /// A position as it is printed within a trace.
    printed: &'a (dyn Fn(Pos) -> PrintedPos + Sync),
}

impl<'a> Speller<'a> {
    /// A speller for a package's verdicts. `printed` knows places as they are printed, for the
    /// positions within traces.
    pub fn new(
        package: &'a Package,
        verdicts: &'a Verdicts,
        fmt: NodeFmt<'a>,
        printed: &'a (dyn Fn(Pos) -> PrintedPos + Sync),
    ) -> Speller<'a> {
        Speller { package, verdicts, fmt, early: false, printed }
    }

    /// The printer for nodes of a body.
    fn fmt(&self, body: BodyId) -> NodeFmt<'a> {
        match self.verdicts.originals.get(&body) {
            Some(originals) if self.early => self.fmt.before(originals),
            _ => self.fmt,
        }
    }

    pub(super) fn body(&self, index: BodyId) -> &'a Body {
        &self.package.bodies[index.index()]
    }

    /// Where a verdict is reported.
    pub fn pos(&self, diagnostic: &Diagnostic) -> Pos {
        self.body(diagnostic.body).outermost_pos(diagnostic.pos)
    }

    /// Where gc reports what it says of a place.
    pub fn origin(&self, place: LocationRef) -> Option<Pos> {
        let (body, pos) = match place {
            LocationRef::Heap | LocationRef::Temp => return None,
            LocationRef::Name(body, name) => (body, self.body(body).names.get(name)?.pos),
            LocationRef::Node(body, node) => (body, self.body(body).nodes.get(node)?.pos),
        };
        Some(self.body(body).outermost_pos(pos))
    }

    /// The kind of finding that a verdict is, if anything is printed of it.
    pub fn kind(&self, diagnostic: &Diagnostic) -> Option<FindingKind> {
        let body = self.body(diagnostic.body);
        Some(match &diagnostic.kind {
            verdict::VerdictKind::MovedToHeap(name) => {
                FindingKind::Moved(self.fmt.name(body, *name))
            }
            verdict::VerdictKind::Escapes(node) => FindingKind::Escapes(self.subject(body, *node)),
            verdict::VerdictKind::DoesNotEscape(node) => {
                FindingKind::Stays(self.subject(body, *node))
            }
            verdict::VerdictKind::ZeroCopy => FindingKind::ZeroCopy,
            verdict::VerdictKind::ParamStays(param) => FindingKind::ParameterStays(*param),
            verdict::VerdictKind::LeakingParam(param) => leaks(*param, LeaksTo::Heap),
            verdict::VerdictKind::LeakingContent(param) => leaks(*param, LeaksTo::HeapContent),
            verdict::VerdictKind::LeakingToResult { param, result, level } => {
                leaks(*param, LeaksTo::Result { name: *result, level: *level })
            }
            verdict::VerdictKind::AssumingUintptr(param) => FindingKind::AssumingUintptr(*param),
            verdict::VerdictKind::MarkingUintptr { param, variadic } => {
                FindingKind::MarkingUintptr { parameter: *param, variadic: *variadic }
            }
            verdict::VerdictKind::SelfAssignment { func, statement } => {
                FindingKind::SelfAssignment {
                    function: self.fmt.func(body, *func),
                    statement: self.fmt.node(body, *statement),
                }
            }
            verdict::VerdictKind::Capture(capture) => FindingKind::Capture {
                function: self.fmt.symbol_of(body, capture.func),
                variable: self.fmt.name(body, capture.name),
                by_value: capture.by_value,
                addrtaken: capture.addrtaken,
                reassigned: capture.reassigned,
                width: capture.width,
            },
            verdict::VerdictKind::Explanation(explanation) => {
                FindingKind::Trace(Box::new(self.of(explanation).trace(explanation)))
            }
            verdict::VerdictKind::WrapperEscapes => return None,
        })
    }

    fn subject(&self, body: &Body, node: NodeId) -> Subject {
        let text = match body.op(node) {
            Op::Append { .. } => "append".to_owned(),
            _ => self.fmt.node(body, node),
        };
        let mut made = node;
        while let Op::Conv(ConvOp::ConvIface | ConvOp::ConvNop, x) = *body.op(made)
            && body.nodes[made].implicit
        {
            made = x;
        }
        let form = match body.op(made) {
            Op::Make { .. } => Form::Make,
            Op::Append { .. } => Form::Append,
            Op::Closure(_) => Form::FuncLiteral,
            Op::CompLit { op: CompLitOp::Map, .. } => Form::MapLiteral,
            _ if is_compilers(&text) => Form::CompilersVariable,
            _ => Form::Other,
        };
        Subject { text, form }
    }

    /// The speller for an explanation.
    pub(super) fn of(&self, explanation: &Explanation) -> Speller<'a> {
        Speller { early: explanation.early, ..*self }
    }

    fn trace(&self, explanation: &Explanation) -> Trace {
        let (body, func) = explanation.func;
        Trace {
            subject: self.place_itself(explanation.subject),
            function: self.body(body).funcs[func].symbol(),
            leak: explanation.leak.map(|(sink, derefs)| (self.place(sink), derefs)),
            flows: explanation.steps.iter().map(|step| self.flow(step)).collect(),
            truncated: explanation.truncated,
        }
    }

    fn flow(&self, step: &verdict::Step) -> TraceFlow {
        let causes = step.causes.iter().map(|cause| {
            let (what, pos) = self.cause(cause);
            let place = match cause.at {
                CauseAt::Name(name) if is_loop_state(&self.body(cause.body).names[name]) => None,
                CauseAt::Name(_) | CauseAt::Node(_) => Some((self.printed)(pos)),
            };
            TraceCause { what, why: cause.why, place }
        });
        TraceFlow {
            dst: self.place(step.dst),
            src: self.place(step.src),
            derefs: step.derefs,
            causes: causes.collect(),
        }
    }

    /// The causes of an explanation, from the subject on.
    pub fn steps(&self, explanation: &Explanation) -> Vec<Step> {
        let speller = self.of(explanation);
        let causes = explanation.steps.iter().flat_map(|step| &step.causes);
        causes
            .map(|cause| {
                let (what, pos) = speller.cause(cause);
                Step { pos, event: Event::Flow { what, why: cause.why } }
            })
            .collect()
    }

    /// What makes a value flow, and where that is.
    pub(super) fn cause(&self, cause: &Cause) -> (String, Pos) {
        let body = self.body(cause.body);
        let (what, at) = match cause.at {
            CauseAt::Node(node) => (self.fmt(cause.body).node(body, node), body.nodes[node].pos),
            CauseAt::Name(name) => (self.fmt.name(body, name), body.names[name].pos),
        };
        (what, body.outermost_pos(at))
    }

    /// A place as the source has it.
    pub fn place_itself(&self, place: LocationRef) -> String {
        match place {
            LocationRef::Heap => "{heap}".to_owned(),
            LocationRef::Temp => "{temp}".to_owned(),
            LocationRef::Name(body, name) => self.fmt.name(self.body(body), name),
            LocationRef::Node(body, node) => self.fmt(body).node(self.body(body), node),
        }
    }

    /// A place as people know it: the variable that `new(x + 1)` makes has no name in the source.
    pub fn place_in_source(&self, place: LocationRef) -> String {
        let LocationRef::Name(body, name) = place else { return self.place_itself(place) };
        let ir = self.body(body);
        let name = &ir.names[name];
        let Defn::Node(assign) = name.defn else { return self.place_itself(place) };
        match *ir.op(assign) {
            Op::As { y: Some(y), .. } if name.auto_temp && name.addrtaken => {
                let value = self.fmt(body).node(ir, y);
                match COMPILERS.iter().any(|prefix| value.contains(prefix)) {
                    true => "new(...)".to_owned(),
                    false => format!("new({value})"),
                }
            }
            _ => self.place_itself(place),
        }
    }

    /// A place that values flow from or to.
    pub(super) fn place(&self, place: LocationRef) -> String {
        match place {
            LocationRef::Node(..) => format!("{{storage for {}}}", self.place_itself(place)),
            LocationRef::Heap | LocationRef::Temp | LocationRef::Name(..) => {
                self.place_itself(place)
            }
        }
    }
}

fn leaks(parameter: ParamName, to: LeaksTo) -> FindingKind {
    FindingKind::Leaks { parameter, to }
}

/// Whether a variable is how a closure sees the state of a range-over-func loop: gc doesn't know
/// where.
pub(super) fn is_loop_state(name: &Name) -> bool {
    name.outer.is_some() && name.sym.as_str().starts_with("#state")
}

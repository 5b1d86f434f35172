//! gc's lines of findings (`escape/escape.go`, `escape/solve.go`): what `-m` and `-m=2` print.
//!
//! ```text
//! ./f.go:3:2: moved to heap: x
//! ./f.go:3:2: x escapes to heap in f:
//! ./f.go:3:2:   flow: ~r0 ← &x:
//! ./f.go:3:2:     from &x (address-of) at ./f.go:7:9
//! ./f.go:3:2:     from return &x (return) at ./f.go:7:2
//! ```

use super::verdict::{
    Cause, CauseAt, Diagnostic, Explanation, Kind, ParamName, Place, Step, Verdicts,
};
use crate::ir::fmt::NodeFmt;
use crate::ir::node::{Body, Name, Op};
use crate::ir::package::Package;
use crate::source::pos::Pos;

/// A line of gc's output, without its position.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Where.
    pub pos: Pos,
    /// What.
    pub text: String,
}

/// Prints findings of one package.
#[derive(Clone, Copy)]
pub struct Renderer<'a> {
    package: &'a Package,
    verdicts: &'a Verdicts,
    fmt: NodeFmt<'a>,
    /// Whether nodes print as they were before operands were replaced by constants.
    early: bool,
    /// A position within a message: `./f.go:7:9`.
    position: &'a dyn Fn(Pos) -> String,
}

impl<'a> Renderer<'a> {
    /// A renderer of a package's verdicts. `position` prints the positions inside messages.
    pub fn new(
        package: &'a Package,
        verdicts: &'a Verdicts,
        fmt: NodeFmt<'a>,
        position: &'a dyn Fn(Pos) -> String,
    ) -> Renderer<'a> {
        Renderer { package, verdicts, fmt, early: false, position }
    }

    /// All lines, in the order in which gc prints them.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::with_capacity(self.verdicts.diagnostics.len());
        for diagnostic in &self.verdicts.diagnostics {
            self.diagnostic(diagnostic, &mut lines);
        }
        lines
    }

    /// The printer for nodes of a body.
    fn fmt(&self, body: u32) -> NodeFmt<'a> {
        match self.verdicts.originals.get(&body) {
            Some(originals) if self.early => self.fmt.before(originals),
            _ => self.fmt,
        }
    }

    pub(super) fn body(&self, index: u32) -> &'a Body {
        &self.package.bodies[index as usize]
    }

    /// Where a finding is reported.
    pub fn pos(&self, diagnostic: &Diagnostic) -> Pos {
        self.body(diagnostic.body).outermost_pos(diagnostic.pos)
    }

    /// A place as the source has it.
    pub fn text(&self, place: Place) -> String {
        self.place_itself(place)
    }

    /// Where gc reports what it says of a place.
    pub fn origin(&self, place: Place) -> Option<Pos> {
        let (body, pos) = match place {
            Place::Heap | Place::Temp => return None,
            Place::Name(body, name) => (body, self.body(body).names.get(name)?.pos),
            Place::Node(body, node) => (body, self.body(body).nodes.get(node)?.pos),
        };
        Some(self.body(body).outermost_pos(pos))
    }

    /// Appends the lines of a finding: one, except for explanations.
    pub fn diagnostic(&self, diagnostic: &Diagnostic, lines: &mut Vec<Line>) {
        let body = self.body(diagnostic.body);
        let pos = self.pos(diagnostic);
        let text = match &diagnostic.kind {
            Kind::MovedToHeap(name) => {
                format!("moved to heap: {}", self.fmt.name(body, *name))
            }
            Kind::Escapes(node) => match body.op(*node) {
                Op::Append { .. } => "append escapes to heap".to_owned(),
                _ => format!("{} escapes to heap", self.fmt.node(body, *node)),
            },
            Kind::DoesNotEscape(node) => match body.op(*node) {
                Op::Append { .. } => "append does not escape".to_owned(),
                _ => format!("{} does not escape", self.fmt.node(body, *node)),
            },
            Kind::ZeroCopy => "zero-copy string->[]byte conversion".to_owned(),
            Kind::ParamStays(param) => format!("{} does not escape", param_text(*param)),
            Kind::LeakingParam(param) => format!("leaking param: {}", param_text(*param)),
            Kind::LeakingContent(param) => {
                format!("leaking param content: {}", param_text(*param))
            }
            Kind::LeakingToResult { param, result, level } => {
                format!("leaking param: {} to result {result} level={level}", param_text(*param))
            }
            Kind::AssumingUintptr(param) => {
                format!("assuming {} is unsafe uintptr", param_text(*param))
            }
            Kind::MarkingUintptr { param, variadic } => {
                let dots = if *variadic { "..." } else { "" };
                format!("marking {} as escaping {dots}uintptr", param_text(*param))
            }
            Kind::SelfAssignment { func, statement } => format!(
                "{} ignoring self-assignment in {}",
                self.fmt.func(body, *func),
                self.fmt.node(body, *statement)
            ),
            Kind::Capture(capture) => format!(
                "{} capturing by {}: {} (addr={} assign={} width={})",
                self.fmt.func(body, capture.func),
                if capture.by_value { "value" } else { "ref" },
                self.fmt.name(body, capture.name),
                capture.addrtaken,
                capture.reassigned,
                capture.width
            ),
            Kind::Explanation(explanation) => {
                self.explanation(pos, explanation, lines);
                return;
            }
            Kind::WrapperEscapes => return,
        };
        lines.push(Line { pos, text });
    }

    /// The renderer for an explanation.
    pub(super) fn of(&self, explanation: &Explanation) -> Renderer<'a> {
        Renderer { early: explanation.early, ..*self }
    }

    fn explanation(&self, pos: Pos, explanation: &Explanation, lines: &mut Vec<Line>) {
        let renderer = self.of(explanation);
        let subject = renderer.place_itself(explanation.subject);
        let (body, func) = explanation.func;
        let func = self.body(body).funcs[func].name;
        let headline = match explanation.leak {
            None => format!("{subject} escapes to heap in {func}:"),
            Some((sink, derefs)) => format!(
                "parameter {subject} leaks to {} for {func} with derefs={derefs}:",
                renderer.place(sink)
            ),
        };
        lines.push(Line { pos, text: headline });
        for step in &explanation.steps {
            renderer.step(pos, step, lines);
        }
        if explanation.truncated {
            let text = "  warning: truncated explanation due to assignment cycle; see golang.org/issue/35518";
            lines.push(Line { pos, text: text.to_owned() });
        }
    }

    fn step(&self, pos: Pos, step: &Step, lines: &mut Vec<Line>) {
        lines.push(Line { pos, text: format!("  flow: {}:", self.flow(step)) });
        for cause in &step.causes {
            let (what, at) = self.cause(cause);
            let at = match cause.at {
                CauseAt::Name(name) if is_loop_state(&self.body(cause.body).names[name]) => {
                    "<unknown line number>".to_owned()
                }
                CauseAt::Name(_) | CauseAt::Node(_) => (self.position)(at),
            };
            lines.push(Line { pos, text: format!("    from {what} ({}) at {at}", cause.why) });
        }
    }

    /// Where a value goes, and where it comes from: `~r0 ← &x`.
    pub(super) fn flow(&self, step: &Step) -> String {
        let mut text = format!("{} ← ", self.place(step.dst));
        match usize::try_from(step.derefs) {
            Ok(derefs) => text.extend(std::iter::repeat_n('*', derefs)),
            Err(_) => text.push('&'),
        }
        text.push_str(&self.place(step.src));
        text
    }

    /// The causes of an explanation, from the subject on: where each stands and gc's words for
    /// it, `&x (address-of)`.
    pub fn causes(&self, explanation: &Explanation) -> Vec<Line> {
        let renderer = self.of(explanation);
        let causes = explanation.steps.iter().flat_map(|step| &step.causes);
        causes
            .map(|cause| {
                let (what, pos) = renderer.cause(cause);
                Line { pos, text: format!("{what} ({})", cause.why) }
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
    pub fn place_itself(&self, place: Place) -> String {
        match place {
            Place::Heap => "{heap}".to_owned(),
            Place::Temp => "{temp}".to_owned(),
            Place::Name(body, name) => self.fmt.name(self.body(body), name),
            Place::Node(body, node) => self.fmt(body).node(self.body(body), node),
        }
    }

    /// A place that values flow from or to.
    pub(super) fn place(&self, place: Place) -> String {
        match place {
            Place::Node(..) => format!("{{storage for {}}}", self.place_itself(place)),
            Place::Heap | Place::Temp | Place::Name(..) => self.place_itself(place),
        }
    }
}

/// Whether a variable is how a closure sees the state of a range-over-func loop: gc doesn't know
/// where.
pub(super) fn is_loop_state(name: &Name) -> bool {
    name.outer.is_some() && name.sym.as_str().starts_with("#state")
}

fn param_text(param: ParamName) -> String {
    match param {
        ParamName::Named(name) => name.as_str().to_owned(),
        ParamName::Number(number) => format!("arg#{number}"),
    }
}

//! The rule, the cause and the cost of each verdict, from the verdict, the steps of its
//! explanation and the IR; nothing is read off gc's text.
//!
//! ```go
//! m["p"] = &point{1, 2}
//! // explanation: {heap} <- &{storage for &point{...}}, "spill", "assign" at m["p"] = ...
//! // the last cause is an assignment to an element of a map: rule map-store, 16 bytes
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::contexts::{Contexts, Silent, Started};
use super::cost::{Cost, Fate, Model, When, is_static};
use super::growing_slices;
use super::rules::Rule;
use crate::escape::ImportedTags;
use crate::escape::reason::Reason;
use crate::escape::verdict::{Cause, CauseAt, Diagnostic, Explanation, Kind, Place, Verdicts};
use crate::id::Id;
use crate::ir::node::{
    Body, CallOp, Class, ClosureId, CompLitOp, ConvOp, Defn, MakeOp, NameId, NodeId, NodePos, Op,
    SelectorOp, UnaryOp,
};
use crate::ir::package::Package;
use crate::ir::reassign::{ReassignOracle, oracle_root};
use crate::types::store::Types;

/// What is found out about a verdict.
#[derive(Clone, Copy, Debug)]
pub struct Judgement {
    /// Its cause, if it has something to do with allocations.
    pub rule: Option<Rule>,
    /// The decisive place: body and position.
    pub cause: Option<(u32, NodePos)>,
    /// What it costs, if it is about memory of its own.
    pub cost: Option<Cost>,
    /// What holds it, if that is on the heap itself.
    pub holder: Option<Place>,
}

/// An allocation that gc says nothing about.
#[derive(Clone, Copy, Debug)]
pub struct SilentAllocation {
    /// The body.
    pub body: u32,
    /// The function of that body.
    pub func: ClosureId,
    /// Where.
    pub pos: NodePos,
    /// What: a node or a variable.
    pub what: Place,
    /// Why.
    pub rule: Rule,
    /// How much.
    pub cost: Cost,
}

/// A place as a key.
type Key = (u32, bool, usize);

fn key(place: Place) -> Option<Key> {
    match place {
        Place::Heap | Place::Temp => None,
        Place::Name(body, name) => Some((body, true, name.index())),
        Place::Node(body, node) => Some((body, false, node.index())),
    }
}

/// Judges the verdicts of a package that was analyzed with explanations.
pub struct Judge<'a> {
    types: &'a Types,
    package: &'a Package,
    verdicts: &'a Verdicts,
    imported: ImportedTags<'a>,
    contexts: Vec<Contexts>,
    why: FxHashMap<Key, &'a Explanation>,
    on_heap: FxHashSet<Key>,
    /// Conversions that copy nothing because nobody changes the result.
    zero_copy: FxHashSet<(u32, NodePos)>,
}

impl<'a> Judge<'a> {
    /// Gathers what is known of a package's places.
    pub fn new(
        types: &'a Types,
        package: &'a Package,
        verdicts: &'a Verdicts,
        imported: ImportedTags<'a>,
    ) -> Judge<'a> {
        let mut judge = Judge {
            types,
            package,
            verdicts,
            imported,
            contexts: package.bodies.iter().map(Contexts::new).collect(),
            why: FxHashMap::default(),
            on_heap: FxHashSet::default(),
            zero_copy: FxHashSet::default(),
        };
        for diagnostic in &verdicts.diagnostics {
            match &diagnostic.kind {
                Kind::Explanation(explanation) => {
                    if explanation.leak.is_none()
                        && let Some(key) = key(explanation.subject)
                    {
                        judge.why.entry(key).or_insert(explanation);
                    }
                }
                Kind::ZeroCopy => {
                    judge.zero_copy.insert((diagnostic.body, diagnostic.pos));
                }
                kind => {
                    let place = subject(diagnostic.body, kind);
                    if matches!(kind, Kind::MovedToHeap(_) | Kind::Escapes(_)) {
                        judge.on_heap.extend(place.and_then(key));
                    }
                }
            }
        }
        judge
    }

    fn model(&self, body: u32) -> Model<'a> {
        Model { types: self.types, body: &self.package.bodies[body as usize] }
    }

    /// The explanation of a verdict about something on the heap.
    pub fn explanation(&self, diagnostic: &Diagnostic) -> Option<&'a Explanation> {
        let place = subject(diagnostic.body, &diagnostic.kind)?;
        self.why.get(&key(place)?).copied()
    }

    /// Judges a verdict.
    pub fn judge(&self, diagnostic: &Diagnostic) -> Judgement {
        let body = diagnostic.body;
        let model = self.model(body);
        let mut judgement = Judgement { rule: None, cause: None, cost: None, holder: None };
        match &diagnostic.kind {
            Kind::MovedToHeap(name) => {
                judgement.cost = Some(model.variable(*name));
                self.escapes(diagnostic, None, &mut judgement);
            }
            Kind::Escapes(node) => {
                judgement.cost = Some(self.cost(body, *node, Fate::Heap));
                self.escapes(diagnostic, Some(*node), &mut judgement);
            }
            Kind::DoesNotEscape(node) => {
                let cost = match self.zero_copy.contains(&(body, diagnostic.pos)) {
                    true => Cost::NOTHING,
                    false => self.cost(body, *node, Fate::Stack),
                };
                judgement.cost = Some(cost);
                if cost.allocates() {
                    judgement.rule = Some(self.own_rule(body, *node).unwrap_or(Rule::DynamicSize));
                }
            }
            Kind::LeakingParam(_) | Kind::LeakingContent(_) => {
                judgement.rule = Some(Rule::LeakingParameter);
            }
            Kind::LeakingToResult { .. } => judgement.rule = Some(Rule::ParameterToResult),
            Kind::ZeroCopy
            | Kind::ParamStays(_)
            | Kind::AssumingUintptr(_)
            | Kind::MarkingUintptr { .. }
            | Kind::SelfAssignment { .. }
            | Kind::Capture(_)
            | Kind::WrapperEscapes
            | Kind::Explanation(_) => {}
        }
        judgement
    }

    fn cost(&self, body: u32, node: NodeId, fate: Fate) -> Cost {
        if self.contexts[body as usize].free.contains(&node) {
            return Cost::NOTHING;
        }
        let cost = self.model(body).node(node, fate);
        if cost.when == When::Always && self.holds_static_value(body, node) {
            return Cost::NOTHING;
        }
        cost
    }

    /// A variable that is always the same literal is boxed as read-only data (`addrTemp`).
    fn holds_static_value(&self, index: u32, node: NodeId) -> bool {
        let body = &self.package.bodies[index as usize];
        let Op::Conv(ConvOp::ConvIface, x) = *body.op(node) else { return false };
        let Op::Name(name) = *body.op(x) else { return false };
        let name = &body.names[body.canonical(name)];
        if name.class != Class::Auto || name.curfn.index() >= body.funcs.len() {
            return false;
        }
        let oracle = ReassignOracle::new(self.types, body, oracle_root(body, name.curfn));
        let value = oracle.static_value(body, x);
        let op = body.op(value);
        matches!(op, Op::CompLit { op: CompLitOp::Struct | CompLitOp::Array, .. })
            && is_static(body, value, 0)
    }

    /// Whether an expression is a local map that is on the stack and made with room for the
    /// entries of its first group: what is stored in it once won't make it grow.
    fn is_small_map(&self, index: usize, node: NodeId) -> bool {
        let body = &self.package.bodies[index];
        let Op::Name(name) = *body.op(node) else { return false };
        // What a literal captures is filled as often as the literal runs.
        let Some(name) = body.names.get(name).filter(|name| name.outer.is_none()) else {
            return false;
        };
        let Defn::Node(by) = name.defn else { return false };
        let Op::As { y: Some(made), .. } = *body.op(by) else { return false };
        let place = key(Place::Node(index as u32, made));
        let is_map = matches!(
            body.op(made),
            Op::Make { op: MakeOp::Map, .. } | Op::CompLit { op: CompLitOp::Map, .. }
        );
        is_map
            && place.is_none_or(|place| !self.on_heap.contains(&place))
            && !self.model(index as u32).node(made, Fate::Stack).allocates()
    }

    /// The rule that the kind of allocation decides by itself.
    fn own_rule(&self, body: u32, node: NodeId) -> Option<Rule> {
        let op = self.package.bodies[body as usize].op(node);
        Some(match op {
            Op::Conv(ConvOp::ConvIface, _) => Rule::InterfaceConversion,
            Op::Conv(..) => Rule::StringConversion,
            Op::AddStr(_) => Rule::StringConcatenation,
            Op::Append { .. } => Rule::SliceAppend,
            Op::Selector { op: SelectorOp::MethValue, .. } => Rule::MethodValue,
            Op::Closure(_) => match self.contexts[body as usize].started.get(&node) {
                Some(Started::Go) => Rule::GoroutineArgument,
                Some(Started::Defer) => Rule::DeferInLoop,
                None => Rule::EscapingClosure,
            },
            _ => return None,
        })
    }

    /// The rule of something on the heap.
    fn escapes(&self, diagnostic: &Diagnostic, node: Option<NodeId>, to: &mut Judgement) {
        let own = node.and_then(|node| self.own_rule(diagnostic.body, node));
        let explanation = self.explanation(diagnostic);
        let decided = explanation.and_then(|explanation| self.decide(explanation));
        if let Some((_, cause)) = decided {
            to.cause = cause;
        }
        if let Some(last) = explanation.and_then(|explanation| explanation.steps.last()) {
            to.holder =
                key(last.dst).is_some_and(|key| self.on_heap.contains(&key)).then_some(last.dst);
        }
        let large = decided.map(|(rule, _)| rule).filter(|rule| *rule == Rule::LargeValue);
        let rule = large.or(own).or(decided.map(|(rule, _)| rule));
        to.rule = Some(rule.unwrap_or(Rule::HeapStore));
    }

    /// The rule of an explanation, by the last of its causes that tells, and where that is.
    fn decide(&self, explanation: &Explanation) -> Option<(Rule, Option<(u32, NodePos)>)> {
        let last = explanation.steps.last()?;
        let place = |cause: &Cause| {
            let body = &self.package.bodies[cause.body as usize];
            match cause.at {
                CauseAt::Node(node) => (cause.body, body.nodes[node].pos),
                CauseAt::Name(name) => (cause.body, body.names[name].pos),
            }
        };
        for cause in last.causes.iter().rev() {
            if let Some(rule) = self.telling(cause, last.dst, explanation) {
                return Some((rule, Some(place(cause))));
            }
        }
        let cause = last.causes.last().map(place);
        Some((self.by_destination(last.dst, explanation), cause))
    }

    /// The rule of a cause, if it decides.
    fn telling(&self, cause: &Cause, dst: Place, explanation: &Explanation) -> Option<Rule> {
        let body = &self.package.bodies[cause.body as usize];
        let op = match cause.at {
            CauseAt::Node(node) => Some(body.op(node)),
            CauseAt::Name(_) => None,
        };
        Some(match cause.why {
            Reason::TooLarge | Reason::TooAligned => Rule::LargeValue,
            Reason::ZeroSizedElement => Rule::ZeroSizeSlice,
            Reason::NonConstantSize => Rule::DynamicSize,
            Reason::Return => Rule::ReturnedAddress,
            Reason::Send => Rule::ChannelSend,
            Reason::MapLiteralKey | Reason::MapLiteralValue | Reason::KeyOfMapPut => Rule::MapStore,
            Reason::AppendedSlice | Reason::AppendeeSlice | Reason::CopiedSlice => {
                Rule::SliceAppend
            }
            Reason::CapturedByClosure | Reason::Reference
                if self.is_captured_elsewhere(cause, explanation) =>
            {
                Rule::OuterVariable
            }
            Reason::CapturedByClosure | Reason::Reference => match dst {
                Place::Node(index, node) => {
                    match self.contexts[index as usize].started.get(&node) {
                        Some(Started::Go) => Rule::GoroutineArgument,
                        Some(Started::Defer) => Rule::DeferInLoop,
                        None => Rule::ClosureCapture,
                    }
                }
                Place::Heap => self.started_capture(cause).unwrap_or(Rule::ClosureCapture),
                Place::Temp | Place::Name(..) => Rule::ClosureCapture,
            },
            Reason::CallParameter => match (op?, dst) {
                (Op::Append { .. }, _) => Rule::SliceAppend,
                (Op::Unary(UnaryOp::Panic, _), _) => Rule::PanicArgument,
                (Op::Call { op: CallOp::CallInter, .. }, _) => Rule::UnknownCallee,
                (Op::Call { fun, .. }, Place::Heap) => match body.op(*fun) {
                    Op::Func(_)
                    | Op::Closure(_)
                    | Op::Selector { op: SelectorOp::MethExpr | SelectorOp::DotMeth, .. } => {
                        Rule::LeakingArgument
                    }
                    _ => Rule::UnknownCallee,
                },
                (Op::Call { .. }, _) => self.by_destination(dst, explanation),
                _ => return None,
            },
            Reason::Assign
            | Reason::AssignPair
            | Reason::AssignPairDotType
            | Reason::AssignPairMapR
            | Reason::AssignPairReceive => match (self.target(body, op?, dst)?, dst) {
                (Target::Map, _) => Rule::MapStore,
                (Target::Global, Place::Heap) => Rule::GlobalStore,
                (_, Place::Heap) => Rule::HeapStore,
                _ => self.by_destination(dst, explanation),
            },
            Reason::AddressOf
            | Reason::Spill
            | Reason::ArrayLiteralElement
            | Reason::SliceLiteralElement
            | Reason::StructLiteralElement
            | Reason::CalleeOperand
            | Reason::InterfaceConverted
            | Reason::SliceToArray
            | Reason::Slice
            | Reason::Dot
            | Reason::DotOfPointer
            | Reason::Indirection
            | Reason::FixedArrayIndexOf
            | Reason::Range
            | Reason::RangeDeref
            | Reason::SwitchCase
            | Reason::UintptrEscapes
            | Reason::ReflectHeaderData => return None,
        })
    }

    /// Whether a captured variable is of a function around the one that the subject belongs to.
    fn is_captured_elsewhere(&self, cause: &Cause, explanation: &Explanation) -> bool {
        let CauseAt::Name(name) = cause.at else { return false };
        let body = &self.package.bodies[cause.body as usize];
        explanation.func != (cause.body, body.names[body.canonical(name)].curfn)
    }

    /// Of a variable that a closure on its way to `go` or `defer` captures.
    fn started_capture(&self, cause: &Cause) -> Option<Rule> {
        let CauseAt::Name(name) = cause.at else { return None };
        let body = &self.package.bodies[cause.body as usize];
        let closure = body.names[name].curfn;
        let started = &self.contexts[cause.body as usize].started;
        let found = started.iter().find_map(|(&node, &started)| {
            matches!(body.op(node), Op::Closure(c) if *c == closure).then_some(started)
        });
        found.map(|started| match started {
            Started::Go => Rule::GoroutineArgument,
            Started::Defer => Rule::DeferInLoop,
        })
    }

    /// What an assignment assigns to.
    fn target(&self, body: &Body, op: &Op, dst: Place) -> Option<Target> {
        let of = |x: NodeId| match body.op(x) {
            Op::IndexMap { .. } => Target::Map,
            Op::Global(_) => Target::Global,
            _ => {
                // A field of a package variable.
                let mut node = x;
                for _ in 0..1_000 {
                    node = match body.op(node) {
                        Op::Selector { op: SelectorOp::Dot, x, .. } | Op::Index { x, .. } => *x,
                        Op::Global(_) => return Target::Global,
                        _ => return Target::Other,
                    };
                }
                Target::Other
            }
        };
        match op {
            Op::As { x, .. } | Op::AsOp { x, .. } => Some(of(*x)),
            Op::As2 { lhs, .. } => {
                let targets = lhs.iter().map(|&x| of(x));
                let special = |target: &Target| *target != Target::Other && dst == Place::Heap;
                Some(targets.into_iter().find(special).unwrap_or(Target::Other))
            }
            _ => Some(Target::Other),
        }
    }

    /// The rule of something that ends in a variable or in another allocation.
    fn by_destination(&self, dst: Place, explanation: &Explanation) -> Rule {
        if key(dst).is_some_and(|key| self.on_heap.contains(&key)) {
            return Rule::HeapStore;
        }
        match dst {
            Place::Heap | Place::Temp => Rule::HeapStore,
            Place::Node(index, node) => match self.contexts[index as usize].started.get(&node) {
                Some(Started::Go) => Rule::GoroutineArgument,
                Some(Started::Defer) => Rule::DeferInLoop,
                None => Rule::HeapStore,
            },
            Place::Name(index, name) => self.by_variable(index, name, explanation),
        }
    }

    fn by_variable(&self, index: u32, name: NameId, explanation: &Explanation) -> Rule {
        let body = &self.package.bodies[index as usize];
        let Some(name) = body.names.get(name) else { return Rule::HeapStore };
        match name.class {
            Class::ParamOut => Rule::ReturnedAddress,
            _ if explanation.func != (index, name.curfn) => Rule::OuterVariable,
            Class::Auto | Class::Param => Rule::LoopVariable,
        }
    }

    /// The slices of a body that are copied from the stack to the heap.
    fn moved(&self, index: u32) -> Vec<SilentAllocation> {
        let body = &self.package.bodies[index as usize];
        let Judge { types, verdicts, imported, .. } = *self;
        let finder = growing_slices::Finder { types, body: (index, body), verdicts, imported };
        let moved = body
            .funcs
            .iter()
            .flat_map(|(func, _)| finder.moved(func).into_iter().map(move |moved| (func, moved)));
        let silent = moved.map(|(func, moved)| SilentAllocation {
            body: index,
            func,
            pos: body.nodes[moved.at].pos,
            what: Place::Name(index, moved.slice),
            rule: Rule::MovedSlice,
            cost: Cost::MOVE,
        });
        silent.collect()
    }

    /// The allocations that gc says nothing about.
    pub fn silent(&self) -> Vec<SilentAllocation> {
        let mut found = Vec::new();
        for (index, contexts) in self.contexts.iter().enumerate() {
            let body = &self.package.bodies[index];
            let model = Model { types: self.types, body };
            for &(func, node, silent) in &contexts.silent {
                let n = &body.nodes[node];
                let slots = |map: Option<_>| map.map_or(0, |map| model.map_slots(map));
                let (rule, cost) = match (silent, &n.op) {
                    (Silent::MapAssign | Silent::MapAssignOnce, Op::IndexMap { x, .. }) => {
                        match slots(body.nodes[*x].ty) {
                            0 if silent == Silent::MapAssignOnce
                                && self.is_small_map(index, *x) =>
                            {
                                continue;
                            }
                            0 => (Rule::MapGrowth, Cost::GROWTH),
                            bytes => (Rule::MapValueSize, Cost::exact(bytes)),
                        }
                    }
                    (Silent::AddAssign, Op::AsOp { x, y, .. }) => {
                        let string = body.nodes[*x].ty.is_some_and(|ty| model.is_string(ty));
                        if !string {
                            continue;
                        }
                        (Rule::StringConcatenation, model.concatenation(&[*y]))
                    }
                    (Silent::MapLiteral, Op::CompLit { op: CompLitOp::Map, list, .. }) => {
                        let entries = list.len() as i64;
                        let bytes = slots(n.ty).saturating_mul(entries);
                        (Rule::MapValueSize, Cost::exact(bytes))
                    }
                    (Silent::MakeChan, Op::Make { op: MakeOp::Chan, .. }) => {
                        (Rule::ChannelMake, model.node(node, Fate::Heap))
                    }
                    (Silent::Go(closure), _) => (Rule::GoroutineArgument, model.closure(closure)),
                    (Silent::Defer(closure), _) => (Rule::DeferInLoop, model.closure(closure)),
                    _ => continue,
                };
                if cost.allocates() {
                    let body = index as u32;
                    let what = Place::Node(body, node);
                    found.push(SilentAllocation { body, func, pos: n.pos, what, rule, cost });
                }
            }
            found.extend(self.moved(index as u32));
        }
        found
    }
}

/// What is assigned to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Map,
    Global,
    Other,
}

/// What a verdict is about.
fn subject(body: u32, kind: &Kind) -> Option<Place> {
    match kind {
        Kind::MovedToHeap(name) => Some(Place::Name(body, *name)),
        Kind::Escapes(node) | Kind::DoesNotEscape(node) => Some(Place::Node(body, *node)),
        Kind::ZeroCopy
        | Kind::ParamStays(_)
        | Kind::LeakingParam(_)
        | Kind::LeakingContent(_)
        | Kind::LeakingToResult { .. }
        | Kind::AssumingUintptr(_)
        | Kind::MarkingUintptr { .. }
        | Kind::SelfAssignment { .. }
        | Kind::Capture(_)
        | Kind::WrapperEscapes
        | Kind::Explanation(_) => None,
    }
}

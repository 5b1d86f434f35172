//! The rule, the cause and the cost of each verdict, from the verdict, the steps of its
//! explanation and the IR; nothing is read off gc's text.
//!
//! ```go
//! m["p"] = &point{1, 2}
//! // explanation: {heap} <- &{storage for &point{...}}, "spill", "assign" at m["p"] = ...
//! // the last cause is an assignment to an element of a map: rule map-store, 16 bytes
//! ```

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::case::{Case, Destination, EntryStorage, Flow, Leak, Unprinted};
use super::contexts::{Contexts, Silent};
use super::cost::{Cost, When};
use super::cost_model::{Model, Storage, is_static};
use super::growing_slices;
use super::rules::Rule;
use crate::escape::ImportedTags;
use crate::escape::reason::Reason;
use crate::escape::verdict::{Diagnostic, Explanation, LocationRef, VerdictKind, Verdicts, Ways};
use crate::id::Id;
use crate::ir::node::{
    BodyId, Class, ClosureId, CompLitOp, ConvOp, Defn, MakeOp, NameId, NodeId, NodePos, Op,
};
use crate::ir::package::Package;
use crate::ir::reassign::{ReassignOracle, oracle_root};
use crate::profile::Profile;
use crate::types::store::Types;

/// The rule, the cause and the cost of a verdict.
#[derive(Clone, Copy, Debug)]
pub struct Judgement {
    /// Its cause, if it has something to do with allocations.
    pub rule: Option<Rule>,
    /// The decisive place: body and position.
    pub cause: Option<(BodyId, NodePos)>,
    /// What it costs, if it is about memory of its own.
    pub cost: Option<Cost>,
    /// What holds it, if that is on the heap itself.
    pub holder: Option<LocationRef>,
}

/// An allocation that gc says nothing about.
#[derive(Clone, Copy, Debug)]
pub struct SilentAllocation {
    /// The body, an index into [`Package::bodies`].
    pub body: BodyId,
    /// The function of that body.
    pub func: ClosureId,
    /// The place of the node, or of the statement that allocates for the variable.
    pub pos: NodePos,
    /// The node or variable that it is for.
    pub what: LocationRef,
    /// The rule that holds.
    pub rule: Rule,
    /// The bytes, and when.
    pub cost: Cost,
}

/// A place that has memory of its own, as a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum PlaceKey {
    Name(BodyId, NameId),
    Node(BodyId, NodeId),
}

fn key(place: LocationRef) -> Option<PlaceKey> {
    match place {
        LocationRef::Heap | LocationRef::Temp => None,
        LocationRef::Name(body, name) => Some(PlaceKey::Name(body, name)),
        LocationRef::Node(body, node) => Some(PlaceKey::Node(body, node)),
    }
}

/// Judges the verdicts of a package that was analyzed with explanations.
pub struct Judge<'a> {
    types: &'a Types,
    profile: &'a Profile,
    pub(super) package: &'a Package,
    verdicts: &'a Verdicts,
    imported: ImportedTags<'a>,
    /// By body.
    pub(super) contexts: Vec<Contexts>,
    why: FxHashMap<PlaceKey, &'a Explanation>,
    on_heap: FxHashSet<PlaceKey>,
    /// Conversions that copy nothing because nobody changes the result.
    zero_copy: FxHashSet<(BodyId, NodePos)>,
}

impl<'a> Judge<'a> {
    /// Gathers what is known of a package's places.
    pub fn new(
        types: &'a Types,
        profile: &'a Profile,
        package: &'a Package,
        verdicts: &'a Verdicts,
        imported: ImportedTags<'a>,
    ) -> Judge<'a> {
        let bodies = package.par_bodies();
        let mut judge = Judge {
            types,
            profile,
            package,
            verdicts,
            imported,
            contexts: bodies.map(|body| Contexts::new(types, body)).collect(),
            why: FxHashMap::default(),
            on_heap: FxHashSet::default(),
            zero_copy: FxHashSet::default(),
        };
        for diagnostic in &verdicts.diagnostics {
            match &diagnostic.kind {
                VerdictKind::Explanation(explanation) => {
                    if explanation.leak.is_none()
                        && let Some(key) = key(explanation.subject)
                    {
                        judge.why.entry(key).or_insert(explanation);
                    }
                }
                VerdictKind::ZeroCopy => {
                    judge.zero_copy.insert((diagnostic.body, diagnostic.pos));
                }
                kind => {
                    let place = subject(diagnostic.body, kind);
                    if matches!(kind, VerdictKind::MovedToHeap(_) | VerdictKind::Escapes(_)) {
                        judge.on_heap.extend(place.and_then(key));
                    }
                }
            }
        }
        judge
    }

    fn model(&self, body: BodyId) -> Model<'a> {
        Model { types: self.types, profile: self.profile, body: &self.package.bodies[body.index()] }
    }

    /// The explanation of a verdict about something on the heap.
    pub fn explanation(&self, diagnostic: &Diagnostic) -> Option<&'a Explanation> {
        let place = subject(diagnostic.body, &diagnostic.kind)?;
        self.why.get(&key(place)?).copied()
    }

    /// The lines that bring what a verdict is about to the heap.
    pub fn ways(&self, diagnostic: &Diagnostic) -> Option<&'a Ways> {
        self.verdicts.ways.get(&subject(diagnostic.body, &diagnostic.kind)?)
    }

    /// Judges a verdict.
    pub fn judge(&self, diagnostic: &Diagnostic) -> Judgement {
        let body = diagnostic.body;
        let nothing = Judgement { rule: None, cause: None, cost: None, holder: None };
        match &diagnostic.kind {
            VerdictKind::MovedToHeap(name) => {
                let cost = self.model(body).variable(*name);
                Judgement { cost: Some(cost), ..self.on_heap(diagnostic, None) }
            }
            VerdictKind::Escapes(node) => {
                let cost = self.cost(body, *node, Storage::Heap);
                Judgement { cost: Some(cost), ..self.on_heap(diagnostic, Some(*node)) }
            }
            VerdictKind::DoesNotEscape(node) => {
                let cost = match self.zero_copy.contains(&(body, diagnostic.pos)) {
                    true => Cost::NOTHING,
                    false => self.cost(body, *node, Storage::Stack),
                };
                let case = || match self.expression(body, *node) {
                    Some(expression) => Case::Expression(expression),
                    None => Case::OnStackWhileSmall,
                };
                let rule = cost.allocates().then(case).and_then(Rule::of);
                Judgement { rule, cost: Some(cost), ..nothing }
            }
            VerdictKind::LeakingParam(_) | VerdictKind::LeakingContent(_) => {
                Judgement { rule: Rule::of(Case::Parameter(Leak::ToHeap)), ..nothing }
            }
            VerdictKind::LeakingToResult { .. } => {
                Judgement { rule: Rule::of(Case::Parameter(Leak::ToResult)), ..nothing }
            }
            VerdictKind::ZeroCopy
            | VerdictKind::ParamStays(_)
            | VerdictKind::AssumingUintptr(_)
            | VerdictKind::MarkingUintptr { .. }
            | VerdictKind::SelfAssignment { .. }
            | VerdictKind::Capture(_)
            | VerdictKind::WrapperEscapes
            | VerdictKind::Explanation(_) => nothing,
        }
    }

    /// Of a variable, or what a node allocates, on the heap: all but the cost.
    fn on_heap(&self, diagnostic: &Diagnostic, node: Option<NodeId>) -> Judgement {
        let explanation = self.explanation(diagnostic);
        let path = explanation.and_then(|explanation| self.heap_path(explanation));
        let by_path = path.map_or(Case::EndsIn(Destination::Heap), |path| path.case);
        let expression = node.and_then(|node| self.expression(diagnostic.body, node));
        let case = match (by_path, expression) {
            (Case::OnHeap(Flow::Reason(Reason::TooLarge | Reason::TooAligned)), _) => by_path,
            (_, Some(expression)) => Case::Expression(expression),
            (_, None) => by_path,
        };
        let last = explanation.and_then(|explanation| explanation.steps.last());
        Judgement {
            rule: Rule::of(case),
            cause: path.and_then(|path| path.cause),
            cost: None,
            holder: last.map(|last| last.dst).filter(|dst| self.is_on_heap(*dst)),
        }
    }

    /// Whether a place is a variable or an allocation on the heap.
    pub(super) fn is_on_heap(&self, place: LocationRef) -> bool {
        key(place).is_some_and(|key| self.on_heap.contains(&key))
    }

    fn cost(&self, body: BodyId, node: NodeId, storage: Storage) -> Cost {
        if self.contexts[body.index()].free.contains(&node) {
            return Cost::NOTHING;
        }
        let cost = self.model(body).node(node, storage);
        if cost.when == When::Always && self.holds_static_value(body, node) {
            return Cost::NOTHING;
        }
        cost
    }

    /// A variable that is always the same literal is boxed as read-only data (`addrTemp`).
    fn holds_static_value(&self, index: BodyId, node: NodeId) -> bool {
        let body = &self.package.bodies[index.index()];
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
    fn is_small_map(&self, index: BodyId, node: NodeId) -> bool {
        let body = &self.package.bodies[index.index()];
        let Op::Name(name) = *body.op(node) else { return false };
        // What a literal captures is filled as often as the literal runs.
        let Some(name) = body.names.get(name).filter(|name| name.outer.is_none()) else {
            return false;
        };
        let Defn::Node(by) = name.defn else { return false };
        let Op::As { y: Some(made), .. } = *body.op(by) else { return false };
        let is_map = matches!(
            body.op(made),
            Op::Make { op: MakeOp::Map, .. } | Op::CompLit { op: CompLitOp::Map, .. }
        );
        is_map
            && !self.is_on_heap(LocationRef::Node(index, made))
            && !self.model(index).node(made, Storage::Stack).allocates()
    }

    /// The slices of a body that are copied from the stack to the heap.
    fn moved(&self, index: BodyId) -> Vec<SilentAllocation> {
        let body = &self.package.bodies[index.index()];
        let Judge { types, profile, verdicts, imported, .. } = *self;
        let finder =
            growing_slices::Finder { types, profile, body: (index, body), verdicts, imported };
        let Some(rule) = Rule::of(Case::Unprinted(Unprinted::MovedSlice)) else {
            return Vec::new();
        };
        let moved = body
            .funcs
            .iter()
            .flat_map(|(func, _)| finder.moved(func).into_iter().map(move |moved| (func, moved)));
        let silent = moved.map(|(func, moved)| SilentAllocation {
            body: index,
            func,
            pos: body.nodes[moved.at].pos,
            what: LocationRef::Name(index, moved.slice),
            rule,
            cost: Cost::MOVE,
        });
        silent.collect()
    }

    /// The allocations that gc says nothing about.
    pub fn silent(&self) -> Vec<SilentAllocation> {
        let bodies = self.package.par_bodies().enumerate();
        bodies.flat_map_iter(|(index, _)| self.silent_in(BodyId::from_index(index))).collect()
    }

    /// Those in a body.
    fn silent_in(&self, index: BodyId) -> Vec<SilentAllocation> {
        let mut found = Vec::new();
        let body = &self.package.bodies[index.index()];
        let model = self.model(index);
        for &(func, node, silent) in &self.contexts[index.index()].silent {
            let n = &body.nodes[node];
            let slots = |map: Option<_>, entries| {
                map.map_or(Cost::NOTHING, |map| model.map_slots(map, entries))
            };
            let (unprinted, cost) = match (silent, &n.op) {
                (Silent::MapAssign | Silent::MapAssignOnce, Op::IndexMap { x, .. }) => {
                    let stored = slots(body.nodes[*x].ty, 1);
                    match stored.allocates() {
                        true => {
                            (Unprinted::MapEntry(EntryStorage::Indirect), stored.when(When::NewKey))
                        }
                        false
                            if silent == Silent::MapAssignOnce && self.is_small_map(index, *x) =>
                        {
                            continue;
                        }
                        false => {
                            let growth = body.nodes[*x].ty.map(|map| model.map_growth(map));
                            let growth = growth.unwrap_or(Cost::GROWTH);
                            (Unprinted::MapEntry(EntryStorage::Slot), growth)
                        }
                    }
                }
                (Silent::AddAssign, Op::AsOp { x, y, .. }) => {
                    let string = body.nodes[*x].ty.is_some_and(|ty| model.is_string(ty));
                    if !string {
                        continue;
                    }
                    (Unprinted::Concatenation, model.concatenation(&[*y]))
                }
                (Silent::MapLiteral, Op::CompLit { op: CompLitOp::Map, list, .. }) => {
                    let stored = slots(n.ty, list.len() as i64);
                    (Unprinted::MapEntry(EntryStorage::Indirect), stored)
                }
                (Silent::MakeChan, Op::Make { op: MakeOp::Chan, .. }) => {
                    (Unprinted::Channel, model.node(node, Storage::Heap))
                }
                (Silent::Started(started, closure), _) => {
                    (Unprinted::StartedCall(started), model.closure(closure))
                }
                _ => continue,
            };
            let Some(rule) = Rule::of(Case::Unprinted(unprinted)) else { continue };
            if cost.allocates() {
                let what = LocationRef::Node(index, node);
                found.push(SilentAllocation { body: index, func, pos: n.pos, what, rule, cost });
            }
        }
        found.extend(self.moved(index));
        found
    }
}

/// What a verdict is about.
fn subject(body: BodyId, kind: &VerdictKind) -> Option<LocationRef> {
    match kind {
        VerdictKind::MovedToHeap(name) => Some(LocationRef::Name(body, *name)),
        VerdictKind::Escapes(node) | VerdictKind::DoesNotEscape(node) => {
            Some(LocationRef::Node(body, *node))
        }
        VerdictKind::ZeroCopy
        | VerdictKind::ParamStays(_)
        | VerdictKind::LeakingParam(_)
        | VerdictKind::LeakingContent(_)
        | VerdictKind::LeakingToResult { .. }
        | VerdictKind::AssumingUintptr(_)
        | VerdictKind::MarkingUintptr { .. }
        | VerdictKind::SelfAssignment { .. }
        | VerdictKind::Capture(_)
        | VerdictKind::WrapperEscapes
        | VerdictKind::Explanation(_) => None,
    }
}

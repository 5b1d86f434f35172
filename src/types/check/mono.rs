//! Generic functions that would need infinitely many instances (`types2/mono.go`).
//!
//! ```go
//! func f[T any]() { f[*T]() }
//! ```
//!
//! Type parameters are the vertices of a graph; an instantiation makes an edge to a type parameter
//! from each one that its argument mentions, of weight 1 if the argument is more than the type
//! parameter itself. A cycle of positive weight is an error.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Checker, ErrorDesc, ErrorPos, TopIndex};
use crate::source::pos::Pos;
use crate::syntax::ast::ExprId;
use crate::types::store::{NamedId, ObjId, Type, TypeId};

/// How deep a type argument is looked into.
const MAX_DEPTH: u32 = 200;

#[derive(Debug)]
struct Vertex {
    weight: u32,
    /// The last edge of the heaviest path to the vertex.
    pre: usize,
    len: usize,
    obj: ObjId,
}

#[derive(Debug)]
struct Edge {
    dst: usize,
    src: usize,
    weight: u32,
    pos: Option<Pos>,
    ty: TypeId,
    /// The declaration that makes it.
    top: TopIndex,
}

/// The graph.
#[derive(Debug, Default)]
pub(super) struct MonoGraph {
    vertices: Vec<Vertex>,
    edges: Vec<Edge>,
    /// The vertex of a type parameter or local type; none for local types that don't depend on
    /// type parameters.
    index: FxHashMap<TypeId, Option<usize>>,
}

impl MonoGraph {
    /// Forgets what was found in some declarations, at places of them.
    pub(super) fn forget(&mut self, is_gone: impl Fn(TopIndex, Option<Pos>) -> bool) {
        self.edges.retain(|edge| !is_gone(edge.top, edge.pos));
    }

    /// Gives declarations other numbers; what was found in those without one goes.
    pub(super) fn renumber(&mut self, number: impl Fn(TopIndex) -> Option<TopIndex>) {
        self.edges.retain_mut(|edge| {
            let now = number(edge.top);
            edge.top = now.unwrap_or(edge.top);
            now.is_some()
        });
    }

    /// Moves what was found to where it stands now.
    pub(super) fn relocate(&mut self, moved: impl Fn(Pos) -> Pos) {
        for pos in self.edges.iter_mut().filter_map(|edge| edge.pos.as_mut()) {
            *pos = moved(*pos);
        }
    }

    fn vertex(&mut self, obj: ObjId) -> usize {
        self.vertices.push(Vertex { weight: 0, pre: 0, len: 0, obj });
        self.vertices.len() - 1
    }
}

impl Checker<'_> {
    /// Notes an instantiation: type arguments stand at `xlist` as far as they are written, and are
    /// otherwise inferred at `at`.
    pub fn mono_instance(
        &mut self,
        at: impl Into<ErrorPos>,
        tparams: &[TypeId],
        targs: &[TypeId],
        xlist: &[ExprId],
    ) {
        let at = at.into();
        for (i, (&tparam, &targ)) in tparams.iter().zip(targs).enumerate() {
            let Some(id) = self.types.as_tparam(tparam) else { continue };
            if self.object(self.types.tparam(id).obj).pkg != Some(self.pkg) {
                continue;
            }
            if matches!(self.types.get(targ), Type::Basic(_)) {
                continue;
            }
            let pos = self.at_pos(xlist.get(i).map_or(at, |&e| ErrorPos::Expr(e)));
            let mut sources = Vec::new();
            self.mono_sources(targ, &mut sources, &mut FxHashSet::default(), 0);
            if sources.is_empty() {
                continue;
            }
            let Some(dst) = self.mono_tparam(tparam) else { continue };
            for (src, ty) in sources {
                let weight = u32::from(ty != targ);
                self.mono.edges.push(Edge { dst, src, weight, pos, ty: targ, top: self.env.top });
            }
        }
    }

    /// The vertices that a type mentions.
    fn mono_sources(
        &mut self,
        ty: TypeId,
        out: &mut Vec<(usize, TypeId)>,
        seen: &mut FxHashSet<TypeId>,
        depth: u32,
    ) {
        if depth > MAX_DEPTH || !seen.insert(ty) {
            return;
        }
        let depth = depth + 1;
        let types = self.types;
        match types.get(ty) {
            Type::Basic(_) | Type::Unknown(_) | Type::Union(_) => {}
            Type::TypeParam(_) => {
                if let Some(src) = self.mono_tparam(ty) {
                    out.push((src, ty));
                }
            }
            Type::Named(named) => {
                let facts = types.named(*named);
                let origin = facts.origin.unwrap_or(*named);
                if let Some(src) = self.mono_local(origin) {
                    out.push((src, ty));
                }
                for &targ in &facts.targs {
                    self.mono_sources(targ, out, seen, depth);
                }
            }
            Type::Array { elem, .. }
            | Type::Chan { elem, .. }
            | Type::Pointer(elem)
            | Type::Slice(elem) => self.mono_sources(*elem, out, seen, depth),
            Type::Map { key, elem } => {
                self.mono_sources(*key, out, seen, depth);
                self.mono_sources(*elem, out, seen, depth);
            }
            Type::Interface(interface) => {
                for method in &interface.methods {
                    self.mono_sources(method.sig, out, seen, depth);
                }
            }
            Type::Signature(sig) => {
                for param in sig.params.iter().chain(&sig.results) {
                    self.mono_sources(param.ty, out, seen, depth);
                }
            }
            Type::Tuple(list) => {
                for &ty in list {
                    self.mono_sources(ty, out, seen, depth);
                }
            }
            Type::Struct(fields) => {
                for field in fields {
                    self.mono_sources(field.ty, out, seen, depth);
                }
            }
        }
    }

    fn mono_tparam(&mut self, tparam: TypeId) -> Option<usize> {
        let id = self.types.as_tparam(tparam)?;
        let obj = self.types.tparam(id).obj;
        if let Some(&found) = self.mono.index.get(&tparam) {
            return found;
        }
        let vertex = self.mono.vertex(obj);
        self.mono.index.insert(tparam, Some(vertex));
        Some(vertex)
    }

    /// The vertex of a local type, which depends on the type parameters around it.
    fn mono_local(&mut self, named: NamedId) -> Option<usize> {
        let types = self.types;
        let facts = types.named(named);
        let tparams = facts.implicit_tparams.get().filter(|list| !list.is_empty())?;
        let object = self.object(facts.obj);
        if object.pkg != Some(self.pkg) {
            return None;
        }
        let ty = object.ty.get().copied()?;
        if let Some(&found) = self.mono.index.get(&ty) {
            return found;
        }
        let vertex = self.mono.vertex(facts.obj);
        self.mono.index.insert(ty, Some(vertex));
        for &tparam in tparams {
            if let Some(src) = self.mono_tparam(tparam) {
                let (pos, top) = (types.pos(object), self.env.top);
                let edge = Edge { dst: vertex, src, weight: 1, pos, ty: tparam, top };
                self.mono.edges.push(edge);
            }
        }
        Some(vertex)
    }

    /// Looks for a cycle of positive weight and reports it.
    pub(super) fn monomorph(&mut self) {
        let mut graph = std::mem::take(&mut self.mono);
        for vertex in &mut graph.vertices {
            (vertex.weight, vertex.pre, vertex.len) = (0, 0, 0);
        }
        let count = graph.vertices.len();
        let mut again = true;
        while again {
            again = false;
            for (i, edge) in graph.edges.iter().enumerate() {
                let weight = graph.vertices[edge.src].weight + edge.weight;
                let len = graph.vertices[edge.src].len + 1;
                let dst = &mut graph.vertices[edge.dst];
                if weight <= dst.weight {
                    continue;
                }
                dst.pre = i;
                dst.len = len;
                if len >= count {
                    self.report_instance_loop(&graph, edge.dst);
                    return;
                }
                dst.weight = weight;
                again = true;
            }
        }
        self.mono = graph;
    }

    fn report_instance_loop(&mut self, graph: &MonoGraph, mut v: usize) {
        let mut stack = Vec::new();
        let mut seen = vec![false; graph.vertices.len()];
        while !seen[v] {
            stack.push(v);
            seen[v] = true;
            v = graph.edges[graph.vertices[v].pre].src;
        }
        let start = stack.iter().position(|&s| s == v).unwrap_or(0);
        self.is_endless = true;
        // gc doesn't look for it where anything else is wrong.
        if !self.reports.is_empty() {
            return;
        }
        let mut err = ErrorDesc::default();
        self.addf(&mut err, graph.vertices[v].obj, "instantiation cycle:");
        for &v in &stack[start..] {
            let edge = &graph.edges[graph.vertices[v].pre];
            let obj = graph.vertices[edge.dst].obj;
            let name = self.object(obj).name;
            let is_tparam = self.obj_type(obj).is_some_and(|ty| self.types.is_type_param(ty));
            let how = if is_tparam { "instantiated as" } else { "implicitly parameterized by" };
            let ty = self.type_string(edge.ty);
            match edge.pos {
                Some(pos) => self.addf(&mut err, pos, format!("{name} {how} {ty}")),
                None => self.addf(&mut err, obj, format!("{name} {how} {ty}")),
            }
        }
        self.report(err);
    }
}

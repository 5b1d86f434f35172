//! Tests of the analysis on IR made by hand, and of the solver on random graphs.

use std::sync::Arc;

use smallvec::smallvec;

use super::assumed::Exact;
use super::graph::{
    FIRST, Graph, HEAP, Hole, Loc, Location, LocationKind, Note, NoteSubject, attr, flag,
};
use super::solve::{Solver, Tracer};
use super::tables::{FuncNode, Numbers, Tables};
use super::verdict::Ways;
use super::ways::Finder;
use super::{Env, VerdictKind, Verdicts, analyze};
use crate::budget::Budget;
use crate::findings::PrintedPos;
use crate::findings::spell::Speller;
use crate::id::Id;
use crate::ir::fmt::NodeFmt;
use crate::ir::node::{Body, BodyId, Class, Defn, FuncParam, NameId, NodeId, NodePos, Op};
use crate::ir::shares::{Bodies, Shares};
use crate::ir::testing::TestPackage;
use crate::profile::{Floats, GoRelease, Profile};
use crate::report::gc_words;
use crate::types::store::{Basic, Type, TypeId};
use crate::types::unknown::Why;

fn run(test: &mut TestPackage, trace: bool) -> Verdicts {
    let env = Env {
        types: &test.types,
        funcs: &test.funcs,
        imported: &|_| None,
        profile: &Profile::of(GoRelease::NEWEST, "amd64", Floats::Hard),
        trace,
        graphs: false,
        lines: None,
        unknown: super::Unknown::Nothing,
        budget: &Budget::default(),
    };
    analyze(&mut test.package, &env)
}

fn lines(test: &TestPackage, verdicts: &Verdicts) -> Vec<String> {
    let fmt = NodeFmt::new(&test.types, &test.funcs, None);
    let printed = |_| PrintedPos { path: "f.go".to_owned(), line: 1, column: 1 };
    let speller = Speller::new(&test.package, verdicts, fmt, &printed);
    let kinds = verdicts.diagnostics.iter().filter_map(|diagnostic| speller.kind(diagnostic));
    kinds
        .flat_map(|kind| {
            std::iter::once(gc_words::headline(&kind)).chain(gc_words::trace_lines(&kind))
        })
        .collect()
}

/// A function with a result of type `*int`, and a variable `x` of type int.
fn returns_pointer(test: &mut TestPackage) -> (usize, NameId, TypeId) {
    let int = test.types.basic(Basic::Int);
    let pointer = test.types.intern(Type::Pointer(int));
    let func = test.func("f");
    let result = test.name(func, "~r0", Class::ParamOut, pointer);
    let x = test.name(func, "x", Class::Auto, int);
    let pos = TestPackage::pos();
    test.body(func).funcs[Body::outermost()].results =
        vec![FuncParam { sym: None, pos, ty: pointer, name: Some(result) }];
    (func, x, pointer)
}

#[test]
fn a_variable_whose_address_is_returned_moves_to_the_heap() {
    // func f() *int { var x int; return &x }
    let mut test = TestPackage::new();
    let (func, x, pointer) = returns_pointer(&mut test);
    let int = test.types.basic(Basic::Int);
    test.stmt(func, Body::outermost(), Op::Dcl(x));
    let name = test.node(func, int, Op::Name(x));
    let addr = test.node(func, pointer, Op::Addr(name));
    test.stmt(func, Body::outermost(), Op::Return(smallvec![addr]));

    let verdicts = run(&mut test, false);
    assert_eq!(lines(&test, &verdicts), ["moved to heap: x"]);

    let verdicts = run(&mut test, true);
    assert_eq!(
        lines(&test, &verdicts),
        [
            "x escapes to heap in f:",
            "  flow: ~r0 ← &x:",
            "    from &x (address-of) at f.go:1:1",
            "    from return &x (return) at f.go:1:1",
            "moved to heap: x",
        ]
    );
}

#[test]
fn parameters_leak_to_results() {
    // func f(p *int) *int { return p }
    let mut test = TestPackage::new();
    let (func, _, pointer) = returns_pointer(&mut test);
    let p = test.name(func, "p", Class::Param, pointer);
    let (pos, sym) = (TestPackage::pos(), test.body(func).names[p].sym);
    test.body(func).funcs[Body::outermost()].params =
        vec![FuncParam { sym: Some(sym), pos, ty: pointer, name: Some(p) }];
    let value = test.node(func, pointer, Op::Name(p));
    test.stmt(func, Body::outermost(), Op::Return(smallvec![value]));

    let verdicts = run(&mut test, false);
    assert_eq!(lines(&test, &verdicts), ["leaking param: p to result ~r0 level=0"]);
    let id = test.package.bodies[func].id;
    let tags: &Arc<_> = &verdicts.tags[&id];
    assert_eq!((tags.param(0).result(0), tags.param(0).heap()), (Some(0), None));
}

#[test]
fn deep_expressions_do_not_overflow() {
    let mut test = TestPackage::new();
    let (func, x, pointer) = returns_pointer(&mut test);
    let mut node: NodeId = test.node(func, pointer, Op::Name(x));
    for _ in 0..200_000 {
        node = test.node(func, pointer, Op::Deref(node));
    }
    test.stmt(func, Body::outermost(), Op::Return(smallvec![node]));
    let run = move || {
        let verdicts = run(&mut test, true);
        lines(&test, &verdicts).len()
    };
    // The driver's threads have stacks of this size.
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(run);
    assert!(thread.is_ok_and(|thread| thread.join().is_ok()));
}

#[test]
fn values_are_constants_when_they_never_change() {
    // n := 10; s := make([]int, n)
    let mut test = TestPackage::new();
    let func = test.func("f");
    let int = test.types.basic(Basic::Int);
    let ints = test.types.intern(Type::Slice(int));
    let n = test.name(func, "n", Class::Auto, int);
    let s = test.name(func, "s", Class::Auto, ints);
    let ten = test.node(func, int, Op::Literal(crate::types::constant::Value::int(10)));
    let target = test.node(func, int, Op::Name(n));
    let define = test.stmt(func, Body::outermost(), Op::As { x: target, y: Some(ten), def: true });
    test.body(func).names[n].defn = Defn::Node(define);
    let size = test.node(func, int, Op::Name(n));
    let op = crate::ir::node::MakeOp::Slice;
    let make = test.node(func, ints, Op::Make { op, len: Some(size), cap: None });
    let target = test.node(func, ints, Op::Name(s));
    test.stmt(func, Body::outermost(), Op::As { x: target, y: Some(make), def: true });
    let verdicts = run(&mut test, false);
    assert_eq!(lines(&test, &verdicts), ["make([]int, 10) does not escape"]);
    assert!(
        matches!(verdicts.diagnostics[0].kind, VerdictKind::DoesNotEscape(node) if node == make)
    );
}

/// A generator of numbers that look random, the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(bound)) as u32
    }
}

fn random_graph(random: &mut Random) -> Graph {
    let mut graph = Graph::default();
    graph.reset(false);
    let count = 2 + random.below(10);
    for _ in 0..count {
        let loc = graph.new_loc(LocationKind::Nothing, 0, random.below(3) as i32);
        graph.loc_mut(loc).attrs = if random.below(2) == 0 { attr::PERSISTS } else { 0 };
    }
    for _ in 0..random.below(3 * count) {
        let src = Loc::from_index(FIRST.index() + random.below(count) as usize);
        let dst = match random.below(8) {
            0 => HEAP,
            _ => Loc::from_index(FIRST.index() + random.below(count) as usize),
        };
        graph.flow(Hole::of(dst).shift(random.below(3) as i32 - 1), src);
    }
    graph
}

/// Whether locations escape and persist, found in the simplest way: the fewest dereferences
/// between all pairs, again and again until nothing changes.
fn naive(graph: &Graph) -> Vec<u8> {
    const FAR: i32 = i32::MAX;
    let count = graph.locs.len();
    let mut attrs: Vec<u8> = graph.locs.iter().map(|location| location.attrs).collect();
    loop {
        let before = attrs.clone();
        for root in 0..count {
            let mut derefs = vec![FAR; count];
            derefs[root] = 0;
            loop {
                let mut changed = false;
                for edge in &graph.edges {
                    let (src, dst) = (edge.src.index(), edge.dst.index());
                    if derefs[dst] != FAR && derefs[dst].max(0) + edge.derefs < derefs[src] {
                        derefs[src] = derefs[dst].max(0) + edge.derefs;
                        changed = true;
                    }
                }
                if !changed {
                    break;
                }
            }
            for loc in 0..count {
                if derefs[loc] >= 0 {
                    continue;
                }
                let (r, l) = (&graph.locs[root], &graph.locs[loc]);
                let outlives = attrs[root] & attr::ESCAPES != 0
                    || r.func == l.func && r.loop_depth < l.loop_depth;
                if outlives {
                    attrs[loc] |= attr::ALL;
                } else {
                    attrs[loc] |= attrs[root] & attr::PERSISTS;
                }
            }
        }
        if attrs == before {
            return attrs;
        }
    }
}

#[test]
fn the_solver_agrees_with_a_simple_one() {
    let mut random = Random(1);
    let mut solver = Solver::default();
    let wanted = attr::ESCAPES | attr::PERSISTS;
    for round in 0..2_000 {
        let mut graph = random_graph(&mut random);
        let expected = naive(&graph);
        let mut tables = Tables::new(&Numbers::new(&[]), &[]);
        tables.funcs = vec![FuncNode { parent: None, ..FuncNode::default() }];
        solver.solve(&mut graph, &mut tables, None, &Budget::default());
        for loc in Loc::range(FIRST, graph.locs.len()) {
            let got = graph.loc(loc).attrs & wanted;
            assert_eq!(got, expected[loc.index()] & wanted, "round {round}, location {loc:?}");
        }
    }
}

/// A graph of the variables of a body, in functions and literals of it, and the functions.
fn random_functions(random: &mut Random, names: &[NameId]) -> (Graph, Vec<FuncNode>, Vec<Loc>) {
    let mut funcs: Vec<FuncNode> = Vec::new();
    for number in 0..1 + random.below(4) {
        let parent = (number > 0 && random.below(2) == 0).then(|| random.below(number));
        funcs.push(FuncNode { parent, ..FuncNode::default() });
    }
    let mut graph = Graph::default();
    graph.reset(true);
    let mut results = Vec::new();
    for (number, func) in funcs.iter_mut().enumerate() {
        let first = results.len() as u32;
        for position in 0..random.below(3) {
            let what = LocationKind::Name(BodyId::from_index(0), names[graph.locs.len()]);
            let loc = graph.new_loc(what, number as u32, 1);
            let location = graph.loc_mut(loc);
            (location.attrs, location.flags) = (attr::PERSISTS, flag::PARAM_OUT);
            location.number = position + 1;
            results.push(loc);
        }
        func.results = (first, results.len() as u32);
    }
    while graph.locs.len() < names.len() {
        let what = LocationKind::Name(BodyId::from_index(0), names[graph.locs.len()]);
        let func = random.below(funcs.len() as u32);
        let loc = graph.new_loc(what, func, 1 + random.below(3) as i32);
        let location = graph.loc_mut(loc);
        match random.below(6) {
            0 => location.flags = flag::PARAM,
            1 => (location.flags, location.number) = (flag::CLOSURE, func),
            _ => {}
        }
        location.attrs = if random.below(2) == 0 { attr::PERSISTS } else { 0 };
    }
    let count = (graph.locs.len() - FIRST.index()) as u32;
    for _ in 0..random.below(3 * count) {
        let src = Loc::from_index(FIRST.index() + random.below(count) as usize);
        let dst = match random.below(20) {
            special @ 0..3 => Loc::from_index(special as usize),
            _ => Loc::from_index(FIRST.index() + random.below(count) as usize),
        };
        graph.flow(Hole::of(dst).shift(random.below(4) as i32 - 1), src);
    }
    (graph, funcs, results)
}

#[test]
fn looking_ahead_changes_nothing() {
    let mut test = TestPackage::new();
    let func = test.func("f");
    let int = test.types.basic(Basic::Int);
    let names: Vec<NameId> =
        (0..24).map(|i| test.name(func, &format!("x{i}"), Class::Auto, int)).collect();
    let shares = Shares::of(&test.package).shares;
    let bodies = &mut test.package.bodies;
    let numbers = Numbers::new(bodies);
    let blank = Tables::new(&numbers, bodies);
    let bodies = &Bodies::divide(bodies, &shares)[0];
    let mut random = Random(3);
    let mut found = 0;
    for round in 0..4_000 {
        let seed = random.below(u32::MAX);
        for trace in [false, true] {
            // The farther it looks the less it walks, but what it finds is the same.
            let solutions = [usize::MAX, 0, 1].map(|patience| {
                let mut random = Random(u64::from(seed));
                let (mut graph, funcs, results) = random_functions(&mut random, &names);
                let mut tables = blank.clone();
                (tables.funcs, tables.results) = (funcs, results);
                let mut diagnostics = Vec::new();
                let tracer = Tracer { bodies, numbers: &numbers, diagnostics: &mut diagnostics };
                let tracer = trace.then_some(tracer);
                let budget = Budget::default();
                Solver::patient(patience).solve(&mut graph, &mut tables, tracer, &budget);
                let outcome = |location: &Location| {
                    let mut leaks = location.leaks;
                    leaks.optimize();
                    (location.attrs, leaks)
                };
                let outcomes: Vec<_> = graph.locs.iter().map(outcome).collect();
                (outcomes, format!("{diagnostics:?}"))
            });
            assert_eq!(solutions[0], solutions[1], "round {round}");
            assert_eq!(solutions[0], solutions[2], "round {round}");
            found += solutions[0].1.len();
        }
    }
    assert!(found > 1_000_000, "{found}");
}

#[test]
fn what_is_exact_holds_without_the_assumed_edges() {
    let mut random = Random(2);
    let mut solver = Solver::default();
    let tables = || {
        let mut tables = Tables::new(&Numbers::new(&[]), &[]);
        tables.funcs = vec![FuncNode { parent: None, ..FuncNode::default() }];
        tables
    };
    let (mut exact_count, mut assumption_count) = (0, 0);
    for round in 0..2_000 {
        // The same graph, once without some of its flows, once with assumptions about them.
        let (mut all, mut some) = (Graph::default(), Graph::default());
        for graph in [&mut all, &mut some] {
            graph.reset(false);
            graph.assumptions.watch = true;
        }
        let assumption = all.assumptions.number(Why::Error);
        let count = 2 + random.below(10);
        for _ in 0..count {
            let (depth, persists) = (random.below(3) as i32, random.below(2) == 0);
            for graph in [&mut all, &mut some] {
                let loc = graph.new_loc(LocationKind::Nothing, 0, depth);
                graph.loc_mut(loc).attrs = if persists { attr::PERSISTS } else { 0 };
            }
        }
        for _ in 0..random.below(3 * count) {
            let src = Loc::from_index(FIRST.index() + random.below(count) as usize);
            let dst = if random.below(6) == 0 {
                HEAP
            } else {
                Loc::from_index(FIRST.index() + random.below(count) as usize)
            };
            let hole = Hole::of(dst).shift(random.below(3) as i32 - 1);
            if random.below(4) == 0 {
                all.flow(hole.assuming(assumption), src);
            } else {
                all.flow(hole, src);
                some.flow(hole, src);
            }
        }
        let mut tables = tables();
        let exact = Exact::new(&all, &mut solver, &mut tables, &Budget::default());
        solver.solve(&mut all, &mut tables, None, &Budget::default());
        solver.solve(&mut some, &mut tables, None, &Budget::default());
        for loc in Loc::range(FIRST, all.locs.len()) {
            let escapes = |graph: &Graph| graph.loc(loc).has_attr(attr::ESCAPES);
            let assuming = exact.assumption(&all, loc).is_some();
            assert!(!escapes(&some) || escapes(&all), "round {round}, location {loc:?}");
            assert_eq!(
                assuming,
                escapes(&all) != escapes(&some),
                "round {round}, location {loc:?}"
            );
            exact_count += usize::from(escapes(&all) && !assuming);
            assumption_count += usize::from(assuming);
        }
    }
    assert!(exact_count > 100 && assumption_count > 100, "{exact_count}, {assumption_count}");
}

/// Gives each edge a note on one of a few lines.
fn on_lines(graph: &mut Graph, random: &mut Random) {
    let Graph { edges, at_once, notes, .. } = graph;
    for edge in edges.iter_mut().chain(at_once) {
        let line = NodeId::from_index(1 + random.below(8) as usize);
        let at = NoteSubject::Node(line);
        let why = super::reason::Reason::Assign;
        notes.push(Note { next: 0, body: BodyId::from_index(0), at, why });
        edge.notes = notes.len() as u32;
    }
}

fn line_of(note: &Note) -> u64 {
    match note.at {
        NoteSubject::Node(node) => node.index() as u64,
        NoteSubject::Name(_) => panic!("no note is about a name"),
    }
}

/// Which locations are on the heap, and what is lost, without what happens on some lines.
fn solved_without(
    graph: &Graph,
    tables: &mut Tables,
    funcs: &[FuncNode],
    lines: &[u64],
) -> (Vec<bool>, Vec<bool>) {
    let mut without = Graph { locs: graph.locs.clone(), ..Graph::default() };
    for edge in &graph.at_once {
        without.loc_mut(edge.src).attrs = 0;
    }
    let edges = graph.edges.iter().chain(&graph.at_once);
    let stays = |edge: &&super::graph::Edge| {
        graph.notes_of(edge).all(|note| !lines.contains(&line_of(note)))
    };
    without.edges = edges.filter(stays).copied().collect();
    tables.funcs = funcs.to_vec();
    Solver::default().solve(&mut without, tables, None, &Budget::default());
    let escapes = without.locs.iter().map(|location| location.has_attr(attr::ESCAPES)).collect();
    (escapes, tables.funcs.iter().map(|func| func.results_lost).collect())
}

#[test]
fn without_the_lines_of_ways_nothing_escapes() {
    let mut test = TestPackage::new();
    let func = test.func("f");
    let int = test.types.basic(Basic::Int);
    let names: Vec<NameId> =
        (0..16).map(|i| test.name(func, &format!("x{i}"), Class::Auto, int)).collect();
    let bodies = &test.package.bodies;
    let blank = Tables::new(&Numbers::new(bodies), bodies);
    let mut random = Random(4);
    let (mut only, mut several, mut none, mut missed) = (0, 0, 0, 0);
    for round in 0..6_000 {
        let (mut graph, funcs, results) = random_functions(&mut random, &names);
        on_lines(&mut graph, &mut random);
        let mut tables = blank.clone();
        tables.results = results;
        let before = Graph {
            locs: graph.locs.clone(),
            edges: graph.edges.clone(),
            notes: graph.notes.clone(),
            at_once: graph.at_once.clone(),
            ..Graph::default()
        };
        tables.funcs.clone_from(&funcs);
        Solver::default().solve(&mut graph, &mut tables, None, &Budget::default());
        let solved = tables.funcs.clone();
        let lost: Vec<bool> = solved.iter().map(|func| func.results_lost).collect();
        let mut finder = Finder::new(&graph, &solved);
        let placed = |note: &Note| {
            let offset = line_of(note) as u32;
            let at = crate::source::pos::Pos { file: Id::from_index(0), offset };
            (line_of(note), (BodyId::from_index(0), NodePos::from(at)))
        };
        let line = |pos: NodePos| u64::from(pos.at.offset);
        for loc in Loc::range(FIRST, graph.locs.len()) {
            if !graph.loc(loc).has_attr(attr::ESCAPES) {
                continue;
            }
            let mut escapes_without = |lines: &[u64]| {
                let (escapes, now_lost) = solved_without(&before, &mut tables, &funcs, lines);
                (escapes[loc.index()], now_lost == lost)
            };
            match finder.ways(loc, 1_000, &placed) {
                Some(Ways::Only(_, pos)) => {
                    only += 1;
                    let (escapes, _) = escapes_without(&[line(pos)]);
                    assert!(!escapes, "round {round}, {loc:?}: line {}", line(pos));
                }
                Some(Ways::Several(all)) => {
                    several += 1;
                    let lines: Vec<u64> = all.iter().map(|(_, pos)| line(*pos)).collect();
                    assert!(!escapes_without(&lines).0, "round {round}, {loc:?}: {lines:?}");
                    for one in &lines {
                        let others: Vec<u64> =
                            lines.iter().copied().filter(|other| other != one).collect();
                        let (escapes, same) = escapes_without(&others);
                        // Of what calls lose, the finder knows what all lines together do.
                        assert!(escapes || !same, "round {round}, {loc:?}: {one} of {lines:?}");
                    }
                }
                None => {
                    none += 1;
                    // It may say too little, but seldom does.
                    let is_alone = |line: u64| matches!(escapes_without(&[line]), (false, true));
                    missed += usize::from((1..=8).any(is_alone));
                }
            }
        }
    }
    println!("{only} alone, {several} several, {none} none, {missed} missed");
    assert!(only > 1_000 && several > 100 && none > 100, "{only}, {several}, {none}");
    assert!(missed * 50 < only, "{missed} of {only}");
}

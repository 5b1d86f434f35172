//! The functions of a package that is being edited, one by one: what is known of each, and which are
//! analyzed again when the body of one changes.
//!
//! ```go
//! func f(p *int) { g(p) }            // 3. g lets its parameter escape now: f is analyzed, too
//! func g(p *int) { sink = p }        // 1. edited, and analyzed
//! func h() { f(nil) }                // 4. nothing about f is new to its callers: as it was
//! func other() {}                    // 2. doesn't refer to g: as it was
//! ```
//!
//! Functions, variables and constants come and go in the same way ([`super::difference`]): who names them was
//! checked again, so it is analyzed, too.
//!
//! What a function reads of another one is whether and at what cost it can be inlined, its body if it
//! can, and its tags. So those are analyzed again whose code names a function, as it was written or as
//! it was inlined, of which one of these is new. What functions read of their package as a whole
//! (which instances there are, and which wrappers) is the same, or else the package is analyzed as a
//! whole: [`crate::lower::requests`] tells. So it is where functions call each other in a circle, since gc
//! goes through a circle from where it came upon it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::cx::Cx;
use super::difference::Difference;
use super::escapes::{EscapeResults, Scope, ScopeResults, Subject};
use super::functions::{Circles, KnownFunction, KnownFunctions};
use crate::findings::PrintedPos;
use crate::findings::effects::PackageEffects;
use crate::ir::func::{FuncId, FuncKey, FuncTable};
use crate::lower;
use crate::lower::package::{InitPart, Part};
use crate::lower::pkginit::MAP_INIT;
use crate::lower::requests::Asker;
use crate::passes::inline::exports::{Exports, FunctionExports};
use crate::source::DisplayPaths;
use crate::source::pos::{Pos, SourceMap};
use crate::types::info::{CheckedFile, Package};
use crate::types::moved::Moved;
use crate::types::store::ObjId;

/// The functions that are compiled of these objects.
fn of_objects(
    functions: &FxHashMap<FuncId, KnownFunction>,
    funcs: &FuncTable,
    objects: &FxHashSet<ObjId>,
) -> FxHashSet<FuncId> {
    let of = |func: FuncId| match funcs.get(func).key {
        FuncKey::Declared(obj) | FuncKey::Instance(obj, _) => Some(obj),
        FuncKey::MethodWrapper { .. }
        | FuncKey::PackageInit(_)
        | FuncKey::Runtime(_)
        | FuncKey::Synthetic(..) => None,
    };
    let functions = functions.keys().copied();
    functions.filter(|&func| of(func).is_some_and(|obj| objects.contains(&obj))).collect()
}

impl Cx<'_> {
    /// Analyzes a package again that is an edit of `before`. Nothing if it has to be analyzed as a whole.
    pub(super) fn escapes_again(
        &self,
        subject: &Subject<'_>,
        before: &Package,
        known: KnownFunctions,
    ) -> Option<EscapeResults> {
        let package = &subject.checked.package;
        let KnownFunctions { mut lowered, mut functions, mut circles, broken: were_broken } = known;
        let difference = Difference::of(self.types, before, package)?;
        let anchors = |file: &CheckedFile| file.facts.iter().map(|facts| facts.anchor).collect();
        let now = package.files.iter().map(|file| (&file.ast, anchors(file)));
        let moved = Moved::new(&self.session.sources, &before.files, now);
        let paths = self.session.loaded.display_paths(subject.checked.id);
        relocate(&mut functions, &moved, &self.session.sources, &paths);

        let input = self.lower_input(subject);
        let reading = lower::Cx::reading(input);
        let init_id = reading.init_id();
        let mut init = InitPart::Kept;
        let mut gone = Vec::new();
        let mut mentioned = Vec::new();
        if difference.is_of_declarations() {
            let changed =
                redeclare(&mut functions, &mut circles, self.funcs, &difference, &reading)?;
            gone.extend(changed);
            gone.extend(difference.gone.iter().map(|&obj| Asker::Declaration(obj)));
            mentioned.clone_from(&difference.declared);
        }
        let mut edited = of_objects(&functions, self.funcs, &difference.edited);
        edited.extend(difference.new.iter().map(|new| reading.declared(new.obj)));
        if difference.initializes {
            init = initialize(&mut functions, self.funcs, package, init_id, &mut gone);
        }
        // What is said where source can't be parsed is assumed.
        let broken = subject.broken_functions();
        let differ = broken.symmetric_difference(&were_broken).copied().collect();
        let mut part = of_objects(&functions, self.funcs, &differ);
        part.extend(&edited);
        // More than that is as well analyzed as a whole.
        let limit = functions.len() / 4 + 16;
        let mut analyzed = 0;
        while !part.is_empty()
            || init == InitPart::Lowered
            || !gone.is_empty()
            || !mentioned.is_empty()
        {
            analyzed += part.len();
            if analyzed > limit || part.iter().any(|func| circles.members.contains(func)) {
                return None;
            }
            if part.contains(&init_id) {
                init = initialize(&mut functions, self.funcs, package, init_id, &mut gone);
            }
            let ordered = Part {
                init: std::mem::take(&mut init),
                mentioned: std::mem::take(&mut mentioned),
                gone: std::mem::take(&mut gone),
                ..self.ordered(&functions, &part)?
            };
            let scope = Scope::Part { part: &ordered, lowered, known: &functions };
            let results = self.analyze(subject, scope, KnownFunction::of_bodies)?;
            // Where that matters, the budget is spent, and the package is analyzed as a whole.
            let ScopeResults { mut made, tags, lowered: state, rests_on_threads: _ } = results;
            lowered = state?;
            KnownFunction::add_tags(&mut made, &tags);
            let changed = replace(&mut functions, &mut circles, made, &edited)?;
            edited.clear();
            part = dependents(&functions, &changed, &part);
        }

        let exports = functions.iter().map(|(&func, function)| FunctionExports {
            func,
            inlinable: function.inlinable,
            inlined: function.inlined.iter().copied(),
        });
        let exports = Exports::of_functions(self.funcs, package, exports);
        let tags = functions.iter().filter_map(|(&func, known)| Some((func, known.tags.clone()?)));
        Some(EscapeResults {
            tags: tags.collect(),
            exports,
            stand_in: subject.stand_in(),
            effects: PackageEffects::default(),
            root: Some(self.report_of(subject, &paths, &functions)),
            functions: Some(KnownFunctions { lowered, functions, circles, broken }),
            in_part: true,
            rests_on_threads: false,
        })
    }

    /// A part of a package in gc's order; nothing if there is something in it that can't be analyzed
    /// by itself.
    fn ordered(
        &self,
        functions: &FxHashMap<FuncId, KnownFunction>,
        part: &FxHashSet<FuncId>,
    ) -> Option<Part> {
        let mut ordered: Vec<(u32, FuncId)> = part
            .iter()
            .map(|func| Some((functions.get(func)?.order, *func)))
            .collect::<Option<_>>()?;
        ordered.sort_unstable_by_key(|&(order, _)| order);
        let mut found = Part::default();
        for (_, func) in ordered {
            match self.funcs.get(func).key {
                FuncKey::Declared(obj) => found.declared.push((func, obj)),
                FuncKey::Instance(..) => found.instances.push(func),
                // There is one.
                FuncKey::PackageInit(_) => {}
                FuncKey::MethodWrapper { .. } | FuncKey::Runtime(_) | FuncKey::Synthetic(..) => {
                    return None;
                }
            }
        }
        Some(found)
    }
}

/// Forgets the functions that have gone, and makes room for the new ones. Those of the name of one that has
/// gone are taken for it until they are analyzed. Gives those whose requests go; nothing if gc may
/// come upon a circle of calls elsewhere now.
fn redeclare(
    functions: &mut FxHashMap<FuncId, KnownFunction>,
    circles: &mut Circles,
    funcs: &FuncTable,
    difference: &Difference,
    reading: &lower::Cx<'_>,
) -> Option<Vec<Asker>> {
    let renamed: FxHashMap<FuncId, FuncId> = difference
        .new
        .iter()
        .filter_map(|new| Some((reading.declared(new.was?), reading.declared(new.obj))))
        .collect();
    let gone = of_objects(functions, funcs, &difference.gone);
    let is_met = |func: &FuncId| {
        circles.members.contains(func)
            || circles.leading.contains(func) && !renamed.contains_key(func)
    };
    if gone.iter().any(is_met) {
        return None;
    }
    let mut taken: FxHashMap<FuncId, KnownFunction> = FxHashMap::default();
    for func in &gone {
        if let Some(function) = functions.remove(func)
            && let Some(&now) = renamed.get(func)
        {
            taken.insert(now, function);
        }
    }
    functions.extend(taken);
    for function in functions.values_mut() {
        for to in &mut function.references {
            *to = renamed.get(to).copied().unwrap_or(*to);
        }
    }
    for new in &difference.new {
        let func = reading.declared(new.obj);
        if functions.contains_key(&func) {
            continue;
        }
        let after = new.after.map(|obj| reading.declared(obj));
        let order = match after.and_then(|after| functions.get(&after)) {
            Some(after) => after.order + 1,
            None => {
                let is_declared =
                    |func: &FuncId| matches!(funcs.get(*func).key, FuncKey::Declared(_));
                let declared = functions.iter().filter(|(func, _)| is_declared(func));
                declared.map(|(_, function)| function.order).min().unwrap_or(u32::MAX)
            }
        };
        insert(functions, func, order);
    }
    if !renamed.is_empty() {
        *circles = Circles::of(functions);
    }
    Some(gone.into_iter().map(Asker::Function).collect())
}

/// Makes room for a function of which nothing is known yet, before those of a place in the order.
fn insert(functions: &mut FxHashMap<FuncId, KnownFunction>, func: FuncId, order: u32) {
    let last = functions.values().map(|function| function.order + 1).max().unwrap_or(0);
    for function in functions.values_mut().filter(|function| function.order >= order) {
        function.order += 1;
    }
    functions.insert(func, KnownFunction::unknown(order.min(last)));
}

/// Forgets what is known of a package's initialization, and makes room for another one, if there is any.
fn initialize(
    functions: &mut FxHashMap<FuncId, KnownFunction>,
    funcs: &FuncTable,
    package: &Package,
    init: FuncId,
    gone: &mut Vec<Asker>,
) -> InitPart {
    let is_outlined = |func: &FuncId| {
        let sym = funcs.get(*func);
        matches!(sym.key, FuncKey::Synthetic(..)) && sym.name.as_str().starts_with(MAP_INIT)
    };
    if let Some(known) = functions.get(&init) {
        let outlined: Vec<FuncId> = known.references.iter().copied().filter(is_outlined).collect();
        for func in outlined {
            functions.remove(&func);
        }
    }
    if package.init_order.is_empty() {
        functions.remove(&init);
        gone.push(Asker::Function(init));
        return InitPart::Kept;
    }
    if !functions.contains_key(&init) {
        insert(functions, init, 0);
    }
    InitPart::Lowered
}

/// Puts what was found out of functions in the place of what was known, and tells of which callers see
/// a difference; those that were edited may be inlined with another body. Nothing if gc comes upon a
/// circle of calls elsewhere now.
fn replace(
    functions: &mut FxHashMap<FuncId, KnownFunction>,
    circles: &mut Circles,
    made: FxHashMap<FuncId, KnownFunction>,
    edited: &FxHashSet<FuncId>,
) -> Option<FxHashSet<FuncId>> {
    let mut next_order = functions.values().map(|function| function.order + 1).max()?;
    let mut changed = FxHashSet::default();
    let mut references: Vec<(Box<[FuncId]>, FuncId)> = Vec::new();
    let mut made: Vec<(FuncId, KnownFunction)> = made.into_iter().collect();
    made.sort_unstable_by_key(|(_, function)| function.order);
    for (func, mut function) in made {
        let before = functions.get(&func);
        function.order = before.map_or(next_order, |before| before.order);
        next_order = next_order.max(function.order + 1);
        if before.is_some_and(|before| function.differs(before, edited.contains(&func))) {
            changed.insert(func);
        }
        let named = before.map_or(&[][..], |before| &before.references);
        if before.is_none() || *named != *function.references {
            references.push((named.into(), func));
        }
        functions.insert(func, function);
    }
    if !references.is_empty() {
        let now = Circles::of(functions);
        let is_elsewhere = references.iter().any(|(before, func)| {
            let references = &functions[func].references;
            now.are_met_elsewhere(before, references)
                || circles.are_met_elsewhere(before, references)
        });
        if is_elsewhere {
            return None;
        }
        *circles = now;
    }
    Some(changed)
}

/// Moves all places of what is known.
fn relocate(
    functions: &mut FxHashMap<FuncId, KnownFunction>,
    moved: &Moved,
    sources: &SourceMap,
    paths: &DisplayPaths,
) {
    let changed = moved.changed();
    let printed =
        |pos: Pos| changed.contains(&pos.file).then(|| PrintedPos::of(sources, paths, pos));
    for function in functions.values_mut() {
        if let Some((pos, _)) = &mut function.compiled {
            *pos = moved.pos(*pos);
        }
        for finding in &mut function.findings {
            finding.relocate(&|pos| moved.pos(pos), &printed);
        }
    }
}

/// The functions to analyze since others changed: those that name one, and weren't analyzed together
/// with it. What the compiler makes of a function says nothing that anybody sees, unless something
/// names it.
fn dependents(
    functions: &FxHashMap<FuncId, KnownFunction>,
    changed: &FxHashSet<FuncId>,
    part: &FxHashSet<FuncId>,
) -> FxHashSet<FuncId> {
    if changed.is_empty() {
        return FxHashSet::default();
    }
    let mut found: FxHashSet<FuncId> = FxHashSet::default();
    let mut open = changed.clone();
    loop {
        let mut wrappers: FxHashSet<FuncId> = FxHashSet::default();
        for (&func, function) in functions {
            if part.contains(&func) || !function.references.iter().any(|to| open.contains(to)) {
                continue;
            }
            match function.is_wrapper {
                true => wrappers.insert(func),
                false => found.insert(func),
            };
        }
        if wrappers.is_empty() {
            return found;
        }
        open = wrappers;
    }
}

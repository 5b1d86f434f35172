//! Functions of the standard library that gc, and so goesc, knows by name.
//!
//! ```go
//! binary.LittleEndian.Uint32(b) // one load on most machines: 1, although its body costs more
//! abi.NoEscape(p)               // no code at all: 1
//! for b.Loop() { f(x) }         // what f returns is kept alive
//! ```
//!
//! Which they are stands with the release ([`super::releases`]); those for which the machine has
//! instructions are [`super::intrinsics`].

use rustc_hash::FxHashMap;

use crate::symbol::Symbol;

/// How gc treats a function that it knows by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KnownCallee {
    /// A call of it costs no more than any node (`inline/inl.go`, `doNode`).
    Cheap,
    /// The same where loads of bytes that lie side by side become one
    /// ([`super::Arch::can_merge_loads`]).
    CheapWhereLoadsMerge,
    /// It ends the program: a call that the compiler made costs [`super::Inlining::throw`].
    Throw,
    /// It tells where its caller is called from, which is why that is never inlined.
    TellsCaller,
    /// It defers a call for a function whose body is a range-over-func body, which is why its
    /// caller is never inlined. It allocates the record of the deferred call.
    DeferRangeFunc,
    /// It lets escape what holds a pointer other than a string's; cheap, and never inlined.
    EscapeNonString,
    /// It keeps its argument alive, where the compiler put it into a benchmark loop.
    KeepAlive,
    /// `b.Loop()`, which as a condition makes a benchmark loop.
    BenchmarkLoop,
    /// The address of a function's code, which the compiler knows.
    CodeAddress,
    /// The goroutine that runs, which is in a register.
    Getg,
}

/// Functions of a package of which the same is known.
#[derive(Clone, Copy, Debug)]
pub struct CalleesRow {
    /// The import path; of what the compiler itself calls, none.
    pub package: Option<&'static str>,
    /// How gc treats them.
    pub known: KnownCallee,
    /// Their names, separated by spaces: of functions, and of methods with their receivers (`T.m`,
    /// `(*T).m`). Of generic ones, instances count.
    pub functions: &'static str,
}

/// Functions without a Go body that allocate nothing for their callers: assembly, the compiler's
/// own, or what waits and wakes in the runtime.
#[derive(Clone, Copy, Debug)]
pub struct Allocationless {
    /// Packages in which all of them are so, by import path.
    pub packages: &'static [&'static str],
    /// Prefixes of import paths of such packages.
    pub folders: &'static [&'static str],
    /// Such functions of packages that have others as well: import path and name.
    pub functions: &'static [(&'static str, &'static str)],
}

impl Allocationless {
    /// Whether a function without a body is one, by its package's path and its name there.
    pub fn contains(&self, package: &str, function: &str) -> bool {
        self.packages.contains(&package)
            || self.folders.iter().any(|folder| package.starts_with(folder))
            || self.functions.contains(&(package, function))
    }
}

/// The functions that are known by name.
#[derive(Clone, Default, Debug)]
pub struct KnownCallees {
    /// Those of source, by the import path of their package.
    declared: FxHashMap<Symbol, Vec<(&'static str, KnownCallee)>>,
    /// Those of the runtime that the compiler calls without source.
    of_compiler: Vec<(&'static str, KnownCallee)>,
}

impl KnownCallees {
    /// Those of a release's table.
    pub fn of(table: &[CalleesRow]) -> KnownCallees {
        let mut callees = KnownCallees::default();
        for row in table {
            let known = match row.package {
                Some(path) => callees.declared.entry(Symbol::new(path)).or_default(),
                None => &mut callees.of_compiler,
            };
            known.extend(row.functions.split(' ').map(|name| (name, row.known)));
        }
        callees
    }

    /// How gc treats a function, by its package's path and its name there (`f`, `f[int]`, `T.m`).
    pub fn declared(&self, package: Symbol, name: &str) -> Option<KnownCallee> {
        find(self.declared.get(&package)?, name)
    }

    /// How gc treats a function of the runtime that the compiler calls, by its name.
    pub fn of_compiler(&self, name: &str) -> Option<KnownCallee> {
        find(&self.of_compiler, name)
    }
}

fn find(known: &[(&str, KnownCallee)], name: &str) -> Option<KnownCallee> {
    let name = name.split('[').next().unwrap_or(name);
    known.iter().find(|(known, _)| *known == name).map(|(_, known)| *known)
}

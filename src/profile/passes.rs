//! The passes between lowering and escape analysis: which there are, and which a release runs, in
//! what order ([`super::releases`]). What each does stands in `src/passes/`.

/// A pass over the functions of a package.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pass {
    /// Results of what benchmark loops call are kept alive (`bloop`).
    BenchmarkLoops,
    /// Calls through interfaces of known contents become calls of methods, and calls are inlined
    /// (`devirtualize`, `inline`); then wrappers of methods are made, and inlined into as well.
    Inlining,
    /// Variables of loops are made new in each iteration where that can be told (`loopvar`).
    LoopVariables,
    /// Initializers of package variables that are data become data (`pkginit`, `staticinit`).
    StaticInit,
    /// Local variables that nothing reads are dropped (`deadlocals`).
    DeadLocals,
    /// Functions that compare values of a type are made (`reflectdata/alg.go`).
    Comparisons,
}

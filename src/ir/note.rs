//! What gc finds out about functions and calls before escape analysis: what it inlines and
//! devirtualizes, and why not (`inline/inl.go`, `inline/interleaved/interleaved.go`,
//! `devirtualize/devirtualize.go`).
//!
//! ```text
//! -m    m.go:3:6: can inline double
//! -m    m.go:7:13: inlining call to double
//! -m=2  m.go:3:6: can inline double with cost 4 as: func(int) int { return x + x }
//! -m=2  m.go:5:6: cannot inline f: function too complex: cost 92 exceeds budget 80
//! -m=2  m.go:9:6: function g considered 'big'; reducing max cost of inlinees
//! -json m.go:5:6: cannotInlineFunction "function too complex: cost 92 exceeds budget 80"
//! ```
//!
//! Names of functions, calls and types are as gc spells them. gc's words for a note are made in
//! [`report`](crate::report::gc_words).

use crate::symbol::Symbol;

/// Something that gc finds out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A call through an interface becomes one of a method.
    Devirtualized {
        /// How far.
        how: Devirtualized,
        /// The method as it is selected: `i.M`.
        method: String,
        /// The type that the interface holds.
        to: String,
    },
    /// A call through an interface isn't devirtualized, since a shape is in the way.
    NotDevirtualized {
        /// The call.
        call: String,
        /// What is of a shape.
        shaped: Shaped,
        /// Its type.
        ty: String,
    },
    /// A method of a type parameter is called through an interface.
    ImpreciseInterfaceCall,
    /// A function can be inlined.
    CanInline {
        /// Its name.
        name: String,
        /// Its cost.
        cost: i32,
        /// Type and body, where reasons are asked for: `func(int) int { return x + x }`.
        code: Option<String>,
    },
    /// A function can't be inlined.
    CannotInline {
        /// Its name.
        name: String,
        /// Why not.
        why: NotInlinable,
    },
    /// So large a function that only the smallest are inlined into it.
    Big {
        /// Its name.
        name: String,
    },
    /// A call is inlined.
    InliningCall {
        /// What is called.
        name: String,
    },
    /// A call isn't inlined, although what it calls can be.
    NotInlined {
        /// What is called.
        callee: String,
        /// The same with its package.
        linked: String,
        /// The function that the call is in.
        caller: String,
        /// Why not.
        why: NotInlined,
    },
    /// What a statement of a benchmark loop computes is kept alive, or isn't.
    KeptAlive(KeptAlive),
    /// Something that is logged and not printed.
    Logged(Box<Note>),
}

/// What a benchmark loop keeps alive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptAlive {
    /// A variable, by its symbol: `ex.com/p.x`.
    Variable(String),
    /// What a pointer points to.
    Dereference,
    /// The result of a call.
    Result,
    /// Several results of a call.
    Results,
    /// An argument that isn't a variable.
    Argument,
    /// Nothing: what is assigned to is of another kind.
    Nothing,
}

/// How far a call is devirtualized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Devirtualized {
    /// The method is known.
    Fully,
    /// The type is, and the method is one of an interface that it embeds.
    Partially,
}

/// What is of a shape where a call isn't devirtualized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shaped {
    /// The value that the interface holds.
    Receiver,
    /// The interface itself.
    Interface,
}

/// Why a function can't be inlined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotInlinable {
    /// `//go:noinline`.
    NoInline,
    /// `//go:cgo_unsafe_args`: the function relies on where its arguments lie.
    CgoUnsafeArgs,
    /// `//go:uintptrkeepalive`: inlining would forget what is kept alive.
    UintptrKeepAlive,
    /// `//go:yeswritebarrierrec`: write barriers are checked by function.
    YesWriteBarrierRec,
    /// Its body isn't Go.
    NoBody,
    /// It calls a function that looks at its caller.
    CallTo(Symbol),
    /// A `defer` in the body of a range-over-func loop.
    DeferInRangeFunc,
    /// It calls `recover`.
    Recover,
    /// It has a statement that can't be inlined: gc's name of the node, `GO`, `DEFER`, `TAILCALL`.
    Unhandled(&'static str),
    /// It costs too much; how much more wasn't found out.
    TooExpensive,
    /// It costs too much.
    TooComplex {
        /// What it costs.
        cost: i32,
        /// What it may cost.
        budget: i32,
    },
}

/// Why a call isn't inlined, although what it calls can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotInlined {
    /// It costs more than is allowed where the call is.
    TooExpensive {
        /// What it costs.
        cost: i32,
        /// What is allowed.
        max: i32,
    },
    /// The call came here by being inlined from where it stands.
    Recursive,
    /// What it calls was inlined already on the way here.
    RepeatedCycle,
}

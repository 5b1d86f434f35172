//! The budgets of the inliner and what it charges beyond one for each node, each with its reason
//! and gc's file: what differs between Go releases stands here alone.

/// What one Go release allows and charges (`inline/inl.go`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// What a function may cost (`inlineMaxBudget`).
    pub budget: i32,
    /// What a literal may cost, since it may be called just once
    /// (`inlineClosureCalledOnceCost`).
    pub literal_budget: i32,
    /// A call of what isn't inlined: at most one fits into a budget (`inlineExtraCallCost`).
    pub call: i32,
    /// A call of a parameter or captured variable: inlining may show which function it is
    /// (`inlineParamCallCost`).
    pub param_call: i32,
    /// `panic`: no more than any node, so that checks can be inlined (`inlineExtraPanicCost`).
    pub panic: i32,
    /// `throw` of the runtime, where the compiler calls it (`inlineExtraThrowCost`).
    pub throw: i32,
    /// A function literal, for what it captures (`doNode`).
    pub literal: i32,
    /// The number of nodes that make a function big (`inlineBigFunctionNodes`).
    pub big_function: i32,
    /// What a function may cost that is inlined into a big one (`inlineBigFunctionMaxCost`).
    pub into_big_function: i32,
    /// How much more a literal may cost than a function where it is called (`inlineCostOK`).
    pub literal_factor: i32,
    /// Into a function to which inlining has added so many nodes, its literals included, nothing
    /// more is inlined, and the budget of the package is spent ([`crate::budget`]). gc has no such
    /// limit, and takes minutes for what meets it: hundreds of literals that are called where they
    /// stand, one in another.
    pub most_added: usize,
}

impl Limits {
    /// Go 1.27.
    pub const GO1_27: Limits = Limits {
        budget: 80,
        literal_budget: 800,
        call: 57,
        param_call: 17,
        panic: 1,
        throw: 80,
        literal: 15,
        big_function: 5000,
        into_big_function: 20,
        literal_factor: 2,
        most_added: 200_000,
    };
}

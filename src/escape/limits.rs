//! The limits of stack allocation, each with its reason and gc's file: what differs between Go
//! releases stands here alone.

/// What may live on the stack in one Go release.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Bytes of a declared variable, or of any other value with a type of its own
    /// (`ir/cfg.go`, `MaxStackVarSize`): stacks grow by copying, so large frames are avoided.
    pub stack_var: i64,
    /// Bytes of what `new`, `&T{}`, `make` or a closure allocates
    /// (`ir/cfg.go`, `MaxImplicitStackVarSize`): nobody declared a variable, so less is allowed.
    pub implicit_stack_var: i64,
    /// Alignment that a stack frame can give: a pointer's (`escape/utils.go`).
    pub stack_align: i64,
    /// Bytes up to which a closure captures a variable by value, if it is never assigned again
    /// (`escape/escape.go`, `flowClosure`).
    pub capture_by_value: i64,
    /// Results of which a parameter's tag keeps account (`escape/leaks.go`).
    pub tagged_results: usize,
    /// Whether `make` of a size that isn't constant may be on the stack (since Go 1.25:
    /// `escape/utils.go`, `walk/builtin.go`).
    pub variable_make: bool,
    /// Whether constants are put in place of variables that always hold them (since Go 1.25:
    /// `escape/escape.go`, `rewriteWithLiterals`).
    pub rewrite_literals: bool,
}

impl Limits {
    /// Go 1.27.
    pub const GO1_27: Limits = Limits {
        stack_var: 128 * 1024,
        implicit_stack_var: 64 * 1024,
        stack_align: 8,
        capture_by_value: 128,
        tagged_results: super::leaks::RESULTS,
        variable_make: true,
        rewrite_literals: true,
    };
}

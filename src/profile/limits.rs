//! What a release allows and charges, each limit with its reason and gc's file. The numbers stand
//! with their release ([`super::releases`]).

use super::arch::Sizes;
use super::heap::Heap;
use super::version::GoVersion;

/// What may live on the stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stack {
    /// Bytes of a declared variable, or of any other value with a type of its own
    /// (`ir/cfg.go`, `MaxStackVarSize`): stacks grow by copying, so large frames are avoided.
    pub var: i64,
    /// Bytes of what `new`, `&T{}`, `make` or a closure allocates
    /// (`ir/cfg.go`, `MaxImplicitStackVarSize`): nobody declared a variable, so less is allowed.
    pub implicit_var: i64,
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

impl Stack {
    /// The alignment that a frame can give: a pointer's (`escape/utils.go`).
    pub const fn align(sizes: Sizes) -> i64 {
        sizes.word
    }
}

/// The budgets of the inliner, and what it charges beyond one for each node (`inline/inl.go`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inlining {
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

/// What the runtime and the code generator allocate, and what they keep on the stack instead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Runtime {
    /// Bytes on the stack for strings and slices that are made by conversions, concatenations,
    /// `make` of variable size and `append` (`walk/convert.go`, `tmpstringbufsize`; `base/flag.go`,
    /// `VariableMakeThreshold`).
    pub small: i64,
    /// A boxed value that doesn't escape is on the stack up to this size (`walk/convert.go`,
    /// `dataWord`).
    pub box_on_stack: i64,
    /// The longest encoding of a rune (`runtime/string.go`, `intstring`).
    pub rune: i64,
    /// How maps lie in memory.
    pub maps: Maps,
    /// What the heap gives.
    pub heap: Heap,
}

impl Runtime {
    /// The header of a channel (`runtime/chan.go`, `hchan`): a number of 16 and one of 32 bits among
    /// words, the whole rounded up to 8 bytes.
    pub const fn channel_header(self, sizes: Sizes) -> i64 {
        match sizes.word {
            4 => 64,
            _ => 112,
        }
    }
}

/// How maps lie in memory (`reflectdata/map.go`; before Go 1.24 `reflectdata/reflect.go`,
/// `MapBucketType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maps {
    /// Groups of 8 slots: since Go 1.24.
    Groups,
    /// Buckets of 8 entries: before.
    Buckets,
}

impl Maps {
    /// Slots of a group (`internal/abi/map.go`), and entries of a bucket.
    pub const SLOTS: i64 = 8;
    /// Keys and elements of more bytes are behind pointers (`internal/abi/map.go`).
    pub const MAX_DIRECT: i64 = 128;
    /// Of the slots of a group, so many are filled on average before a table grows
    /// (`internal/runtime/maps/group.go`, `maxAvgGroupLoad`).
    pub const FILLED: i64 = 7;
    /// The most slots of a table (`internal/runtime/maps/table.go`, `maxTableCapacity`).
    pub const MAX_TABLE: i64 = 1024;

    /// Those of a release, which may be one that is otherwise not supported.
    pub fn of(version: GoVersion) -> Maps {
        match (version.major, version.minor) < (1, 24) {
            true => Maps::Buckets,
            false => Maps::Groups,
        }
    }

    /// The header of a map (`internal/runtime/maps/map.go`, `Map`; `runtime/map.go`, `hmap`).
    pub const fn header(self, sizes: Sizes) -> i64 {
        match self {
            Maps::Groups => 2 * 8 + 4 * sizes.word,
            Maps::Buckets => 8 + 5 * sizes.word,
        }
    }

    /// A table of groups (`internal/runtime/maps/table.go`, `table`): numbers of 8 bytes in all, an
    /// index, a pointer and a number of 64 bits.
    pub const fn table(sizes: Sizes) -> i64 {
        8 + 2 * sizes.word + 8
    }
}

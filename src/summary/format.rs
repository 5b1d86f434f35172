//! What the bytes of a summary mean: the numbers that stand for kinds of things, shared by
//! [`encode`](super::encode()) and [`decode`](super::decode).
//!
//! ```text
//! summary   sections: each its length, then its bytes, in the order of [`Section`]
//! list      count, the length of each item, then the items: any of them is found without
//!           reading those before it
//! ```
//!
//! Things refer to each other by their index in a list. A reference to a type, object or declared
//! type that isn't the package's own goes by the list of foreign ones, which has names.

use crate::syntax::ast::{AssignOp, BranchTok, CallTok, ChanDir, LitKind, Operator};
use crate::types::info::{Mode, SelectionKind};
use crate::types::store::{Basic, Builtin, VarKind};

/// Changes with every change of the format.
pub const VERSION: u8 = 4;

/// The lists of a summary, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
pub enum Section {
    /// Texts: names, paths, literals.
    Strings,
    /// Packages that are referred to: path and name. The first is the package itself.
    Packages,
    /// Source files that have bodies in the summary.
    Files,
    /// Objects of other packages.
    Foreign,
    /// Objects.
    Objects,
    /// Package-level objects, in the order of their names.
    Scope,
    /// Declared types.
    Named,
    /// Type parameters.
    TypeParams,
    /// Types.
    Types,
    /// Bodies of functions: generic ones, and those that can be inlined.
    Bodies,
    /// Functions of other packages that were inlined into this one and that it passes on to those
    /// that import it: package, the type name that a method is declared on, name.
    PassedOn,
}

impl Section {
    /// All, in their order.
    pub const ALL: [Section; SECTIONS] = [
        Section::Strings,
        Section::Packages,
        Section::Files,
        Section::Foreign,
        Section::Objects,
        Section::Scope,
        Section::Named,
        Section::TypeParams,
        Section::Types,
        Section::Bodies,
        Section::PassedOn,
    ];
}

/// The lists of the places that go with a summary, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
pub enum Places {
    /// Texts: names and paths.
    Strings,
    /// Source files that something stands in.
    Files,
    /// For each object of the summary where it stands; empty where nobody needs it.
    Objects,
}

/// The number of lists of places.
pub const PLACES: usize = Places::Objects as usize + 1;

/// Where methods stand.
pub mod place {
    /// It isn't known.
    pub const UNKNOWN: u8 = 0;
    /// In the package: file, then the places of receiver, parameters and results.
    pub const HERE: u8 = 1;
    /// In a declared interface of another package: its path, and the name of the type.
    pub const ELSEWHERE: u8 = 2;
}

/// The number of sections.
pub const SECTIONS: usize = Section::PassedOn as usize + 1;

/// Foreign things.
pub mod foreign {
    /// A predeclared object, by name.
    pub const UNIVERSE: u8 = 0;
    /// An object of package unsafe, by name.
    pub const UNSAFE: u8 = 1;
    /// A package-level object, by package and name.
    pub const SCOPE: u8 = 2;
    /// A method, by the type name that it is declared on and its own name.
    pub const METHOD: u8 = 3;
    /// Nothing that can be named: a type declared in a function of another package.
    pub const UNKNOWN: u8 = 4;
}

/// The flags of a file.
pub mod file_flags {
    /// It asks for a language version itself.
    pub const VERSION: u8 = 1;
    /// Positions in it are lines and columns ([`super::position`]).
    pub const BY_LINE: u8 = 2;
}

/// Positions that say line and column, and not how much stands before them: they look like offsets in
/// a file all of whose lines are equally long.
pub mod position {
    use crate::source::pos::LineCol;

    /// The length of each line. What stands further to the right stands at its end: gc itself knows no
    /// column from 255 on.
    const WIDTH: u32 = 4096;
    /// No file has more lines; what stands below stands on the last.
    const MAX_LINES: u32 = u32::MAX / WIDTH;

    /// A line and a column.
    pub fn of(at: LineCol) -> u32 {
        let line = (at.line - 1).min(MAX_LINES - 1);
        line * WIDTH + (at.column - 1).min(WIDTH - 1)
    }

    /// How many lines are said to be in a file of so many: it doesn't change with each of them.
    pub fn lines(count: u32) -> u32 {
        count.next_power_of_two().min(MAX_LINES)
    }

    /// Where the lines of a file start that is said to have so many.
    pub fn line_starts(count: u32) -> Option<Vec<u32>> {
        let starts = || (0..count.max(1)).map(|line| line * WIDTH).collect();
        (count <= MAX_LINES).then(starts)
    }
}

/// Kinds of types. Basic types and the special ones have fixed references, see [`PREDECLARED`].
pub mod ty {
    #![allow(missing_docs, reason = "the kinds of crate::types::store::Type")]
    pub const NAMED: u8 = 0;
    /// A declared type of another package, by the foreign object of its name.
    pub const NAMED_FOREIGN: u8 = 1;
    /// An instance: origin and type arguments.
    pub const INSTANCE: u8 = 2;
    pub const TYPE_PARAM: u8 = 3;
    /// A type parameter of a foreign function or type: the foreign object and the index.
    pub const TYPE_PARAM_FOREIGN: u8 = 4;
    pub const POINTER: u8 = 5;
    pub const SLICE: u8 = 6;
    pub const ARRAY: u8 = 7;
    pub const MAP: u8 = 8;
    pub const CHAN: u8 = 9;
    pub const STRUCT: u8 = 10;
    pub const TUPLE: u8 = 11;
    pub const SIGNATURE: u8 = 12;
    pub const INTERFACE: u8 = 13;
    pub const UNION: u8 = 14;
    /// A type parameter or declared type that can't be named: unknown.
    pub const UNKNOWN: u8 = 15;
}

/// Kinds of objects.
pub mod obj {
    #![allow(missing_docs, reason = "the kinds of crate::types::store::ObjectKind")]
    pub const PKG_NAME: u8 = 0;
    pub const CONST: u8 = 1;
    pub const TYPE_NAME: u8 = 2;
    pub const ALIAS: u8 = 3;
    pub const VAR: u8 = 4;
    pub const FUNC: u8 = 5;
    pub const LABEL: u8 = 6;
    /// A function with a receiver.
    pub const METHOD: u8 = 7;
    /// The same with a pointer as receiver.
    pub const POINTER_METHOD: u8 = 8;
}

/// The flags of a function: which parts follow its type.
pub mod func {
    /// It has a body, in Go.
    pub const BODY: u8 = 1;
    /// Its body is in the summary: the number of the body follows.
    pub const SOURCE: u8 = 2;
    /// It is generic: its position follows.
    pub const GENERIC: u8 = 4;
    /// It can be inlined: its cost follows.
    pub const INLINABLE: u8 = 8;
    /// It can be inlined, and its results may be declared late.
    pub const DELAY_RESULTS: u8 = 16;
}

/// Kinds of constants.
pub mod value {
    #![allow(missing_docs, reason = "the kinds of crate::types::constant::Value")]
    pub const UNKNOWN: u8 = 0;
    pub const FALSE: u8 = 1;
    pub const TRUE: u8 = 2;
    pub const STRING: u8 = 3;
    pub const INT64: u8 = 4;
    pub const INT: u8 = 5;
    pub const RAT: u8 = 6;
    pub const FLOAT: u8 = 7;
    pub const COMPLEX: u8 = 8;
}

/// The flags of an expression: which of the checker's facts follow.
pub mod facts {
    /// It has a type, and how it may be used.
    pub const TYPE: u8 = 1;
    /// It has a constant value.
    pub const VALUE: u8 = 2;
    /// It names an object.
    pub const OBJECT: u8 = 4;
    /// It selects a field or method.
    pub const SELECTION: u8 = 8;
    /// It instantiates a generic function.
    pub const INSTANCE: u8 = 16;
}

/// Kinds of nodes of a body.
pub mod node {
    #![allow(missing_docs, reason = "the nodes of crate::syntax::ast")]
    pub const BAD_EXPR: u8 = 0;
    pub const NAME: u8 = 1;
    pub const BASIC_LIT: u8 = 2;
    pub const COMPOSITE_LIT: u8 = 3;
    pub const KEY_VALUE: u8 = 4;
    pub const FUNC_LIT: u8 = 5;
    pub const PAREN: u8 = 6;
    pub const SELECTOR: u8 = 7;
    pub const INDEX: u8 = 8;
    pub const SLICE: u8 = 9;
    pub const ASSERT: u8 = 10;
    pub const TYPE_SWITCH_GUARD: u8 = 11;
    pub const UNARY: u8 = 12;
    pub const BINARY: u8 = 13;
    pub const CALL: u8 = 14;
    pub const LIST: u8 = 15;
    pub const ARRAY_TYPE: u8 = 16;
    pub const SLICE_TYPE: u8 = 17;
    pub const DOTS_TYPE: u8 = 18;
    pub const STRUCT_TYPE: u8 = 19;
    pub const INTERFACE_TYPE: u8 = 20;
    pub const FUNC_TYPE: u8 = 21;
    pub const MAP_TYPE: u8 = 22;
    pub const CHAN_TYPE: u8 = 23;

    pub const BAD_STMT: u8 = 32;
    pub const EMPTY: u8 = 33;
    pub const LABELED: u8 = 34;
    pub const BLOCK: u8 = 35;
    pub const EXPR: u8 = 36;
    pub const SEND: u8 = 37;
    pub const DECL: u8 = 38;
    pub const ASSIGN: u8 = 39;
    pub const BRANCH: u8 = 40;
    pub const CALL_STMT: u8 = 41;
    pub const RETURN: u8 = 42;
    pub const IF: u8 = 43;
    pub const FOR: u8 = 44;
    pub const RANGE: u8 = 45;
    pub const SWITCH: u8 = 46;
    pub const SELECT: u8 = 47;

    pub const CONST_DECL: u8 = 64;
    pub const TYPE_DECL: u8 = 65;
    pub const VAR_DECL: u8 = 66;
    pub const FUNC_DECL: u8 = 67;
    pub const IMPORT_DECL: u8 = 68;

    pub const FIELD: u8 = 80;
    pub const CASE_CLAUSE: u8 = 81;
    pub const COMM_CLAUSE: u8 = 82;
}

/// Nodes of a body nest at most this deep.
pub const MAX_NODE_DEPTH: u32 = 10_000;
/// Types of a summary nest at most this deep, declared types apart.
pub const MAX_TYPE_DEPTH: u32 = 500;

/// An enum whose variants have fixed numbers.
pub trait Numbered: Copy + PartialEq + 'static {
    /// The variants in the order of their numbers.
    const ALL: &'static [Self];

    /// The number of the variant.
    fn number(self) -> u8 {
        Self::ALL.iter().position(|&one| one == self).unwrap_or(0) as u8
    }

    /// The variant of a number.
    fn of_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

macro_rules! numbered {
    ($name:ident: $($variant:ident)*) => {
        impl Numbered for $name {
            const ALL: &'static [$name] = &[$($name::$variant),*];
        }
        // A variant that is missing above breaks the build here.
        const _: fn($name) = |one| match one { $($name::$variant)|* => {} };
    };
}

numbered!(Basic: Invalid Bool Int Int8 Int16 Int32 Int64 Uint Uint8 Uint16 Uint32 Uint64 Uintptr
    Float32 Float64 Complex64 Complex128 String UnsafePointer Byte Rune UntypedBool UntypedInt
    UntypedRune UntypedFloat UntypedComplex UntypedString UntypedNil);
numbered!(ChanDir: Both SendOnly RecvOnly);
numbered!(VarKind: Package Local Param Recv Result);
numbered!(LitKind: Int Float Imag Rune String);
numbered!(Operator: Not Recv Tilde OrOr AndAnd Eql Neq Lss Leq Gtr Geq Add Sub Or Xor Mul Div Rem
    And AndNot Shl Shr);
numbered!(BranchTok: Break Continue Fallthrough Goto);
numbered!(CallTok: Go Defer);
numbered!(SelectionKind: Field Method MethodExpr);
numbered!(Builtin: Append Cap Clear Close Complex Copy Delete Imag Len Make Max Min New Panic
    Print Println Real Recover UnsafeAdd UnsafeAlignof UnsafeOffsetof UnsafeSizeof UnsafeSlice
    UnsafeSliceData UnsafeString UnsafeStringData);

/// The number of basic types.
pub const BASICS: u32 = Basic::ALL.len() as u32;
/// The reference to the type `error`.
pub const ERROR: u32 = BASICS;
/// The reference to the constraint `comparable`.
pub const COMPARABLE: u32 = BASICS + 1;
/// References below this are to predeclared types.
pub const PREDECLARED: u32 = BASICS + 2;

const BUILTIN_MODE: u8 = 9;

/// The number of a mode; built-in functions come after all others.
pub fn mode_number(mode: Mode) -> u8 {
    match mode {
        Mode::Invalid => 0,
        Mode::NoValue => 1,
        Mode::TypExpr => 2,
        Mode::Constant => 3,
        Mode::Variable => 4,
        Mode::MapIndex => 5,
        Mode::Value => 6,
        Mode::NilValue => 7,
        Mode::CommaOk => 8,
        Mode::Builtin(builtin) => BUILTIN_MODE + builtin.number(),
    }
}

/// The mode of a number.
pub fn mode_of(number: u8) -> Option<Mode> {
    Some(match number {
        0 => Mode::Invalid,
        1 => Mode::NoValue,
        2 => Mode::TypExpr,
        3 => Mode::Constant,
        4 => Mode::Variable,
        5 => Mode::MapIndex,
        6 => Mode::Value,
        7 => Mode::NilValue,
        8 => Mode::CommaOk,
        builtin => Mode::Builtin(Builtin::of_number(builtin - BUILTIN_MODE)?),
    })
}

/// The number of a kind of assignment: operators come after the others.
pub fn assign_number(op: AssignOp) -> u8 {
    match op {
        AssignOp::Assign => 0,
        AssignOp::Define => 1,
        AssignOp::Op(op) => 2 + op.number(),
    }
}

/// The kind of assignment of a number.
pub fn assign_of(number: u8) -> Option<AssignOp> {
    Some(match number {
        0 => AssignOp::Assign,
        1 => AssignOp::Define,
        op => AssignOp::Op(Operator::of_number(op - 2)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_survive() {
        for number in 0..BUILTIN_MODE + Builtin::ALL.len() as u8 {
            assert_eq!(mode_of(number).map(mode_number), Some(number));
        }
        assert_eq!(mode_of(255), None);
        assert_eq!(
            assign_of(assign_number(AssignOp::Op(Operator::Shr))),
            Some(AssignOp::Op(Operator::Shr))
        );
    }
}

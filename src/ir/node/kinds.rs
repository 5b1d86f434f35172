//! The kinds of each operator: gc has an operator of its own for each (`ir/node.go`).
//!
//! ```go
//! xs[i:j]    // OSLICE: SliceOp::Slice
//! arr[i:j]   // OSLICEARR: SliceOp::SliceArr
//! ```

/// Unary operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum UnaryOp {
    Plus,
    Neg,
    BitNot,
    Not,
    Recv,
    Len,
    Cap,
    Real,
    Imag,
    /// `new(T)`; the operand is an [`Op::Type`](super::Op::Type).
    New,
    Close,
    Clear,
    Panic,
    CheckNil,
    Itab,
    Idata,
    Sptr,
    UnsafeSliceData,
    UnsafeStringData,
}

/// Binary operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    And,
    Or,
    Xor,
    AndNot,
    Lsh,
    Rsh,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    AndAnd,
    OrOr,
    Complex,
    Copy,
    MakeFace,
    UnsafeAdd,
    UnsafeSlice,
    UnsafeString,
}

/// Kinds of selectors.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum SelectorOp {
    /// `x.f` of a struct.
    Dot,
    /// `x.f` of a pointer to a struct.
    DotPtr,
    /// `x.m` of a concrete type, called.
    DotMeth,
    /// `x.m` of an interface, called.
    DotInter,
    /// `x.m`, not called.
    MethValue,
    /// `T.m`.
    MethExpr,
}

/// Kinds of slicing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum SliceOp {
    Slice,
    SliceArr,
    SliceStr,
    Slice3,
    Slice3Arr,
}

/// Kinds of conversions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum ConvOp {
    Conv,
    ConvNop,
    ConvIface,
    Bytes2Str,
    Runes2Str,
    Str2Bytes,
    Str2Runes,
    RuneStr,
    Slice2Arr,
    Slice2ArrPtr,
}

/// Kinds of composite literals.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's")]
pub enum CompLitOp {
    Array,
    Slice,
    Map,
    Struct,
}

/// Kinds of calls.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum CallOp {
    /// A call of a function value, a function, or a method as a function with its receiver as
    /// the first argument (gc's `OCALLMETH` is rewritten so before escape analysis).
    CallFunc,
    /// A call through an interface; the callee is a [`SelectorOp::DotInter`].
    CallInter,
    /// A method call whose callee is a [`SelectorOp::DotMeth`]; lowered to `CallFunc` before
    /// escape analysis.
    CallMeth,
}

/// Kinds of `make`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's")]
pub enum MakeOp {
    Slice,
    Chan,
    Map,
}

/// Built-in functions with a list of arguments.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum BuiltinOp {
    Min,
    Max,
    Print,
    Println,
    Delete,
}

/// Branches.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are gc's, without the leading O")]
pub enum BranchOp {
    Break,
    Continue,
    Fall,
    Goto,
}

/// Kinds of assignments with several left sides.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum As2Op {
    /// `OAS2`: `a, b = c, d`.
    As2,
    /// `OAS2FUNC`: `a, b = f()`.
    Func,
    /// `OAS2DOTTYPE`: `v, ok = x.(T)`.
    DotType,
    /// `OAS2MAPR`: `v, ok = m[k]`.
    MapR,
    /// `OAS2RECV`: `v, ok = <-c`.
    Recv,
    /// `OSELRECV2`: the receive of a select clause.
    SelRecv2,
}

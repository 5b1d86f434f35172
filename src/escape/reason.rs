//! Why values flow: the notes that explanations are made of (`escape/graph.go`: `hole.note`, and
//! where each construct calls it).
//!
//! ```go
//! func f() *int {
//!     x := 1
//!     return &x // &x: AddressOf; return &x: Return
//! }
//! ```

/// Why a value flows from one location to another, or is on the heap whatever flows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reason {
    /// `&x`.
    AddressOf,
    /// A pointer to what was made: `&T{}`, a closure, a variadic slice.
    Spill,
    /// `x = y`.
    Assign,
    /// `x, z = y, w`.
    AssignPair,
    /// `x, ok = y.(T)`.
    AssignPairDotType,
    /// `x, ok = m[k]`.
    AssignPairMapR,
    /// `x, ok = <-c`.
    AssignPairReceive,
    /// `return x`.
    Return,
    /// `c <- x`.
    Send,
    /// `map[K]V{x: y}`, of x.
    MapLiteralKey,
    /// `map[K]V{y: x}`, of x.
    MapLiteralValue,
    /// `m[x] = y`, of x.
    KeyOfMapPut,
    /// `[2]T{x}`.
    ArrayLiteralElement,
    /// `[]T{x}`.
    SliceLiteralElement,
    /// `S{f: x}`.
    StructLiteralElement,
    /// `f(x)`.
    CallParameter,
    /// `f()`, of f.
    CalleeOperand,
    /// `any(x)`, written or not.
    InterfaceConverted,
    /// `[4]T(x)`.
    SliceToArray,
    /// A function literal uses x.
    CapturedByClosure,
    /// It uses x by reference.
    Reference,
    /// `x[i:j]`.
    Slice,
    /// `x.f`, `x.(T)`.
    Dot,
    /// `p.f`, `s[i]`.
    DotOfPointer,
    /// `*x`.
    Indirection,
    /// `a[i]` of an array.
    FixedArrayIndexOf,
    /// `for _, v := range x`, an array.
    Range,
    /// The same of a slice.
    RangeDeref,
    /// `switch v := x.(type)`.
    SwitchCase,
    /// `append(s, x...)`.
    AppendedSlice,
    /// `append(x, y)`.
    AppendeeSlice,
    /// `copy(s, x)`.
    CopiedSlice,
    /// Its size is beyond a limit.
    TooLarge,
    /// Its alignment is beyond a limit.
    TooAligned,
    /// A slice of variable size whose elements have no size.
    ZeroSizedElement,
    /// A size that is known at run time.
    NonConstantSize,
    /// `uintptr(unsafe.Pointer(x))` as an argument of a function with `//go:uintptrescapes`.
    UintptrEscapes,
    /// `h.Data` of a `reflect.SliceHeader` or `reflect.StringHeader`.
    ReflectHeaderData,
}

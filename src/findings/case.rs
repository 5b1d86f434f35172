//! What the condition of a rule is a function of: one allocation or leak, with what decides about
//! it, as plain data that refers neither to the IR nor to gc's text.
//!
//! ```go
//! m["p"] = &point{1, 2}    // OnHeap(Flow::Assignment(Assigned::MapElement))
//! x := 1; return &x        // OnHeap(Flow::Reason(Reason::Return))
//! s := string(b)           // Expression(Expression::StringConversion)
//! c := make(chan int)      // Unprinted(Unprinted::Channel)
//! ```
//!
//! [`judge`](super::judge) makes one case of each verdict; of each case that it makes, exactly one
//! rule holds.

use super::contexts::Started;
use crate::escape::reason::Reason;

/// What a rule is asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Case {
    /// Memory of an expression that is the cause by itself, wherever its value flows, and whether
    /// the heap or a buffer on the stack holds it. A limit of size comes before it.
    Expression(Expression),
    /// A variable or another expression is on the heap, and the last cause on its way that tells
    /// what happens to it is this.
    OnHeap(Flow),
    /// A variable or another expression is on the heap, and no cause tells more than where its
    /// address ends.
    EndsIn(Destination),
    /// On the stack as far as gc decides, with room for a few bytes there: the runtime allocates
    /// what needs more. None of the expressions of [`Case::Expression`].
    OnStackWhileSmall,
    /// What a parameter points to is reachable after the call.
    Parameter(Leak),
    /// The runtime allocates, and gc prints nothing about it.
    Unprinted(Unprinted),
}

/// An expression that is the cause of its allocation by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Expression {
    /// `any(x)`, written or not.
    InterfaceConversion,
    /// `string(b)`, `[]byte(s)` and the like.
    StringConversion,
    /// `s + t`.
    Concatenation,
    /// `append(s, x)`.
    Append,
    /// `x.m` without a call.
    MethodValue,
    /// `func() { ... }`, or the closure that `go f(x)` and `defer f(x)` become.
    FuncLiteral(Option<Started>),
}

/// What happens to the address of something on the heap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flow {
    /// gc's reason, where it tells what happens without the code around it.
    Reason(Reason),
    /// A function literal uses it by reference.
    Capture(Capture),
    /// It is an argument.
    Argument(Callee),
    /// It is assigned.
    Assignment(Assigned),
}

/// Which variable is captured, and by what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Capture {
    /// A variable of a function around the one that what is on the heap belongs to: its address
    /// is in that variable.
    OfOuterVariable,
    /// It is captured itself by a literal that `go` or `defer` starts.
    ByStarted(Started),
    /// It is captured itself by another literal.
    ByLiteral,
}

/// What is called with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Callee {
    /// `append`.
    Append,
    /// `panic`.
    Panic,
    /// A function that gc sees, and whose parameter leaks.
    Known,
    /// An interface's method or a function value.
    Unknown,
}

/// What it is assigned to, where that decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Assigned {
    /// `m[k]`.
    MapElement,
    /// A package variable, or a field or element of one.
    PackageVariable,
    /// Something else that the analysis takes to be on the heap: `p.f`, `*p`, `s[i]`.
    Heap,
}

/// Where an address ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Destination {
    /// The heap, or that isn't known.
    Heap,
    /// A variable or an allocation that is on the heap.
    OnHeap,
    /// A function literal on the stack that `go` or `defer` starts.
    Started(Started),
    /// Another allocation, on the stack.
    OnStack,
    /// A result of the function.
    Result,
    /// A variable of a function around it.
    OuterVariable,
    /// A variable of the same function, which has to be in an outer loop.
    OuterLoop,
}

/// Where a parameter leaks to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Leak {
    /// The heap: `leaking param: p`, `leaking param content: p`.
    ToHeap,
    /// A result: `leaking param: p to result ~r0 level=0`.
    ToResult,
}

/// An allocation that gc prints nothing about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unprinted {
    /// An entry of a map: `m[k] = v`, or one of a literal.
    MapEntry(EntryStorage),
    /// `s += t`.
    Concatenation,
    /// `make(chan T)`.
    Channel,
    /// The closure that `go f(x)`, or `defer f(x)` in a loop, becomes.
    StartedCall(Started),
    /// The copy of a slice that grew on the stack.
    MovedSlice,
}

/// How a map keeps a key and its element (`internal/abi/map.go`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum EntryStorage {
    /// In a slot of a group of 8, which the map may have to make.
    Slot,
    /// One of both is larger than 128 bytes, and allocated by itself.
    Indirect,
}

#[cfg(test)]
impl Case {
    /// All cases that there can be.
    pub(super) fn all() -> Vec<Case> {
        let started = [Started::Go, Started::Defer];
        let mut all = vec![Case::OnStackWhileSmall];
        all.extend([Leak::ToHeap, Leak::ToResult].map(Case::Parameter));
        let expressions = [
            Expression::InterfaceConversion,
            Expression::StringConversion,
            Expression::Concatenation,
            Expression::Append,
            Expression::MethodValue,
            Expression::FuncLiteral(None),
            Expression::FuncLiteral(Some(Started::Go)),
            Expression::FuncLiteral(Some(Started::Defer)),
        ];
        all.extend(expressions.map(Case::Expression));
        let reasons = [
            Reason::Return,
            Reason::Send,
            Reason::MapLiteralKey,
            Reason::MapLiteralValue,
            Reason::KeyOfMapPut,
            Reason::AppendedSlice,
            Reason::AppendeeSlice,
            Reason::CopiedSlice,
            Reason::TooLarge,
            Reason::TooAligned,
            Reason::ZeroSizedElement,
            Reason::NonConstantSize,
        ];
        let mut flows: Vec<Flow> = reasons.map(Flow::Reason).to_vec();
        flows.extend([Capture::OfOuterVariable, Capture::ByLiteral].map(Flow::Capture));
        flows.extend(started.map(|started| Flow::Capture(Capture::ByStarted(started))));
        let callees = [Callee::Append, Callee::Panic, Callee::Known, Callee::Unknown];
        flows.extend(callees.map(Flow::Argument));
        let assigned = [Assigned::MapElement, Assigned::PackageVariable, Assigned::Heap];
        flows.extend(assigned.map(Flow::Assignment));
        all.extend(flows.into_iter().map(Case::OnHeap));
        let destinations = [
            Destination::Heap,
            Destination::OnHeap,
            Destination::OnStack,
            Destination::Result,
            Destination::OuterVariable,
            Destination::OuterLoop,
            Destination::Started(Started::Go),
            Destination::Started(Started::Defer),
        ];
        all.extend(destinations.map(Case::EndsIn));
        let unprinted = [
            Unprinted::MapEntry(EntryStorage::Slot),
            Unprinted::MapEntry(EntryStorage::Indirect),
            Unprinted::Concatenation,
            Unprinted::Channel,
            Unprinted::StartedCall(Started::Go),
            Unprinted::StartedCall(Started::Defer),
            Unprinted::MovedSlice,
        ];
        all.extend(unprinted.map(Case::Unprinted));
        all
    }
}

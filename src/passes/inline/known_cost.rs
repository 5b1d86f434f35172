//! Functions of which the inliner knows what a call really costs (`inline/inl.go`, `doNode`).
//!
//! ```go
//! binary.LittleEndian.Uint32(b) // one load on most machines: 1, although its body costs more
//! abi.NoEscape(p)               // no code at all: 1
//! ```

use super::machine::Machine;
use crate::ir::func::{FuncId, FuncKey};
use crate::ir::note::NotInlinable;
use crate::lower::Cx;
use crate::symbol::Symbol;

/// What a call of a named function is to the inliner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Special {
    /// A call like any other.
    Ordinary,
    /// A call that costs as much as any node.
    Cheap,
    /// A call of the runtime's `throw` that the compiler made.
    Throw,
    /// A call that keeps its caller from being inlined.
    Forbidden(NotInlinable),
}

/// How a named function is written in a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Written {
    /// `f(x)`.
    Name,
    /// As a method expression: `T.m(x, y)`.
    Method,
}

/// Whether the machine has an instruction for a function: then it is never inlined.
pub fn is_intrinsic(cx: &Cx<'_>, machine: &Machine, func: FuncId) -> bool {
    let sym = cx.input.funcs.get(func);
    let path = sym.pkg.map_or(Symbol::EMPTY, |pkg| cx.input.types.package(pkg).path);
    machine.intrinsics.contains(path, sym.name)
        || path.as_str() == "internal/abi" && sym.name.as_str().starts_with("EscapeNonString[")
}

/// What the call of a function costs, as far as its name tells.
pub fn special(cx: &Cx<'_>, machine: &Machine, func: FuncId, written: Written) -> Special {
    let sym = cx.input.funcs.get(func);
    let name = sym.name.as_str();
    let path = sym.pkg.map_or(Symbol::EMPTY, |pkg| cx.input.types.package(pkg).path);
    let made_by_compiler = matches!(sym.key, FuncKey::Runtime(_));
    let known = match (written, path.as_str()) {
        (Written::Name, "internal/abi") => match name {
            "NoEscape" => Special::Cheap,
            _ if name.starts_with("EscapeNonString[") => Special::Cheap,
            _ => Special::Ordinary,
        },
        (Written::Name, "internal/runtime/sys") => match name {
            "GetCallerPC" | "GetCallerSP" => Special::Forbidden(NotInlinable::CallTo(sym.name)),
            _ => Special::Ordinary,
        },
        (Written::Name, "runtime") if made_by_compiler => match name {
            "throw" => Special::Throw,
            "panicrangestate" => Special::Cheap,
            "deferrangefunc" => Special::Forbidden(NotInlinable::DeferInRangeFunc),
            _ => Special::Ordinary,
        },
        (Written::Name, "internal/byteorder") if machine.can_merge_loads => match name {
            "LEUint64" | "LEUint32" | "LEUint16" | "BEUint64" | "BEUint32" | "BEUint16"
            | "LEPutUint64" | "LEPutUint32" | "LEPutUint16" | "BEPutUint64" | "BEPutUint32"
            | "BEPutUint16" | "LEAppendUint64" | "LEAppendUint32" | "LEAppendUint16"
            | "BEAppendUint64" | "BEAppendUint32" | "BEAppendUint16" => Special::Cheap,
            _ => Special::Ordinary,
        },
        (Written::Method, "runtime") if name == "heapBits.nextArena" => Special::Cheap,
        (Written::Method, "encoding/binary") if machine.can_merge_loads => match name {
            "littleEndian.Uint64"
            | "littleEndian.Uint32"
            | "littleEndian.Uint16"
            | "bigEndian.Uint64"
            | "bigEndian.Uint32"
            | "bigEndian.Uint16"
            | "littleEndian.PutUint64"
            | "littleEndian.PutUint32"
            | "littleEndian.PutUint16"
            | "bigEndian.PutUint64"
            | "bigEndian.PutUint32"
            | "bigEndian.PutUint16"
            | "littleEndian.AppendUint64"
            | "littleEndian.AppendUint32"
            | "littleEndian.AppendUint16"
            | "bigEndian.AppendUint64"
            | "bigEndian.AppendUint32"
            | "bigEndian.AppendUint16" => Special::Cheap,
            _ => Special::Ordinary,
        },
        _ => Special::Ordinary,
    };
    match known {
        Special::Ordinary if machine.intrinsics.contains(path, sym.name) => Special::Cheap,
        known => known,
    }
}

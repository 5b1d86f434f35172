//! The words for operators.

use crate::ir::node::{
    As2Op, BinaryOp, BranchOp, BuiltinOp, CallOp, CompLitOp, ConvOp, MakeOp, Op, SelectorOp,
    SliceOp, UnaryOp,
};

pub(super) fn branch_text(op: BranchOp) -> &'static str {
    match op {
        BranchOp::Break => "break",
        BranchOp::Continue => "continue",
        BranchOp::Fall => "fallthrough",
        BranchOp::Goto => "goto",
    }
}

pub(super) fn builtin_text(op: BuiltinOp) -> &'static str {
    match op {
        BuiltinOp::Min => "min",
        BuiltinOp::Max => "max",
        BuiltinOp::Print => "print",
        BuiltinOp::Println => "println",
        BuiltinOp::Delete => "delete",
    }
}

pub(super) fn unary_text(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Plus => "+",
        UnaryOp::Neg => "-",
        UnaryOp::BitNot => "^",
        UnaryOp::Not => "!",
        UnaryOp::Recv => "<-",
        UnaryOp::Len => "len",
        UnaryOp::Cap => "cap",
        UnaryOp::Real => "real",
        UnaryOp::Imag => "imag",
        UnaryOp::New => "new",
        UnaryOp::Close => "close",
        UnaryOp::Clear => "clear",
        UnaryOp::Panic => "panic",
        UnaryOp::CheckNil => "CHECKNIL",
        UnaryOp::Itab => "ITAB",
        UnaryOp::Idata => "IDATA",
        UnaryOp::Sptr => "SPTR",
        UnaryOp::UnsafeSliceData => "unsafe.SliceData",
        UnaryOp::UnsafeStringData => "unsafe.StringData",
    }
}

pub(super) fn binary_text(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Mod => "%",
        BinaryOp::And => "&",
        BinaryOp::Or => "|",
        BinaryOp::Xor => "^",
        BinaryOp::AndNot => "&^",
        BinaryOp::Lsh => "<<",
        BinaryOp::Rsh => ">>",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        BinaryOp::AndAnd => "&&",
        BinaryOp::OrOr => "||",
        BinaryOp::Complex => "complex",
        BinaryOp::Copy => "copy",
        BinaryOp::MakeFace => "MAKEFACE",
        BinaryOp::UnsafeAdd => "unsafe.Add",
        BinaryOp::UnsafeSlice => "unsafe.Slice",
        BinaryOp::UnsafeString => "unsafe.String",
    }
}

/// The operator's syntax, or else its name, as gc prints an `Op`.
pub fn op_text(op: &Op) -> &'static str {
    match op {
        Op::Name(_) | Op::Global(_) | Op::Func(_) | Op::Blank => "NAME",
        Op::Type => "TYPE",
        Op::DynamicType => "DYNAMICTYPE",
        Op::Literal(_) => "LITERAL",
        Op::Nil => "NIL",
        Op::LinkSym { .. } | Op::Static => "LINKSYMOFFSET",
        Op::Unary(op, _) => unary_text(*op),
        Op::Binary(op, ..) | Op::AsOp { op, .. } => binary_text(*op),
        Op::AddStr(_) => "+",
        Op::Addr(_) => "&",
        Op::PtrLit(_) => "PTRLIT",
        Op::Deref(_) => "*",
        Op::Selector { op, .. } => match op {
            SelectorOp::Dot => "DOT",
            SelectorOp::DotPtr => "DOTPTR",
            SelectorOp::DotMeth => "DOTMETH",
            SelectorOp::DotInter => "DOTINTER",
            SelectorOp::MethValue => "METHVALUE",
            SelectorOp::MethExpr => "METHEXPR",
        },
        Op::DotType { comma_ok: false, .. } => "DOTTYPE",
        Op::DotType { comma_ok: true, .. } => "DOTTYPE2",
        Op::DynamicDotType { comma_ok: false, .. } => "DYNAMICDOTTYPE",
        Op::DynamicDotType { comma_ok: true, .. } => "DYNAMICDOTTYPE2",
        Op::Index { .. } => "INDEX",
        Op::IndexMap { .. } => "INDEXMAP",
        Op::Slice { op, .. } => match op {
            SliceOp::Slice => "SLICE",
            SliceOp::SliceArr => "SLICEARR",
            SliceOp::SliceStr => "SLICESTR",
            SliceOp::Slice3 => "SLICE3",
            SliceOp::Slice3Arr => "SLICE3ARR",
        },
        Op::Conv(op, _) => match op {
            ConvOp::Conv => "CONV",
            ConvOp::ConvNop => "CONVNOP",
            ConvOp::ConvIface => "CONVIFACE",
            ConvOp::Bytes2Str => "BYTES2STR",
            ConvOp::Runes2Str => "RUNES2STR",
            ConvOp::Str2Bytes => "STR2BYTES",
            ConvOp::Str2Runes => "STR2RUNES",
            ConvOp::RuneStr => "RUNESTR",
            ConvOp::Slice2Arr => "SLICE2ARR",
            ConvOp::Slice2ArrPtr => "SLICE2ARRPTR",
        },
        Op::CompLit { op, .. } => match op {
            CompLitOp::Array => "ARRAYLIT",
            CompLitOp::Slice => "SLICELIT",
            CompLitOp::Map => "MAPLIT",
            CompLitOp::Struct => "STRUCTLIT",
        },
        Op::Key { .. } => "KEY",
        Op::StructKey { .. } => "STRUCTKEY",
        Op::Closure(_) => "CLOSURE",
        Op::Call { op, .. } => match op {
            CallOp::CallFunc => "CALLFUNC",
            CallOp::CallInter => "CALLINTER",
            CallOp::CallMeth => "CALLMETH",
        },
        Op::InlCall { .. } => "INLCALL",
        Op::Make { op, .. } => match op {
            MakeOp::Slice => "MAKESLICE",
            MakeOp::Chan => "MAKECHAN",
            MakeOp::Map => "MAKEMAP",
        },
        Op::Append { .. } => "append",
        Op::Builtin(op, _) => builtin_text(*op),
        Op::Recover => "recover",
        Op::Getg => "GETG",
        Op::Block(_) => "BLOCK",
        Op::Branch(op, _) => branch_text(*op),
        Op::Label(_) => "LABEL",
        Op::Dcl(_) => "DCL",
        Op::As { .. } => "=",
        Op::As2 { op, .. } => match op {
            As2Op::As2 => "=",
            As2Op::Func => "AS2FUNC",
            As2Op::DotType => "AS2DOTTYPE",
            As2Op::MapR => "AS2MAPR",
            As2Op::Recv => "AS2RECV",
            As2Op::SelRecv2 => "SELRECV2",
        },
        Op::If { .. } => "if",
        Op::For(_) => "for",
        Op::Range(_) => "range",
        Op::Return(_) => "return",
        Op::Select(_) => "select",
        Op::Switch(_) | Op::TypeSwitch(_) => "switch",
        Op::Go(_) => "GO",
        Op::Defer { .. } => "defer",
        Op::Send { .. } => "<-",
        Op::TailCall(_) => "TAILCALL",
        Op::Case => "case",
    }
}

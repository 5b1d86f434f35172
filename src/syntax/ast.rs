//! The typed syntax tree of a Go file.
//!
//! The shape and the positions are those of gc's tree (`syntax/nodes.go`, `syntax/parser.go`),
//! because gc's messages stand at them: the position of `f(x)` is its parenthesis, of `a.b` the
//! dot, of `x + y` the plus, of `T{}` the brace, of a key-value pair the colon's left operand as
//! gc has it.
//!
//! A file is a list of top-level declarations. Each owns its nodes, which live in arenas and are
//! named by ids of that declaration, and counts offsets from its own beginning: so it stays the
//! same tree, wherever in the file an edit elsewhere moves it.
//!
//! ```go
//! package p
//!
//! var ( a = 1; b = 2 )   // one [`TopLevel`] of two declarations
//! func f() { g() }       // another; the call's offset is 12, the file's is that plus the base
//! ```

use std::sync::Arc;

use crate::define_ids;
use crate::id::Arena;
use crate::source::pos::FileId;
use crate::symbol::Symbol;

define_ids! {
    /// An expression, or a type, or a name.
    pub ExprId;
    /// A statement.
    pub StmtId;
    /// A declaration.
    pub DeclId;
    /// A struct field, parameter, or element of an interface.
    pub FieldId;
    /// A clause of a switch or select.
    pub ClauseId;
}

/// A byte offset: of a node, in its top-level declaration; of what belongs to the file itself, in
/// the file.
pub type Offset = u32;

/// One file.
#[derive(Clone, Debug)]
pub struct File {
    /// The file in the source map.
    pub id: FileId,
    /// The package clause.
    pub package: PackageClause,
    /// Top-level declarations in source order.
    pub decls: Vec<PlacedDecl>,
    /// The version of `//go:build go1.N`, if the file has one: `(1, N)`.
    pub go_version: Option<(u32, u32)>,
    /// Directives that belong to the file rather than to a declaration, with offsets in the file.
    pub directives: Vec<Directive>,
    /// The end of the file.
    pub eof: Offset,
}

impl File {
    /// All directives, those of the file first, each with its offset in the file.
    pub fn all_directives(&self) -> impl Iterator<Item = (Offset, &Directive)> {
        let of_file = self.directives.iter().map(|directive| (directive.pos, directive));
        of_file.chain(self.decls.iter().flat_map(|placed| {
            let of_decls = placed.decl.decls.iter().flat_map(|(_, decl)| &decl.directives);
            of_decls.map(|directive| (placed.base + directive.pos, directive))
        }))
    }
}

/// `package name`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PackageClause {
    /// Where the name stands in the file.
    pub pos: Offset,
    /// The name; `_` where there is none.
    pub name: Symbol,
}

/// A top-level declaration and where it stands.
#[derive(Clone, Debug)]
pub struct PlacedDecl {
    /// Where its offsets count from, an offset in the file: its first byte, or that of the first
    /// directive above it.
    pub base: Offset,
    /// The declaration.
    pub decl: Arc<TopLevel>,
}

/// A top-level declaration as it stands in the source: a function, a method, or one `import`,
/// `const`, `type` or `var` with all that its parentheses hold. The nodes are its own.
#[derive(Debug, Default)]
pub struct TopLevel {
    /// What it declares, in source order: several where there are parentheses; of a function, the
    /// one [`DeclKind::Func`].
    pub specs: Box<[DeclId]>,
    /// The offset after its last byte.
    pub len: Offset,
    /// Expressions.
    pub exprs: Arena<ExprId, Expr>,
    /// Statements.
    pub stmts: Arena<StmtId, Stmt>,
    /// Declarations: [`TopLevel::specs`], and those inside functions.
    pub decls: Arena<DeclId, Decl>,
    /// Fields.
    pub fields: Arena<FieldId, Field>,
    /// Clauses.
    pub clauses: Arena<ClauseId, Clause>,
}

impl TopLevel {
    /// The name that an [`ExprKind::Name`] spells; the empty symbol for any other expression.
    pub fn name(&self, expr: ExprId) -> Symbol {
        match self.exprs[expr].kind {
            ExprKind::Name(name) => name,
            _ => Symbol::EMPTY,
        }
    }

    /// The expression without the parentheses around it.
    pub fn unparen(&self, mut expr: ExprId) -> ExprId {
        while let ExprKind::Paren(x) = self.exprs[expr].kind {
            expr = x;
        }
        expr
    }

    /// Its first declaration: of a function, the function. There is none in `var ()`.
    pub fn first(&self) -> Option<&Decl> {
        self.specs.first().map(|&id| &self.decls[id])
    }
}

/// A `//go:` or `//goesc:` directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Where the comment begins.
    pub pos: Offset,
    /// The text after `//`, without trailing white space: `go:linkname local remote`.
    pub text: String,
}

/// An expression with its position.
#[derive(Clone, Debug)]
pub struct Expr {
    /// gc's position of the node.
    pub pos: Offset,
    /// One after its last byte; 0 where that isn't known.
    pub end: Offset,
    /// What it is.
    pub kind: ExprKind,
}

/// The kinds of expressions, types included.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A placeholder for text that doesn't parse.
    Bad,
    /// An identifier, used or declared.
    Name(Symbol),
    /// A literal.
    BasicLit {
        /// The text as written.
        value: Box<str>,
        /// The kind of literal.
        kind: LitKind,
        /// Whether the text has a lexical error.
        bad: bool,
    },
    /// `Type{elems}`; `ty` is absent where the literal is an element that elides it.
    CompositeLit {
        /// The type.
        ty: Option<ExprId>,
        /// Elements, [`ExprKind::KeyValue`] where keyed.
        elems: Box<[ExprId]>,
        /// Number of keyed elements.
        nkeys: u32,
        /// The closing brace.
        rbrace: Offset,
    },
    /// `key: value` in a composite literal.
    KeyValue {
        /// The key.
        key: ExprId,
        /// The value.
        value: ExprId,
    },
    /// `func type { body }`.
    FuncLit {
        /// An [`ExprKind::FuncType`].
        ty: ExprId,
        /// A [`StmtKind::Block`].
        body: StmtId,
    },
    /// `(x)`.
    Paren(ExprId),
    /// `x.sel`.
    Selector {
        /// The operand.
        x: ExprId,
        /// The selected [`ExprKind::Name`].
        sel: ExprId,
    },
    /// `x[index]`, and `x[t1, t2]` where `index` is an [`ExprKind::List`].
    Index {
        /// The operand.
        x: ExprId,
        /// The index.
        index: ExprId,
    },
    /// `x[a:b:c]`.
    Slice {
        /// The operand.
        x: ExprId,
        /// Low, high and max.
        index: [Option<ExprId>; 3],
        /// Whether there are two colons.
        full: bool,
    },
    /// `x.(ty)`.
    Assert {
        /// The operand.
        x: ExprId,
        /// The asserted type.
        ty: ExprId,
    },
    /// `lhs := x.(type)`, only as the tag of a [`StmtKind::Switch`].
    TypeSwitchGuard {
        /// The declared [`ExprKind::Name`].
        lhs: Option<ExprId>,
        /// The operand.
        x: ExprId,
    },
    /// A unary operation: `-x`, `&x`, `<-x`, `*x` (also as a pointer type), `~T`.
    Unary {
        /// The operator.
        op: Operator,
        /// The operand.
        x: ExprId,
    },
    /// A binary operation; `A|B` in constraints too.
    Binary {
        /// The operator.
        op: Operator,
        /// The left operand.
        x: ExprId,
        /// The right operand.
        y: ExprId,
    },
    /// `fun(args)`; conversions too.
    Call {
        /// The callee.
        fun: ExprId,
        /// The arguments.
        args: Box<[ExprId]>,
        /// Whether the last argument is followed by `...`.
        has_dots: bool,
    },
    /// `a, b, c`: two or more.
    List(Box<[ExprId]>),
    /// `[len]elem`; `len` is absent for `[...]elem`.
    ArrayType {
        /// The length.
        len: Option<ExprId>,
        /// The element type.
        elem: ExprId,
    },
    /// `[]elem`.
    SliceType(ExprId),
    /// `...elem`, a parameter's type.
    DotsType(ExprId),
    /// `struct { fields }`.
    StructType {
        /// Fields, one a name; those of one list share their type.
        fields: Box<[FieldId]>,
        /// The tag of each field, an [`ExprKind::BasicLit`].
        tags: Box<[Option<ExprId>]>,
    },
    /// `interface { elems }`: methods have a name and an [`ExprKind::FuncType`], embedded
    /// elements have no name.
    InterfaceType(Box<[FieldId]>),
    /// `func(params) results`.
    FuncType {
        /// Parameters, one a name.
        params: Box<[FieldId]>,
        /// Results, one a name.
        results: Box<[FieldId]>,
    },
    /// `map[key]value`.
    MapType {
        /// The key type.
        key: ExprId,
        /// The value type.
        value: ExprId,
    },
    /// `chan elem`, `<-chan elem`, `chan<- elem`.
    ChanType {
        /// The direction.
        dir: ChanDir,
        /// The element type.
        elem: ExprId,
    },
}

/// The direction of a channel type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChanDir {
    /// `chan T`.
    Both,
    /// `chan<- T`.
    SendOnly,
    /// `<-chan T`.
    RecvOnly,
}

/// The kinds of literals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LitKind {
    /// An integer.
    Int,
    /// A floating-point number.
    Float,
    /// An imaginary number.
    Imag,
    /// A rune.
    Rune,
    /// A string, raw or interpreted.
    String,
}

/// Unary and binary operators, gc's `syntax.Operator`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are those of the operators in gc's syntax package")]
pub enum Operator {
    /// `!`
    Not,
    /// `<-`, unary
    Recv,
    /// `~`
    Tilde,
    /// `||`
    OrOr,
    /// `&&`
    AndAnd,
    /// `==`
    Eql,
    /// `!=`
    Neq,
    /// `<`
    Lss,
    /// `<=`
    Leq,
    /// `>`
    Gtr,
    /// `>=`
    Geq,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `|`
    Or,
    /// `^`
    Xor,
    /// `*`, also unary: indirection and pointer types
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
    /// `&`, also unary: address
    And,
    /// `&^`
    AndNot,
    /// `<<`
    Shl,
    /// `>>`
    Shr,
}

/// A struct field, parameter, result, type parameter, or element of an interface.
#[derive(Clone, Debug)]
pub struct Field {
    /// gc's position of the field: of its name, or of its type where it has none.
    pub pos: Offset,
    /// The name; absent for anonymous parameters, embedded fields and embedded elements.
    pub name: Option<ExprId>,
    /// The type; names declared in one list share it.
    pub ty: ExprId,
}

/// A declaration with its position.
#[derive(Clone, Debug)]
pub struct Decl {
    /// gc's position of the node.
    pub pos: Offset,
    /// The number of the parenthesized group that the declaration stands in, unique in
    /// its top-level declaration.
    pub group: Option<u32>,
    /// Directives of the comments above the declaration.
    pub directives: Box<[Directive]>,
    /// What it is.
    pub kind: DeclKind,
}

/// The kinds of declarations.
#[derive(Clone, Debug)]
pub enum DeclKind {
    /// `import name "path"`.
    Import {
        /// The local name, `.` and `_` included.
        name: Option<ExprId>,
        /// The path, an [`ExprKind::BasicLit`].
        path: ExprId,
    },
    /// `const names type = values`; within a group, type and values may be absent and are then
    /// those of the last declaration that has them, with its own `iota`.
    Const {
        /// The declared names.
        names: Box<[ExprId]>,
        /// The type.
        ty: Option<ExprId>,
        /// The values, an [`ExprKind::List`] where there are several.
        values: Option<ExprId>,
        /// The position in the group, from 0.
        iota: u32,
    },
    /// `type name[tparams] = ty`.
    Type {
        /// The declared name.
        name: ExprId,
        /// Type parameters.
        tparams: Box<[FieldId]>,
        /// Whether there is an `=`.
        alias: bool,
        /// The type.
        ty: ExprId,
    },
    /// `var names type = values`.
    Var {
        /// The declared names.
        names: Box<[ExprId]>,
        /// The type.
        ty: Option<ExprId>,
        /// The values, an [`ExprKind::List`] where there are several.
        values: Option<ExprId>,
    },
    /// `func (recv) name[tparams] type body`.
    Func {
        /// The receiver.
        recv: Option<FieldId>,
        /// The declared name.
        name: ExprId,
        /// Type parameters.
        tparams: Box<[FieldId]>,
        /// An [`ExprKind::FuncType`].
        ty: ExprId,
        /// A [`StmtKind::Block`]; absent for functions implemented elsewhere.
        body: Option<StmtId>,
    },
}

/// A statement with its position.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// gc's position of the node.
    pub pos: Offset,
    /// What it is.
    pub kind: StmtKind,
}

/// The kinds of statements.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// A placeholder for text that doesn't parse.
    Bad,
    /// Nothing.
    Empty,
    /// `label: stmt`.
    Labeled {
        /// The label's name.
        label: ExprId,
        /// The statement.
        stmt: StmtId,
    },
    /// `{ stmts }`.
    Block(Block),
    /// An expression for its effect.
    Expr(ExprId),
    /// `chan <- value`.
    Send {
        /// The channel.
        chan: ExprId,
        /// The value.
        value: ExprId,
    },
    /// `const`, `type` or `var` in a function.
    Decl(Box<[DeclId]>),
    /// `lhs = rhs`, `lhs := rhs`, `lhs op= rhs`, `lhs++` and `lhs--`.
    Assign {
        /// What kind of assignment.
        op: AssignOp,
        /// The left side, an [`ExprKind::List`] where there are several.
        lhs: ExprId,
        /// The right side; absent for `++` and `--`.
        rhs: Option<ExprId>,
    },
    /// `break`, `continue`, `fallthrough`, `goto`.
    Branch {
        /// Which one.
        tok: BranchTok,
        /// The label's name.
        label: Option<ExprId>,
    },
    /// `go call` and `defer call`.
    Call {
        /// Which one.
        tok: CallTok,
        /// The call.
        call: ExprId,
    },
    /// `return results`.
    Return(Option<ExprId>),
    /// `if init; cond then else`.
    If {
        /// The simple statement before the condition.
        init: Option<StmtId>,
        /// The condition.
        cond: ExprId,
        /// A [`StmtKind::Block`].
        then: StmtId,
        /// A [`StmtKind::Block`] or [`StmtKind::If`].
        els: Option<StmtId>,
    },
    /// `for init; cond; post body`; a range clause stands in `init`.
    For {
        /// The statement before the loop, or a [`StmtKind::Range`].
        init: Option<StmtId>,
        /// The condition.
        cond: Option<ExprId>,
        /// The statement after each iteration.
        post: Option<StmtId>,
        /// A [`StmtKind::Block`].
        body: StmtId,
    },
    /// `lhs := range x`, only as the `init` of a [`StmtKind::For`].
    Range {
        /// The iteration variables, an [`ExprKind::List`] where there are two.
        lhs: Option<ExprId>,
        /// Whether it declares them.
        def: bool,
        /// The operand.
        x: ExprId,
    },
    /// `switch init; tag { clauses }`; a type switch has an [`ExprKind::TypeSwitchGuard`] as tag.
    Switch {
        /// The simple statement before the tag.
        init: Option<StmtId>,
        /// The tag.
        tag: Option<ExprId>,
        /// The clauses.
        clauses: Box<[ClauseId]>,
        /// The closing brace.
        rbrace: Offset,
    },
    /// `select { clauses }`.
    Select {
        /// The clauses.
        clauses: Box<[ClauseId]>,
        /// The closing brace.
        rbrace: Offset,
    },
}

/// The statements of a block.
#[derive(Clone, Debug)]
pub struct Block {
    /// The statements.
    pub stmts: Box<[StmtId]>,
    /// The closing brace.
    pub rbrace: Offset,
}

/// The kinds of assignments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AssignOp {
    /// `=`.
    Assign,
    /// `:=`.
    Define,
    /// `op=`; `++` and `--` are `Add` and `Sub` without a right side.
    Op(Operator),
}

/// The branches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BranchTok {
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `fallthrough`.
    Fallthrough,
    /// `goto`.
    Goto,
}

/// The two statements that call later or elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallTok {
    /// `go`.
    Go,
    /// `defer`.
    Defer,
}

/// A clause of a switch, type switch or select.
#[derive(Clone, Debug)]
pub struct Clause {
    /// The `case` or `default` keyword.
    pub pos: Offset,
    /// What it matches.
    pub kind: ClauseKind,
    /// The statements.
    pub body: Box<[StmtId]>,
    /// The colon.
    pub colon: Offset,
}

/// What a clause matches.
#[derive(Clone, Copy, Debug)]
pub enum ClauseKind {
    /// `case a, b:` (an [`ExprKind::List`] where there are several) or `default:`.
    Case(Option<ExprId>),
    /// `case comm:` of a select, or `default:`.
    Comm(Option<StmtId>),
}

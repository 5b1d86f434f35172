//! Bodies of functions: each becomes a file that has the one declaration.

use super::super::bytes::Reader;
use super::super::format::{MAX_NODE_DEPTH, Section, assign_of, facts, mode_of, node, obj as kind};
use super::objects::{ObjectTable, read_value};
use super::types::numbered;
use super::{Decoder, ItemRef};
use crate::source::Damaged;
use crate::source::pos::FileId;
use crate::symbol::Symbol;
use crate::syntax::ast::{
    Block, BranchTok, CallTok, ChanDir, Clause, ClauseId, ClauseKind, Decl, DeclId, DeclKind,
    Directive, Expr, ExprId, ExprKind, Field, FieldId, File, LitKind, Offset, Operator,
    PackageClause, PlacedDecl, Stmt, StmtId, StmtKind, TopLevel,
};
use crate::types::anchor::AnchoredPos;
use crate::types::constant::Value;
use crate::types::info::{
    CheckedFile, DeclFacts, Instance, Selection, SelectionKind, TypeAndValue,
};
use crate::types::store::{ObjId, Object, ObjectKind, VarKind};
use std::sync::{Arc, OnceLock};

const LOCAL: u64 = 2;
const NODE: Damaged = Damaged::new("a node of a body has the wrong parts");

/// A node that was read.
#[derive(Clone, Copy)]
enum DecodedNode {
    Expr(ExprId),
    Stmt(StmtId),
    Decl(DeclId),
    Field(FieldId),
    Clause(ClauseId),
}

impl Decoder<'_> {
    /// The file with the body of this index.
    pub(super) fn body(&mut self, place: ItemRef) -> Result<CheckedFile, Damaged> {
        let ItemRef { package, index } = place;
        let item = self.opened(package)?.item(Section::Bodies, index)?;
        let mut r = item.reader();
        let file_index = r.u32()?;
        let file = self.file(package, file_index)?;
        let (version, is_own) = self.file_version(package, file_index)?;
        let locals = (0..r.count()?)
            .map(|_| self.local(package, file, &mut r))
            .collect::<Result<Vec<_>, _>>()?;
        let count = r.count()?;
        let anchor = self.anchor(file);
        let mut body = Body {
            package,
            decoder: self,
            r,
            locals,
            made: Vec::with_capacity(count),
            depths: Vec::with_capacity(count),
            depth: 0,
            last_pos: 0,
            ast: TopLevel::default(),
            facts: DeclFacts::new(anchor, &TopLevel::default()),
        };
        for _ in 0..count {
            body.node()?;
        }
        match body.made.last() {
            Some(&DecodedNode::Decl(id)) if body.r.is_empty() => {
                let Body { mut ast, facts, .. } = body;
                ast.specs = Box::new([id]);
                Ok(file_of(file, version, is_own, ast, facts))
            }
            _ => Err(Damaged::new("a body isn't a declaration")),
        }
    }

    /// An object that exists in a body alone.
    fn local(
        &mut self,
        package: usize,
        file: FileId,
        r: &mut Reader<'_>,
    ) -> Result<ObjId, Damaged> {
        let kind = r.byte()?;
        let name = self.read_symbol(package, r)?;
        let offset = r.u32()?;
        let extra = r.u32()?;
        let mut ty = None;
        let kind = if kind == kind::PKG_NAME {
            ObjectKind::PkgName(self.pkg(package, extra)?)
        } else {
            ty = Some(self.read_type(package, r)?);
            match kind {
                kind::CONST => ObjectKind::Const(OnceLock::from(read_value(r, 0)?)),
                kind::VAR => ObjectKind::Var(variable(extra)?),
                _ => ObjectKind::Label,
            }
        };
        Ok(self.types.new_object(Object {
            name,
            pkg: Some(self.opened(package)?.id),
            pos: Some(AnchoredPos { anchor: self.anchor(file), offset }),
            ty: ty.map_or_else(OnceLock::new, OnceLock::from),
            kind,
        }))
    }
}

fn variable(number: u32) -> Result<VarKind, Damaged> {
    use super::super::format::Numbered;
    u8::try_from(number)
        .ok()
        .and_then(VarKind::of_number)
        .ok_or(Damaged::new("a number without meaning"))
}

/// A file of one declaration, whose offsets are those of the file that it comes from.
fn file_of(
    id: FileId,
    version: (u32, u32),
    is_own: bool,
    ast: TopLevel,
    facts: DeclFacts,
) -> CheckedFile {
    CheckedFile {
        ast: File {
            id,
            package: PackageClause { pos: 0, name: Symbol::BLANK },
            decls: vec![PlacedDecl { base: 0, decl: Arc::new(ast) }],
            go_version: is_own.then_some(version),
            directives: Vec::new(),
            eof: 0,
        },
        version,
        facts: vec![Arc::new(facts)],
    }
}

struct Body<'d, 'l, 'b> {
    package: usize,
    decoder: &'d mut Decoder<'l>,
    r: Reader<'b>,
    locals: Vec<ObjId>,
    made: Vec<DecodedNode>,
    /// How deep each node nests.
    depths: Vec<u32>,
    /// How deep the parts of the current node nest.
    depth: u32,
    last_pos: Offset,
    ast: TopLevel,
    facts: DeclFacts,
}

impl Body<'_, '_, '_> {
    /// The node that lies so far back.
    fn back(&mut self, distance: u32) -> Result<DecodedNode, Damaged> {
        let at = self.made.len().checked_sub(distance as usize).ok_or(NODE)?;
        let made = *self.made.get(at).ok_or(NODE)?;
        self.depth = self.depth.max(self.depths.get(at).copied().unwrap_or(0));
        Ok(made)
    }

    fn part(&mut self) -> Result<DecodedNode, Damaged> {
        let distance = self.r.u32()?;
        self.back(distance)
    }

    fn part_opt(&mut self) -> Result<Option<DecodedNode>, Damaged> {
        match self.r.u32()? {
            0 => Ok(None),
            distance => self.back(distance).map(Some),
        }
    }

    fn expr(&mut self) -> Result<ExprId, Damaged> {
        as_expr(self.part()?)
    }

    fn expr_opt(&mut self) -> Result<Option<ExprId>, Damaged> {
        self.part_opt()?.map(as_expr).transpose()
    }

    fn stmt(&mut self) -> Result<StmtId, Damaged> {
        as_stmt(self.part()?)
    }

    fn stmt_opt(&mut self) -> Result<Option<StmtId>, Damaged> {
        self.part_opt()?.map(as_stmt).transpose()
    }

    fn parts<T>(
        &mut self,
        as_what: impl Fn(DecodedNode) -> Result<T, Damaged>,
    ) -> Result<Box<[T]>, Damaged> {
        (0..self.r.count()?).map(|_| as_what(self.part()?)).collect()
    }

    fn exprs(&mut self) -> Result<Box<[ExprId]>, Damaged> {
        self.parts(as_expr)
    }

    fn offset(&mut self) -> Result<Offset, Damaged> {
        u32::try_from(i64::from(self.last_pos).saturating_add(self.r.int()?))
            .map_err(|_| Damaged::new("a position outside the file"))
    }

    fn string(&mut self) -> Result<Symbol, Damaged> {
        let index = self.r.u32()?;
        self.decoder.symbol(self.package, index)
    }

    fn node(&mut self) -> Result<(), Damaged> {
        let kind = self.r.byte()?;
        let pos = self.offset()?;
        self.last_pos = pos;
        self.depth = 0;
        let made = match kind {
            ..=node::CHAN_TYPE => DecodedNode::Expr(self.expr_node(kind, pos)?),
            node::BAD_STMT..=node::SELECT => {
                let kind = self.stmt_kind(kind)?;
                DecodedNode::Stmt(self.ast.stmts.push(Stmt { pos, kind }))
            }
            node::CONST_DECL..=node::IMPORT_DECL => DecodedNode::Decl(self.decl_node(kind, pos)?),
            node::FIELD => {
                let name = self.expr_opt()?;
                let ty = self.expr()?;
                DecodedNode::Field(self.ast.fields.push(Field { pos, name, ty }))
            }
            node::CASE_CLAUSE | node::COMM_CLAUSE => {
                DecodedNode::Clause(self.clause_node(kind, pos)?)
            }
            _ => return Err(Damaged::new("a node of an unknown kind")),
        };
        if self.depth >= MAX_NODE_DEPTH {
            return Err(Damaged::new("a body nests too deeply"));
        }
        self.made.push(made);
        self.depths.push(self.depth + 1);
        Ok(())
    }

    fn expr_node(&mut self, kind: u8, pos: Offset) -> Result<ExprId, Damaged> {
        let kind = self.expr_kind(kind)?;
        let id = self.ast.exprs.push(Expr { pos, end: 0, kind });
        self.facts(id)?;
        Ok(id)
    }

    fn expr_kind(&mut self, kind: u8) -> Result<ExprKind, Damaged> {
        Ok(match kind {
            node::BAD_EXPR => ExprKind::Bad,
            node::NAME => ExprKind::Name(self.string()?),
            node::BASIC_LIT => {
                use super::super::format::Numbered;
                let flags = self.r.byte()?;
                let kind = LitKind::of_number(flags & 0x7f).ok_or(NODE)?;
                let value = self.string()?.as_str().into();
                ExprKind::BasicLit { value, kind, bad: flags & 0x80 != 0 }
            }
            node::COMPOSITE_LIT => ExprKind::CompositeLit {
                ty: self.expr_opt()?,
                elems: self.exprs()?,
                nkeys: self.r.u32()?,
                rbrace: self.offset()?,
            },
            node::KEY_VALUE => ExprKind::KeyValue { key: self.expr()?, value: self.expr()? },
            node::FUNC_LIT => ExprKind::FuncLit { ty: self.expr()?, body: self.stmt()? },
            node::PAREN => ExprKind::Paren(self.expr()?),
            node::SELECTOR => ExprKind::Selector { x: self.expr()?, sel: self.expr()? },
            node::INDEX => ExprKind::Index { x: self.expr()?, index: self.expr()? },
            node::SLICE => ExprKind::Slice {
                x: self.expr()?,
                index: [self.expr_opt()?, self.expr_opt()?, self.expr_opt()?],
                full: self.r.bool()?,
            },
            node::ASSERT => ExprKind::Assert { x: self.expr()?, ty: self.expr()? },
            node::TYPE_SWITCH_GUARD => {
                ExprKind::TypeSwitchGuard { lhs: self.expr_opt()?, x: self.expr()? }
            }
            node::UNARY => {
                let x = self.expr()?;
                ExprKind::Unary { op: numbered::<Operator>(&mut self.r)?, x }
            }
            node::BINARY => {
                let (x, y) = (self.expr()?, self.expr()?);
                ExprKind::Binary { op: numbered::<Operator>(&mut self.r)?, x, y }
            }
            node::CALL => {
                ExprKind::Call { fun: self.expr()?, args: self.exprs()?, has_dots: self.r.bool()? }
            }
            node::LIST => ExprKind::List(self.exprs()?),
            node::ARRAY_TYPE => ExprKind::ArrayType { len: self.expr_opt()?, elem: self.expr()? },
            node::SLICE_TYPE => ExprKind::SliceType(self.expr()?),
            node::DOTS_TYPE => ExprKind::DotsType(self.expr()?),
            node::STRUCT_TYPE => {
                let fields = self.parts(as_field)?;
                let tags =
                    (0..self.r.count()?).map(|_| self.expr_opt()).collect::<Result<_, _>>()?;
                ExprKind::StructType { fields, tags }
            }
            node::INTERFACE_TYPE => ExprKind::InterfaceType(self.parts(as_field)?),
            node::FUNC_TYPE => {
                ExprKind::FuncType { params: self.parts(as_field)?, results: self.parts(as_field)? }
            }
            node::MAP_TYPE => ExprKind::MapType { key: self.expr()?, value: self.expr()? },
            node::CHAN_TYPE => {
                let elem = self.expr()?;
                ExprKind::ChanType { dir: numbered::<ChanDir>(&mut self.r)?, elem }
            }
            _ => return Err(Damaged::new("a node of an unknown kind")),
        })
    }

    fn stmt_kind(&mut self, kind: u8) -> Result<StmtKind, Damaged> {
        Ok(match kind {
            node::BAD_STMT => StmtKind::Bad,
            node::EMPTY => StmtKind::Empty,
            node::LABELED => StmtKind::Labeled { label: self.expr()?, stmt: self.stmt()? },
            node::BLOCK => {
                StmtKind::Block(Block { stmts: self.parts(as_stmt)?, rbrace: self.offset()? })
            }
            node::EXPR => StmtKind::Expr(self.expr()?),
            node::SEND => StmtKind::Send { chan: self.expr()?, value: self.expr()? },
            node::DECL => StmtKind::Decl(self.parts(as_decl)?),
            node::ASSIGN => {
                let op = assign_of(self.r.byte()?).ok_or(NODE)?;
                StmtKind::Assign { op, lhs: self.expr()?, rhs: self.expr_opt()? }
            }
            node::BRANCH => {
                let tok = numbered::<BranchTok>(&mut self.r)?;
                StmtKind::Branch { tok, label: self.expr_opt()? }
            }
            node::CALL_STMT => {
                let call = self.expr()?;
                StmtKind::Call { tok: numbered::<CallTok>(&mut self.r)?, call }
            }
            node::RETURN => StmtKind::Return(self.expr_opt()?),
            node::IF => StmtKind::If {
                init: self.stmt_opt()?,
                cond: self.expr()?,
                then: self.stmt()?,
                els: self.stmt_opt()?,
            },
            node::FOR => StmtKind::For {
                init: self.stmt_opt()?,
                cond: self.expr_opt()?,
                post: self.stmt_opt()?,
                body: self.stmt()?,
            },
            node::RANGE => {
                StmtKind::Range { lhs: self.expr_opt()?, def: self.r.bool()?, x: self.expr()? }
            }
            node::SWITCH => StmtKind::Switch {
                init: self.stmt_opt()?,
                tag: self.expr_opt()?,
                clauses: self.parts(as_clause)?,
                rbrace: self.offset()?,
            },
            node::SELECT => {
                StmtKind::Select { clauses: self.parts(as_clause)?, rbrace: self.offset()? }
            }
            _ => return Err(Damaged::new("a node of an unknown kind")),
        })
    }

    fn clause_node(&mut self, kind: u8, pos: Offset) -> Result<ClauseId, Damaged> {
        let kind = if kind == node::CASE_CLAUSE {
            ClauseKind::Case(self.expr_opt()?)
        } else {
            ClauseKind::Comm(self.stmt_opt()?)
        };
        let body = self.parts(as_stmt)?;
        let colon = self.offset()?;
        let id = self.ast.clauses.push(Clause { pos, kind, body, colon });
        if self.r.bool()?
            && let Some(var) = self.object()?
        {
            self.facts.clause_vars.insert(id, var);
        }
        Ok(id)
    }

    fn decl_node(&mut self, kind: u8, pos: Offset) -> Result<DeclId, Damaged> {
        let kind = match kind {
            node::CONST_DECL => DeclKind::Const {
                names: self.exprs()?,
                ty: self.expr_opt()?,
                values: self.expr_opt()?,
                iota: self.r.u32()?,
            },
            node::TYPE_DECL => DeclKind::Type {
                name: self.expr()?,
                tparams: Box::default(),
                alias: self.r.bool()?,
                ty: self.expr()?,
            },
            node::VAR_DECL => DeclKind::Var {
                names: self.exprs()?,
                ty: self.expr_opt()?,
                values: self.expr_opt()?,
            },
            node::FUNC_DECL => DeclKind::Func {
                recv: self.part_opt()?.map(as_field).transpose()?,
                name: self.expr()?,
                tparams: Box::default(),
                ty: self.expr()?,
                body: self.stmt_opt()?,
            },
            _ => DeclKind::Import { name: self.expr_opt()?, path: self.expr()? },
        };
        let group = self.r.u32()?.checked_sub(1);
        let directives = (0..self.r.count()?)
            .map(|_| {
                let pos = self.offset()?;
                Ok(Directive { pos, text: self.string()?.as_str().to_owned() })
            })
            .collect::<Result<_, Damaged>>()?;
        Ok(self.ast.decls.push(Decl { pos, group, directives, kind }))
    }

    /// An object that the checker recorded.
    fn object(&mut self) -> Result<Option<ObjId>, Damaged> {
        let number = self.r.uint()?;
        let index = u32::try_from(number >> 2).map_err(|_| NODE)?;
        if number & LOCAL != 0 {
            return Ok(Some(*self.locals.get(index as usize).ok_or(NODE)?));
        }
        let table = if number & 1 == 0 { ObjectTable::Own } else { ObjectTable::Foreign };
        self.decoder.object_ref(self.package, table, index)
    }

    /// What the checker knows of an expression.
    fn facts(&mut self, id: ExprId) -> Result<(), Damaged> {
        let flags = self.r.byte()?;
        let mut info = None;
        if flags & facts::TYPE != 0 {
            let mode = mode_of(self.r.byte()?).ok_or(NODE)?;
            let ty = self.decoder.read_type(self.package, &mut self.r)?;
            info = Some(TypeAndValue { mode, ty, value: None });
        }
        if flags & facts::VALUE != 0 {
            let value: Value = read_value(&mut self.r, 0)?;
            if let Some(info) = &mut info {
                info.value = Some(value);
            }
        }
        let object = if flags & facts::OBJECT != 0 { self.object()? } else { None };
        self.facts.exprs.push(info);
        self.facts.objects.push(object);
        if flags & facts::SELECTION != 0 {
            let selection = self.selection()?;
            self.facts.selections.insert(id, selection);
        }
        if flags & facts::INSTANCE != 0 {
            let targs = self.decoder.read_types(self.package, &mut self.r)?;
            let ty = self.decoder.read_type(self.package, &mut self.r)?;
            self.facts.instances.insert(id, Instance { targs, ty });
        }
        Ok(())
    }

    fn selection(&mut self) -> Result<Selection, Damaged> {
        use super::super::format::Numbered;
        let flags = self.r.byte()?;
        let recv = self.decoder.read_type(self.package, &mut self.r)?;
        let ty = self.decoder.read_type(self.package, &mut self.r)?;
        let path = (0..self.r.count()?).map(|_| self.r.u32()).collect::<Result<_, _>>()?;
        let method = if flags & 0x80 != 0 { self.object()? } else { None };
        Ok(Selection {
            kind: SelectionKind::of_number(flags & 0x3f).ok_or(NODE)?,
            recv,
            path,
            method,
            ty,
            indirect: flags & 0x40 != 0,
        })
    }
}

fn as_expr(made: DecodedNode) -> Result<ExprId, Damaged> {
    if let DecodedNode::Expr(id) = made { Ok(id) } else { Err(NODE) }
}

fn as_stmt(made: DecodedNode) -> Result<StmtId, Damaged> {
    if let DecodedNode::Stmt(id) = made { Ok(id) } else { Err(NODE) }
}

fn as_decl(made: DecodedNode) -> Result<DeclId, Damaged> {
    if let DecodedNode::Decl(id) = made { Ok(id) } else { Err(NODE) }
}

fn as_field(made: DecodedNode) -> Result<FieldId, Damaged> {
    if let DecodedNode::Field(id) = made { Ok(id) } else { Err(NODE) }
}

fn as_clause(made: DecodedNode) -> Result<ClauseId, Damaged> {
    if let DecodedNode::Clause(id) = made { Ok(id) } else { Err(NODE) }
}

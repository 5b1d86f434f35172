//! The kinds of nodes in tree-sitter's tree as an enum, so that the lowering can `match`.
//!
//! tree-sitter numbers kinds anew whenever the grammar changes; the table from its numbers to
//! [`Kind`] is made once, by name.

use std::sync::LazyLock;

use tree_sitter::Language;

use super::language::LANGUAGE;

macro_rules! kinds {
    (named { $($named:ident = $named_text:literal,)* } tokens { $($token:ident = $token_text:literal,)* }) => {
        /// The kind of a node or token.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(super) enum Kind {
            /// Text that tree-sitter could not place.
            Error,
            /// A token whose kind nobody asks for: keywords and operators.
            Token,
            $($named,)*
            $($token,)*
        }

        fn of_name(name: &str, named: bool) -> Kind {
            if named {
                match name {
                    $($named_text => Kind::$named,)*
                    "ERROR" => Kind::Error,
                    _ => Kind::Token,
                }
            } else {
                match name {
                    $($token_text => Kind::$token,)*
                    _ => Kind::Token,
                }
            }
        }

        #[cfg(test)]
        const NAMED: &[&str] = &[$($named_text,)*];
    };
}

kinds! {
    named {
        ArgumentList = "argument_list",
        ArrayType = "array_type",
        AssignmentStatement = "assignment_statement",
        BinaryExpression = "binary_expression",
        BlankIdentifier = "blank_identifier",
        Block = "block",
        BreakStatement = "break_statement",
        CallExpression = "call_expression",
        ChannelType = "channel_type",
        Comment = "comment",
        CommunicationCase = "communication_case",
        CompositeLiteral = "composite_literal",
        ConstDeclaration = "const_declaration",
        ConstSpec = "const_spec",
        ContinueStatement = "continue_statement",
        DecStatement = "dec_statement",
        DefaultCase = "default_case",
        DeferStatement = "defer_statement",
        Dot = "dot",
        EmptyStatement = "empty_statement",
        EscapeSequence = "escape_sequence",
        ExpressionCase = "expression_case",
        ExpressionList = "expression_list",
        ExpressionStatement = "expression_statement",
        ExpressionSwitchStatement = "expression_switch_statement",
        FallthroughStatement = "fallthrough_statement",
        False = "false",
        FieldDeclaration = "field_declaration",
        FieldDeclarationList = "field_declaration_list",
        FieldIdentifier = "field_identifier",
        FloatLiteral = "float_literal",
        ForClause = "for_clause",
        ForStatement = "for_statement",
        FuncLiteral = "func_literal",
        FunctionDeclaration = "function_declaration",
        FunctionType = "function_type",
        GenericType = "generic_type",
        GoStatement = "go_statement",
        GotoStatement = "goto_statement",
        Identifier = "identifier",
        IfStatement = "if_statement",
        ImaginaryLiteral = "imaginary_literal",
        ImplicitLengthArrayType = "implicit_length_array_type",
        ImportDeclaration = "import_declaration",
        ImportSpec = "import_spec",
        ImportSpecList = "import_spec_list",
        IncStatement = "inc_statement",
        IndexExpression = "index_expression",
        IntLiteral = "int_literal",
        InterfaceType = "interface_type",
        InterpretedStringLiteral = "interpreted_string_literal",
        InterpretedStringLiteralContent = "interpreted_string_literal_content",
        Iota = "iota",
        KeyedElement = "keyed_element",
        LabelName = "label_name",
        LabeledStatement = "labeled_statement",
        LiteralElement = "literal_element",
        LiteralValue = "literal_value",
        MapType = "map_type",
        MethodDeclaration = "method_declaration",
        MethodElem = "method_elem",
        NegatedType = "negated_type",
        Nil = "nil",
        PackageClause = "package_clause",
        PackageIdentifier = "package_identifier",
        ParameterDeclaration = "parameter_declaration",
        ParameterList = "parameter_list",
        ParenthesizedExpression = "parenthesized_expression",
        ParenthesizedType = "parenthesized_type",
        PointerType = "pointer_type",
        QualifiedType = "qualified_type",
        RangeClause = "range_clause",
        RawStringLiteral = "raw_string_literal",
        RawStringLiteralContent = "raw_string_literal_content",
        ReceiveStatement = "receive_statement",
        ReturnStatement = "return_statement",
        RuneLiteral = "rune_literal",
        SelectStatement = "select_statement",
        SelectorExpression = "selector_expression",
        SendStatement = "send_statement",
        ShortVarDeclaration = "short_var_declaration",
        SliceExpression = "slice_expression",
        SliceType = "slice_type",
        SourceFile = "source_file",
        StatementList = "statement_list",
        StructType = "struct_type",
        True = "true",
        TypeAlias = "type_alias",
        TypeArguments = "type_arguments",
        TypeAssertionExpression = "type_assertion_expression",
        TypeCase = "type_case",
        TypeConstraint = "type_constraint",
        TypeConversionExpression = "type_conversion_expression",
        TypeDeclaration = "type_declaration",
        TypeElem = "type_elem",
        TypeIdentifier = "type_identifier",
        TypeInstantiationExpression = "type_instantiation_expression",
        TypeParameterDeclaration = "type_parameter_declaration",
        TypeParameterList = "type_parameter_list",
        TypeSpec = "type_spec",
        TypeSwitchStatement = "type_switch_statement",
        UnaryExpression = "unary_expression",
        VarDeclaration = "var_declaration",
        VarSpec = "var_spec",
        VarSpecList = "var_spec_list",
        VariadicArgument = "variadic_argument",
        VariadicParameterDeclaration = "variadic_parameter_declaration",
    }
    tokens {
        Arrow = "<-",
        Assign = "=",
        Chan = "chan",
        Colon = ":",
        Comma = ",",
        Define = ":=",
        DotToken = ".",
        Ellipsis = "...",
        Else = "else",
        Func = "func",
        LBrace = "{",
        LBrack = "[",
        LParen = "(",
        Or = "|",
        RBrace = "}",
        RBrack = "]",
        RParen = ")",
        Range = "range",
        Semi = ";",
        Star = "*",
    }
}

/// tree-sitter's language with the kinds of its ids.
pub(super) struct Kinds {
    pub(super) language: Language,
    table: Box<[Kind]>,
}

impl Kinds {
    /// The kind of tree-sitter's id; ids out of the table are those of errors.
    #[inline]
    pub(super) fn of(&self, id: u16) -> Kind {
        self.table.get(usize::from(id)).copied().unwrap_or(Kind::Error)
    }
}

/// The one table.
pub(super) static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    let language = Language::new(LANGUAGE);
    let table = (0..language.node_kind_count() as u16)
        .map(|id| {
            of_name(language.node_kind_for_id(id).unwrap_or(""), language.node_kind_is_named(id))
        })
        .collect();
    Kinds { language, table }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_one_of_the_grammar() {
        for name in NAMED {
            assert_ne!(KINDS.language.id_for_node_kind(name, true), 0, "{name}");
        }
    }

    #[test]
    fn every_visible_kind_of_the_grammar_is_known() {
        for id in 0..KINDS.language.node_kind_count() as u16 {
            if KINDS.language.node_kind_is_named(id) && KINDS.language.node_kind_is_visible(id) {
                let name = KINDS.language.node_kind_for_id(id).unwrap_or("");
                assert!(NAMED.contains(&name), "{name}");
            }
        }
    }
}

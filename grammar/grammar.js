/**
 * The Go grammar of goesc: tree-sitter-go 0.25.0 and what has come to the language since.
 *
 *   Go 1.26   new(expr)                 p := new(len(s))
 *   Go 1.27   generic methods           func (l List[T]) Map[U any](f func(T) U) List[U]
 *
 * Whatever tree-sitter-go parses without an error gets the same tree from both grammars.
 * README.md says how to regenerate the parser from this file.
 */

/// <reference types="tree-sitter-cli/dsl" />

const go = require('tree-sitter-go/grammar');

// The end of a line, where Go puts a semicolon.
const terminator = choice(/\n/, ';', '\0');

module.exports = grammar(go, {
  name: 'goesc',

  conflicts: ($, original) => original.concat([
    // After `func (r T) m[P`, P is a type parameter or the type of a parameter.
    [$.type_parameter_declaration, $._simple_type],
    // After `x[[]T`, the types that follow are those of an instance of a type, or of a method.
    [$._simple_type, $._literal_type],
  ]),

  rules: {
    method_declaration: $ => prec.right(1, seq(
      'func',
      field('receiver', $.parameter_list),
      field('name', $._field_identifier),
      field('type_parameters', optional($.type_parameter_list)),
      field('parameters', $.parameter_list),
      field('result', optional(choice($.parameter_list, $._simple_type))),
      field('body', optional($.block)),
    )),

    // The arguments of new and make. `new(T)` and `new(x)` look the same when the argument is a
    // name: the type wins, as before, and the checker decides what the name means.
    special_argument_list: $ => choice(
      prec.dynamic(10, seq(
        '(',
        optional(seq(
          $._type,
          repeat(seq(',', choice($._expression, $.variadic_argument))),
          optional(','),
        )),
        ')',
      )),
      prec.dynamic(-10, seq(
        '(',
        choice($._expression, $.variadic_argument),
        repeat(seq(',', choice($._expression, $.variadic_argument))),
        optional(','),
        ')',
      )),
    ),

    // f().m[int, string] and s[0].m[[]byte]: the type arguments of a method of what has no name.
    // One that may be an expression stays one.
    index_expression: ($, original) => choice(
      original,
      prec.dynamic(-20, prec(7, seq(
        field('operand', $._expression),
        '[',
        field('index', choice($._literal_type, $._several_type_arguments)),
        ']',
      ))),
    ),

    _several_type_arguments: $ => choice(
      seq($._type_argument, ','),
      seq($._type_argument, repeat1(seq(',', $._type_argument)), optional(',')),
    ),

    _type_argument: $ => choice(
      $._expression,
      $._literal_type,
    ),

    _literal_type: $ => choice(
      $.struct_type,
      $.interface_type,
      $.array_type,
      $.slice_type,
      $.map_type,
      $.channel_type,
      $.function_type,
    ),

    // What follows is old Go that tree-sitter-go does not parse.

    // (make)([]int, n): a type among the arguments of what is not literally new or make.
    _argument: $ => choice(
      $._expression,
      $.variadic_argument,
      prec.dynamic(-20, choice(
        $.struct_type,
        $.interface_type,
        $.array_type,
        $.slice_type,
        $.map_type,
        $.channel_type,
        $.function_type,
      )),
    ),

    argument_list: $ => seq(
      '(',
      optional(seq(
        $._argument,
        repeat(seq(',', $._argument)),
        optional(','),
      )),
      ')',
    ),

    // interface{ M() }.M and (*struct{ T }).M: method expressions of types without a name.
    selector_expression: ($, original) => choice(
      original,
      prec.dynamic(-20, prec(7, seq(
        field('operand', choice($.struct_type, $.interface_type, $.parenthesized_type)),
        '.',
        field('field', $._field_identifier),
      ))),
    ),

    // const c int: gc's parser accepts it, and its checker misses the value.
    const_spec: $ => prec.left(seq(
      field('name', seq($.identifier, repeat(seq(',', $.identifier)))),
      optional(choice(
        seq(optional(field('type', $._type)), '=', field('value', $.expression_list)),
        field('type', $._type),
      )),
    )),

    // const ( A = 1 ) and var ( x = 1 ): no line break before the parenthesis.
    const_declaration: $ => seq(
      'const',
      choice(
        $.const_spec,
        seq('(', repeat(seq($.const_spec, terminator)), optional($.const_spec), ')'),
      ),
    ),

    var_spec_list: $ => seq(
      '(',
      repeat(seq($.var_spec, terminator)),
      optional($.var_spec),
      ')',
    ),

    // if ; x {}: an empty initializer.
    if_statement: $ => seq(
      'if',
      optional(seq(
        field('initializer', optional($._simple_statement)),
        ';',
      )),
      field('condition', $._expression),
      field('consequence', $.block),
      optional(seq(
        'else',
        field('alternative', choice($.block, $.if_statement)),
      )),
    ),

    expression_switch_statement: $ => seq(
      'switch',
      optional(seq(
        field('initializer', optional($._simple_statement)),
        ';',
      )),
      field('value', optional($._expression)),
      '{',
      repeat(choice($.expression_case, $.default_case)),
      '}',
    ),

    _type_switch_header: $ => seq(
      optional(seq(
        field('initializer', optional($._simple_statement)),
        ';',
      )),
      optional(seq(field('alias', $.expression_list), ':=')),
      field('value', $._expression),
      '.',
      '(',
      'type',
      ')',
    ),

    // { a;; b }: empty statements between others need no terminator of their own.
    statement_list: $ => choice(
      seq(
        repeat($._semicolons),
        $._statement,
        repeat(seq(terminator, repeat($._semicolons), $._statement)),
        optional(seq(
          terminator,
          repeat($._semicolons),
          optional(alias($.empty_labeled_statement, $.labeled_statement)),
        )),
      ),
      alias($.empty_labeled_statement, $.labeled_statement),
    ),

    _semicolons: $ => prec(-1, $.empty_statement),

    // { A: B: }: labels at the end of a block.
    empty_labeled_statement: $ => seq(
      field('label', alias($.identifier, $.label_name)),
      ':',
      optional(alias($.empty_labeled_statement, $.labeled_statement)),
    ),
  },
});

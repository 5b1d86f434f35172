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

module.exports = grammar(go, {
  name: 'goesc',

  conflicts: ($, original) => original.concat([
    // After `func (r T) m[P`, P is a type parameter or the type of a parameter.
    [$.type_parameter_declaration, $._simple_type],
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
          repeat(seq(',', $._expression)),
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
  },
});

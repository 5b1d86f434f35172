//! Programs of ordinary constructs, each as large as one likes.
//!
//! A shape is a function from a size to the files of a package. Time to analyze it must grow with
//! the size; where it doesn't, some list is searched or some walk repeated once for each element.

use std::fmt::Write;

/// A kind of program that can be made in any size.
pub struct Shape {
    /// What it is called.
    pub name: &'static str,
    /// The largest size at which it is measured.
    pub largest: usize,
    /// Whether time grows with the text, rather than with its square.
    pub linear: bool,
    /// The files of a package of that kind, by size.
    pub files: fn(usize) -> Vec<String>,
}

macro_rules! shapes {
    ($($name:ident: $largest:literal,)*; quadratic: $($square:ident: $most:literal,)*) => {
        /// All shapes.
        pub const SHAPES: &[Shape] = &[
            $(Shape { name: stringify!($name), largest: $largest, linear: true, files: $name },)*
            $(Shape { name: stringify!($square), largest: $most, linear: false, files: $square },)*
        ];
    };
}

shapes! {
    chain_of_values: 32_000,
    chain_of_pointers: 32_000,
    chain_of_parameters: 32_000,
    chain_backwards: 32_000,
    chain_of_addresses: 32_000,
    chain_of_returned_addresses: 32_000,
    chain_of_literals: 32_000,
    chain_in_loops: 32_000,
    chain_of_stores: 32_000,
    chain_of_package_variables: 32_000,
    hub_of_values: 16_000,
    hub_of_addresses: 16_000,
    interface_of_methods: 16_000,
    interface_switch: 4_000,
    recursive_ring: 20_000,
    recursive_ring_of_closures: 20_000,
    parameters_times_results: 4_000,
    parameters_times_results_paired: 500,
    noalloc_chain: 8_000,
    noalloc_tree: 8_000,
    noalloc_star: 8_000,
    noalloc_everywhere: 8_000,
    composite_literal: 32_000,
    composite_literal_of_pointers: 32_000,
    map_literal: 32_000,
    struct_fields: 16_000,
    switch_of_integers: 16_000,
    switch_of_strings: 16_000,
    type_switch: 8_000,
    select_cases: 8_000,
    closures_in_a_function: 16_000,
    closures_that_capture_all: 500,
    methods: 16_000,
    embedded_fields: 2_000,
    embedded_interfaces: 8_000,
    concatenation: 4_000,
    concatenation_by_steps: 16_000,
    constants: 32_000,
    constants_that_depend: 16_000,
    variables_that_depend: 16_000,
    variables_that_depend_backwards: 16_000,
    variables_through_functions: 16_000,
    types_in_a_row: 4_000,
    type_parameters: 1_000,
    instances_in_a_row: 1_000,
    calls_inlined: 8_000,
    calls_inlined_deep: 8_000,
    calls_in_a_function: 16_000,
    calls_in_calls: 4_000,
    labels: 8_000,
    blocks: 16_000,
    locals_in_a_function: 32_000,
    defers: 8_000,
    files_of_a_package: 2_000,
    errors: 16_000,
    undeclared: 16_000,
    findings: 32_000,
    comments: 32_000,
    ranges_over_functions: 2_000,
    ; quadratic:
    interfaces_in_a_ladder: 8_000,
    instances: 4_000,
    recursive_ring_of_pointers: 20_000,
    interfaces_in_a_row: 4_000,
    interfaces_in_all_others: 500,
    recursive_web: 20_000,
    closures_in_closures: 150,
}

fn one(text: String) -> Vec<String> {
    vec![text]
}

/// `head`, then `line` for each number below `n`, then `tail`.
fn lines(head: &str, n: usize, line: impl Fn(usize) -> String, tail: &str) -> String {
    let mut text = format!("package p\n\n{head}");
    for i in 0..n {
        text += &line(i);
        text.push('\n');
    }
    text + tail
}

/// `line` for each number below `n`, with commas between.
fn list(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(line).collect::<Vec<_>>().join(", ")
}

fn chain_of_values(n: usize) -> Vec<String> {
    let line = |i| format!("\tx{} := x{i}", i + 1);
    one(lines("func f() int {\n\tx0 := 1\n", n, line, &format!("\treturn x{n}\n}}\n")))
}

fn chain_of_pointers(n: usize) -> Vec<String> {
    let line = |i| format!("\tx{} := x{i}", i + 1);
    one(lines("func f() *int {\n\tx0 := new(int)\n", n, line, &format!("\treturn x{n}\n}}\n")))
}

fn chain_of_parameters(n: usize) -> Vec<String> {
    let line = |i| format!("\tx{} := x{i}", i + 1);
    one(lines("func f(x0 *int) *int {\n", n, line, &format!("\treturn x{n}\n}}\n")))
}

fn chain_backwards(n: usize) -> Vec<String> {
    let mut text = lines("func f(p *int) {\n", n + 1, |i| format!("\tvar x{i} *int"), "");
    for i in 0..n {
        let _ = writeln!(text, "\tx{i} = x{}", i + 1);
    }
    one(text + &format!("\tx{n} = p\n\t*x0 = 1\n}}\n"))
}

fn chain_of_addresses(n: usize) -> Vec<String> {
    let line = |i| format!("\tvar x{} any = &x{i}", i + 1);
    one(lines("func f() {\n\tx0 := 1\n", n, line, &format!("\t_ = x{n}\n}}\n")))
}

fn chain_of_returned_addresses(n: usize) -> Vec<String> {
    let line = |i| format!("\tvar x{} any = &x{i}", i + 1);
    one(lines("func f() any {\n\tx0 := 1\n", n, line, &format!("\treturn x{n}\n}}\n")))
}

fn chain_of_literals(n: usize) -> Vec<String> {
    let line = |i| format!("\tx{} := &T{{x{i}}}", i + 1);
    let head = "type T struct{ next *T }\n\nfunc f() int {\n\tvar x0 *T\n";
    let tail = format!("\tif x{n} == nil {{\n\t\treturn 0\n\t}}\n\treturn 1\n}}\n");
    one(lines(head, n, line, &tail))
}

fn chain_in_loops(n: usize) -> Vec<String> {
    let line = |i| format!("\tfor range k {{\n\t\ty := x{i}\n\t\tx{} = &T{{y}}\n\t}}", i + 1);
    let vars = list(n + 1, |i| format!("x{i}"));
    let head = format!("type T struct{{ next *T }}\n\nfunc f(k int) {{\n\tvar {vars} *T\n");
    one(lines(&head, n, line, "}\n"))
}

fn chain_of_stores(n: usize) -> Vec<String> {
    let line = |i| format!("\tx{} := new(T)\n\tx{}.next = x{i}", i + 1, i + 1);
    let head = "type T struct{ next *T }\n\nfunc f(x0 *T) *T {\n";
    one(lines(head, n, line, &format!("\treturn x{n}.next\n}}\n")))
}

fn chain_of_package_variables(n: usize) -> Vec<String> {
    one(lines("var x0 = new(int)\n", n, |i| format!("var x{} = &x{i}", i + 1), ""))
}

fn hub_of_values(n: usize) -> Vec<String> {
    let line = |i| format!("\tvar x{i} *int\n\thub = x{i}\n\ty{i} := hub\n\t_ = y{i}");
    one(lines("func f() {\n\tvar hub *int\n", n, line, "}\n"))
}

fn hub_of_addresses(n: usize) -> Vec<String> {
    let line = |i| format!("\tvar x{i} any = hub\n\thub = &x{i}");
    one(lines("func f() {\n\tvar hub any\n", n, line, "\t_ = hub\n}\n"))
}

fn interfaces_in_a_row(n: usize) -> Vec<String> {
    let line = |i| format!("type I{} interface {{\n\tI{i}\n\tM{}()\n}}\n", i + 1, i + 1);
    one(lines(
        "type I0 interface{ M0() }\n\n",
        n,
        line,
        &format!("func f(x I{n}) I0 {{ return x }}\n"),
    ))
}

fn interfaces_in_all_others(n: usize) -> Vec<String> {
    let line = |i: usize| {
        let others: String = (0..i).map(|j| format!("I{j}; ")).collect();
        format!("type I{i} interface {{ {others}M{i}() }}\n")
    };
    one(lines("", n, line, &format!("func f(x I{}) I0 {{ return x }}\n", n - 1)))
}

fn embedded_interfaces(n: usize) -> Vec<String> {
    let all: String = (0..n).map(|i| format!("\tI{i}\n")).collect();
    let tail = format!("type J interface {{\n{all}}}\n\nfunc f(x J) I0 {{ return x }}\n");
    one(lines("", n, |i| format!("type I{i} interface{{ M{i}() }}"), &tail))
}

fn interfaces_in_a_ladder(n: usize) -> Vec<String> {
    let line = |i| {
        let next = i + 1;
        format!(
            "type A{next} interface {{\n\tA{i}\n\tB{i}\n}}\n\ntype B{next} interface {{\n\tA{i}\n\tB{i}\n}}\n"
        )
    };
    let head = "type A0 interface{ M() }\n\ntype B0 interface{ N() }\n\n";
    one(lines(head, n / 2, line, &format!("func f(x A{}) B0 {{ return x }}\n", n / 2)))
}

fn interface_of_methods(n: usize) -> Vec<String> {
    let mut text = lines("type I interface {\n", n, |i| format!("\tM{i}(int) string"), "}\n\n");
    text += "type J interface{ I }\n\ntype T struct{ s string }\n\n";
    for i in 0..n {
        let _ = writeln!(text, "func (t *T) M{i}(int) string {{ return t.s }}");
    }
    text += "\nvar x I = &T{}\n\nfunc f(y any, t *T) J {\n\tif z, ok := y.(I); ok {\n\t\treturn z\n\t}\n\
        \tswitch y.(type) {\n\tcase J:\n\tcase *T:\n\t}\n\treturn t\n}\n";
    one(text)
}

fn interface_switch(n: usize) -> Vec<String> {
    let line = |i| {
        format!(
            "type I{i} interface{{ M{i}() }}\n\ntype T{i} struct{{}}\n\nfunc (T{i}) M{i}() {{}}\n"
        )
    };
    let mut text = lines("", n, line, "func f(x any) {\n\tswitch x := x.(type) {\n");
    for i in 0..n {
        let _ = writeln!(
            text,
            "\tcase I{i}:\n\t\tx.M{i}()\n\tcase T{i}:\n\t\tvar y I{i} = x\n\t\ty.M{i}()"
        );
    }
    one(text + "\t}\n}\n")
}

fn recursive_ring(n: usize) -> Vec<String> {
    let line = |i| {
        let next = (i + 1) % n;
        format!(
            "//go:noinline\nfunc f{i}(x int) int {{\n\tif x == 0 {{\n\t\treturn {i}\n\t}}\n\treturn f{next}(x - 1)\n}}\n"
        )
    };
    one(lines("", n, line, ""))
}

fn recursive_ring_of_pointers(n: usize) -> Vec<String> {
    let line = |i| {
        let next = (i + 1) % n;
        format!(
            "//go:noinline\nfunc f{i}(p *T) *T {{\n\tif p.next == nil {{\n\t\treturn &T{{p}}\n\t}}\n\treturn f{next}(p.next)\n}}\n"
        )
    };
    one(lines("type T struct{ next *T }\n\n", n, line, ""))
}

fn recursive_ring_of_closures(n: usize) -> Vec<String> {
    let line = |i| {
        let next = (i + 1) % n;
        format!(
            "//go:noinline\nfunc f{i}(p *int) func() *int {{\n\tq := p\n\treturn func() *int {{ return f{next}(q)() }}\n}}\n"
        )
    };
    one(lines("", n, line, ""))
}

fn recursive_web(n: usize) -> Vec<String> {
    let line = |i: usize| {
        let (a, b, c) = ((i + 1) % n, (i * 7 + 3) % n, (i * 31 + 5) % n);
        format!(
            "func f{i}(p *T, q *int) *T {{\n\tx := &T{{left: f{a}(p, q)}}\n\tx.right = f{b}(x, &x.n)\n\
            \t_ = f{c}(p.left, q)\n\treturn p.right\n}}\n"
        )
    };
    one(lines("type T struct {\n\tleft, right *T\n\tn           int\n}\n\n", n, line, ""))
}

fn parameters_times_results(n: usize) -> Vec<String> {
    let params = list(n, |i| format!("p{i}"));
    let results = list(n, |i| format!("r{i}"));
    let head = format!("func f({params} *int) ({results} *int) {{\n\tvar x *int\n");
    one(lines(&head, n, |i| format!("\tx = p{i}\n\tr{i} = x"), "\treturn\n}\n"))
}

/// Its text is quadratic: each result is assigned from each parameter. So is gc's output.
fn parameters_times_results_paired(n: usize) -> Vec<String> {
    let params = list(n, |i| format!("p{i}"));
    let results = list(n, |i| format!("r{i}"));
    let head = format!("func f({params} *int) ({results} *int) {{\n");
    let line = |i| (0..n).map(|j| format!("\tr{i} = p{j}\n")).collect::<String>();
    one(lines(&head, n, line, "\treturn\n}\n"))
}

fn noalloc_chain(n: usize) -> Vec<String> {
    let line = |i| {
        format!(
            "func f{i}(x int) int {{\n\tfor range x {{\n\t\tx += f{}(x)\n\t}}\n\treturn x\n}}\n",
            i + 1
        )
    };
    let tail = format!(
        "func f{n}(x int) int {{ return x }}\n\n//goesc:noalloc\nfunc g() int {{ return f0(1) }}\n"
    );
    one(lines("", n, line, &tail))
}

fn noalloc_tree(n: usize) -> Vec<String> {
    let line = |i: usize| {
        let calls = match 2 * i + 2 < n {
            true => format!("f{}(x) + f{}(x)", 2 * i + 1, 2 * i + 2),
            false => "x".to_owned(),
        };
        format!(
            "func f{i}(x int) int {{\n\tfor range x {{\n\t\tx += {calls}\n\t}}\n\treturn x\n}}\n"
        )
    };
    one(lines("", n, line, "//goesc:noalloc\nfunc g() int { return f0(1) }\n"))
}

fn noalloc_star(n: usize) -> Vec<String> {
    let line = |i| {
        format!("func f{i}(x int) int {{\n\tfor range x {{\n\t\tx += x\n\t}}\n\treturn x\n}}\n")
    };
    let mut text = lines("", n, line, "//goesc:noalloc\nfunc g(x int) {\n");
    for i in 0..n {
        let _ = writeln!(text, "\tf{i}(x)");
    }
    one(text + "}\n")
}

fn noalloc_everywhere(n: usize) -> Vec<String> {
    let line = |i| {
        format!(
            "//goesc:noalloc\nfunc f{i}(x int) *int {{\n\tfor range x {{\n\t\t_ = f{}(x)\n\t}}\n\treturn nil\n}}\n",
            i + 1
        )
    };
    one(lines("", n, line, &format!("func f{n}(x int) *int {{ return new(int) }}\n")))
}

fn composite_literal(n: usize) -> Vec<String> {
    let line = |i| format!("\t{{{i}, \"s{i}\", [2]int{{{i}, 1}}}},");
    one(lines(
        "type T struct {\n\tn int\n\ts string\n\ta [2]int\n}\n\nvar x = []T{\n",
        n,
        line,
        "}\n\nfunc f() any { return x }\n",
    ))
}

fn composite_literal_of_pointers(n: usize) -> Vec<String> {
    let line = |i| format!("\t\t{{{i}, k, nil}},\n\t\t{{k, {i}, []any{{k}}}},");
    let head =
        "type T struct {\n\tn, m int\n\ta    []any\n}\n\nfunc f(k int) []*T {\n\treturn []*T{\n";
    one(lines(head, n / 2, line, "\t}\n}\n"))
}

fn map_literal(n: usize) -> Vec<String> {
    let line = |i| format!("\t\t\"k{i}\": {{\"v{i}\", {i}}},");
    one(lines("func f() map[string][]any {\n\treturn map[string][]any{\n", n, line, "\t}\n}\n"))
}

fn struct_fields(n: usize) -> Vec<String> {
    let mut text = lines(
        "type T struct {\n",
        n,
        |i| format!("\tf{i} *int `json:\"f{i}\"`"),
        "}\n\nfunc f(t, u *T) {\n",
    );
    for i in 0..n {
        let _ = writeln!(text, "\tt.f{i} = u.f{i}");
    }
    text += "\t*t = T{\n";
    for i in 0..n {
        let _ = writeln!(text, "\t\tf{i}: u.f{i},");
    }
    one(text + "\t}\n}\n\nfunc g(t, u T) bool { return t == u }\n")
}

fn switch_of_integers(n: usize) -> Vec<String> {
    one(lines(
        "func f(x int) string {\n\tswitch x {\n",
        n,
        |i| format!("\tcase {i}:\n\t\treturn \"s{i}\""),
        "\t}\n\treturn \"\"\n}\n",
    ))
}

fn switch_of_strings(n: usize) -> Vec<String> {
    one(lines(
        "func f(x string) any {\n\tswitch x {\n",
        n,
        |i| format!("\tcase \"s{i}\", \"t{i}\":\n\t\treturn {i}"),
        "\t}\n\treturn \"\"\n}\n",
    ))
}

fn type_switch(n: usize) -> Vec<String> {
    let mut text = lines(
        "",
        n,
        |i| format!("type T{i} struct{{ x, y int }}\n"),
        "func f(x any) any {\n\tswitch x := x.(type) {\n",
    );
    for i in 0..n {
        let _ = writeln!(text, "\tcase T{i}:\n\t\treturn &x\n\tcase *T{i}:\n\t\treturn x.y");
    }
    one(text + "\t}\n\treturn nil\n}\n")
}

fn select_cases(n: usize) -> Vec<String> {
    let line = |i| format!("\tcase x{i} := <-c:\n\t\treturn x{i}\n\tcase c <- &y{i}:");
    let vars = list(n, |i| format!("y{i}"));
    one(lines(
        &format!("func f(c chan *int) *int {{\n\tvar {vars} int\n\tselect {{\n"),
        n,
        line,
        "\t}\n\treturn nil\n}\n",
    ))
}

fn closures_in_a_function(n: usize) -> Vec<String> {
    let line = |i| format!("\tx{i} := {i}\n\tf{i} := func() *int {{ return &x{i} }}\n\t_ = f{i}()");
    one(lines("func f() {\n", n, line, "}\n"))
}

/// Its graph is quadratic: each closure captures each variable.
fn closures_that_capture_all(n: usize) -> Vec<String> {
    let vars = list(n, |i| format!("x{i}"));
    let line = |i| {
        format!(
            "\tg = append(g, func() []*int {{ x{i}++; return []*int{{{}}} }})",
            list(n, |j| format!("&x{j}"))
        )
    };
    one(lines(
        &format!("func f() (g []func() []*int) {{\n\tvar {vars} int\n"),
        n,
        line,
        "\treturn g\n}\n",
    ))
}

fn closures_in_closures(n: usize) -> Vec<String> {
    let line = |i| format!("x{i} := {i}; func() {{ _ = &x{i}; ");
    one(lines("func f() {\n", n, line, &format!("{}}}\n", "}();".repeat(n))))
}

fn methods(n: usize) -> Vec<String> {
    let line = |i| {
        format!(
            "func (t *T) M{i}(p *int) *int {{\n\tfor range t.n {{\n\t\tt.p = p\n\t}}\n\treturn t.M{}(p)\n}}\n",
            i + 1
        )
    };
    let tail = format!("func (t *T) M{n}(p *int) *int {{ return t.p }}\n");
    one(lines("type T struct {\n\tn int\n\tp *int\n}\n\ntype U struct{ T }\n\n", n, line, &tail))
}

fn embedded_fields(n: usize) -> Vec<String> {
    let mut text = lines(
        "",
        n,
        |i| {
            format!(
                "type T{i} struct{{ f{i} int }}\n\nfunc (t *T{i}) M{i}() *int {{ return &t.f{i} }}\n"
            )
        },
        "type U struct {\n",
    );
    for i in 0..n {
        let _ = writeln!(text, "\tT{i}");
    }
    text += "}\n\nfunc f(u *U) {\n";
    for i in 0..n {
        let _ = writeln!(text, "\tu.f{i}++\n\tu.M{i}()");
    }
    one(text + "}\n")
}

fn concatenation(n: usize) -> Vec<String> {
    let sum = (0..n).map(|i| format!("\"s{i}\" + x")).collect::<Vec<_>>().join(" +\n\t\t");
    let constant = (0..n).map(|i| format!("\"s{i}\"")).collect::<Vec<_>>().join(" +\n\t");
    one(format!(
        "package p\n\nfunc f(x string) string {{\n\treturn {sum}\n}}\n\nconst c = {constant}\n\nvar y any = c\n"
    ))
}

fn concatenation_by_steps(n: usize) -> Vec<String> {
    one(lines(
        "func f(x, y string) string {\n",
        n,
        |i| format!("\tx += \"s{i}\" + y"),
        "\treturn x\n}\n",
    ))
}

fn constants(n: usize) -> Vec<String> {
    let mut text =
        lines("const (\n\tc0 = iota\n", n, |i| format!("\tc{}", i + 1), ")\n\nvar x = []any{\n");
    for i in 0..n {
        let _ = writeln!(text, "\tc{i},");
    }
    one(text + "}\n")
}

fn constants_that_depend(n: usize) -> Vec<String> {
    let line = |i| format!("const c{i} = c{} + 1", i + 1);
    one(lines("", n, line, &format!("const c{n} = 1\n\nvar x any = c0\n")))
}

fn variables_that_depend(n: usize) -> Vec<String> {
    one(lines(
        "var x0 = g()\n",
        n,
        |i| format!("var x{} = g() + x{i}", i + 1),
        "\nfunc g() int { return len(s) }\n\nvar s []int\n",
    ))
}

fn variables_that_depend_backwards(n: usize) -> Vec<String> {
    one(lines(
        "",
        n,
        |i| format!("var x{i} = []*int{{x{}}}[0]", i + 1),
        &format!("var x{n} = new(int)\n"),
    ))
}

fn variables_through_functions(n: usize) -> Vec<String> {
    let line =
        |i| format!("var x{i} = f{i}()\n\nfunc f{i}() *int {{ y := x{}; return y }}\n", i + 1);
    one(lines("", n, line, &format!("var x{n} = new(int)\n")))
}

fn types_in_a_row(n: usize) -> Vec<String> {
    let line = |i| format!("type T{i} struct {{\n\tp *T{}\n\tt T{}\n}}\n", i + 1, i + 1);
    one(lines(
        "",
        n,
        line,
        &format!("type T{n} struct{{ x int }}\n\nfunc f() any {{ return T{}{{}} }}\n", n - 3),
    ))
}

fn type_parameters(n: usize) -> Vec<String> {
    let types = list(n, |i| format!("P{i}"));
    let params = list(n, |i| format!("p{i} *P{i}"));
    let args = list(n, |i| match i % 3 {
        0 => "new(int)".to_owned(),
        1 => "new(string)".to_owned(),
        _ => "&x".to_owned(),
    });
    let results = list(n, |i| format!("*p{i}"));
    one(format!(
        "package p\n\nfunc g[{types} any]({params}) []any {{\n\treturn []any{{{results}}}\n}}\n\n\
         func f() {{\n\tvar x []int\n\tg({args})\n}}\n"
    ))
}

fn instances(n: usize) -> Vec<String> {
    let line = |i| {
        format!(
            "type T{i} struct{{ x [{}]int }}\n\nfunc f{i}(x T{i}) any {{ return g(x) }}\n",
            i + 1
        )
    };
    one(lines(
        "type L[P any] struct {\n\tx    P\n\tnext *L[P]\n}\n\nfunc (l *L[P]) M() *P { return &l.x }\n\n\
        func g[P any](x P) *P {\n\tl := &L[P]{x: x}\n\treturn l.M()\n}\n\n",
        n,
        line,
        "",
    ))
}

fn instances_in_a_row(n: usize) -> Vec<String> {
    let line = |i| {
        format!(
            "func g{i}[P any](x P) any {{\n\tfor range 3 {{\n\t\t_ = g{}(x)\n\t}}\n\treturn &x\n}}\n",
            i + 1
        )
    };
    let tail = format!(
        "func g{n}[P any](x P) any {{ return x }}\n\nvar x, y, z = g0(1), g0(\"\"), g0([]int{{}})\n"
    );
    one(lines("", n, line, &tail))
}

fn calls_inlined(n: usize) -> Vec<String> {
    let head =
        "type T struct{ next *T }\n\nfunc g(t *T) *T { return &T{t} }\n\nfunc f(t *T) *T {\n";
    one(lines(head, n, |_| "\tt = g(t)".to_owned(), "\treturn t\n}\n"))
}

fn calls_inlined_deep(n: usize) -> Vec<String> {
    let line = |i| format!("func f{i}(x *int) *int {{ return f{}(x) }}", i + 1);
    one(lines("", n, line, &format!("func f{n}(x *int) *int {{ return x }}\n")))
}

fn calls_in_a_function(n: usize) -> Vec<String> {
    let head = "import \"fmt\"\n\nfunc f(x int, s string) {\n";
    one(lines(head, n, |i| format!("\tfmt.Println({i}, x, s)"), "}\n"))
}

fn calls_in_calls(n: usize) -> Vec<String> {
    let line = |i| format!("\t_ = g(g(x, &x{}), g(x, &x{i}))\n\tx = g(x, &x{i})", (i + 1) % n);
    let vars = list(n, |i| format!("x{i}"));
    let head = format!(
        "func g(x, y *int) *int {{\n\tfor range 3 {{\n\t}}\n\treturn x\n}}\n\nfunc f(x *int) {{\n\tvar {vars} int\n"
    );
    one(lines(&head, n, line, "}\n"))
}

fn labels(n: usize) -> Vec<String> {
    let line = |i| {
        format!(
            "L{i}:\n\tx{i} := new(int)\n\tif *x{i} > k {{\n\t\tgoto L{i}\n\t}}\n\tfor {{\n\t\tcontinue M{i}\n\t}}"
        )
    };
    let line = |i| {
        line(i).replace("\tfor {\n", &format!("M{i}:\n\tfor {{\n")).replace("continue", "break")
    };
    let line = |i| line(i).replace(&format!("\tx{i} := new(int)"), &format!("\tx{i} = new(int)"));
    let vars = list(n, |i| format!("x{i}"));
    one(lines(&format!("func f(k int) {{\n\tvar {vars} *int\n"), n, line, "}\n"))
}

fn blocks(n: usize) -> Vec<String> {
    let line = |i| {
        format!(
            "\tif x := {i}; x > k {{\n\t\tvar y any = &x\n\t\t_ = y\n\t}} else {{\n\t\tk += x\n\t}}"
        )
    };
    one(lines("func f(k int) {\n", n, line, "}\n"))
}

fn locals_in_a_function(n: usize) -> Vec<String> {
    one(lines(
        "var sink []*int\n\nfunc f() {\n",
        n,
        |i| format!("\tx{i} := {i}\n\tsink = append(sink, &x{i})"),
        "}\n",
    ))
}

fn defers(n: usize) -> Vec<String> {
    let line = |i| format!("\tx{i} := {i}\n\tdefer g(&x{i})\n\tgo g(&x{i})");
    one(lines("func g(*int) {}\n\nfunc f() {\n", n, line, "}\n"))
}

fn files_of_a_package(n: usize) -> Vec<String> {
    let file = |i| {
        format!(
            "package p\n\nimport \"fmt\"\n\ntype T{i} struct{{ next *T{} }}\n\nfunc f{i}(t *T{i}) {{ fmt.Println(t, {i}) }}\n",
            (i + 1) % n
        )
    };
    (0..n).map(file).collect()
}

fn errors(n: usize) -> Vec<String> {
    one(lines(
        "func f(x int) (g []any) {\n",
        n,
        |i| format!("\tvar x{i} string = x\n\tg = append(g, x{i})"),
        "\treturn g\n}\n",
    ))
}

fn undeclared(n: usize) -> Vec<String> {
    one(lines(
        "import \"nope\"\n\nfunc f(x int) (g []any) {\n",
        n,
        |i| format!("\tg = append(g, u{i}(x), nope.F{i}(&x))"),
        "\treturn g\n}\n",
    ))
}

fn findings(n: usize) -> Vec<String> {
    one(lines("var sink any\n\n", n, |i| format!("func f{i}(x int) {{ sink = &x }}"), ""))
}

fn comments(n: usize) -> Vec<String> {
    let line = |i| format!("\t// {i}\n\tsink = x + {i} //nolint:goesc // {i}");
    one(lines("var sink any\n\nfunc f(x int) {\n", n, line, "}\n"))
}

fn ranges_over_functions(n: usize) -> Vec<String> {
    let line = |i| {
        format!(
            "\tfor x := range g {{\n\t\tif x == k {{\n\t\t\tbreak\n\t\t}}\n\t\tsink = &x\n\t\tfor y := range g {{\n\t\t\tif y == {i} {{\n\t\t\t\treturn\n\t\t\t}}\n\t\t}}\n\t}}"
        )
    };
    let head = "var sink any\n\nfunc g(yield func(int) bool) {\n\tfor i := range 3 {\n\t\tif !yield(i) {\n\t\t\treturn\n\t\t}\n\t}\n}\n\nfunc f(k int) {\n";
    one(lines(head, n, line, "}\n"))
}

//! The rules: why something is on the heap or allocated at run time.
//!
//! A rule is one file: its text with what helps and what is only said to, a Go example the line
//! of whose finding ends in `// here`, how findings of it are treated, what is told where gc prints
//! nothing, and `holds`, the [`Case`]s that are its own. A new rule is that file and one line below. Which holds doesn't depend on the order of the lines: tests run
//! the examples, and see to it that of each case exactly one rule holds.

use super::case::Case;
use crate::escape::effects::Effect;

/// The rules, in the order in which they are listed and numbered: the file of each, and its name in
/// the code. (rustfmt doesn't see modules that a macro declares: it is given these files by name.)
macro_rules! rules {
    ($($file:ident: $rule:ident,)*) => {
        $(mod $file;)*

        /// A cause of allocations.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Rule {
            $(#[doc = concat!("The rule of `rules/", stringify!($file), ".rs`.")] $rule,)*
        }

        impl Rule {
            /// All rules, in the order in which they are listed.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule),*];

            /// What its file says of it.
            pub fn definition(self) -> &'static Definition {
                match self {
                    $(Rule::$rule => &$file::DEFINITION,)*
                }
            }

            /// Whether it is the cause in a case.
            fn holds(self, case: Case) -> bool {
                match self {
                    $(Rule::$rule => $file::holds(case),)*
                }
            }
        }
    };
}

rules! {
    returned_address: ReturnedAddress,
    closure_capture: ClosureCapture,
    escaping_closure: EscapingClosure,
    interface_conversion: InterfaceConversion,
    goroutine_argument: GoroutineArgument,
    map_store: MapStore,
    map_value_size: MapValueSize,
    map_growth: MapGrowth,
    heap_store: HeapStore,
    global_store: GlobalStore,
    slice_append: SliceAppend,
    moved_slice: MovedSlice,
    channel_send: ChannelSend,
    channel_make: ChannelMake,
    leaking_argument: LeakingArgument,
    unknown_callee: UnknownCallee,
    large_value: LargeValue,
    dynamic_size: DynamicSize,
    zero_size_slice: ZeroSizeSlice,
    loop_variable: LoopVariable,
    outer_variable: OuterVariable,
    defer_in_loop: DeferInLoop,
    method_value: MethodValue,
    string_conversion: StringConversion,
    string_concatenation: StringConcatenation,
    panic_argument: PanicArgument,
    leaking_parameter: LeakingParameter,
    parameter_to_result: ParameterToResult,
}

/// A rule: its text, and how findings of it are treated.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Its name, as written on the command line.
    pub name: &'static str,
    /// What happens, in a line.
    pub summary: &'static str,
    /// The cause as shown below the source of a finding.
    pub label: &'static str,
    /// Why that is on the heap.
    pub why: &'static str,
    /// A Go file with one such finding.
    pub example: &'static str,
    /// What helps.
    pub helps: &'static str,
    /// What that costs.
    pub costs: &'static str,
    /// What is often said about it, and what is true.
    pub folklore: Option<&'static str>,
    /// Whether its findings are about memory, or about what a function does with a parameter.
    pub about: About,
    /// Whether its findings are reported where the user said nothing about them.
    pub reporting: Reporting,
    /// What gVisor's checkescape calls it, if nothing in the form of the expression tells.
    pub effect: Effect,
    /// The headline of an allocation of which gc prints nothing, made of the expression or variable
    /// that it is about; absent if gc prints something in all its cases.
    pub silent: Option<fn(&str) -> String>,
}

impl Definition {
    /// What a rule's file leaves out: findings are allocations of a value, which gc prints.
    const DEFAULT: Definition = Definition {
        name: "",
        summary: "",
        label: "",
        why: "",
        example: "",
        helps: "",
        costs: "",
        folklore: None,
        about: About::Memory,
        reporting: Reporting::ByDefault,
        effect: Effect::Heap,
        silent: None,
    };
}

/// What the findings of a rule are about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// Memory, on the heap or allocated at run time.
    Memory,
    /// What a function does with a parameter: nothing is allocated there.
    Parameter,
}

/// Whether findings of a rule are reported where the user said nothing about them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reporting {
    /// Those that allocate are.
    ByDefault,
    /// They aren't, unless the rule is given a level.
    OnRequest,
}

impl Rule {
    /// The rule that is the cause in a case.
    pub(super) fn of(case: Case) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|rule| rule.holds(case))
    }

    /// Its name, as written on the command line.
    pub fn name(self) -> &'static str {
        self.definition().name
    }

    /// The rule of a name.
    pub fn parse(name: &str) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|rule| rule.name() == name)
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_case_one_rule_holds() {
        let mut used = Vec::new();
        for case in Case::all() {
            let rules: Vec<Rule> =
                Rule::ALL.iter().copied().filter(|rule| rule.holds(case)).collect();
            assert_eq!(rules.len(), 1, "{case:?}: {rules:?}");
            used.extend(rules);
        }
        for rule in Rule::ALL {
            assert!(used.contains(rule), "{rule} holds in no case");
        }
    }

    #[test]
    fn a_file_says_what_there_is_to_say() {
        for rule in Rule::ALL {
            let own = rule.definition();
            let texts = [own.name, own.summary, own.label, own.why, own.example, own.helps];
            assert!(texts.iter().all(|text| !text.is_empty()), "{rule:?}");
            let is_silent = Case::all()
                .into_iter()
                .any(|case| matches!(case, Case::Unprinted(_)) && rule.holds(case));
            assert_eq!(own.silent.is_some(), is_silent, "{rule}: words where gc prints nothing");
        }
    }
}

//! The rules: why something is on the heap or allocated at run time.
//!
//! A rule is one file: its text with what helps and what is only said to, a Go example the line
//! of whose finding ends in `// here`, and `holds`, the [`Case`]s that are its own. A new rule is
//! that file and one line below. Which holds doesn't depend on the order of the lines: tests run
//! the examples, and see to it that of each case exactly one rule holds.

use super::case::Case;

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

            /// What is known of it.
            pub fn doc(self) -> &'static Doc {
                match self {
                    $(Rule::$rule => &$file::DOC,)*
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

/// What is known of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Doc {
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
}

impl Rule {
    /// The rule that is the cause in a case.
    pub(super) fn of(case: Case) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|rule| rule.holds(case))
    }

    /// Its name, as written on the command line.
    pub fn name(self) -> &'static str {
        self.doc().name
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
}

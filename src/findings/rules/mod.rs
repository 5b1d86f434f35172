//! The rules: why something is on the heap or allocated at run time, one file each, with what
//! helps and what is only said to.
//!
//! Every rule has a Go example; the line of its finding ends in `// here`. Tests run them.

mod channel_make;
mod channel_send;
mod closure_capture;
mod defer_in_loop;
mod dynamic_size;
mod escaping_closure;
mod global_store;
mod goroutine_argument;
mod heap_store;
mod interface_conversion;
mod large_value;
mod leaking_argument;
mod leaking_parameter;
mod loop_variable;
mod map_growth;
mod map_store;
mod map_value_size;
mod method_value;
mod moved_slice;
mod outer_variable;
mod panic_argument;
mod parameter_to_result;
mod returned_address;
mod slice_append;
mod string_concatenation;
mod string_conversion;
mod unknown_callee;
mod zero_size_slice;

/// A cause of allocations.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Rule {
    /// `returned-address`.
    ReturnedAddress,
    /// `closure-capture`.
    ClosureCapture,
    /// `escaping-closure`.
    EscapingClosure,
    /// `interface-conversion`.
    InterfaceConversion,
    /// `goroutine-argument`.
    GoroutineArgument,
    /// `map-store`.
    MapStore,
    /// `map-value-size`.
    MapValueSize,
    /// `map-growth`.
    MapGrowth,
    /// `heap-store`.
    HeapStore,
    /// `global-store`.
    GlobalStore,
    /// `slice-append`.
    SliceAppend,
    /// `moved-slice`.
    MovedSlice,
    /// `channel-send`.
    ChannelSend,
    /// `channel-make`.
    ChannelMake,
    /// `leaking-argument`.
    LeakingArgument,
    /// `unknown-callee`.
    UnknownCallee,
    /// `large-value`.
    LargeValue,
    /// `dynamic-size`.
    DynamicSize,
    /// `zero-size-slice`.
    ZeroSizeSlice,
    /// `loop-variable`.
    LoopVariable,
    /// `outer-variable`.
    OuterVariable,
    /// `defer-in-loop`.
    DeferInLoop,
    /// `method-value`.
    MethodValue,
    /// `string-conversion`.
    StringConversion,
    /// `string-concatenation`.
    StringConcatenation,
    /// `panic-argument`.
    PanicArgument,
    /// `leaking-parameter`.
    LeakingParameter,
    /// `parameter-to-result`.
    ParameterToResult,
}

/// What is known of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Doc {
    /// The rule.
    pub rule: Rule,
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
    /// All rules, in the order in which they are listed.
    pub const ALL: &'static [Rule] = &[
        Rule::ReturnedAddress,
        Rule::ClosureCapture,
        Rule::EscapingClosure,
        Rule::InterfaceConversion,
        Rule::GoroutineArgument,
        Rule::MapStore,
        Rule::MapValueSize,
        Rule::MapGrowth,
        Rule::HeapStore,
        Rule::GlobalStore,
        Rule::SliceAppend,
        Rule::MovedSlice,
        Rule::ChannelSend,
        Rule::ChannelMake,
        Rule::LeakingArgument,
        Rule::UnknownCallee,
        Rule::LargeValue,
        Rule::DynamicSize,
        Rule::ZeroSizeSlice,
        Rule::LoopVariable,
        Rule::OuterVariable,
        Rule::DeferInLoop,
        Rule::MethodValue,
        Rule::StringConversion,
        Rule::StringConcatenation,
        Rule::PanicArgument,
        Rule::LeakingParameter,
        Rule::ParameterToResult,
    ];

    /// What is known of it.
    pub fn doc(self) -> &'static Doc {
        match self {
            Rule::ReturnedAddress => &returned_address::DOC,
            Rule::ClosureCapture => &closure_capture::DOC,
            Rule::EscapingClosure => &escaping_closure::DOC,
            Rule::InterfaceConversion => &interface_conversion::DOC,
            Rule::GoroutineArgument => &goroutine_argument::DOC,
            Rule::MapStore => &map_store::DOC,
            Rule::MapValueSize => &map_value_size::DOC,
            Rule::MapGrowth => &map_growth::DOC,
            Rule::HeapStore => &heap_store::DOC,
            Rule::GlobalStore => &global_store::DOC,
            Rule::SliceAppend => &slice_append::DOC,
            Rule::MovedSlice => &moved_slice::DOC,
            Rule::ChannelSend => &channel_send::DOC,
            Rule::ChannelMake => &channel_make::DOC,
            Rule::LeakingArgument => &leaking_argument::DOC,
            Rule::UnknownCallee => &unknown_callee::DOC,
            Rule::LargeValue => &large_value::DOC,
            Rule::DynamicSize => &dynamic_size::DOC,
            Rule::ZeroSizeSlice => &zero_size_slice::DOC,
            Rule::LoopVariable => &loop_variable::DOC,
            Rule::OuterVariable => &outer_variable::DOC,
            Rule::DeferInLoop => &defer_in_loop::DOC,
            Rule::MethodValue => &method_value::DOC,
            Rule::StringConversion => &string_conversion::DOC,
            Rule::StringConcatenation => &string_concatenation::DOC,
            Rule::PanicArgument => &panic_argument::DOC,
            Rule::LeakingParameter => &leaking_parameter::DOC,
            Rule::ParameterToResult => &parameter_to_result::DOC,
        }
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

//! Which findings are shown, and in which order.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, ValueEnum};

use crate::findings::rules::Rule;
use crate::ranking::{FindingFilter, Order, Wanted};

/// Which findings are shown, where people read them.
#[derive(Clone, Debug, ClapArgs)]
#[command(next_help_heading = "Ranking, in the formats pretty and concise")]
pub(super) struct RankArgs {
    /// Show findings by weight, which is bytes and an estimate of how often, or file by file; by default
    /// the 20 heaviest where there are more than 50, and otherwise file by file
    #[arg(long, value_name = "ORDER")]
    sort: Option<Sort>,
    /// Show so many findings, the heaviest
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Show findings of this rule alone; may be repeated
    #[arg(long, value_name = "RULE", value_parser = rules(), hide_possible_values = true)]
    rule: Vec<Rule>,
    /// Show findings of so many bytes or more, or of an unknown number
    #[arg(long, value_name = "N")]
    min_bytes: Option<i64>,
    /// Count findings by rule, function, file and package instead of showing them
    #[arg(long)]
    pub(super) statistics: bool,
}

/// How findings are sorted.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Sort {
    /// The heaviest first
    Weight,
    /// File by file
    Place,
}

impl RankArgs {
    pub(super) fn wanted(self, all: bool) -> Wanted {
        Wanted {
            order: self.sort.map(|sort| match sort {
                Sort::Weight => Order::Weight,
                Sort::Place => Order::Place,
            }),
            top: self.top,
            rules: self.rule,
            min_bytes: self.min_bytes,
            shown: if all { FindingFilter::Everything } else { FindingFilter::Allocations },
        }
    }
}

/// The rules by their names: one that is mistyped is told those alike.
fn rules() -> impl TypedValueParser<Value = Rule> {
    let names = PossibleValuesParser::new(Rule::ALL.iter().map(|rule| rule.name()));
    names.try_map(|name| Rule::parse(&name).ok_or("no such rule"))
}

//! `goesc rules`: what the rules are, and what helps.

use std::io::{self, Write};
use std::process::ExitCode;

use super::options::{Answer, Rules};
use super::{FAILED, complain, terminal};
use crate::findings::rules::Rule;
use crate::report::{rules_json, rules_text};

/// Lists all rules, or explains those named.
pub(super) fn run(wanted: &Rules, out: &mut dyn Write) -> io::Result<ExitCode> {
    let mut status = ExitCode::SUCCESS;
    let mut rules = Vec::with_capacity(wanted.names.len());
    for name in &wanted.names {
        match Rule::parse(name) {
            Some(rule) => rules.push(rule),
            None => {
                complain(&format!("no rule is called {name}; `goesc rules` lists them"));
                status = ExitCode::from(FAILED);
            }
        }
    }
    let are_all = wanted.names.is_empty();
    match wanted.answer {
        Answer::Json if are_all => rules_json::write(out, Rule::ALL)?,
        Answer::Json => rules_json::write(out, &rules)?,
        Answer::Text { colour } => {
            let look = terminal::look(colour, None);
            if are_all {
                rules_text::list(out, look)?;
            }
            for (i, rule) in rules.into_iter().enumerate() {
                if i > 0 {
                    writeln!(out)?;
                }
                rules_text::write(out, rule, look)?;
            }
        }
    }
    Ok(status)
}

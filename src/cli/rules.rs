//! `goesc rules`: what the rules are, and what helps.

use std::io::{self, Write};
use std::process::ExitCode;

use super::{FAILED, complain};
use crate::findings::rules::{Definition, Rule};

/// Lists all rules, or explains those named.
pub(super) fn run(names: &[String], out: &mut dyn Write) -> io::Result<ExitCode> {
    if names.is_empty() {
        for rule in Rule::ALL {
            let Definition { name, summary, .. } = rule.definition();
            writeln!(out, "{name:21} {summary}")?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut status = ExitCode::SUCCESS;
    for (i, name) in names.iter().enumerate() {
        let Some(rule) = Rule::parse(name) else {
            complain(&format!("no rule is called {name}; `goesc rules` lists them"));
            status = ExitCode::from(FAILED);
            continue;
        };
        if i > 0 {
            writeln!(out)?;
        }
        explain(rule.definition(), out)?;
    }
    Ok(status)
}

fn explain(rule: &Definition, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: {}\n", rule.name, rule.summary)?;
    paragraph(out, "", rule.why)?;
    writeln!(out, "\nExample (the finding is at `// here`):\n")?;
    for line in rule.example.lines() {
        match line.is_empty() {
            true => writeln!(out)?,
            false => writeln!(out, "    {line}")?,
        }
    }
    writeln!(out)?;
    paragraph(out, "What helps: ", rule.helps)?;
    paragraph(out, "What it costs: ", rule.costs)?;
    if let Some(folklore) = rule.folklore {
        paragraph(out, "Folklore: ", folklore)?;
    }
    Ok(())
}

/// The columns of a line of text.
const WIDTH: usize = 88;

/// Prints a paragraph, broken between words.
pub(super) fn paragraph(out: &mut dyn Write, title: &str, text: &str) -> io::Result<()> {
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(title)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    writeln!(out, "{}", textwrap::fill(text, options))
}

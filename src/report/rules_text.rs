//! `goesc rules`: what the rules are, and what helps.

use std::io::{self, Write};

use super::paint::{GUTTER, HEADING};
use super::prose::paragraph;
use super::view::Look;
use crate::findings::rules::{Definition, Rule};

/// Lists all rules, a line each.
pub fn list(out: &mut dyn Write, look: Look) -> io::Result<()> {
    for rule in Rule::ALL {
        let Definition { name, summary, .. } = rule.definition();
        writeln!(out, "{} {summary}", look.colour.paint(HEADING, &format!("{name:21}")))?;
    }
    Ok(())
}

/// Prints what is known of a rule.
pub fn write(out: &mut dyn Write, rule: Rule, look: Look) -> io::Result<()> {
    let rule = rule.definition();
    writeln!(out, "{}: {}\n", look.colour.paint(HEADING, rule.name), rule.summary)?;
    paragraph(out, "", rule.why, look)?;
    writeln!(out, "\nExample (the finding is at `// here`):\n")?;
    for line in rule.example.lines() {
        match line.split_once("// here") {
            _ if line.is_empty() => writeln!(out)?,
            Some((code, rest)) => {
                writeln!(out, "    {code}{}{rest}", look.colour.paint(GUTTER, "// here"))?;
            }
            None => writeln!(out, "    {line}")?,
        }
    }
    writeln!(out)?;
    paragraph(out, "What helps: ", rule.helps, look)?;
    paragraph(out, "What it costs: ", rule.costs, look)?;
    if let Some(folklore) = rule.folklore {
        paragraph(out, "Folklore: ", folklore, look)?;
    }
    Ok(())
}

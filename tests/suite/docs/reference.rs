//! docs/REFERENCE.md is made of what the program says of itself: its commands with their options, its rules,
//! and the schema of `goesc.toml`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command, CommandFactory};
use goesc::findings::rules::{Reporting, Rule};
use serde_json::Value;

use super::assert_made;
use super::fields::{self, schema};
use super::table::{anchor, cell, code, table};

const HEAD: &str = "\
# Reference

<!-- Made of the program: GOESC_UPDATE=1 cargo test --release --test suite docs -->

Commands with their options, as `goesc help COMMAND` tells them, rules, and the keys of `goesc.toml`. What they are good
for is told by subject: [a tour](TOUR.md), [guards](GUARDS.md), [CI](CI.md), [formats](FORMATS.md),
[ranking](RANKING.md), [editors](EDITORS.md), [packages](PACKAGES.md), [go vet](VET.md). Exit statuses are
[in GUARDS.md](GUARDS.md#exit-status), fields of JSON [in JSON.md](JSON.md).

";

/// Whether an option or command is shown to users.
fn is_own(arg: &Arg) -> bool {
    !arg.is_hide_set() && !matches!(arg.get_action(), ArgAction::Help | ArgAction::Version)
}

/// An option with its short form and what it takes: `-o, --output PATH`.
fn spelled(arg: &Arg) -> String {
    let names: Vec<String> =
        arg.get_value_names().unwrap_or_default().iter().map(|name| name.to_string()).collect();
    let value = match arg.get_action().takes_values() {
        true => names.join(" "),
        false => String::new(),
    };
    let mut forms: Vec<String> = Vec::new();
    forms.extend(arg.get_short().map(|short| format!("-{short}")));
    forms.extend(arg.get_long().map(|long| format!("--{long}")));
    match forms.is_empty() {
        true => value,
        false => format!("{} {value}", forms.join(", ")).trim_end().to_owned(),
    }
}

/// What an option means: its help, the values that it may have, and which one it has unless it is given.
fn meaning(arg: &Arg) -> String {
    let help = arg.get_long_help().or_else(|| arg.get_help());
    let mut meaning = cell(&help.map(ToString::to_string).unwrap_or_default());
    let values = match arg.get_action().takes_values() {
        true => arg.get_possible_values(),
        false => Vec::new(),
    };
    let default: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    if values.iter().all(|value| value.get_help().is_none()) {
        let names: Vec<String> = values.iter().map(|value| code(value.get_name())).collect();
        if !names.is_empty() {
            let _ = write!(meaning, ": {}", names.join(", "));
        }
    } else {
        for value in values.iter().filter(|value| !value.is_hide_set()) {
            let help = value.get_help().map(ToString::to_string).unwrap_or_default();
            let _ = write!(meaning, "<br>{}: {}", code(value.get_name()), cell(&help));
        }
    }
    if arg.get_action().takes_values() && !default.is_empty() {
        let _ = match values.is_empty() {
            true => write!(meaning, " (by default {})", code(&default.join(","))),
            false => write!(meaning, "<br>By default {}", code(&default.join(","))),
        };
    }
    meaning
}

/// A command and those below it. `known` has the options that were told in full already: rows that are the
/// same are only named.
fn command(text: &mut String, path: &str, given: &Command, known: &mut BTreeSet<[String; 2]>) {
    let nested: Vec<&Command> = shown_commands(given).collect();
    if !nested.is_empty() {
        for below in nested {
            command(text, &format!("{path} {}", below.get_name()), below, known);
        }
        return;
    }
    let about = given.get_about().map(ToString::to_string).unwrap_or_default();
    let usage = given.clone().render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).trim();
    let usage: Vec<&str> = usage.lines().map(str::trim).collect();
    let _ = write!(text, "## {path}\n\n{about}.\n\n```text\n{}\n```\n\n", usage.join("\n"));
    let mut headings: Vec<Option<&str>> = vec![None];
    let mut rows: Vec<(Option<&str>, [String; 2])> = Vec::new();
    let mut repeated: Vec<String> = Vec::new();
    let positional = given.get_arguments().filter(|arg| arg.is_positional());
    let options = given.get_arguments().filter(|arg| !arg.is_positional());
    for arg in positional.chain(options).filter(|arg| is_own(arg)) {
        let row = [code(&spelled(arg)), meaning(arg)];
        if !known.insert(row.clone()) {
            repeated.push(row[0].clone());
            continue;
        }
        let heading = arg.get_help_heading().filter(|_| !arg.is_positional());
        if !headings.contains(&heading) {
            headings.push(heading);
        }
        rows.push((heading, row));
    }
    for heading in headings {
        let those = rows.iter().filter(|(of, _)| *of == heading).map(|(_, row)| row.clone());
        let those: Vec<[String; 2]> = those.collect();
        if !those.is_empty() {
            if let Some(heading) = heading {
                let _ = write!(text, "{heading}:\n\n");
            }
            let _ = writeln!(text, "{}", table(["option", "meaning"], &those));
        }
    }
    if !repeated.is_empty() {
        let _ = write!(text, "As told above: {}.\n\n", repeated.join(", "));
    }
    if let Some(examples) = given.get_after_help() {
        let _ = write!(text, "```text\n{}\n```\n\n", examples.to_string().trim_end());
    }
}

fn shown_commands(given: &Command) -> impl Iterator<Item = &Command> {
    given.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help")
}

/// A row for each command, with those below it.
fn overview(rows: &mut Vec<[String; 2]>, path: &str, given: &Command) {
    for one in shown_commands(given) {
        let path = format!("{path} {}", one.get_name());
        if shown_commands(one).next().is_some() {
            overview(rows, &path, one);
        } else {
            let about = one.get_about().map(ToString::to_string).unwrap_or_default();
            rows.push([format!("[`{path}`](#{})", anchor(&path)), cell(&about)]);
        }
    }
}

fn reference() -> String {
    let mut whole = goesc::cli::Args::command().term_width(0);
    whole.build();
    let mut text = HEAD.to_owned();
    let mut rows = Vec::new();
    overview(&mut rows, "goesc", &whole);
    rows.push([
        "[`go vet -vettool=$(which goesc)`](VET.md)".to_owned(),
        "Let the go command run goesc, a package at a time, and keep what it tells".to_owned(),
    ]);
    let _ = writeln!(text, "{}", table(["command", "what it does"], &rows));
    let mut known = BTreeSet::new();
    command(&mut text, "goesc", &whole, &mut known);
    text.push_str("## goesc.toml\n\n");
    let settings = schema("goesc-toml-1.json");
    let _ = write!(text, "{}\n\n", settings["description"].as_str().unwrap_or_default());
    text.push_str(&keys(&settings));
    text.push_str("\n## Rules\n\nCauses of findings. `goesc rules NAME` says why, with an example, what helps, and what that costs.\n\n");
    let rules = Rule::ALL.iter().map(|rule| {
        let definition = rule.definition();
        let only = match definition.reporting {
            Reporting::ByDefault => "",
            Reporting::OnRequest => " Reported only where `goesc.toml` gives it a level.",
        };
        [code(rule.name()), format!("{}.{only}", cell(definition.summary).trim_end_matches('.'))]
    });
    text.push_str(&table(["rule", "what happens"], &rules.collect::<Vec<_>>()));
    text
}

/// A row for each key of `goesc.toml`, rules aside, which have a table of their own.
fn keys(settings: &Value) -> String {
    let properties = settings["properties"].as_object().expect("an object");
    let rows = properties.iter().map(|(name, key)| {
        let help = key["description"].as_str().unwrap_or_default();
        [code(name), fields::kind(key), cell(help)]
    });
    table(["key", "type", "meaning"], &rows.collect::<Vec<_>>())
}

#[test]
fn the_reference_is_that_of_the_program() {
    assert_made("docs/REFERENCE.md", &reference());
}

/// The page is made, and so nobody misses in it what went wrong in the making.
#[test]
fn all_options_are_told() {
    let text = reference();
    let mut whole = goesc::cli::Args::command();
    whole.build();
    for given in whole.get_subcommands() {
        for long in given.get_arguments().filter(|arg| is_own(arg)).filter_map(Arg::get_long) {
            let told = given.is_hide_set() || text.contains(&format!("--{long}"));
            assert!(told, "{} --{long}", given.get_name());
        }
    }
    for rule in Rule::ALL {
        assert!(text.contains(&format!("| `{}` |", rule.name())), "{}", rule.name());
    }
}

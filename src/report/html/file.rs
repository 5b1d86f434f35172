//! The page of a file: its lines, hot ones coloured, with what is found in each below it.

use std::fmt::Write;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Page;
use super::markup::{self, escaped};
use crate::findings::PrintedPos;
use crate::findings::analysis::Analysis;
use crate::ranking::{InlinedCalls, Place};
use crate::report::fold::message;
use crate::report::source::words;
use crate::report::summary::{count, grouped};
use crate::report::view::marked;
use crate::source::pos::{FileId, Pos};
use crate::visible::visible_line;

/// The page. Heat is by weight, beside that of the heaviest place of all.
pub(super) fn page(
    analysis: &Analysis,
    page: &Page<'_, '_>,
    names: &FxHashMap<FileId, &str>,
    heaviest: f64,
) -> String {
    let file = analysis.sources.file(page.file);
    let mut rules: Vec<&str> = page.places.iter().filter_map(|place| rule(place)).collect();
    rules.sort_unstable();
    rules.dedup();
    let total = page.places.iter().map(|place| place.weight).sum::<f64>();
    let mut body = format!(
        "<p><a rel=\"up\" href=\"../index.html\">all files</a></p>\n<h1>{}</h1>\n\
         <p class=\"faint\">{}, estimated weight {}</p>\n{}\n\
         <div style=\"position:relative\"><table class=\"source\">\n",
        escaped(&page.path),
        count(page.places.len(), "place"),
        grouped(total.round() as u64),
        markup::filters(rules.into_iter()),
    );
    let mut places = page.places.iter().peekable();
    let mut number = 0;
    let text = file.text.strip_suffix(b"\n").unwrap_or(&file.text);
    let mut start = 0;
    for line in text.split(|&byte| byte == b'\n') {
        let end = start + line.len();
        let mut here: Vec<&Place<'_>> = Vec::new();
        while let Some(place) = places.next_if(|place| place.finding.pos.offset as usize <= end) {
            here.push(place);
        }
        number += 1;
        let weight = here.iter().map(|place| place.weight).sum::<f64>();
        row(&mut body, analysis, line, start, number, &here, heat(weight, heaviest));
        for (index, place) in here.iter().enumerate() {
            let id = format!("F{number}-{index}");
            details(&mut body, analysis, page, names, place, (number, &id));
        }
        start = end + 1;
    }
    body.push_str("</table></div>");
    markup::page(&page.path, "../", &body)
}

/// The id of a place in the page of its file: the line, and its number there.
pub(super) fn id_of(analysis: &Analysis, page: &Page<'_, '_>, place: &Place<'_>) -> String {
    let line = |place: &Place<'_>| line_of(analysis, place.finding.pos);
    let here = page.places.iter().filter(|other| line(other) == line(place));
    let is_it = |other: &&Place<'_>| (other.root, other.index) == (place.root, place.index);
    let index = here.copied().position(|other| is_it(&other)).unwrap_or(0);
    format!("F{}-{index}", line(place))
}

fn line_of(analysis: &Analysis, pos: Pos) -> u32 {
    analysis.sources.file(pos.file).line_col(pos.offset).line
}

pub(super) fn rule(place: &Place<'_>) -> Option<&'static str> {
    place.finding.rule.map(|rule| rule.name())
}

/// From 0 to 1: each ten times lighter is a fifth less.
fn heat(weight: f64, heaviest: f64) -> f64 {
    match weight > 0.0 && heaviest > 0.0 {
        true => (1.0 - (heaviest / weight).log10() / 5.0).clamp(0.08, 1.0),
        false => 0.0,
    }
}

fn row(
    out: &mut String,
    analysis: &Analysis,
    line: &[u8],
    start: usize,
    number: u32,
    places: &[&Place<'_>],
    heat: f64,
) {
    let mut marks: Vec<Range<usize>> = places
        .iter()
        .map(|place| marked(&analysis.sources, place.finding))
        .map(|range| range.start.saturating_sub(start)..range.end.saturating_sub(start))
        .map(|range| range.start.min(line.len())..range.end.min(line.len()))
        .collect();
    marks.sort_by_key(|range| (range.start, range.end));
    let mut text = String::new();
    let mut done = 0;
    let piece = |range: Range<usize>| {
        let bytes = String::from_utf8_lossy(line.get(range).unwrap_or_default()).into_owned();
        // White space stays as it is.
        bytes.split('\t').map(|part| escaped(&visible_line(part))).collect::<Vec<_>>().join("\t")
    };
    for mark in marks {
        if mark.start < done || mark.is_empty() {
            continue;
        }
        let (before, inside) = (piece(done..mark.start), piece(mark.clone()));
        let _ = write!(text, "{before}<mark>{inside}</mark>");
        done = mark.end;
    }
    text.push_str(&piece(done..line.len()));
    let gutter = if places.is_empty() { "" } else { "●" };
    let style = match heat > 0.0 {
        true => format!(" style=\"--heat:{heat:.2}\""),
        false => String::new(),
    };
    let _ = writeln!(
        out,
        "<tr id=\"L{number}\"><td class=\"number\">{number}</td><td class=\"gutter\">{gutter}</td>\
         <td class=\"text code\"{style}>{text}</td></tr>"
    );
}

fn details(
    out: &mut String,
    analysis: &Analysis,
    page: &Page<'_, '_>,
    names: &FxHashMap<FileId, &str>,
    place: &Place<'_>,
    (line, id): (u32, &str),
) {
    let finding = place.finding;
    let paths = &analysis.roots[place.root].paths;
    let cost = finding.cost.map(|cost| cost.to_string()).unwrap_or_default();
    let name = rule(place).unwrap_or_default();
    let weight = place.weight.round() as u64;
    let _ = write!(
        out,
        "<tr><td></td><td></td><td><details id=\"{id}\" data-line=\"L{line}\" data-rule=\"{}\" \
         data-weight=\"{weight}\"><summary><b>{}</b> · {} · {} · weight {}</summary>",
        escaped(name),
        escaped(&message(&analysis.sources, finding)),
        escaped(&cost),
        escaped(name),
        grouped(weight),
    );
    let mut facts: Vec<String> = Vec::new();
    match place.frequency.loop_depth {
        0 => {}
        1 => facts.push("in a loop".to_owned()),
        depth => facts.push(format!("in {depth} nested loops")),
    }
    let InlinedCalls { calls, on_heap } = place.inlined;
    if calls > 0 {
        let calls = count(calls, "inlined call");
        facts.push(format!("{calls}, {} on the heap", grouped(on_heap as u64)));
    }
    if let Some(&pos) = finding.inlined.last() {
        facts.push(format!("inlined from {}", PrintedPos::of(&analysis.sources, paths, pos)));
    }
    if let Some(cold) = place.frequency.cold {
        facts.push(cold.name().to_owned());
    }
    if let Some(assumed) = finding.assumed {
        facts.push(format!("assumed: {assumed}"));
    }
    if !facts.is_empty() {
        let _ = write!(out, "<div class=\"faint\">{}</div>", escaped(&facts.join(" · ")));
    }
    if !finding.steps.is_empty() {
        out.push_str("<ol>");
        for step in &finding.steps {
            let at = line_of(analysis, step.pos);
            let words = escaped(&words(step));
            let place = escaped(&PrintedPos::of(&analysis.sources, paths, step.pos).to_string());
            let _ = match (step.pos.file == page.file, names.get(&step.pos.file)) {
                (true, _) => write!(
                    out,
                    "<li><a href=\"#L{at}\" data-step=\"L{at}\">line {at}</a> {words}</li>"
                ),
                (false, Some(name)) => {
                    write!(out, "<li><a href=\"{name}#L{at}\">{place}</a> {words}</li>")
                }
                (false, None) => write!(out, "<li>{place} {words}</li>"),
            };
        }
        out.push_str("</ol>");
    }
    if let Some(rule) = finding.rule {
        let doc = rule.definition();
        let _ = write!(
            out,
            "<div>{}</div><div class=\"faint\">What helps: {}</div>",
            escaped(doc.label),
            escaped(doc.helps)
        );
    }
    out.push_str("</details></td></tr>\n");
}

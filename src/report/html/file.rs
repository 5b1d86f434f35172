//! The page of a file: its lines, hot ones coloured, with what is found in each below it.

use std::fmt::Write;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::graph::{GraphIndex, Graphs};
use super::markup::{self, escaped, sentence};
use super::{Page, PlaceOfPage};
use crate::findings::PrintedPos;
use crate::findings::analysis::Analysis;
use crate::ranking::Place;
use crate::report::frequency::{inlined_calls, loops};
use crate::report::message::{Spelling, message};
use crate::report::source::words;
use crate::report::suggestion;
use crate::report::summary::{count, grouped};
use crate::report::view::marked;
use crate::report::ways;
use crate::source::pos::{FileId, Pos};
use crate::visible::visible_line;

/// The page. Heat is by weight, beside that of the heaviest place of all.
pub(super) fn page(
    analysis: &Analysis,
    page: &Page<'_, '_>,
    names: &FxHashMap<FileId, &str>,
    index: &GraphIndex<'_>,
    heaviest: f64,
) -> String {
    let mut graphs = Graphs::default();
    let file = analysis.sources.file(page.file);
    let mut rules: Vec<&str> = page.places.iter().filter_map(|of| rule(of.place)).collect();
    rules.sort_unstable();
    rules.dedup();
    let total = page.places.iter().map(|of| of.place.weight).sum::<f64>();
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
        number += 1;
        let here: Vec<&PlaceOfPage<'_, '_>> =
            std::iter::from_fn(|| places.next_if(|of| of.line <= number)).collect();
        let weight = here.iter().map(|of| of.place.weight).sum::<f64>();
        row(&mut body, analysis, line, start, number, &here, heat(weight, heaviest));
        for of in here {
            let graph = graphs.number(index, of.place);
            details(&mut body, analysis, page, names, of, graph);
        }
        start += line.len() + 1;
    }
    body.push_str("</table></div>\n");
    graphs.write(&mut body);
    markup::page(&page.path, "../", &body)
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
    places: &[&PlaceOfPage<'_, '_>],
    heat: f64,
) {
    let mut marks: Vec<Range<usize>> = places
        .iter()
        .map(|of| marked(&analysis.sources, of.place.finding))
        .map(|range| range.start.saturating_sub(start)..range.end.saturating_sub(start))
        .map(|range| range.start.min(line.len())..range.end.min(line.len()))
        .collect();
    marks.sort_unstable_by_key(|range| (range.start, range.end));
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
    of: &PlaceOfPage<'_, '_>,
    graph: Option<usize>,
) {
    let &PlaceOfPage { place, line, .. } = of;
    let id = of.id();
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
    facts.extend(loops(place.frequency));
    facts.extend(inlined_calls(place.inlined));
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
        let spelling = Spelling::of(&analysis.sources, finding);
        for step in &finding.steps {
            let at = line_of(analysis, step.pos);
            let words = sentence(&spelling.spell(&words(step)));
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
    if let Some(ways) = ways::words(&analysis.sources, finding) {
        let _ = write!(out, "<div>{}</div>", sentence(&ways));
    }
    if let Some(rule) = finding.rule {
        let doc = rule.definition();
        let _ = write!(out, "<div>{}</div>", sentence(doc.label));
        if let Some(helps) = suggestion::all(finding) {
            let _ = write!(out, "<div class=\"faint\">What helps: {}</div>", sentence(&helps));
        }
    }
    if let Some(number) = graph {
        let _ = write!(
            out,
            "<button type=\"button\" data-graph=\"G{number}\">graph of {}</button>",
            escaped(finding.function.name.as_str())
        );
    }
    out.push_str("</details></td></tr>\n");
}

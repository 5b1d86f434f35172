//! The start page: what there is, by rule, package and file, and the heaviest places.

use std::fmt::Write;
use std::io;

use rustc_hash::FxHashMap;

use super::file::rule;
use super::markup::{self, escaped};
use super::{Page, PlaceOfPage};
use crate::findings::analysis::Analysis;
use crate::policy::Unreported;
use crate::ranking::statistics::{self, Key, Row};
use crate::ranking::{Place, Ranking};
use crate::report::Completeness;
use crate::report::message::message;
use crate::report::summary::{self, grouped};

/// How many places are listed, the heaviest.
const PLACES: usize = 500;

/// How many rows a table has, but for that of files.
const ROWS: usize = 25;

pub(super) fn page(
    analysis: &Analysis,
    ranking: &Ranking<'_>,
    unreported: Unreported,
    pages: &[Page<'_, '_>],
    done: Completeness,
) -> io::Result<String> {
    let addresses: FxHashMap<(usize, usize), (&Page<'_, '_>, &PlaceOfPage<'_, '_>)> = pages
        .iter()
        .flat_map(|page| page.places.iter().map(move |of| (page, of)))
        .map(|(page, of)| ((of.place.root, of.place.index), (page, of)))
        .collect();
    let counted = ranking.counted();
    let mut told = Vec::new();
    summary::write(&mut told, analysis, ranking, unreported, done)?;
    let mut body = format!(
        "<h1>Allocations</h1>\n<pre class=\"faint\">{}</pre>\n",
        lines(&String::from_utf8_lossy(&told))
    );
    let mut places: Vec<&Place<'_>> = ranking.all.iter().collect();
    places.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    places.truncate(PLACES);
    let mut rules: Vec<&str> = places.iter().filter_map(|place| rule(place)).collect();
    rules.sort_unstable();
    rules.dedup();
    body.push_str(&markup::filters(rules.into_iter()));
    body.push_str(
        "<table class=\"list\"><tr><th class=\"number\">weight<th>place<th>what<th>cost<th>rule\n",
    );
    for place in places {
        let address = addresses.get(&(place.root, place.index));
        let address = address.map(|(page, of)| format!("files/{}#{}", page.name, of.id()));
        entry(&mut body, analysis, address, place);
    }
    body.push_str("</table>\n<div class=\"columns\">\n");
    for (key, title) in
        [(Key::Rule, "Rules"), (Key::Function, "Functions"), (Key::Package, "Packages")]
    {
        let rows = statistics::count(analysis, &counted, key);
        table(&mut body, title, rows.iter().take(ROWS), |row| escaped(&row.name));
    }
    body.push_str("</div>\n");
    let links: FxHashMap<&str, &str> =
        pages.iter().map(|page| (page.path.as_str(), page.name.as_str())).collect();
    let rows = statistics::count(analysis, &counted, Key::File);
    table(&mut body, "Files", rows.iter(), |row| match links.get(row.name.as_str()) {
        Some(name) => format!("<a href=\"files/{name}\">{}</a>", escaped(&row.name)),
        None => escaped(&row.name),
    });
    Ok(markup::page("Allocations", "", &body))
}

fn lines(text: &str) -> String {
    text.lines().map(escaped).collect::<Vec<_>>().join("\n")
}

fn entry(out: &mut String, analysis: &Analysis, address: Option<String>, place: &Place<'_>) {
    let finding = place.finding;
    let weight = place.weight.round() as u64;
    let name = rule(place).unwrap_or_default();
    let at = escaped(&finding.place.to_string());
    let linked = match address {
        Some(address) => format!("<a href=\"{address}\">{at}</a>"),
        None => at,
    };
    let cost = finding.cost.map(|cost| cost.to_string()).unwrap_or_default();
    let _ = writeln!(
        out,
        "<tr data-weight=\"{weight}\" data-rule=\"{0}\"><td class=\"number\">{1}<td>{linked}\
         <div class=\"faint\">{2}</div><td class=\"code\">{3}<td>{4}<td>{0}",
        escaped(name),
        grouped(weight),
        escaped(&analysis.roots[place.root].title),
        escaped(&message(&analysis.sources, finding)),
        escaped(&cost),
    );
}

fn table<'a>(
    out: &mut String,
    title: &str,
    rows: impl Iterator<Item = &'a Row>,
    name: impl Fn(&Row) -> String,
) {
    let _ = writeln!(
        out,
        "<section><h2>{title}</h2><table class=\"list\"><tr><th class=\"number\">places\
         <th class=\"number\">bytes once<th class=\"number\">weight<th>"
    );
    for row in rows {
        let numbers = [row.count as u64, row.bytes.max(0) as u64, row.weight.round() as u64];
        let [count, bytes, weight] = numbers.map(grouped);
        let _ = writeln!(
            out,
            "<tr><td class=\"number\">{count}<td class=\"number\">{bytes}\
             <td class=\"number\">{weight}<td>{}",
            name(row)
        );
    }
    out.push_str("</table></section>\n");
}

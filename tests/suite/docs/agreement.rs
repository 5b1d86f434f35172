//! The table of docs/EXACTNESS.md is that of the snapshot, testdata/fidelity.snap.

use std::fs;

use super::{assert_made, page, root};

const PAGE: &str = "docs/EXACTNESS.md";

/// What stands around the table.
const TABLE: (&str, &str) = ("<!-- agreement -->\n", "<!-- end of agreement -->");

/// A row a corpus and mode of the snapshot.
fn table() -> String {
    let snapshot = fs::read_to_string(root().join("testdata/fidelity.snap")).expect("a snapshot");
    let mut table = String::from(
        "| corpus | gc's flags | gc's lines | goesc's | the same | F1 | packages exact |\n\
         |---|---|---|---|---|---|---|\n",
    );
    let mut heading = None;
    for line in snapshot.lines() {
        if let Some(rest) = line.strip_prefix("corpus ") {
            let (name, packages) = rest.split_once(": ").expect("NAME MODE: PACKAGES");
            let (corpus, mode) = name.split_once(' ').expect("a corpus and a mode");
            let exact = packages.trim_end_matches(" packages exact");
            heading = Some((corpus.to_owned(), mode.to_owned(), exact.to_owned()));
        } else if let (Some(sums), Some((corpus, mode, exact))) =
            (line.strip_prefix("all "), &heading)
        {
            let sums: Vec<&str> = sums.split_whitespace().collect();
            let [gc, goesc, same, f1] = sums[..] else { panic!("{line}") };
            table.push_str(&format!(
                "| {corpus} | `{mode}` | {gc} | {goesc} | {same} | {f1} | {exact} |\n"
            ));
        }
    }
    table
}

#[test]
fn the_table_of_agreement_is_that_of_the_snapshot() {
    let text = page(PAGE);
    let start = text.find(TABLE.0).expect("a mark") + TABLE.0.len();
    let end = text.find(TABLE.1).expect("a second mark");
    assert_made(PAGE, &format!("{}{}{}", &text[..start], table(), &text[end..]));
}

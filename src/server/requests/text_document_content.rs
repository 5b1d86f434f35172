//! `workspace/textDocumentContent`: documents that are on no disk.
//!
//! ```text
//! goesc:///rules/map-store.md                                what a rule says
//! goesc:///graph/(*Cart).Add.md?file=file%3A%2F%2F%2Fm%2Fcart.go    how values flow in a function
//! ```

use std::fmt::Write as _;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::execute_command::{Format, OpenGraph};
use crate::findings::rules::Rule;
use crate::policy::Topic;
use crate::report::complaint;
use crate::server::show::SCHEME;

/// What a document has.
#[derive(PartialEq, Eq, Debug)]
pub(in crate::server) enum Content {
    /// This text.
    Text(String),
    /// A graph.
    Graph(OpenGraph),
}

/// What the document of an address has.
pub(in crate::server) fn content(uri: &str) -> Option<Content> {
    let path = uri.strip_prefix(SCHEME)?.strip_prefix(':')?.trim_start_matches('/');
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let (kind, name) = path.split_once('/')?;
    let name = percent_decode_str(name).decode_utf8().ok()?;
    match kind {
        "rules" => rule(name.strip_suffix(".md")?).map(Content::Text),
        "graph" => {
            let (function, extension) = name.rsplit_once('.')?;
            let formats = [Format::Mermaid, Format::Dot];
            let format = formats.into_iter().find(|format| format.extension() == extension)?;
            // Some clients decode what isn't a path.
            let file = query.strip_prefix("file=").unwrap_or(query);
            let uri = percent_decode_str(file).decode_utf8().ok()?.into_owned();
            Some(Content::Graph(OpenGraph { uri, function: function.to_owned(), format }))
        }
        _ => None,
    }
}

/// The address of a graph.
pub(in crate::server) fn address(graph: &OpenGraph) -> String {
    let name = utf8_percent_encode(&graph.function, NON_ALPHANUMERIC);
    let file = utf8_percent_encode(&graph.uri, NON_ALPHANUMERIC);
    format!("{SCHEME}:///graph/{name}.{}?file={file}", graph.format.extension())
}

/// What a rule says, or what complaints of a topic are about.
fn rule(name: &str) -> Option<String> {
    if let Some(topic) = Topic::parse(name) {
        return Some(format!("# {name}\n\n{}\n", complaint::summary(topic)));
    }
    let own = Rule::parse(name)?.definition();
    let mut text = format!(
        "# {name}\n\n{}.\n\n{}\n\n```go\n{}```\n\n**What helps:** {}\n\n**What it costs:** {}\n",
        own.summary, own.why, own.example, own.helps, own.costs
    );
    if let Some(folklore) = own.folklore {
        let _ = writeln!(text, "\n**Folklore:** {folklore}");
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_what_they_are_of() {
        for format in [Format::Mermaid, Format::Dot] {
            let graph = OpenGraph {
                uri: "file:///m/a%20b.go".to_owned(),
                function: "(*Cart).Add".to_owned(),
                format,
            };
            assert_eq!(content(&address(&graph)), Some(Content::Graph(graph)));
        }
        for rule in Rule::ALL {
            let found = content(&format!("{SCHEME}:///rules/{rule}.md"));
            assert!(matches!(found, Some(Content::Text(text)) if text.contains("What helps")));
        }
        for topic in Topic::ALL {
            assert!(content(&format!("{SCHEME}:/rules/{topic}.md")).is_some());
        }
        for none in ["", "goesc:", "goesc:///rules/x.md", "goesc:///rules", "file:///rules/x"] {
            assert_eq!(content(none), None, "{none}");
        }
    }
}

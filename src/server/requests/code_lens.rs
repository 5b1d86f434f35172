//! `textDocument/codeLens`: above each function, how much is found in it.

use std::sync::Arc;

use gen_lsp_types::{CodeLens, CodeLensParams, CodeLensRequest, Command, Uri};
use serde_json::json;

use super::DocumentRequest;
use super::execute_command::{OPEN_GRAPH, name_of};
use crate::findings::Verdict;
use crate::findings::cost::Bytes;
use crate::policy::comments;
use crate::report::editor;
use crate::server::client::Failure;
use crate::server::session::{Document, Found, View};

/// What is found in a function.
#[derive(Clone, Copy, Default)]
struct Count {
    allocations: usize,
    /// The bytes of those that allocate so many each time.
    bytes: i64,
    leaks: usize,
}

impl DocumentRequest for CodeLensRequest {
    fn uri(params: &CodeLensParams) -> &Uri {
        &params.text_document.uri
    }

    fn nothing() -> Option<Vec<CodeLens>> {
        None
    }

    fn answer(
        view: &View,
        document: &Arc<Document>,
        _: CodeLensParams,
    ) -> Result<Option<Vec<CodeLens>>, Failure> {
        if !view.settings.code_lens {
            return Ok(None);
        }
        let picture = view.picture()?;
        let Some(&found) = picture.find(&document.path).first() else { return Ok(None) };
        let Found { part, root, standings, file } = found;
        let functions = comments::functions(document.lines.text());
        let mut counts = vec![Count::default(); functions.len()];
        for one in editor::shown(&part.analysis.sources, root, standings, file, view.new) {
            let at = one.finding.pos.offset as usize;
            let after = functions.partition_point(|function| function.start <= at);
            let Some(number) = after.checked_sub(1) else { continue };
            if !functions[number].contains(at) {
                continue;
            }
            let count = &mut counts[number];
            if one.finding.is_allocation() && !one.finding.is_on_request() {
                count.allocations += 1;
                if let Some(cost) = one.finding.cost
                    && cost.when.is_usual()
                    && let Bytes::Exact(bytes) = cost.bytes
                {
                    count.bytes += bytes;
                }
            }
            count.leaks += usize::from(one.finding.verdict() == Verdict::Leak);
        }
        let of = functions.iter().zip(counts).filter(|(function, _)| function.is_compiled());
        let lenses = of.map(|(function, count)| {
            let at = function.start..function.start + "func".len();
            CodeLens {
                range: document.lines.range(&at, view.encoding),
                command: Some(Command {
                    title: count.title(),
                    tooltip: Some("Show how values flow in the function".to_owned()),
                    command: OPEN_GRAPH.to_owned(),
                    arguments: Some(vec![json!({
                        "uri": document.uri,
                        "function": name_of(function, &functions, Some(&found)),
                    })]),
                }),
                data: None,
            }
        });
        Ok(Some(lenses.collect()))
    }
}

impl Count {
    fn title(self) -> String {
        let allocations = match (self.allocations, self.bytes) {
            (0, _) => "no allocations".to_owned(),
            (1, 0) => "1 allocation".to_owned(),
            (1, bytes) => format!("1 allocation, {bytes} B"),
            (count, 0) => format!("{count} allocations"),
            (count, bytes) => format!("{count} allocations, {bytes} B"),
        };
        match self.leaks {
            0 => allocations,
            1 => format!("{allocations} · 1 leaking parameter"),
            leaks => format!("{allocations} · {leaks} leaking parameters"),
        }
    }
}

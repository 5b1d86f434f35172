//! `textDocument/inlayHint`: what stands beside the code, of the kinds that are switched on.

use std::sync::Arc;

use gen_lsp_types::{
    InlayHint, InlayHintParams, InlayHintRequest, Label, MarkupContent, MarkupKind, Tooltip, Uri,
};

use super::DocumentRequest;
use crate::report::editor::{self, HintKind};
use crate::server::client::Failure;
use crate::server::session::{Document, Found, View};

impl DocumentRequest for InlayHintRequest {
    fn uri(params: &InlayHintParams) -> &Uri {
        &params.text_document.uri
    }

    fn nothing() -> Option<Vec<InlayHint>> {
        None
    }

    fn answer(
        view: &View,
        document: &Arc<Document>,
        params: InlayHintParams,
    ) -> Result<Option<Vec<InlayHint>>, Failure> {
        let kinds = view.settings.inlay_hints;
        if !kinds.any() {
            return Ok(None);
        }
        let encoding = view.encoding;
        let within = document.lines.offset(params.range.start, encoding)
            ..=document.lines.offset(params.range.end, encoding);
        let picture = view.picture()?;
        let mut hints = Vec::new();
        for Found { part, root, standings, file } in picture.find(&document.path) {
            let sources = &*part.analysis.sources;
            for one in editor::shown(sources, root, standings, file, view.new) {
                let Some(hint) = one.hint(sources) else { continue };
                let is_on = match hint.kind {
                    HintKind::Heap => kinds.heap,
                    HintKind::Leaks => kinds.leaks,
                    HintKind::Inlined => kinds.inlined,
                };
                if is_on && within.contains(&hint.at) {
                    let told = one.message(sources);
                    hints.push((hint.at, hint.kind, hint.label, told));
                }
            }
        }
        hints.sort();
        // One is enough where several findings of a kind are.
        hints.dedup_by(|a, b| (a.0, a.1, &a.2) == (b.0, b.1, &b.2));
        let hints = hints.into_iter().map(|(at, kind, label, told)| InlayHint {
            position: document.lines.position(at, encoding),
            label: Label::String(label),
            kind: None,
            text_edits: None,
            tooltip: Some(Tooltip::MarkupContent(MarkupContent {
                kind: MarkupKind::PlainText,
                value: told,
            })),
            // An inlined call is marked before its arguments.
            padding_left: Some(kind != HintKind::Inlined),
            padding_right: Some(false),
            data: None,
        });
        Ok(Some(hints.collect()))
    }
}

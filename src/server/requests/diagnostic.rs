//! `textDocument/diagnostic`: the diagnostics of a document, for clients that ask for them.

use std::hash::Hasher;
use std::sync::Arc;

use gen_lsp_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticRequest,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, Uri,
};

use super::DocumentRequest;
use crate::server::client::Failure;
use crate::server::session::{Document, Mode, View};
use crate::server::show;

impl DocumentRequest for DocumentDiagnosticRequest {
    fn uri(params: &DocumentDiagnosticParams) -> &Uri {
        &params.text_document.uri
    }

    fn nothing() -> DocumentDiagnosticReport {
        full(Vec::new(), None)
    }

    fn answer(
        view: &View,
        document: &Arc<Document>,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReport, Failure> {
        if view.settings.diagnostics.mode == Mode::Off {
            return Ok(full(Vec::new(), None));
        }
        let picture = view.picture()?;
        let diagnostics = show::diagnostics(view, &picture, &document.path);
        let id = identity(&diagnostics);
        if params.previous_result_id.as_ref() == Some(&id) {
            return Ok(DocumentDiagnosticReport::RelatedUnchangedDocumentDiagnosticReport(
                RelatedUnchangedDocumentDiagnosticReport {
                    related_documents: None,
                    unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                        result_id: id,
                    },
                },
            ));
        }
        Ok(full(diagnostics, Some(id)))
    }
}

fn full(items: Vec<Diagnostic>, result_id: Option<String>) -> DocumentDiagnosticReport {
    DocumentDiagnosticReport::RelatedFullDocumentDiagnosticReport(
        RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
        },
    )
}

/// What diagnostics are known by: the same for the same.
pub(in crate::server) fn identity(diagnostics: &[Diagnostic]) -> String {
    let mut hasher = rustc_hash::FxHasher::default();
    for one in diagnostics {
        hasher.write(&serde_json::to_vec(one).unwrap_or_default());
    }
    format!("{:016x}-{}", hasher.finish(), diagnostics.len())
}

//! `workspace/diagnostic`: the diagnostics of all files that a folder's packages have, where the
//! settings ask for them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use gen_lsp_types::{
    FullDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::diagnostic::identity;
use crate::server::client::Failure;
use crate::server::session::{Mode, Picture, View, uri_of};
use crate::server::show;

/// The files of the packages of a moment.
pub(in crate::server) fn files(picture: &Picture) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for part in &picture.parts {
        let loaded = &part.analysis.loaded;
        let roots = part.analysis.roots.iter();
        // Nobody wrote the main package of a test binary.
        for root in roots.filter(|root| !loaded.packages[root.id].is_test_binary) {
            let own = root.files.iter().map(|&file| &part.analysis.sources.file(file).path);
            files.extend(own.map(PathBuf::from));
        }
    }
    files
}

/// The answer.
pub(in crate::server) fn answer(
    views: &[View],
    params: &WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReport, Failure> {
    let known: BTreeMap<&str, &str> = params
        .previous_result_ids
        .iter()
        .map(|known| (known.uri.as_ref(), known.value.as_str()))
        .collect();
    let mut items = Vec::new();
    for view in views {
        if view.settings.diagnostics.mode != Mode::Workspace {
            continue;
        }
        let picture = view.picture()?;
        for path in files(&picture) {
            let open = view.documents.iter().find(|document| document.path == path);
            let uri = open.map_or_else(|| uri_of(&path), |document| document.uri.clone());
            let version = open.map(|document| document.version);
            let diagnostics = show::diagnostics(view, &picture, &path);
            let result_id = identity(&diagnostics);
            let is_known = known.get(uri.as_str()) == Some(&result_id.as_str());
            let uri = uri.into();
            items.push(match is_known {
                true => {
                    let same = UnchangedDocumentDiagnosticReport { result_id };
                    WorkspaceDocumentDiagnosticReport::WorkspaceUnchangedDocumentDiagnosticReport(
                        WorkspaceUnchangedDocumentDiagnosticReport {
                            uri,
                            version,
                            unchanged_document_diagnostic_report: same,
                        },
                    )
                }
                false => {
                    let result_id = Some(result_id);
                    let full = FullDocumentDiagnosticReport { result_id, items: diagnostics };
                    WorkspaceDocumentDiagnosticReport::WorkspaceFullDocumentDiagnosticReport(
                        WorkspaceFullDocumentDiagnosticReport {
                            uri,
                            version,
                            full_document_diagnostic_report: full,
                        },
                    )
                }
            });
        }
    }
    Ok(WorkspaceDiagnosticReport { items })
}

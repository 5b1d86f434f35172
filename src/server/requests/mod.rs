//! Requests, a file each. They run on a [`View`], beside each other and beside the main loop.

pub(super) mod code_action;
pub(super) mod code_lens;
pub(super) mod diagnostic;
pub(super) mod execute_command;
pub(super) mod hover;
pub(super) mod inlay_hint;
pub(super) mod text_document_content;
pub(super) mod workspace_diagnostic;

use std::sync::Arc;

use gen_lsp_types::Uri;

use super::client::Failure;
use super::session::{Document, View};

/// A request about a document.
pub(super) trait DocumentRequest: gen_lsp_types::Request {
    /// The document's address.
    fn uri(params: &Self::Params) -> &Uri;

    /// The answer.
    fn answer(
        view: &View,
        document: &Arc<Document>,
        params: Self::Params,
    ) -> Result<Self::Result, Failure>;

    /// The answer about a document that isn't open.
    fn nothing() -> Self::Result;
}

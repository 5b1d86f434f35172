//! Commands, and what comes of them: allocations that are shown or hidden, and graphs.

use gen_lsp_types::{
    ExecuteCommandParams, MessageType, TextDocumentContentParams, TextDocumentContentResult,
};
use lsp_server::RequestId;
use serde_json::{Value, json};

use super::{Graph, Server};
use crate::server::client::{Asked, Failure};
use crate::server::requests::execute_command::{self, OPEN_GRAPH, OpenGraph, TOGGLE, Toggle};
use crate::server::requests::text_document_content::{self, Content};
use crate::server::session::{View, Visibility, path_of, uri_of};
use crate::server::wire;
use crate::visible::visible;

impl Server {
    pub(super) fn execute_command(&mut self, id: RequestId, params: Value) {
        let Some(params) = self.params::<ExecuteCommandParams>(&id, params) else { return };
        let done = match params.command.as_str() {
            TOGGLE => execute_command::argument::<Toggle>(params.arguments)
                .and_then(|toggle| self.toggle(&toggle))
                .map(|shows| self.client.answer(&id, json!({ "shown": shows }))),
            OPEN_GRAPH => execute_command::argument::<OpenGraph>(params.arguments)
                .and_then(|asked| self.open_graph(id.clone(), asked)),
            other => Err(Failure::Parameters(format!("there is no command {}", visible(other)))),
        };
        if let Err(failure) = done {
            let refusal = failure.refusal("workspace/executeCommand");
            self.client.send(wire::refusal(Some(&id), &refusal));
        }
    }

    /// Shows or hides allocations, and tells whether they are shown now.
    pub(super) fn toggle(&mut self, toggle: &Toggle) -> Result<bool, Failure> {
        let impossible = || Failure::Impossible("it is no file".to_owned());
        let place = toggle.place().ok_or_else(impossible)?;
        let session = self.session().ok_or_else(impossible)?;
        let now = session.visibility(&place);
        let visibility = match (toggle.show, now) {
            (Some(true), _) | (None, Visibility::Hidden) => Visibility::Shown,
            (Some(false), _) | (None, Visibility::Shown) => Visibility::Hidden,
        };
        session.set_visibility(&place, visibility);
        Ok(visibility == Visibility::Shown)
    }

    pub(super) fn open_graph(&mut self, id: RequestId, asked: OpenGraph) -> Result<(), Failure> {
        let (view, path) = self.view_of_graph(&asked)?;
        self.later("workspace/executeCommand", id, move || {
            let text = execute_command::graph(&view, &path, &asked)?;
            let result = json!({
                "function": asked.function,
                "format": asked.format.extension(),
                "text": text,
            });
            Ok((result, Some(Graph { asked, text })))
        });
        Ok(())
    }

    pub(super) fn view_of_graph(
        &mut self,
        asked: &OpenGraph,
    ) -> Result<(View, std::path::PathBuf), Failure> {
        let impossible = || Failure::Impossible("the document isn't open".to_owned());
        let session = self.session().ok_or_else(impossible)?;
        if let Some((view, document)) = session.view_of(&asked.uri) {
            return Ok((view, document.path.clone()));
        }
        let path = path_of(&asked.uri).ok_or_else(impossible)?;
        let view = session.view_around(&path).ok_or_else(impossible)?;
        Ok((view, path))
    }

    /// Has the client show a graph: as a document that the server has the text of, or else as a
    /// file. One that shows no documents has the text, and does with it what it can.
    pub(super) fn show_graph(&mut self, asked: &OpenGraph, text: &str) {
        let Some(session) = self.session() else { return };
        if !session.capabilities.shows_documents {
            return;
        }
        let uri = match session.capabilities.reads_content {
            true => Ok(text_document_content::address(asked)),
            false => self.draw(asked, text),
        };
        match uri {
            Ok(uri) => {
                let params = json!({ "uri": uri, "takeFocus": true });
                let method = "window/showDocument";
                self.asked.send(&self.client, method, Some(params), Asked::Nothing);
            }
            Err(error) => {
                let told = format!("the graph can't be shown: {error}");
                self.client.show(MessageType::Warning, told);
            }
        }
    }

    /// Writes a graph to a directory that is removed in the end.
    pub(super) fn draw(&mut self, asked: &OpenGraph, text: &str) -> std::io::Result<String> {
        let directory = match self.drawings.take() {
            Some(directory) => directory,
            None => private_directory()?,
        };
        let is_plain = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let name: String =
            asked.function.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
        let file = directory.path().join(format!("graph_{name}.{}", asked.format.extension()));
        let written = std::fs::write(&file, text);
        self.drawings = Some(directory);
        written.map(|()| uri_of(&file))
    }

    pub(super) fn content(&mut self, id: RequestId, params: Value) {
        let Some(params) = self.params::<TextDocumentContentParams>(&id, params) else { return };
        let content = text_document_content::content(params.uri.as_ref());
        let done = match content {
            Some(Content::Text(text)) => {
                self.client.answer(&id, TextDocumentContentResult { text });
                Ok(())
            }
            Some(Content::Graph(asked)) => self.view_of_graph(&asked).map(|(view, path)| {
                self.later("workspace/textDocumentContent", id.clone(), move || {
                    let text = execute_command::graph(&view, &path, &asked)?;
                    Ok((TextDocumentContentResult { text }, None))
                });
            }),
            None => Err(Failure::Impossible("there is no such document".to_owned())),
        };
        if let Err(failure) = done {
            let refusal = failure.refusal("workspace/textDocumentContent");
            self.client.send(wire::refusal(Some(&id), &refusal));
        }
    }
}

/// A directory among the temporary ones, of this user alone.
fn private_directory() -> std::io::Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("goesc-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    builder.tempdir()
}

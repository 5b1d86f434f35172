//! goesc for Zed, beside gopls: says how `goesc server` is started, and what it is told of the settings.

use zed_extension_api::serde_json::{Value, json};
use zed_extension_api::settings::LspSettings;
use zed_extension_api::{self as zed, Command, Extension, LanguageServerId, Result, Worktree};

struct Goesc;

impl Extension for Goesc {
    fn new() -> Goesc {
        Goesc
    }

    /// The program that settings name (`lsp.goesc.binary`), or the one in PATH.
    fn language_server_command(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Command> {
        let settings = LspSettings::for_worktree(id.as_ref(), worktree)?;
        let (path, args) = match settings.binary {
            Some(binary) => (binary.path, binary.arguments),
            None => (None, None),
        };
        let missing = "goesc isn't in PATH: install it, or say where it is in the settings, as \
                       lsp.goesc.binary.path";
        let command = path.or_else(|| worktree.which("goesc")).ok_or(missing)?;
        let args = args.unwrap_or_else(|| vec!["server".to_owned()]);
        Ok(Command { command, args, env: worktree.shell_env() })
    }

    /// `lsp.goesc.settings`, as the section that the server asks for.
    fn language_server_workspace_configuration(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        let settings = LspSettings::for_worktree(id.as_ref(), worktree)?.settings;
        Ok(settings.map(|settings| json!({ "goesc": settings })))
    }
}

zed::register_extension!(Goesc);

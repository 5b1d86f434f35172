//! What the server knows between messages: documents, folders, settings, and a
//! [`Workspace`] for each build that a document belongs to.
//!
//! ```text
//! folder /m, file /m/a/x.go, no goesc.toml     the build (/m, none)
//! the same, with /m/a/goesc.toml               the build (/m, /m/a/goesc.toml)
//! /n/y.go outside of all folders               the build of the module above it, or of /n
//! ```
//!
//! Notifications change it, in the main loop alone. What is asked is asked of a [`View`], on any
//! thread.

mod address;
mod build;
mod capabilities;
mod document;
mod position;
mod settings;
mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::{InitializeParams, TextDocumentContentChangeEvent, WorkspaceFolders};
use serde_json::Value;

pub(super) use address::{path as path_of, uri as uri_of};
pub(super) use build::Trouble;
pub(super) use capabilities::Capabilities;
pub(super) use document::{Document, Place};
pub(super) use position::{Encoding, Lines};
pub(super) use settings::{Mode, SECTION, Settings};
pub(super) use view::{Found, Picture, View, Visibility};

use build::Build;
use position::Draft;
use settings::{Delivery, Switch, Wrong};
use view::{Hidden, Last};

use crate::disk::program;
use crate::policy::Settings as Guards;
use crate::report::editor::NewFindings;
use crate::source::{Environment, Tests};
use crate::visible;
use crate::workspace::Workspace;

/// What baselines are called mostly.
pub(super) const USUAL_BASELINE: &str = "goesc-baseline.txt";

/// What a build is known by: its directory, and the goesc.toml that governs it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Key {
    root: PathBuf,
    file: Option<PathBuf>,
}

/// A build that documents belong to.
struct Living {
    workspace: Workspace,
    identity: String,
    guards: Arc<Guards>,
    new: NewFindings,
    baseline: Option<PathBuf>,
    settings: Arc<Settings>,
    /// Whether errors of source are shown.
    source_errors: bool,
    moment: u64,
    last: Arc<Last>,
}

/// What a change asks for.
#[derive(Default, Debug)]
pub(super) struct Effects {
    /// The builds of which something may be different now.
    pub(super) changed: BTreeSet<Key>,
    /// The build that the document belongs to which was edited last.
    pub(super) edited: Option<Key>,
    /// Documents that are closed.
    pub(super) closed: Vec<String>,
    /// Whether the client is to be asked for its configuration.
    pub(super) asks_configuration: bool,
    /// Whether what was shown may be different without an edit.
    pub(super) refreshes: bool,
    /// Settings that are wrong, of each build that has some, or none any more.
    pub(super) troubles: BTreeMap<Option<Key>, Vec<Trouble>>,
    /// What is to be told in the client's log.
    pub(super) log: Vec<String>,
    /// Files that the client is to be asked to watch, beside those that all builds have.
    pub(super) watches: BTreeSet<PathBuf>,
}

/// What the server knows.
pub(super) struct Session {
    environment: Environment,
    pub(super) capabilities: Arc<Capabilities>,
    pub(super) encoding: Encoding,
    /// Whether the client asks for diagnostics itself, as was agreed upon.
    pulls: bool,
    /// Folders, each with its address and the settings of the client for it, if it has own ones.
    folders: Vec<(String, PathBuf, Option<Arc<Settings>>)>,
    settings: Arc<Settings>,
    documents: BTreeMap<String, (Arc<Document>, Key)>,
    builds: BTreeMap<Key, Living>,
    hidden: Arc<Hidden>,
    /// How many made-up paths there are.
    made_up: usize,
    moment: u64,
    /// Files that the client was asked to watch for their settings.
    watched: BTreeSet<PathBuf>,
    effects: Effects,
}

impl Session {
    /// Begins with what a client says of itself.
    pub(super) fn new(environment: Environment, params: &InitializeParams) -> Session {
        let options = params.initialization_options.clone().unwrap_or_default();
        let offered = params.capabilities.general.as_ref();
        let offered = offered.and_then(|general| general.position_encodings.as_deref());
        let mut session = Session {
            environment,
            capabilities: Arc::new(Capabilities::of(&params.capabilities, &options)),
            encoding: Encoding::negotiated(offered),
            pulls: false,
            folders: Vec::new(),
            settings: Arc::default(),
            documents: BTreeMap::new(),
            builds: BTreeMap::new(),
            hidden: Arc::default(),
            made_up: 0,
            moment: 0,
            watched: BTreeSet::new(),
            effects: Effects::default(),
        };
        session.settings = session.read_settings(options.get("settings").unwrap_or(&options));
        session.pulls = match session.settings.diagnostics.delivery {
            Delivery::Push => false,
            Delivery::Pull | Delivery::Auto => session.capabilities.pulls,
        };
        let folders = &params.workspace_folders_initialize_params.workspace_folders;
        match folders {
            Some(WorkspaceFolders::WorkspaceFolderList(folders)) => {
                let addresses = folders.iter().map(|folder| folder.uri.as_ref());
                session.add_folders(addresses);
            }
            #[allow(deprecated, reason = "older clients say nothing else")]
            Some(WorkspaceFolders::Null) | None => {
                session.add_folders(params.root_uri.iter().map(AsRef::as_ref));
            }
        }
        session
    }

    /// What changes since the last time ask for.
    pub(super) fn take_effects(&mut self) -> Effects {
        std::mem::take(&mut self.effects)
    }

    /// Whether the client asks for diagnostics itself.
    pub(super) fn pulls(&self) -> bool {
        self.pulls
    }

    /// The documents that are open, with their addresses.
    pub(super) fn document(&self, uri: &str) -> Option<&Arc<Document>> {
        self.documents.get(uri).map(|(document, _)| document)
    }

    /// Whether a file is open.
    pub(super) fn is_open(&self, path: &Path) -> bool {
        self.documents.values().any(|(document, _)| document.path == path)
    }

    /// The builds that there are.
    pub(super) fn keys(&self) -> Vec<Key> {
        self.builds.keys().cloned().collect()
    }

    /// Whether a build is there.
    pub(super) fn has_build(&self, key: &Key) -> bool {
        self.builds.contains_key(key)
    }

    /// The moment of a build.
    pub(super) fn moment_of(&self, key: &Key) -> Option<u64> {
        self.builds.get(key).map(|living| living.moment)
    }

    /// The documents of a build, by their addresses.
    pub(super) fn uris_of(&self, key: &Key) -> Vec<String> {
        let own = self.documents.iter().filter(|(_, (_, of))| of == key);
        own.map(|(uri, _)| uri.clone()).collect()
    }

    /// The folders, by their addresses.
    pub(super) fn folders(&self) -> Vec<String> {
        self.folders.iter().map(|(uri, ..)| uri.clone()).collect()
    }

    // Documents.

    /// A client opens a document.
    pub(super) fn open(&mut self, uri: &str, language: &str, version: i32, text: String) {
        let on_disk = path_of(uri);
        let is_go = |path: &Path| path.extension().is_some_and(|extension| extension == "go");
        let (path, place) = match on_disk {
            Some(path) if is_go(&path) => (path, Place::Directory),
            // Go under another name is none to the go command.
            Some(path) => (path, Place::NoGo),
            None if language == "go" || is_go(Path::new(uri)) => {
                (self.make_up_path(uri), Place::Nowhere)
            }
            None => return,
        };
        let lines = Lines::of(text.into_bytes().into());
        let document = Document { uri: uri.to_owned(), path, place, version, lines };
        self.put(document);
    }

    /// A client changed a document.
    pub(super) fn change(
        &mut self,
        uri: &str,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    ) {
        let Some((document, _)) = self.documents.get(uri) else { return };
        let mut draft = Draft::of(&document.lines, self.encoding);
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    draft.replace(part.range, &part.text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                    draft.set(whole.text);
                }
            }
        }
        let lines = draft.finish();
        let document = Document { version, lines, ..Document::clone(document) };
        self.put(document);
    }

    /// A client closed a document: what is on disk counts again.
    pub(super) fn close(&mut self, uri: &str) {
        let Some((document, _)) = self.documents.remove(uri) else { return };
        for living in self.builds.values_mut() {
            living.workspace.forget(&document.path);
        }
        self.effects.closed.push(uri.to_owned());
        // Whoever looks at one file after the other closes each before the next one is there.
        if !self.documents.is_empty() {
            self.drop_unused();
        }
        self.touch_all();
    }

    fn put(&mut self, document: Document) {
        let key = match self.documents.get(&document.uri) {
            Some((_, key)) if self.builds.contains_key(key) => key.clone(),
            Some(_) | None => self.key_of(&document),
        };
        self.build(&key);
        let document = Arc::new(document);
        // Whatever imports it from elsewhere sees it, too.
        for living in self.builds.values_mut() {
            living.workspace.set_text(&document.path, Arc::clone(document.lines.text()));
        }
        self.effects.edited = Some(key.clone());
        if self.documents.insert(document.uri.clone(), (document, key)).is_none() {
            self.drop_unused();
        }
        self.touch_all();
    }

    /// A path for what is on no disk, in no package's directory.
    fn make_up_path(&mut self, uri: &str) -> PathBuf {
        if let Some((known, _)) = self.documents.get(uri) {
            return known.path.clone();
        }
        self.made_up += 1;
        let folder = self.folders.first().map(|(_, path, _)| path.clone());
        let folder = folder.unwrap_or_else(|| self.environment.cwd.clone());
        // The go command looks into no directory whose name begins so.
        folder.join(".goesc-unsaved").join(self.made_up.to_string()).join("unsaved.go")
    }

    // Builds.

    /// Which build a document belongs to.
    fn key_of(&self, document: &Document) -> Key {
        let directory = document.path.parent().unwrap_or(Path::new("/"));
        let directory = match document.place {
            Place::Nowhere => directory.ancestors().nth(2).unwrap_or(directory),
            Place::Directory | Place::NoGo => directory,
        };
        let root = self.folder_of(directory).map(|(_, path, _)| path.clone());
        let root = root.unwrap_or_else(|| self.module_above(directory));
        let settings = self.settings_of(&root);
        let file = build::governing(&root, directory, &settings);
        Key { root, file }
    }

    fn folder_of(&self, directory: &Path) -> Option<&(String, PathBuf, Option<Arc<Settings>>)> {
        let around = self.folders.iter().filter(|(_, path, _)| directory.starts_with(path));
        around.max_by_key(|(_, path, _)| path.components().count())
    }

    fn settings_of(&self, root: &Path) -> Arc<Settings> {
        let own = self.folder_of(root).and_then(|(_, _, own)| own.clone());
        own.unwrap_or_else(|| Arc::clone(&self.settings))
    }

    /// The directory of the module that a directory is in, or else that itself.
    fn module_above(&self, directory: &Path) -> PathBuf {
        let is_there = |path: PathBuf| {
            path.is_file() || self.documents.values().any(|(document, _)| document.path == path)
        };
        let module = directory.ancestors().find(|above| is_there(above.join("go.mod")));
        module.unwrap_or(directory).to_owned()
    }

    /// Makes a build, if it isn't there.
    fn build(&mut self, key: &Key) {
        if self.builds.contains_key(key) {
            return;
        }
        let settings = self.settings_of(&key.root);
        let (build, troubles) =
            build::build(&self.environment, &key.root, key.file.as_deref(), &settings);
        self.effects.troubles.insert(Some(key.clone()), troubles);
        let Some(Build { config, inlining, guards, new, baseline, identity }) = build else {
            return;
        };
        let mut workspace = match Workspace::new(config, inlining, 0) {
            Ok(workspace) => workspace,
            Err(error) => {
                self.effects
                    .log
                    .push(format!("no threads for {}: {error}", visible::path(&key.root)));
                return;
            }
        };
        for (document, _) in self.documents.values() {
            workspace.set_text(&document.path, Arc::clone(document.lines.text()));
        }
        self.watch(key, baseline.as_deref());
        let guards = Arc::new(guards);
        let living = Living {
            workspace,
            identity,
            guards,
            new,
            baseline,
            source_errors: tells_errors(&key.root, &settings),
            settings,
            moment: self.moment,
            last: Arc::default(),
        };
        self.builds.insert(key.clone(), living);
    }

    /// The builds that documents belong to, and those of folders that are shown as a whole.
    fn used(&self) -> BTreeSet<Key> {
        let mut used: BTreeSet<Key> = self.documents.values().map(|(_, key)| key.clone()).collect();
        for (_, root, _) in &self.folders {
            let settings = self.settings_of(root);
            if settings.diagnostics.mode == Mode::Workspace {
                let file = build::governing(root, root, &settings);
                used.insert(Key { root: root.clone(), file });
            }
        }
        used
    }

    /// Forgets builds that nobody uses.
    fn drop_unused(&mut self) {
        let used = self.used();
        let gone: Vec<Key> =
            self.builds.keys().filter(|key| !used.contains(key)).cloned().collect();
        for key in gone {
            self.builds.remove(&key);
            self.effects.troubles.insert(Some(key), Vec::new());
        }
    }

    /// Something changed that all builds may see.
    fn touch_all(&mut self) {
        self.moment += 1;
        let moment = self.moment;
        for (key, living) in &mut self.builds {
            let mut own = self.documents.values().filter(|(_, of)| of == key);
            let has_tests = own.any(|(document, _)| document.is_test());
            living.workspace.set_tests(match living.settings.tests {
                Switch::On => Tests::Include,
                Switch::Off => Tests::Skip,
                Switch::Auto if has_tests => Tests::Include,
                Switch::Auto => Tests::Skip,
            });
            living.moment = moment;
            self.effects.changed.insert(key.clone());
        }
    }

    /// The client is ready: what it asked for at the beginning is done.
    pub(super) fn begin(&mut self) {
        self.settings_changed();
        self.ask_configuration();
        // Nothing was shown yet.
        self.effects.refreshes = false;
    }

    /// Files on disk may have changed.
    pub(super) fn disk_changed(&mut self) {
        for living in self.builds.values_mut() {
            living.workspace.disk_changed();
        }
        self.touch_all();
        self.effects.refreshes = true;
    }

    /// Settings may have changed, on disk or in the client: documents may belong to other builds.
    pub(super) fn settings_changed(&mut self) {
        let documents: Vec<Arc<Document>> =
            self.documents.values().map(|(document, _)| Arc::clone(document)).collect();
        for document in documents {
            let key = self.key_of(&document);
            if let Some((_, known)) = self.documents.get_mut(&document.uri) {
                *known = key;
            }
        }
        self.drop_unused();
        for key in self.used() {
            self.renew(&key);
        }
        self.touch_all();
        self.effects.refreshes = true;
    }

    /// Reads the settings of a build again. What was found out is kept if it is the same build.
    fn renew(&mut self, key: &Key) {
        let settings = self.settings_of(&key.root);
        let Some(living) = self.builds.get_mut(key) else { return self.build(key) };
        let (build, troubles) =
            build::build(&self.environment, &key.root, key.file.as_deref(), &settings);
        match build {
            Some(build) if build.identity == living.identity => {
                living.guards = Arc::new(build.guards);
                living.new = build.new;
                living.baseline.clone_from(&build.baseline);
                living.source_errors = tells_errors(&key.root, &settings);
                living.settings = settings;
                self.effects.troubles.insert(Some(key.clone()), troubles);
                self.watch(key, build.baseline.as_deref());
            }
            Some(_) | None => {
                self.builds.remove(key);
                self.build(key);
            }
        }
    }

    /// Files that have settings are watched under whatever name they have.
    fn watch(&mut self, key: &Key, baseline: Option<&Path>) {
        let usual = [crate::policy::config::NAME, USUAL_BASELINE];
        for path in key.file.as_deref().into_iter().chain(baseline) {
            let is_usual = usual.iter().any(|usual| path.file_name().is_some_and(|n| n == *usual));
            if !is_usual && self.watched.insert(path.to_owned()) {
                self.effects.watches.insert(path.to_owned());
            }
        }
    }

    /// Whether a file has settings of a build.
    pub(super) fn is_settings(&self, path: &Path) -> bool {
        path.file_name().is_some_and(|name| name == crate::policy::config::NAME)
            || self.builds.iter().any(|(key, living)| {
                key.file.as_deref() == Some(path) || living.baseline.as_deref() == Some(path)
            })
    }

    // Folders and settings.

    /// Adds folders by their addresses.
    pub(super) fn add_folders<'a>(&mut self, addresses: impl Iterator<Item = &'a str>) {
        for uri in addresses {
            if let Some(path) = path_of(uri)
                && self.folders.iter().all(|(known, ..)| known != uri)
            {
                self.folders.push((uri.to_owned(), path, None));
            }
        }
    }

    /// Removes folders.
    pub(super) fn remove_folders(&mut self, addresses: &[&str]) {
        self.folders.retain(|(uri, ..)| !addresses.contains(&uri.as_str()));
    }

    /// The client's settings are these, for all folders without own ones.
    pub(super) fn set_settings(&mut self, sent: &Value) {
        let settings = self.read_settings(sent);
        if settings != self.settings {
            self.settings = settings;
            self.settings_changed();
        }
    }

    /// The client's settings for everything, and for each folder, as it was asked for them.
    pub(super) fn set_configuration(&mut self, folders: &[String], sent: &[Value]) {
        let mut changed = false;
        if let Some(sent) = sent.first().filter(|sent| !sent.is_null()) {
            let settings = self.read_settings(sent);
            changed |= settings != self.settings;
            self.settings = settings;
        }
        for (folder, sent) in folders.iter().zip(sent.get(1..).unwrap_or_default()) {
            let own = match sent {
                Value::Null => None,
                sent => Some(self.read_settings(sent)),
            };
            if let Some((.., known)) = self.folders.iter_mut().find(|(uri, ..)| uri == folder) {
                let own = own.filter(|own| *own != self.settings);
                changed |= *known != own;
                *known = own;
            }
        }
        if changed {
            self.settings_changed();
        }
    }

    /// The client is to be asked for its settings, if it can be.
    pub(super) fn ask_configuration(&mut self) {
        self.effects.asks_configuration |= self.capabilities.configuration;
    }

    /// Reads what a client sent. What is wrong is told, and the rest holds.
    fn read_settings(&mut self, sent: &Value) -> Arc<Settings> {
        let (settings, wrong, unknown) = Settings::read(sent);
        for name in unknown {
            let name = visible::visible(&name).into_owned();
            self.effects.log.push(format!("there is no setting {SECTION}.{name}"));
        }
        let troubles = self.effects.troubles.entry(None).or_default();
        for Wrong { name, expected, found } in wrong {
            let name =
                if name.is_empty() { SECTION.to_owned() } else { format!("{SECTION}.{name}") };
            let message = format!(
                "the settings of the client: {name} is {found}, where {expected} is expected"
            );
            troubles.push(Trouble { place: None, message });
        }
        Arc::new(settings)
    }

    /// Whether allocations of a file or of a directory are shown.
    pub(super) fn visibility(&self, place: &Path) -> Visibility {
        self.hidden.of(place, &self.settings_of(place))
    }

    /// Shows or hides allocations of a file, or of a directory and all below it.
    pub(super) fn set_visibility(&mut self, place: &Path, visibility: Visibility) {
        Arc::make_mut(&mut self.hidden).set(place, visibility);
        self.touch_all();
        self.effects.refreshes = true;
    }

    // Views.

    /// The moment of a document's build.
    pub(super) fn view_of(&self, uri: &str) -> Option<(View, Arc<Document>)> {
        let (document, key) = self.documents.get(uri)?;
        Some((self.view(key)?, Arc::clone(document)))
    }

    /// The moment of a build that a file belongs to which may not be open.
    pub(super) fn view_around(&self, path: &Path) -> Option<View> {
        let around = self.builds.keys().filter(|key| path.starts_with(&key.root));
        self.view(around.max_by_key(|key| key.root.components().count())?)
    }

    /// The moment of a build.
    pub(super) fn view(&self, key: &Key) -> Option<View> {
        let living = self.builds.get(key)?;
        let own = self.documents.values().filter(|(_, of)| of == key);
        let documents: Vec<Arc<Document>> = own.map(|(document, _)| Arc::clone(document)).collect();
        let directories = documents.iter().filter_map(|document| document.directory());
        let patterns: BTreeSet<String> = directories.collect();
        Some(View {
            moment: living.moment,
            snapshot: living.workspace.snapshot(),
            patterns: patterns.into_iter().collect(),
            documents,
            settings: Arc::clone(&living.settings),
            guards: Arc::clone(&living.guards),
            new: living.new,
            capabilities: Arc::clone(&self.capabilities),
            encoding: self.encoding,
            hidden: Arc::clone(&self.hidden),
            source_errors: living.source_errors,
            last: Arc::clone(&living.last),
        })
    }
}

/// Whether errors of source are shown.
fn tells_errors(root: &Path, settings: &Settings) -> bool {
    match settings.source_errors {
        Switch::On => true,
        Switch::Off => false,
        // Whoever else tells them has a go command to ask.
        Switch::Auto => program::find("go", &program::tree_of(root)).is_none(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::workspace::Work;

    fn session(root: &Path) -> Session {
        let params = json!({ "processId": null, "rootUri": uri_of(root), "capabilities": {} });
        let params = serde_json::from_value(params).expect("what a client says");
        let environment = Environment { cwd: root.to_owned(), ..Environment::default() };
        Session::new(environment, &params)
    }

    #[test]
    fn a_file_after_the_other_finds_its_package_as_it_was() {
        let root = tempfile::tempdir().expect("a directory");
        let root = root.path().canonicalize().expect("a path");
        let files = [
            ("go.mod", "module m\n\ngo 1.27\n"),
            ("a/x.go", "package a\n\nfunc F() *int { return new(int) }\n"),
            ("a/y.go", "package a\n\nvar P = F()\n"),
            ("b/z.go", "package b\n"),
        ];
        for (name, text) in files {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
            std::fs::write(path, text).expect("a file");
        }
        let mut session = session(&root);
        let mut work = |number: usize| {
            let (name, text) = files[number];
            let uri = uri_of(&root.join(name));
            session.open(&uri, "go", 1, text.to_owned());
            let key = session.key_of(session.document(&uri).expect("it is open"));
            let view = session.view(&key).expect("a build");
            view.picture().expect("nothing else happens");
            let work = session.builds[&key].workspace.last_work();
            session.close(&uri);
            assert!(session.documents.is_empty());
            work
        };
        assert_eq!(work(1), Work { checked: 1, analyzed: 1, ..Work::default() });
        assert_eq!(work(2), Work::default());
        assert_eq!(work(3), Work { checked: 1, analyzed: 1, ..Work::default() });
        assert_eq!(work(1), Work::default());
        drop(root);
    }

    #[test]
    fn a_build_that_nobody_uses_goes_when_there_is_another_one() {
        let both = [(); 2].map(|()| tempfile::tempdir().expect("a directory"));
        let files = both.each_ref().map(|root| root.path().join("x.go"));
        let mut session = session(both[0].path());
        session.open(&uri_of(&files[0]), "go", 1, "package a\n".to_owned());
        let first = session.keys();
        session.close(&uri_of(&files[0]));
        assert_eq!(session.keys(), first);
        session.open(&uri_of(&files[1]), "go", 1, "package b\n".to_owned());
        assert_eq!(session.keys().len(), 1);
        assert_ne!(session.keys(), first);
    }
}

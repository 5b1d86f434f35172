//! Packages from summaries, read as far as they are looked at.
//!
//! A [`Library`] stands behind a type store. A package is opened when an import names it or
//! something refers into it; an object or declared type gets an id when it is referred to, and is
//! read when it is looked at ([`Completer`]); the body of a generic function is read when it is
//! instantiated, that of another one when it is inlined.
//!
//! ```go
//! import "fmt"             // opens fmt: ids for what it exports
//! fmt.Fprint(w, x)         // reads the signature of Fprint; its io.Writer opens io
//! ```
//!
//! Damaged bytes make unknown types, and an entry in [`Library::errors`].

mod body;
mod files;
mod objects;
mod open;
mod places;
mod types;

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use rustc_hash::FxHashMap;

use super::format::Section;
use crate::escape::FuncTags;
use crate::ir::func::FuncKey;
use crate::ir::package::Inlinable;
use crate::source::pos::{FileId, LiveSources};
use crate::source::{Damaged, Provider};
use crate::symbol::Symbol;
use crate::types::anchor::AnchorId;
use crate::types::info::{CheckedFile, LazyFiles, Lineage, Package, Packages};
use crate::types::store::{Completer, NamedId, ObjId, PkgId, Types};
use open::Opened;
pub(super) use open::{List, sections};
pub use places::Placed;

/// No summaries at all.
#[derive(Clone, Copy, Debug)]
pub struct NoSummaries;

impl Provider for NoSummaries {
    fn contains(&self, _: &str) -> bool {
        false
    }

    fn summary(&self, _: Symbol) -> Option<Result<Vec<u8>, Damaged>> {
        None
    }

    fn dir(&self, path: Symbol) -> String {
        path.to_string()
    }

    fn text(&self, _: Symbol, _: &str) -> Option<Arc<[u8]>> {
        None
    }
}

/// All packages of an analysis: those from summaries, and those checked from source that are
/// made known to it. It serves one type store.
pub struct Library {
    provider: Arc<dyn Provider>,
    sources: Arc<LiveSources>,
    /// Packages with summaries that were asked for as a whole.
    packages: boxcar::Vec<Arc<Package>>,
    state: Mutex<DecodedState>,
    this: Weak<Library>,
}

/// The packages of a library as one session sees them: what it saw stays as long as the session, even if it
/// is checked again. A library that lives longer has the last one alone.
pub struct SessionLibrary {
    library: Arc<Library>,
    /// The packages of source that somebody asked for.
    checked: boxcar::Vec<Arc<Package>>,
    /// Where each is among them.
    places: Mutex<FxHashMap<PkgId, usize>>,
}

/// Where the objects of a package come from.
#[derive(Clone, Copy, Debug)]
enum PackageOrigin {
    /// Checked from source: it is in [`DecodedState::checked`].
    Checked(PkgId),
    /// From a summary: its index in [`DecodedState::opened`].
    Opened(usize),
    /// Not to be found.
    Missing,
}

/// A declared function, as summaries of other packages name it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct FuncName {
    pkg: PkgId,
    /// Of a method, the name of the type that it is declared on.
    base: Symbol,
    name: Symbol,
}

/// An object or another item of a summary: the package, an index into [`DecodedState::opened`], and
/// the item's index in its section.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct ItemRef {
    package: usize,
    index: u32,
}

#[derive(Default)]
struct DecodedState {
    known: FxHashMap<PkgId, PackageOrigin>,
    /// Packages that were checked from source, each as it was last.
    checked: FxHashMap<PkgId, Arc<Package>>,
    opened: Vec<Opened>,
    objects: FxHashMap<ObjId, ItemRef>,
    named: FxHashMap<NamedId, ItemRef>,
    /// The anchor of each file.
    anchors: FxHashMap<FileId, AnchorId>,
    /// Type parameters whose constraints may have to be read.
    unsettled: Vec<ItemRef>,
    errors: Vec<(Symbol, Damaged)>,
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Library")
    }
}

/// What reading needs. Nothing in here may look at anything pending, see [`Completer`].
struct Decoder<'l> {
    library: &'l Library,
    types: &'l Types,
    state: &'l mut DecodedState,
}

impl Library {
    /// A library that serves `types`. The files of the packages come into `sources`.
    pub fn new(
        provider: Arc<dyn Provider>,
        types: &Types,
        sources: Arc<LiveSources>,
    ) -> Arc<Library> {
        let library = Arc::new_cyclic(|this| Library {
            provider,
            sources,
            packages: boxcar::Vec::new(),
            state: Mutex::default(),
            this: this.clone(),
        });
        types.set_completer(Arc::clone(&library) as Arc<dyn Completer>);
        library
    }

    /// Makes a package known that was checked from source. It has to be, before anything that
    /// refers to it is read.
    pub fn add_checked(&self, package: Arc<Package>) {
        let id = package.id;
        let mut state = self.state();
        state.known.insert(id, PackageOrigin::Checked(id));
        let replaced = state.checked.insert(id, package);
        drop(state);
        drop(replaced);
    }

    /// The package with this import path, if there is a summary of it.
    pub fn import(&self, types: &Types, path: Symbol) -> Option<Arc<Package>> {
        let id = types.package_id(path);
        match self.with(types, |decoder| decoder.whole(id))? {
            Whole::Checked(package) => Some(package),
            Whole::Summary(index) => self.packages.get(index).cloned(),
        }
    }

    /// The parameter tags of a function.
    pub fn tags(&self, types: &Types, key: &FuncKey) -> Option<Arc<FuncTags>> {
        let FuncKey::Declared(obj) = key else { return None };
        self.with(types, |decoder| {
            let place = *decoder.state.objects.get(obj)?;
            let tags = decoder.tags(place);
            decoder.note(place.package, tags).flatten()
        })
    }

    /// The cost of a function, if it can be inlined. Its body is among the files of its package.
    pub fn inlinable(&self, types: &Types, key: &FuncKey) -> Option<Inlinable> {
        let FuncKey::Declared(obj) = key else { return None };
        self.with(types, |decoder| {
            let place = *decoder.state.objects.get(obj)?;
            let inlinable = decoder.inlinable(place);
            decoder.note(place.package, inlinable).flatten()
        })
    }

    /// Whether the summary of a package says that a function of another package was inlined into
    /// it, and that those that import it see the function's body.
    pub fn passes_on(&self, types: &Types, package: PkgId, func: ObjId) -> bool {
        let object = types.object_head(func);
        let Some(pkg) = object.pkg else { return false };
        let base = types.receiver_name(func).unwrap_or_default();
        let func = FuncName { pkg, base, name: object.name };
        self.with(types, |decoder| match decoder.open(package) {
            PackageOrigin::Opened(index) => {
                let found = decoder.passes_on(index, func);
                decoder.note(index, found).unwrap_or_default()
            }
            PackageOrigin::Checked(_) | PackageOrigin::Missing => false,
        })
    }

    /// Summaries that are damaged, and what is wrong with them.
    pub fn errors(&self) -> Vec<(Symbol, Damaged)> {
        self.state().errors.clone()
    }

    /// The number of packages that were opened.
    pub fn opened(&self) -> usize {
        self.state().opened.len()
    }

    fn state(&self) -> MutexGuard<'_, DecodedState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, types: &Types, work: impl FnOnce(&mut Decoder<'_>) -> T) -> T {
        let mut state = self.state();
        let mut decoder = Decoder { library: self, types, state: &mut state };
        let result = work(&mut decoder);
        decoder.settle();
        result
    }

    fn body(&self, types: &Types, package: usize, index: u32) -> Option<CheckedFile> {
        self.with(types, |decoder| {
            let body = decoder.body(ItemRef { package, index });
            decoder.note(package, body)
        })
    }
}

impl Completer for Library {
    fn complete_object(&self, types: &Types, id: ObjId) {
        self.with(types, |decoder| {
            let Some(&place) = decoder.state.objects.get(&id) else { return };
            let done = decoder.complete_object(place, id);
            decoder.note(place.package, done);
            // After damage, or if another thread was faster, this changes nothing.
            let _ = types.object_head(id).ty.set(types.invalid());
        });
    }

    fn complete_named(&self, types: &Types, id: NamedId) {
        self.with(types, |decoder| {
            let Some(&place) = decoder.state.named.get(&id) else { return };
            let done = decoder.complete_named(place, id);
            decoder.note(place.package, done);
            let named = types.named_head(id);
            let _ = named.tparams.set(Box::default());
            let _ = named.implicit_tparams.set(Box::default());
            let _ = named.methods.set(Box::default());
            let _ = named.underlying.set(types.invalid());
        });
    }
}

impl SessionLibrary {
    /// A library as a session sees it that begins.
    pub fn new(library: Arc<Library>) -> SessionLibrary {
        SessionLibrary { library, checked: boxcar::Vec::new(), places: Mutex::default() }
    }
}

impl fmt::Debug for SessionLibrary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionLibrary")
    }
}

impl Deref for SessionLibrary {
    type Target = Library;

    fn deref(&self) -> &Library {
        &self.library
    }
}

impl Packages for SessionLibrary {
    fn package(&self, types: &Types, id: PkgId) -> Option<&Package> {
        let index = match self.with(types, |decoder| decoder.whole(id))? {
            Whole::Summary(index) => return self.packages.get(index).map(|package| &**package),
            Whole::Checked(package) => {
                let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
                let is_same = |at: &usize| {
                    self.checked.get(*at).is_some_and(|one| Arc::ptr_eq(one, &package))
                };
                match places.get(&id).copied().filter(is_same) {
                    Some(known) => known,
                    None => {
                        let index = self.checked.push(package);
                        places.insert(id, index);
                        index
                    }
                }
            }
        };
        self.checked.get(index).map(|package| &**package)
    }
}

/// A package with all that is in its scope.
enum Whole {
    Checked(Arc<Package>),
    /// From a summary: its index in [`Library::packages`].
    Summary(usize),
}

impl Decoder<'_> {
    /// Opens a package, if there is a summary of it.
    fn open(&mut self, id: PkgId) -> PackageOrigin {
        if let Some(&known) = self.state.known.get(&id) {
            return known;
        }
        let path = self.types.package(id).path;
        let known = match self.library.provider.summary(path) {
            None => PackageOrigin::Missing,
            Some(bytes) => match bytes.and_then(|bytes| Opened::new(id, path, bytes)) {
                Ok(opened) => {
                    self.state.opened.push(opened);
                    PackageOrigin::Opened(self.state.opened.len() - 1)
                }
                Err(damaged) => {
                    self.state.errors.push((path, damaged));
                    PackageOrigin::Missing
                }
            },
        };
        self.state.known.insert(id, known);
        known
    }

    /// The package with ids for all in its scope.
    fn whole(&mut self, id: PkgId) -> Option<Whole> {
        let index = match self.open(id) {
            PackageOrigin::Checked(id) => {
                return self.state.checked.get(&id).cloned().map(Whole::Checked);
            }
            PackageOrigin::Opened(index) => index,
            PackageOrigin::Missing => return None,
        };
        if let Some(whole) = self.state.opened.get(index)?.whole {
            return Some(Whole::Summary(whole));
        }
        let package = self.make_whole(id, index);
        let whole = self.library.packages.push(Arc::new(self.note(index, package)?));
        self.state.opened.get_mut(index)?.whole = Some(whole);
        Some(Whole::Summary(whole))
    }

    fn make_whole(&mut self, id: PkgId, index: usize) -> Result<Package, Damaged> {
        let opened = self.opened(index)?;
        let scope_len = opened.scope.len();
        let bodies = opened.list(Section::Bodies).len();
        let own = self.pkg(index, 0)?;
        if own != id {
            return Err(Damaged::new("it is of another package"));
        }
        let mut scope = FxHashMap::default();
        scope.reserve(scope_len);
        for i in 0..scope_len {
            let number = *self.opened(index)?.scope.get(i).ok_or(Damaged::new("its scope"))?;
            let obj = self.object(ItemRef { package: index, index: number })?;
            scope.insert(self.types.object_head(obj).name, obj);
        }
        let name = self.types.package(id);
        Ok(Package {
            id,
            path: name.path,
            name: name.name.get().copied().unwrap_or_default(),
            scope: Arc::new(scope),
            imports: Vec::new(),
            files: Vec::new(),
            init_order: Vec::new(),
            errors: Vec::new(),
            missing_imports: Vec::new(),
            is_endless: false,
            lineage: Lineage::default(),
            lazy_files: Some(Box::new(Bodies {
                library: self.library.this.clone(),
                package: index,
                files: (0..bodies).map(|_| OnceLock::new()).collect(),
            })),
        })
    }

    /// Remembers what is wrong with a package.
    fn note<T>(&mut self, package: usize, result: Result<T, Damaged>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(damaged) => {
                let path = self.state.opened.get(package).map_or(Symbol::EMPTY, |one| one.path);
                if !self.state.errors.contains(&(path, damaged)) {
                    self.state.errors.push((path, damaged));
                }
                None
            }
        }
    }
}

/// The bodies of a package's functions, as files of one function each.
#[derive(Debug)]
struct Bodies {
    library: Weak<Library>,
    package: usize,
    files: Box<[OnceLock<Option<CheckedFile>>]>,
}

impl LazyFiles for Bodies {
    fn file(&self, types: &Types, index: u32) -> Option<&CheckedFile> {
        let file = self.files.get(index as usize)?;
        file.get_or_init(|| self.library.upgrade()?.body(types, self.package, index)).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Sizes;

    fn package(types: &Types) -> Arc<Package> {
        let path = Symbol::new("ex.com/m/edited");
        Arc::new(Package {
            id: types.package_id(path),
            path,
            name: Symbol::new("edited"),
            scope: Arc::default(),
            imports: Vec::new(),
            files: Vec::new(),
            init_order: Vec::new(),
            errors: Vec::new(),
            missing_imports: Vec::new(),
            is_endless: false,
            lineage: Lineage::default(),
            lazy_files: None,
        })
    }

    #[test]
    fn a_package_that_was_replaced_stays_for_the_session_that_saw_it() {
        let types = Types::new(Sizes::BITS_64);
        let library = Library::new(Arc::new(NoSummaries), &types, Arc::default());
        let [first, second, third] = [(); 3].map(|()| package(&types));
        let (id, gone) = (first.id, Arc::downgrade(&first));
        library.add_checked(first);
        let session = SessionLibrary::new(Arc::clone(&library));
        let seen = session.package(&types, id).expect("it was made known");
        library.add_checked(Arc::clone(&second));
        assert!(gone.upgrade().is_some_and(|first| std::ptr::eq(seen, &*first)));
        let now = session.package(&types, id).expect("the one in its place");
        assert!(std::ptr::eq(now, &*second));
        drop(session);
        assert!(gone.upgrade().is_none(), "nobody sees it any more");
        library.add_checked(third);
        assert_eq!(Arc::strong_count(&second), 1);
    }
}

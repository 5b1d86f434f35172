//! Any bytes are read as a summary, an archive or an entry of the cache: what isn't one is damaged,
//! and no more.
//!
//! An input that begins with a byte below 8 stands for itself. Of any other one, that byte chooses
//! a package of the embedded library, and each four bytes that follow change one of its bytes: a
//! place and a value, or with the place's highest bit a length to cut to.

#![no_main]

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use goesc::ir::func::FuncKey;
use goesc::profile::Sizes;
use goesc::source::pos::SourceMap;
use goesc::source::{Config, Environment, Overrides};
use goesc::source::{Damaged, Provider};
use goesc::summary::Library;
use goesc::summary::archive::Archive;
use goesc::summary::frame::{self, Key};
use goesc::symbol::Symbol;
use goesc::types::store::{ObjId, Type, Types};
use libfuzzer_sys::fuzz_target;

const PACKAGES: [&str; 8] =
    ["iter", "slices", "errors", "sync/atomic", "unique", "internal/sync", "sort", "strconv"];

static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let environment = Environment { cwd: PathBuf::from("/nowhere"), ..Environment::default() };
    goesc::std::settings(&environment, Overrides::default()).expect("settings")
});

static EMBEDDED: LazyLock<Arc<dyn Provider>> =
    LazyLock::new(|| CONFIG.embedded.clone().expect("no Go tree, so what is embedded"));

/// The embedded library with one package changed.
#[derive(Debug)]
struct Changed {
    path: Symbol,
    bytes: Vec<u8>,
}

impl Provider for Changed {
    fn contains(&self, path: &str) -> bool {
        EMBEDDED.contains(path)
    }

    fn summary(&self, path: Symbol) -> Option<Result<Vec<u8>, Damaged>> {
        if path == self.path { Some(Ok(self.bytes.clone())) } else { EMBEDDED.summary(path) }
    }

    fn dir(&self, path: Symbol) -> String {
        EMBEDDED.dir(path)
    }

    fn text(&self, path: Symbol, file: &str) -> Option<Arc<[u8]>> {
        EMBEDDED.text(path, file)
    }
}

fuzz_target!(|input: &[u8]| {
    let Some((&first, rest)) = input.split_first() else { return };
    let (path, bytes) = match first {
        0..8 => (PACKAGES[0], rest.to_vec()),
        _ => {
            let path = PACKAGES[usize::from(first) % PACKAGES.len()];
            (path, changed(path, rest))
        }
    };
    if first < 8 {
        let _ = Archive::open(Arc::new(bytes.clone()));
        let _ = frame::open(&Key::new(&CONFIG.target), b"", &bytes);
    }
    let types = Types::new(Sizes::BITS_64);
    let path = Symbol::new(path);
    let provider = Changed { path, bytes };
    let library = Library::new(Arc::new(provider), &types, Arc::default());
    let Some(package) = library.import(&types, path) else { return };
    for &object in package.scope.values() {
        look_at(&types, &library, object);
    }
    for file in 0..300 {
        package.file(&types, file);
    }
    let _ = library.errors();
});

fn changed(path: &str, changes: &[u8]) -> Vec<u8> {
    let whole = EMBEDDED.summary(Symbol::new(path)).and_then(Result::ok);
    let mut bytes = whole.expect("it is embedded");
    for change in changes.chunks_exact(4) {
        let place = usize::from(change[0] & 0x7f) << 16
            | usize::from(change[1]) << 8
            | usize::from(change[2]);
        let at = place % bytes.len().max(1);
        match change[0] & 0x80 {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = change[3];
                }
            }
            _ => bytes.truncate(at),
        }
    }
    bytes
}

/// Reads all that there is of an object.
fn look_at(types: &Types, library: &Library, id: ObjId) {
    let key = FuncKey::Declared(id);
    let _ = (library.tags(types, &key), library.inlinable(types, &key));
    let object = types.object(id);
    let Some(&ty) = object.ty.get() else { return };
    let Type::Named(id) = types.get(ty) else { return };
    for &method in types.named(*id).methods.get().into_iter().flatten() {
        let key = FuncKey::Declared(method);
        let _ = (library.tags(types, &key), library.inlinable(types, &key));
        let _ = types.object(method).ty.get();
    }
}

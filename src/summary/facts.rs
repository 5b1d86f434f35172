//! What an action of a build hands on about one package, as the bytes of a file: its summary, and
//! parts of those of the packages below it, as far as its own importers may come upon them. An action
//! reads the files of the packages that its own imports directly, and no others.
//!
//! ```text
//! magic, version | checksum of the rest | kind
//! kind: embedded, nothing is known, or
//!       key | how it is packed | packed: path | number of packages | path, directory, part of each
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bytes::{Reader, Writer, checksum};
use super::format::VERSION;
use super::frame::{Key, header, pack, unpack};
use super::links::Links;
use super::part::{Part, merge, reach};
use crate::source::{Damaged, Provider};
use crate::symbol::Symbol;

const MAGIC: &[u8; 8] = b"goescfac";

/// The package is one of the standard library that is embedded.
const EMBEDDED: u8 = 0;
/// Nothing is known of the package.
const UNKNOWN: u8 = 1;
const PACKAGES: u8 = 2;

/// What a file says of a package.
#[derive(Clone, Debug)]
pub enum Facts {
    /// It is one of the standard library that is embedded.
    Embedded,
    /// Nothing.
    Unknown,
    /// The package, and others.
    Packages {
        /// Its import path, as the compiler knows it.
        path: String,
        /// Itself among them, by import path.
        packages: BTreeMap<String, PackageFacts>,
    },
}

/// What is known of a package.
#[derive(Clone, Debug)]
pub struct PackageFacts {
    /// Its directory, for positions.
    pub dir: String,
    /// Its summary, or a part of it.
    pub part: Part,
}

/// The file of a package of the standard library that is embedded.
pub fn embedded() -> Vec<u8> {
    sealed(&[EMBEDDED])
}

/// The file of a package of which nothing is known.
pub fn unknown() -> Vec<u8> {
    sealed(&[UNKNOWN])
}

fn sealed(body: &[u8]) -> Vec<u8> {
    let mut w = Writer::default();
    w.raw(MAGIC);
    w.byte(VERSION);
    w.raw(&checksum(body).to_le_bytes());
    w.raw(body);
    w.bytes
}

impl Facts {
    /// Reads a file.
    pub fn read(key: &Key, file: &[u8]) -> Result<Facts, Damaged> {
        if !file.starts_with(MAGIC) {
            return Err(Damaged::new("it is no file of facts"));
        }
        let mut r = Reader::new(file);
        header(&mut r, MAGIC)?;
        match r.byte()? {
            EMBEDDED => return Ok(Facts::Embedded),
            UNKNOWN => return Ok(Facts::Unknown),
            PACKAGES => {}
            _ => return Err(Damaged::new("it is of an unknown kind")),
        }
        if Key::read(&mut r)? != *key {
            return Err(Damaged::new(
                "it is of another build: release, system, architecture and experiments differ",
            ));
        }
        let (how, len) = (r.byte()?, r.uint()?);
        let len = usize::try_from(len).map_err(|_| Damaged::new("its length is wrong"))?;
        let bytes = Arc::new(unpack(how, len, r.block()?)?);
        let mut r = Reader::new(&bytes);
        let path = r.text()?.to_owned();
        let mut packages = BTreeMap::new();
        for _ in 0..r.count()? {
            let (path, dir) = (r.text()?.to_owned(), r.text()?.to_owned());
            packages.insert(path, PackageFacts { dir, part: Part::read(&bytes, &mut r)? });
        }
        Ok(Facts::Packages { path, packages })
    }
}

/// What is known of the packages below one: what the files of its direct imports say, together.
#[derive(Clone, Debug, Default)]
pub struct KnownPackages {
    parts: reach::Parts,
    dirs: BTreeMap<String, String>,
}

impl KnownPackages {
    /// Puts together what files say.
    pub fn of(files: impl IntoIterator<Item = Facts>) -> Result<KnownPackages, Damaged> {
        let mut all: BTreeMap<String, Vec<Part>> = BTreeMap::new();
        let mut known = KnownPackages::default();
        for file in files {
            let Facts::Packages { packages, .. } = file else { continue };
            for (path, PackageFacts { dir, part }) in packages {
                known.dirs.insert(path.clone(), dir);
                all.entry(path).or_default().push(part);
            }
        }
        for (path, parts) in all {
            known.parts.insert(path, merge::union(&parts)?);
        }
        Ok(known)
    }

    /// The file of a package above these, by its import path, its directory, its summary and what the
    /// items of that refer to.
    pub fn file(
        &self,
        key: &Key,
        path: &str,
        dir: &str,
        (summary, links): (Vec<u8>, &Links),
    ) -> Result<Vec<u8>, Damaged> {
        let own = Part::whole(summary, links)?;
        let mut packages = Writer::default();
        let mut count = 1;
        let mut add = |path: &str, dir: &str, part: &dyn Fn(&mut Writer)| {
            packages.block(path.as_bytes());
            packages.block(dir.as_bytes());
            part(&mut packages);
        };
        add(path, dir, &|w| own.write(w));
        reach::reached(&own, &self.parts, |below, part| {
            // What is handed on from below can't be the package itself.
            if below != path {
                let dir = self.dirs.get(below).map_or("", String::as_str);
                add(below, dir, &|w| w.raw(part));
                count += 1;
            }
        });
        let mut w = Writer::default();
        w.block(path.as_bytes());
        w.len(count);
        w.raw(&packages.bytes);
        let (how, packed) = pack(&w.bytes);
        let mut body = Writer::default();
        body.byte(PACKAGES);
        key.write(&mut body);
        body.byte(how);
        body.len(w.bytes.len());
        body.block(&packed);
        Ok(sealed(&body.bytes))
    }
}

/// Packages from files, before those of another provider.
#[derive(Debug)]
pub struct FactsProvider {
    known: KnownPackages,
    others: Arc<dyn Provider>,
}

impl FactsProvider {
    /// These packages, before those.
    pub fn before(known: KnownPackages, others: Arc<dyn Provider>) -> FactsProvider {
        FactsProvider { known, others }
    }

    /// What is known from files.
    pub fn known(&self) -> &KnownPackages {
        &self.known
    }
}

impl Provider for FactsProvider {
    fn contains(&self, path: &str) -> bool {
        self.known.parts.contains_key(path) || self.others.contains(path)
    }

    fn summary(&self, path: Symbol) -> Option<Result<Vec<u8>, Damaged>> {
        match self.known.parts.get(path.as_str()) {
            Some(part) => Some(Ok(merge::summary(part))),
            None => self.others.summary(path),
        }
    }

    fn places(&self, path: Symbol) -> Option<Result<Vec<u8>, Damaged>> {
        match self.known.parts.contains_key(path.as_str()) {
            true => None,
            false => self.others.places(path),
        }
    }

    fn dir(&self, path: Symbol) -> String {
        match self.known.dirs.get(path.as_str()) {
            Some(dir) => dir.clone(),
            None => self.others.dir(path),
        }
    }

    fn stands_in(&self) -> Option<Symbol> {
        self.others.stands_in()
    }

    fn text(&self, path: Symbol, file: &str) -> Option<Arc<[u8]>> {
        match self.known.parts.contains_key(path.as_str()) {
            true => None,
            false => self.others.text(path, file),
        }
    }
}

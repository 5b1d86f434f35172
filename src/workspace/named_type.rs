//! A type as text, in the scope of a package: `map[string]net/http.Request`.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Checked, check_all};
use crate::source::{Config, load};
use crate::symbol::Symbol;
use crate::types::store::{TypeId, Types};

/// The name under which the type is declared.
const NAME: &str = "goescLayout";
/// The file that declares it, which is nowhere on disk.
const FILE: &str = "zz_goesc_layout.go";

/// A type that was asked for by its text.
pub struct NamedType {
    checked: Checked,
    /// The type.
    pub ty: TypeId,
}

impl NamedType {
    /// The types that it is one of.
    pub fn types(&self) -> &Types {
        &self.checked.types
    }
}

/// Has a type checked as an alias in a file of its own, beside the files of a package.
///
/// Qualified names have import paths. The scope is that of the package that the patterns name; without
/// patterns, that of none.
pub fn named_type(
    config: &Config,
    patterns: &[String],
    text: &str,
    threads: usize,
) -> io::Result<Result<NamedType, String>> {
    let (imports, asked) = qualified(text);
    let mut config = config.clone();
    let place = match place(&config, patterns)? {
        Ok(place) => place,
        Err(message) => return Ok(Err(message)),
    };
    let (imports, asked) = place.in_scope(imports, asked);
    let mut source = format!("package {}\n\n", place.package);
    for (i, path) in imports.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
        source.push_str(&format!("import goesc{i} \"{path}\"\n"));
    }
    source.push_str(&format!("\ntype {NAME} = {asked}\n"));
    let bytes: Arc<[u8]> = source.into_bytes().into();
    config.overlay.insert(place.file.clone(), bytes);
    let checked = check_all(&config, &place.patterns, threads).map_err(io::Error::other)?;
    let wanted = Symbol::new(NAME);
    let not_a_type = || format!("{}: not a type", text.trim());
    for package in &checked.packages {
        let Some(&object) = package.package.scope.get(&wanted) else { continue };
        let in_file = |file| Path::new(&checked.sources.file(file).path) == place.file;
        // What the parser says is of a declaration that nobody wrote.
        if package.syntax_errors.iter().any(|(pos, _)| in_file(pos.file)) {
            return Ok(Err(not_a_type()));
        }
        let errors = package.package.errors.iter().filter(|error| in_file(error.pos.file));
        let mut errors = errors.map(|error| &error.message);
        if let Some(message) = errors.find(|message| !message.contains("imported and not used")) {
            return Ok(Err(match spelled(message, &imports) {
                // What is said of the file that nobody wrote helps nobody.
                message if message.contains(FILE) || message.contains(NAME) => not_a_type(),
                message => message,
            }));
        }
        if let Some(&ty) = checked.types.object(object).ty.get() {
            return Ok(Ok(NamedType { checked, ty }));
        }
    }
    let errors = checked.loaded.errors.iter().map(ToString::to_string);
    Ok(Err(errors
        .filter(|error| !error.contains(FILE))
        .chain([not_a_type()])
        .next()
        .unwrap_or_default()))
}

/// A message with import paths in place of the names that stood for them.
fn spelled(message: &str, imports: &[String]) -> String {
    let names = imports.iter().enumerate();
    names.fold(message.to_owned(), |text, (i, path)| {
        text.replace(&format!("goesc{i}."), &format!("{path}."))
    })
}

/// Where the file that declares the type is put.
struct DeclaringFile {
    package: String,
    file: PathBuf,
    patterns: Vec<String>,
    /// What the names of packages mean in the package's own files.
    imports: BTreeMap<String, String>,
    /// The package's own name, if it is one that the user named.
    own: Option<String>,
}

impl DeclaringFile {
    /// Takes the names of packages as the package's files have them: `http.Request` where one imports
    /// net/http. What is of the package itself needs none.
    fn in_scope(&self, mut imports: Vec<String>, mut text: String) -> (Vec<String>, String) {
        for (i, import) in imports.iter_mut().enumerate() {
            if let Some(path) = self.imports.get(import.as_str()) {
                path.clone_into(import);
            } else if Some(&*import) == self.own.as_ref() {
                text = text.replace(&format!("goesc{i}."), "");
                import.clear();
            }
        }
        (imports, text)
    }
}

fn place(config: &Config, patterns: &[String]) -> io::Result<Result<DeclaringFile, String>> {
    if patterns.is_empty() {
        let file = std::path::absolute(FILE)?;
        let patterns = vec![file.to_string_lossy().into_owned()];
        let (imports, own) = (BTreeMap::new(), None);
        return Ok(Ok(DeclaringFile { package: "main".to_owned(), file, patterns, imports, own }));
    }
    let loaded = load(config, patterns, None);
    let Some(&root) = loaded.roots.first() else {
        let error = loaded.errors.first().map_or("no such package".to_owned(), ToString::to_string);
        return Ok(Err(error));
    };
    let package = &loaded.packages[root];
    let file = package.dir.join(FILE);
    let mut patterns = patterns.to_vec();
    if patterns.iter().all(|pattern| pattern.ends_with(".go")) {
        patterns.push(file.to_string_lossy().into_owned());
    }
    let mut imports = BTreeMap::new();
    for file in &package.files {
        for import in &file.header.imports {
            let path = import.path.as_str();
            let name = local_name(&file.text, import.offset, path);
            imports.entry(name).or_insert_with(|| path.to_owned());
        }
    }
    let name = package.name.as_str().to_owned();
    let own = Some(name.clone());
    Ok(Ok(DeclaringFile { package: name, file, patterns, imports, own }))
}

/// The name of an import in its file: the one before its path, or else what the path tells of the
/// package's own (`gopkg.in/yaml.v3` is yaml, `ex.com/m/v2` is m).
fn local_name(text: &[u8], quote: u32, path: &str) -> String {
    let before = text.get(..quote as usize).unwrap_or_default();
    let line = before.rsplit(|&b| matches!(b, b'\n' | b';' | b'(')).next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    if let Some(name) = line.split_whitespace().last().filter(|word| *word != "import") {
        return name.to_owned();
    }
    let is_version = |name: &str| {
        let digits = name.strip_prefix('v').unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let mut names = path.rsplit('/');
    let name = names.find(|name| !is_version(name)).unwrap_or(path);
    match name.rsplit_once('.') {
        Some((name, version)) if is_version(version) => name.to_owned(),
        _ => name.to_owned(),
    }
}

/// Takes the import paths out of a type: `map[string]net/http.Request` becomes
/// `map[string]goesc0.Request`.
fn qualified(text: &str) -> (Vec<String>, String) {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '/' | '-' | '~');
    let mut imports: Vec<String> = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let end = from.find(|c| !is_word(c)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        rest = after;
        let dots = word.len() - word.trim_start_matches('.').len();
        let (dots, name) = word.split_at(dots);
        out.push_str(dots);
        match name.rsplit_once('.') {
            Some((path, name)) if path.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                let number = imports.iter().position(|known| known == path);
                let number = number.unwrap_or_else(|| {
                    imports.push(path.to_owned());
                    imports.len() - 1
                });
                out.push_str(&format!("goesc{number}.{name}"));
            }
            _ => out.push_str(name),
        }
    }
    out.push_str(rest);
    (imports, out)
}

#[cfg(test)]
mod tests {
    use super::qualified;

    #[test]
    fn import_paths_become_names() {
        let (imports, text) = qualified("map[string]*net/http.Request");
        assert_eq!(
            (imports.as_slice(), text.as_str()),
            (&["net/http".to_owned()][..], "map[string]*goesc0.Request")
        );
        let (imports, text) = qualified("func(...time.Time) [4]time.Duration");
        assert_eq!((imports.len(), text.as_str()), (1, "func(...goesc0.Time) [4]goesc0.Duration"));
        assert_eq!(qualified("struct{ x [64]byte }").0.len(), 0);
    }
}

//! A type as text, in the scope of a package: `map[string]net/http.Request`.

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
    let (imports, text) = qualified(text);
    let mut config = config.clone();
    let place = match place(&config, patterns)? {
        Ok(place) => place,
        Err(message) => return Ok(Err(message)),
    };
    let mut source = format!("package {}\n\n", place.package);
    for (i, path) in imports.iter().enumerate() {
        source.push_str(&format!("import goesc{i} \"{path}\"\n"));
    }
    source.push_str(&format!("\ntype {NAME} = {text}\n"));
    let bytes: Arc<[u8]> = source.into_bytes().into();
    config.overlay.insert(place.file.clone(), bytes);
    let checked = check_all(&config, &place.patterns, threads).map_err(io::Error::other)?;
    let wanted = Symbol::new(NAME);
    for package in &checked.packages {
        let Some(&object) = package.package.scope.get(&wanted) else { continue };
        let in_file = |file| Path::new(&checked.sources.file(file).path) == place.file;
        let mut errors = package
            .syntax_errors
            .iter()
            .filter(|(pos, _)| in_file(pos.file))
            .map(|(_, message)| message)
            .chain(
                package.package.errors.iter().filter(|e| in_file(e.pos.file)).map(|e| &e.message),
            );
        if let Some(message) = errors.find(|message| !message.contains("imported and not used")) {
            return Ok(Err(spelled(message, &imports)));
        }
        if let Some(&ty) = checked.types.object(object).ty.get() {
            return Ok(Ok(NamedType { checked, ty }));
        }
    }
    let errors = checked.loaded.errors.iter().map(ToString::to_string);
    let message = errors.chain([format!("{}: not a type", spelled(text.trim(), &imports))]).next();
    Ok(Err(message.unwrap_or_default()))
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
}

fn place(config: &Config, patterns: &[String]) -> io::Result<Result<DeclaringFile, String>> {
    if patterns.is_empty() {
        let file = std::path::absolute(FILE)?;
        let patterns = vec![file.to_string_lossy().into_owned()];
        return Ok(Ok(DeclaringFile { package: "main".to_owned(), file, patterns }));
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
    Ok(Ok(DeclaringFile { package: package.name.as_str().to_owned(), file, patterns }))
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

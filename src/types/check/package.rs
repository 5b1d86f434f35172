//! From the files of a package to what is known of it.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::reports;
use super::{Checker, GoVersion, Input, Top, recheck, tops_of};
use crate::symbol::Symbol;
use crate::syntax::ast;
use crate::types::info::{
    CheckedFile, DeclFacts, Initializer, Lineage, MissingImport, Package, TypeError,
};
use crate::types::store::{ObjId, PkgId};

/// What is left of a checker.
struct Outcome {
    init_order: Vec<Initializer>,
    pkg: PkgId,
    pkg_name: Symbol,
    import_map: FxHashMap<PkgId, Arc<Package>>,
    scope: Arc<FxHashMap<Symbol, ObjId>>,
    facts: Vec<DeclFacts>,
    versions: Vec<GoVersion>,
    errors: Vec<TypeError>,
    missing_imports: Vec<MissingImport>,
    is_endless: bool,
}

/// Checks a package.
pub fn check(input: Input<'_>) -> Package {
    check_and_keep(input, None)
}

/// Checks a package, and keeps what it takes to check bodies of it again.
pub(super) fn check_and_keep(
    input: Input<'_>,
    keep: Option<&mut Option<recheck::KnownBodies>>,
) -> Package {
    let Input { types, sources, pkg, path, files, imports, language } = input;
    // The package may have been checked before, with another text.
    types.forget_aliases(pkg);
    let checked = {
        let tops = tops_of(&files, |_, base| types.new_anchor(base));
        let mut checker = Checker::new(types, sources, pkg, &files, tops, &imports, language);
        checker.facts = checker.tops.iter().map(Top::no_facts).collect();
        let init_order = checker.check_files();
        let scope = Arc::new(checker.scopes[checker.pkg_scope].iter().collect());
        if let Some(keep) = keep {
            *keep = recheck::KnownBodies::of(&mut checker);
        }
        Outcome {
            init_order,
            pkg: checker.pkg,
            pkg_name: checker.pkg_name,
            import_map: checker.import_map,
            scope,
            facts: checker.facts,
            versions: checker.file_versions,
            errors: reports::told(sources, &checker.reports),
            missing_imports: checker.missing_imports,
            is_endless: checker.is_endless,
        }
    };
    let Outcome {
        init_order,
        pkg,
        pkg_name,
        import_map,
        scope,
        facts,
        versions,
        mut errors,
        mut missing_imports,
        is_endless,
    } = checked;
    arrange(&mut errors, &files);
    missing_imports.sort_by_key(|missing| missing.path.as_str());
    let mut imported: Vec<Arc<Package>> = import_map.into_values().collect();
    imported.sort_unstable_by_key(|package| package.path.as_str());
    let is_endless = is_endless || imported.iter().any(|package| package.is_endless);
    let mut facts = facts.into_iter().map(Arc::new);
    let files = files
        .into_iter()
        .enumerate()
        .map(|(i, ast)| CheckedFile {
            version: versions.get(i).copied().unwrap_or(language.package),
            facts: facts.by_ref().take(ast.decls.len()).collect(),
            ast,
        })
        .collect();
    Package {
        id: pkg,
        path,
        name: pkg_name,
        scope,
        imports: imported,
        files,
        init_order,
        errors,
        missing_imports,
        is_endless,
        lineage: Lineage::default(),
        lazy_files: None,
    }
}

/// Sorts errors by place, and drops those that are there twice.
pub(super) fn arrange(errors: &mut Vec<TypeError>, files: &[ast::File]) {
    let rank: FxHashMap<_, _> = files.iter().enumerate().map(|(i, f)| (f.id, i)).collect();
    errors.sort_by_key(|err| (rank.get(&err.pos.file).copied(), err.pos.offset));
    errors.dedup();
}

//! The order in which packages are analyzed: each after the packages that it imports.
//!
//! As `go list -deps` lists them. A cycle is cut where it closes: that import becomes missing.

use crate::id::Arena;

use super::error::{LoadError, Missing};
use super::loaded::{Import, Loaded, Package, PackageId};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    /// Not reached yet.
    Pending,
    /// Its imports are being followed: an import of it closes a cycle.
    OnPath,
    /// In [`Loaded::order`].
    Ordered,
}

/// Fills [`Loaded::order`] and cuts import cycles.
pub(super) fn sort(loaded: &mut Loaded) {
    let mut states: Arena<PackageId, Visit> = Arena::filled(Visit::Pending, loaded.packages.len());
    let mut order = Vec::new();
    // Packages that are being visited, each with the number of imports already followed.
    let mut path: Vec<(PackageId, usize)> = Vec::new();
    for &root in &loaded.roots {
        if states[root] == Visit::Pending {
            states[root] = Visit::OnPath;
            path.push((root, 0));
        }
        while let Some((package, followed)) = path.last_mut() {
            let (package, at) = (*package, *followed);
            *followed += 1;
            match loaded.packages[package].imports.get(at) {
                Some(&(_, Import::Package(next))) => match states[next] {
                    Visit::Pending => {
                        states[next] = Visit::OnPath;
                        path.push((next, 0));
                    }
                    Visit::OnPath => cut(&mut loaded.packages, &path, next, at),
                    Visit::Ordered => {}
                },
                Some((
                    _,
                    Import::Embedded(_) | Import::Unsafe | Import::C | Import::Missing(_),
                )) => {}
                None => {
                    states[package] = Visit::Ordered;
                    order.push(package);
                    path.pop();
                }
            }
        }
    }
    loaded.order = order;
}

/// Cuts the import number `at` of the last package on `path`, which leads back to `start`.
fn cut(
    packages: &mut Arena<PackageId, Package>,
    path: &[(PackageId, usize)],
    start: PackageId,
    at: usize,
) {
    let Some(&(last, _)) = path.last() else { return };
    let on_cycle = path.iter().map(|(id, _)| *id).skip_while(|id| *id != start);
    let paths = on_cycle.chain([start]).map(|id| packages[id].import_path).collect();
    let package = &mut packages[last];
    package.errors.push(LoadError::ImportCycle { paths });
    if let Some((_, import)) = package.imports.get_mut(at) {
        *import = Import::Missing(Missing::Cycle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_packages() {
        let mut loaded = Loaded::default();
        sort(&mut loaded);
        assert!(loaded.order.is_empty());
    }
}

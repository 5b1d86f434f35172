//! Packages from summaries are as good as packages from source.
//!
//! Tests that need the source of the standard library do nothing where GOROOT isn't set.

use std::fmt::Write as _;
use std::path::PathBuf;

use goesc::driver::{Checked, check_all};
use goesc::source::{Config, Environment, Overrides};
use goesc::types::display::Qualifier;
use goesc::types::info::CheckedFile;
use goesc::types::store::{ObjId, ObjectKind, TypeId, Types};

/// The settings of an environment with nothing in it but a Go tree; absent without one.
fn with_goroot() -> Option<Config> {
    let goroot = std::env::var_os("GOROOT").map(PathBuf::from)?;
    let environment =
        Environment { cwd: std::env::temp_dir(), ..Environment::default() };
    let overrides = Overrides {
        goroot: Some(goroot),
        goos: Some("linux".to_owned()),
        goarch: Some("amd64".to_owned()),
        ..Overrides::default()
    };
    Config::from_env(&environment, overrides).ok()
}

/// All that the checker says of a file.
struct Dump<'a> {
    types: &'a Types,
}

impl Dump<'_> {
    fn ty(&self, ty: TypeId) -> String {
        self.types.type_string(ty, Qualifier { pkg: None })
    }

    fn object(&self, id: ObjId) -> String {
        let object = self.types.object(id);
        let kind = match &object.kind {
            ObjectKind::PkgName(pkg) => format!("import {}", self.types.package(*pkg).path),
            ObjectKind::Const(value) => format!("const {:?}", value.get()),
            ObjectKind::TypeName { alias, .. } => format!("type {alias}"),
            ObjectKind::Var(kind) => format!("{kind:?}"),
            ObjectKind::Func(info) => {
                let recv = info.recv.get();
                let recv = recv.map(|r| {
                    (self.types.object(self.types.named(r.base).obj).name, r.pointer)
                });
                format!("func {recv:?} {}", info.has_body)
            }
            ObjectKind::Label => "label".to_owned(),
            ObjectKind::Builtin(builtin) => format!("{builtin:?}"),
            ObjectKind::Nil => "nil".to_owned(),
        };
        let pkg = object.pkg.map(|pkg| self.types.package(pkg).path);
        let ty = object.ty.get().map(|&ty| self.ty(ty));
        format!("{:?}.{} {kind} {ty:?}", pkg, object.name)
    }

    fn file(&self, file: &CheckedFile) -> String {
        let mut out = String::new();
        for (id, expr) in file.ast.exprs.iter() {
            let _ = write!(out, "{}", expr.pos);
            if let Some(Some(info)) = file.exprs.get(id) {
                let _ = write!(out, " {:?} {} {:?}", info.mode, self.ty(info.ty), info.value);
                let under = self.types.underlying(info.ty);
                let layout = self.types.has_tparams(under);
                let _ = write!(out, " under {layout}");
            }
            if let Some(&Some(obj)) = file.objects.get(id) {
                let _ = write!(out, " object {}", self.object(obj));
            }
            if let Some(s) = file.selections.get(&id) {
                let method = s.method.map(|method| self.object(method));
                let _ = write!(
                    out,
                    " selection {:?} {} {:?} {method:?} {} {}",
                    s.kind,
                    self.ty(s.recv),
                    s.path,
                    self.ty(s.ty),
                    s.indirect
                );
            }
            if let Some(instance) = file.instances.get(&id) {
                let targs: Vec<_> = instance.targs.iter().map(|&ty| self.ty(ty)).collect();
                let _ = write!(out, " instance {targs:?} {}", self.ty(instance.ty));
            }
            out.push('\n');
        }
        out
    }
}

/// What differs between packages that were checked in two ways.
fn compare(a: &Checked, b: &Checked) -> Vec<String> {
    let mut wrong = Vec::new();
    for one in &b.packages {
        for error in &one.package.errors {
            wrong.push(format!("{}: {}", one.package.path, error.message));
        }
        for path in &one.package.missing_imports {
            wrong.push(format!("{}: missing import {path}", one.package.path));
        }
        let Some(other) = a.packages.iter().find(|other| other.package.path == one.package.path)
        else {
            wrong.push(format!("{}: only there once", one.package.path));
            continue;
        };
        for (x, y) in other.package.files.iter().zip(&one.package.files) {
            let x = Dump { types: &a.types }.file(x);
            let y = Dump { types: &b.types }.file(y);
            let differ = x.lines().zip(y.lines()).find(|(x, y)| x != y);
            if let Some((x, y)) = differ {
                wrong.push(format!("{}:\n  {x}\n  {y}", one.package.path));
            }
        }
    }
    wrong
}

#[test]
fn std_is_checked_against_summaries_as_against_source() {
    let Some(config) = with_goroot() else { return };
    let patterns = ["std".to_owned()];
    let from_source = check_all(&config, &patterns, 0).expect("threads");
    let mut embedded = config.clone();
    embedded.embedded = goesc::std::summaries(&config.target);
    assert!(embedded.embedded.as_ref().is_some_and(|summaries| summaries.exact));
    let mut wrong = Vec::new();
    for one in &from_source.packages {
        if one.package.files.is_empty() {
            continue; // nothing but tests
        }
        // One at a time: a package is either one from source or one from a summary.
        let src = config.goroot_src().expect("a Go tree");
        let dir = src.join(one.package.path.as_str());
        let patterns = [dir.to_string_lossy().into_owned()];
        let from_summaries = check_all(&embedded, &patterns, 1).expect("threads");
        assert_eq!(from_summaries.library.errors(), []);
        assert_eq!(from_summaries.packages.len(), 1, "{}", one.package.path);
        wrong.extend(compare(&from_source, &from_summaries));
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

//! Each stage on a fixed input: the package of testdata/bench, 900 lines without imports.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use rustc_hash::FxHashMap;

use goesc::budget::Budget;
use goesc::escape::{self, Env};
use goesc::ir::func::FuncTable;
use goesc::ir::package;
use goesc::ir::package::Threads;
use goesc::lower;
use goesc::passes::inline::cost::Precision;
use goesc::passes::inline::substitute::Literals;
use goesc::passes::inline::{NoCallees, candidates};
use goesc::passes::{self, Inlining};
use goesc::profile::{Floats, GoRelease, Profile, Sizes};
use goesc::source::pos::{SourceFile, SourceMap};
use goesc::symbol::Symbol;
use goesc::syntax;
use goesc::types::check::{self, Language, check};
use goesc::types::info::Package;
use goesc::types::store::{PkgId, Types};

/// The input's files: path and text.
fn input() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/bench/inventory");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the input is there")
        .map(|entry| {
            let path = entry.expect("it can be listed").path();
            (path.display().to_string(), std::fs::read(&path).expect("it can be read"))
        })
        .collect();
    files.sort();
    files
}

fn parse(sources: &SourceMap, files: &[(String, Vec<u8>)]) -> Vec<syntax::ast::File> {
    files
        .iter()
        .map(|(path, text)| {
            let id = sources.add(SourceFile::new(path.clone(), text.as_slice().into()));
            syntax::parse(id, text).file
        })
        .collect()
}

fn checked(types: &Types, sources: &SourceMap, files: Vec<syntax::ast::File>) -> Package {
    let path = Symbol::new("inventory");
    check(check::Input {
        types,
        sources,
        pkg: types.package_id(path),
        path,
        files,
        imports: FxHashMap::default(),
        language: Language { package: (1, 27), newest: (1, 27) },
    })
}

fn prepare(
    types: &Types,
    funcs: &FuncTable,
    package: &Package,
    inlining: Inlining<'_>,
) -> package::Package {
    let packages = FxHashMap::<PkgId, Arc<Package>>::default();
    passes::run(
        lower::Input {
            types,
            funcs,
            package,
            packages: &packages,
            profile: &Profile::of(GoRelease::NEWEST, "amd64", Floats::Hard),
            budget: &Budget::default(),
            threads: Threads::One,
        },
        inlining,
    )
}

fn stages(c: &mut Criterion) {
    let files = input();
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let mut group = c.benchmark_group("stages");
    group.throughput(Throughput::Bytes(bytes as u64));

    group.bench_function("syntax", |b| {
        b.iter_batched(
            SourceMap::new,
            |sources| black_box(parse(&sources, &files)),
            BatchSize::SmallInput,
        );
    });

    group.bench_function("types", |b| {
        let sources = SourceMap::new();
        b.iter_batched(
            || (Types::new(Sizes::BITS_64), parse(&sources, &files)),
            |(types, files)| {
                let package = checked(&types, &sources, files);
                assert!(package.errors.is_empty(), "{:?}", package.errors);
                (types, package)
            },
            BatchSize::SmallInput,
        );
    });

    let sources = SourceMap::new();
    let types = Types::new(Sizes::BITS_64);
    let package = checked(&types, &sources, parse(&sources, &files));
    group.bench_function("ir", |b| {
        b.iter_batched(
            FuncTable::new,
            |funcs| {
                let lowered = prepare(&types, &funcs, &package, Inlining::Off(&NoCallees));
                (funcs, lowered)
            },
            BatchSize::SmallInput,
        );
    });

    group.bench_function("inline", |b| {
        let profile = Profile::of(GoRelease::NEWEST, "amd64", Floats::Hard);
        let env = candidates::Env {
            literals: Literals::AsThere,
            callees: &NoCallees,
            profile: &profile,
            precision: Precision::Decision,
            sources: &sources,
        };
        b.iter_batched(
            FuncTable::new,
            |funcs| {
                let prepared = prepare(&types, &funcs, &package, Inlining::On(&env));
                assert!(!prepared.messages.is_empty());
                (funcs, prepared)
            },
            BatchSize::SmallInput,
        );
    });

    group.bench_function("escape", |b| {
        let funcs = FuncTable::new();
        let env = Env {
            types: &types,
            funcs: &funcs,
            imported: &|_| None,
            profile: &Profile::of(GoRelease::NEWEST, "amd64", Floats::Hard),
            trace: false,
            graphs: false,
            lines: None,
            unknown: escape::Unknown::Nothing,
            budget: &Budget::default(),
        };
        b.iter_batched(
            || prepare(&types, &funcs, &package, Inlining::Off(&NoCallees)),
            |mut lowered| {
                let verdicts = escape::analyze(&mut lowered, &env);
                assert!(!verdicts.diagnostics.is_empty());
                (lowered, verdicts)
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);

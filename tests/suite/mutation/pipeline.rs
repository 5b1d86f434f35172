//! One text through all stages and into each format, within this process and without a file.
//!
//! The targets below `fuzz/` use this module as well.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use goesc::findings::analysis::{Analysis, Detail, Inlining, Judged};
use goesc::policy::fail_on::FailOn;
use goesc::policy::{self, KnownFindings, Outcome, Settings, Unreported};
use goesc::ranking::FindingFilter;
use goesc::ranking::{Wanted, rank};
use goesc::report::address::Root;
use goesc::report::coverprofile::Heat;
use goesc::report::entry::Told;
use goesc::report::sarif::{self, Addresses};
use goesc::report::{
    Colour, Completeness, Look, checkstyle, complaint, dot, explanation, gc, gc_json, github,
    gitlab, json, junit, mermaid, pretty, summary,
};
use goesc::source::{Config, Environment, NamedFiles, Overrides};
use goesc::workspace;

/// What is made of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Output {
    /// What people and programs read, with guards before: pretty, JSON and SARIF.
    Reports,
    /// What gc prints under `-m`.
    Decisions,
    /// What gc prints under `-m=2`.
    Reasons,
    /// What gc logs under `-json`.
    Records,
    /// Pictures of all functions.
    Graphs,
}

impl Output {
    /// All that can be made.
    pub const ALL: [Output; 5] =
        [Output::Reports, Output::Decisions, Output::Reasons, Output::Records, Output::Graphs];
}

/// The settings of an analysis of texts that are in no file.
pub struct Pipeline {
    config: Config,
    path: PathBuf,
}

impl Pipeline {
    /// With an environment of its own, so that nothing of this machine counts.
    pub fn new() -> Pipeline {
        let cwd = PathBuf::from("/nowhere");
        let variables = BTreeMap::from([("GOENV", "off"), ("GOOS", "linux"), ("GOARCH", "amd64")]);
        let variables = variables.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        let environment = Environment { variables, cwd: cwd.clone() };
        let mut config =
            goesc::std::settings(&environment, Overrides::default()).expect("a configuration");
        config.named_files = NamedFiles::EachPackage;
        Pipeline { config, path: cwd.join("x.go") }
    }

    /// Makes something of a text. An error says which stage panicked, and how.
    pub fn run(&self, text: &[u8], inlining: Inlining, output: Output) -> Result<(), String> {
        let run = AssertUnwindSafe(|| self.try_run(text, inlining, output));
        catch_unwind(run).unwrap_or_else(|payload| {
            let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
            Err(format!("outside of a package: {}", text.unwrap_or_default()))
        })
    }

    fn try_run(&self, text: &[u8], inlining: Inlining, output: Output) -> Result<(), String> {
        let mut config = self.config.clone();
        config.overlay.insert(self.path.clone(), Arc::from(text));
        let detail = match output {
            Output::Reports => Detail::Steps,
            Output::Decisions => Detail::Verdicts,
            Output::Reasons => Detail::Trace,
            Output::Records => Detail::Records,
            Output::Graphs => Detail::Graphs,
        };
        let judged = match output {
            Output::Decisions => Judged::Everything,
            Output::Reasons | Output::Records => Judged::Asserting,
            Output::Reports | Output::Graphs => Judged::Nothing,
        };
        let options = goesc::findings::analysis::Options { detail, judged, inlining, threads: 1 };
        let patterns = [self.path.to_string_lossy().into_owned()];
        let mut analysis =
            workspace::analyze(&config, &patterns, options).map_err(|error| error.to_string())?;
        let settings = Settings {
            inlining,
            levels: Default::default(),
            excluded: Default::default(),
            known: KnownFindings::Nothing,
            changes: None,
            fail_on: FailOn::default(),
        };
        let outcome = match output {
            Output::Reports => policy::apply(&mut analysis, &settings, complaint::message),
            Output::Decisions | Output::Reasons | Output::Records | Output::Graphs => {
                Outcome::default()
            }
        };
        render(&analysis, &outcome, output).map_err(|error| error.to_string())?;
        if output != Output::Reports {
            analysis.keep_judged();
            policy::apply(&mut analysis, &settings, complaint::message);
        }
        match analysis.faults.first() {
            Some(fault) => Err(fault.message.clone()),
            None => Ok(()),
        }
    }
}

fn render_ranked(out: &mut Vec<u8>, analysis: &Analysis) -> std::io::Result<()> {
    let sources = &analysis.sources;
    let narrow = Look { colour: Colour::Ansi, width: Some(40) };
    let whole = Look { colour: Colour::Plain, width: None };
    for (look, shown) in [(narrow, FindingFilter::Everything), (whole, FindingFilter::Allocations)]
    {
        let ranking = rank(analysis, &Wanted { shown, ..Wanted::default() }, None, &|_| false);
        for places in ranking.places.chunk_by(|a, b| a.root == b.root) {
            let root = &analysis.roots[places[0].root];
            pretty::write_errors(out, sources, root, look)?;
            pretty::write_places(out, sources, root, look, places)?;
            pretty::write_weighed(out, sources, root, look, &places[0])?;
            for place in places {
                explanation::write(out, analysis, root, place.finding, look)?;
            }
        }
        summary::write_statistics(out, analysis, &ranking)?;
        summary::write(out, analysis, &ranking, Unreported::default(), Completeness::Complete)?;
    }
    Ok(())
}

fn render(analysis: &Analysis, outcome: &Outcome, output: Output) -> std::io::Result<()> {
    let sources = &analysis.sources;
    let mut out = Vec::new();
    if output == Output::Reports {
        render_ranked(&mut out, analysis)?;
    }
    for root in &analysis.roots {
        match output {
            Output::Reports => {
                json::write(&mut out, sources, root, json::Beside::default())?;
                for_services(
                    &mut out,
                    analysis,
                    Told {
                        sources,
                        root,
                        complaints: &[],
                        shown: FindingFilter::Everything,
                        fail_on: FailOn::default(),
                    },
                )?;
                let addresses = Addresses::of(Root::of(Path::new("/nowhere")));
                sarif::results(
                    &mut out,
                    sources,
                    &addresses,
                    root,
                    None,
                    FindingFilter::Everything,
                )?;
                let reports = std::iter::once(root);
                sarif::end(&mut out, sources, &addresses, reports, Completeness::Complete)?;
            }
            Output::Decisions | Output::Reasons => {
                gc::write(&mut out, &root.title, &root.findings)?;
            }
            Output::Records => {
                for record in &root.records {
                    for &place in &record.places {
                        let _ = gc_json::place(sources, Some(place));
                    }
                }
            }
            Output::Graphs => {
                for graph in &root.graphs {
                    out.extend_from_slice(dot::write(graph).as_bytes());
                    out.extend_from_slice(mermaid::write(graph).as_bytes());
                }
            }
        }
    }
    for (root, found) in outcome.by_package(analysis) {
        let title = &root.title;
        complaint::write(&mut out, sources, Colour::Ansi, found)?;
        complaint::write_count(&mut out, Colour::Ansi, std::slice::from_ref(found))?;
        json::write_complaint(&mut out, sources, &root.paths, title, found)?;
        let addresses = Addresses::of(Root::of(Path::new("/nowhere")));
        sarif::complaint(&mut out, sources, &addresses, title, found)?;
        let shown = FindingFilter::Allocations;
        let fail_on = FailOn::default();
        let told = Told { sources, root, complaints: &[found], shown, fail_on };
        for_services(&mut out, analysis, told)?;
    }
    Ok(())
}

/// Formats of services that run checks.
fn for_services(out: &mut Vec<u8>, analysis: &Analysis, told: Told<'_>) -> std::io::Result<()> {
    let top = Root::of(Path::new("/nowhere"));
    github::write(out, &top, &told)?;
    gitlab::write(out, &top, &told)?;
    checkstyle::write(out, &told)?;
    junit::write(out, &told)?;
    Heat::of(told.sources, told.root, told.shown).write(out, told.sources, &analysis.loaded)
}

//! What goesc predicts of packages of which nothing else is there: each package of a GOPATH by
//! itself, with every import missing that isn't the standard library's.
//!
//! ```text
//! cargo xtask alone GOPATH PACKAGE... >alone.txt
//! cargo xtask alone GOPATH --exact PACKAGE... >exact.txt
//! cargo xtask fidelity modules-alone --mode "-m -l" --reference GC --predicted alone.txt
//! ```
//!
//! With `--exact`, only what rests on nothing that is missing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use goesc::findings::analysis::Detail;
use goesc::report::gc;
use goesc::source::{Environment, Overrides};
use goesc::workspace;

/// Runs it.
pub fn main(args: Vec<String>) -> ExitCode {
    crate::status("alone", run(args).map(|()| true))
}

fn run(args: Vec<String>) -> Result<(), Box<dyn std::error::Error>> {
    let mut args = args.into_iter();
    let gopath = args.next().ok_or("name a GOPATH and packages")?;
    let (options, packages): (Vec<String>, Vec<String>) = args.partition(|arg| arg == "--exact");
    let alone = std::env::temp_dir().join(format!("goesc-alone-{}", std::process::id()));
    let mut out = io::stdout().lock();
    let (mut exact, mut assumed) = (0, 0);
    for package in &packages {
        let dir = alone.join("src").join(package);
        fs::create_dir_all(&dir)?;
        for entry in fs::read_dir(Path::new(&gopath).join("src").join(package))? {
            let path = entry?.path();
            if let (true, Some(name)) = (path.is_file(), path.file_name()) {
                fs::copy(&path, dir.join(name))?;
            }
        }
        let place = alone.to_string_lossy();
        let variables = [("GOPATH", &*place), ("GO111MODULE", "off")]
            .into_iter()
            .chain([("GOENV", "off"), ("CGO_ENABLED", "0"), ("GOOS", "linux")])
            .chain([("GOARCH", "amd64")])
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let variables: BTreeMap<String, String> = variables.collect();
        let environment = Environment { variables, cwd: alone.join("src") };
        let config = goesc::std::settings(&environment, Overrides::default())?;
        let options_of_run = goesc::findings::analysis::Options::of(
            Detail::Verdicts,
            goesc::findings::analysis::Inlining::Off,
        );
        let mut analysis =
            workspace::analyze(&config, std::slice::from_ref(package), options_of_run)?;
        for fault in &analysis.faults {
            eprintln!("{package}: internal error: {}", fault.message);
        }
        for root in &mut analysis.roots {
            let sure = root.findings.iter().filter(|finding| finding.assumed.is_none());
            let sure = sure.count();
            exact += sure;
            assumed += root.findings.len() - sure;
            if !options.is_empty() {
                root.findings.retain(|finding| finding.assumed.is_none());
            }
            gc::write(&mut out, &root.title, &root.findings)?;
        }
        fs::remove_dir_all(&alone)?;
    }
    out.flush()?;
    eprintln!("{} packages: {exact} findings exact, {assumed} assumed", packages.len());
    Ok(())
}

//! `cargo xtask edits FILE [N]`: how long it takes from an edit to findings.
//!
//! The file is opened in a workspace, and a statement is put into the body of one function after
//! the other, N times (100), and taken out again; and N / 5 times a package variable that a body names is
//! declared, and taken out. Printed are the times from the edit to errors and findings of the file, in
//! milliseconds: the first, with nothing known; then the median, the 95th of a hundred, and the longest.
//! Nothing is written to disk.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use goesc::findings::analysis::Inlining;
use goesc::source::{Environment, Overrides};
use goesc::workspace::{Edit, Workspace};

use super::times::{millis, print};

pub fn main(args: Vec<String>) -> ExitCode {
    crate::status("xtask", run(&args).map(|()| true))
}

fn run(args: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    let (file, count) = match args {
        [file] => (file, 100),
        [file, count] => (file, count.parse()?),
        _ => return Err("edits FILE [N]".into()),
    };
    let path = std::path::absolute(Path::new(file))?;
    let text = std::fs::read_to_string(&path)?;
    let environment = Environment::current()?;
    let config = goesc::std::settings(&environment, Overrides::default())?;
    let mut workspace = Workspace::new(config, Inlining::On, 0)?;
    let ask = |workspace: &Workspace| -> Result<(Duration, usize), goesc::workspace::Cancelled> {
        let start = Instant::now();
        let snapshot = workspace.snapshot();
        let errors = snapshot.diagnostics(&path)?.len();
        let findings = snapshot.findings(&path, None)?.len();
        Ok((start.elapsed(), errors + findings))
    };
    workspace.set_text(&path, text.clone().into_bytes());
    let (first, found) = ask(&workspace)?;
    println!("first {:.1} ms, {found} findings", millis(first));
    let bodies: Vec<usize> = text
        .match_indices("\nfunc ")
        .filter_map(|(at, _)| Some(at + text[at..].find(" {\n")? + 3))
        .collect();
    if bodies.is_empty() {
        return Err("no function has a body of several lines".into());
    }
    let statement = b"\tif x := new(int); *x > 0 {\n\t\tpanic(x)\n\t}\n";
    let mut times = Vec::new();
    for number in 0..count {
        let at = bodies[number % bodies.len()];
        let put = Edit { range: at..at, text: statement.to_vec() };
        let taken = Edit { range: at..at + statement.len(), text: Vec::new() };
        for edit in [put, taken] {
            let start = Instant::now();
            workspace.apply_edits(&path, &[edit])?;
            ask(&workspace)?;
            times.push(start.elapsed());
        }
    }
    print("in a body", &mut times);
    println!("last: {:?}", workspace.last_work());
    let declared = b"\nvar declaredByNobody = new(int)\n";
    let mut times = Vec::new();
    for number in 0..count.div_ceil(5) {
        let body = bodies[number % bodies.len()];
        let used = b"\tprintln(declaredByNobody)\n";
        workspace.apply_edits(&path, &[Edit { range: body..body, text: used.to_vec() }])?;
        ask(&workspace)?;
        let end = text.len() + used.len();
        let put = Edit { range: end..end, text: declared.to_vec() };
        let taken = Edit { range: end..end + declared.len(), text: Vec::new() };
        for edit in [put, taken] {
            let start = Instant::now();
            workspace.apply_edits(&path, &[edit])?;
            ask(&workspace)?;
            times.push(start.elapsed());
        }
        let gone = Edit { range: body..body + used.len(), text: Vec::new() };
        workspace.apply_edits(&path, &[gone])?;
        ask(&workspace)?;
    }
    print("of a declaration", &mut times);
    println!("last: {:?}", workspace.last_work());
    Ok(())
}

//! `cargo xtask edit-compare DIR [N [SEED]]`: whether a workspace says after edits what a new one says.
//!
//! All files of a package are opened, and N times (200) a place in one of them is changed: a line of
//! a function goes or comes twice, a name becomes another name of the file, a statement is put in; or
//! a change is taken back. After each, errors and findings of all files are those of a workspace that
//! begins with the same texts, or the first difference is printed. Nothing is written to disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use goesc::findings::analysis::Inlining;
use goesc::source::{Config, Environment, Overrides};
use goesc::workspace::Workspace;

#[path = "../../tests/suite/mutation/random.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the tests")]
mod random;
#[path = "../../tests/suite/common/said.rs"]
#[allow(unreachable_pub, reason = "shared with the tests")]
mod said;

use random::Random;

/// Statements that are put in.
const STATEMENTS: [&str; 8] = [
    "\tif x := new(int); *x > 0 {\n\t\tpanic(x)\n\t}\n",
    "\t_ = func() int { return 1 }()\n",
    "\tvar undeclared missing\n",
    "\tprintln(len(make([]byte, 10)))\n",
    "\tdefer func() { recover() }()\n",
    "\tfor range 3 {\n",
    "\treturn\n",
    "\tvar sink any = struct{ a, b int }{1, 2}; _ = sink\n",
];

pub fn main(args: Vec<String>) -> ExitCode {
    crate::status("xtask", run(&args))
}

fn run(args: &[String]) -> Result<bool, Box<dyn std::error::Error>> {
    let (dir, count, seed) = match args {
        [dir] => (dir, 200, 1),
        [dir, count] => (dir, count.parse()?, 1),
        [dir, count, seed] => (dir, count.parse()?, seed.parse()?),
        _ => return Err("edit-compare DIR [N [SEED]]".into()),
    };
    let dir = std::path::absolute(Path::new(dir))?;
    let mut texts: BTreeMap<PathBuf, String> = BTreeMap::new();
    for entry in fs::read_dir(&dir)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".go") && !name.ends_with("_test.go") {
            texts.insert(path.clone(), fs::read_to_string(&path)?);
        }
    }
    let paths: Vec<PathBuf> = texts.keys().cloned().collect();
    if paths.is_empty() {
        return Err("there is no Go file".into());
    }
    let environment = Environment { cwd: dir, ..Environment::current()? };
    let config = goesc::std::settings(&environment, Overrides::default())?;
    let mut workspace = open(&config, &texts)?;
    said(&workspace, &paths)?;
    let mut random = Random::of(seed, 0);
    let mut undo: Vec<(PathBuf, String)> = Vec::new();
    let mut by_part = 0;
    for number in 0..count {
        let (path, text) = match undo.pop() {
            Some(before) if random.below(3) == 0 => before,
            known => {
                undo.extend(known);
                let path = paths[random.below(paths.len())].clone();
                let text = edited(&texts[&path], &mut random);
                undo.push((path.clone(), texts[&path].clone()));
                (path, text)
            }
        };
        workspace.set_text(&path, text.as_bytes());
        texts.insert(path.clone(), text);
        workspace.snapshot().diagnostics(&path)?;
        by_part += workspace.last_work().in_part;
        let now = said(&workspace, &paths)?;
        let anew = said(&open(&config, &texts)?, &paths)?;
        if let Some((now, anew)) = now.iter().zip(&anew).find(|(now, anew)| now != anew) {
            println!("edit {number}, of {} ({:?}):", path.display(), workspace.last_work());
            println!("edited: {now}\nanew:   {anew}");
            let kept = std::env::temp_dir().join("goesc-edit-compare.go");
            fs::write(&kept, &texts[&path])?;
            println!("the text is in {}", kept.display());
            return Ok(false);
        }
        if now.len() != anew.len() {
            println!("edit {number}: {} lines, and anew {}", now.len(), anew.len());
            return Ok(false);
        }
    }
    println!("{count} edits, {by_part} of them analyzed in part: no difference");
    Ok(true)
}

fn open(
    config: &Config,
    texts: &BTreeMap<PathBuf, String>,
) -> Result<Workspace, Box<dyn std::error::Error>> {
    let mut workspace = Workspace::new(config.clone(), Inlining::On, 0)?;
    for (path, text) in texts {
        workspace.set_text(path, text.as_bytes());
    }
    Ok(workspace)
}

/// All that is said of files, a line each.
fn said(
    workspace: &Workspace,
    paths: &[PathBuf],
) -> Result<Vec<String>, goesc::workspace::Cancelled> {
    let snapshot = workspace.snapshot();
    let mut lines = Vec::new();
    for path in paths {
        let errors = snapshot.diagnostics(path)?;
        lines.extend(errors.iter().map(said::error));
        lines.extend(snapshot.findings(path, None)?.iter().map(|one| said::finding(one)));
    }
    Ok(lines)
}

/// A text with one change.
fn edited(text: &str, random: &mut Random) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let in_body = |line: &&str| line.starts_with('\t');
    let bodies: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| in_body(line)).map(|(at, _)| at).collect();
    if bodies.is_empty() {
        return format!("{text}\n");
    }
    let at = bodies[random.below(bodies.len())];
    let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
    match random.below(6) {
        0 => {
            lines.remove(at);
        }
        1 => lines.insert(at, lines[at].clone()),
        2 | 3 => lines.insert(at, STATEMENTS[random.below(STATEMENTS.len())].to_owned()),
        4 => {
            let other = lines[bodies[random.below(bodies.len())]].clone();
            lines[at] = other;
        }
        _ => {
            let names: Vec<String> = words(&lines[bodies[random.below(bodies.len())]]);
            let own = words(&lines[at]);
            if let (false, false) = (names.is_empty(), own.is_empty()) {
                let old = &own[random.below(own.len())];
                lines[at] = lines[at].replacen(old, &names[random.below(names.len())], 1);
            }
        }
    }
    lines.concat()
}

fn words(line: &str) -> Vec<String> {
    let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

//! Records in the fixtures what gc prints about them: `cargo xtask record testdata/seed`.
//!
//! Needs GOROOT to name a Go 1.27.3 installation. Without arguments, all fixtures are recorded.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::fixture::{self, Fixture, Line, Target};

/// Runs it.
pub fn main(args: Vec<String>) -> ExitCode {
    let mut roots: Vec<PathBuf> = args.into_iter().map(PathBuf::from).collect();
    if roots.is_empty() {
        roots = ["seed", "escape", "inline", "packages", "modules"]
            .map(|folder| Path::new("testdata").join(folder))
            .into();
    }
    let modules: Vec<PathBuf> = roots.iter().flat_map(|root| fixture::modules(root)).collect();
    let result = Compiler::new().and_then(|compiler| {
        for module in &modules {
            record_module(&compiler, module)
                .map_err(|error| format!("{}: {error}", module.display()))?;
        }
        for path in roots
            .iter()
            .flat_map(|root| if root.is_file() { vec![root.clone()] } else { fixture::find(root) })
        {
            if !modules.iter().any(|module| path.starts_with(module)) {
                record(&compiler, &path).map_err(|error| format!("{}: {error}", path.display()))?;
            }
        }
        Ok(())
    });
    crate::status("record", result.map(|()| true))
}

fn record(compiler: &Compiler, path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let mut fixture = Fixture::parse(&text)?;
    fixture.want = compiler.lines(&fixture)?;
    if fixture.reasons.is_some() {
        fixture.reasons = Some(compiler.reasons(&fixture)?);
    }
    let new = fixture.render();
    if new != text {
        std::fs::write(path, new).map_err(|error| error.to_string())?;
        println!("{}: {} lines", path.display(), fixture.want.len());
    }
    Ok(())
}

/// Records what is printed of a module as a whole, where that stands in files of its own: what names
/// other files than those that are there can't stand in comments beside them.
fn record_whole(compiler: &Compiler, module: &Path) -> Result<bool, String> {
    let mut is_whole = false;
    for (file, command) in [("m.txt", &["build"][..]), ("t.txt", &["test", "-c", "-o"])] {
        let path = module.join(file);
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        is_whole = true;
        let mut go = Command::new(&compiler.go);
        go.args(command);
        if command.len() > 1 {
            go.arg(compiler.folder.join("tests/"));
        }
        let printed = compiler.run(go.args(["-gcflags=-m", "./..."]).current_dir(module))?;
        let of_packages = printed.lines().filter(|line| !line.starts_with('?'));
        let new: String = of_packages.map(|line| format!("{line}\n")).collect();
        if new != text {
            std::fs::write(&path, &new).map_err(|error| error.to_string())?;
            println!("{}: {} lines", path.display(), new.lines().count());
        }
    }
    Ok(is_whole)
}

fn record_module(compiler: &Compiler, module: &Path) -> Result<(), String> {
    if record_whole(compiler, module)? {
        return Ok(());
    }
    let mut files = fixture::module_files(module)?;
    let mut flags = vec!["-m"];
    flags.extend(files.values().next().into_iter().flat_map(further));
    let mut build = Command::new(&compiler.go);
    build.args(["build", &format!("-gcflags={}", flags.join(" ")), "./..."]).current_dir(module);
    let mut lines = fixture::module_lines(&files, &compiler.run(&mut build)?);
    for (name, file) in &mut files {
        file.want = lines.remove(name).unwrap_or_default();
        let path = module.join(name);
        let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
        let new = file.render();
        if new != text {
            std::fs::write(&path, new).map_err(|error| error.to_string())?;
            println!("{}: {} lines", path.display(), file.want.len());
        }
    }
    Ok(())
}

/// The flags of a fixture beside `-m`, which twice would mean `-m=2`.
fn further(fixture: &Fixture) -> impl Iterator<Item = &str> {
    fixture.flags.iter().map(String::as_str).filter(|&flag| flag != "-m")
}

/// gc.
struct Compiler {
    go: PathBuf,
    folder: PathBuf,
}

impl Compiler {
    fn new() -> Result<Compiler, String> {
        let goroot = std::env::var_os("GOROOT").ok_or("GOROOT must name a Go installation")?;
        let folder = std::env::temp_dir().join(format!("goesc-record-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let compiler = Compiler { go: PathBuf::from(goroot).join("bin/go"), folder };
        let version = compiler.run(Command::new(&compiler.go).arg("version"))?;
        if !version.contains(" go1.27.3 ") {
            return Err(format!("fixtures are recorded with go1.27.3, not {version}"));
        }
        Ok(compiler)
    }

    /// Where compiled packages are for a target, in a file.
    fn importcfg(&self, target: &Target) -> Result<PathBuf, String> {
        let path = self.folder.join(format!("importcfg-{}-{}", target.goos, target.goarch));
        if !path.exists() {
            let format = "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}";
            let mut list = Command::new(&self.go);
            list.args(["list", "-export", "-f", format, "std"]).envs(target.variables());
            std::fs::write(&path, self.run(&mut list)?).map_err(|error| error.to_string())?;
        }
        Ok(path)
    }

    /// Runs a command and returns what it printed, to standard output and error.
    fn run(&self, command: &mut Command) -> Result<String, String> {
        let output = command
            .env("CGO_ENABLED", "0")
            .env("GOFLAGS", "")
            .env("GOTOOLCHAIN", "local")
            .output()
            .map_err(|error| format!("{command:?}: {error}"))?;
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        if output.status.success() { Ok(text) } else { Err(text) }
    }

    fn source(&self) -> PathBuf {
        self.folder.join("fixture.go")
    }

    /// What gc prints about a fixture.
    fn compile(&self, fixture: &Fixture, explain: &str) -> Result<String, String> {
        let source = self.source();
        std::fs::write(&source, &fixture.source).map_err(|error| error.to_string())?;
        self.run(
            Command::new(&self.go)
                .args(["tool", "compile", "-p", "main", explain])
                .args(further(fixture))
                .arg("-importcfg")
                .arg(self.importcfg(&fixture.target)?)
                .envs(fixture.target.variables())
                .arg("-o")
                .arg(self.folder.join("fixture.a"))
                .arg(&source),
        )
    }

    fn reasons(&self, fixture: &Fixture) -> Result<Vec<String>, String> {
        let output = self.compile(fixture, "-m=2")?;
        Ok(fixture::reasons(&output, &self.source().to_string_lossy()))
    }

    fn lines(&self, fixture: &Fixture) -> Result<BTreeSet<Line>, String> {
        let output = self.compile(fixture, "-m")?;
        let own = self.source().to_string_lossy().into_owned();
        Ok(output
            .lines()
            .filter_map(|line| fixture.mode().wanted(Line::parse(line, &own)?))
            .collect())
    }
}

impl Drop for Compiler {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

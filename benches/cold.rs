//! From start to exit on one file, in an empty environment: time, CPU and memory, against `gofmt
//! -l` on the same file where gofmt is installed (in GOROOT, or in PATH).
//!
//! ```text
//! cargo bench --bench cold
//! ```
//!
//! It fails when it takes more than the limits below. [benches/README.md](README.md) has figures.

use std::process::ExitCode;

#[cfg(unix)]
mod unix {
    use std::path::{Path, PathBuf};
    use std::process::{Command, ExitCode, Stdio};
    use std::time::{Duration, Instant};

    use nix::sys::resource::{UsageWho, getrusage};

    const RUNS: usize = 61;
    /// The median from start to exit.
    const WALL: Duration = Duration::from_millis(15);
    const MEMORY_KIB: i64 = 40 << 10;
    /// CPU, as a multiple of gofmt's.
    const GOFMTS: f64 = 4.0;

    /// The wall time and CPU time of a run.
    #[derive(Clone, Copy)]
    struct Took {
        wall: Duration,
        cpu: Duration,
    }

    fn cpu() -> Duration {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the usage of children");
        let micros = |time: nix::sys::time::TimeVal| {
            Duration::from_secs(time.tv_sec() as u64) + Duration::from_micros(time.tv_usec() as u64)
        };
        micros(usage.user_time()) + micros(usage.system_time())
    }

    fn run(program: &Path, args: &[&str], file: &Path) -> Took {
        let before = cpu();
        let start = Instant::now();
        let mut command = Command::new(program);
        command.args(args).arg(file).env_clear().stdin(Stdio::null()).stdout(Stdio::null());
        let status = command.status().expect("it can be run");
        let wall = start.elapsed();
        assert!(status.success(), "{}: {status}", program.display());
        Took { wall, cpu: cpu().saturating_sub(before) }
    }

    fn median(mut times: Vec<Duration>) -> Duration {
        times.sort();
        times[times.len() / 2]
    }

    fn gofmt() -> Option<PathBuf> {
        let root = std::env::var_os("GOROOT").map(|root| Path::new(&root).join("bin"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let dirs = root.into_iter().chain(std::env::split_paths(&path));
        dirs.map(|dir| dir.join("gofmt")).find(|file| file.is_file())
    }

    pub fn main() -> ExitCode {
        let goesc = Path::new(env!("CARGO_BIN_EXE_goesc"));
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/bench/cold/cold.go");
        let args = ["check", "--format", "gc"];
        let gofmt = gofmt();
        run(goesc, &args, &file);
        // Only goesc has run so far.
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the usage of children");
        let memory = usage.max_rss();
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            ours.push(run(goesc, &args, &file));
            if let Some(gofmt) = &gofmt {
                theirs.push(run(gofmt, &["-l"], &file));
            }
        }
        let walls = |took: &[Took]| median(took.iter().map(|took| took.wall).collect());
        let cpus = |took: &[Took]| median(took.iter().map(|took| took.cpu).collect());
        let (wall, cpu) = (walls(&ours), cpus(&ours));
        println!("goesc: {wall:.1?} from start to exit, {cpu:.1?} of CPU, {} MiB", memory >> 10);
        let mut good = wall <= WALL && memory <= MEMORY_KIB;
        if theirs.is_empty() {
            println!("gofmt isn't installed: there is nothing to compare the CPU with");
        } else {
            let (gofmt_wall, gofmt_cpu) = (walls(&theirs), cpus(&theirs));
            let ratio = cpu.as_secs_f64() / gofmt_cpu.as_secs_f64();
            println!("gofmt -l: {gofmt_wall:.1?} from start to exit, {gofmt_cpu:.1?} of CPU");
            println!("goesc takes {ratio:.2} times the CPU of gofmt");
            good &= ratio <= GOFMTS;
        }
        if !good {
            println!("limits: {WALL:?}, {} MiB, {GOFMTS} times gofmt's CPU", MEMORY_KIB >> 10);
            return ExitCode::FAILURE;
        }
        ExitCode::SUCCESS
    }
}

#[cfg(unix)]
fn main() -> ExitCode {
    unix::main()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    println!("what other processes use is only known on Unix");
    ExitCode::SUCCESS
}

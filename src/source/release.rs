//! What the selection of files depends on in a Go release: its release tags, its experiments and
//! the tags of an architecture's levels.
//!
//! Models `internal/buildcfg/{cfg,exp}.go` and `internal/platform/zosarch.go`:
//!
//! ```go
//! //go:build goexperiment.jsonv2 && go1.25 && amd64.v1
//! ```

use std::fmt;

/// A Go language version such as 1.27.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GoVersion {
    /// Always 1 so far.
    pub major: u32,
    /// The release within the major version.
    pub minor: u32,
}

impl GoVersion {
    /// The version that the go command assumes for a module whose go.mod has no `go` line
    /// (`gover.DefaultGoModVersion`).
    pub const WITHOUT_GO_LINE: GoVersion = GoVersion { major: 1, minor: 16 };

    /// The language version of `1`, `1.21`, `1.21rc2` or `1.21.3`.
    pub fn parse(text: &str) -> Option<GoVersion> {
        let (major, rest) = number(text)?;
        if rest.is_empty() {
            return Some(GoVersion { major, minor: 0 });
        }
        let (minor, rest) = number(rest.strip_prefix('.')?)?;
        let ok = match rest.as_bytes() {
            [] => true,
            [b'.', ..] => number(&rest[1..]).is_some_and(|(_, end)| end.is_empty()),
            _ => {
                let kind = rest.trim_end_matches(|c: char| c.is_ascii_digit());
                kind.len() < rest.len() && matches!(kind, "rc" | "beta" | "alpha")
            }
        };
        ok.then_some(GoVersion { major, minor })
    }
}

impl fmt::Display for GoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A decimal number without superfluous zeros, and what follows it.
fn number(text: &str) -> Option<(u32, &str)> {
    let len = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(len);
    if digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    Some((digits.parse().ok()?, rest))
}

/// A supported release of the Go toolchain.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum GoRelease {
    /// Go 1.27.3.
    Go1_27,
}

impl GoRelease {
    /// All supported releases, oldest first.
    pub const ALL: [GoRelease; 1] = [GoRelease::Go1_27];
    /// The newest supported release.
    pub const NEWEST: GoRelease = GoRelease::Go1_27;

    /// The release of `1.27` or `go1.27.3`.
    pub fn parse(text: &str) -> Option<GoRelease> {
        let version = GoVersion::parse(text.strip_prefix("go").unwrap_or(text))?;
        GoRelease::ALL.into_iter().find(|release| release.language() == version)
    }

    /// The newest language version that the release compiles.
    pub fn language(self) -> GoVersion {
        match self {
            GoRelease::Go1_27 => GoVersion { major: 1, minor: 27 },
        }
    }

    /// What its compiler calls itself.
    pub fn compiler(self) -> &'static str {
        match self {
            GoRelease::Go1_27 => "go1.27.3",
        }
    }

    /// Whether the release satisfies `tag`, one of `go1.1` to its own version.
    pub fn has_release_tag(self, tag: &str) -> bool {
        let Some(minor) = tag.strip_prefix("go1.").and_then(number) else { return false };
        minor.1.is_empty() && (1..=self.language().minor).contains(&minor.0)
    }

    /// The names of all experiments of the release.
    fn experiments(self) -> &'static [&'static str] {
        match self {
            GoRelease::Go1_27 => &[
                "fieldtrack",
                "preemptibleloops",
                "staticlockranking",
                "boringcrypto",
                "regabiwrappers",
                "regabiargs",
                "heapminimum512kib",
                "arenas",
                "cgocheck2",
                "loopvar",
                "newinliner",
                "dwarf5",
                "jsonv2",
                "greenteagc",
                "randomizedheapbase64",
                "runtimefreegc",
                "sizespecializedmalloc",
                "simd",
                "runtimesecret",
                "mapsplitgroup",
            ],
        }
    }

    /// The experiments that are on for a platform, `GOEXPERIMENT` applied.
    pub fn enabled_experiments(
        self,
        goos: &str,
        goarch: &str,
        goexperiment: &str,
    ) -> Result<Vec<&'static str>, String> {
        let regabi =
            ["amd64", "arm64", "loong64", "ppc64le", "ppc64", "riscv64", "s390x"].contains(&goarch);
        let mut on: Vec<&str> = match self {
            GoRelease::Go1_27 => {
                vec!["randomizedheapbase64", "greenteagc", "jsonv2", "sizespecializedmalloc"]
            }
        };
        if !["darwin", "ios", "aix"].contains(&goos) {
            on.push("dwarf5");
        }
        for word in goexperiment.split(',').filter(|word| !word.is_empty()) {
            if word == "none" {
                on.clear();
                continue;
            }
            let (wanted, name) = match word.strip_prefix("no") {
                Some(name) => (false, name),
                None => (true, word),
            };
            if name == "regabi" {
                continue;
            }
            let Some(&name) = self.experiments().iter().find(|known| **known == name) else {
                return Err(format!("unknown GOEXPERIMENT {name}"));
            };
            on.retain(|other| *other != name);
            if wanted {
                on.push(name);
            }
        }
        // The register ABI follows the architecture, whatever GOEXPERIMENT says.
        on.retain(|name| !name.starts_with("regabi"));
        if regabi {
            on.extend(["regabiwrappers", "regabiargs"]);
        }
        Ok(self.experiments().iter().copied().filter(|name| on.contains(name)).collect())
    }

    /// The ports of the release: its pairs of GOOS and GOARCH.
    pub fn supports(self, goos: &str, goarch: &str) -> bool {
        match self {
            GoRelease::Go1_27 => PORTS_1_27
                .iter()
                .any(|(os, arches)| *os == goos && arches.split(' ').any(|arch| arch == goarch)),
        }
    }
}

impl fmt::Display for GoRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.language().fmt(f)
    }
}

const PORTS_1_27: [(&str, &str); 15] = [
    ("aix", "ppc64"),
    ("android", "386 amd64 arm arm64"),
    ("darwin", "amd64 arm64"),
    ("dragonfly", "amd64"),
    ("freebsd", "386 amd64 arm arm64 riscv64"),
    ("illumos", "amd64"),
    ("ios", "amd64 arm64"),
    ("js", "wasm"),
    (
        "linux",
        "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x sparc64",
    ),
    ("netbsd", "386 amd64 arm arm64"),
    ("openbsd", "386 amd64 arm arm64 ppc64 riscv64"),
    ("plan9", "386 amd64 arm"),
    ("solaris", "amd64"),
    ("wasip1", "wasm"),
    ("windows", "386 amd64 arm64"),
];

/// Whether the port can use cgo.
pub(super) fn cgo_supported(goos: &str, goarch: &str) -> bool {
    !matches!((goos, goarch), ("js", _) | ("wasip1", _) | ("plan9", _) | ("openbsd", "ppc64"))
}

/// The tags of an architecture's level (`GOAMD64=v3` gives `amd64.v1`, `amd64.v2`, `amd64.v3`).
/// `setting` is the value of the architecture's variable, empty for its default.
pub(super) fn architecture_tags(goarch: &str, setting: &str) -> Result<Vec<String>, String> {
    let or = |default: &'static str| if setting.is_empty() { default } else { setting };
    let invalid = |variable: &str| Err(format!("invalid {variable}: {setting}"));
    let tags = match goarch {
        "386" => match or("sse2") {
            value @ ("sse2" | "softfloat") => vec![format!("386.{value}")],
            _ => return invalid("GO386"),
        },
        "amd64" => match or("v1").strip_prefix('v').and_then(|v| v.parse().ok()) {
            Some(level @ 1..=4) => (1..=level).map(|i: u32| format!("amd64.v{i}")).collect(),
            _ => return invalid("GOAMD64"),
        },
        "arm" => match or("7").split(',').next().unwrap_or("").parse() {
            Ok(level @ 5..=7) => (5..=level).map(|i: u32| format!("arm.{i}")).collect(),
            _ => return invalid("GOARM"),
        },
        "arm64" => {
            let version = or("v8.0").split(',').next().unwrap_or("");
            match version.as_bytes() {
                [b'v', b'8', b'.', minor @ b'0'..=b'9'] => {
                    (0..=minor - b'0').map(|i| format!("arm64.v8.{i}")).collect()
                }
                [b'v', b'9', b'.', minor @ b'0'..=b'5'] => {
                    let minor = minor - b'0';
                    let mut tags: Vec<String> =
                        (0..=minor).map(|i| format!("arm64.v9.{i}")).collect();
                    tags.extend((0..=(minor + 5).min(9)).map(|i| format!("arm64.v8.{i}")));
                    tags
                }
                _ => return invalid("GOARM64"),
            }
        }
        "mips" | "mipsle" | "mips64" | "mips64le" => match or("hardfloat") {
            value @ ("hardfloat" | "softfloat") => vec![format!("{goarch}.{value}")],
            _ => return invalid("GOMIPS"),
        },
        "ppc64" | "ppc64le" => match or("power8").strip_prefix("power").map(str::parse) {
            Some(Ok(level @ 8..=10)) => {
                (8..=level).map(|i: u32| format!("{goarch}.power{i}")).collect()
            }
            _ => return invalid("GOPPC64"),
        },
        "riscv64" => {
            let levels = ["rva20u64", "rva22u64", "rva23u64"];
            match levels.iter().position(|level| *level == or("rva20u64")) {
                Some(last) => levels[..=last].iter().map(|l| format!("riscv64.{l}")).collect(),
                None => return invalid("GORISCV64"),
            }
        }
        "wasm" => vec!["wasm.satconv".to_owned(), "wasm.signext".to_owned()],
        _ => Vec::new(),
    };
    Ok(tags)
}

/// Whether an architecture's level has floating-point numbers computed by functions of the runtime
/// (`SoftFloat` of `goarm` and of the back ends' `galign.go`).
pub(super) fn has_soft_floats(goarch: &str, setting: &str) -> bool {
    match goarch {
        "arm" => match setting.split_once(',') {
            Some((_, floats)) => floats == "softfloat",
            None => setting == "5",
        },
        "386" | "mips" | "mipsle" | "mips64" | "mips64le" => setting == "softfloat",
        _ => false,
    }
}

/// The environment variable that sets an architecture's level.
pub(super) fn architecture_variable(goarch: &str) -> Option<&'static str> {
    Some(match goarch {
        "386" => "GO386",
        "amd64" => "GOAMD64",
        "arm" => "GOARM",
        "arm64" => "GOARM64",
        "mips" | "mipsle" => "GOMIPS",
        "mips64" | "mips64le" => "GOMIPS64",
        "ppc64" | "ppc64le" => "GOPPC64",
        "riscv64" => "GORISCV64",
        "wasm" => "GOWASM",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let v = |major, minor| Some(GoVersion { major, minor });
        assert_eq!(GoVersion::parse("1.21"), v(1, 21));
        assert_eq!(GoVersion::parse("1.21.3"), v(1, 21));
        assert_eq!(GoVersion::parse("1.21rc2"), v(1, 21));
        assert_eq!(GoVersion::parse("1"), v(1, 0));
        for bad in ["", "1.", "1.021", "go1.21", "1.21.x", "1.21rc", "1.2.3.4", "x"] {
            assert_eq!(GoVersion::parse(bad), None, "{bad}");
        }
        assert_eq!(GoRelease::parse("go1.27.1"), Some(GoRelease::Go1_27));
        assert_eq!(GoRelease::parse("1.28"), None);
    }

    #[test]
    fn tags() {
        let release = GoRelease::Go1_27;
        assert!(release.has_release_tag("go1.1") && release.has_release_tag("go1.27"));
        for no in ["go1.28", "go1.0", "go1", "go1.27.1", "go2.1"] {
            assert!(!release.has_release_tag(no), "{no}");
        }
        assert_eq!(
            release.enabled_experiments("linux", "amd64", "nojsonv2,arenas").as_deref(),
            Ok(&[
                "regabiwrappers",
                "regabiargs",
                "arenas",
                "dwarf5",
                "greenteagc",
                "randomizedheapbase64",
                "sizespecializedmalloc"
            ][..])
        );
        assert!(release.enabled_experiments("linux", "amd64", "bogus").is_err());
        assert_eq!(architecture_tags("amd64", "v3").map(|t| t.len()), Ok(3));
        assert!(architecture_tags("amd64", "v5").is_err());
        assert_eq!(architecture_tags("arm", "").map(|t| t.len()), Ok(3));
        for (goarch, level, soft) in [
            ("arm", "", false),
            ("arm", "5", true),
            ("arm", "5,hardfloat", false),
            ("arm", "7,softfloat", true),
            ("386", "softfloat", true),
            ("386", "", false),
            ("amd64", "softfloat", false),
        ] {
            assert_eq!(has_soft_floats(goarch, level), soft, "{goarch} {level}");
        }
        assert!(release.supports("linux", "s390x") && !release.supports("linux", "wasm"));
    }
}

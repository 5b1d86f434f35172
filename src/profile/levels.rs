//! Levels of architectures, set by variables of the environment (`internal/buildcfg/cfg.go`): each
//! is a build tag, and some have no instructions for floating-point numbers. And which ports have
//! cgo.
//!
//! ```go
//! //go:build amd64.v3 // of GOAMD64=v3 and v4
//! ```

use super::Floats;

/// The tags of an architecture's level (`GOAMD64=v3` gives `amd64.v1`, `amd64.v2`, `amd64.v3`).
/// `setting` is the value of the architecture's variable, empty for its default. What isn't a value
/// of the variable is an error, in the go command's words.
pub fn tags(goarch: &str, setting: &str) -> Result<Vec<String>, String> {
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

/// How floating-point numbers are computed on an architecture's level (`SoftFloat` of `goarm` and of the back ends' `galign.go`).
pub fn floats(goarch: &str, setting: &str) -> Floats {
    let soft = match goarch {
        "arm" => match setting.split_once(',') {
            Some((_, floats)) => floats == "softfloat",
            None => setting == "5",
        },
        "386" | "mips" | "mipsle" | "mips64" | "mips64le" => setting == "softfloat",
        _ => false,
    };
    match soft {
        true => Floats::Soft,
        false => Floats::Hard,
    }
}

/// The environment variable that sets an architecture's level.
pub fn variable(goarch: &str) -> Option<&'static str> {
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

/// Whether the port can use cgo (`internal/platform/zosarch.go`).
pub fn cgo_supported(goos: &str, goarch: &str) -> bool {
    !matches!((goos, goarch), ("js", _) | ("wasip1", _) | ("plan9", _) | ("openbsd", "ppc64"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels() {
        assert_eq!(tags("amd64", "v3").map(|t| t.len()), Ok(3));
        assert!(tags("amd64", "v5").is_err());
        assert_eq!(tags("arm", "").map(|t| t.len()), Ok(3));
        for (goarch, level, soft) in [
            ("arm", "", false),
            ("arm", "5", true),
            ("arm", "5,hardfloat", false),
            ("arm", "7,softfloat", true),
            ("386", "softfloat", true),
            ("386", "", false),
            ("amd64", "softfloat", false),
        ] {
            let is_soft = floats(goarch, level) == Floats::Soft;
            assert_eq!(is_soft, soft, "{goarch} {level}");
        }
    }
}

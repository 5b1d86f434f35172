//! Profiles that real programs wrote, and what is left of them when they are damaged. How they are
//! made: testdata/pprof/record.

use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint};

use super::*;

const TEACH: &[u8] = include_bytes!("../../testdata/pprof/teach.pprof");
const TRIMMED: &[u8] = include_bytes!("../../testdata/pprof/teach-trimpath.pprof");
const TIME: &[u8] = include_bytes!("../../testdata/pprof/teach-time.pprof");

fn line<'a>(profile: &'a Profile, path: &str, line: u32) -> &'a ProfileLine {
    let found = profile.lines.iter().find(|one| one.path == path && one.line == line);
    found.expect("a measured line")
}

#[test]
fn heap_profiles_are_read() {
    let profile = read(TEACH.to_vec()).expect("a profile");
    assert_eq!(profile.measure, Measure::Allocated);
    // 100 times 100 words of 8 bytes, in blocks of 896 bytes.
    let large = line(&profile, "/src/teach/slices.go", 35);
    assert_eq!(large.amount, Amount { size: 89_600, count: 100 });
    assert_eq!(large.within, Within::Code);
    let name = FunctionName { name: "example.com/teach.large".to_owned(), start_line: 34 };
    assert_eq!(large.functions, [name]);
    // Calls that were inlined have frames of their own: of the 1000 points, none belongs to `row`,
    // which has a slice of ten pointers each time.
    let point = line(&profile, "/src/teach/slices.go", 23);
    assert_eq!(point.amount, Amount { size: 16_000, count: 1000 });
    assert_eq!(line(&profile, "/src/teach/slices.go", 27).amount.count, 100);
    assert!(profile.lines.iter().all(|one| one.path != "/src/teach/slices.go" || one.line != 29));
    // A function of two shapes is one line.
    let add = line(&profile, "/src/teach/slices.go", 8);
    assert_eq!(add.functions.len(), 2, "{:?}", add.functions);
    // What `strings.Builder` allocates is made in the runtime by a name of another package.
    let builder = profile.lines.iter().find(|one| one.path.ends_with("/strings/builder.go"));
    let builder = builder.expect("what WriteString allocates");
    assert!(builder.amount.size >= 100 * 100, "{builder:?}");
    let runtime = profile.lines.iter().find(|one| one.within == Within::Runtime);
    assert!(runtime.is_some_and(|one| one.path.contains("/runtime/")), "{runtime:?}");
    let sum: u64 = profile.lines.iter().map(|one| one.amount.size).sum();
    assert_eq!(sum, profile.total.size);
}

#[test]
fn paths_may_be_trimmed() {
    let profile = read(TRIMMED.to_vec()).expect("a profile");
    let large = line(&profile, "example.com/teach/slices.go", 35);
    assert_eq!(large.amount, Amount { size: 89_600, count: 100 });
}

#[test]
fn time_is_read() {
    let profile = read(TIME.to_vec()).expect("a profile");
    assert_eq!(profile.measure, Measure::Time);
    assert!(profile.total.count > 0);
    assert_eq!(profile.total.size, profile.total.count * 10_000_000);
}

/// The profile, not compressed.
fn teach() -> Vec<u8> {
    gzip::plain(TEACH.to_vec(), MOST_BYTES).expect("a profile")
}

#[test]
fn damaged_profiles_are_errors_or_other_profiles() {
    let whole = teach();
    let expected = read(whole.clone()).expect("a profile");
    let mut errors = 0;
    for end in 0..whole.len() {
        if let Ok(cut) = read(whole[..end].to_vec()) {
            assert!(cut.total.size <= expected.total.size);
        } else {
            errors += 1;
        }
    }
    // The strings come last: without them, and what says which is which, there is nothing to read.
    assert!(errors > whole.len() * 3 / 4, "{errors} of {}", whole.len());
    for at in 0..whole.len() {
        for flip in [1 << (at % 8), 0x80, 0xff] {
            let mut flipped = whole.clone();
            flipped[at] ^= flip;
            if let Err(error) = read(flipped) {
                assert!(!error.to_string().is_empty());
            }
        }
    }
    for at in 0..TEACH.len() {
        let mut flipped = TEACH.to_vec();
        flipped[at] ^= 1 << (at % 8);
        let _ = read(flipped);
        let _ = read(TEACH[..at].to_vec());
    }
}

/// A profile of some records, each with its tag.
fn made(records: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (tag, record) in records {
        encode_key(*tag, WireType::LengthDelimited, &mut bytes);
        encode_varint(record.len() as u64, &mut bytes);
        bytes.extend(record);
    }
    bytes
}

/// A profile of one sample of 64 bytes in line 7, with one thing changed.
fn with(change: impl FnOnce(&mut Parts)) -> Result<Profile, ReadError> {
    let mut parts = Parts {
        types: vec![1, 2],
        sample: proto::Sample { locations: vec![5], values: vec![1, 64] },
        location: proto::Location { id: 5, lines: vec![proto::Line { function: 9, line: 7 }] },
        function: proto::Function { id: 9, name: 3, file: 4, start_line: 6 },
        more: Vec::new(),
    };
    change(&mut parts);
    let mut records: Vec<(u32, Vec<u8>)> = Vec::new();
    let types = parts.types.iter();
    records.extend(types.map(|&name| (1, proto::ValueType { name }.encode_to_vec())));
    records.push((2, parts.sample.encode_to_vec()));
    records.push((4, parts.location.encode_to_vec()));
    records.push((5, parts.function.encode_to_vec()));
    for text in ["", "alloc_objects", "alloc_space", "main.f", "/m/m.go"] {
        records.push((6, text.into()));
    }
    records.extend(parts.more);
    read(made(&records))
}

struct Parts {
    types: Vec<i64>,
    sample: proto::Sample,
    location: proto::Location,
    function: proto::Function,
    more: Vec<(u32, Vec<u8>)>,
}

fn error(change: impl FnOnce(&mut Parts)) -> String {
    with(change).expect_err("an error").to_string()
}

#[test]
fn what_is_wrong_is_told() {
    let profile = with(|_| {}).expect("a profile");
    assert_eq!(profile.lines.len(), 1);
    assert_eq!(profile.lines[0].amount, Amount { size: 64, count: 1 });
    assert_eq!((profile.lines[0].path.as_str(), profile.lines[0].line), ("/m/m.go", 7));

    assert_eq!(
        error(|parts| parts.function.name = 5),
        "at byte 26: a function names string 5 of 5"
    );
    assert_eq!(
        error(|parts| parts.types = vec![1, -1]),
        "at byte 4: a sample type names string -1 of 5"
    );
    assert_eq!(
        error(|parts| parts.sample.locations = vec![6]),
        "at byte 8: a sample names location 6, which isn't there"
    );
    assert_eq!(
        error(|parts| parts.location.lines[0].function = 8),
        "at byte 17: a location names function 8, which isn't there"
    );
    assert_eq!(
        error(|parts| parts.location.lines[0].line = -3),
        "at byte 17: a location of line -3"
    );
    let sample = "at byte 8: a sample of 1 values, where each has 2";
    assert_eq!(error(|parts| parts.sample.values = vec![1]), sample);
    let second = |parts: &mut Parts| {
        let location = proto::Location { id: 5, lines: Vec::new() };
        parts.more.push((4, location.encode_to_vec()));
    };
    assert_eq!(error(second), "at byte 82: a second location 5");
    let kind = "it measures neither memory nor time, but alloc_objects, main.f";
    assert_eq!(error(|parts| parts.types = vec![1, 3]), kind);
    let cut = read(vec![0x12, 0x80, 0x80, 0x01]).expect_err("cut");
    assert_eq!(cut.to_string(), "at byte 0: it ends within a sample of 16384 bytes");
    let cut = read(vec![0x12, 0xff]).expect_err("cut");
    assert!(cut.to_string().starts_with("at byte 0: it is no profile of pprof"), "{cut}");
    let text = read(b"heap profile: 1: 2 [3: 4] @ heap/1048576".to_vec()).expect_err("text");
    assert_eq!(text.to_string(), "it is a profile as text: ask for it without ?debug=1");
    let nothing = read(Vec::new()).expect_err("nothing");
    assert_eq!(nothing.to_string(), "it measures neither memory nor time, but nothing");
    let long = error(|parts| parts.more.push((6, vec![b'x'; (4 << 20) + 1])));
    assert_eq!(long, "at byte 82: a string of 4194305 bytes");
}

#[test]
fn a_difference_has_what_grew() {
    let profile = with(|parts| {
        let less = proto::Sample { locations: vec![5], values: vec![-1, -65] };
        parts.more.push((2, less.encode_to_vec()));
    });
    let profile = profile.expect("a profile");
    assert_eq!(profile.total, Amount::default());
    assert!(profile.lines.is_empty());
}

#[test]
fn few_bytes_ask_for_little_memory() {
    // Frames are counted, too: a location of half a million takes 2 MB, and eight in memory.
    let error = error(|parts| {
        parts.more.push((4, proto::Location { id: 6, lines: Vec::new() }.encode_to_vec()));
        let frames = vec![proto::Line { function: 9, line: 1 }; 1 << 19];
        for id in 7..40 {
            let location = proto::Location { id, lines: frames.clone() };
            parts.more.push((4, location.encode_to_vec()));
        }
    });
    assert_eq!(error, "it has more than 16777216 locations");
}

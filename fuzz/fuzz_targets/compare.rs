//! Any text is read as what gc printed: as text, or as events of `go build -json`, and compared
//! with itself and with nothing.

#![no_main]

use goesc::compare::{Counted, Form, Output, parse, patterns, score};
use goesc::report::{agreement, agreement_json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(output) = parse(&String::from_utf8_lossy(bytes)) else { return };
    let _ = (patterns(&output), output.has_inlining(), output.has_reasons());
    let nothing = Output { form: Form::Lines, packages: Default::default(), titles: Vec::new() };
    for counted in [Counted::Decisions, Counted::Inlining, Counted::Reasons] {
        let same = score(&output, &output, counted);
        assert!(same.differences.is_empty(), "an output agrees with itself");
        for agreement in
            [same, score(&output, &nothing, counted), score(&nothing, &output, counted)]
        {
            let mut text = Vec::new();
            agreement::write_tables(&mut text, &agreement).expect("memory takes all");
            agreement_json::write(&mut text, &agreement).expect("memory takes all");
        }
    }
});

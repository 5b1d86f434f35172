//! Whether documents are as a JSON schema says, by PyPI's jsonschema.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::needs;

/// Reads a schema and documents from standard input and prints what is wrong with them.
const VALIDATE: &str = r"
import json, sys
import jsonschema
given = json.load(sys.stdin)
kind = jsonschema.validators.validator_for(given['schema'])
kind.check_schema(given['schema'])
for number, document in enumerate(given['documents']):
    for error in kind(given['schema']).iter_errors(document):
        print(f'document {number}: {error.json_path}: {error.message}')
";

/// A validator at hand, for a test that needs one.
pub struct Validator {
    python: std::ffi::OsString,
}

impl Validator {
    /// For a test that goes on without one where it can't be had.
    pub fn of(test: &str) -> Option<Validator> {
        assert!(needs::WITH_JSONSCHEMA.contains(&test), "{test} isn't told to be skipped");
        needs::jsonschema().ok().map(|python| Validator { python })
    }

    /// What is wrong with documents beside the schema at a path of the checkout, a line each.
    pub fn errors(&self, path: &str, documents: &[Value]) -> String {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
        let text = text.expect("a schema");
        // An expression of SARIF's schema has a bracket by itself, which not all dialects let stand.
        let text = text.replace("[a-zA-Z]{2}]?$", r"[a-zA-Z]{2}\\]?$");
        let mut schema: Value = serde_json::from_str(&text).expect("JSON");
        bundle(&mut schema);
        let mut child = Command::new(&self.python)
            .args(["-c", VALIDATE])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python runs");
        let given = serde_json::json!({ "schema": schema, "documents": documents }).to_string();
        let mut stdin = child.stdin.take().expect("a pipe");
        stdin.write_all(given.as_bytes()).expect("Python reads");
        drop(stdin);
        let output = child.wait_with_output().expect("Python ended");
        assert!(output.status.success(), "{path}: {}", output.status);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// Puts the schema of findings into one that refers to it: nothing is fetched.
fn bundle(schema: &mut Value) {
    const FINDING: &str = "finding-1.json";
    if !schema.to_string().contains(&format!("\"{FINDING}\"")) {
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(FINDING);
    let text = std::fs::read_to_string(path).expect("a schema");
    let mut finding: Value = serde_json::from_str(&text).expect("JSON");
    finding["$id"] = FINDING.into();
    schema["$defs"]["finding"] = finding;
}

/// Checks documents against the schema at a path of the checkout.
#[track_caller]
pub fn assert_valid(test: &str, path: &str, documents: &[Value]) {
    if let Some(validator) = Validator::of(test) {
        let errors = validator.errors(path, documents);
        assert!(errors.is_empty(), "{path}: {errors}");
    }
}

/// Checks that the schema at a path of the checkout refuses a document.
#[track_caller]
pub fn assert_invalid(test: &str, path: &str, document: Value) {
    if let Some(validator) = Validator::of(test) {
        assert!(!validator.errors(path, &[document]).is_empty(), "{path} takes it");
    }
}

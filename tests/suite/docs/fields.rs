//! docs/JSON.md is made of the schemas of what the program prints.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::table::{cell, code, table};
use super::{assert_made, page};

/// The schemas of documents, in the order of the page.
const SCHEMAS: &[&str] = &["finding", "explain", "rules", "layout", "graph", "agreement"];

const HEAD: &str = "\
# JSON

<!-- Made of the schemas: GOESC_UPDATE=1 cargo test --release --test suite docs -->

Fields of what goesc prints for programs; [FORMATS.md](FORMATS.md) says how to ask for it. A field with `?` may be
absent, `a.b` is the field `b` of the object `a`, `a[]` an element of the array `a`.
";

/// A schema of the checkout, by the name of its file.
pub(super) fn schema(name: &str) -> Value {
    serde_json::from_str(&page(&format!("schema/{name}"))).expect("JSON")
}

/// What kind of value a schema takes, in a cell.
pub(super) fn kind(schema: &Value) -> String {
    let word = |value: &Value| match value {
        Value::String(text) => format!("`\"{text}\"`"),
        other => format!("`{other}`"),
    };
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(word).collect::<Vec<_>>().join(", ");
    }
    if let Some(value) = schema.get("const") {
        return word(value);
    }
    match &schema["type"] {
        Value::String(one) if one == "array" && schema["items"].get("type").is_some() => {
            format!("array of {}", kind(&schema["items"]))
        }
        Value::String(one) => one.clone(),
        Value::Array(several) => {
            several.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or ")
        }
        _ => String::new(),
    }
}

/// The page of schemas, as it is made.
struct Fields<'a> {
    /// The schema whose definitions are meant by `#/$defs/NAME`.
    whole: &'a Value,
    rows: Vec<[String; 3]>,
}

impl Fields<'_> {
    /// Rows for the fields of an object, and for those of objects in it.
    fn object(&mut self, path: &str, schema: &Value) {
        let none = Map::new();
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        for (name, field) in schema["properties"].as_object().unwrap_or(&none) {
            let mark = if required.contains(&Value::from(name.as_str())) { "" } else { "?" };
            self.field(&format!("{path}{name}"), mark, field);
        }
    }

    fn field(&mut self, path: &str, mark: &str, field: &Value) {
        let (kind, help) = self.told(field);
        self.rows.push([format!("`{path}`{mark}"), kind, help]);
        self.object(&format!("{path}."), field);
        self.object(&format!("{path}[]."), &field["items"]);
    }

    /// The kind and the meaning of a value: those of a definition, unless it says more itself.
    fn told(&self, field: &Value) -> (String, String) {
        let own = field["description"].as_str().map(cell);
        let Some(to) = field["$ref"].as_str() else {
            let items = field["items"]["$ref"].as_str().map(|_| self.told(&field["items"]).0);
            let kind = items.map_or_else(|| kind(field), |items| format!("array of {items}"));
            return (kind, own.unwrap_or_default());
        };
        let Some(name) = to.strip_prefix("#/$defs/") else {
            let name = to.trim_end_matches("-1.json");
            return (format!("[a {name}](#{name})"), own.unwrap_or_default());
        };
        let meant = &self.whole["$defs"][name];
        match meant["type"] == "object" {
            true => (code(name), own.unwrap_or_default()),
            false => {
                let (kind, help) = self.told(meant);
                (kind, own.unwrap_or(help))
            }
        }
    }

    /// The table of what was told since the last one.
    fn take(&mut self) -> String {
        table(["field", "type", "meaning"], &std::mem::take(&mut self.rows))
    }
}

fn fields() -> String {
    let mut text = HEAD.to_owned();
    for name in SCHEMAS {
        let whole = schema(&format!("{name}-1.json"));
        let title = whole["title"].as_str().expect("a title");
        let more = whole["description"].as_str().unwrap_or_default();
        let head = format!("{title}: [schema/{name}-1.json](../schema/{name}-1.json). {more}");
        let _ = write!(text, "\n## {name}\n\n{}\n\n", head.trim_end());
        let mut fields = Fields { whole: &whole, rows: Vec::new() };
        fields.object("", &whole);
        text.push_str(&fields.take());
        for variant in whole["oneOf"].as_array().into_iter().flatten() {
            let variant_name = variant["properties"]["type"]["const"].as_str().expect("a name");
            fields.object("", variant);
            fields.rows.retain(|row| row[0] != "`type`?");
            if !fields.rows.is_empty() {
                let _ =
                    write!(text, "\nWhere `type` is `\"{variant_name}\"`:\n\n{}", fields.take());
            }
        }
        for (definition, schema) in whole["$defs"].as_object().into_iter().flatten() {
            fields.object("", schema);
            if schema["type"] == "object" && !fields.rows.is_empty() {
                let _ = write!(text, "\nA `{definition}`:\n\n{}", fields.take());
            }
            fields.rows.clear();
        }
    }
    text
}

#[test]
fn the_fields_are_those_of_the_schemas() {
    assert_made("docs/JSON.md", &fields());
}

#[test]
fn each_schema_is_told() {
    let schemas = std::fs::read_dir(super::root().join("schema")).expect("schema");
    for entry in schemas {
        let file = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        let name = file.trim_end_matches("-1.json");
        // That of the settings is told in docs/REFERENCE.md.
        assert!(SCHEMAS.contains(&name) || name == "goesc-toml", "{file} isn't told");
    }
}

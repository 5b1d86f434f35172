//! Says which tests of the suite did nothing, and why: the last words of `cargo test`.

mod needs;

fn main() {
    let go = (needs::WITH_GO, needs::goroot().err());
    let older = (needs::WITH_OLDER_GO, needs::older_goroot().err());
    let jsonschema = (needs::WITH_JSONSCHEMA, needs::jsonschema().err());
    let bazel = (needs::WITH_BAZEL, needs::bazel().and(needs::casd()).err());
    let node = (needs::WITH_NODE, needs::node().err());
    let shell = (needs::WITH_SHELL, needs::shell().err());
    let packages = (needs::WITH_PACKAGES, needs::packages().err());
    let tools = (needs::WITH_TOOLS, needs::tools().err());
    let mut skipped = 0;
    for (tests, why) in [go, older, jsonschema, node, shell, packages, tools, bazel] {
        let Some(why) = why else { continue };
        println!("\nskipped, at least in part, for {why}:");
        for test in tests {
            println!("    {test}");
        }
        skipped += tests.len();
    }
    println!("\nof the suite, {skipped} tests were skipped\n");
}

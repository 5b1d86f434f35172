//! The picture in README.md is what a terminal shows.

use super::assert_made;
use super::commands::{run, shop};

#[test]
fn the_picture_is_what_a_terminal_shows() {
    let shop = shop();
    let printed = run("goesc check -l --color always .", shop.root());
    let prompt = "\x1b[1;32m$\x1b[0m goesc check -l\n";
    let term = anstyle_svg::Term::new();
    assert_made("docs/check.svg", &term.render_svg(&format!("{prompt}{printed}")));
}

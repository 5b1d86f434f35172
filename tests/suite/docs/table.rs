//! Tables of Markdown, from texts that know nothing of it.

/// A text as it stands in a cell: what would mean something to Markdown doesn't, outside of backquotes, and
/// a line stays one.
pub(super) fn cell(text: &str) -> String {
    let mut cell = String::new();
    let mut is_code = false;
    for c in text.chars() {
        is_code ^= c == '`';
        match c {
            '|' => cell.push_str("\\|"),
            '\n' => cell.push(' '),
            '*' | '<' | '[' if !is_code => {
                cell.push('\\');
                cell.push(c);
            }
            c => cell.push(c),
        }
    }
    cell
}

/// Words as code in a cell.
pub(super) fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

/// A table with a heading and rows of cells.
pub(super) fn table<const N: usize>(heading: [&str; N], rows: &[[String; N]]) -> String {
    let line = |cells: &[&str; N]| format!("| {} |\n", cells.join(" | ")).replace("|  |", "| |");
    let mut table = line(&heading);
    table.push_str(&"|---".repeat(N));
    table.push_str("|\n");
    for row in rows {
        table.push_str(&line(&row.each_ref().map(String::as_str)));
    }
    table
}

/// What a link within a page has after its `#`, as GitHub makes it of a heading.
pub(super) fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
}

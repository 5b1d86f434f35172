//! Text as HTML, and what all pages have in common.

use crate::visible::visible;

/// Text, with escapes for what is markup and for what would hide something.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// A sentence, escaped, in which what stands in backquotes is code.
pub(super) fn sentence(text: &str) -> String {
    let mut parts = text.split('`');
    let mut out = parts.next().map(escaped).unwrap_or_default();
    while let Some(code) = parts.next() {
        match parts.next() {
            Some(after) => {
                out.push_str("<code>");
                out.push_str(&escaped(code));
                out.push_str("</code>");
                out.push_str(&escaped(after));
            }
            // Nothing ends it.
            None => {
                out.push('`');
                out.push_str(&escaped(code));
            }
        }
    }
    out
}

/// A page. `above` leads to the directory of the start page.
pub(super) fn page(title: &str, above: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src file: 'self' 'unsafe-inline'; script-src file: 'self'\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"{above}style.css\">\n\
         <body>\n{body}\n<script src=\"{above}script.js\"></script>\n</body>\n</html>\n"
    )
}

/// What findings are filtered by.
pub(super) fn filters<'a>(rules: impl Iterator<Item = &'a str>) -> String {
    let options: String = rules.map(|rule| format!("<option>{}</option>", escaped(rule))).collect();
    format!(
        "<form><label>text or package <input name=\"text\" size=\"30\"></label>\
         <label>rule <select name=\"rule\"><option></option>{options}</select></label>\
         <label>weight, at least <input name=\"weight\" type=\"number\" min=\"0\" size=\"9\"></label>\
         <output class=\"faint\"></output>\
         <span class=\"faint\"><kbd>j</kbd> <kbd>k</kbd> next, last · <kbd>/</kbd> filter · \
         <kbd>u</kbd> up</span></form>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backquotes_are_code() {
        assert_eq!(sentence("a `<b>` c"), "a <code>&lt;b&gt;</code> c");
        assert_eq!(sentence("`a` and `b`"), "<code>a</code> and <code>b</code>");
        assert_eq!(sentence("a ` b"), "a ` b");
        assert_eq!(sentence(""), "");
    }
}

//! What is said of packages that gc doesn't compile, and about which it prints nothing.

use crate::findings::analysis::{RootReport, Uncompiled};
use crate::visible::visible;

/// That gc prints nothing about a package, and why, if that is so.
pub fn note(root: &RootReport) -> Option<String> {
    let title = visible(&root.title);
    Some(match root.uncompiled? {
        Uncompiled::Errors => format!("{title}: gc prints nothing about it, as it has errors"),
        Uncompiled::Import(path) => {
            let path = visible(path.as_str());
            format!("{title}: gc prints nothing about it, as {path}, which it imports, has errors")
        }
    })
}

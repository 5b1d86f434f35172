//! What helps against an allocation, in words: in the code where it is, or what its rule says in
//! general.
//!
//! ```text
//! let the map hold values, as a `map[string]point`: 16 bytes copied instead of allocated
//! ```

use crate::findings::Explained;
use crate::findings::suggestion::{Help, Suggestion};
use crate::visible::visible;

/// The one thing that helps against what allocates, if something does.
pub fn help(finding: &Explained) -> Option<String> {
    let rule = finding.rule.filter(|_| finding.cost.is_some_and(|cost| cost.allocates()))?;
    match &finding.help {
        Help::General => Some(first_sentence(rule.definition().helps).to_owned()),
        Help::Nothing => None,
        Help::Own(suggestion) => Some(words(suggestion)),
    }
}

/// All that helps, where there is room for it: in the code where it is, or what the rule says.
pub fn all(finding: &Explained) -> Option<String> {
    match &finding.help {
        Help::General => Some(finding.rule?.definition().helps.to_owned()),
        Help::Nothing => None,
        Help::Own(suggestion) => Some(words(suggestion)),
    }
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}

fn words(suggestion: &Suggestion) -> String {
    let text = match suggestion {
        Suggestion::ReturnValue { ty, bytes } => {
            format!(
                "Return {} `{ty}` instead of a `*{ty}`: {} copied instead of allocated.",
                article(ty),
                size(*bytes)
            )
        }
        Suggestion::FillIn { ty, bytes } => format!(
            "Fill in {} `{ty}` that the caller passes a pointer to: the caller's frame can hold the {}.",
            article(ty),
            size(*bytes)
        ),
        Suggestion::AppendTo { ty } => format!(
            "Append to a `{ty}` that the caller passes, as strconv.AppendInt does: the caller can \
             reuse it."
        ),
        Suggestion::HoldValues { container, ty, bytes } => format!(
            "Hold `{ty}` values, in a `{container}`: {} copied instead of allocated one by one.",
            size(*bytes)
        ),
        Suggestion::HoldInField { field, ty, bytes } => format!(
            "Make `{field}` {} `{ty}`: {} within what holds it instead of an allocation.",
            article(ty),
            size(*bytes)
        ),
        Suggestion::MakeWithRoom { variable, make } => {
            format!("Make `{variable}` with room for what the loop adds at most: `{make}`.")
        }
        Suggestion::ConstantCapacity { length, make, most } => {
            format!("If `{length}` is never more than {most}, say, `{make}` is on the stack.")
        }
        Suggestion::CallInstead { call, operand } => {
            format!("`{call}` takes `{operand}` without a conversion.")
        }
        Suggestion::WriteParts { callee } => {
            format!("Pass the parts to `{callee}` one after the other, instead of their sum.")
        }
        Suggestion::CallKnown { callee, interface, buffer } => {
            let what = match interface {
                Some(interface) => format!(
                    "`{callee}` is called through the interface `{interface}`, and may keep what it gets: a \
                     concrete type may not."
                ),
                None => format!("`{callee}` is a function value, and may keep what it gets."),
            };
            match buffer {
                true => what + " Or reuse one buffer: a field, or a sync.Pool.",
                false => what,
            }
        }
        Suggestion::CalleeKeeps { callee, parameter } => {
            let what = match parameter {
                Some(parameter) => format!("its parameter `{parameter}`"),
                None => "what it gets".to_owned(),
            };
            format!(
                "`{callee}` keeps {what}: if it copied what it needs, this could stay on the stack."
            )
        }
        Suggestion::KeepMethodValue { value, receiver, method } => {
            let once = format!("Each time, `{value}` is a new closure: make it once and keep it");
            match receiver {
                Some(receiver) => {
                    format!("{once}, or pass `{receiver}` as an interface with `{method}`.")
                }
                None => once + ".",
            }
        }
        Suggestion::ReuseLarge { ty, bytes } => {
            let instead = match bytes {
                Some(bytes) => format!(" instead of {} each time", size(*bytes)),
                None => String::new(),
            };
            format!(
                "Reuse one `{ty}` (a field, a parameter, a sync.Pool){instead}, or work in smaller \
                 pieces."
            )
        }
        Suggestion::ReturnFromLiteral { value, variable } => format!(
            "Let the literal return the value instead of storing `{value}` in `{variable}`."
        ),
        Suggestion::StartOnce => {
            "Start goroutines once, before the loop, and send them work over a channel.".to_owned()
        }
        Suggestion::CollectString { variable } => {
            format!("Each `+=` copies all of `{variable}`: collect the parts in a strings.Builder.")
        }
        Suggestion::DeclareInside { variable } => {
            format!("If `{variable}` isn't needed after the loop, declare it inside.")
        }
        Suggestion::CaptureNothing { variables } => format!(
            "Without what it captures ({}), the literal would be static data: pass that as parameters \
             where its type can have them.",
            variables.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ),
        Suggestion::CaptureCopy { variable, bytes } => format!(
            "The literal only reads `{variable}`: if it needs no later value, let it capture a copy, \
             `{variable} := {variable}` before it ({}).",
            size(*bytes)
        ),
    };
    visible(&text).into_owned()
}

/// What stands before the name of a type.
fn article(ty: &str) -> &'static str {
    match ty.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']) {
        true => "an",
        false => "a",
    }
}

fn size(bytes: i64) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        _ => format!("{bytes} bytes"),
    }
}

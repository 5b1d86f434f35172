//! What helps against an allocation, in words: in the code where it is, or what its rule says in
//! general.
//!
//! ```text
//! let the map hold values, as a `map[string]point`: 16 bytes copied instead of allocated
//! ```

use std::fmt;

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
            "Fill in {} {ty} that the caller passes a pointer to: the caller's frame can hold the {}.",
            article(ty),
            size(*bytes),
            ty = Code(ty)
        ),
        Suggestion::AppendTo { ty } => format!(
            "Append to a {ty} that the caller passes, as strconv.AppendInt does: the caller can \
             reuse it.",
            ty = Code(ty)
        ),
        Suggestion::HoldValues { container, ty, bytes } => format!(
            "Hold {ty} values, in a {container}: {} copied instead of allocated one by one.",
            size(*bytes),
            ty = Code(ty),
            container = Code(container)
        ),
        Suggestion::HoldInField { field, ty, bytes } => format!(
            "Make {field} {} {ty}: {} within what holds it instead of an allocation.",
            article(ty),
            size(*bytes),
            field = Code(field),
            ty = Code(ty)
        ),
        Suggestion::MakeWithRoom { variable, make } => {
            format!(
                "Make {variable} with room for what the loop adds at most: {make}.",
                variable = Code(variable),
                make = Code(make)
            )
        }
        Suggestion::ConstantCapacity { length, make, most } => {
            format!(
                "If {length} is never more than {most}, say, {make} is on the stack.",
                length = Code(length),
                make = Code(make)
            )
        }
        Suggestion::CallInstead { call, operand } => {
            format!(
                "{call} takes {operand} without a conversion.",
                call = Code(call),
                operand = Code(operand)
            )
        }
        Suggestion::WriteParts { callee } => {
            format!(
                "Pass the parts to {callee} one after the other, instead of their sum.",
                callee = Code(callee)
            )
        }
        Suggestion::CallKnown { callee, interface, buffer } => {
            let what = match interface {
                Some(interface) => format!(
                    "{callee} is called through the interface {interface}, and may keep what it gets: a \
                     concrete type may not.",
                    callee = Code(callee),
                    interface = Code(interface)
                ),
                None => format!(
                    "{callee} is a function value, and may keep what it gets.",
                    callee = Code(callee)
                ),
            };
            match buffer {
                true => what + " Or reuse one buffer: a field, or a sync.Pool.",
                false => what,
            }
        }
        Suggestion::CalleeKeeps { callee, parameter } => {
            let what = match parameter {
                Some(parameter) => {
                    format!("its parameter {parameter}", parameter = Code(parameter))
                }
                None => "what it gets".to_owned(),
            };
            format!(
                "{callee} keeps {what}: if it copied what it needs, this could stay on the stack.",
                callee = Code(callee)
            )
        }
        Suggestion::KeepMethodValue { value, receiver, method } => {
            let once = format!(
                "Each time, {value} is a new closure: make it once and keep it",
                value = Code(value)
            );
            match receiver {
                Some(receiver) => {
                    format!(
                        "{once}, or pass {receiver} as an interface with {method}.",
                        receiver = Code(receiver),
                        method = Code(method)
                    )
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
                "Reuse one {ty} (a field, a parameter, a sync.Pool){instead}, or work in smaller \
                 pieces.",
                ty = Code(ty)
            )
        }
        Suggestion::ReturnFromLiteral { value, variable } => format!(
            "Let the literal return the value instead of storing {value} in {variable}.",
            value = Code(value),
            variable = Code(variable)
        ),
        Suggestion::StartOnce => {
            "Start goroutines once, before the loop, and send them work over a channel.".to_owned()
        }
        Suggestion::CollectString { variable } => {
            format!(
                "Each `+=` copies all of {variable}: collect the parts in a strings.Builder.",
                variable = Code(variable)
            )
        }
        Suggestion::DeclareInside { variable } => {
            format!(
                "If {variable} isn't needed after the loop, declare it inside.",
                variable = Code(variable)
            )
        }
        Suggestion::CaptureNothing { variables } => format!(
            "Without what it captures ({}), the literal would be static data: pass that as parameters \
             where its type can have them.",
            variables.iter().map(|name| Code(name).to_string()).collect::<Vec<_>>().join(", ")
        ),
        Suggestion::CaptureCopy { variable, bytes } => format!(
            "The literal only reads `{variable}`: if it needs no later value, let it capture a copy, \
             `{variable} := {variable}` before it ({}).",
            size(*bytes)
        ),
    };
    visible(&text).into_owned()
}

/// Code in a text, in as many backticks as it takes.
struct Code<T>(T);

impl<T: fmt::Display> fmt::Display for Code<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&code_span(&self.0.to_string()))
    }
}

/// Code in Markdown, whatever quotes it has.
pub fn code_span(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match longest {
        0 => format!("{fence}{text}{fence}"),
        _ => format!("{fence} {text} {fence}"),
    }
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

//! Faults of goesc itself: a panic ends the part of the work in which it happens, and no more.
//!
//! [`isolate`] is around the parsing of each file, the check and the analysis of each package, and
//! the rendering of each package in each format. What it gives back says what was wrong, and where
//! in goesc's source, once [`keep_places`] was called:
//!
//! ```text
//! goesc: example.com/m: internal error: src/escape/solve.rs:10:5: index out of bounds: ...
//! ```
//!
//! What can't be caught is a stack overflow. So what recurses over a program does it on stacks of
//! [`STACK`] bytes, and the parser limits how deep that can be.

use std::any::Any;
use std::collections::VecDeque;
use std::io;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Mutex, PoisonError};

/// The stack of a thread that works on programs, in bytes. Source may nest a few thousand levels
/// deep, and the stages recurse over it; untouched pages cost nothing.
pub const STACK: usize = 512 << 20;

/// Panics that nobody has asked for yet: what they said, and where.
static PLACES: Mutex<VecDeque<(String, String)>> = Mutex::new(VecDeque::new());

/// How many panics are remembered at most.
const REMEMBERED: usize = 64;

/// Runs something, and takes a panic in it as an error that says where it was. What threads share
/// is behind locks that survive a panic.
pub fn isolate<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(run)).map_err(|payload| {
        let said = words(&*payload);
        let mut places = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
        // A panic may come from another thread, and have been the last but one.
        match places.iter().rposition(|(known, _)| *known == said) {
            Some(at) => match places.remove(at) {
                Some((said, place)) => format!("{place}: {said}"),
                None => said,
            },
            None => said,
        }
    })
}

/// From now on, a panic prints nothing itself: whoever isolates it says what is to be said. With
/// `RUST_BACKTRACE` set, which whoever looks for the cause does, it prints what it always prints.
pub fn keep_places() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
        if let Some(place) = info.location() {
            let mut places = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
            if places.len() == REMEMBERED {
                places.pop_front();
            }
            places.push_back((words(info.payload()), place.to_string()));
        }
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
            before(info);
        }
    }));
}

fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "unknown panic".to_owned())
}

/// Runs something on a stack that is deep enough for any program. It is an error if the system has
/// no thread to give.
pub fn on_deep_stack<T: Send>(run: impl FnOnce() -> T + Send) -> io::Result<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run)?;
        Ok(thread.join().unwrap_or_else(|payload| panic::resume_unwind(payload)))
    })
}

/// Where unit tests let a part of the work panic: over the file `panics.example/PART.go`, and over
/// the package that it is. In the program itself there is nothing.
#[cfg(test)]
pub(crate) fn trip(part: &str, path: &str) {
    assert!(!path.ends_with(&format!("panics.example/{part}.go")), "a test of {part}");
}

/// See the one for tests.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn trip(_part: &str, _path: &str) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_that_says_where() {
        assert_eq!(isolate(|| 1), Ok(1));
        keep_places();
        let line = line!() + 1;
        let alone = isolate(|| panic!("number {}", 7));
        // The panic of a thread is passed on.
        let passed_on = isolate(|| rayon::join(|| 1, || -> i32 { panic!("in a thread") }));
        // Other tests are to say what they panic of.
        drop(panic::take_hook());
        let place = format!("src/fault.rs:{line}:");
        assert!(matches!(&alone, Err::<(), _>(text) if text.starts_with(&place)), "{alone:?}");
        assert!(matches!(&alone, Err(text) if text.ends_with(": number 7")), "{alone:?}");
        let place = format!("src/fault.rs:{}:", line + 2);
        assert!(matches!(&passed_on, Err(text) if text.starts_with(&place)), "{passed_on:?}");
    }

    #[test]
    fn what_runs_on_a_deep_stack_gives_its_value() {
        fn depth(n: u64) -> u64 {
            let page = std::hint::black_box([n; 128]);
            if n == 0 { 0 } else { 1 + depth(page[5] - 1) }
        }
        assert!(matches!(on_deep_stack(|| depth(50_000)), Ok(50_000)));
    }
}

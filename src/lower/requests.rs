//! What a function asks of its package while it is lowered, beyond its own code: instances of generic
//! functions, and types that it mentions, of whose instances all methods are compiled. Declarations mention
//! types, too. What is asked for first makes functions; what was asked for before makes none. Wrappers of methods are no matter:
//! of one that nobody needs any more, nothing is said.
//!
//! ```go
//! func f() { slices.Sort([]int{2, 1}) } // the first: slices.Sort[[]int, int] is lowered for it
//! func g() { slices.Sort([]int{4, 3}) } // asks for the same, and makes nothing
//! ```
//!
//! While a package is edited, it is known of each function what it asked for: when the body of `f`
//! changes and `f` asks for it no more, the instance stays for `g`'s sake; when `g` changes as well,
//! nobody asks for it, and the package is lowered as a whole.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Cx, Input, State};
use crate::ir::func::FuncId;
use crate::types::places::Finder;
use crate::types::store::{ObjId, TypeId};

/// Who asks for something.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Asker {
    /// A function with a body.
    Function(FuncId),
    /// The declaration of an object, whose type is mentioned.
    Declaration(ObjId),
}

/// Where a type was mentioned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mention {
    /// In the package that is compiled, or in an instance that it makes.
    Local,
    /// In an imported package, which has made the wrappers of its types' methods.
    Imported,
    /// Nowhere: the shaped type that comes with a type, of which nothing but its methods is
    /// needed.
    Shaped,
    /// What the shaped type is made of is known now.
    Made,
}

/// Something that a function asks for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Request {
    /// What comes with a type that is mentioned: the methods of instances in it.
    Type(TypeId, Mention),
    /// An instance of a generic function.
    Instance(FuncId),
}

/// What functions ask for, where somebody wants to know.
#[derive(Default, Debug)]
pub struct Requests {
    /// Those that made something when they were first.
    effective: FxHashSet<Request>,
    /// Those of who asks, while somebody does.
    current: Option<FxHashSet<Request>>,
    /// By who asked: those that make something if they are first.
    by_asker: FxHashMap<Asker, FxHashSet<Request>>,
    /// Whether dictionaries hold more than they did.
    dicts_grew: bool,
}

/// What is known of a package as it was lowered: which functions there are, and who asked for them.
/// Of it, parts can be lowered again ([`Cx::resume`]).
#[derive(Debug)]
pub struct LoweredState(Box<State>);

/// How much there is to make.
#[derive(PartialEq, Eq)]
struct Extent([usize; 3]);

impl Extent {
    fn of(state: &State) -> Extent {
        let todo = &state.todo;
        Extent([todo.required.len(), state.dicts.len(), state.spelled.len()])
    }
}

impl Cx<'_> {
    /// Notes what functions ask for from now on.
    pub fn note_requests(&self) {
        self.state.borrow_mut().requests.get_or_insert_default();
    }

    /// Lowers something, and notes what it asks for, if that is to be noted.
    pub(super) fn with_requests<T>(&self, asker: Asker, lower: impl FnOnce() -> T) -> T {
        if let Some(requests) = &mut self.state.borrow_mut().requests {
            requests.current = Some(FxHashSet::default());
        }
        let lowered = lower();
        if let Some(requests) = &mut self.state.borrow_mut().requests
            && let Some(current) = requests.current.take()
        {
            requests.by_asker.remove(&asker);
            if !current.is_empty() {
                requests.by_asker.insert(asker, current);
            }
        }
        lowered
    }

    /// Does what is asked for, unless it is done already: then there is nothing in `work`.
    pub(super) fn request<T>(&self, request: Request, work: impl FnOnce() -> T) -> T {
        // What comes with a request is none of the function's own.
        let current = {
            let mut state = self.state.borrow_mut();
            state.requests.as_mut().and_then(|requests| requests.current.take())
        };
        let Some(mut current) = current else { return work() };
        let before = Extent::of(&self.state.borrow());
        let done = work();
        let mut state = self.state.borrow_mut();
        let is_effective = before != Extent::of(&state);
        if let Some(requests) = &mut state.requests {
            if is_effective {
                requests.effective.insert(request);
            }
            if requests.effective.contains(&request) {
                current.insert(request);
            }
            requests.current = Some(current);
        }
        done
    }

    /// Notes that something is asked for that was asked for before.
    pub(super) fn request_again(&self, request: Request) {
        if let Some(Requests { effective, current: Some(current), .. }) =
            &mut self.state.borrow_mut().requests
            && effective.contains(&request)
        {
            current.insert(request);
        }
    }
}

impl<'a> Cx<'a> {
    /// A context to lower functions in of a package that was lowered before.
    pub fn resume(input: Input<'a>, known: LoweredState) -> Cx<'a> {
        Cx { input, state: RefCell::new(*known.0), places: Finder::default() }
    }

    /// What is known now, if requests were noted.
    pub fn into_known(self) -> Option<LoweredState> {
        let mut state = self.state.into_inner();
        let requests = state.requests.as_mut()?;
        requests.dicts_grew = false;
        state.messages.clear();
        // Places are those of one text.
        state.written_structs.clear();
        state.known_late = state.mentioned_late.take().unwrap_or_default();
        Some(LoweredState(Box::new(state)))
    }

    /// Forgets what those asked for that go or are to be lowered again, and tells what it was.
    pub fn forget_requests(&self, askers: impl IntoIterator<Item = Asker>) -> FxHashSet<Request> {
        let mut state = self.state.borrow_mut();
        let Some(requests) = &mut state.requests else { return FxHashSet::default() };
        askers.into_iter().filter_map(|asker| requests.by_asker.remove(&asker)).flatten().collect()
    }

    /// Whether all that was made is still needed as it is, now that functions are lowered again
    /// which asked for `before`.
    pub fn is_all_needed(&self, before: &FxHashSet<Request>) -> bool {
        let state = self.state.borrow();
        let Some(requests) = &state.requests else { return false };
        let is_asked =
            |request: &Request| requests.by_asker.values().any(|asked| asked.contains(request));
        !requests.dicts_grew && before.iter().all(is_asked)
    }
}

impl Requests {
    /// Notes that a dictionary holds more than it did.
    pub(super) fn note_dict(&mut self) {
        self.dicts_grew = true;
    }
}

//! What gc says of functions and calls before escape analysis: what it inlines and devirtualizes,
//! and why not (`inline/inl.go`, `inline/interleaved/interleaved.go`,
//! `devirtualize/devirtualize.go`).
//!
//! ```text
//! -m    m.go:3:6: can inline double
//! -m    m.go:7:13: inlining call to double
//! -m=2  m.go:3:6: can inline double with cost 4 as: func(int) int { return x + x }
//! -m=2  m.go:5:6: cannot inline f: function too complex: cost 92 exceeds budget 80
//! -m=2  m.go:9:6: function g considered 'big'; reducing max cost of inlinees
//! -json m.go:5:6: cannotInlineFunction "function too complex: cost 92 exceeds budget 80"
//! ```

/// Something that gc says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// `devirtualizing i.M to *T`, and what else is said in its own words.
    Line(String),
    /// A function can be inlined.
    CanInline {
        /// Its name.
        name: String,
        /// Its cost.
        cost: i32,
        /// Type and body, where reasons are asked for: `func(int) int { return x + x }`.
        code: Option<String>,
    },
    /// A function can't be inlined.
    CannotInline {
        /// Its name.
        name: String,
        /// Why not.
        reason: String,
    },
    /// So large a function that only the smallest are inlined into it.
    Big {
        /// Its name.
        name: String,
    },
    /// A call is inlined.
    InliningCall {
        /// What is called.
        name: String,
    },
    /// A call isn't inlined, although what it calls can be.
    NotInlined {
        /// What is called.
        callee: String,
        /// The same with its package.
        linked: String,
        /// The function that the call is in.
        caller: String,
        /// Why not.
        why: NotInlined,
    },
    /// Something that is logged and not printed.
    Logged(Box<Note>),
}

/// Why a call isn't inlined, although what it calls can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotInlined {
    /// It costs more than is allowed where the call is.
    TooExpensive {
        /// What it costs.
        cost: i32,
        /// What is allowed.
        max: i32,
    },
    /// The call came here by being inlined from where it stands.
    Recursive,
    /// What it calls was inlined already on the way here.
    RepeatedCycle,
}

impl Note {
    /// What gc prints under `-m`.
    pub fn text(&self) -> Option<String> {
        match self {
            Note::Line(text) => Some(text.clone()),
            Note::CanInline { name, .. } => Some(format!("can inline {name}")),
            Note::InliningCall { name } => Some(format!("inlining call to {name}")),
            Note::CannotInline { .. }
            | Note::Big { .. }
            | Note::NotInlined { .. }
            | Note::Logged(_) => None,
        }
    }

    /// What gc prints under `-m=2`.
    pub fn text_with_reasons(&self) -> Option<String> {
        match self {
            Note::Line(_) | Note::InliningCall { .. } | Note::CanInline { code: None, .. } => {
                self.text()
            }
            Note::CanInline { name, cost, code: Some(code) } => {
                Some(format!("can inline {name} with cost {cost} as: {code}"))
            }
            Note::CannotInline { name, reason } => Some(format!("cannot inline {name}: {reason}")),
            Note::Big { name } => {
                Some(format!("function {name} considered 'big'; reducing max cost of inlinees"))
            }
            Note::Logged(_) => None,
            Note::NotInlined { callee, caller, why, .. } => match why {
                NotInlined::RepeatedCycle => {
                    Some(format!("cannot inline {callee} into {caller}: repeated recursive cycle"))
                }
                NotInlined::TooExpensive { .. } | NotInlined::Recursive => None,
            },
        }
    }

    /// What gc logs under `-json`: a code and a message.
    pub fn logged(&self) -> Option<(&'static str, String)> {
        match self {
            Note::Line(_) | Note::Big { .. } | Note::InliningCall { .. } => None,
            Note::CanInline { cost, .. } => Some(("canInlineFunction", format!("cost: {cost}"))),
            Note::CannotInline { reason, .. } => Some(("cannotInlineFunction", reason.clone())),
            Note::Logged(note) => note.logged(),
            Note::NotInlined { linked, why, .. } => {
                let message = match why {
                    NotInlined::TooExpensive { cost, max } => {
                        format!("cost {cost} of {linked} exceeds max caller cost {max}")
                    }
                    // gc passes its words as the name of a function, which isn't printed.
                    NotInlined::Recursive => String::new(),
                    NotInlined::RepeatedCycle => format!("repeated recursive cycle to {linked}"),
                };
                Some(("cannotInlineCall", message))
            }
        }
    }
}

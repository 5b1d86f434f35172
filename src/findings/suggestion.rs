//! What helps against an allocation in the code where it is, as data: the user's names and types. Words
//! are made of it in [`report`](crate::report::suggestion).
//!
//! ```go
//! m["p"] = &point{1, 2} // StoreInMap { container: "map[string]point", bytes: 16 }
//! ```

/// What there is to say of what helps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Help {
    /// What the rule says in general.
    General,
    /// Nothing that is known to fit.
    Nothing,
    /// This.
    Own(Suggestion),
}

/// What helps, in the code where it is. Texts are Go, as the source has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Suggestion {
    /// Return a value of this type, and so many bytes, instead of a pointer to it.
    ReturnValue {
        /// The type.
        ty: String,
        /// Its size.
        bytes: i64,
    },
    /// Let the caller pass a pointer to a variable to be filled in.
    FillIn {
        /// The variable's type.
        ty: String,
        /// Its size.
        bytes: i64,
    },
    /// Let the caller pass a slice to append to.
    AppendTo {
        /// The slice's type.
        ty: String,
    },
    /// Let the container hold values instead of pointers to them.
    HoldValues {
        /// The container's type then: `map[string]point`, `[]point`, `chan point`.
        container: String,
        /// What is held in it.
        ty: String,
        /// The size of that.
        bytes: i64,
    },
    /// Let a field hold the value instead of a pointer to it.
    HoldInField {
        /// The field, as it is assigned: `s.last`.
        field: String,
        /// Its type then.
        ty: String,
        /// The size of that.
        bytes: i64,
    },
    /// Make a slice or map with room for what the loop around puts in.
    MakeWithRoom {
        /// The variable.
        variable: String,
        /// The expression that makes it: `make([]item, 0, len(ids))`.
        make: String,
    },
    /// Make a slice with a constant capacity.
    ConstantCapacity {
        /// The length.
        length: String,
        /// The expression: `make([]int, n, 64)`.
        make: String,
        /// The capacity.
        most: i64,
    },
    /// Call another function, which takes the operand without the conversion.
    CallInstead {
        /// The call: `bytes.Contains(b, ...)`.
        call: String,
        /// What is taken as it is: `b`.
        operand: String,
    },
    /// Write the parts of a sum one after the other.
    WriteParts {
        /// The function that they are passed to.
        callee: String,
    },
    /// Call something that is known.
    CallKnown {
        /// What is called: `w.Write`.
        callee: String,
        /// The interface that it is a method of; absent of a function value.
        interface: Option<String>,
        /// Whether what is passed is a buffer that is worth being kept.
        buffer: bool,
    },
    /// Change a function of the package that keeps what it gets.
    CalleeKeeps {
        /// What is called: `keep`.
        callee: String,
        /// Its parameter, if that has a name.
        parameter: Option<String>,
    },
    /// Make a method value once.
    KeepMethodValue {
        /// The method value: `c.now`.
        value: String,
        /// The receiver, if it is a pointer, which an interface holds as it is.
        receiver: Option<String>,
        /// The method's name.
        method: String,
    },
    /// Have one large value instead of many.
    ReuseLarge {
        /// The type of what is made.
        ty: String,
        /// Its size, if that is known.
        bytes: Option<i64>,
    },
    /// Let a literal that is called where it stands return what it stores outside.
    ReturnFromLiteral {
        /// What is stored: `&x`.
        value: String,
        /// The variable that it is stored in.
        variable: String,
    },
    /// Start goroutines once, and not in each round of a loop.
    StartOnce,
    /// Collect what is added to a string in a loop.
    CollectString {
        /// The variable.
        variable: String,
    },
    /// Declare the variable that gets the address inside of the loop.
    DeclareInside {
        /// That variable.
        variable: String,
    },
    /// A function literal captures these variables: without them it would be static data.
    CaptureNothing {
        /// The variables.
        variables: Vec<String>,
    },
    /// Capture a copy of a variable.
    CaptureCopy {
        /// The variable.
        variable: String,
        /// Its size.
        bytes: i64,
    },
}

//! Placeholder of the module's owner.

/// To be defined.
#[derive(Clone, Debug, Default)]
pub struct Layout {}

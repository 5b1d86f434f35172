//! The command line of goesc.

fn main() {}

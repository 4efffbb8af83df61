//! The boathouse command.
fn main() {}

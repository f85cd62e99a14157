//! The plan checked against itself.

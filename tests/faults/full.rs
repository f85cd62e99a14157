//! The disk is full, fails, or does not let the program write.

pub(crate) mod rig;

//! The disk is full, fails, or does not let the program write.

pub(crate) mod calls;
mod folders;
mod places;
pub(crate) mod rig;
mod rooms;
mod screen;

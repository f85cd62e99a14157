//! What a key means where: one table of defaults, and the keymap that it and the
//! learner's settings make, for the dispatcher, the footer, the help and the
//! palette.

mod action;
mod bindings;
mod chord;
mod keymap;
mod names;
#[cfg(test)]
mod page;

pub use action::Action;
pub use bindings::{BINDINGS, Binding, Context};
pub use chord::{Chord, ChordError};
pub use keymap::{At, Bound, KeyProblem, KeyWish, Keymap, actions};

//! What a key means where: one table for the dispatcher, the footer, the help,
//! the palette and `docs/keys.md`.

mod action;
mod bindings;
mod chord;
#[cfg(test)]
mod page;

pub use action::Action;
pub use bindings::{BINDINGS, Binding, Context, binding_for, keys_for, meaning};
pub use chord::{Chord, ChordError};

//! The full-screen program.
//!
//! [`app`] holds the model and `update`, the only place that changes it; it
//! returns [`effect`]s, which the loop in [`run`] has performed. [`keys`] says
//! what a key means where, [`screens`] and [`overlays`] what is drawn, through
//! the one door to the terminal's cells, [`canvas`], which sanitises.

pub mod app;
pub mod canvas;
pub mod effect;
pub mod keys;
pub mod msg;
pub mod overlays;
#[cfg(test)]
mod picture;
pub mod proving;
pub mod reading;
#[cfg(test)]
pub(crate) mod rig;
pub mod run;
pub mod screens;
pub mod settings;
#[cfg(test)]
mod tests;
pub mod theme;
pub mod widgets;
pub mod world;

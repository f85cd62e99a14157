//! Pieces that screens share; they know text and numbers, not the app.

pub mod field;
pub mod list;
pub mod marks;
pub mod paragraph;

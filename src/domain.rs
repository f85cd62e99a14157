//! What there is to learn and what happened: pure, no file, no clock, no terminal.
//!
//! [`roadmap`] is the author's side, [`event`] the learner's. [`state`] folds
//! the events, [`progress`] joins both, [`decide`] turns a wish into a batch
//! or a refusal. [`day`] says which date a moment counts for, [`session`] how time
//! is cut at its beginning, [`minutes`] how long it is, [`money`] how amounts are typed.

pub mod day;
pub mod decide;
pub mod event;
pub mod evidence;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod id;
pub mod minutes;
pub mod money;
pub mod problem;
pub mod progress;
pub mod roadmap;
pub mod session;
pub mod state;

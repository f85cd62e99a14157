//! What there is to learn and what happened: pure, no file, no clock, no terminal.
//!
//! [`roadmap`] is the author's side, [`event`] the learner's. [`state`] folds
//! the events, [`progress`] joins both, [`decide`] turns a wish into a batch
//! or a refusal. [`day`] says which date a moment counts for, [`session`] how time
//! is cut at its beginning, [`review`] what is looked back on, [`minutes`] how
//! long it is, [`money`] how amounts are typed, [`entry`] a line about either.

pub mod day;
pub mod decide;
pub mod entry;
pub mod event;
pub mod evidence;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod id;
pub mod minutes;
pub mod money;
pub mod problem;
pub mod progress;
pub mod review;
pub mod roadmap;
pub mod session;
pub mod state;

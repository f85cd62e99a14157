//! Numbers about progress: pure, the day is an argument.
//!
//! [`today`] proposes, [`week`] looks around, [`plan_line`] and [`pace`] say
//! whether the year adds up, [`streak`] whether the habit holds; [`words`] puts
//! them into sentences.

pub mod pace;
pub mod plan_line;
pub mod streak;
pub mod today;
pub mod week;
pub mod words;

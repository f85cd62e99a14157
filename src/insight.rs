//! Numbers about progress: pure, the day is an argument.
//!
//! [`today`] proposes, [`week`] looks around, [`plan_line`] and [`pace`] say
//! whether the year adds up, [`streak`] whether the habit holds, [`findings`]
//! whether the plan agrees with itself; [`words`] puts them into sentences.

pub mod findings;
pub mod pace;
pub mod plan_line;
pub mod streak;
pub mod today;
pub mod week;
pub mod words;

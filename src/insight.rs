//! Numbers about progress: pure, the day is an argument.
//!
//! [`today`] proposes, [`week`] looks around, [`plan_line`] and [`pace`] say
//! whether the year adds up, [`streak`] whether the habit holds, [`findings`]
//! whether the plan agrees with itself; [`friday`] drafts what changed in a week,
//! [`pull_request`] what a phase came to; [`time`] says where the hours went; [`words`] puts figures into sentences.

pub mod findings;
pub mod friday;
pub mod pace;
pub mod plan_line;
pub mod pull_request;
pub mod streak;
pub mod time;
pub mod today;
pub mod week;
pub mod words;

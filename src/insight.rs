//! Numbers about progress: pure, the day is an argument.
//!
//! [`today`] proposes, [`week`] looks around, [`plan_line`] and [`pace`] say
//! whether the year adds up, [`streak`] whether the habit holds, [`findings`]
//! whether the plan agrees with itself; [`money`] whether the budget holds, [`time`]
//! where the hours went; [`hours`] has progress by day, [`forecast`] says by when the
//! rest is done, [`burn_up`] draws it, [`stats`] looks back on the year, [`review`]
//! on its weeks, months and quarters; [`explain`] says how all these come about; [`friday`]
//! drafts what changed in a week, [`pull_request`] what a phase came to; [`words`]
//! puts figures into sentences.

pub mod burn_up;
pub mod explain;
pub mod findings;
pub mod forecast;
pub mod friday;
pub mod hours;
pub mod money;
pub mod pace;
pub mod plan_line;
pub mod proof;
pub mod pull_request;
pub mod replan;
pub mod review;
pub mod stats;
pub mod streak;
pub mod time;
pub mod today;
pub mod week;
pub mod words;

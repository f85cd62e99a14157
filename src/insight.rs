//! Numbers about progress: pure, the day is an argument.

pub mod findings;

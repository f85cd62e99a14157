//! What the fuzzers found, and what they started from, tried again.

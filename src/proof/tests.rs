//! The rules, tried without running anything.

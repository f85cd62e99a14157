//! The clock steps, runs back and stands in other centuries and zones.

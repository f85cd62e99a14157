//! Terminals of every size, storms of resizes and pastes, signals, and terminals that go away.

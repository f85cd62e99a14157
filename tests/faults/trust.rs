//! Nothing that a roadmap says runs without consent to exactly that.

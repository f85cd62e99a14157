//! Several programs at once on one journal.

//! The power goes: a file system is copied as it is while the program writes.

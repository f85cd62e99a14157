//! Several devices and whatever carries files between them.

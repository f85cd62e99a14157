//! Bad files, one mistake in each: the message is what is asserted.

//! Texts that would drive a terminal, a browser or a calendar, through every field and out of every sink.

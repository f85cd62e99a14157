//! Texts that would drive a terminal, a browser or a calendar, through every
//! field and out of every sink.
//!
//! The texts are data: `tests/fixtures/hostile`. Each stands behind a mark that
//! names the field and the text, `qa017`, so that what reached a sink can be
//! counted; a judge that knows nothing of the program then reads what came out.
#![allow(
    clippy::string_slice,
    clippy::format_push_string,
    reason = "the marks are ASCII, and files are put together piece by piece"
)]

mod calendar;
mod corpus;
mod judge;
mod links;
mod page;
mod printed;
mod screens;
mod told;
mod world;

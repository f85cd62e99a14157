//! Tests press keys and look at the screen: the whole program but the disk.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{clock::Moment, domain::event::Event};

use super::{
    app::App,
    effect::{Effect, Token},
    keys::Chord,
    msg::Msg,
    theme::{Background, Depth, Theme},
    world::World,
};

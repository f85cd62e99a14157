//! What actions and places are called where the learner writes them down.

use super::{Action, Context};

/// The screens by their places in the bar.
const SCREENS: [&str; 9] = [
    "screen_1", "screen_2", "screen_3", "screen_4", "screen_5", "screen_6", "screen_7", "screen_8",
    "screen_9",
];

impl Action {
    /// What it is called in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tab(place) => SCREENS.get(place).copied().unwrap_or("screen"),
            Self::NextTab => "next_screen",
            Self::PreviousTab => "previous_screen",
            Self::Down => "down",
            Self::Up => "up",
            Self::First => "first",
            Self::Last => "last",
            Self::PageDown => "page_down",
            Self::PageUp => "page_up",
            Self::HalfDown => "half_down",
            Self::HalfUp => "half_up",
            Self::Left => "left",
            Self::Right => "right",
            Self::Toggle => "toggle",
            Self::Start => "start",
            Self::Skip => "skip",
            Self::Open => "open",
            Self::OpenLink => "open_link",
            Self::CopyLink => "copy_link",
            Self::SignOff => "sign_off",
            Self::Note => "thought",
            Self::AddLink => "add_link",
            Self::DayOff => "day_off",
            Self::Timer => "timer",
            Self::Log => "log_time",
            Self::Spend => "spend",
            Self::Correct => "correct",
            Self::Remove => "remove",
            Self::Explain => "explain",
            Self::Chart => "chart",
            Self::Replan => "replan",
            Self::Review => "review",
            Self::Prove => "prove",
            Self::EndGate => "end_gate",
            Self::Earlier => "week_before",
            Self::Later => "week_after",
            Self::YearBefore => "year_before",
            Self::YearAfter => "year_after",
            Self::Measure => "measure",
            Self::Find => "find",
            Self::NextMatch => "next_match",
            Self::PreviousMatch => "previous_match",
            Self::Follow => "follow",
            Self::Return => "return",
            Self::Contents => "contents",
            Self::NextHeading => "next_heading",
            Self::PreviousHeading => "previous_heading",
            Self::ReadNotes => "read_notes",
            Self::Edit => "edit",
            Self::Palette => "palette",
            Self::Help => "help",
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::Retry => "retry",
            Self::Close => "close",
            Self::Back => "back",
            Self::Quit => "quit",
            Self::Suspend => "suspend",
        }
    }
}

impl Context {
    /// What it is called in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Items => "items",
            Self::Tables => "tables",
            Self::Week => "week",
            Self::Plan => "plan",
            Self::Time => "time",
            Self::Stats => "stats",
            Self::Note => "note",
            Self::Gate => "gate",
        }
    }

    /// It in a sentence: “in lists of items”.
    pub fn words(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Items => "in lists of items",
            Self::Tables => "in Phases, Matrix, Apps and Notes",
            Self::Week => "in Week",
            Self::Plan => "in Plan",
            Self::Time => "in Time",
            Self::Stats => "in Stats",
            Self::Note => "in a note",
            Self::Gate => "while a gate runs",
        }
    }

    /// The places that count together on some screen, the nearest first.
    pub const TOGETHER: [&'static [Self]; 8] = [
        &[Self::Items, Self::Everywhere],
        &[Self::Tables, Self::Everywhere],
        &[Self::Time, Self::Everywhere],
        &[Self::Stats, Self::Tables, Self::Everywhere],
        &[Self::Note, Self::Everywhere],
        &[Self::Gate, Self::Everywhere],
        &[Self::Week, Self::Items, Self::Everywhere],
        &[Self::Plan, Self::Items, Self::Everywhere],
    ];
}

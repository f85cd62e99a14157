//! The table of keys, as long as the learner sets no others.

use super::Action;

/// A place in which keys have meanings of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// Everywhere but in overlays that take text.
    Everywhere,
    /// Wherever items are listed: Today, a phase, Week, Plan.
    Items,
    /// The phase table, the matrix, the apps.
    Tables,
    /// The week.
    Week,
    /// The plan.
    Plan,
    /// Time and money.
    Time,
    /// The year so far.
    Stats,
    /// A note.
    Note,
    /// A gate that runs, or ran.
    Gate,
}

impl Context {
    /// What the place is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Items => "Lists of items",
            Self::Tables => "Phases, Matrix, Apps, Notes",
            Self::Week => "Week",
            Self::Plan => "Plan",
            Self::Time => "Time",
            Self::Stats => "Stats",
            Self::Note => "A note",
            Self::Gate => "A gate",
        }
    }

    /// All places, in the order in which help shows them.
    pub const ALL: [Self; 9] = [
        Self::Items,
        Self::Tables,
        Self::Week,
        Self::Plan,
        Self::Time,
        Self::Stats,
        Self::Note,
        Self::Gate,
        Self::Everywhere,
    ];
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Where it holds.
    pub context: Context,
    /// The key, as it is written.
    pub key: &'static str,
    /// What it means.
    pub action: Action,
}

const fn bind(context: Context, key: &'static str, action: Action) -> Binding {
    Binding {
        context,
        key,
        action,
    }
}

/// The table. The first key of an action in a place is the one that is shown.
pub const BINDINGS: &[Binding] = {
    use Action as A;
    use Context::{Everywhere, Gate, Items, Note, Plan, Stats, Tables, Time, Week};
    &[
        bind(Items, "space", A::Toggle),
        bind(Items, "s", A::Start),
        bind(Items, "x", A::Skip),
        bind(Items, "enter", A::Open),
        bind(Items, "o", A::OpenLink),
        bind(Items, "y", A::CopyLink),
        bind(Items, "S", A::SignOff),
        bind(Items, "v", A::Prove),
        bind(Items, "a", A::Note),
        bind(Items, "L", A::AddLink),
        bind(Items, "n", A::ReadNotes),
        bind(Items, "R", A::Review),
        bind(Tables, "enter", A::Open),
        bind(Tables, "S", A::SignOff),
        bind(Tables, "v", A::Prove),
        bind(Tables, "a", A::Note),
        bind(Tables, "L", A::AddLink),
        bind(Tables, "n", A::ReadNotes),
        bind(Week, "h", A::Left),
        bind(Week, "left", A::Left),
        bind(Week, "l", A::Right),
        bind(Week, "right", A::Right),
        bind(Week, "[", A::Earlier),
        bind(Week, "]", A::Later),
        bind(Week, "d", A::DayOff),
        bind(Plan, "R", A::Replan),
        bind(Plan, "c", A::Chart),
        bind(Plan, "h", A::Left),
        bind(Plan, "left", A::Left),
        bind(Plan, "l", A::Right),
        bind(Plan, "right", A::Right),
        bind(Time, "enter", A::Open),
        bind(Time, "l", A::Log),
        bind(Time, "$", A::Spend),
        bind(Time, "e", A::Correct),
        bind(Time, "x", A::Remove),
        bind(Time, "[", A::Earlier),
        bind(Time, "]", A::Later),
        bind(Time, "a", A::Note),
        bind(Stats, "h", A::Left),
        bind(Stats, "left", A::Left),
        bind(Stats, "l", A::Right),
        bind(Stats, "right", A::Right),
        bind(Stats, "[", A::YearBefore),
        bind(Stats, "]", A::YearAfter),
        bind(Stats, "m", A::Measure),
        bind(Note, "space", A::Toggle),
        bind(Note, "enter", A::Open),
        bind(Note, "f", A::Follow),
        bind(Note, "backspace", A::Return),
        bind(Note, "]", A::NextHeading),
        bind(Note, "[", A::PreviousHeading),
        bind(Note, "c", A::Contents),
        bind(Note, "n", A::NextMatch),
        bind(Note, "N", A::PreviousMatch),
        bind(Note, "o", A::OpenLink),
        bind(Note, "y", A::CopyLink),
        bind(Note, "e", A::Edit),
        bind(Note, "s", A::Start),
        bind(Note, "x", A::Skip),
        bind(Note, "S", A::SignOff),
        bind(Note, "a", A::Note),
        bind(Note, "L", A::AddLink),
        bind(Gate, "x", A::EndGate),
        bind(Gate, "v", A::Prove),
        bind(Gate, "n", A::NextMatch),
        bind(Gate, "N", A::PreviousMatch),
        bind(Items, "e", A::Edit),
        bind(Everywhere, "j", A::Down),
        bind(Everywhere, "down", A::Down),
        bind(Everywhere, "k", A::Up),
        bind(Everywhere, "up", A::Up),
        bind(Everywhere, "g", A::First),
        bind(Everywhere, "home", A::First),
        bind(Everywhere, "G", A::Last),
        bind(Everywhere, "end", A::Last),
        bind(Everywhere, "pgdn", A::PageDown),
        bind(Everywhere, "pgup", A::PageUp),
        bind(Everywhere, "ctrl-d", A::HalfDown),
        bind(Everywhere, "ctrl-u", A::HalfUp),
        bind(Everywhere, "1", A::Tab(0)),
        bind(Everywhere, "2", A::Tab(1)),
        bind(Everywhere, "3", A::Tab(2)),
        bind(Everywhere, "4", A::Tab(3)),
        bind(Everywhere, "5", A::Tab(4)),
        bind(Everywhere, "6", A::Tab(5)),
        bind(Everywhere, "7", A::Tab(6)),
        bind(Everywhere, "8", A::Tab(7)),
        bind(Everywhere, "9", A::Tab(8)),
        bind(Everywhere, "tab", A::NextTab),
        bind(Everywhere, "shift-tab", A::PreviousTab),
        bind(Everywhere, "u", A::Undo),
        bind(Everywhere, "U", A::Redo),
        bind(Everywhere, "t", A::Timer),
        bind(Everywhere, "i", A::Explain),
        bind(Everywhere, "r", A::Retry),
        bind(Everywhere, "/", A::Find),
        bind(Everywhere, ":", A::Palette),
        bind(Everywhere, "ctrl-p", A::Palette),
        bind(Everywhere, "?", A::Help),
        bind(Everywhere, "q", A::Close),
        bind(Everywhere, "esc", A::Back),
        bind(Everywhere, "ctrl-c", A::Quit),
        bind(Everywhere, "ctrl-z", A::Suspend),
    ]
};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::tui::keys::Chord;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        let mut seen = HashSet::new();
        for binding in BINDINGS {
            assert!(
                seen.insert((binding.context, binding.key)),
                "{} twice in {:?}",
                binding.key,
                binding.context
            );
        }
    }

    #[test]
    fn every_key_is_written_as_it_is_printed() {
        for binding in BINDINGS {
            let chord: Chord = binding.key.parse().unwrap();
            assert_eq!(chord.to_string(), binding.key);
        }
    }
}

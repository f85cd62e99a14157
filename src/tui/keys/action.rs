//! What a key can mean.

/// What a key can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Show a tab, by its place in the bar.
    Tab(usize),
    /// Show the tab after this one.
    NextTab,
    /// Show the tab before this one.
    PreviousTab,
    /// Move down.
    Down,
    /// Move up.
    Up,
    /// Move to the first.
    First,
    /// Move to the last.
    Last,
    /// Move a screenful down.
    PageDown,
    /// Move a screenful up.
    PageUp,
    /// Move half a screenful down.
    HalfDown,
    /// Move half a screenful up.
    HalfUp,
    /// Move to what is left of here.
    Left,
    /// Move to what is right of here.
    Right,
    /// Tick, or untick.
    Toggle,
    /// Mark as started.
    Start,
    /// Mark as skipped.
    Skip,
    /// Open what is selected.
    Open,
    /// Open the selected item's link.
    OpenLink,
    /// Copy the selected item's link.
    CopyLink,
    /// Sign the phase off.
    SignOff,
    /// Run the gate of the proof, or vouch for it.
    Prove,
    /// End the gate that runs.
    EndGate,
    /// Write down a thought.
    Note,
    /// Keep a link.
    AddLink,
    /// Take a day off, or back.
    DayOff,
    /// Start the timer, or ask what to keep of it.
    Timer,
    /// Write down time that was not timed.
    Log,
    /// Write down money that was spent.
    Spend,
    /// Put a session right.
    Correct,
    /// Remove a session.
    Remove,
    /// Show how the figures of this place come about.
    Explain,
    /// Show the plan's chart, or its boxes.
    Chart,
    /// Change the plan.
    Replan,
    /// Hold the review that is due.
    Review,
    /// Go to the previous one.
    Earlier,
    /// Go to the next one.
    Later,
    /// Go to the same day of the year before.
    YearBefore,
    /// Go to the same day of the year after.
    YearAfter,
    /// Show the days by their hours, or by their items again.
    Measure,
    /// Keep only what matches.
    Find,
    /// Go to the next match.
    NextMatch,
    /// Go to the match before.
    PreviousMatch,
    /// Number the links, to follow one.
    Follow,
    /// Go back to where a link was followed.
    Return,
    /// Show the contents, or not.
    Contents,
    /// Go to the next heading.
    NextHeading,
    /// Go to the heading before.
    PreviousHeading,
    /// Read the notes of the phase.
    ReadNotes,
    /// Edit in the learner's editor.
    Edit,
    /// Go anywhere, do anything.
    Palette,
    /// Show the keys of this place.
    Help,
    /// Take back the last change.
    Undo,
    /// Take back the last undo.
    Redo,
    /// Write what is pending; read the files again.
    Retry,
    /// Close what is on top, go back; at the top, quit.
    Close,
    /// Go back.
    Back,
    /// Leave the program.
    Quit,
    /// Stop the program; `fg` brings it back.
    Suspend,
}

impl Action {
    /// What it does, in a few words.
    pub fn description(self) -> &'static str {
        match self {
            Self::Tab(_) => "show a screen by its number",
            Self::NextTab => "next screen",
            Self::PreviousTab => "previous screen",
            Self::Down => "move down",
            Self::Up => "move up",
            Self::First => "to the first",
            Self::Last => "to the last",
            Self::PageDown => "a page down",
            Self::PageUp => "a page up",
            Self::HalfDown => "half a page down",
            Self::HalfUp => "half a page up",
            Self::Left => "to what is on the left",
            Self::Right => "to what is on the right",
            Self::Toggle => "tick, untick",
            Self::Start => "mark as started, or not",
            Self::Skip => "skip, or not",
            Self::Open => "open what is selected",
            Self::OpenLink => "open the link",
            Self::CopyLink => "copy the link",
            Self::SignOff => "sign the phase off",
            Self::Prove => "prove: run the gate, or vouch for the row",
            Self::EndGate => "end the gate that runs",
            Self::Note => "write down a thought",
            Self::AddLink => "keep a link: a pull request, a commit, a post",
            Self::DayOff => "day off, or not",
            Self::Timer => "start the timer; stop it",
            Self::Log => "write down time that was not timed",
            Self::Spend => "write down money that was spent",
            Self::Correct => "put the session right",
            Self::Remove => "remove the session",
            Self::Explain => "explain the figures of this place",
            Self::Chart => "show the chart, or the boxes",
            Self::Replan => "change the plan",
            Self::Review => "hold the review that is due",
            Self::Earlier => "the week before",
            Self::Later => "the week after",
            Self::YearBefore => "the year before",
            Self::YearAfter => "the year after",
            Self::Measure => "days by hours, or by items",
            Self::NextHeading => "next heading",
            Self::PreviousHeading => "heading before",
            Self::ReadNotes => "read the notes of the phase",
            Self::Find => "find here",
            Self::NextMatch => "next match",
            Self::PreviousMatch => "match before",
            Self::Follow => "number the links, to follow one",
            Self::Return => "back to where a link was followed",
            Self::Contents => "show the contents, or hide them",
            Self::Edit => "edit in your editor",
            Self::Palette => "go anywhere, do anything",
            Self::Help => "this help: the keys of this place",
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::Retry => "write what is pending, read files again",
            Self::Close => "back; quit at the top",
            Self::Back => "back",
            Self::Quit => "quit",
            Self::Suspend => "stop; `fg` brings it back",
        }
    }

    /// Other words for it.
    pub fn also(self) -> &'static str {
        match self {
            Self::Toggle => "done check mark complete",
            Self::Help => "keyboard shortcuts",
            Self::Prove => "verify gate evidence attest test run",
            Self::EndGate => "cancel stop kill gate",
            Self::Note => "note capture what changed",
            Self::AddLink => "url pr commit post",
            Self::ReadNotes => "text reading markdown",
            Self::OpenLink => "url browser web",
            Self::CopyLink => "url clipboard yank",
            Self::Find => "search filter",
            Self::Contents => "table of contents headings outline",
            Self::Edit => "vim emacs nano $EDITOR",
            Self::Retry => "reload refresh save",
            Self::Quit => "exit leave",
            Self::DayOff => "holiday",
            Self::Measure => "heatmap hours items",
            Self::Timer => "clock track time hours session",
            Self::Log => "session hours add time",
            Self::Spend => "cost buy pay budget",
            Self::Correct => "edit change session",
            Self::Remove => "delete session",
            Self::Explain => "why arithmetic how figure",
            Self::Chart => "burn-up burnup graph pace forecast slack",
            Self::Replan => "replan move the end hours",
            Self::Review => "weekly monthly quarterly retrospective",
            _ => "",
        }
    }

    /// The word for it in the footer, and how much it matters there (the
    /// higher the longer it stays when the screen is narrow); `None` where a
    /// learner needs no reminding.
    pub fn hint(self) -> Option<(&'static str, u8)> {
        Some(match self {
            Self::Toggle => ("done", 10),
            Self::Start => ("started", 6),
            Self::Skip => ("skip", 3),
            Self::Open => ("open", 8),
            Self::SignOff => ("sign off", 4),
            Self::Prove => ("prove", 5),
            Self::EndGate => ("end it", 9),
            Self::Note => ("thought", 3),
            Self::DayOff => ("day off", 7),
            Self::Timer => ("timer", 4),
            Self::Log => ("log time", 7),
            Self::Spend => ("spend", 5),
            Self::Remove => ("remove", 4),
            Self::Explain => ("explain", 2),
            Self::Chart => ("chart", 6),
            Self::Replan => ("replan", 5),
            Self::Review => ("review", 7),
            Self::NextHeading => ("heading", 3),
            Self::ReadNotes => ("notes", 6),
            Self::Find => ("find", 5),
            Self::NextMatch => ("next", 8),
            Self::PreviousMatch => ("before", 5),
            Self::Follow => ("links", 5),
            Self::Contents => ("contents", 6),
            Self::Return => ("return", 6),
            Self::Edit => ("edit", 3),
            Self::Undo => ("undo", 7),
            Self::Retry => ("retry", 9),
            Self::Palette => ("go to", 5),
            Self::Help => ("keys", 9),
            Self::Left => ("left", 3),
            Self::Right => ("right", 3),
            Self::Close => ("quit", 7),
            Self::OpenLink => ("link", 2),
            Self::Earlier => ("week before", 6),
            Self::Later => ("week after", 6),
            Self::YearBefore => ("year before", 5),
            Self::YearAfter => ("year after", 5),
            Self::Measure => ("hours", 7),
            _ => return None,
        })
    }
}

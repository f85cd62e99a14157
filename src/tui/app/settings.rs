//! The settings, read again while the program runs.

use crate::{
    domain::day::LogicalDay,
    insight::words,
    tui::{settings::Settings, theme::Theme},
};

use super::App;

impl App {
    /// Takes in other settings; what is shown and selected stays.
    pub(super) fn take_settings(&mut self, settings: Settings) {
        let Settings {
            keys,
            background,
            depth,
            paints,
            ascii,
            reading_width,
            day_start,
            week_start,
            date_format,
            problems,
        } = settings;
        self.background = background;
        let background = background.unwrap_or(self.terminal);
        self.theme = Theme::new(background, depth).painted(paints);
        self.ascii = ascii;
        words::write_dates(date_format);
        self.world.keys = keys;
        self.world.reading_width = reading_width;
        self.world.set_customs(day_start, week_start);
        let day = LogicalDay::of(&self.now, day_start);
        if day != self.world.day() {
            self.turn_the_day(day);
        }
        self.settle(None);
        let text = match problems.as_slice() {
            [] => "The settings were read again.".to_owned(),
            [one] => one.clone(),
            [first, more @ ..] => format!("{first} (and {} more)", more.len()),
        };
        self.say(text, !problems.is_empty());
        self.world.settings_problems = problems;
    }
}

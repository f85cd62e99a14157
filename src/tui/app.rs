//! The model, and `update`, the only place that changes it.

mod carry_out;
mod draw;
mod explain;
mod finding;
mod hours;
mod line;
mod mouse;
mod notes;
mod outside;
mod proving;
mod respond;
mod review;
mod say;
mod settings;

use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use crossterm::event::{Event as Input, KeyEvent, KeyEventKind};
use ratatui::layout::Rect;
use tui_input::Input as Line;

use crate::{
    clock::Moment,
    domain::{
        day::LogicalDay,
        decide::{OpenItems, Refusal, Wish},
        event::Batch,
        id::ProofId,
        roadmap::PhaseIx,
    },
};

pub(super) use say::refusal as refusal_words;

use super::{
    canvas::{Hit, Hits, Links},
    effect::{Effect, Token},
    keys::{Action, Chord, Context},
    msg::Msg,
    overlays::{Overlay, Prompt, Reply},
    reading::{Reading, Step},
    screens::{Place, Tab, Target, View},
    theme::{Background, Theme},
    world::World,
};

use hours::Hours;
use line::edits;
pub(super) use line::{edit, insert};
pub(super) use say::sentence;

/// How long a notice stays.
const NOTICE: Duration = Duration::from_secs(4);

/// How long trouble stays.
const TROUBLE: Duration = Duration::from_secs(10);

/// Two clicks within this time are a double click.
const DOUBLE_CLICK: chrono::TimeDelta = chrono::TimeDelta::milliseconds(400);

/// A sentence at the bottom that fades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Whether it is bad news.
    pub trouble: bool,
    until: DateTime<FixedOffset>,
}

/// A batch that is not on disk yet.
#[derive(Debug, Clone, PartialEq)]
struct Pending {
    token: Token,
    batch: Batch,
    /// Why the last try failed; `None` while the first is on its way.
    why: Option<String>,
    /// Whether it may be on disk all the same.
    doubtful: bool,
}

/// What a wish, a key or a click leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// Select a row.
    Select(usize),
    /// Show a tab.
    Tab(usize),
    /// Show a place on top of this one, with a target selected.
    Show(Place, Option<Target>),
    /// Leave the place on top.
    Pop,
    /// Stand on another day.
    Day(LogicalDay),
    /// Show how the plan may change.
    Replan,
    /// Stand on a day of the heatmap.
    HeatDay(LogicalDay),
    /// Show the week of a day.
    WeekOf(LogicalDay),
    /// Show the days of the heatmap by hours, or by items again.
    Measure,
    /// Ask the domain.
    Wish(Wish, Option<LogicalDay>),
    /// Put an overlay on top.
    Overlay(Box<Overlay>),
    /// Hold the review at this place of the roadmap.
    Review(usize),
    /// Sign a phase off, asking first if something in it is open.
    SignOff(PhaseIx, Option<LogicalDay>),
    /// Begin to type a filter.
    Find,
    /// Show all rows again.
    ClearFilter,
    /// Write what is pending, and read files again.
    Retry,
    /// Ask what the gate of a phase would run.
    Prove(PhaseIx),
    /// Run a gate as it was shown: its row, its commands, and whether the
    /// learner agreed to what is new in it.
    RunGate(ProofId, Vec<String>, bool),
    /// End the gate that runs.
    EndGate,
    /// Scroll what a gate printed.
    Scroll(Action),
    /// Go to a line of what a gate printed.
    ShowLine(usize),
    /// Forget the newest change that is pending.
    Withdraw,
    /// Give up all that is pending.
    GiveUp,
    /// Show a note, at a heading if one is named.
    Read(String, Option<String>),
    /// Show a note at a place of its text: of a block, counted in bytes.
    ReadAt(String, usize, usize),
    /// Take a step through the note.
    Step(Step),
    /// Go to a block of the note, to come back from.
    Jump(usize),
    /// Follow a link of the note.
    Follow(usize),
    /// Give these links numbers.
    Number(Vec<usize>),
    /// Go back to where a link was followed.
    Return,
    /// Show the note's contents, or not.
    Contents,
    /// Show the plan's chart, or its boxes.
    Chart,
    /// Say something.
    Say(String),
    /// Tick or untick a box of the note's file: its byte.
    Box(usize),
    /// Tick or untick the box of a file that was ticked last.
    BoxAgain,
    /// Ask the world.
    Effect(Effect),
    /// Do what an action would do.
    Act(Action),
    /// Leave, asking first if something is pending.
    Quit,
}

/// The model.
#[derive(Debug, Clone)]
pub struct App {
    world: World,
    tab: usize,
    stacks: Vec<Vec<View>>,
    overlays: Vec<Overlay>,
    finding: Option<Line>,
    /// The notes that were read.
    readings: Vec<Reading>,
    /// A note that is asked for, and the heading to go to in it.
    awaited: Option<(String, String)>,
    /// The box of a file that was ticked last, while nothing was done after it:
    /// the note, and the byte between the brackets.
    ticked_box: Option<(String, usize)>,
    /// Where links were followed, the last one last.
    trail: Vec<(String, crate::reader::Place)>,
    notice: Option<Notice>,
    pending: Vec<Pending>,
    next_token: u64,
    theme: Theme,
    /// The background that the settings ask for, once they were read again.
    background: Option<Background>,
    /// The background that the terminal has, as far as is known.
    terminal: Background,
    ascii: bool,
    hits: Hits,
    /// What led where in the last frame.
    links: Links,
    /// The area that the screen had in the last frame.
    body: Rect,
    last_click: Option<(DateTime<FixedOffset>, Hit)>,
    now: DateTime<FixedOffset>,
    hours: Hours,
    gates: proving::Gates,
}

impl App {
    /// The program on Today; at the very first start it asks when the year
    /// begins.
    pub fn new(mut world: World, theme: Theme, ascii: bool, now: &Moment) -> Self {
        world.watch.now = now.at;
        let day = world.day();
        let stacks = Tab::ALL
            .iter()
            .map(|tab| vec![View::new(Place::Tab(*tab), day)])
            .collect();
        let mut app = Self {
            world,
            tab: 0,
            stacks,
            overlays: Vec::new(),
            finding: None,
            readings: Vec::new(),
            awaited: None,
            ticked_box: None,
            trail: Vec::new(),
            notice: None,
            pending: Vec::new(),
            next_token: 1,
            theme,
            background: None,
            terminal: theme.background(),
            ascii,
            hits: Vec::new(),
            links: Vec::new(),
            body: Rect::default(),
            last_click: None,
            now: now.at,
            hours: Hours::default(),
            gates: proving::Gates::default(),
        };
        for stack in &mut app.stacks {
            for view in stack {
                // Its figures are added up once somebody looks.
                if view.place != Place::Tab(Tab::Time) {
                    view.settle(&app.world, None);
                }
            }
        }
        app.select_current_phase();
        let problems = app.world.all_problems().count();
        let first = app.world.all_problems().next().cloned();
        if let Some(problem) = first {
            let text = match problems - 1 {
                0 => problem,
                more => format!("{problem} (and {more} more)"),
            };
            app.say(text, true);
        }
        app.ask_about_timer();
        if app.world.state.begin().is_none() {
            app.overlays.push(Overlay::Prompt(Prompt::begin(day)));
        }
        app
    }

    /// Which cells of the last frame lead to which address.
    pub fn links(&self) -> &Links {
        &self.links
    }

    /// What is shown.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// What is shown, to be changed by a test.
    #[cfg(test)]
    pub(super) fn world_mut(&mut self) -> &mut World {
        &mut self.world
    }

    /// The moment something changes by itself: a notice fades, a day begins, a
    /// timer has run for another minute.
    pub fn deadline(&self) -> Option<DateTime<FixedOffset>> {
        let midnight = self.next_day();
        let fades = self.notice.as_ref().map(|notice| notice.until);
        let moves = self.next_minute().into_iter().chain(self.next_second());
        fades.into_iter().chain(midnight).chain(moves).min()
    }

    /// When the next logical day may begin: the day start by the offset of
    /// now, or an hour to either side of it, for the clocks may change in the
    /// night. A look too many costs nothing, and only the right one turns the
    /// day.
    fn next_day(&self) -> Option<DateTime<FixedOffset>> {
        let start = self.world.day_start.time();
        let date = self.world.day().next().date();
        let moment = date
            .and_time(start)
            .and_local_timezone(*self.now.offset())
            .earliest()?;
        [-1, 0, 1]
            .map(|hours| moment + chrono::TimeDelta::hours(hours))
            .into_iter()
            .find(|moment| *moment > self.now)
    }

    /// Changes the model and says what is to be done outside.
    pub fn update(&mut self, msg: Msg, now: &Moment) -> Vec<Effect> {
        let mut effects = self.receive(msg, now);
        self.ask_about_timer();
        effects.extend(self.look_at_gates());
        effects
    }

    fn receive(&mut self, msg: Msg, now: &Moment) -> Vec<Effect> {
        self.now = now.at;
        self.world.watch.now = now.at;
        if self
            .notice
            .as_ref()
            .is_some_and(|notice| notice.until <= self.now)
        {
            self.notice = None;
        }
        let day = LogicalDay::of(&self.now, self.world.day_start);
        if day != self.world.day() {
            self.turn_the_day(day);
        }
        match msg {
            Msg::Input(input) => self.input(&input),
            Msg::Tick => Vec::new(),
            Msg::Recorded { token, events } => self.recorded(token, events),
            Msg::NotRecorded { token, why, fate } => self.not_recorded(token, &why, fate),
            Msg::Arrived(events) => {
                self.world.take(events);
                self.overlays_after_events();
                self.settle(None);
                Vec::new()
            }
            Msg::RoadmapChanged { roadmap, problems } => {
                self.roadmap_changed(roadmap.map(|roadmap| *roadmap), problems);
                Vec::new()
            }
            Msg::NoteRead { path, note } => self.note_read(&path, note),
            Msg::Painted { path, text, paints } => {
                let reading = self.readings.iter_mut().find(|it| it.path == path);
                if let Some(reading) = reading.filter(|it| it.note.text == text) {
                    reading.paints = paints.into_iter().collect();
                }
                Vec::new()
            }
            gate @ (Msg::GatePlanned { .. }
            | Msg::GateNotBegun(_)
            | Msg::GateSays(_)
            | Msg::GateOver { .. }
            | Msg::Ages(_)) => self.hear_of_gates(gate),
            Msg::Settings(settings) => {
                self.take_settings(*settings);
                Vec::new()
            }
            Msg::Background(background) => {
                self.terminal = background;
                if self.background.is_none() {
                    self.theme = self.theme.on(background);
                }
                Vec::new()
            }
            Msg::Notice(text) => {
                self.say(text, false);
                Vec::new()
            }
            Msg::Trouble(text) => {
                self.say(text, true);
                Vec::new()
            }
        }
    }

    fn turn_the_day(&mut self, day: LogicalDay) {
        let before = self.world.day();
        self.world.set_day(day);
        for view in self.stacks.iter_mut().flatten() {
            if view.day == before {
                view.day = day;
            }
        }
        self.settle(None);
    }

    fn input(&mut self, input: &Input) -> Vec<Effect> {
        match input {
            Input::Key(key) if key.kind != KeyEventKind::Release => self.key(key),
            Input::Mouse(mouse) => self.mouse(*mouse),
            Input::Paste(text) => {
                self.paste(text);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn key(&mut self, key: &KeyEvent) -> Vec<Effect> {
        let chord = Chord::of(key);
        self.gates.awaited = None;
        if self.notice.as_ref().is_some_and(|notice| !notice.trouble) {
            self.notice = None;
        }
        // These two must work whatever lies on top; a letter, though, is text
        // where text is typed.
        if self.takes_keys() || chord.is_control() && !edits(chord) {
            match self.world.keys.meaning(&[Context::Everywhere], chord) {
                Some(Action::Suspend) => return vec![Effect::Suspend],
                Some(Action::Quit) => return self.carry_out(Response::Quit),
                _ => {}
            }
        }
        if let Some(overlay) = self.overlays.last_mut() {
            let reply = overlay.key(chord, &self.world);
            return self.reply(reply);
        }
        if self.reading().is_some_and(|it| it.following.is_some()) {
            return self.type_number(chord);
        }
        if self.finding.is_some() {
            self.type_filter(chord);
            return Vec::new();
        }
        let Some(action) = self.world.keys.meaning(self.view().contexts(), chord) else {
            return Vec::new();
        };
        self.act(action)
    }

    /// Whether keys mean what the keymap says: nothing lies on top, and nothing
    /// is typed.
    fn takes_keys(&self) -> bool {
        self.overlays.is_empty()
            && self.finding.is_none()
            && self.reading().is_none_or(|it| it.following.is_none())
    }

    /// Does what an action means here, if it means something now.
    fn act(&mut self, action: Action) -> Vec<Effect> {
        if let Some(response) = self.respond(action) {
            return self.carry_out(response);
        }
        // Moving on at the end needs no answer; these look like a fault when
        // nothing happens.
        match action {
            Action::SignOff => {
                if let Some(phase) = self.phase_here() {
                    let wish = Wish::SignOff {
                        phase,
                        open: OpenItems::Leave,
                    };
                    return self.carry_out(Response::Wish(wish, None));
                }
            }
            // A silent key looks like a broken one.
            Action::Open | Action::OpenLink | Action::CopyLink if self.note_here().is_some() => {
                self.say("There is no link on this line.".to_owned(), false);
            }
            Action::Open | Action::OpenLink | Action::CopyLink
                if matches!(self.view().target(), Some(Target::Item(_))) =>
            {
                self.say("There is no link for this.".to_owned(), false);
            }
            Action::Toggle if self.note_here().is_some() => {
                self.say("There is no box here.".to_owned(), false);
            }
            Action::Replan => {
                if let Err(no) = self.world.desk().can_replan() {
                    self.say(say::refusal(&self.world, &Refusal::Replan(no)), false);
                }
            }
            Action::Timer => self.say("This roadmap has no time budget.".to_owned(), false),
            Action::Spend => self.say("This roadmap has no money budget.".to_owned(), false),
            Action::Review => self.say(self.no_review_words(None), false),
            Action::Undo => self.say(say::refusal(&self.world, &Refusal::NothingToUndo), false),
            Action::Redo => self.say(say::refusal(&self.world, &Refusal::NothingToRedo), false),
            _ => {}
        }
        Vec::new()
    }

    fn reply(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::Stay => Vec::new(),
            Reply::Close => {
                self.overlays.pop();
                Vec::new()
            }
            Reply::Go(responses) => responses
                .into_iter()
                .flat_map(|response| self.carry_out(response))
                .collect(),
            Reply::Choose(responses) => {
                self.overlays.pop();
                responses
                    .into_iter()
                    .flat_map(|response| self.carry_out(response))
                    .collect()
            }
        }
    }

    /// Shows on the items that are pending that they are.
    fn mark_pending(&mut self) {
        self.world.pending = self
            .pending
            .iter()
            .filter(|pending| pending.why.is_some())
            .flat_map(|pending| self.world.items_of(&pending.batch))
            .collect();
    }

    fn say(&mut self, text: String, trouble: bool) {
        let stays = if trouble { TROUBLE } else { NOTICE };
        self.notice = Some(Notice {
            text,
            trouble,
            until: self.now + stays,
        });
    }

    /// The screen that is shown.
    fn view(&self) -> &View {
        let stack = &self.stacks[self.tab];
        &stack[stack.len() - 1]
    }

    fn view_mut(&mut self) -> &mut View {
        let stack = &mut self.stacks[self.tab];
        let top = stack.len() - 1;
        &mut stack[top]
    }

    /// Makes the rows of the shown screen anew.
    fn settle(&mut self, follow: Option<Target>) {
        let stack = &mut self.stacks[self.tab];
        if let Some(view) = stack.last_mut() {
            view.settle(&self.world, follow);
        }
    }

    /// Puts the cursor of the phase table on the current phase.
    fn select_current_phase(&mut self) {
        if let Some(phase) = self.world.today.phase {
            for tab in [Tab::Phases, Tab::Matrix] {
                let view = &mut self.stacks[tab as usize][0];
                view.settle(&self.world, Some(Target::Phase(phase)));
            }
            if let Some(note) = self.world.note_of(phase) {
                let view = &mut self.stacks[Tab::Notes as usize][0];
                view.settle(&self.world, Some(Target::Note(note)));
            }
        }
    }
}

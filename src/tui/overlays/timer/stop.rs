//! What becomes of the timer that runs.

use ratatui::layout::Rect;
use tui_input::Input as Line;

use crate::{
    domain::{
        day::LogicalDay,
        decide::{TimeWish, Wish},
        event::EventId,
        minutes::{Minutes, time_of_day},
        session::Piece,
    },
    insight::{
        time::{Doubt, Keep, TimerFigure},
        words,
    },
    text::{self, wrap},
    tui::{
        app::{self, Response},
        canvas::{Canvas, Hit, line_of, piece},
        keys::Chord,
        overlays::{Reply, centred},
        theme::Role,
        widgets::field::field,
        world::World,
    },
};

/// What becomes of the timer that runs.
#[derive(Debug, Clone)]
pub struct StopTimer {
    id: EventId,
    /// What is being typed.
    typing: Option<Field>,
    length: Line,
    time: Line,
    text: Line,
}

/// A line that can be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Length,
    Time,
    Text,
}

/// An answer, and its place among the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    All,
    Type(Field),
    Discard,
    Run,
}

/// An answer, its keys and its words.
type Choice = (Answer, &'static [&'static str], &'static str);

impl PartialEq for StopTimer {
    fn eq(&self, other: &Self) -> bool {
        let lines =
            |it: &Self| [&it.length, &it.time, &it.text].map(|line| line.value().to_owned());
        (self.id, self.typing) == (other.id, other.typing) && lines(self) == lines(other)
    }
}

impl StopTimer {
    /// Asks what becomes of this timer.
    pub fn new(id: EventId) -> Self {
        Self {
            id,
            typing: None,
            length: Line::default(),
            time: Line::default(),
            text: Line::default(),
        }
    }

    /// The timer it asks about.
    pub fn id(&self) -> EventId {
        self.id
    }

    /// Takes a key.
    pub fn key(&mut self, chord: Chord, world: &World) -> Reply {
        let Some(timer) = world.timer() else {
            return Reply::Close;
        };
        let key = chord.to_string();
        if let Some(typing) = self.typing {
            return match key.as_str() {
                "esc" => {
                    self.typing = None;
                    Reply::Stay
                }
                "enter" => self.typed(typing, world, &timer),
                _ => {
                    app::edit(self.line_mut(typing), chord);
                    Reply::Stay
                }
            };
        }
        let answers = answers(&timer);
        let answer = answers
            .iter()
            .find(|(_, keys, _)| keys.contains(&key.as_str()));
        match answer {
            Some((answer, ..)) => self.answer(*answer, world, &timer),
            None if key == "q" => Reply::Close,
            None => Reply::Stay,
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        if let Some(typing) = self.typing {
            app::insert(self.line_mut(typing), text);
        }
    }

    /// Takes a click on an answer.
    pub fn click(&mut self, row: usize, world: &World) -> Reply {
        let Some(timer) = world.timer() else {
            return Reply::Close;
        };
        let answer = answers(&timer).get(row).map(|(answer, ..)| *answer);
        answer.map_or(Reply::Stay, |answer| self.answer(answer, world, &timer))
    }

    fn line_mut(&mut self, field: Field) -> &mut Line {
        match field {
            Field::Length => &mut self.length,
            Field::Time => &mut self.time,
            Field::Text => &mut self.text,
        }
    }

    fn answer(&mut self, answer: Answer, world: &World, timer: &TimerFigure) -> Reply {
        match answer {
            Answer::All => self.keep(Keep::All, world, timer),
            Answer::Type(field) => {
                self.typing = Some(field);
                Reply::Stay
            }
            Answer::Discard => granted(TimeWish::Cancel),
            Answer::Run => Reply::Close,
        }
    }

    /// A line was typed to its end.
    fn typed(&mut self, field: Field, world: &World, timer: &TimerFigure) -> Reply {
        if field == Field::Text {
            self.typing = None;
            return Reply::Stay;
        }
        match self.meant(field) {
            Ok(keep) => self.keep(keep, world, timer),
            Err(_) => Reply::Stay,
        }
    }

    fn keep(&self, keep: Keep, world: &World, timer: &TimerFigure) -> Reply {
        let Ok(pieces) = timer.kept(keep, &world.wall()) else {
            return Reply::Stay;
        };
        let text = self.text.value().trim();
        granted(TimeWish::Stop {
            pieces,
            text: (!text.is_empty()).then(|| text.to_owned()),
        })
    }

    /// How much of it a typed line keeps, or why that is not known.
    fn meant(&self, field: Field) -> Result<Keep, String> {
        match field {
            Field::Length => match self.length.value().parse::<Minutes>() {
                Ok(minutes) => Ok(Keep::Length(minutes)),
                Err(error) => Err(app::sentence(&error.to_string())),
            },
            Field::Time => time_of_day(self.time.value())
                .map(Keep::Until)
                .ok_or_else(|| "A time of day is written like 18:30.".to_owned()),
            Field::Text => Err(String::new()),
        }
    }

    /// What the line that is being typed would keep, and whether it can.
    fn said(&self, field: Field, world: &World, timer: &TimerFigure) -> (String, Role) {
        let line = match field {
            Field::Length => &self.length,
            Field::Time => &self.time,
            Field::Text => return (String::new(), Role::Dim),
        };
        if line.value().trim().is_empty() {
            let hint = match field {
                Field::Length => "from its start, like 50m or 1h30",
                _ => "like 18:30",
            };
            return (hint.to_owned(), Role::Dim);
        }
        match self.meant(field) {
            Ok(keep) => match timer.kept(keep, &world.wall()) {
                Ok(pieces) => (kept_words(&pieces), Role::Done),
                Err(why) => (app::sentence(&why.to_string()), Role::Dim),
            },
            Err(why) => (why, Role::Dim),
        }
    }

    /// Draws it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, world: &World) {
        let Some(timer) = world.timer() else {
            return;
        };
        let width = 66.min(area.width.saturating_sub(2));
        let room = usize::from(width.saturating_sub(4));
        let (what, since) = running(world, &timer);
        let line = format!("{what}, {since}");
        let mut head = if text::width(&text::sanitise(&line)) <= room || area.height < 16 {
            wrap(&line, room)
        } else {
            [wrap(&what, room), wrap(&since, room)].concat()
        };
        if timer.is_doubtful() {
            let doubts: Vec<String> = timer.doubts.iter().copied().map(words::doubt).collect();
            let why = app::sentence(&words::list(&doubts));
            head.extend(wrap(&why, room));
        }
        let answers = answers(&timer);
        let below = if self.typing.is_some() {
            4
        } else {
            answers.len()
        };
        let most = usize::from(area.height).saturating_sub(below + 2);
        head.truncate(most.max(1));
        let needed = (head.len() + below + 2) as u16;
        let gap = u16::from(area.height >= needed + 3);
        let title = if timer.is_doubtful() {
            "Does the timer still count?"
        } else {
            "The timer"
        };
        let inner = canvas.frame(centred(area, width, needed + 3 * gap), title);
        for (row, line) in head.iter().enumerate() {
            let role = if row == 0 { Role::Strong } else { Role::Text };
            let line_at = line_of(inner, gap + row as u16);
            canvas.row(line_at, &[piece(line.as_str(), role)], &[]);
        }
        let top = head.len() as u16 + 2 * gap;
        match self.typing {
            Some(typing) => self.draw_typing(canvas, inner, top, (typing, world, &timer)),
            None => self.draw_answers(canvas, inner, top, (world, &timer, &answers)),
        }
    }

    fn draw_answers(
        &self,
        canvas: &mut Canvas<'_>,
        inner: Rect,
        top: u16,
        (world, timer, answers): (&World, &TimerFigure, &[Choice]),
    ) {
        for (place, (answer, keys, said)) in answers.iter().enumerate() {
            let line = line_of(inner, top + place as u16);
            let key = format!("{:>5}", keys.first().copied().unwrap_or_default());
            let more = match answer {
                Answer::All => {
                    let pieces = timer.kept(Keep::All, &world.wall()).unwrap_or_default();
                    let over_days = pieces.len() > 1;
                    let days = if over_days {
                        ", over more than one day"
                    } else {
                        ""
                    };
                    format!(": {}{days}", words::hours(timer.elapsed))
                }
                Answer::Type(Field::Text) if !self.text.value().trim().is_empty() => {
                    format!(": “{}”", self.text.value().trim())
                }
                _ => String::new(),
            };
            canvas.row(
                line,
                &[
                    piece(key, Role::Key),
                    piece("  ", Role::Text),
                    piece(*said, Role::Text),
                    piece(more, Role::Dim),
                ],
                &[],
            );
            canvas.hit(line, Hit::OverlayRow(place));
        }
    }

    fn draw_typing(
        &self,
        canvas: &mut Canvas<'_>,
        inner: Rect,
        top: u16,
        (typing, world, timer): (Field, &World, &TimerFigure),
    ) {
        let (label, line) = match typing {
            Field::Length => ("keep so much: ", &self.length),
            Field::Time => ("it ended at: ", &self.time),
            Field::Text => ("what was done: ", &self.text),
        };
        let input = line_of(inner, top);
        if input.width < 4 {
            return;
        }
        let x = canvas.put(input, input.x, input.y, label, Role::Accent);
        field(canvas, input, x, line, Role::Text);
        let (said, role) = self.said(typing, world, timer);
        for (offset, text) in wrap(&said, usize::from(inner.width))
            .iter()
            .take(2)
            .enumerate()
        {
            let line = line_of(inner, top + 1 + offset as u16);
            canvas.row(line, &[piece(text.as_str(), role)], &[]);
        }
        canvas.row(
            line_of(inner, top + 3),
            &[
                piece("enter", Role::Key),
                piece(
                    if typing == Field::Text {
                        " that is it   "
                    } else {
                        " keep   "
                    },
                    Role::Dim,
                ),
                piece("esc", Role::Key),
                piece(" back", Role::Dim),
            ],
            &[],
        );
    }
}

fn granted(wish: TimeWish) -> Reply {
    Reply::Choose(vec![Response::Wish(Wish::Time(wish), None)])
}

/// The answers there are, with their keys. Enter keeps all, unless there is a
/// doubt: then nothing is kept without a letter.
fn answers(timer: &TimerFigure) -> Vec<Choice> {
    let set_back = timer.doubts.contains(&Doubt::ClockBack);
    let mut answers: Vec<Choice> = Vec::new();
    if !timer.is_doubtful() {
        answers.push((Answer::All, &["enter", "a"], "keep all of it"));
    } else if !set_back {
        answers.push((Answer::All, &["a"], "keep all of it"));
    }
    answers.push((Answer::Type(Field::Length), &["k"], "keep so much of it"));
    if !set_back {
        answers.push((Answer::Type(Field::Time), &["s"], "it ended at a time"));
    }
    answers.extend([
        (Answer::Discard, &["d"] as &[&str], "discard it"),
        (Answer::Type(Field::Text), &["w"], "say what was done"),
        (Answer::Run, &["esc"], "let it run"),
    ]);
    answers
}

/// “learning on Phase 3 · Supervision” and “since 18:05: 45 min”.
fn running(world: &World, timer: &TimerFigure) -> (String, String) {
    let category = timer.category.as_ref();
    let category = category.map_or("no category", |category| category.as_str());
    let about = timer.about.as_ref().map_or_else(String::new, |about| {
        format!(" on {}", words::about(&world.roadmap, about))
    });
    let since = if timer.since.date_naive() == world.watch.now.date_naive() {
        timer.since.format("%-H:%M").to_string()
    } else {
        let day = LogicalDay::from_date(timer.since.date_naive());
        let time = timer.since.format("%-H:%M");
        format!("{}, {time}", words::date(day, day))
    };
    let elapsed = words::hours(timer.elapsed);
    (
        format!("{category}{about}"),
        format!("since {since}: {elapsed}"),
    )
}

/// “50 min, until 18:55”.
fn kept_words(pieces: &[Piece]) -> String {
    let minutes: Minutes = pieces.iter().map(|piece| piece.minutes.into()).sum();
    let length = words::hours(minutes);
    let until = pieces.last().and_then(|piece| {
        let end = crate::domain::session::after(piece.from?, piece.minutes.into());
        Some(format!(", until {}", end.format("%-H:%M")))
    });
    format!("{length}{}", until.unwrap_or_default())
}

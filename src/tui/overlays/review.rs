//! A review, question by question: its figures above, one question at a time,
//! and a decision at the end.

mod draw;

use tui_input::Input as Line;

use crate::{
    domain::{
        decide::{ReviewWish, Wish},
        review::{Answers, Decision, LONGEST_ANSWER, Period, QUESTIONS, bytes_of},
        roadmap::Review,
    },
    insight::{
        review::{Figure, ReviewFigures, intention, stretch, whole},
        words::date,
    },
    tui::{
        app::{self, Response, refusal_words},
        keys::{Action, Chord},
        screens::Tab,
        world::World,
    },
};

use super::Reply;

/// A review, question by question.
#[derive(Debug, Clone)]
pub struct ReviewForm {
    review: Review,
    period: Period,
    /// What is said first: that it goes on, or that its days are not over.
    said: Option<String>,
    /// What was meant to be done when it was held the last time.
    meant: Option<(String, String)>,
    figures: Vec<Figure>,
    lines: [Line; QUESTIONS],
    /// The question that is asked; behind the last one, the decision.
    question: usize,
    /// What the journal has of it.
    kept: (Answers, usize),
    /// How far what stands above the question is scrolled.
    scroll: usize,
    /// What was chosen at the end; letters that were still meant for an answer
    /// decide nothing.
    chosen: Option<Decision>,
    /// Why it cannot be saved as it is.
    refused: Option<String>,
}

impl PartialEq for ReviewForm {
    fn eq(&self, other: &Self) -> bool {
        (&self.review.id, self.period, self.question)
            == (&other.review.id, other.period, other.question)
            && self.answers() == other.answers()
    }
}

impl ReviewForm {
    /// The review at this place of the roadmap, of the stretch that is due or
    /// is going on; `None` where that is held. One that was begun goes on.
    pub fn open(world: &World, place: usize) -> Option<Self> {
        let review = world.roadmap.reviews.get(place)?.clone();
        let today = world.day();
        let (roadmap, state) = (&world.roadmap, &world.state);
        let period = stretch(roadmap, state, &world.progress, place, today)?;
        let figures = ReviewFigures::new(roadmap, state, review.rhythm, period, today);
        let meant = intention(state, &review.id, period)
            .map(|(day, meant)| (date(day, today), meant.to_owned()));
        let draft = state.draft(&review.id, period.last);
        let kept = draft.map_or_else(Default::default, |draft| {
            (draft.answers.clone(), draft.question)
        });
        let said = match draft {
            Some(draft) => Some(format!(
                "Begun on {}: it goes on where you left it.",
                date(draft.day, today)
            )),
            None if period.last > today => Some(format!(
                "Its days are not over: they end on {}.",
                date(period.last, today)
            )),
            None => None,
        };
        Some(Self {
            period,
            said,
            meant,
            figures: figures.lines(roadmap),
            lines: kept.0.each_ref().map(|answer| Line::new(answer.clone())),
            // Who comes back may want to add to the last answer.
            question: kept.1.min(QUESTIONS - 1),
            kept,
            scroll: 0,
            chosen: None,
            refused: None,
            review,
        })
    }

    fn answers(&self) -> Answers {
        self.lines
            .each_ref()
            .map(|line| line.value().trim().to_owned())
    }

    /// What keeps it as it stands; `None` where the journal has it already, and
    /// while nothing was written.
    pub fn draft(&self) -> Option<Wish> {
        let now = (self.answers(), self.question);
        let blank = now.0.iter().all(String::is_empty) && self.kept.0 == now.0;
        (!blank && now != self.kept).then(|| {
            Wish::Review(ReviewWish::Draft {
                review: self.review.id.clone(),
                until: self.period.last,
                answers: now.0,
                question: now.1,
            })
        })
    }

    /// Takes a key.
    pub fn key(&mut self, chord: Chord, world: &World) -> Reply {
        let key = chord.to_string();
        match (key.as_str(), self.question < QUESTIONS) {
            ("esc", _) => return self.leave(),
            ("pgdn", _) => self.scroll(4),
            ("pgup", _) => self.scroll(-4),
            ("down" | "tab", false) => self.choose(1),
            ("up", false) if self.chosen.is_some_and(|it| it != Decision::ALL[0]) => {
                self.choose(-1);
            }
            ("up" | "shift-tab", _) => {
                self.refused = None;
                self.chosen = None;
                self.question = self.question.saturating_sub(1);
            }
            ("enter" | "down" | "tab", true) => return self.go_on(),
            ("enter", false) => {
                if let Some(decision) = self.chosen {
                    return self.hold(decision, world);
                }
            }
            (letter, false) if letter.len() == 1 => {
                let of = |it: &Decision| it.word().starts_with(letter);
                self.chosen = Decision::ALL.into_iter().find(of).or(self.chosen);
            }
            (_, true) => self.edit(|line| app::edit(line, chord)),
            (_, false) => {}
        }
        Reply::Stay
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.edit(|line| app::insert(line, text));
    }

    /// Chooses the decision so many places further down.
    fn choose(&mut self, down: isize) {
        let here = Decision::ALL.iter().position(|it| Some(*it) == self.chosen);
        let there = here.map_or(Some(0), |here| here.checked_add_signed(down));
        self.chosen = there
            .and_then(|it| Decision::ALL.get(it))
            .copied()
            .or(self.chosen);
    }

    /// Scrolls what stands above the question.
    pub fn scroll(&mut self, rows: isize) {
        self.scroll = self.scroll.saturating_add_signed(rows);
    }

    /// Edits the answer, unless it grows longer than the journal keeps.
    fn edit(&mut self, change: impl FnOnce(&mut Line)) {
        let Some(line) = self.lines.get_mut(self.question) else {
            return;
        };
        let before = line.clone();
        change(line);
        if bytes_of(line.value()) > LONGEST_ANSWER.max(bytes_of(before.value())) {
            *line = before;
        }
    }

    /// The next question; what was answered is kept.
    fn go_on(&mut self) -> Reply {
        self.question += 1;
        let draft = self.draft();
        if draft.is_some() {
            self.kept = (self.answers(), self.question);
        }
        draft.map_or(Reply::Stay, |wish| {
            Reply::Go(vec![Response::Wish(wish, None)])
        })
    }

    fn leave(&self) -> Reply {
        self.draft().map_or(Reply::Close, |wish| {
            Reply::Choose(vec![Response::Wish(wish, None)])
        })
    }

    /// Ends it with a decision, and goes where that leads.
    fn hold(&mut self, decision: Decision, world: &World) -> Reply {
        let answers = self.answers();
        let meant = self.meant.as_ref().map(|(_, meant)| meant.as_str());
        let text = whole(
            &self.review,
            self.period,
            &self.figures,
            meant,
            &answers,
            decision,
        );
        let wish = Wish::Review(ReviewWish::Hold {
            review: self.review.id.clone(),
            until: self.period.last,
            answers,
            decision,
            text,
        });
        // What cannot be saved is not closed.
        if let Err(refusal) = world.desk().decide(&wish, None) {
            self.refused = Some(refusal_words(world, &refusal));
            return Reply::Stay;
        }
        let mut responses = vec![Response::Wish(wish, None)];
        let plan = Response::Tab(Tab::Plan as usize);
        match decision {
            Decision::Keep => {}
            Decision::Replan => responses.extend([plan, Response::Act(Action::Replan)]),
            Decision::Adjust => responses.push(plan),
        }
        Reply::Choose(responses)
    }
}

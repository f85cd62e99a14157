//! The line of `mastery status --format`: text with fields in braces.

use crate::{
    domain::{progress::Tally, roadmap::PhaseIx},
    insight::{pace::Pace, today::Today, words},
};

use super::super::{failure::Failure, json, parts, reviews::due, session::Session};

/// Every field, and what it is; `docs/integrations.md` and the help list them.
pub(super) const FIELDS: [(&str, &str); 24] = [
    ("phase", "the number of the current phase"),
    ("title", "its title"),
    ("short", "its short title"),
    ("id", "its id"),
    ("done", "its items that are done"),
    ("all", "its items that are not skipped"),
    ("phase_percent", "how much of it is done, from 0 to 100"),
    ("percent", "how much of the year is done, by planned hours"),
    ("phases_done", "phases that are signed off"),
    ("phases_all", "all phases"),
    ("streak", "study days in a row"),
    (
        "consistency",
        "study days kept of late, in percent; empty before the first",
    ),
    (
        "pace",
        "days ahead (+3), behind (-2), on plan (0); empty without a plan",
    ),
    ("pace_words", "the same in words: 2 days behind"),
    ("next", "the id of the next item"),
    ("next_title", "its title"),
    ("today", "items done today"),
    ("due", "reviews that are due: 0, 1, 2"),
    ("due_words", "the same in words; empty when none is"),
    ("timer", "the category of the timer; empty while none runs"),
    ("timer_time", "how long it has been running: 0:42"),
    ("timer_item", "what it runs for"),
    ("day", "the logical day: 2026-03-06"),
    (
        "day_sort",
        "its work: book, docs, supplement, build, what-changed, any; or rest, off",
    ),
];

/// A piece of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field {
        /// Where it stands in [`FIELDS`].
        name: &'static str,
        /// What stands there where the field is empty.
        fallback: String,
    },
}

/// A line with fields, read and found to be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Format(Vec<Piece>);

/// The list of fields for the help of the command.
pub(super) fn list() -> String {
    let mut text = String::from("Fields:\n");
    for (name, what) in FIELDS {
        text.push_str(&format_row(name, what));
    }
    text.push_str(
        "\n`{{` and `}}` are braces. `{field:-text}` is the text where the field is empty.",
    );
    text
}

fn format_row(name: &str, what: &str) -> String {
    format!("  {name:<14} {what}\n")
}

impl Format {
    /// Reads a line.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '{' | '}' if rest.peek() == Some(&c) => {
                    rest.next();
                    plain.push(c);
                }
                '}' => {
                    return Err(Failure::usage("there is a `}` without its `{`")
                        .hint("`}}` prints a brace"));
                }
                '{' => {
                    let mut inside = String::new();
                    loop {
                        match rest.next() {
                            Some('}') => break,
                            Some(c) => inside.push(c),
                            None => {
                                return Err(Failure::usage(format!(
                                    "`{{{inside}` has no closing `}}`"
                                ))
                                .hint("`{{` prints a brace"));
                            }
                        }
                    }
                    if !plain.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    }
                    pieces.push(field(&inside)?);
                }
                c => plain.push(c),
            }
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self(pieces))
    }

    /// The line as the session fills it. Only what is asked for is computed.
    pub(super) fn fill(&self, session: &Session) -> String {
        let asked = |wanted: &[&str]| {
            self.0
                .iter()
                .any(|piece| matches!(piece, Piece::Field { name, .. } if wanted.contains(name)))
        };
        let line = asked(&["pace", "pace_words"])
            .then(|| session.plan_line())
            .flatten();
        let today = session.today(line.as_ref());
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Field { name, fallback } => {
                    let value = value(name, session, &today).unwrap_or_default();
                    text.push_str(if value.is_empty() { fallback } else { &value });
                }
            }
        }
        text
    }
}

fn field(inside: &str) -> Result<Piece, Failure> {
    let (name, fallback) = inside.split_once(":-").unwrap_or((inside, ""));
    let known = FIELDS.iter().find(|(known, _)| *known == name);
    if let Some((name, _)) = known {
        return Ok(Piece::Field {
            name,
            fallback: fallback.to_owned(),
        });
    }
    let near = FIELDS
        .iter()
        .map(|(known, _)| (strsim::osa_distance(&name.to_lowercase(), known), *known))
        .min();
    let mut failure = Failure::usage(format!("there is no field `{name}`"));
    if let Some((distance, near)) = near
        && distance <= 1 + name.chars().count() / 3
    {
        failure = failure.hint(format!("did you mean `{near}`?"));
    }
    let names: Vec<String> = FIELDS.iter().map(|(name, _)| (*name).to_owned()).collect();
    Err(failure.hint(format!("the fields are {}", words::list(&names))))
}

/// What a field is now; `None` where there is nothing to say.
fn value(name: &str, session: &Session, today: &Today) -> Option<String> {
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    let phase = |of: &dyn Fn(PhaseIx) -> String| today.phase.map(of);
    let items = || -> Tally {
        today
            .phase
            .map(|phase| progress[phase].items())
            .unwrap_or_default()
    };
    match name {
        "phase" => phase(&|phase| roadmap[phase].number.to_string()),
        "title" => phase(&|phase| roadmap[phase].title.clone()),
        "short" => phase(&|phase| roadmap[phase].short.clone()),
        "id" => phase(&|phase| roadmap[phase].id.to_string()),
        "done" => phase(&|_| items().done.to_string()),
        "all" => phase(&|_| items().of.to_string()),
        "phase_percent" => phase(&|phase| percent(progress[phase].share())),
        "percent" => Some(percent(progress.share())),
        "phases_done" => Some(progress.signed_off().to_string()),
        "phases_all" => Some(roadmap.phases.len().to_string()),
        "streak" => Some(today.streak.days.to_string()),
        "consistency" => today.streak.consistency.map(percent),
        "pace" => match today.pace? {
            Pace::Before { .. } | Pace::Finished => None,
            Pace::OnPlan => Some("0".to_owned()),
            Pace::Ahead { days, .. } => Some(format!("+{days}")),
            Pace::Behind { days, .. } => Some(format!("-{days}")),
        },
        "pace_words" => today.pace.as_ref().map(words::pace_short),
        "next" => today.next().next().map(|item| roadmap[item].id.to_string()),
        "next_title" => today.next().next().map(|item| parts::title(roadmap, item)),
        "today" => Some(today.done.len().to_string()),
        "due" => Some(due(session).len().to_string()),
        "due_words" => super::due_words(session),
        "timer" => session.timer()?.category.map(|it| it.to_string()),
        "timer_time" => session.timer().map(|timer| {
            let minutes = timer.elapsed.0;
            format!("{}:{:02}", minutes / 60, minutes % 60)
        }),
        "timer_item" => session.timer()?.about.map(|it| it.to_string()),
        "day" => Some(session.today.to_string()),
        "day_sort" => Some(json::day_sort(today.sort).to_owned()),
        _ => None,
    }
}

/// A share in whole percent; it is 100 only when all is done, and 0 only when
/// nothing is.
fn percent(share: f64) -> String {
    let share = share.clamp(0.0, 1.0);
    let whole = (share * 100.0).round();
    let whole = if share >= 1.0 {
        100.0
    } else if share > 0.0 {
        whole.clamp(1.0, 99.0)
    } else {
        0.0
    };
    format!("{whole:.0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(text: &str) -> String {
        Format::parse(text).unwrap_err().lines().join("\n")
    }

    #[test]
    fn braces_are_doubled_and_fields_have_fallbacks() {
        let format = Format::parse("a {{b}} {next:-all done} c").unwrap();
        assert_eq!(
            format.0,
            [
                Piece::Text("a {b} ".to_owned()),
                Piece::Field {
                    name: "next",
                    fallback: "all done".to_owned(),
                },
                Piece::Text(" c".to_owned()),
            ]
        );
        assert_eq!(Format::parse("").unwrap().0, []);
    }

    #[test]
    fn what_is_no_format_is_refused_with_a_way_out() {
        assert!(why("{streek}").contains("did you mean `streak`?"));
        assert!(why("{streek}").contains("the fields are phase, title"));
        assert!(!why("{weather-today}").contains("did you mean"));
        assert!(why("{phase").contains("has no closing"));
        assert!(why("phase}").contains("without its `{`"));
        assert!(why("{}").contains("there is no field ``"));
    }

    #[test]
    fn nearly_all_is_not_all_and_a_little_is_not_nothing() {
        let said: Vec<String> = [0.0, 0.001, 0.5, 0.999, 1.0].map(percent).into();
        assert_eq!(said, ["0", "1", "50", "99", "100"]);
    }

    #[test]
    fn the_page_about_integrations_has_every_field() {
        let page = include_str!("../../../docs/integrations.md");
        let rows: Vec<String> = page
            .lines()
            .filter(|line| line.starts_with("| `"))
            .map(str::to_owned)
            .collect();
        let fields: Vec<String> = FIELDS
            .iter()
            .map(|(name, what)| format!("| `{name}` | {what} |"))
            .collect();
        assert_eq!(rows, fields);
    }
}

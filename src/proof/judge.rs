//! Whether all that must hold after a step holds, and what decided it.

use std::path::Path;

use crate::{
    domain::{
        evidence::{Decided, Ended},
        roadmap::{Side, Step, Threshold},
    },
    text::{Clean, sanitise},
};

use super::{
    number::{self, Number},
    plan::{contains_condition, exit_condition, file_condition, lacks_condition, number_condition},
    search::{Place, Search, Which},
};

/// How much of a line is repeated, in characters.
const LINE: usize = 200;

/// Listens to a step.
#[derive(Debug)]
pub struct Judge {
    step: Step,
    number: u32,
    clean: Clean,
    text: Vec<u8>,
    contains: Vec<Search>,
    lacks: Vec<Search>,
    numbers: Vec<Search>,
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Whether all held.
    pub held: bool,
    /// What decided it: the first that did not hold, or else the one that says
    /// most: a number before a text, and a text before an exit status.
    pub decided: Decided,
    /// The first number it was judged by, with the text beside it.
    pub value: Option<String>,
}

impl Judge {
    /// A judge of this step, the `number`-th, counted from one.
    pub fn new(step: &Step, number: u32) -> Self {
        let searches = |texts: &[String]| {
            let texts = texts.iter();
            texts.map(|text| Search::new(text, Which::First)).collect()
        };
        Self {
            number,
            clean: Clean::new(),
            text: Vec::new(),
            contains: searches(&step.contains),
            lacks: searches(&step.lacks),
            numbers: step
                .numbers
                .iter()
                .map(|number| Search::new(&number.text, Which::Last))
                .collect(),
            step: step.clone(),
        }
    }

    /// Takes in more of what the step prints.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.text.clear();
        self.clean.feed(bytes, &mut self.text);
        let searches = self.contains.iter_mut().chain(&mut self.lacks);
        for search in searches.chain(&mut self.numbers) {
            search.feed(&self.text);
        }
    }

    /// The judgement, now that the step ended; `folder` is where it ran.
    pub fn judge(&self, ended: Ended, folder: &Path) -> Judged {
        let mut value = None;
        let mut last: Option<Finding> = None;
        for found in self.all(ended, folder) {
            if value.is_none() {
                value.clone_from(&found.value);
            }
            let held = found.held;
            if !held
                || last
                    .as_ref()
                    .is_none_or(|last| found.weight() >= last.weight())
            {
                last = Some(found);
            }
            if !held {
                break;
            }
        }
        // Numbers behind the one that decided are of interest all the same.
        if value.is_none() {
            let numbers = self.step.numbers.iter().zip(&self.numbers);
            value = numbers
                .map(|(number, search)| number_found(number, search.place()))
                .find_map(|found| found.value);
        }
        let found = last.unwrap_or_else(|| self.ended(ended));
        Judged {
            held: found.held,
            decided: Decided {
                step: self.number,
                condition: found.condition,
                found: found.found,
                line: found.line,
            },
            value,
        }
    }

    fn all<'a>(
        &'a self,
        ended: Ended,
        folder: &'a Path,
    ) -> impl Iterator<Item = Finding> + use<'a> {
        let lacks = self.step.lacks.iter().zip(&self.lacks);
        let contains = self.step.contains.iter().zip(&self.contains);
        let numbers = self.step.numbers.iter().zip(&self.numbers);
        let files = self.step.files.iter();
        std::iter::once_with(move || self.ended(ended))
            .chain(lacks.map(|(text, search)| Finding {
                held: search.place().is_none(),
                condition: lacks_condition(text),
                found: if search.place().is_some() {
                    "it is there".to_owned()
                } else {
                    "it is not there".to_owned()
                },
                line: search.place().map(line_of),
                value: None,
            }))
            .chain(contains.map(|(text, search)| Finding {
                held: search.place().is_some(),
                condition: contains_condition(text),
                found: if search.place().is_some() {
                    "it is there".to_owned()
                } else {
                    "it is not there".to_owned()
                },
                line: search.place().map(line_of),
                value: None,
            }))
            .chain(numbers.map(|(number, search)| number_found(number, search.place())))
            .chain(files.map(move |file| {
                let there = folder.join(file).exists();
                Finding {
                    held: there,
                    condition: file_condition(file),
                    found: if there {
                        "it is there".to_owned()
                    } else {
                        "it is not there".to_owned()
                    },
                    line: None,
                    value: None,
                }
            }))
    }

    fn ended(&self, ended: Ended) -> Finding {
        let condition = match ended {
            Ended::Late => format!("an end within {}", limit(&self.step)),
            Ended::Exit(_) | Ended::Signal(_) => exit_condition(&self.step),
        };
        Finding {
            held: ended == Ended::Exit(self.step.exit),
            condition,
            found: match ended {
                Ended::Late => "it was ended".to_owned(),
                other => other.to_string(),
            },
            line: None,
            value: None,
        }
    }
}

/// How long a step may take, in words.
pub fn limit(step: &Step) -> String {
    let seconds = step.limit.as_secs();
    if seconds.is_multiple_of(60) {
        format!("{} min", seconds / 60)
    } else {
        format!("{seconds} s")
    }
}

/// One condition, looked at.
struct Finding {
    held: bool,
    condition: String,
    found: String,
    line: Option<String>,
    value: Option<String>,
}

impl Finding {
    /// How much it says of a step that held.
    fn weight(&self) -> u8 {
        match (&self.value, &self.line) {
            (Some(_), _) => 2,
            (None, Some(_)) => 1,
            (None, None) => 0,
        }
    }
}

fn number_found(threshold: &Threshold, place: Option<&Place>) -> Finding {
    let condition = number_condition(threshold);
    let none = |found: &str, line| Finding {
        held: false,
        condition: condition.clone(),
        found: found.to_owned(),
        line,
        value: None,
    };
    let Some(place) = place else {
        return none("that text is not there", None);
    };
    let (side, number) = match threshold.side {
        Side::After => (&place.after, number::first(&place.after)),
        Side::Before => (&place.before, number::last(&place.before)),
    };
    let Some(Number { value, from, to }) = number else {
        return none("no number stands there", Some(line_of(place)));
    };
    let printed = side.get(from..to).unwrap_or_default();
    let printed = String::from_utf8_lossy(printed).into_owned();
    let text = threshold.text.trim();
    Finding {
        held: threshold.holds(value),
        value: Some(cut(&match threshold.side {
            Side::After => format!("{text} {printed}"),
            Side::Before => format!("{printed} {text}"),
        })),
        condition: condition.clone(),
        found: cut(&printed),
        line: Some(line_of(place)),
    }
}

/// The line of a place, as it may be shown: around the text where it is long.
fn line_of(place: &Place) -> String {
    let (line, at) = place.line();
    let before = line.get(..at).unwrap_or_default();
    let rest = line.get(at..).unwrap_or_default();
    let before = String::from_utf8_lossy(before);
    let rest = String::from_utf8_lossy(rest);
    let skipped = before.chars().count().saturating_sub(LINE / 2);
    let shown: String = before.chars().skip(skipped).chain(rest.chars()).collect();
    let mark = if skipped > 0 { "…" } else { "" };
    cut(&format!("{mark}{}", shown.trim()))
}

fn cut(text: &str) -> String {
    let text = sanitise(text);
    if text.chars().count() <= LINE {
        return text.into_owned();
    }
    let short: String = text.chars().take(LINE - 1).collect();
    format!("{short}…")
}

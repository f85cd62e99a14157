//! Gates: what a proof runs, and what must hold.

use std::{ops::Range, time::Duration};

use super::Builder;
use crate::{
    domain::roadmap::{Bound, Side, Step, Threshold},
    store::roadmap_file::{
        raw::gate,
        scalar::{At, Text},
    },
    text::sanitise,
};

/// How long a step may take where the file does not say it, in minutes.
const MINUTES: u32 = 10;

impl Builder<'_, '_> {
    /// The steps that can be run as the file says them; the others are
    /// reported.
    pub(super) fn gate(&mut self, steps: Vec<gate::Step<'_>>) -> Vec<Step> {
        let steps = steps.into_iter();
        steps.filter_map(|raw| self.step(raw)).collect()
    }

    fn step(&mut self, raw: gate::Step<'_>) -> Option<Step> {
        let run = raw.run.value.iter().map(|it| it.as_str().to_owned());
        let run: Vec<_> = run.collect();
        let problem = match run.first() {
            None => Some("`run` has no command"),
            Some(command) if command.trim().is_empty() => Some("`run` begins with no command"),
            _ if run.iter().any(|word| hides(word)) => {
                Some("`run` has a character in it that would not be seen when it is shown")
            }
            _ => None,
        };
        let mut sound = true;
        if let Some(problem) = problem {
            self.faults
                .degrading(&raw.run.span, problem)
                .expecting("a command and its arguments: `[\"mix\", \"test\"]`");
            sound = false;
        }
        let folder = match &raw.folder {
            None => Some(String::new()),
            Some(folder) => self.path_below(folder, "folder", "the repository"),
        };
        let files: Vec<_> = raw
            .files
            .iter()
            .map(|file| self.path_below(file, "file", "the step's folder"))
            .collect();
        let env = self.env(&raw);
        let numbers: Vec<_> = raw.numbers.iter().map(|it| self.threshold(it)).collect();
        let minutes = raw.minutes.map_or(MINUTES, |it| it.0);
        let step = Step {
            folder: folder?,
            run,
            env: env?,
            limit: Duration::from_secs(60 * u64::from(minutes)),
            exit: raw.exit.map_or(0, |it| it.0 as u8),
            contains: raw.contains.into_iter().map(|it| it.0).collect(),
            lacks: raw.lacks.into_iter().map(|it| it.0).collect(),
            numbers: numbers.into_iter().collect::<Option<_>>()?,
            files: files.into_iter().collect::<Option<_>>()?,
        };
        sound.then_some(step)
    }

    fn env(&mut self, raw: &gate::Step<'_>) -> Option<Vec<(String, String)>> {
        let mut env = Vec::with_capacity(raw.env.len());
        let mut sound = true;
        for (name, value) in &raw.env {
            let name = name.as_str();
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let well_formed = name.chars().all(word)
                && name.starts_with(|c: char| !c.is_ascii_digit())
                && !hides(value.value.as_str());
            if !well_formed {
                let message = format!("`{name}` cannot be set in the environment");
                self.faults.degrading(&value.span, message).expecting(
                    "a name of letters, digits and `_`, and a value without control characters",
                );
                sound = false;
            }
            env.push((name.to_owned(), value.value.as_str().to_owned()));
        }
        sound.then_some(env)
    }

    /// A path without its dots; `None` if it leads anywhere else than below
    /// where it belongs, after saying so.
    fn path_below(&mut self, path: &At<Text<'_>>, what: &str, top: &str) -> Option<String> {
        let text = path.value.as_str();
        let mut parts = text.split('/').filter(|it| !it.is_empty() && *it != ".");
        let plain = parts.clone().collect::<Vec<_>>().join("/");
        let leaves = text.starts_with('/') || parts.any(|part| part == "..");
        if leaves || hides(text) || text.contains('\\') {
            self.faults
                .degrading(
                    &path.span,
                    format!("the {what} `{text}` is not below {top}"),
                )
                .expecting("a relative path, without `..` and control characters");
            return None;
        }
        Some(plain)
    }

    fn threshold(&mut self, raw: &At<gate::Threshold>) -> Option<Threshold> {
        let span = &raw.span;
        let raw = &raw.value;
        let (side, text) = match (&raw.after, &raw.before) {
            (Some(text), None) => (Side::After, text.0.clone()),
            (None, Some(text)) => (Side::Before, text.0.clone()),
            _ => {
                let message = "`numbers` does not say where the number stands";
                return self.no_threshold(span, message, "either `after` or `before`, with a text");
            }
        };
        let inclusive = |value| Bound {
            value,
            inclusive: true,
        };
        let exclusive = |value| Bound {
            value,
            inclusive: false,
        };
        let least = one(raw.at_least.map(inclusive), raw.above.map(exclusive));
        let most = one(raw.at_most.map(inclusive), raw.below.map(exclusive));
        let expected = "`below` or `at_most`, `above` or `at_least`, or one of each";
        let (Ok(least), Ok(most)) = (least, most) else {
            return self.no_threshold(span, "`numbers` has two bounds on one side", expected);
        };
        let threshold = Threshold {
            side,
            text,
            least,
            most,
        };
        match (least, most) {
            (None, None) => self.no_threshold(span, "`numbers` has no bound", expected),
            (Some(a), Some(b)) if is_empty(a, b) => {
                self.no_threshold(span, "no number is within these bounds", expected)
            }
            _ => Some(threshold),
        }
    }

    fn no_threshold(
        &mut self,
        span: &Range<usize>,
        message: &str,
        expected: &str,
    ) -> Option<Threshold> {
        self.faults.degrading(span, message).expecting(expected);
        None
    }
}

/// Whether nothing lies between two bounds.
fn is_empty(least: Bound, most: Bound) -> bool {
    if least.inclusive && most.inclusive {
        least.value > most.value
    } else {
        least.value >= most.value
    }
}

/// The one that is given; an error if both are.
fn one(a: Option<Bound>, b: Option<Bound>) -> Result<Option<Bound>, ()> {
    match (a, b) {
        (Some(_), Some(_)) => Err(()),
        (a, b) => Ok(a.or(b)),
    }
}

/// Whether a text cannot be shown as it is: the learner, who is asked, has to
/// see all of it. What is refused when a gate is planned is refused here, too.
fn hides(text: &str) -> bool {
    sanitise(text) != text
}

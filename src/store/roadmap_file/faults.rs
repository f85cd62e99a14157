//! Collects the problems of one file.

use std::ops::Range;

use crate::domain::problem::{Lines, Problem, Severity};

/// How many problems are reported; the rest is counted.
const LIMIT: usize = 200;
/// How many problems get a “did you mean”, which costs a look at every name.
const HINTS: usize = 50;
/// How many names are looked at for one.
const NAMES: usize = 5_000;

pub(super) struct Faults<'s> {
    pub(super) source: &'s str,
    lines: &'s Lines<'s>,
    file: &'s str,
    list: Vec<Problem>,
    left_out: usize,
    fatal: bool,
    hints: usize,
    /// Where the ids of proofs begin whose gates are not read as written.
    broken_gates: Vec<usize>,
}

/// A problem that was just reported, to say more about it.
pub(super) struct Reported<'f>(Option<&'f mut Problem>);

impl Reported<'_> {
    pub(super) fn expecting(self, expected: impl Into<String>) -> Self {
        let Self(mut problem) = self;
        if let Some(problem) = &mut problem {
            problem.expected = Some(expected.into());
        }
        Self(problem)
    }

    pub(super) fn near(self, nearest: Option<String>) -> Self {
        let Self(mut problem) = self;
        if let Some(problem) = &mut problem {
            problem.nearest = nearest;
        }
        Self(problem)
    }
}

impl<'s> Faults<'s> {
    pub(super) fn new(source: &'s str, lines: &'s Lines<'s>, file: &'s str) -> Self {
        Self {
            source,
            lines,
            file,
            list: Vec::new(),
            left_out: 0,
            fatal: false,
            hints: 0,
            broken_gates: Vec::new(),
        }
    }

    /// How many problems there are so far.
    pub(super) fn count(&self) -> usize {
        self.list.len() + self.left_out
    }

    /// Remembers that a part of the gate of the proof with this id is left out.
    pub(super) fn break_gate(&mut self, id: Range<usize>) {
        self.broken_gates.push(id.start);
    }

    /// Whether a part of the gate of the proof with this id was left out.
    pub(super) fn has_broken_gate(&self, id: &Range<usize>) -> bool {
        self.broken_gates.contains(&id.start)
    }

    /// Whether further problems are only counted.
    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= LIMIT
    }

    /// The number of the line that a byte is in.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.lines.number(offset)
    }

    /// The bytes of a line, without its indentation.
    pub(super) fn line_span(&self, number: usize) -> Range<usize> {
        self.lines.span(number)
    }

    pub(super) fn fatal(
        &mut self,
        span: &Range<usize>,
        message: impl Into<String>,
    ) -> Reported<'_> {
        self.report(Severity::Fatal, span, message.into())
    }

    pub(super) fn degrading(
        &mut self,
        span: &Range<usize>,
        message: impl Into<String>,
    ) -> Reported<'_> {
        self.report(Severity::Degrading, span, message.into())
    }

    fn report(&mut self, severity: Severity, span: &Range<usize>, message: String) -> Reported<'_> {
        let first_fatal = severity == Severity::Fatal && !self.fatal;
        self.fatal |= first_fatal;
        if self.is_full() && !first_fatal {
            self.left_out += 1;
            return Reported(None);
        }
        let spot = self.lines.spot(self.file, span.clone());
        self.list.push(Problem::new(severity, message).at(spot));
        Reported(self.list.last_mut())
    }

    /// Counts a problem that is not worth wording any more.
    pub(super) fn leave_out(&mut self) {
        self.left_out += 1;
    }

    /// The name nearest to a wrong one, if it is near enough to be meant.
    pub(super) fn nearest<'n>(
        &mut self,
        wrong: &str,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Option<String> {
        if self.hints >= HINTS || self.is_full() {
            return None;
        }
        self.hints += 1;
        let lower = wrong.to_ascii_lowercase();
        let far = wrong.chars().count() / 3 + 1;
        names
            .into_iter()
            .take(NAMES)
            .filter(|name| name.len().abs_diff(wrong.len()) <= 2 * far)
            .map(|name| {
                let distance = strsim::osa_distance(&lower, &name.to_ascii_lowercase());
                (distance, name)
            })
            .filter(|(distance, name)| *distance <= far && *distance < name.chars().count())
            .min()
            .map(|(_, name)| name.to_owned())
    }

    /// The problems in the order of the file, and whether one is fatal.
    pub(super) fn finish(mut self) -> (Vec<Problem>, bool) {
        let place = |problem: &Problem| problem.spot.as_ref().map(|spot| (spot.line, spot.column));
        self.list.sort_by_key(place);
        if self.left_out > 0 {
            let more = format!("{} more problems are not shown", self.left_out);
            self.list.push(Problem::new(Severity::Degrading, more));
        }
        (self.list, self.fatal)
    }
}

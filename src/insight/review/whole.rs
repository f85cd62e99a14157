//! The words of a review: its title, its questions, and all of it to be read.

use crate::domain::{
    day::LogicalDay,
    id::ReviewId,
    review::{Answers, Decision, Period, QUESTIONS, bytes_of},
    roadmap::{Review, Rhythm},
    state::State,
};

use super::{figures::Figure, review_name};
use crate::insight::words;

/// A line of figures takes at most so many bytes of the journal.
const LONGEST_LINE: usize = 300;
/// What is quoted of the last time takes at most so many.
const LONGEST_QUOTE: usize = 600;
/// More lines of figures than a review has.
const MOST_LINES: usize = 9;

/// What a review of this rhythm asks; the last answer is the intention.
pub fn questions(rhythm: Rhythm) -> [&'static str; QUESTIONS] {
    match rhythm {
        Rhythm::Weekly => [
            "What went well?",
            "What got in the way?",
            "What will you do next week?",
        ],
        Rhythm::Monthly => [
            "Which lanes moved, and which stood still?",
            "What moves to another quarter, and why?",
            "What will you do in the month ahead?",
        ],
        Rhythm::Quarterly => [
            "Does the timeline still hold, and what makes you think so?",
            "Were the hours and the money well spent?",
            "What is the next quarter for?",
        ],
    }
}

/// What a decision means, in a few words.
pub fn decision_words(decision: Decision) -> &'static str {
    match decision {
        Decision::Keep => "keep the plan",
        Decision::Replan => "change the plan, its end or its hours",
        Decision::Adjust => "adjust boxes of the plan",
    }
}

/// The heading of a review: “Weekly review, 2 Mar – 8 Mar”.
pub fn title(review: &Review, period: Period, today: LogicalDay) -> String {
    let mut name = review_name(review);
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("{name}, {}", words::span(period.first, period.last, today))
}

/// What the learner meant to do when this review was held the last time before
/// this stretch, and when that was.
pub fn intention<'a>(
    state: &'a State,
    review: &ReviewId,
    period: Period,
) -> Option<(LogicalDay, &'a str)> {
    let before = state
        .held_reviews()
        .rev()
        .filter(|held| held.review == *review);
    let (day, form) = before
        .filter_map(|held| Some((held.day, held.form.as_ref()?)))
        .filter(|(_, form)| form.until < period.last)
        .max_by_key(|(_, form)| form.until)?;
    let [.., meant] = &form.answers;
    (!meant.is_empty()).then_some((day, meant))
}

/// All of a review, to be read: the figures as they are, what was meant the
/// last time, questions and answers, and the decision.
pub fn whole(
    review: &Review,
    period: Period,
    figures: &[Figure],
    meant: Option<&str>,
    answers: &Answers,
    decision: Decision,
) -> String {
    // With its year, whenever it is read.
    let heading = title(review, period, period.first);
    let year = period.last.date().format("%Y").to_string();
    let mut text = if heading.ends_with(&year) {
        heading
    } else {
        format!("{heading} {year}")
    };
    if !review.subject.is_empty() {
        text.push('\n');
        text.push_str(&fit(&review.subject, LONGEST_LINE));
    }
    text.push('\n');
    for figure in figures.iter().take(MOST_LINES) {
        text.push('\n');
        let line = format!("{}: {}", figure.name, figure.words);
        text.push_str(&fit(&line, LONGEST_LINE));
    }
    if let Some(meant) = meant {
        text.push_str("\n\nLast time you meant to do this:\n");
        text.push_str(&fit(meant, LONGEST_QUOTE));
    }
    for (question, answer) in questions(review.rhythm).iter().zip(answers) {
        let answer = answer.trim();
        let answer = if answer.is_empty() { "–" } else { answer };
        text.push_str("\n\n");
        text.push_str(question);
        text.push('\n');
        text.push_str(answer);
    }
    text.push_str("\n\nDecision: ");
    text.push_str(decision_words(decision));
    text
}

/// As much of one line as takes at most so many bytes of the journal.
fn fit(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut bytes = 0;
    let mut room = [0; 4];
    for c in text.trim().chars() {
        let c = if c.is_control() { ' ' } else { c };
        bytes += bytes_of(c.encode_utf8(&mut room));
        if bytes > most {
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
}

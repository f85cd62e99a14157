//! `mastery review`.

use serde::Serialize;

use crate::{
    domain::{
        day::LogicalDay,
        decide::{ReviewWish, Wish},
        review::{Answers, Decision, Period, QUESTIONS},
        roadmap::{Review, Roadmap},
    },
    insight::{
        review::{
            Due, Figure, ReviewFigures, decision_words, intention, next_due, questions,
            review_name, stretch, title, whole,
        },
        words,
    },
    text::count,
};

use super::{
    ask, change,
    failure::Failure,
    paper::{Line, Paper, Role},
    session::Session,
    table::{Fit, Table},
};

/// Hold a review: see its figures, answer three questions, decide
///
/// Without a name it is the one that is due. Each answer is kept at once: a
/// review that was left goes on where it was. The end of the input (Ctrl-D)
/// leaves it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery review
  mastery review monthly
  mastery review weekly --figures
  mastery review weekly --answer 'Two chapters a day' --answer 'Too little building' \\
      --answer 'Build on Tuesday' --decision keep")]
pub(crate) struct Args {
    /// Which: weekly, monthly, quarterly, or its id
    #[arg(value_name = "REVIEW")]
    name: Option<String>,
    /// Answer without being asked; once for each of the three questions
    #[arg(
        long,
        value_name = "TEXT",
        requires = "decision",
        allow_hyphen_values = true
    )]
    answer: Vec<String>,
    /// Decide without being asked: keep, replan or adjust
    #[arg(long, value_name = "WORD", value_parser = decision, requires = "answer")]
    decision: Option<Decision>,
    /// Show its figures and questions, and hold nothing
    #[arg(long, conflicts_with_all = ["answer", "decision"])]
    figures: bool,
    /// Print them as JSON: see docs/json.md
    #[arg(long, requires = "figures")]
    json: bool,
}

fn decision(word: &str) -> Result<Decision, String> {
    Decision::parse(word).ok_or_else(|| "expected keep, replan or adjust".to_owned())
}

/// Whether these arguments change something.
pub(super) fn changes(args: &Args) -> bool {
    !args.figures
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    review: &'a str,
    rhythm: &'static str,
    subject: &'a str,
    from: LogicalDay,
    to: LogicalDay,
    intention: Option<&'a str>,
    figures: Vec<FigureShape<'a>>,
    questions: Vec<&'static str>,
    answers: Vec<&'a str>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct FigureShape<'a> {
    name: &'static str,
    words: &'a str,
}

/// A review that is open: what it looks at, and what was answered already.
struct Open {
    review: Review,
    period: Period,
    figures: Vec<Figure>,
    meant: Option<(LogicalDay, String)>,
    answers: Answers,
    question: usize,
    begun: Option<LogicalDay>,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    let place = which(session, args.name.as_deref())?;
    let open = open(session, place)?;
    if args.json {
        return out.json("review", &view(&open));
    }
    if args.figures {
        show(&open, session.today, out);
        out.gap();
        for question in questions(open.review.rhythm) {
            out.line(question);
        }
        return Ok(());
    }
    if let Some(decision) = args.decision {
        let answers: Answers = args.answer.clone().try_into().map_err(|given: Vec<_>| {
            let given = count(given.len(), "answer");
            Failure::usage(format!(
                "a review has three questions, and there is {given}"
            ))
            .hint("`--answer TEXT` three times, in their order; `--figures` shows them")
        })?;
        return hold(session, &open, answers, decision, out);
    }
    if !ask::is_possible() {
        let name = &open.review.id;
        return Err(
            Failure::new("a review is held question by question, and nobody is there to be asked")
                .hint(format!(
                    "`mastery review {name} --figures` shows it; `--answer TEXT` three times and `--decision keep` hold it"
                )),
        );
    }
    in_turn(session, open, out)
}

/// The place of the review that is meant: the one of this name, else the first
/// that is due.
pub(super) fn which(session: &Session, name: Option<&str>) -> Result<usize, Failure> {
    let roadmap = &session.roadmap;
    if roadmap.reviews.is_empty() {
        return Err(Failure::new("this roadmap has no reviews")
            .hint("`[[review]]` in its file adds one: see docs/roadmap-format.md"));
    }
    let Some(name) = name else {
        let due = Due::of(roadmap, &session.state, &session.progress, session.today);
        return due
            .first()
            .map(|due| due.review)
            .ok_or_else(|| Failure::new("no review is due").hint(next_words(session)));
    };
    find(roadmap, name).ok_or_else(|| {
        let names: Vec<String> = roadmap
            .reviews
            .iter()
            .map(|review| format!("`{}`", review.id))
            .collect();
        Failure::new(format!("`{name}` names no review of this roadmap"))
            .hint(format!("there are {}", words::list(&names)))
    })
}

/// The review with this id, or the only one of this rhythm, or whose id or
/// rhythm alone begins like this.
fn find(roadmap: &Roadmap, name: &str) -> Option<usize> {
    let name = name.trim().to_lowercase();
    let exact = roadmap
        .reviews
        .iter()
        .position(|review| review.id.as_str().eq_ignore_ascii_case(&name));
    if exact.is_some() || name.is_empty() {
        return exact;
    }
    let fits = |review: &Review| {
        review.rhythm.word().starts_with(&name)
            || review.id.as_str().to_lowercase().starts_with(&name)
    };
    let mut found = (0..roadmap.reviews.len()).filter(|place| fits(&roadmap.reviews[*place]));
    found.next().filter(|_| found.next().is_none())
}

/// When the next one is due, and how to hold one before.
fn next_words(session: &Session) -> String {
    let (roadmap, today) = (&session.roadmap, session.today);
    let reviews = roadmap.reviews.iter().enumerate();
    let next = reviews
        .filter_map(|(place, review)| {
            let day = next_due(roadmap, &session.state, &session.progress, place, today)?;
            Some((day, review))
        })
        .min_by_key(|(day, _)| *day);
    match next {
        Some((day, review)) => format!(
            "the next {} is due on {}; `mastery review {}` holds it before",
            review_name(review),
            words::weekday_date(day, today),
            review.id
        ),
        None if session.state.begin().is_none() => {
            "`mastery begin` says when the year begins".to_owned()
        }
        None => "`mastery reviews` lists those that were held".to_owned(),
    }
}

fn open(session: &Session, place: usize) -> Result<Open, Failure> {
    let (roadmap, state, today) = (&session.roadmap, &session.state, session.today);
    let Some(review) = roadmap.reviews.get(place).cloned() else {
        return Err(Failure::new("this roadmap has no such review"));
    };
    let Some(period) = stretch(roadmap, state, &session.progress, place, today) else {
        let name = review_name(&review);
        return Err(if state.begin().is_none_or(|begin| begin > today) {
            Failure::new(format!("the {name} begins with the year"))
                .hint("`mastery begin` says when that is")
        } else {
            Failure::new(format!("the {name} of these days is held already"))
                .hint("`mastery reviews` shows it")
        });
    };
    let figures = ReviewFigures::new(roadmap, state, review.rhythm, period, today);
    let draft = state.draft(&review.id, period.last);
    Ok(Open {
        figures: figures.lines(roadmap),
        meant: intention(state, &review.id, period).map(|(day, meant)| (day, meant.to_owned())),
        answers: draft.map_or_else(Default::default, |draft| draft.answers.clone()),
        question: draft.map_or(0, |draft| draft.question),
        begun: draft.map(|draft| draft.day),
        period,
        review,
    })
}

fn view(open: &Open) -> View<'_> {
    View {
        review: open.review.id.as_str(),
        rhythm: open.review.rhythm.word(),
        subject: &open.review.subject,
        from: open.period.first,
        to: open.period.last,
        intention: open.meant.as_ref().map(|(_, meant)| meant.as_str()),
        figures: open
            .figures
            .iter()
            .map(|figure| FigureShape {
                name: figure.name,
                words: &figure.words,
            })
            .collect(),
        questions: questions(open.review.rhythm).to_vec(),
        answers: open.answers.iter().map(String::as_str).collect(),
    }
}

/// Prints what the review looks at.
fn show(open: &Open, today: LogicalDay, out: &mut Paper) {
    let heading = title(&open.review, open.period, today);
    out.line(Line::of(Role::Strong, heading));
    if !open.review.subject.is_empty() {
        out.prose(Role::Dim, 0, open.review.subject.as_str());
    }
    if open.period.last > today {
        let last = words::date(open.period.last, today);
        let said = format!("Its days are not over: they end on {last}.");
        out.prose(Role::Dim, 0, said);
    }
    out.gap();
    let mut table = Table::new(0)
        .column("", Fit::Keep)
        .column("", Fit::Wrap(20));
    for figure in &open.figures {
        table.row([
            Line::of(Role::Dim, figure.name),
            Line::plain(figure.words.as_str()),
        ]);
    }
    out.table(table);
    if let Some((day, meant)) = &open.meant {
        out.gap();
        let day = words::date(*day, today);
        out.prose(Role::Plain, 0, format!("On {day} you meant to: “{meant}”"));
    }
}

/// Asks question by question; what is answered is kept at once.
fn in_turn(session: &mut Session, mut open: Open, out: &mut Paper) -> Result<(), Failure> {
    show(&open, session.today, out);
    out.gap();
    if let Some(day) = open.begun {
        let day = words::date(day, session.today);
        out.line(format!(
            "Begun on {day}: an empty line keeps what you wrote then."
        ));
    }
    let left = format!(
        "What you wrote is kept: `mastery review {}` goes on there.",
        open.review.id
    );
    for (place, question) in questions(open.review.rhythm).into_iter().enumerate() {
        out.line(Line::of(Role::Strong, question));
        let before = open.answers[place].clone();
        if !before.is_empty() {
            out.prose(Role::Dim, 2, format!("so far: {before}"));
            if place < open.question {
                continue;
            }
        }
        let Some(answer) = ask::line(out, "> ")? else {
            out.line(left);
            return Ok(());
        };
        if answer.is_empty() || answer == before {
            continue;
        }
        open.answers[place] = answer;
        let draft = Wish::Review(ReviewWish::Draft {
            review: open.review.id.clone(),
            until: open.period.last,
            answers: open.answers.clone(),
            question: place + 1,
        });
        change::record(session, &[draft], None)?;
    }
    out.gap();
    for decision in Decision::ALL {
        let key = decision.word().get(..1).unwrap_or_default();
        out.line(format!("  {key}  {}", decision_words(decision)));
    }
    let decision = loop {
        let Some(word) = ask::line(out, "What do you decide? [k/r/a] ")? else {
            out.line(left);
            return Ok(());
        };
        let word = word.to_lowercase();
        let fits = |it: &Decision| !word.is_empty() && it.word().starts_with(&word);
        match Decision::ALL.into_iter().find(fits) {
            Some(decision) => break decision,
            None => out.line("keep, replan or adjust, or their first letter."),
        }
    };
    let answers = open.answers.clone();
    hold(session, &open, answers, decision, out)
}

/// Saves it, and says where the decision leads.
fn hold(
    session: &mut Session,
    open: &Open,
    answers: Answers,
    decision: Decision,
    out: &mut Paper,
) -> Result<(), Failure> {
    let meant = open.meant.as_ref().map(|(_, meant)| meant.as_str());
    let text = whole(
        &open.review,
        open.period,
        &open.figures,
        meant,
        &answers,
        decision,
    );
    let wish = Wish::Review(ReviewWish::Hold {
        review: open.review.id.clone(),
        until: open.period.last,
        answers,
        decision,
        text,
    });
    let events = change::record(session, &[wish], None)?;
    change::tell(session, &events, None, out);
    match decision {
        Decision::Keep => {}
        Decision::Replan => out.line("`mastery pace` says what the plan asks for now"),
        Decision::Adjust => {
            out.line("`mastery plan` has the boxes; `mastery tick`, `start` and `skip` move them");
        }
    }
    Ok(())
}

const _: () = assert!(QUESTIONS == 3, "the usage says three");

//! `mastery search WORDS…`.

use std::ops::Range;

use serde::Serialize;

use crate::{
    domain::{
        day::LogicalDay,
        id::ItemId,
        roadmap::{ItemIx, PhaseIx, Roadmap},
    },
    insight::words,
    reader::{Document, Needle, Shape},
    store::notes::Shelf,
    text::{Shown, sanitise},
};

use super::{
    failure::Failure,
    json, naming,
    paper::{self, Line, Paper, Role},
    parts,
    session::Session,
};

/// How much of a long line is shown before what was found, and in all, in
/// bytes.
const BEFORE: usize = 40;
const SNIPPET: usize = 160;

/// Look through all notes, items, thoughts and links
///
/// What is found has all the words, a note in one line or paragraph. Capitals
/// matter where there are any.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery search mailbox
  mastery search handle_call timeout
  mastery search 'let it crash'
  mastery search GenServer --json | jq -r '.search.notes[].line'")]
pub(crate) struct Args {
    /// The words; several in quotes are looked for as they stand
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    notes: Vec<Found<'a>>,
    items: Vec<json::Item<'a>>,
    thoughts: Vec<Thought<'a>>,
    links: Vec<Link<'a>>,
}

/// A place in a note.
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Found<'a> {
    phase: Option<json::PhaseName<'a>>,
    note: String,
    heading: Option<String>,
    line: usize,
    text: String,
    #[serde(skip)]
    of: Option<PhaseIx>,
    /// What of the text was looked for.
    #[serde(skip)]
    hit: Range<usize>,
}

/// Something that was written down.
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Thought<'a> {
    day: LogicalDay,
    item: Option<&'a str>,
    text: &'a str,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Link<'a> {
    day: LogicalDay,
    item: Option<&'a str>,
    url: &'a str,
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let mut needles = Vec::new();
    for word in &args.words {
        if word.trim().is_empty() {
            continue;
        }
        let needle = Needle::new(word)
            .ok_or_else(|| Failure::usage("a word is too long to be looked for"))?;
        needles.push(needle);
    }
    if needles.is_empty() {
        return Err(Failure::usage("there is nothing to look for"));
    }
    let items = items(&session.roadmap, &needles);
    let fits = |text: &str| fits(&needles, text);
    let said = session.state.notes().filter(|(_, _, text)| fits(text));
    let thoughts: Vec<Thought<'_>> = said
        .map(|(day, about, text)| Thought {
            day,
            item: about.map(ItemId::as_str),
            text,
        })
        .collect();
    let said = |text: Option<&str>| text.is_some_and(&fits);
    let links = session.state.links();
    let links = links.filter(|(_, link)| fits(&link.url) || said(link.text.as_deref()));
    let links: Vec<Link<'_>> = links
        .map(|(day, link)| Link {
            day,
            item: link.about.as_ref().map(ItemId::as_str),
            url: &link.url,
        })
        .collect();
    let notes = notes(session, &needles);
    if args.json {
        let view = View {
            notes,
            items: json::items(&session.roadmap, &session.progress, items),
            thoughts,
            links,
        };
        return out.json("search", &view);
    }
    if notes.is_empty() && items.is_empty() && thoughts.is_empty() && links.is_empty() {
        let words = args.words.join(" ");
        let failure = Failure::new(format!("nothing has `{words}` in it"));
        return Err(if needles.len() > 1 {
            failure.hint("all the words have to stand together: try one of them")
        } else if words.chars().any(char::is_uppercase) {
            failure.hint("capitals matter where there are any: try small letters")
        } else {
            failure.hint("try a part of the word")
        });
    }
    print_notes(session, &notes, out);
    if !items.is_empty() {
        out.heading("Items");
        out.table(parts::items(&session.roadmap, &session.progress, items));
    }
    let thoughts = thoughts.iter().map(|it| (it.day, it.item, it.text));
    print_said("Thoughts", session, thoughts, out);
    let links = links.iter().map(|it| (it.day, it.item, it.url));
    print_said("Links", session, links, out);
    Ok(())
}

fn fits(needles: &[Needle], text: &str) -> bool {
    needles.iter().all(|it| it.find(text).next().is_some())
}

fn items(roadmap: &Roadmap, needles: &[Needle]) -> Vec<ItemIx> {
    let places = roadmap.item_places();
    places
        .filter(|ix| {
            let item = &roadmap[*ix];
            let texts = [
                Some(item.id.as_str()),
                Some(item.title.as_str()),
                item.author.as_deref(),
                item.chapters.as_deref(),
                item.url.as_deref(),
            ];
            let texts: Vec<&str> = texts.into_iter().flatten().collect();
            fits(needles, &texts.join(" \n "))
        })
        .collect()
}

/// Where the words are in the notes: those of the phases in their order, then
/// the others.
fn notes<'a>(session: &'a Session, needles: &[Needle]) -> Vec<Found<'a>> {
    let roadmap = &session.roadmap;
    let shelf = Shelf::of(&session.place);
    let phases = roadmap.phase_places();
    let claimed: Vec<(PhaseIx, &str)> = phases
        .filter_map(|ix| Some((ix, roadmap[ix].notes.as_deref()?)))
        .collect();
    let paths: Vec<&str> = claimed.iter().map(|(_, path)| *path).collect();
    let others = shelf.others(&paths);
    let own = claimed.iter().map(|(ix, path)| (Some(*ix), *path));
    let all = own.chain(others.iter().map(|path| (None, path.as_str())));
    let mut found = Vec::new();
    for (phase, path) in all {
        match shelf.read(path) {
            Ok(note) => {
                let document = Document::parse(note.text);
                let places = places(&document, needles);
                let ends = document.line_ends();
                found.extend(places.into_iter().map(|(block, at, text, hit)| {
                    Found {
                        phase: phase.map(|it| json::PhaseName::new(roadmap, it)),
                        note: path.to_owned(),
                        heading: document
                            .heading_of(block)
                            .map(|it| document.headings()[it].text.clone()),
                        line: {
                            let source = document.source_of(block, at);
                            1 + ends.partition_point(|end| *end < source)
                        },
                        text,
                        of: phase,
                        hit,
                    }
                }));
            }
            // That a phase's notes are missing is the roadmap's finding.
            Err(error) => {
                let failure = Failure::from_error(&error);
                paper::complain(&format!("notice: {}", Shown::line(&failure.sentence())));
            }
        }
    }
    found
}

/// The places in a note that have all the words: the block, the place in its
/// text, the line or paragraph, and what of it was looked for.
fn places(document: &Document, needles: &[Needle]) -> Vec<(usize, usize, String, Range<usize>)> {
    let mut places = Vec::new();
    for (number, block) in document.blocks().iter().enumerate() {
        if !fits(needles, &block.text) {
            continue;
        }
        let lines: Vec<&str> = match block.shape {
            Shape::Code(_) | Shape::Table(_) => block.text.split('\n').collect(),
            _ => vec![&block.text],
        };
        let mut start = 0;
        for line in lines {
            let first = needles.iter().filter_map(|it| it.find(line).next());
            let first = first.min_by_key(|it| it.start);
            if let Some(hit) = first.filter(|_| fits(needles, line)) {
                let text = line.replace('\n', " ");
                places.push((number, start + hit.start, text, hit));
            }
            start += line.len() + 1;
        }
    }
    places
}

fn print_notes(session: &Session, notes: &[Found<'_>], out: &mut Paper) {
    let mut before: Option<(&str, Option<&str>)> = None;
    for found in notes {
        if before.is_none_or(|(note, _)| note != found.note) {
            let name = match found.of {
                Some(phase) => words::phase_name(&session.roadmap[phase]),
                None => "Another note".to_owned(),
            };
            out.gap();
            let path = format!("  {}", found.note);
            out.line(Line::of(Role::Strong, name).and(Role::Dim, path));
        }
        let here = (found.note.as_str(), found.heading.as_deref());
        if before != Some(here)
            && let Some(heading) = &found.heading
        {
            out.line(Line::plain("  ").and(Role::Accent, heading.as_str()));
        }
        before = Some(here);
        let number = Line::of(Role::Dim, format!("{:>7}  ", found.line));
        out.line(number.append(snippet(found)));
    }
}

/// What stands around what was found.
fn snippet(found: &Found<'_>) -> Line {
    let text = &found.text;
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let mut start = 0;
    if found.hit.start > BEFORE {
        start = boundary(found.hit.start - BEFORE);
        let head = text.get(start..found.hit.start).unwrap_or_default();
        start += head.find(' ').map_or(0, |space| space + 1);
    }
    let end = boundary((start + SNIPPET).min(text.len())).max(found.hit.end);
    let part = |range: Range<usize>| sanitise(text.get(range).unwrap_or_default()).into_owned();
    let line = Line::of(Role::Dim, if start > 0 { "… " } else { "" });
    line.and(Role::Plain, part(start..found.hit.start))
        .and(Role::Warn, part(found.hit.clone()))
        .and(Role::Plain, part(found.hit.end..end))
        .and(Role::Dim, if end < text.len() { " …" } else { "" })
}

fn print_said<'a>(
    title: &'static str,
    session: &Session,
    said: impl Iterator<Item = (LogicalDay, Option<&'a str>, &'a str)>,
    out: &mut Paper,
) {
    let mut said = said.peekable();
    if said.peek().is_none() {
        return;
    }
    out.heading(title);
    for (day, about, text) in said {
        let day = words::date(day, session.today);
        let about = about.and_then(|id| session.roadmap.find(&ItemId::new(id)));
        let about = about.map_or_else(String::new, |it| {
            format!(", {}", naming::describe(&session.roadmap, it))
        });
        out.prose(Role::Plain, 2, format!("{day}{about}: {text}"));
    }
}

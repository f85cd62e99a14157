//! What a draft needs to be a roadmap: builds for apps, numbers, estimates, ids.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::{
    Notes as Files,
    draft::{Build, Draft, Entry, Notes, Phase},
    gather::File,
    ids::Ids,
    marks,
    outline::What,
};
use crate::reader;

/// Numbers, builds and estimates.
pub(super) fn complete(draft: &mut Draft) {
    numbers(&mut draft.phases);
    for phase in &mut draft.phases {
        apps(phase);
        if phase.days.is_none() {
            let half = (phase.len() as f64 / 2.0).ceil().clamp(1.0, 1_000.0);
            phase.days = Some((half, half));
            phase.days_are_made_up = true;
        }
    }
    let mut seen = HashSet::new();
    for phase in &mut draft.phases {
        if let Notes::Linked { path, .. } = &phase.notes
            && !seen.insert(path.clone())
        {
            phase.notes = Notes::None;
        }
    }
}

/// Numbers are kept where they rise and all phases up to the last have one.
fn numbers(phases: &mut [Phase]) {
    let mut last = None;
    let mut ended = false;
    let mut rises = true;
    for phase in phases.iter() {
        match phase.number {
            Some(number) => {
                rises &= !ended && last.is_none_or(|last| number > last) && number <= 9_999;
                last = Some(number);
            }
            None => ended = true,
        }
    }
    if rises {
        return;
    }
    for phase in phases {
        phase.number = None;
        phase.title.clone_from(&phase.whole_title);
    }
}

/// An app that a phase names is to be built in it.
fn apps(phase: &mut Phase) {
    let proven = phase.proof.iter().flat_map(|it| &it.apps);
    let mut names: Vec<String> = phase.apps.iter().chain(proven).cloned().collect();
    let mut seen = HashSet::new();
    names.retain(|it| seen.insert(it.clone()));
    let entry = |text: &str, title: &str| Entry {
        text: text.to_owned(),
        title: text.to_owned(),
        context: vec![title.to_owned()],
        ..Entry::default()
    };
    for name in names {
        let deliverables = vec![entry(&name, &phase.title)];
        phase.builds.push(Build {
            app: Some(name),
            title: String::new(),
            deliverables,
        });
    }
    if phase.len() == 0
        && let Some(note) = phase.apps_note.clone()
    {
        let it = entry(&note, &phase.title);
        phase.build(&note).deliverables.push(it);
    }
}

/// Gives ids to everything that has none yet.
pub(super) fn name(draft: &mut Draft, ids: &mut Ids) {
    for phase in &mut draft.phases {
        if phase.id.is_empty() {
            phase.id = ids.give(&phase.title, &[]);
        }
    }
    for entry in draft.entries_mut() {
        if entry.id.is_empty() {
            let context: Vec<&str> = entry.context.iter().map(String::as_str).collect();
            entry.id = ids.give(&entry.text, &context);
        }
    }
    let mut lanes = Ids::default();
    for lane in &mut draft.lanes {
        lane.id = lanes.give(&lane.title, &[]);
    }
    // Milestones that name phases follow them.
    let numbered: Vec<(u32, String)> = draft
        .phases
        .iter()
        .filter_map(|it| Some((it.number?, it.id.clone())))
        .collect();
    let blocks = draft.lanes.iter_mut().flat_map(|it| &mut it.blocks);
    for milestone in blocks.flat_map(|it| &mut it.milestones) {
        let named = marks::phases_named(&milestone.text);
        let ids = numbered.iter().filter(|it| named.contains(&it.0));
        milestone.phases = ids.map(|it| it.1.clone()).collect();
    }
}

/// Makes notes of the parts of the files that phases have, with each box bound
/// to its item.
pub(super) fn notes(draft: &mut Draft, files: &[File<'_>]) -> Vec<Files> {
    let files: Vec<Definitions<'_>> = files.iter().map(Definitions::of).collect();
    let mut made = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    for phase in &draft.phases {
        if let Notes::Linked { path, .. } | Notes::Kept(path) = &phase.notes {
            taken.insert(path.clone());
        }
    }
    for place in 0..draft.phases.len() {
        let phase = &mut draft.phases[place];
        let has_notes = matches!(phase.notes, Notes::Linked { .. } | Notes::Kept(_));
        if phase.spans.is_empty() || has_notes {
            continue;
        }
        let mut boxes: Vec<((usize, usize), String)> = phase
            .entries_mut()
            .filter_map(|it| Some((it.place?, it.id.clone())))
            .collect();
        boxes.sort();
        let text = note(phase, &files, &boxes);
        if text.trim().is_empty() {
            continue;
        }
        let number = phase.number.unwrap_or(place as u32 + 1);
        let path = format!("reading/{number:02}-{}.md", phase.id);
        if !taken.insert(path.clone()) {
            continue;
        }
        phase.notes = Notes::Own(path.clone());
        made.push(Files { path, text });
    }
    made
}

/// A phase's parts of the files.
fn note(phase: &Phase, files: &[Definitions<'_>], boxes: &[((usize, usize), String)]) -> String {
    let mut bound: Vec<&((usize, usize), String)> = boxes.iter().collect();
    loop {
        let text = note_with(phase, files, &bound);
        // What a comment could not be bound to keeps none.
        let document = reader::Document::parse(text.as_str().into());
        let heard: HashSet<&str> = document
            .tasks()
            .iter()
            .filter_map(|it| it.item.as_deref())
            .collect();
        let before = bound.len();
        bound.retain(|it| heard.contains(it.1.as_str()));
        let shown = heard.len() == before && document.tasks().len() >= before;
        if shown || before == 0 {
            return text;
        }
        if bound.len() == before {
            bound.clear();
        }
    }
}

fn note_with(
    phase: &Phase,
    files: &[Definitions<'_>],
    boxes: &[&((usize, usize), String)],
) -> String {
    let mut text = String::new();
    for (number, span) in &phase.spans {
        let Some(definitions) = files.get(*number) else {
            continue;
        };
        let file = definitions.file;
        let mut at = span.start;
        let own = boxes.iter().filter(|((file, _), _)| file == number);
        for ((_, line), id) in own {
            let end = file.outline.line_start(line + 1).unwrap_or(file.text.len());
            let start = file.outline.line_start(*line).unwrap_or(end);
            if start < span.start || end > span.end || end < at {
                continue;
            }
            let whole = file.text.get(at..end).unwrap_or_default();
            text.push_str(whole.trim_end());
            text.push_str(" <!-- id: ");
            text.push_str(id);
            text.push_str(" -->\n");
            at = end;
        }
        text.push_str(file.text.get(at..span.end).unwrap_or_default());
        text.push('\n');
        for definition in definitions.needed(span) {
            text.push_str(definition.trim());
            text.push('\n');
        }
    }
    let text: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    format!("{}\n", text.trim_matches('\n'))
}

/// The longest label of a link: 999 characters of at most four bytes, and its
/// bracket.
const LONGEST_LABEL: usize = 4 * 999 + 1;

/// The addresses that a file defines for its links, to be found by their labels.
struct Definitions<'f> {
    file: &'f File<'f>,
    /// By `[label` in small letters, in the order of the file.
    by_label: HashMap<String, Vec<Range<usize>>>,
    /// Those whose labels have a bracket inside.
    odd: Vec<(String, Range<usize>)>,
}

impl<'f> Definitions<'f> {
    fn of(file: &'f File<'f>) -> Self {
        let mut it = Self {
            file,
            by_label: HashMap::new(),
            odd: Vec::new(),
        };
        let outline = &file.outline;
        let is_one = |what: &What| matches!(what, What::Other("an address for links"));
        if !outline.pieces.iter().any(|it| is_one(&it.what)) {
            return it;
        }
        for span in &outline.definitions {
            let text = file.text.get(span.clone()).unwrap_or_default();
            let Some((label, _)) = text.trim_start().split_once("]:") else {
                continue;
            };
            let label = label.to_lowercase();
            if label.rfind('[') == Some(0) {
                it.by_label.entry(label).or_default().push(span.clone());
            } else {
                it.odd.push((label, span.clone()));
            }
        }
        it
    }

    /// Those that a part of the file needs and that are defined elsewhere.
    fn needed(&self, part: &Range<usize>) -> Vec<&'f str> {
        if self.by_label.is_empty() && self.odd.is_empty() {
            return Vec::new();
        }
        let text = self.file.text.get(part.clone()).unwrap_or_default();
        let text = text.to_lowercase();
        let mut found: Vec<&Range<usize>> = Vec::new();
        let mut open = None;
        for (at, byte) in text.bytes().enumerate() {
            match (byte, open) {
                (b'[', _) => open = Some(at),
                (b']', Some(start)) if at - start <= LONGEST_LABEL => {
                    let defined = text.get(start..at).and_then(|it| self.by_label.get(it));
                    found.extend(defined.into_iter().flatten());
                }
                _ => {}
            }
        }
        let odd = self.odd.iter();
        found.extend(
            odd.filter(|it| text.contains(&format!("{}]", it.0)))
                .map(|it| &it.1),
        );
        found.sort_by_key(|it| it.start);
        found.dedup();
        let elsewhere = found.into_iter().filter(|it| !part.contains(&it.start));
        elsewhere
            .filter_map(|it| self.file.text.get(it.clone()))
            .collect()
    }
}

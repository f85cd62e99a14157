//! Tables of phases, and the proof matrix.

use super::super::{
    draft::{App, Entry, Notes, Phase, Proof},
    marks::{self, says},
    outline::{Table, What},
    words::{Words, clean, key, title},
};
use super::{Gather, parts::kind_of};
use crate::domain::id::well_formed;

/// What a column of a table of phases says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Number,
    Title,
    Notes,
    Apps,
    Days,
    Other,
}

const TITLES: &[&str] = &[
    "focus",
    "topic",
    "title",
    "name",
    "theme",
    "subject",
    "area",
    "what",
    "goal",
    "content",
    "тема",
    "tema",
    "thema",
    "主题",
    "主題",
    "विषय",
    "الموضوع",
];
const PROOFS: &[&str] = &["prove", "proof", "evidence", "mastery"];

fn columns(head: &[String]) -> Vec<Column> {
    let mut columns: Vec<Column> = head
        .iter()
        .map(|cell| {
            if marks::is_phase_word(cell) {
                Column::Number
            } else if says(cell, &["note", "reading note"]) {
                Column::Notes
            } else if says(cell, &["app", "project"]) {
                Column::Apps
            } else if says(cell, &["day", "duration", "estimate", "effort"]) {
                Column::Days
            } else {
                Column::Other
            }
        })
        .collect();
    // The number is in the first of several such columns.
    let numbers = columns.iter_mut().filter(|it| **it == Column::Number);
    numbers.skip(1).for_each(|it| *it = Column::Other);
    let free: Vec<usize> = (0..head.len())
        .filter(|it| columns[*it] == Column::Other)
        .collect();
    let named = free.iter().find(|it| says(&head[**it], TITLES));
    if let Some(place) = named.or_else(|| free.first()) {
        columns[*place] = Column::Title;
    }
    columns
}

fn head(table: &Table) -> Vec<String> {
    table.head.iter().map(Words::line).collect()
}

/// A row of a table, and where it lies.
struct Row<'r> {
    file: usize,
    line: usize,
    head: &'r [String],
    columns: &'r [Column],
    cells: &'r [Words],
    /// The first phase of its table.
    own: usize,
}

impl Gather<'_> {
    /// Tables whose head names a phase.
    pub(super) fn phase_tables(&mut self, there: &dyn Fn(usize, &str) -> bool) {
        for (file, place) in self.open() {
            let What::Table(table) = &self.files[file].piece(place).what else {
                continue;
            };
            let head = head(table);
            let phases = head.iter().any(|it| marks::is_phase_word(it));
            let proofs = head.iter().any(|it| says(it, PROOFS));
            if !phases || proofs || head.len() < 2 || table.rows.is_empty() {
                continue;
            }
            let columns = columns(&head);
            let rows = table.rows.clone();
            let line = self.files[file].piece(place).line;
            self.report
                .took(file, (line, line + 1), "a table of phases".to_owned());
            self.files[file].settled[place] = true;
            let own = self.draft.phases.len();
            for (line, cells) in rows {
                let row = Row {
                    file,
                    line,
                    head: &head,
                    columns: &columns,
                    cells: &cells,
                    own,
                };
                self.phase_row(&row, there);
            }
        }
    }

    fn phase_row(&mut self, row: &Row<'_>, there: &dyn Fn(usize, &str) -> bool) {
        let Row { file, line, .. } = *row;
        let mut phase = Phase::default();
        let mut name = String::new();
        let mut behind_number = String::new();
        let mut said: Vec<String> = Vec::new();
        let mut boxes: Vec<(bool, String, String)> = Vec::new();
        let mut readings = Vec::new();
        for ((column, head), cell) in row.columns.iter().zip(row.head).zip(row.cells) {
            let mut text = String::new();
            for (ticked, _, words) in cell.boxes() {
                match ticked {
                    Some(ticked) => boxes.push((ticked, words.line(), head.clone())),
                    None => text = words.line(),
                }
            }
            for link in &cell.links {
                if let Some(path) = marks::note_file(&link.url) {
                    if phase.notes == Notes::None {
                        phase.notes = if there(file, &path) {
                            Notes::Linked { file, path }
                        } else {
                            Notes::Missing(path)
                        };
                    }
                } else if let Some(url) = marks::address(&link.url) {
                    readings.push((cell.part(&link.range), url));
                }
            }
            match column {
                Column::Number => {
                    if let Some(numbered) = marks::numbered(&text) {
                        phase.number = Some(numbered.number);
                        behind_number = numbered.rest;
                    } else {
                        phase.number = text.trim_matches(['#', '.', ' ']).parse().ok();
                    }
                    phase.whole_title = text;
                }
                Column::Title => name = text,
                Column::Apps => self.apps(&mut phase, cell, text),
                Column::Days => {
                    let days = marks::estimate(&text);
                    phase.days = days.or_else(|| marks::estimate(&format!("{text} {head}")));
                    if phase.days.is_none() && !text.is_empty() {
                        said.push(format!("{head}: {text}"));
                    }
                }
                Column::Notes | Column::Other => {
                    let linked: usize = cell.links.iter().map(|it| it.range.len()).sum();
                    if text.len() > linked {
                        said.push(format!("{head}: {text}"));
                    }
                }
            }
        }
        let whole = std::mem::take(&mut phase.whole_title);
        let mut names = [name, behind_number, whole].into_iter();
        let name = names.find(|it| !it.is_empty()).unwrap_or_default();
        if name.is_empty() && boxes.is_empty() && readings.is_empty() {
            self.report.left(file, (line, line), "a row without words");
            return;
        }
        phase.title = title(if name.is_empty() { "Phase" } else { &name });
        phase.whole_title.clone_from(&phase.title);
        phase.summary = title(&said.join(" · "));
        let place = self.phase_of_row(row, phase);
        let phase = &mut self.draft.phases[place];
        let group = phase.title.clone();
        for (text, url) in readings {
            let text = if text.is_empty() { group.clone() } else { text };
            phase.readings.push(Entry {
                title: title(&text),
                kind: kind_of(&text, &url, ""),
                url: Some(url),
                context: vec![group.clone()],
                text,
                ..Entry::default()
            });
        }
        for (ticked, text, head) in boxes {
            if text.is_empty() && phase.sign_off.is_none() {
                phase.sign_off = Some(ticked);
                let text = format!("the box that signs “{group}” off");
                self.report.took(file, (line, line), text);
                continue;
            }
            let text = match (text.is_empty(), head.is_empty()) {
                (false, _) => text,
                (true, false) => format!("{group} · {head}"),
                (true, true) => group.clone(),
            };
            self.report
                .took(file, (line, line), format!("item “{text}”"));
            phase.build(&group).deliverables.push(Entry {
                title: title(&text),
                context: vec![group.clone()],
                text,
                ticked,
                ..Entry::default()
            });
        }
    }

    /// Where a row's phase is; a second row of the same phase adds to it.
    fn phase_of_row(&mut self, row: &Row<'_>, phase: Phase) -> usize {
        let mut own = self.draft.phases.iter().enumerate().skip(row.own);
        let same = own.find(|(_, it)| {
            let number = it.number == phase.number && phase.number.is_some();
            number && key(&it.title) == key(&phase.title)
        });
        if let Some((place, _)) = same {
            self.report.took(
                row.file,
                (row.line, row.line),
                "more of the phase before".to_owned(),
            );
            return place;
        }
        let number = phase.number.map(|it| format!("{it} ")).unwrap_or_default();
        let text = format!("phase {number}“{}”", phase.title);
        self.report.took(row.file, (row.line, row.line), text);
        self.draft.phases.push(phase);
        self.draft.phases.len() - 1
    }

    /// The apps of a cell, or what it says where it names none.
    fn apps(&mut self, phase: &mut Phase, cell: &Words, text: String) {
        let mut names: Vec<String> = cell.codes();
        if names.is_empty() {
            let words = text.split([',', ' ', '+', '&']).filter(|it| !it.is_empty());
            let words: Vec<&str> = words.collect();
            if words.iter().all(|it| marks::is_app_name(it)) {
                names = words.into_iter().map(str::to_owned).collect();
            }
        }
        names.retain(|it| well_formed(it).is_ok());
        if names.is_empty() {
            phase.apps_note = Some(text).filter(|it| !it.is_empty());
        }
        for name in names {
            self.app(&name);
            if !phase.apps.contains(&name) {
                phase.apps.push(name);
            }
        }
    }

    /// Keeps an app, once.
    pub(super) fn app(&mut self, name: &str) -> &mut App {
        let found = self.draft.apps.iter().position(|it| it.id == name);
        let place = found.unwrap_or_else(|| {
            self.draft.apps.push(App {
                id: name.to_owned(),
                role: String::new(),
            });
            self.draft.apps.len() - 1
        });
        &mut self.draft.apps[place]
    }

    /// Tables whose rows are proofs of phases.
    pub(super) fn matrices(&mut self) {
        for (file, place) in self.open() {
            let What::Table(table) = &self.files[file].piece(place).what else {
                continue;
            };
            let head = head(table);
            let phases = head.iter().position(|it| marks::is_phase_word(it));
            let why = head.iter().position(|it| says(it, PROOFS));
            let (Some(phases), Some(why)) = (phases, why) else {
                continue;
            };
            let free: Vec<usize> = (0..head.len())
                .filter(|it| *it != phases && *it != why)
                .collect();
            let labs = free.iter().find(|it| says(&head[**it], &["lab"]));
            let labs = labs.or_else(|| free.first()).copied();
            let pulse = free.iter().copied().find(|it| Some(*it) != labs);
            let rows = table.rows.clone();
            let line = self.files[file].piece(place).line;
            self.report
                .took(file, (line, line + 1), "the proof matrix".to_owned());
            self.files[file].settled[place] = true;
            for (line, cells) in rows {
                let cell = |place: Option<usize>| {
                    let words = place.and_then(|it| cells.get(it));
                    words.map(Words::line).unwrap_or_default()
                };
                let proof = Proof {
                    id: cell(Some(phases)),
                    labs: cell(labs),
                    pulse: cell(pulse),
                    why: cell(Some(why)),
                    apps: Vec::new(),
                };
                self.proof(file, line, proof);
            }
        }
    }

    fn proof(&mut self, file: usize, line: usize, mut proof: Proof) {
        let digits: String = proof.id.chars().filter(char::is_ascii_digit).collect();
        let number: Option<u32> = digits.parse().ok();
        let mut phases = self.draft.phases.iter();
        let found =
            phases.position(|it| it.number.is_some() && it.number == number && it.proof.is_none());
        let (Some(found), Some(number)) = (found, number) else {
            let text = format!("a proof of no phase: {}", proof.id);
            self.report.left(file, (line, line), text);
            return;
        };
        let short = proof.id.len() <= 8
            && well_formed(&proof.id).is_ok()
            && !proof.id.starts_with(|c: char| c.is_ascii_digit());
        if !short {
            proof.id = format!("M{number}");
        }
        // Two phases may have one number, and then their proofs have one id.
        let taken = |id: &str| {
            let ids = self.draft.phases.iter().filter_map(|it| it.proof.as_ref());
            ids.map(|it| &it.id).any(|it| it.eq_ignore_ascii_case(id))
        };
        if taken(&proof.id) {
            let mut numbered = (2..).map(|again| format!("M{number}-{again}"));
            proof.id = numbered.find(|id| !taken(id)).unwrap_or_default();
        }
        for text in [proof.labs.clone(), proof.pulse.clone()] {
            for name in self.named_apps(&text) {
                self.app(&name);
                if !proof.apps.contains(&name) {
                    proof.apps.push(name);
                }
            }
        }
        let phase = &mut self.draft.phases[found];
        let text = format!("proof {} of “{}”", proof.id, phase.title);
        phase.proof = Some(proof);
        self.report.took(file, (line, line), text);
    }

    /// The apps that a cell names: `labs_ingest + jobs` names two of the labs.
    fn named_apps(&self, text: &str) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for part in text.split([',', '+', '&']) {
            let part = clean(part);
            let mut words = part.split(' ').map(|it| it.trim_matches(['(', ')', '`']));
            if let Some(name) = words.find(|it| marks::is_app_name(it)) {
                names.push(name.to_owned());
                continue;
            }
            let prefix = names
                .last()
                .and_then(|it| it.split_once('_'))
                .map(|it| it.0);
            if let Some(name) = prefix.map(|it| format!("{it}_{part}"))
                && self.draft.apps.iter().any(|it| it.id == name)
            {
                names.push(name);
            }
        }
        names
    }
}

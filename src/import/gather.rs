//! From pieces to a draft: what has a shape of its own first, then everything
//! that can be ticked.

mod lists;
mod parts;
mod phases;
mod plan;
mod tables;

use std::collections::HashSet;

use super::{
    Source,
    draft::Draft,
    outline::{Item, Outline, Piece, What},
    report::Report,
    words::clean,
};

/// A file, and how far it is understood.
#[derive(Debug)]
pub(super) struct File<'s> {
    pub(super) name: &'s str,
    pub(super) text: &'s str,
    pub(super) outline: Outline,
    /// The headings that pieces stand under, themselves included; outermost
    /// first.
    paths: Vec<Vec<usize>>,
    /// Which of the paths each piece has.
    path: Vec<usize>,
    /// The label that each piece stands under.
    label: Vec<Option<usize>>,
    /// What is taken or left already.
    settled: Vec<bool>,
}

impl<'s> File<'s> {
    fn new(source: &Source<'s>) -> Self {
        let outline = Outline::new(source.text);
        let mut paths = vec![Vec::new()];
        let mut path = Vec::with_capacity(outline.pieces.len());
        let mut label = Vec::with_capacity(outline.pieces.len());
        let mut open: Vec<(u8, usize)> = Vec::new();
        let mut named = None;
        for (place, piece) in outline.pieces.iter().enumerate() {
            match &piece.what {
                What::Heading { level, words, .. } if !words.line().is_empty() => {
                    open.retain(|(higher, _)| higher < level);
                    open.push((*level, place));
                    paths.push(open.iter().map(|(_, place)| *place).collect());
                    named = None;
                }
                What::Label(_) => named = Some(place),
                What::Other("HTML") => {
                    let line = line_of(source.text, &outline, piece.line);
                    if line.contains("</details") {
                        named = None;
                    }
                }
                _ => {}
            }
            path.push(paths.len() - 1);
            label.push(named);
        }
        let settled = vec![false; outline.pieces.len()];
        Self {
            name: source.name,
            text: source.text,
            outline,
            paths,
            path,
            label,
            settled,
        }
    }

    fn piece(&self, place: usize) -> &Piece {
        &self.outline.pieces[place]
    }

    /// The headings that a piece stands under.
    fn path(&self, place: usize) -> &[usize] {
        &self.paths[self.path[place]]
    }

    /// The words of a heading or label.
    fn name_of(&self, place: usize) -> String {
        match &self.piece(place).what {
            What::Heading { words, .. } | What::Label(words) | What::Paragraph(words) => {
                let line = words.line();
                line.trim_end_matches([':', '：']).trim_end().to_owned()
            }
            What::Item(item) => {
                let line = item.words.line();
                line.trim_end_matches([':', '：']).trim_end().to_owned()
            }
            What::Table(_) | What::Other(_) => String::new(),
        }
    }

    fn level(&self, place: usize) -> u8 {
        match self.piece(place).what {
            What::Heading { level, .. } => level,
            _ => 7,
        }
    }

    fn item(&self, place: usize) -> Option<&Item> {
        match &self.piece(place).what {
            What::Item(item) => Some(item),
            _ => None,
        }
    }

    /// The nearest heading above a piece.
    fn heading(&self, place: usize) -> Option<usize> {
        self.path(place).last().copied()
    }

    /// The name of the file without its ending, for what has no better name.
    pub(super) fn stem(&self) -> String {
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |it| it.0);
        let stem = clean(&stem.replace(['_', '-'], " "));
        if stem.is_empty() {
            "Curriculum".to_owned()
        } else {
            stem
        }
    }

    /// Its title: what its front matter says, or the first heading of the
    /// first level.
    pub(super) fn title(&self) -> Option<String> {
        let places = 0..self.outline.pieces.len();
        let mut first = places.filter(|place| self.level(*place) == 1);
        self.front_title()
            .or_else(|| first.find_map(|it| Some(self.name_of(it)).filter(|it| !it.is_empty())))
    }

    fn front_title(&self) -> Option<String> {
        let front = self.text.get(..self.outline.body)?;
        let line = front.lines().find_map(|it| it.strip_prefix("title"))?;
        let title = line.trim_start().strip_prefix([':', '='])?;
        Some(clean(title.trim().trim_matches(['"', '\'']))).filter(|it| !it.is_empty())
    }

    /// What its items are called that stand under no heading.
    fn own_name(&self) -> String {
        self.front_title().unwrap_or_else(|| self.stem())
    }

    /// How many items lie in an item.
    fn held(&self, place: usize) -> usize {
        let after = self.outline.pieces.iter().skip(place + 1);
        let inside = after.take_while(|it| match &it.what {
            What::Item(item) => item.parent.is_some_and(|parent| parent >= place),
            What::Heading { .. } | What::Table(_) => false,
            _ => true,
        });
        inside
            .filter(|it| matches!(it.what, What::Item(_)))
            .take(3)
            .count()
    }
}

fn line_of<'s>(text: &'s str, outline: &Outline, line: usize) -> &'s str {
    let start = outline.line_start(line).unwrap_or(text.len());
    let end = outline.line_start(line + 1).unwrap_or(text.len());
    text.get(start..end).unwrap_or_default()
}

/// The draft as it grows.
#[derive(Debug)]
pub(super) struct Gather<'s> {
    pub(super) files: Vec<File<'s>>,
    pub(super) draft: Draft,
    pub(super) report: Report,
    /// The level of headings that are phases, where the learner says so.
    level: Option<u8>,
}

impl<'s> Gather<'s> {
    /// Reads the files.
    pub(super) fn new(sources: &[Source<'s>], level: Option<u8>) -> Self {
        let files: Vec<File<'s>> = sources.iter().map(File::new).collect();
        let title = files.iter().find_map(File::title);
        let title = title
            .or_else(|| files.first().map(File::stem))
            .unwrap_or_default();
        let draft = Draft {
            title: without_prefix(&title),
            ..Draft::default()
        };
        Self {
            files,
            draft,
            report: Report::default(),
            level,
        }
    }

    /// Finds everything. `there` says whether a note lies beside a file.
    pub(super) fn gather(&mut self, there: &dyn Fn(usize, &str) -> bool) {
        self.phase_tables(there);
        self.shaped_lists();
        self.plan();
        self.metrics();
        self.items();
        self.matrices();
        self.prose();
        self.rest();
    }

    fn lines(&self, file: usize, place: usize) -> (usize, usize) {
        let piece = self.files[file].piece(place);
        (piece.line, piece.last)
    }

    fn take(&mut self, file: usize, place: usize, text: String) {
        let lines = self.lines(file, place);
        self.files[file].settled[place] = true;
        self.report.took(file, lines, text);
    }

    fn leave(&mut self, file: usize, place: usize, text: impl Into<String>) {
        let lines = self.lines(file, place);
        self.files[file].settled[place] = true;
        self.report.left(file, lines, text);
    }

    /// All pieces that are not settled, by file and place.
    fn open(&self) -> Vec<(usize, usize)> {
        let all = self.files.iter().enumerate();
        all.flat_map(|(number, file)| {
            let places = 0..file.outline.pieces.len();
            let open = places.filter(|place| !file.settled[*place]);
            open.map(move |place| (number, place))
        })
        .collect()
    }

    /// The summary of the whole, and of the plan: the first paragraph of the
    /// file that is none of an item.
    fn prose(&mut self) {
        for (file, place) in self.open() {
            let What::Paragraph(words) = &self.files[file].piece(place).what else {
                continue;
            };
            // Badges, and links from one language to another, say nothing.
            let line = words.line();
            let linked: usize = words.links.iter().map(|it| it.range.len()).sum();
            if line.chars().count() < 20 || linked * 2 > line.len() {
                continue;
            }
            let early = self.files[file].path(place).len() <= 1;
            let has_plan = self.files[file].settled_quarter();
            if file == 0 && self.draft.summary.is_empty() && early && !has_plan {
                self.draft.summary = super::words::title(&line);
                self.take(file, place, "the summary".to_owned());
            } else if has_plan && self.draft.plan_summary.is_empty() {
                let heading = self.files[file].heading(place);
                let name = heading.map(|it| self.files[file].name_of(it));
                let about = name.is_none_or(|it| {
                    super::marks::says(&it, &["overview", "plan", "about", "summary"])
                });
                if about {
                    self.draft.plan_summary = super::words::title(&line);
                    self.take(file, place, "the plan’s summary".to_owned());
                }
            }
        }
    }

    /// Whether a heading is the roadmap's title.
    fn title_at(&self, file: usize, place: usize) -> bool {
        let it = &self.files[file];
        file == 0 && it.level(place) == 1 && without_prefix(&it.name_of(place)) == self.draft.title
    }

    /// Says of everything else that it was left.
    fn rest(&mut self) {
        let mut holding: HashSet<(usize, usize)> = HashSet::new();
        for (number, file) in self.files.iter().enumerate() {
            for (place, _) in file.settled.iter().enumerate().filter(|it| *it.1) {
                holding.extend(file.path(place).iter().map(|it| (number, *it)));
            }
        }
        for (file, place) in self.open() {
            let it = &self.files[file];
            let what = match &it.piece(place).what {
                What::Heading { .. } if self.title_at(file, place) => {
                    self.take(file, place, "the title".to_owned());
                    continue;
                }
                What::Heading { .. } if holding.contains(&(file, place)) => "a heading",
                What::Heading { .. } => "a heading with nothing to tick below",
                What::Label(_) | What::Paragraph(_) => "prose",
                What::Item(item) if item.words.links.iter().any(|it| it.url.starts_with('#')) => {
                    "contents"
                }
                What::Item(item) if item.has_items => "an item that holds others together",
                What::Item(_) => "an item without box or link",
                What::Table(_) => "a table without phases, boxes or links",
                What::Other(name) => name,
            };
            self.leave(file, place, what);
        }
    }
}

/// A title without the word that says what it is the title of.
fn without_prefix(title: &str) -> String {
    let rest = title.split_once(':').and_then(|(head, rest)| {
        let head = head.trim().to_lowercase();
        let plain = matches!(
            head.as_str(),
            "roadmap" | "curriculum" | "learning path" | "plan" | "syllabus"
        );
        plain.then(|| rest.trim()).filter(|it| !it.is_empty())
    });
    super::words::title(rest.unwrap_or(title))
}

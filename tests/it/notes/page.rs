//! A note as the tests see it: headings, task boxes, code, links and prose.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A Markdown file, taken apart.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// Where it lies below the repository.
    pub(crate) file: String,
    pub(crate) headings: Vec<Heading>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) code: Vec<Code>,
    pub(crate) links: Vec<Link>,
    /// Paragraphs, headings, cells and items, without code blocks and comments.
    pub(crate) prose: Vec<Prose>,
    /// The `##` sections with the lines below their headings as they stand in the file.
    pub(crate) sections: Vec<(String, Vec<(usize, String)>)>,
}

#[derive(Debug)]
pub(crate) struct Heading {
    pub(crate) level: HeadingLevel,
    pub(crate) text: String,
    /// What a link to it says behind the `#`.
    pub(crate) anchor: String,
}

/// A box, bound to an item by the id in its comment.
#[derive(Debug, Default)]
pub(crate) struct Task {
    pub(crate) section: String,
    pub(crate) line: usize,
    pub(crate) ticked: bool,
    pub(crate) id: Option<String>,
    /// The text of its first line, without marks.
    pub(crate) title: String,
    /// The text of the lines below.
    pub(crate) rest: String,
    /// The address of a link in its first line.
    pub(crate) url: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) section: String,
    /// The line of the opening fence.
    pub(crate) line: usize,
    pub(crate) info: String,
    pub(crate) text: String,
    /// The paragraph before it.
    pub(crate) after: String,
}

#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) line: usize,
    pub(crate) to: String,
    pub(crate) text: String,
}

#[derive(Debug)]
pub(crate) struct Prose {
    pub(crate) section: String,
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl Page {
    pub(crate) fn read(file: &str, text: &str) -> Self {
        let mut reading = Reading {
            page: Self {
                file: file.to_owned(),
                ..Self::default()
            },
            line_ends: text.match_indices('\n').map(|(end, _)| end).collect(),
            ..Reading::default()
        };
        let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
        for (event, place) in Parser::new_ext(text, options).into_offset_iter() {
            reading.take(event, place);
        }
        for (number, line) in (1..).zip(text.lines()) {
            let began = reading.began_at.partition_point(|first| *first <= number);
            if began > 0 && reading.began_at[began - 1] < number {
                let (_, lines) = &mut reading.page.sections[began - 1];
                lines.push((number, line.to_owned()));
            }
        }
        reading.page
    }

    /// The raw lines of a `##` section, with their numbers.
    pub(crate) fn section(&self, title: &str) -> &[(usize, String)] {
        let found = self.sections.iter().find(|(name, _)| name == title);
        found.map_or(&[], |(_, lines)| lines)
    }

    /// How many words of prose there are: what stands between blanks, if a
    /// letter or a digit is in it. Code in a line counts, code blocks, comments
    /// and addresses do not.
    pub(crate) fn words(&self) -> usize {
        self.prose.iter().map(|block| words(&block.text)).sum()
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .count()
}

/// As GitHub makes it.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[derive(Default)]
struct Reading {
    page: Page,
    line_ends: Vec<usize>,
    section: String,
    /// The lines of the `##` headings.
    began_at: Vec<usize>,
    /// The prose since the last block began, and where that was.
    running: String,
    began: usize,
    previous: String,
    heading: Option<HeadingLevel>,
    code: Option<Code>,
    task: Option<Task>,
    /// Whether the task's first line is over.
    below: bool,
    links: Vec<Link>,
}

impl Reading {
    fn line(&self, place: usize) -> usize {
        1 + self.line_ends.partition_point(|end| *end < place)
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.running);
        if text.trim().is_empty() {
            return;
        }
        self.previous.clone_from(&text);
        let line = self.line(self.began);
        let section = self.section.clone();
        self.page.prose.push(Prose {
            section,
            line,
            text,
        });
    }

    fn say(&mut self, text: &str, place: usize) {
        if self.running.is_empty() {
            self.began = place;
        }
        self.running.push_str(text);
        if let Some(task) = &mut self.task {
            if self.below {
                task.rest.push_str(text);
            } else {
                task.title.push_str(text);
            }
        }
        for link in &mut self.links {
            link.text.push_str(text);
        }
    }

    fn take(&mut self, event: Event<'_>, place: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, &place),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.text.push_str(&text),
                None => self.say(&text, place.start),
            },
            Event::Code(text) => self.say(&text, place.start),
            Event::SoftBreak | Event::HardBreak => {
                if self.task.is_some() && !self.below {
                    self.below = true;
                    self.flush();
                } else {
                    self.say(" ", place.start);
                }
            }
            Event::InlineHtml(html) => {
                let id = html
                    .strip_prefix("<!-- id: ")
                    .and_then(|rest| rest.strip_suffix(" -->"));
                if let (Some(id), Some(task)) = (id, &mut self.task) {
                    task.id = Some(id.to_owned());
                }
            }
            Event::TaskListMarker(ticked) => {
                self.below = false;
                self.task = Some(Task {
                    section: self.section.clone(),
                    line: self.line(place.start),
                    ticked,
                    ..Task::default()
                });
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, place: &Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.heading = Some(*level),
            Tag::CodeBlock(kind) => {
                self.flush();
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => "indented".to_owned(),
                };
                self.code = Some(Code {
                    section: self.section.clone(),
                    line: self.line(place.start),
                    info,
                    text: String::new(),
                    after: self.previous.clone(),
                });
            }
            Tag::Link { dest_url, .. } => {
                let to = dest_url.to_string();
                if let Some(task) = self.task.as_mut().filter(|_| !self.below) {
                    task.url = Some(to.clone());
                }
                let line = self.line(place.start);
                let text = String::new();
                self.links.push(Link { line, to, text });
            }
            Tag::Paragraph | Tag::Item | Tag::TableCell => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                let text = self.running.trim().to_owned();
                let level = self.heading.take().unwrap();
                if level == HeadingLevel::H2 {
                    self.section.clone_from(&text);
                    self.page.sections.push((text.clone(), Vec::new()));
                    let line = self.line(self.began);
                    self.began_at.push(line);
                }
                let mut anchor = anchor(&text);
                let same = |it: &&Heading| it.text == text;
                let earlier = self.page.headings.iter().filter(same).count();
                if earlier > 0 {
                    anchor = format!("{anchor}-{earlier}");
                }
                self.page.headings.push(Heading {
                    level,
                    text,
                    anchor,
                });
                self.flush();
            }
            TagEnd::CodeBlock => self.page.code.extend(self.code.take()),
            TagEnd::Link => self.page.links.extend(self.links.pop()),
            TagEnd::Item => {
                self.flush();
                if let Some(task) = self.task.take() {
                    self.page.tasks.push(Task {
                        title: task.title.trim().to_owned(),
                        rest: task.rest.trim().to_owned(),
                        ..task
                    });
                }
            }
            TagEnd::Paragraph => {
                self.flush();
                if self.task.is_some() {
                    self.below = true;
                }
            }
            TagEnd::TableCell => self.flush(),
            _ => {}
        }
    }
}

//! The plan: quarters under lanes.

use super::super::{
    draft::{Block, Entry, Lane},
    marks::{self, says},
    outline::What,
    words::{key, title},
};
use super::{File, Gather};

/// What stands above a plan.
const PLAN: &[&str] = &[
    "plan", "swimlane", "lane", "schedule", "timeline", "quarter",
];

impl File<'_> {
    /// The quarters that a piece lies in, and the place that names them.
    fn quarter(&self, place: usize) -> Option<((u8, u8), usize)> {
        let of = |place: usize| marks::quarter(&self.name_of(place)).map(|it| (it, place));
        let labelled = self.label[place].and_then(of);
        labelled.or_else(|| self.path(place).iter().rev().find_map(|it| of(*it)))
    }

    /// Whether anything in it lies in a quarter.
    pub(super) fn has_quarter(&self) -> bool {
        (0..self.outline.pieces.len()).any(|it| self.quarter(it).is_some())
    }

    /// Whether a plan was taken from it.
    pub(super) fn settled_quarter(&self) -> bool {
        let mut places = 0..self.outline.pieces.len();
        places.any(|it| self.settled[it] && self.item(it).is_some() && self.quarter(it).is_some())
    }

    /// The heading of the lane that a piece lies in: the nearest that names no
    /// quarter.
    fn lane(&self, place: usize) -> Option<usize> {
        let mut path = self.path(place).iter().rev();
        path.find(|it| marks::quarter(&self.name_of(**it)).is_none())
            .copied()
    }
}

impl Gather<'_> {
    /// Takes the boxes of quarters. Where headings name the quarters, something
    /// has to say that this is a plan, or phases are somewhere else: a
    /// curriculum may just as well have quarters for phases.
    pub(super) fn plan(&mut self) {
        let other_phases = !self.draft.phases.is_empty();
        for file in 0..self.files.len() {
            let it = &self.files[file];
            let inside: Vec<usize> = (0..it.outline.pieces.len())
                .filter(|place| {
                    let Some((_, named_by)) = it.quarter(*place) else {
                        return false;
                    };
                    let label = it.label[*place] == Some(named_by);
                    let mut above = it.path(*place).iter().map(|above| it.name_of(*above));
                    let open = it.item(*place).is_some() && !it.settled[*place];
                    open && (other_phases || label || above.any(|it| says(&it, PLAN)))
                })
                .collect();
            let boxed = |place: &usize| {
                let item = self.files[file].item(*place);
                item.is_some_and(|it| it.ticked.is_some())
            };
            let any_box = inside.iter().any(boxed);
            let inside: Vec<usize> = inside
                .into_iter()
                .filter(|it| !any_box || boxed(it))
                .collect();
            for place in inside {
                self.milestone(file, place);
            }
        }
    }

    fn milestone(&mut self, file: usize, place: usize) {
        let it = &self.files[file];
        let (Some(item), Some((quarters, named_by))) = (it.item(place), it.quarter(place)) else {
            return;
        };
        let text = item.words.line();
        if text.is_empty() {
            return;
        }
        let whole = match it.lane(place) {
            Some(heading) => it.name_of(heading),
            None => it.title().unwrap_or_else(|| it.stem()),
        };
        let (lane, summary) = bracketed(&whole);
        let mut shown = text.clone();
        if let Some(parent) = item.parent {
            shown = format!("{} › {text}", it.name_of(parent));
        }
        let entry = Entry {
            title: title(&shown),
            ticked: item.ticked == Some(true),
            context: vec![format!("q{}", quarters.0), lane.clone()],
            text,
            ..Entry::default()
        };
        let quarter = if quarters.0 == quarters.1 {
            format!("Q{}", quarters.0)
        } else {
            format!("Q{}–Q{}", quarters.0, quarters.1)
        };
        let said = format!("milestone “{}”, {lane} {quarter}", entry.title);
        let headings = [it.lane(place), Some(named_by)];
        for heading in headings.into_iter().flatten() {
            if !self.files[file].settled[heading] {
                let name = self.files[file].name_of(heading);
                let what = match &self.files[file].piece(heading).what {
                    What::Heading { .. } if heading != named_by => format!("lane “{name}”"),
                    _ => format!("quarter “{name}”"),
                };
                self.take(file, heading, what);
            }
        }
        self.take(file, place, said);
        let mut known = self.draft.lanes.iter();
        let known = known.position(|it| key(&it.title) == key(&lane));
        let lane = known.unwrap_or_else(|| {
            self.draft.lanes.push(Lane {
                title: title(&lane),
                summary,
                ..Lane::default()
            });
            self.draft.lanes.len() - 1
        });
        let blocks = &mut self.draft.lanes[lane].blocks;
        let known = blocks.iter().position(|it| it.quarters == quarters);
        let block = known.unwrap_or_else(|| {
            blocks.push(Block {
                quarters,
                milestones: Vec::new(),
            });
            blocks.len() - 1
        });
        blocks[block].milestones.push(entry);
    }
}

/// `Core (Foundation Building)`: the name, and what is in the brackets.
fn bracketed(text: &str) -> (String, String) {
    let inner = text.strip_suffix(')').and_then(|it| it.split_once(" ("));
    match inner {
        Some((name, summary)) if !name.trim().is_empty() => {
            (name.trim().to_owned(), summary.trim().to_owned())
        }
        _ => (text.to_owned(), String::new()),
    }
}

//! Quotations, lists and their items: what stands before the lines of blocks.

use std::ops::Range;

use super::{Builder, Lead, Marker, Shape, Task, width};
use crate::reader::{html, prose::Prose};

/// How many leads a block has. Of deeper ones, the outer and the innermost are
/// kept.
const DEPTH: usize = 32;

pub(super) struct List {
    pub(super) number: Option<u64>,
    pub(super) items: usize,
    /// The list's first block, and the place of its marker among the leads.
    pub(super) start: usize,
    pub(super) depth: usize,
}

impl Builder<'_> {
    pub(super) fn enter(&mut self, lead: Lead) {
        self.leads.push(lead);
    }

    pub(super) fn leave(&mut self) {
        self.leads.pop();
        self.settled = self.settled.min(self.leads.len());
    }

    /// The leads of the block at hand. Markers are drawn once: what follows
    /// has room in their place.
    pub(super) fn take_leads(&mut self) -> Vec<Lead> {
        let leads = if self.leads.len() <= DEPTH {
            self.leads.clone()
        } else {
            let outer = self.leads.iter().take(DEPTH - 1);
            outer.chain(self.leads.last()).cloned().collect()
        };
        for lead in self.leads.iter_mut().skip(self.settled) {
            if let Lead::Marker(_, room) = lead {
                *lead = Lead::Room(*room);
            }
        }
        self.settled = self.leads.len();
        leads
    }

    pub(super) fn item(&mut self) {
        self.flush();
        let level = self.lists.len().saturating_sub(1);
        let marker = match self.lists.last_mut() {
            Some(list) => {
                list.items += 1;
                match &mut list.number {
                    Some(number) => {
                        let label = format!("{number}.");
                        *number = number.saturating_add(1);
                        Marker::Label(label)
                    }
                    None => Marker::Bullet(level),
                }
            }
            None => Marker::Bullet(0),
        };
        let room = match &marker {
            Marker::Label(label) => width(label) + 1,
            _ => 2,
        };
        self.enter(Lead::Marker(marker, room));
        self.items.push(1);
        self.first_of_item = true;
        self.close = false;
    }

    pub(super) fn end_item(&mut self, range: &Range<usize>) {
        self.flush();
        self.draw_marker(range);
        for _ in 0..self.items.pop().unwrap_or(0) {
            self.leave();
        }
        self.first_of_item = false;
        self.close = false;
    }

    /// An item with nothing in it still has its marker.
    pub(super) fn draw_marker(&mut self, range: &Range<usize>) {
        if matches!(self.leads.last(), Some(Lead::Marker(..))) {
            let nothing = Shape::Paragraph(Prose::default());
            self.emit(nothing, String::new(), range.clone(), false);
        }
    }

    /// Gives all markers of a list the room of the widest.
    pub(super) fn align(&mut self, list: &List) {
        // Deeper ones are not there to be aligned; bullets are equally wide.
        if list.number.is_none() || list.depth + 1 >= DEPTH {
            return;
        }
        let blocks = self.blocks.get_mut(list.start..).unwrap_or_default();
        let rooms = blocks
            .iter()
            .filter_map(|block| match block.leads.get(list.depth)? {
                Lead::Marker(_, room) => Some(*room),
                _ => None,
            });
        let Some(widest) = rooms.max() else {
            return;
        };
        for block in blocks {
            if let Some(Lead::Marker(_, room) | Lead::Room(room)) = block.leads.get_mut(list.depth)
            {
                *room = widest;
            }
        }
    }

    pub(super) fn task(&mut self, ticked: bool, range: &Range<usize>) {
        let task = self.tasks.len();
        self.tasks.push(Task {
            at: range.start + 1 + self.offset,
            ticked,
            item: None,
            block: self.blocks.len(),
        });
        match self.leads.last_mut() {
            // A box behind a number, instead of a bullet.
            Some(Lead::Marker(Marker::Label(_), _)) => {
                self.enter(Lead::Marker(Marker::Box(task), 2));
                if let Some(leads) = self.items.last_mut() {
                    *leads += 1;
                }
            }
            Some(Lead::Marker(marker, _)) => *marker = Marker::Box(task),
            _ => {}
        }
    }

    /// Binds the box of the item at hand to the item of the roadmap that a
    /// comment names.
    pub(super) fn bind(&mut self, comment: &str) {
        let Some(id) = html::bound_id(comment) else {
            return;
        };
        let markers = self.leads.iter().skip(self.settled).rev();
        let mut boxes = markers.filter_map(|lead| match lead {
            Lead::Marker(Marker::Box(task), _) => Some(*task),
            _ => None,
        });
        let task = boxes.next().or_else(|| self.latest_box());
        if let Some(task) = task.and_then(|it| self.tasks.get_mut(it))
            && task.item.is_none()
        {
            task.item = Some(id.to_owned());
            if let Some(leaf) = &mut self.leaf {
                leaf.bound = true;
            }
        }
    }

    /// The box of the item that is open, where its marker is drawn already.
    fn latest_box(&self) -> Option<usize> {
        let inside = matches!(self.leads.last(), Some(Lead::Room(_))) && !self.items.is_empty();
        let last = self.tasks.len().checked_sub(1)?;
        let block = self.tasks[last].block;
        let depth = self.leads.len().min(DEPTH);
        (inside && self.blocks.get(block)?.leads.len() == depth).then_some(last)
    }
}

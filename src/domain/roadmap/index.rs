//! Items by their ids.

use super::{Item, ItemIx, Roadmap};
use crate::domain::id::ItemId;

impl Roadmap {
    /// Adds an item and gives its place; `None` if its id, or one it had
    /// before, is taken.
    pub fn add_item(&mut self, item: Item) -> Option<ItemIx> {
        let taken = |id: &ItemId| self.index.contains_key(id);
        if taken(&item.id) || item.formerly.iter().any(taken) {
            return None;
        }
        let ix = ItemIx(self.items.len());
        for id in item.formerly.iter().chain([&item.id]) {
            self.index.insert(id.clone(), ix);
        }
        self.items.push(item);
        Some(ix)
    }

    /// Finds its items by their ids again, after it was deserialised.
    #[must_use]
    pub fn indexed(mut self) -> Self {
        self.index.reserve(self.items.len());
        for (place, item) in self.items.iter().enumerate() {
            for id in item.formerly.iter().chain([&item.id]) {
                self.index.insert(id.clone(), ItemIx(place));
            }
        }
        self
    }

    /// The item with this id, or that had it before.
    pub fn find(&self, id: &ItemId) -> Option<ItemIx> {
        self.index.get(id).copied()
    }
}

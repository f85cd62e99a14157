//! Places in the lists of a roadmap.

use std::ops::Index;

use serde::{Deserialize, Serialize};

use super::{App, Item, Phase, Roadmap};

/// The place of an item in [`Roadmap::items`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemIx(pub usize);

/// The place of a phase in [`Roadmap::phases`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PhaseIx(pub usize);

/// The place of an app in [`Roadmap::apps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AppIx(pub usize);

impl Index<ItemIx> for Roadmap {
    type Output = Item;

    fn index(&self, ix: ItemIx) -> &Item {
        &self.items[ix.0]
    }
}

impl Index<PhaseIx> for Roadmap {
    type Output = Phase;

    fn index(&self, ix: PhaseIx) -> &Phase {
        &self.phases[ix.0]
    }
}

impl Index<AppIx> for Roadmap {
    type Output = App;

    fn index(&self, ix: AppIx) -> &App {
        &self.apps[ix.0]
    }
}

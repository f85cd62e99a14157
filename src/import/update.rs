//! A curriculum that is imported again: what is the same keeps its id.

use std::collections::{HashMap, HashSet};

use super::{
    draft::{Draft, Entry, Notes},
    ids::Ids,
    words::key,
};
use crate::domain::roadmap::{Item, ItemIx, ItemKind, Roadmap, Split};

/// How alike two titles of one phase are at least that are taken for one.
const ALIKE: f64 = 0.8;
/// Longer titles and lists are not compared letter by letter.
const MOST_COMPARED: usize = 300;

/// What differs from the roadmap before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// How many items are as they were.
    pub kept: usize,
    /// Ids and titles of what is new.
    pub added: Vec<(String, String)>,
    /// The title before, the id and title now.
    pub renamed: Vec<(String, String, String)>,
    /// Ids and titles of what is there no more; its history is kept.
    pub archived: Vec<(String, String)>,
    /// What was written into the file by hand and is in no Markdown.
    pub lost: Vec<String>,
}

impl Changes {
    /// Whether nothing was added, renamed or archived.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.renamed.is_empty() && self.archived.is_empty()
    }
}

/// Gives the draft the ids of the roadmap before, and what only that says.
pub(super) fn keep(draft: &mut Draft, before: &Roadmap, ids: &mut Ids) -> Changes {
    let mut changes = Changes::default();
    for item in &before.items {
        ids.take(item.id.as_str());
        item.formerly.iter().for_each(|it| ids.take(it.as_str()));
    }
    before.id.as_str().clone_into(&mut draft.id);
    let mut used: HashSet<ItemIx> = HashSet::new();
    let phases = match_phases(draft, before);
    for (place, old) in phases.iter().enumerate() {
        let Some(old) = old else { continue };
        let sign_off = before.phases[*old].sign_off;
        used.insert(sign_off);
        let phase = &mut draft.phases[place];
        let was = &before[sign_off];
        // A phase's id is its sign-off's: it stays, whatever the phase is called.
        was.id.as_str().clone_into(&mut phase.id);
        phase.formerly = was
            .formerly
            .iter()
            .map(|it| it.as_str().to_owned())
            .collect();
        if key(&before.phases[*old].title) == key(&phase.title) {
            changes.kept += 1;
        } else {
            let title = phase.title.clone();
            changes
                .renamed
                .push((before.phases[*old].title.clone(), phase.id.clone(), title));
        }
    }
    match_entries(draft, before, &phases, &mut used, &mut changes, ids);
    carry(draft, before, &phases, &mut changes);
    for ix in before.item_places().filter(|ix| !used.contains(ix)) {
        let item = &before[ix];
        changes
            .archived
            .push((item.id.as_str().to_owned(), item.title.clone()));
    }
    changes
}

/// The phase before of each phase: the one with its title; else the one that
/// most of its items were in.
fn match_phases(draft: &Draft, before: &Roadmap) -> Vec<Option<usize>> {
    let mut free: HashSet<usize> = (0..before.phases.len()).collect();
    let mut matched: Vec<Option<usize>> = Vec::new();
    for phase in &draft.phases {
        let title = key(&phase.title);
        let same = (0..before.phases.len())
            .find(|it| free.contains(it) && key(&before.phases[*it].title) == title);
        matched.extend([same]);
        same.map(|it| free.remove(&it));
    }
    let mut homes: HashMap<String, usize> = HashMap::new();
    for (place, phase) in before.phases.iter().enumerate() {
        for item in phase.items() {
            homes.insert(key(&before[item].title), place);
        }
    }
    for (place, phase) in draft.phases.iter().enumerate() {
        if matched[place].is_some() {
            continue;
        }
        let mut counts: HashMap<usize, usize> = HashMap::new();
        let builds = phase.builds.iter().flat_map(|it| &it.deliverables);
        for entry in phase.readings.iter().chain(builds) {
            if let Some(home) = homes.get(&key(&entry.title)) {
                *counts.entry(*home).or_default() += 1;
            }
        }
        let most = counts
            .into_iter()
            .max_by_key(|it| (it.1, usize::MAX - it.0));
        if let Some((home, count)) = most
            && count >= 2
            && count * 2 > before.phases[home].items().count()
            && free.remove(&home)
        {
            matched[place] = Some(home);
        }
    }
    matched
}

/// The shelf of an item: its phase before, or none for the plan's.
fn shelf(item: &Item) -> Option<usize> {
    item.phase.map(|it| it.0)
}

fn match_entries(
    draft: &mut Draft,
    before: &Roadmap,
    phases: &[Option<usize>],
    used: &mut HashSet<ItemIx>,
    changes: &mut Changes,
    ids: &mut Ids,
) {
    let mut shelves: Vec<Option<usize>> = Vec::new();
    for (place, phase) in draft.phases.iter().enumerate() {
        // A phase that is new has a shelf that no item was on.
        let shelf = Some(phases[place].unwrap_or(usize::MAX));
        shelves.extend(std::iter::repeat_n(shelf, phase.len()));
    }
    let mut entries: Vec<&mut Entry> = draft.entries_mut().collect();
    shelves.resize(entries.len(), None);
    let mut by_title: HashMap<String, Vec<ItemIx>> = HashMap::new();
    let mut by_last: HashMap<String, Vec<ItemIx>> = HashMap::new();
    let mut by_url: HashMap<&str, Vec<ItemIx>> = HashMap::new();
    for ix in before.item_places() {
        let item = &before[ix];
        if item.kind == ItemKind::SignOff {
            continue;
        }
        by_title.entry(key(&item.title)).or_default().push(ix);
        let last = item.title.rsplit(" › ").next().unwrap_or_default();
        by_last.entry(key(last)).or_default().push(ix);
        if let Some(url) = &item.url {
            by_url.entry(url).or_default().push(ix);
        }
    }
    // The same words between the same: so are texts told apart that are there
    // more than once.
    let old: Vec<(ItemIx, Option<usize>)> = before
        .item_places()
        .filter(|ix| before[*ix].kind != ItemKind::SignOff)
        .map(|ix| (ix, shelf(&before[ix])))
        .collect();
    let old_words: Vec<String> = old.iter().map(|it| key(&before[it.0].title)).collect();
    let now_words: Vec<String> = entries.iter().map(|it| key(&it.title)).collect();
    for (above, below) in [(true, true), (true, false), (false, true)] {
        let mut between: HashMap<Between<'_>, Vec<ItemIx>> = HashMap::new();
        for (place, (ix, shelf)) in old.iter().enumerate().rev() {
            if !used.contains(ix) {
                let name = neighbours(&old_words, place, above, below);
                between.entry((*shelf, name)).or_default().push(*ix);
            }
        }
        for (place, shelf) in shelves.iter().enumerate() {
            let name = neighbours(&now_words, place, above, below);
            let list = between.get_mut(&(*shelf, name));
            if entries[place].id.is_empty()
                && let Some(ix) = list.and_then(Vec::pop)
            {
                used.insert(ix);
                changes.kept += 1;
                same(entries[place], &before[ix]);
            }
        }
    }
    // The same words: first in the same phase, then anywhere; then the same
    // words without what they lay in.
    for round in 0..3 {
        for (entry, shelf_now) in entries.iter_mut().zip(&shelves) {
            if !entry.id.is_empty() {
                continue;
            }
            let list = match round {
                0 | 1 => by_title.get(&key(&entry.title)),
                _ => by_last.get(&key(&entry.text)),
            };
            let found = list.into_iter().flatten().find(|ix| {
                let near = shelf(&before[**ix]) == *shelf_now;
                !used.contains(ix) && (near || round == 1)
            });
            if let Some(ix) = found {
                used.insert(*ix);
                changes.kept += 1;
                same(entry, &before[*ix]);
            }
        }
    }
    let free = |used: &HashSet<ItemIx>, shelf_now: Option<usize>| -> Vec<ItemIx> {
        let all = before.item_places().filter(|ix| {
            let item = &before[*ix];
            item.kind != ItemKind::SignOff && !used.contains(ix) && shelf(item) == shelf_now
        });
        all.take(MOST_COMPARED + 1).collect()
    };
    let open: Vec<usize> = (0..entries.len())
        .filter(|it| entries[*it].id.is_empty())
        .collect();
    let mut urls: HashMap<String, usize> = HashMap::new();
    for place in &open {
        if let Some(url) = &entries[*place].url {
            *urls.entry(url.clone()).or_default() += 1;
        }
    }
    let mut crowd: HashMap<Option<usize>, usize> = HashMap::new();
    for place in &open {
        *crowd.entry(shelves[*place]).or_default() += 1;
    }
    for place in open {
        // The same page, once before and once now.
        let url = entries[place].url.clone();
        let page = url.as_deref().filter(|it| urls.get(*it) == Some(&1));
        let mut old = page.and_then(|it| match by_url.get(it).map(Vec::as_slice) {
            Some([one]) if !used.contains(one) => Some(*one),
            _ => None,
        });
        let few = crowd
            .get(&shelves[place])
            .is_some_and(|it| *it <= MOST_COMPARED);
        if old.is_none() && few {
            old = alike(
                &entries,
                place,
                &shelves,
                before,
                &free(used, shelves[place]),
            );
        }
        let Some(ix) = old else { continue };
        used.insert(ix);
        let item = &before[ix];
        let entry = &mut *entries[place];
        let context: Vec<&str> = entry.context.iter().map(String::as_str).collect();
        entry.id = ids.give(&entry.text, &context);
        entry.formerly = item
            .formerly
            .iter()
            .map(|it| it.as_str().to_owned())
            .collect();
        entry.formerly.push(item.id.as_str().to_owned());
        entry.optional = item.optional;
        changes
            .renamed
            .push((item.title.clone(), entry.id.clone(), entry.title.clone()));
    }
    for entry in &mut entries {
        if entry.id.is_empty() {
            let context: Vec<&str> = entry.context.iter().map(String::as_str).collect();
            entry.id = ids.give(&entry.text, &context);
            changes.added.push((entry.id.clone(), entry.title.clone()));
        }
    }
}

/// A shelf, and the words of an item with those beside it.
type Between<'w> = (Option<usize>, [&'w str; 3]);

fn neighbours(words: &[String], place: usize, above: bool, below: bool) -> [&str; 3] {
    let at = |place: Option<usize>| {
        let words = place.and_then(|it| words.get(it));
        words.map_or("", String::as_str)
    };
    [
        if above { at(place.checked_sub(1)) } else { "" },
        at(Some(place)),
        if below { at(place.checked_add(1)) } else { "" },
    ]
}

fn same(entry: &mut Entry, item: &Item) {
    item.id.as_str().clone_into(&mut entry.id);
    entry.formerly = item
        .formerly
        .iter()
        .map(|it| it.as_str().to_owned())
        .collect();
    entry.optional = item.optional;
}

/// The item before that an entry is sure to be: each is the other's likest, and
/// they are alike.
fn alike(
    entries: &[&mut Entry],
    place: usize,
    shelves: &[Option<usize>],
    before: &Roadmap,
    free: &[ItemIx],
) -> Option<ItemIx> {
    let title = entries[place].title.to_lowercase();
    if free.len() > MOST_COMPARED || title.len() > MOST_COMPARED {
        return None;
    }
    let like = |one: &str, other: &str| {
        if other.len() > MOST_COMPARED {
            return 0.0;
        }
        strsim::normalized_levenshtein(one, other)
    };
    let mut best: Option<(f64, ItemIx)> = None;
    for ix in free {
        let score = like(&title, &before[*ix].title.to_lowercase());
        if score >= ALIKE && best.is_none_or(|it| score > it.0) {
            best = Some((score, *ix));
        }
    }
    let (score, ix) = best?;
    let old = before[ix].title.to_lowercase();
    let rivals = entries
        .iter()
        .zip(shelves)
        .enumerate()
        .filter(|(other, (it, shelf))| {
            *other != place && it.id.is_empty() && **shelf == shelves[place]
        });
    let clear = rivals
        .map(|(_, (it, _))| like(&it.title.to_lowercase(), &old))
        .all(|it| it < score);
    clear.then_some(ix)
}

/// What the Markdown does not say and the file does.
fn carry(draft: &mut Draft, before: &Roadmap, phases: &[Option<usize>], changes: &mut Changes) {
    draft.hours_per_day = Some(before.hours_per_day).filter(|it| (it - 4.0).abs() > f64::EPSILON);
    draft.accept = before
        .accepted
        .iter()
        .map(|it| (it.finding.clone(), it.why.clone()))
        .collect();
    for app in &mut draft.apps {
        let old = before.app_by_id(&app.id).map(|ix| &before[ix].role);
        if let Some(role) = old.filter(|_| app.role.is_empty()) {
            app.role.clone_from(role);
        }
    }
    let names: HashSet<String> = draft.phases.iter().map(|it| it.id.clone()).collect();
    for (phase, old) in draft.phases.iter_mut().zip(phases) {
        let Some(old) = old.map(|it| &before.phases[it]) else {
            continue;
        };
        let half = (old.items().count() as f64 / 2.0)
            .ceil()
            .clamp(1.0, 1_000.0);
        let made_up = old.days == (half, half);
        if phase.days_are_made_up && !made_up {
            phase.days = Some(old.days);
            phase.days_are_made_up = false;
        }
        phase.days_detail = old.days_detail;
        phase.short = Some(old.short.clone()).filter(|it| *it != old.title && !it.is_empty());
        if phase.summary.is_empty() {
            phase.summary.clone_from(&old.summary);
        }
        let needs = old
            .needs
            .iter()
            .map(|ix| before[*ix].id.as_str().to_owned());
        phase.needs = needs.filter(|it| names.contains(it)).collect();
        phase.split = (old.split != Split::default()).then_some([
            old.split.reading,
            old.split.labs,
            old.split.pulse,
        ]);
        if let Some(path) = &old.notes {
            phase.notes = Notes::Kept(path.clone());
        }
        if let Some(proof) = &old.proof {
            let what = match (proof.gate.is_empty(), &proof.attestation) {
                (false, _) => "gate",
                (true, Some(_)) => "attestation",
                (true, None) => continue,
            };
            changes.lost.push(format!("the {what} of {}", proof.id));
        }
    }
}

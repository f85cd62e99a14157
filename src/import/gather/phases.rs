//! Everything that can be ticked and has no other place: it goes to phases.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::{
    draft::{Entry, Phase},
    marks::{self, says},
    outline::What,
    words::{Words, key, shorten, title},
};
use super::{
    Gather,
    parts::{kind_of, row_items, without_estimate},
};

/// Something to tick, before it has a phase.
struct Found {
    file: usize,
    place: usize,
    line: usize,
    last: usize,
    words: Words,
    ticked: Option<bool>,
    genuine: bool,
}

/// What a heading is the home of: a phase, by the place of its heading; the
/// file itself has none.
type Home = (usize, Option<usize>);

/// The names that lie around an item longer than this are shortened.
const MOST_PREFIX: usize = 60;
/// The report says so much of a title.
const MOST_SAID: usize = 100;
/// An item that holds so many others is the name of their group.
const GROUP: usize = 3;

impl Gather<'_> {
    /// Puts everything that can be ticked into phases.
    pub(super) fn items(&mut self) {
        let mut found = self.found();
        let signed = self.signing(&mut found);
        let (level, counted) = self.phase_level(&found);
        let mut homes: HashMap<Home, usize> = HashMap::new();
        self.homes_of_tables(&mut homes);
        // All homes that are needed, in the order of the files.
        let mut needed: BTreeSet<Home> = BTreeSet::new();
        for it in &found {
            if self.known_home(&homes, it.file, it.place).is_none() {
                needed.insert(self.new_home(it.file, it.place, level));
            }
        }
        if counted {
            for (number, file) in self.files.iter().enumerate() {
                for place in 0..file.outline.pieces.len() {
                    let name = file.name_of(place);
                    let free = file.level(place) == level && !file.settled[place];
                    if free
                        && marks::numbered(&name).is_some()
                        && !homes.contains_key(&(number, Some(place)))
                    {
                        needed.insert((number, Some(place)));
                    }
                }
            }
        }
        for home in needed {
            let phase = self.phase_at(home);
            homes.insert(home, phase);
        }
        for it in found {
            self.settle(&homes, &it);
        }
        for (number, it) in signed {
            let free = self
                .draft
                .phases
                .iter_mut()
                .find(|phase| phase.number == Some(number) && phase.sign_off.is_none());
            if let Some(phase) = free {
                phase.sign_off = it.ticked;
                let text = format!("the box that signs “{}” off", phase.title);
                self.take(it.file, it.place, text);
                continue;
            }
            if self.known_home(&homes, it.file, it.place).is_none() {
                let home = self.new_home(it.file, it.place, level);
                let phase = self.phase_at(home);
                homes.insert(home, phase);
            }
            self.settle(&homes, &it);
        }
        self.spans(&homes);
        self.tell_readings_apart();
    }

    /// Everything that can be ticked: boxes; links to pages; and where there is
    /// no box in any file, every item that holds no others.
    fn found(&self) -> Vec<Found> {
        let mut pieces = self.files.iter().flat_map(|it| &it.outline.pieces);
        let any_box = pieces.any(|it| match &it.what {
            What::Item(item) => item.ticked.is_some(),
            What::Heading { ticked, .. } => ticked.is_some(),
            What::Table(table) => table
                .rows
                .iter()
                .any(|row| row.1.iter().any(Words::has_box)),
            _ => false,
        });
        let mut found = Vec::new();
        for (file, place) in self.open() {
            let piece = self.files[file].piece(place);
            let mut add = |words: Words, ticked, genuine, line, last| {
                found.push(Found {
                    file,
                    place,
                    line,
                    last,
                    words,
                    ticked,
                    genuine,
                });
            };
            match &piece.what {
                What::Item(item) => {
                    let leads = item.words.urls().next().is_some();
                    let contents = item.words.links.iter().any(|it| it.url.starts_with('#'));
                    let bare = !any_box
                        && !item.has_items
                        && !contents
                        && !item.words.text.trim().is_empty();
                    if item.ticked.is_some() || leads || bare {
                        add(
                            item.words.clone(),
                            item.ticked,
                            item.genuine,
                            piece.line,
                            piece.last,
                        );
                    }
                }
                What::Heading {
                    words,
                    ticked: Some(ticked),
                    ..
                } => {
                    add(words.clone(), Some(*ticked), false, piece.line, piece.last);
                }
                What::Table(table) => {
                    for (line, cells) in &table.rows {
                        for (ticked, words) in row_items(&table.head, cells) {
                            add(words, ticked, false, *line, *line);
                        }
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Takes the boxes out that sign a phase off: they say its number, and its
    /// title or nothing else.
    fn signing(&self, found: &mut Vec<Found>) -> Vec<(u32, Found)> {
        let mut known: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for phase in &self.draft.phases {
            if let Some(number) = phase.number {
                known.entry(number).or_default().push(key(&phase.title));
            }
        }
        for file in &self.files {
            for place in 0..file.outline.pieces.len() {
                let heading = matches!(file.piece(place).what, What::Heading { .. });
                if let Some(it) = marks::numbered(&file.name_of(place)).filter(|_| heading) {
                    known.entry(it.number).or_default().push(key(&it.rest));
                }
            }
        }
        let mut signed = Vec::new();
        let mut rest = Vec::with_capacity(found.len());
        for it in found.drain(..) {
            let numbered = it.ticked.and_then(|_| marks::numbered(&it.words.line()));
            let number = numbered.and_then(|numbered| {
                let titles = known.get(&numbered.number)?;
                let same = numbered.rest.is_empty() || titles.contains(&key(&numbered.rest));
                same.then_some(numbered.number)
            });
            match number {
                Some(number) => signed.push((number, it)),
                None => rest.push(it),
            }
        }
        *found = rest;
        signed
    }

    /// The level of the headings that are phases, and whether these count
    /// themselves: `Phase 1`, `Week 2`.
    fn phase_level(&self, found: &[Found]) -> (u8, bool) {
        // Level by level: the headings with items below, and how many.
        let mut under: BTreeMap<u8, BTreeMap<Home, usize>> = BTreeMap::new();
        for it in found {
            for heading in self.files[it.file].path(it.place) {
                let level = self.files[it.file].level(*heading);
                let headings = under.entry(level).or_default();
                *headings.entry((it.file, Some(*heading))).or_default() += 1;
            }
        }
        let mut numbered: BTreeMap<u8, usize> = BTreeMap::new();
        for file in &self.files {
            for place in 0..file.outline.pieces.len() {
                let level = file.level(place);
                let free = level < 7 && !file.settled[place];
                if free && marks::numbered(&file.name_of(place)).is_some() {
                    *numbered.entry(level).or_default() += 1;
                }
            }
        }
        let counting = numbered.iter().find(|(_, count)| **count >= 2);
        if let Some(level) = self.level {
            return (level, numbered.get(&level).is_some_and(|it| *it >= 2));
        }
        if let Some((level, _)) = counting {
            return (*level, true);
        }
        let several = |headings: &BTreeMap<Home, usize>| headings.len() >= 2;
        let mut levels = under
            .iter()
            .filter(|(_, headings)| several(headings))
            .peekable();
        while let Some((level, headings)) = levels.next() {
            let most = headings.values().max().copied().unwrap_or_default();
            // One that holds nearly all is a title, if there are more below.
            if most * 5 <= found.len() * 4 || levels.peek().is_none() {
                return (*level, false);
            }
        }
        // `# Rust` above one `## Phase 1` is a title.
        if let Some((level, _)) = numbered.iter().next() {
            return (*level, true);
        }
        (under.keys().next().copied().unwrap_or(1), false)
    }

    /// The headings that name a phase of a table.
    fn homes_of_tables(&self, homes: &mut HashMap<Home, usize>) {
        let mut numbers: HashMap<u32, usize> = HashMap::new();
        let mut titles: HashMap<String, usize> = HashMap::new();
        for (place, phase) in self.draft.phases.iter().enumerate() {
            if let Some(number) = phase.number {
                numbers.entry(number).or_insert(place);
            }
            titles.entry(key(&phase.title)).or_insert(place);
        }
        for (number, file) in self.files.iter().enumerate() {
            for place in 0..file.outline.pieces.len() {
                if titles.is_empty() || !matches!(file.piece(place).what, What::Heading { .. }) {
                    continue;
                }
                let name = file.name_of(place);
                let counted = marks::numbered(&name).and_then(|it| numbers.get(&it.number));
                if let Some(phase) = counted.or_else(|| titles.get(&key(&name))) {
                    homes.insert((number, Some(place)), *phase);
                }
            }
        }
    }

    fn known_home(
        &self,
        homes: &HashMap<Home, usize>,
        file: usize,
        place: usize,
    ) -> Option<(usize, Option<usize>)> {
        let mut path = self.files[file].path(place).iter().rev();
        let inner = path.find_map(|it| Some((*homes.get(&(file, Some(*it)))?, Some(*it))));
        inner.or_else(|| Some((*homes.get(&(file, None))?, None)))
    }

    /// The heading whose phase an item belongs to: the nearest of the level of
    /// phases, or above.
    fn new_home(&self, file: usize, place: usize, level: u8) -> Home {
        let it = &self.files[file];
        let mut path = it.path(place).iter().rev();
        (file, path.find(|place| it.level(**place) <= level).copied())
    }

    /// Makes the phase of a heading.
    fn phase_at(&mut self, (file, heading): Home) -> usize {
        let it = &self.files[file];
        let whole = match heading {
            Some(place) => it.name_of(place),
            None => it.own_name(),
        };
        let (whole, days) = without_estimate(whole);
        let mut phase = Phase {
            whole_title: title(&whole),
            title: title(&whole),
            days: days.filter(|_| heading.is_some()),
            ..Phase::default()
        };
        if let Some(numbered) = marks::numbered(&whole) {
            phase.number = Some(numbered.number);
            if numbered.is_phase && !numbered.rest.is_empty() {
                phase.title = title(&numbered.rest);
            }
        } else if let Some((number, rest)) = marks::leading_number(&whole) {
            phase.number = Some(number);
            phase.title = title(&rest);
        }
        if let Some(place) = heading
            && !self.files[file].settled[place]
        {
            let text = match phase.number {
                Some(number) => format!("phase {number} “{}”", phase.title),
                None => format!("phase “{}”", phase.title),
            };
            if let What::Heading {
                ticked: Some(ticked),
                ..
            } = self.files[file].piece(place).what
            {
                phase.sign_off = Some(ticked);
            }
            self.take(file, place, text);
        }
        self.draft.phases.push(phase);
        self.draft.phases.len() - 1
    }

    /// Puts an item into its phase.
    fn settle(&mut self, homes: &HashMap<Home, usize>, it: &Found) {
        let file = &self.files[it.file];
        let is_heading = matches!(file.piece(it.place).what, What::Heading { .. });
        // The box of a phase's own heading signs it off.
        if is_heading && homes.contains_key(&(it.file, Some(it.place))) {
            let phase = homes[&(it.file, Some(it.place))];
            if self.draft.phases[phase].sign_off.is_none() {
                self.draft.phases[phase].sign_off = it.ticked;
                let text = format!(
                    "the box that signs “{}” off",
                    self.draft.phases[phase].title
                );
                self.take(it.file, it.place, text);
            }
            if self.files[it.file].settled[it.place] {
                return;
            }
        }
        let Some((phase, heading)) = self.known_home(homes, it.file, it.place) else {
            return;
        };
        let file = &self.files[it.file];
        let mut groups: Vec<String> = file
            .path(it.place)
            .iter()
            .skip_while(|place| heading.is_some_and(|heading| **place <= heading))
            .filter(|place| **place != it.place)
            .map(|place| file.name_of(*place))
            .collect();
        groups.extend(file.label[it.place].map(|place| file.name_of(place)));
        // What it lies in, from the inside outwards.
        let mut around: Vec<usize> = Vec::new();
        let mut parent = file.item(it.place).and_then(|item| item.parent);
        while let Some(place) = parent {
            around.push(place);
            parent = file.item(place).and_then(|item| item.parent);
        }
        let outermost = around.last().copied().unwrap_or(it.place);
        let is_item = |place: usize| {
            file.item(place)
                .is_some_and(|item| item.ticked.is_some() || item.words.urls().next().is_some())
        };
        // The outermost names a group, if it is no item or holds several.
        let grouped = (!around.is_empty() && !is_item(outermost)) || file.held(outermost) >= GROUP;
        if grouped {
            groups.push(shorten(&file.name_of(outermost), MOST_PREFIX));
        }
        // The title says what lies between, up to the next that is an item.
        let mut prefix: Vec<String> = Vec::new();
        let mut holders = Vec::new();
        for place in around {
            let named = grouped && place == outermost;
            if !named {
                prefix.insert(0, shorten(&file.name_of(place), MOST_PREFIX));
            }
            if is_item(place) {
                break;
            }
            holders.push(place);
        }
        prefix.retain(|it| !it.is_empty());
        groups.retain(|it| !it.is_empty());
        let text = it.words.line();
        let mut urls = it.words.urls().map(|it| it.1);
        let url = urls.next();
        let more: Vec<String> = urls.collect();
        let text = match (&url, text.is_empty()) {
            (_, false) => text,
            (Some(url), true) => url.clone(),
            (None, true) => "Box without words".to_owned(),
        };
        let group = groups.join(" · ");
        let mut context = vec![self.draft.phases[phase].title.clone()];
        context.extend(groups.iter().cloned());
        context.extend(prefix.iter().cloned());
        let mut shown = title(&text);
        if !prefix.is_empty() {
            shown = format!("{} › {shown}", prefix.join(" › "));
        }
        let above = format!("{} · {group}", self.draft.phases[phase].title);
        let kind = match &url {
            Some(url) => kind_of(&text, url, &above),
            None if says(&above, &["book", "reading list"]) => "book",
            None => "",
        };
        let ticked = it.ticked == Some(true);
        let name = shorten(&shown, MOST_SAID);
        let mut said = match kind {
            "" => format!("item “{name}”"),
            kind => format!("{kind} “{name}”"),
        };
        if ticked {
            said.push_str(", ticked");
        }
        let entry = Entry {
            title: shown,
            kind,
            url,
            context,
            ticked,
            place: it.genuine.then_some((it.file, it.line)),
            text,
            ..Entry::default()
        };
        self.files[it.file].settled[it.place] = true;
        self.report.took(it.file, (it.line, it.last), said);
        for url in more {
            let text = format!("a further link of this line: {url}");
            self.report.left(it.file, (it.line, it.last), text);
        }
        for holder in holders {
            if !self.files[it.file].settled[holder] {
                let name = self.files[it.file].name_of(holder);
                self.take(it.file, holder, format!("the name of a group, “{name}”"));
            }
        }
        self.name_groups(it.file, it.place, heading);
        let phase = &mut self.draft.phases[phase];
        if kind.is_empty() {
            let own = phase.title.clone();
            let group = if group.is_empty() { own } else { title(&group) };
            phase.build(&group).deliverables.push(entry);
        } else {
            phase.readings.push(entry);
        }
    }

    /// Says of headings and labels that they name a group.
    fn name_groups(&mut self, file: usize, place: usize, home: Option<usize>) {
        let it = &self.files[file];
        let inner = it
            .path(place)
            .iter()
            .filter(|at| home.is_none_or(|home| **at > home));
        let names: Vec<usize> = inner.copied().chain(it.label[place]).collect();
        for place in names {
            if !self.files[file].settled[place] {
                let name = self.files[file].name_of(place);
                self.take(file, place, format!("the name of a group, “{name}”"));
            }
        }
    }

    /// Which parts of the files belong to which phase.
    fn spans(&mut self, homes: &HashMap<Home, usize>) {
        for number in 0..self.files.len() {
            let file = &self.files[number];
            let headings = (0..file.outline.pieces.len())
                .filter(|place| file.path(*place).last() == Some(place));
            let mut cuts: Vec<(usize, Option<usize>)> =
                vec![(file.outline.body, homes.get(&(number, None)).copied())];
            for place in headings {
                let owner = self
                    .known_home(homes, number, place)
                    .filter(|it| it.1.is_some());
                let owner = owner.map(|it| it.0).or_else(|| {
                    let top = file.path(place).len() == 1;
                    homes
                        .get(&(number, None))
                        .copied()
                        .filter(|_| top && homes.len() == 1)
                });
                cuts.push((file.piece(place).start, owner));
            }
            let ends = cuts.iter().skip(1).map(|it| it.0).chain([file.text.len()]);
            let spans: Vec<_> = cuts
                .iter()
                .zip(ends)
                .map(|(cut, end)| (cut.1, cut.0..end))
                .collect();
            for (owner, range) in spans {
                let Some(owner) = owner.filter(|_| range.start < range.end) else {
                    continue;
                };
                let spans = &mut self.draft.phases[owner].spans;
                match spans.last_mut() {
                    Some((file, last)) if *file == number && last.end == range.start => {
                        last.end = range.end;
                    }
                    _ => spans.push((number, range)),
                }
            }
        }
    }

    /// Readings have no groups; two of one name get theirs into the title.
    fn tell_readings_apart(&mut self) {
        let mut names: HashMap<String, usize> = HashMap::new();
        let readings = self.draft.phases.iter().flat_map(|it| &it.readings);
        for reading in readings {
            *names.entry(key(&reading.title)).or_default() += 1;
        }
        for phase in &mut self.draft.phases {
            for reading in &mut phase.readings {
                let several = names.get(&key(&reading.title)).is_some_and(|it| *it > 1);
                let inner = reading.context.get(1..).and_then(<[String]>::last);
                if let Some(name) =
                    inner.filter(|it| several && !reading.title.starts_with(it.as_str()))
                {
                    reading.title = format!("{} › {}", shorten(name, MOST_PREFIX), reading.title);
                }
            }
        }
    }
}

//! Which item or phase a word on the command line means.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{Atom, AtomKind, CaseMatching, Normalization, Pattern},
};

use crate::{
    domain::{
        event::Mark,
        id::{BudgetId, ItemId},
        roadmap::{ItemIx, ItemKind, PhaseIx, Roadmap},
        state::State,
    },
    insight::words,
    text::Shown,
};

use super::{failure::Failure, parts};

/// How many candidates are listed.
const MOST: usize = 10;

/// The item that `name` means: the one with this id, else the phase with this
/// number (its sign-off), else the only one that a fragment of id and title
/// fits. An exact id always wins.
pub(crate) fn item(roadmap: &Roadmap, state: &State, name: &str) -> Result<ItemIx, Failure> {
    let id = ItemId::new(name);
    if let Some(item) = roadmap.find(&id) {
        return Ok(item);
    }
    if let Some(phase) = numbered_phase(roadmap, name)? {
        return Ok(roadmap[phase].sign_off);
    }
    if let Some(marked) = state.marked(&id) {
        let day = if marked.mark == Mark::Open {
            String::new()
        } else {
            format!(" ({} on {})", marked.mark.word(), marked.day)
        };
        return Err(Failure::new(format!(
            "`{name}` is archived: the roadmap no longer has it{day}"
        ))
        .hint("`mastery history` shows what happened to it; an id that was renamed needs `formerly = [\"old-id\"]` in the roadmap"));
    }
    let candidates: Vec<(ItemIx, Vec<String>)> = roadmap
        .item_places()
        .map(|item| {
            let id = roadmap[item].id.to_string();
            (item, vec![id, parts::title(roadmap, item)])
        })
        .collect();
    let found = matching(name, &candidates);
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(none(
            "item",
            name,
            roadmap.items.iter().map(|item| item.id.as_str()),
        )),
        several => Err(Failure::new(format!(
            "`{name}` fits {} items, and nothing was changed",
            several.len()
        ))
        .detail(list(several, |item| {
            (roadmap[item].id.to_string(), describe(roadmap, item))
        }))
        .hint("name one by its id, or type more of it")),
    }
}

/// The phase that `name` means: by number, `phase 3`, id, or the only one that
/// a fragment of id and title fits.
pub(crate) fn phase(roadmap: &Roadmap, name: &str) -> Result<PhaseIx, Failure> {
    if let Some(phase) = roadmap.phase_by_id(name) {
        return Ok(phase);
    }
    if let Some(phase) = numbered_phase(roadmap, name)? {
        return Ok(phase);
    }
    // A sign-off knows the ids its phase had before.
    let former = roadmap.find(&ItemId::new(name)).map(|item| &roadmap[item]);
    if let Some(item) = former
        && item.kind == ItemKind::SignOff
        && let Some(phase) = item.phase
    {
        return Ok(phase);
    }
    let candidates: Vec<(PhaseIx, Vec<String>)> = roadmap
        .phase_places()
        .map(|ix| {
            let phase = &roadmap[ix];
            let id = phase.id.to_string();
            (ix, vec![id, phase.title.clone(), phase.short.clone()])
        })
        .collect();
    let found = matching(name, &candidates);
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let failure = none(
                "phase",
                name,
                roadmap.phases.iter().map(|phase| phase.id.as_str()),
            );
            Err(match former {
                Some(item) => failure.hint(format!("`{}` is {}", item.id, with_article(item.kind))),
                None => failure,
            })
        }
        several => Err(
            Failure::new(format!("`{name}` fits {} phases", several.len()))
                .detail(list(several, |phase| {
                    let phase = &roadmap[phase];
                    (
                        phase.id.to_string(),
                        format!("phase {}, {}", phase.number, phase.title),
                    )
                }))
                .hint("name one by its number"),
        ),
    }
}

/// The phase whose row of the proof matrix `name` means: by the row's id,
/// whatever its case, else by the phase.
pub(crate) fn proof(roadmap: &Roadmap, name: &str) -> Result<PhaseIx, Failure> {
    let is_row = |phase: &PhaseIx| {
        let proof = roadmap[*phase].proof.as_ref();
        proof.is_some_and(|proof| proof.id.as_str().eq_ignore_ascii_case(name))
    };
    if let Some(phase) = roadmap.phase_places().find(is_row) {
        return Ok(phase);
    }
    let rows = roadmap
        .phases
        .iter()
        .filter_map(|phase| phase.proof.as_ref());
    let unknown = || {
        let rows: Vec<String> = rows.map(|proof| proof.id.to_string()).collect();
        let failure = Failure::new(format!("no row fits `{name}`"));
        if rows.is_empty() {
            failure.hint("this roadmap has no proof matrix")
        } else {
            failure.hint(format!("the rows are {}", words::list(&rows)))
        }
    };
    let phase = phase(roadmap, name).map_err(|_no_phase| unknown())?;
    match &roadmap[phase].proof {
        Some(_) => Ok(phase),
        None => Err(Failure::new(format!(
            "phase {} has no row in the proof matrix",
            roadmap[phase].number
        ))
        .hint("`mastery matrix` lists the rows")),
    }
}

/// The category of the time budget that `name` means: by id or title, or the
/// only one that a fragment of them fits.
pub(crate) fn category(roadmap: &Roadmap, name: &str) -> Result<BudgetId, Failure> {
    if let Some(category) = exact_category(roadmap, name) {
        return Ok(category);
    }
    let candidates: Vec<(usize, Vec<String>)> = roadmap
        .time
        .iter()
        .map(|budget| vec![budget.id.to_string(), budget.title.clone()])
        .enumerate()
        .collect();
    match matching(name, &candidates).as_slice() {
        [one] => Ok(roadmap.time[*one].id.clone()),
        [] => {
            Err(Failure::new(format!("no category of time fits `{name}`"))
                .hint(categories(roadmap)))
        }
        several => Err(Failure::new(format!(
            "`{name}` fits {} categories of time, and nothing was changed",
            several.len()
        ))
        .hint(categories(roadmap))),
    }
}

/// The category with this id or title, whatever its case.
pub(crate) fn exact_category(roadmap: &Roadmap, name: &str) -> Option<BudgetId> {
    let is_it = |text: &str| text.to_lowercase() == name.to_lowercase();
    let mut budgets = roadmap.time.iter();
    budgets
        .find(|budget| is_it(budget.id.as_str()) || is_it(&budget.title))
        .map(|budget| budget.id.clone())
}

/// That a category must be named, and which there are.
pub(crate) fn no_category(roadmap: &Roadmap) -> Failure {
    Failure::usage("which category of time is it?").hint(categories(roadmap))
}

fn categories(roadmap: &Roadmap) -> String {
    let ids: Vec<String> = roadmap
        .time
        .iter()
        .map(|budget| format!("`{}`", budget.id))
        .collect();
    if ids.is_empty() {
        "the roadmap has none: `[[budget.time]]` adds one".to_owned()
    } else {
        format!("the categories are {}", words::list(&ids))
    }
}

fn with_article(kind: ItemKind) -> String {
    format!("a {}, not a phase", kind.word())
}

/// The phase in `3` and in `phase 3`; `None` for other words.
fn numbered_phase(roadmap: &Roadmap, name: &str) -> Result<Option<PhaseIx>, Failure> {
    let lower = name.trim().to_lowercase();
    let digits = lower.strip_prefix("phase").unwrap_or(&lower).trim();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let phase = digits
        .parse()
        .ok()
        .and_then(|number| roadmap.phase_by_number(number));
    match (phase, roadmap.phases.first(), roadmap.phases.last()) {
        (Some(phase), _, _) => Ok(Some(phase)),
        (None, Some(first), Some(last)) => Err(Failure::new(format!("there is no phase {digits}"))
            .hint(format!(
                "the phases are {} to {}",
                first.number, last.number
            ))),
        _ => Err(Failure::new("the roadmap has no phases")),
    }
}

/// What an item is, for a list: its title, which chapters of it, and where it
/// belongs.
pub(crate) fn describe(roadmap: &Roadmap, item: ItemIx) -> String {
    let about = &roadmap[item];
    let belongs = match about.phase {
        Some(phase) => format!("phase {}", roadmap[phase].number),
        None => about.kind.word().to_owned(),
    };
    format!("{} ({belongs})", parts::title(roadmap, item))
}

fn list<T: Copy>(found: &[T], describe: impl Fn(T) -> (String, String)) -> Vec<Shown> {
    let rows: Vec<(Shown, String)> = found
        .iter()
        .take(MOST)
        .map(|one| {
            let (id, text) = describe(*one);
            (Shown::from(id), text)
        })
        .collect();
    let widest = rows.iter().map(|(id, _)| id.width()).max().unwrap_or(0);
    let mut lines: Vec<Shown> = rows
        .into_iter()
        .map(|(id, text)| Shown::line(&format!("{}  {text}", id.pad_right(widest))))
        .collect();
    if found.len() > MOST {
        lines.push(Shown::line(&format!("and {} more", found.len() - MOST)));
    }
    lines
}

fn none<'a>(what: &str, name: &str, ids: impl Iterator<Item = &'a str>) -> Failure {
    let failure = Failure::new(format!("no {what} fits `{name}`"));
    let lower = name.to_lowercase();
    let far = name.chars().count() / 3;
    let mut near: Vec<(usize, &str)> = ids
        .map(|id| (strsim::osa_distance(&lower, &id.to_lowercase()), id))
        .filter(|(distance, _)| *distance <= far)
        .collect();
    near.sort_unstable();
    let nearest = near.first().map_or(0, |(distance, _)| *distance);
    near.retain(|(distance, _)| *distance <= nearest + 1);
    let near: Vec<String> = near
        .iter()
        .take(3)
        .map(|(_, id)| format!("`{id}`"))
        .collect();
    match near.as_slice() {
        [] => failure.hint("`mastery phases` lists the phases, `mastery phase N` the items of one"),
        [one] => failure.hint(format!("did you mean {one}?")),
        [init @ .., last] => failure.hint(format!("did you mean {} or {last}?", init.join(", "))),
    }
}

/// Those of `candidates` that `fragment` fits, the best first: those that hold
/// each of its words as it stands, and only where there are none, those that
/// hold its letters close together. A candidate has several texts; each word
/// must fit one of them.
fn matching<T: Copy>(fragment: &str, candidates: &[(T, Vec<String>)]) -> Vec<T> {
    if fragment.trim().is_empty() {
        return Vec::new();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let literal = ranked(&mut matcher, fragment, AtomKind::Substring, candidates);
    if literal.is_empty() {
        ranked(&mut matcher, fragment, AtomKind::Fuzzy, candidates)
    } else {
        literal
    }
}

fn ranked<T: Copy>(
    matcher: &mut Matcher,
    fragment: &str,
    kind: AtomKind,
    candidates: &[(T, Vec<String>)],
) -> Vec<T> {
    let pattern = Pattern::new(fragment, CaseMatching::Ignore, Normalization::Smart, kind);
    let mut found: Vec<(u32, T)> = Vec::new();
    for (candidate, texts) in candidates {
        let score: Option<u32> = pattern
            .atoms
            .iter()
            .map(|word| {
                let scores = texts.iter().filter_map(|text| score(matcher, word, text));
                scores.max()
            })
            .sum();
        found.extend(score.map(|score| (score, *candidate)));
    }
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// How well a word fits a text. Letters strewn over a long title are not what
/// anybody typed.
fn score(matcher: &mut Matcher, word: &Atom, text: &str) -> Option<u32> {
    let mut buffer = Vec::new();
    let mut places = Vec::new();
    let score = word.indices(Utf32Str::new(text, &mut buffer), matcher, &mut places)?;
    let reach = match (places.first(), places.last()) {
        (Some(first), Some(last)) => (last - first) as usize,
        _ => 0,
    };
    (reach <= 2 * word.needle_text().len()).then(|| u32::from(score))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(fragment: &str) -> Vec<u32> {
        let texts = [
            (1, ["dynamic-supervisor", "DynamicSupervisor"]),
            (2, ["supervisor-docs", "Supervisor behaviour"]),
            (3, ["sys-debugging", "sys: debugging a live server"]),
        ];
        matching(
            fragment,
            &texts.map(|(n, texts)| (n, texts.map(str::to_owned).to_vec())),
        )
    }

    #[test]
    fn words_as_they_stand_come_before_letters_close_together() {
        assert_eq!(found("supervisor"), [2, 1]);
        assert_eq!(found("Live Server"), [3]);
        assert_eq!(found("dynsup"), [1]);
        assert_eq!(found("supervisor dynamic"), [1]);
        assert_eq!(found("dynamic-supervsior"), Vec::<u32>::new());
        assert_eq!(found(" "), Vec::<u32>::new());
    }
}

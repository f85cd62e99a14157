//! T9d: two devices with one name, and what git's merges make of their file.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::{Command, Output},
};

use mastery::{
    domain::event::{Event, EventId},
    store::journal::{Journal, What, read_journal},
};

use crate::{
    lane::{report, rounds},
    many::kit::{self, Chance, Told, anything, pending_after},
    pty::Home,
};

/// How a file is merged.
const STYLES: [&[&str]; 4] = [&[], &["--diff3"], &["--zdiff3"], &["--union"]];

fn git(folder: &Path, args: &[&str]) -> Output {
    Command::new("git")
        .args(args)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .unwrap()
}

/// Merges `theirs` into `ours`; what a conflict leaves is what the learner has.
fn merge(folder: &Path, style: &[&str], ours: &str, base: &str, theirs: &str) -> (String, bool) {
    for (name, text) in [("ours", ours), ("base", base), ("theirs", theirs)] {
        kit::put(&folder.join(name), text);
    }
    let mut args = vec!["merge-file", "-p"];
    args.extend(style);
    args.extend(["ours", "base", "theirs"]);
    let output = git(folder, &args);
    let code = output.status.code().unwrap();
    assert!((0..128).contains(&code), "{output:?}");
    (String::from_utf8(output.stdout).unwrap(), code > 0)
}

/// Two or three versions of one file: a beginning, and what each clone added.
/// Two clones hardly ever write in the same second; with `at_once` they do.
fn versions(
    chance: &mut Chance,
    root: &Path,
    clones: usize,
    at_once: bool,
) -> (String, Vec<String>) {
    let place = kit::place(root, "laptop");
    let _fresh = fs::remove_dir_all(root.join("data"));
    let (mut journal, _) = Journal::open(place.clone()).unwrap();
    let mut own = Vec::new();
    let mut seconds = 0;
    let mut grow = |journal: &mut Journal, chance: &mut Chance, count: usize| {
        for _ in 0..count {
            seconds += i64::from(!at_once) * (1 + i64::try_from(chance.below(90_000)).unwrap());
            let batch = pending_after(seconds, vec![anything(chance, &own)]);
            let saved = journal.append(&batch).unwrap().own;
            own.extend(saved.iter().map(|event| event.id));
        }
        fs::read_to_string(place.own()).unwrap()
    };
    let count = 1 + chance.below(3);
    let base = grow(&mut journal, chance, count);
    let texts = (0..clones)
        .map(|_| {
            kit::put(&place.own(), &base);
            let (mut journal, _) = Journal::open(place.clone()).unwrap();
            let count = 1 + chance.below(3);
            grow(&mut journal, chance, count)
        })
        .collect();
    (base, texts)
}

fn ids(events: &[Event]) -> BTreeSet<(EventId, u32)> {
    events.iter().map(|event| (event.id, event.sum)).collect()
}

/// What all of these files hold together.
fn together(texts: &[String]) -> Vec<Event> {
    texts
        .iter()
        .flat_map(|text| read_journal(Path::new("journal"), text.as_bytes()).0)
        .collect()
}

/// What became of a merged file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Each event of all versions is there; the marks were resolved.
    Mended,
    /// Each event of all versions is there; there was nothing to resolve.
    Whole,
    /// Something in it cannot be read; it was told and left as it is.
    Told,
}

/// Whether a merged file holds each event of all versions, as it stands and
/// once it is mended, and then nothing else.
fn judge(root: &Path, merged: &str, texts: &[String]) -> Result<Verdict, String> {
    let expected = Told::of(together(texts));
    let place = kit::place(root, "laptop");
    kit::put(&place.own(), merged);
    let (mut journal, events) = Journal::open(place.clone()).unwrap();
    let odd = journal.damages().any(|damage| {
        !matches!(
            damage.what,
            What::Conflict | What::Shorter { .. } | What::Lost { .. } | What::Missing { .. }
        )
    });
    if odd {
        let mended = journal.mend(&root.join("copies"));
        let bytes = fs::read_to_string(place.own()).unwrap();
        // Sides that are mixed may read as an edited event: also then it is left.
        let left = bytes == merged && !matches!(mended, Ok(Some(_)));
        return left
            .then_some(Verdict::Told)
            .ok_or_else(|| "what cannot be read was not left as it is".to_owned());
    }
    if let Some(how) = expected.differs(&Told::of(events)) {
        return Err(format!("as it stands: {how}"));
    }
    let mended = journal
        .mend(&root.join("copies"))
        .map_err(|it| it.to_string())?;
    let bytes = fs::read(place.own()).unwrap();
    let (after, damages) = read_journal(Path::new("journal"), &bytes);
    if let Some(damage) = damages.first() {
        return Err(format!("mended: {damage}"));
    }
    if ids(&after).len() != after.len() && mended.is_some() {
        return Err("mended: an event is there twice".to_owned());
    }
    match expected.differs(&Told::of(after)) {
        Some(how) => Err(format!("mended: {how}")),
        None if mended.is_some() => Ok(Verdict::Mended),
        None => Ok(Verdict::Whole),
    }
}

/// A merge of clones in a random way. Gives the file, what went into it, and
/// what it is called.
fn merged(chance: &mut Chance, root: &Path) -> (String, Vec<String>, &'static str) {
    let scratch = root.join("scratch");
    let style = chance.below(STYLES.len());
    let at_once = chance.once_in(8);
    match chance.below(6) {
        // Git merges two common ancestors first, and what that leaves becomes
        // the base: marks inside of marks.
        0 => {
            let (base, texts) = versions(chance, root, 4, at_once);
            let tails: Vec<&str> = texts.iter().map(|it| &it[base.len()..]).collect();
            let ancestors = ["--diff3", "--marker-size=9"];
            let (between, _) = merge(&scratch, &ancestors, &texts[0], &base, &texts[1]);
            let ours = [&base, tails[0], tails[1], tails[2]].concat();
            let theirs = [&base, tails[1], tails[0], tails[3]].concat();
            let style = 1 + chance.below(2);
            let (text, _) = merge(&scratch, STYLES[style], &ours, &between, &theirs);
            let nested = text.contains("<<<<<<<<<");
            let name = if nested {
                "marks in the base"
            } else {
                "two ancestors"
            };
            (text, vec![ours, theirs], name)
        }
        // The learner committed the marks, and merged a third clone into them.
        1 => {
            let (base, texts) = versions(chance, root, 3, at_once);
            let (text, _) = merge(&scratch, STYLES[style], &texts[0], &base, &texts[1]);
            let (text, _) = merge(&scratch, STYLES[style], &text, &base, &texts[2]);
            (text, texts, "merged again with the marks")
        }
        _ => {
            let (base, texts) = versions(chance, root, 2, at_once);
            let (text, _) = merge(&scratch, STYLES[style], &texts[0], &base, &texts[1]);
            let name = ["marks", "marks of diff3", "marks of zdiff3", "union"][style];
            (text, texts, name)
        }
    }
}

#[test]
fn merges_of_clones_lose_no_event() {
    let root = kit::quick_folder();
    let rounds = rounds(300, 10_000);
    let mut chance = Chance::new(94);
    let mut kinds = BTreeMap::<&str, usize>::new();
    let mut mixed_ones = BTreeMap::<&str, usize>::new();
    let (mut mended, mut events, mut told) = (0, 0, 0);
    for round in 0..rounds {
        // Each has folders of its own: a device remembers what it wrote before.
        let root = root.path().join(round.to_string());
        fs::create_dir(&root).unwrap();
        let (text, texts, name) = merged(&mut chance, &root);
        let verdict = judge(&root, &text, &texts)
            .unwrap_or_else(|how| panic!("round {round}, {name}: {how}\n{text}"));
        fs::remove_dir_all(&root).unwrap();
        if verdict == Verdict::Told {
            // A merge of marks may put one across the other or spread the inner
            // ones over several outer ones, and a union, which leaves no marks, mixes
            // two events that share four lines, as when both tick one item on one
            // day. Then it has to be told; plain marks never come to that.
            let mixed = ["merged again with the marks", "marks in the base", "union"];
            assert!(
                mixed.contains(&name),
                "round {round}, {name}: {verdict:?}\n{text}"
            );
            told += 1;
            *mixed_ones.entry(name).or_default() += 1;
        } else {
            mended += usize::from(verdict == Verdict::Mended);
            events += ids(&together(&texts)).len();
        }
        *kinds.entry(name).or_default() += 1;
    }
    for name in [
        "marks",
        "marks of diff3",
        "marks of zdiff3",
        "union",
        "marks in the base",
    ] {
        assert!(
            kinds.get(name).is_some_and(|it| *it >= rounds / 50),
            "{kinds:?}"
        );
    }
    assert!(mended > rounds / 3, "{mended}");
    assert!(told < rounds / 3, "{told}");
    report(
        "T9d",
        &format!(
            "{rounds} merges of cloned devices ({kinds:?}): in {} all {events} events there, marks resolved in {mended}, 0 lost; {told} mixed beyond telling the sides apart ({mixed_ones:?}): told, and left as they are",
            rounds - told
        ),
    );
}

/// The control: events without their id in the header and with the sum not at
/// the end, as another writer might have them. A line merge mixes those.
#[test]
fn without_a_header_of_its_own_a_merge_loses_events() {
    let root = kit::quick_folder();
    let mut chance = Chance::new(95);
    let plain = |text: &str| -> String {
        text.split_inclusive("\n\n")
            .map(|block| {
                let lines: Vec<&str> = block.trim_end().lines().collect();
                let sum = lines[lines.len() - 1];
                let rest = lines[1..lines.len() - 1].join("\n");
                format!("[[event]]\n{sum}\n{rest}\n")
            })
            .collect()
    };
    let rounds = 60;
    let mut lost = 0;
    for _ in 0..rounds {
        let (base, texts) = versions(&mut chance, root.path(), 2, false);
        let scratch = root.path().join("scratch");
        let (base, texts) = (
            plain(&base),
            texts.iter().map(|it| plain(it)).collect::<Vec<_>>(),
        );
        let (text, _) = merge(&scratch, &["--union"], &texts[0], &base, &texts[1]);
        let verdict = judge(root.path(), &text, &texts);
        lost += usize::from(!matches!(verdict, Ok(Verdict::Whole | Verdict::Mended)));
    }
    assert!(lost > rounds / 10, "{lost}");
    report(
        "T9d control",
        &format!(
            "{rounds} union merges of plain blocks, {lost} with lost or broken events, all noticed"
        ),
    );
}

#[test]
fn the_doctor_resolves_what_a_real_merge_left() {
    let rounds = rounds(3, 60);
    for round in 0..rounds {
        let home = Home::begun();
        let folder = home.data.join("garden");
        let own = home.journals().remove(0);
        let run = |args: &[&str]| {
            let mut all = vec![
                "-c",
                "user.name=A Learner",
                "-c",
                "user.email=learner@example.org",
            ];
            let styles = ["merge", "diff3", "zdiff3"];
            let style = format!("merge.conflictStyle={}", styles[round % 3]);
            all.extend(["-c", &style]);
            all.extend(args);
            git(&folder, &all)
        };
        assert!(run(&["init", "-q", "-b", "main"]).status.success());
        run(&["add", "-A"]);
        assert!(run(&["commit", "-qm", "begun"]).status.success());
        run(&["checkout", "-q", "-b", "clone"]);
        home.mastery(&["tick", "worms"]);
        home.mastery(&["note", "on the clone"]);
        run(&["commit", "-qam", "the clone"]);
        run(&["checkout", "-q", "main"]);
        home.mastery(&["note", "here"]);
        run(&["commit", "-qam", "here"]);
        let merge = run(&["merge", "clone"]);
        assert_eq!(merge.status.code(), Some(1), "{merge:?}");
        let text = fs::read_to_string(&own).unwrap();
        assert!(text.contains("<<<<<<<"), "{text}");
        let doctor = home.run(&["doctor"]);
        let told = String::from_utf8_lossy(&doctor.stdout).into_owned();
        assert!(told.contains("unfinished git merge"), "{told}");
        let fixed = home.run(&["doctor", "--fix", "--yes"]);
        let said = String::from_utf8_lossy(&fixed.stdout).into_owned();
        let text = fs::read_to_string(&own).unwrap();
        assert!(!text.contains("<<<<<<<"), "{said}");
        let (events, damages) = read_journal(&own, text.as_bytes());
        assert_eq!(damages, []);
        // The beginning, a tick, two notes.
        assert_eq!(ids(&events).len(), 4, "{text}");
        assert_eq!(events.len(), 4);
        run(&["commit", "-qam", "merged"]);
        home.mastery(&["note", "afterwards"]);
        let clean = home.run(&["doctor", "--quiet"]);
        let told = String::from_utf8_lossy(&clean.stdout).into_owned();
        assert!(!told.contains("merge"), "{told}");
    }
    report(
        "T9d",
        &format!(
            "{rounds} real merges of a cloned device, `mastery doctor --fix` resolved each, 0 lost"
        ),
    );
}

//! What may run, and what is kept of what ran.

use std::path::Path;

use crate::{
    domain::{
        event::{Event, Kind},
        evidence::Grounds,
        id::DeviceId,
        state::State,
    },
    proof::{
        consent::Consents,
        keep::{self, Verified},
    },
    text::count,
};

use super::{
    fix::Remedy,
    report::{Area, Check, Level, Report},
};

/// What the learner consented to.
pub(super) fn consents(state: &Path, report: &mut Report, remedies: &mut Vec<Remedy>) {
    let check = |name, level, text: String| Check::new(Area::Proof, name, level, text);
    let kept = match Consents::new(state).list() {
        Ok(kept) => kept,
        Err(error) => {
            report.add(
                check(
                    "consents",
                    Level::Warning,
                    format!("what you consented to cannot be read: {error}"),
                )
                .advise("no gate runs until it can; give yourself the right to read the folder"),
            );
            return;
        }
    };
    report.add(check(
        "consents",
        Level::Ok,
        match kept.consents.len() {
            0 => "no command of a gate may run without asking you".to_owned(),
            number => format!(
                "{} of gates may run: `mastery trust --list` lists them",
                count(number, "command")
            ),
        },
    ));
    if kept.damaged.is_empty() {
        return;
    }
    let number = count(kept.damaged.len(), "consent");
    let mendable = kept.damaged.iter().any(|path| is_file(path));
    report.add(
        check(
            "consents-damaged",
            Level::Warning,
            format!("{number} cannot be understood: nothing runs without being asked about"),
        )
        .at(kept.damaged.iter().map(|path| path.display().to_string()))
        .advise("`mastery doctor --fix` moves such files aside; the gate asks you again")
        .mendable(mendable),
    );
    let files = kept.damaged.into_iter().filter(|path| is_file(path));
    remedies.extend(files.map(|path| Remedy::Aside(path, "a damaged consent")));
}

fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|it| it.is_file())
}

/// Whether what was kept of gates is still there; with `deep`, whether it is
/// still what was printed.
pub(super) fn evidence(
    folder: &Path,
    own: Option<&DeviceId>,
    events: Vec<Event>,
    deep: bool,
    report: &mut Report,
) {
    let folder = keep::folder(folder);
    // Nothing else says of a proof whether it holds: a long journal need not be
    // in memory once more.
    let matters = |event: &Event| matches!(event.kind, Kind::Evidence { .. } | Kind::Undo { .. });
    let state = State::from_events(events.into_iter().filter(matters));
    let (mut whole, mut missing, mut elsewhere, mut changed) = (0, vec![], vec![], vec![]);
    for (event, live) in state.history() {
        let Kind::Evidence {
            row,
            grounds: Some(grounds),
            ..
        } = &event.kind
        else {
            continue;
        };
        let Grounds::Ran(ran) = &**grounds else {
            continue;
        };
        if !live {
            continue;
        }
        let name = format!("{row} on {}: {}", event.day, ran.output.sha256);
        let there = keep::file(&folder, &ran.output.sha256).is_some_and(|file| file.is_file());
        if !there {
            if own == Some(&event.device) {
                missing.push(name);
            } else {
                elsewhere.push(format!("{name}, kept by {}", event.device));
            }
        } else if deep {
            match keep::verify(&folder, &ran.output) {
                Verified::Whole | Verified::Cut => whole += 1,
                Verified::Missing | Verified::Changed => changed.push(name),
                Verified::Unreadable(error) => changed.push(format!("{name}: {error}")),
            }
        } else {
            whole += 1;
        }
    }
    let check = |name, level, text: String| Check::new(Area::Proof, name, level, text);
    let outputs = |number: usize| count(number, "output");
    report.add(check(
        "evidence",
        Level::Ok,
        match (whole, deep) {
            (0, _) => "no output of a gate is kept".to_owned(),
            (whole, true) => format!("{} of gates as they were recorded", outputs(whole)),
            (whole, false) => format!("{} of gates kept (`--deep` reads each)", outputs(whole)),
        },
    ));
    if !missing.is_empty() {
        let text = format!("{} that this device kept, missing", outputs(missing.len()));
        report.add(
            check("evidence-missing", Level::Warning, text)
                .at(missing)
                .advise("the verdicts still count; look for a copy, or run the gates again with `mastery prove`"),
        );
    }
    if !elsewhere.is_empty() {
        let text = format!("{} of other devices, not here", outputs(elsewhere.len()));
        report.add(
            check("evidence-elsewhere", Level::Note, text)
                .at(elsewhere)
                .advise("the verdicts count; the outputs come with the folder `evidence`"),
        );
    }
    if !changed.is_empty() {
        let text = format!("{} not what was recorded", outputs(changed.len()));
        report.add(
            check("evidence-changed", Level::Error, text)
                .at(changed)
                .advise("look for a copy of the file, or run the gate again with `mastery prove`"),
        );
    }
}

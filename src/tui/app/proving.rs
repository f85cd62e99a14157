//! Gates: what is asked before one runs, what it says while it runs, and what
//! becomes of what it showed.

use chrono::{DateTime, FixedOffset};

use crate::{
    domain::{
        decide::{ProofWish, Wish},
        event::{EventId, Verdict},
        evidence::Outcome,
        id::ProofId,
        roadmap::PhaseIx,
    },
    insight::proof::{Age, Standing, last_pass},
    tui::{
        effect::{Effect, Passed, Token},
        keys::Action,
        msg::{GatePlan, Msg},
        overlays::{AskGate, Confirm, Overlay, Prompt},
        proving::{Kept, Proving, Stage},
        screens::{Place, Tab, View},
    },
};

use super::{App, Response, say};

/// What is remembered about gates.
#[derive(Debug, Clone, Default)]
pub(super) struct Gates {
    /// The row whose plan was asked for, while no key was pressed since.
    pub(super) awaited: Option<ProofId>,
    /// The evidence on its way to the disk.
    recording: Option<Token>,
    /// The place for which git was asked last.
    looked: Option<Place>,
}

/// What an action means where a gate is on screen.
pub(super) enum AtGate {
    /// What it means everywhere.
    AsElsewhere,
    /// This, or nothing.
    This(Option<Response>),
}

impl App {
    /// Takes in what is told of gates.
    pub(super) fn hear_of_gates(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::GatePlanned { row, plan } => self.gate_planned(&row, plan),
            Msg::GateNotBegun(why) => self.gate_not_begun(&why),
            Msg::GateSays(happenings) => {
                let now = self.now;
                if let Some(proving) = &mut self.world.proving {
                    proving.take(happenings, now);
                }
            }
            Msg::GateOver { outcome, kept } => return self.gate_over(outcome, kept),
            Msg::Ages(ages) => self.ages_known(ages),
            _ => {}
        }
        Vec::new()
    }

    /// Whether a gate runs.
    pub(super) fn a_gate_runs(&self) -> bool {
        let proving = self.world.proving.as_ref();
        proving.is_some_and(|proving| proving.runs())
    }

    /// What the key that proves would do.
    pub(super) fn prove(&self) -> Option<Response> {
        let here = self.view().place;
        if self.a_gate_runs() {
            return (here != Place::Gate).then_some(Response::Show(Place::Gate, None));
        }
        let phase = match here {
            Place::Gate => self.phase_of_gate()?,
            Place::Phase(_) | Place::Tab(Tab::Matrix | Tab::Phases) => self.phase_here()?,
            _ => return None,
        };
        let proof = self.world.roadmap[phase].proof.as_ref()?;
        if proof.gate.is_empty() && proof.gate_is_whole {
            let prompt = Prompt::attest(&self.world, phase);
            return Some(Response::Overlay(Box::new(Overlay::Prompt(prompt))));
        }
        Some(Response::Prove(phase))
    }

    /// The word for the key that proves, where it is not its usual one.
    pub(super) fn prove_word(&self) -> Option<&'static str> {
        if self.a_gate_runs() {
            return Some("see the gate");
        }
        if self.view().place == Place::Gate {
            return Some("run it again");
        }
        let proof = self.world.roadmap[self.phase_here()?].proof.as_ref()?;
        if proof.gate.is_empty() && proof.gate_is_whole {
            return Some("attest");
        }
        let stale = self.world.standing(proof).is_stale();
        stale.then_some("prove again")
    }

    /// The phase whose gate runs or ran last.
    fn phase_of_gate(&self) -> Option<PhaseIx> {
        let row = &self.world.proving.as_ref()?.row;
        self.phase_of_row(row)
    }

    fn phase_of_row(&self, row: &ProofId) -> Option<PhaseIx> {
        let roadmap = &self.world.roadmap;
        let mut phases = roadmap.phase_places();
        phases.find(|phase| {
            let proof = roadmap[*phase].proof.as_ref();
            proof.is_some_and(|proof| proof.id == *row)
        })
    }

    /// What an action means where a gate is on screen.
    pub(super) fn respond_at_gate(&self, action: Action) -> AtGate {
        if self.view().place != Place::Gate {
            return AtGate::AsElsewhere;
        }
        let Some(proving) = &self.world.proving else {
            return AtGate::AsElsewhere;
        };
        let filter = &self.view().filter;
        AtGate::This(match action {
            Action::Down
            | Action::Up
            | Action::First
            | Action::Last
            | Action::PageDown
            | Action::PageUp
            | Action::HalfDown
            | Action::HalfUp => (!proving.output.is_empty()).then_some(Response::Scroll(action)),
            Action::Find => (!proving.output.is_empty()).then_some(Response::Find),
            Action::NextMatch | Action::PreviousMatch => {
                let back = action == Action::PreviousMatch;
                match proving.find(filter, back) {
                    _ if filter.is_empty() => None,
                    Some(line) => Some(Response::ShowLine(line)),
                    None => Some(Response::Say("No further match.".to_owned())),
                }
            }
            Action::EndGate => (proving.stage == Stage::Runs).then_some(Response::EndGate),
            _ => return AtGate::AsElsewhere,
        })
    }

    /// Scrolls what a gate printed.
    pub(super) fn scroll_gate(&mut self, action: Action) {
        let Some(proving) = &mut self.world.proving else {
            return;
        };
        let page = isize::try_from(proving.height.get()).unwrap_or(10).max(2);
        match action {
            Action::Down => proving.scroll(1),
            Action::Up => proving.scroll(-1),
            Action::PageDown => proving.scroll(page - 1),
            Action::PageUp => proving.scroll(1 - page),
            Action::HalfDown => proving.scroll(page / 2),
            Action::HalfUp => proving.scroll(-(page / 2)),
            Action::First => proving.to_first(),
            Action::Last => proving.follow(),
            _ => {}
        }
    }

    /// Goes to a line of what a gate printed.
    pub(super) fn show_line(&mut self, line: usize) {
        if let Some(proving) = &mut self.world.proving {
            proving.show(line);
        }
    }

    /// Looks for a text in what a gate printed.
    pub(super) fn search_gate(&mut self, text: &str) {
        text.clone_into(&mut self.view_mut().filter);
        let Some(proving) = &mut self.world.proving else {
            return;
        };
        let found = proving.find(text, true);
        if let Some(line) = found.or_else(|| proving.find(text, false)) {
            proving.show(line);
        }
    }

    /// Asks what a gate would run.
    pub(super) fn plan_gate(&mut self, phase: PhaseIx) -> Vec<Effect> {
        let Some(proof) = &self.world.roadmap[phase].proof else {
            return Vec::new();
        };
        self.gates.awaited = Some(proof.id.clone());
        vec![Effect::PlanGate(Box::new(proof.clone()))]
    }

    /// It is known what a gate would run.
    pub(super) fn gate_planned(&mut self, row: &ProofId, plan: Result<GatePlan, Vec<String>>) {
        // Whoever went on to something else is not interrupted.
        let waits = self.gates.awaited.take_if(|it| it == row).is_some();
        if !waits || !self.overlays.is_empty() || self.finding.is_some() || self.a_gate_runs() {
            return;
        }
        let ask = AskGate::new(&self.world, row.clone(), plan);
        self.overlays.push(Overlay::Gate(Box::new(ask)));
    }

    /// Has a gate run as it was shown.
    pub(super) fn run_gate(
        &mut self,
        row: ProofId,
        commands: Vec<String>,
        consent: bool,
    ) -> Vec<Effect> {
        if self.a_gate_runs() {
            return self.carry_out(Response::Show(Place::Gate, None));
        }
        let proving = Proving::new(row.clone(), commands, self.now);
        self.world.proving = Some(Box::new(proving));
        let mut effects = self.carry_out(Response::Show(Place::Gate, None));
        effects.push(Effect::Prove { row, consent });
        effects
    }

    /// Shows the gate on top of this place.
    pub(super) fn show_gate(&mut self) {
        for stack in &mut self.stacks {
            stack.retain(|view| view.place != Place::Gate);
        }
        let view = View::new(Place::Gate, self.world.day());
        self.stacks[self.tab].push(view);
    }

    /// Has the gate that runs end.
    pub(super) fn end_gate(&mut self) -> Vec<Effect> {
        match &mut self.world.proving {
            Some(proving) if proving.runs() => {
                proving.stage = Stage::Ending;
                vec![Effect::CancelGate]
            }
            _ => Vec::new(),
        }
    }

    /// A gate that was to run does not.
    pub(super) fn gate_not_begun(&mut self, why: &str) {
        let row = self.world.proving.take().map(|proving| proving.row);
        for stack in &mut self.stacks {
            stack.retain(|view| view.place != Place::Gate);
        }
        self.settle(None);
        let name = row.as_ref().map_or("The gate", ProofId::as_str);
        self.say(format!("{name} was not run: {why}"), true);
        // If that is because of what it would run, that is shown again.
        self.gates.awaited = row;
    }

    /// The gate that ran came to its end.
    pub(super) fn gate_over(&mut self, outcome: Outcome, kept: Result<(), String>) -> Vec<Effect> {
        let Some(mut proving) = self.world.proving.take() else {
            return Vec::new();
        };
        let row = proving.row.clone();
        let mut effects = Vec::new();
        let kept = match (&outcome, kept) {
            (Outcome::Verdict(verdict, ran), Ok(())) => {
                let passed = *verdict == Verdict::Passed;
                let ran = ran.clone();
                let batch = self.phase_of_row(&row).map(|phase| {
                    let wish = Wish::Proof(ProofWish::Ran { phase, passed, ran });
                    self.world.desk().decide(&wish, None)
                });
                match batch {
                    Some(Ok(batch)) => {
                        effects.extend(self.retry(false));
                        self.gates.recording = Some(Token(self.next_token));
                        effects.push(self.record(batch));
                        Kept::Asked
                    }
                    Some(Err(refusal)) => Kept::Not(say::refusal(&self.world, &refusal)),
                    None => Kept::Not(format!("The roadmap has no row {row} any more.")),
                }
            }
            (Outcome::Verdict(..), Err(why)) => Kept::Not(say::sentence(&why)),
            _ => Kept::Nothing,
        };
        let here = self.view().place == Place::Gate;
        let news = match (&outcome, &kept) {
            // It stands on the screen.
            _ if here => None,
            (Outcome::Cancelled, _) => {
                Some((format!("{row} was ended, and nothing recorded."), false))
            }
            (Outcome::NotRun { why, .. }, _) => {
                Some((format!("{row} could not be run: {why}"), true))
            }
            (Outcome::Verdict(..), Kept::Not(why)) => {
                Some((format!("{row} is not recorded: {why}"), true))
            }
            // What is recorded is told when it is.
            (Outcome::Verdict(..), _) => None,
        };
        proving.stage = Stage::Over(outcome, kept);
        self.world.proving = Some(proving);
        if let Some((text, trouble)) = news {
            self.say(text, trouble);
        }
        effects
    }

    /// What a gate showed is on disk.
    pub(super) fn gate_recorded(&mut self, token: Token) {
        if self.gates.recording.take_if(|it| *it == token).is_some() {
            self.keep_gate(Kept::Recorded);
            self.gates.looked = None;
        }
    }

    /// What a gate showed could not be written.
    pub(super) fn gate_not_recorded(&mut self, token: Token, why: &str) {
        if self.gates.recording == Some(token) {
            self.keep_gate(Kept::Not(say::sentence(why)));
        }
    }

    fn keep_gate(&mut self, now: Kept) {
        if let Some(proving) = &mut self.world.proving
            && let Stage::Over(_, kept) = &mut proving.stage
        {
            *kept = now;
        }
    }

    /// It is known what changed since gates passed.
    pub(super) fn ages_known(&mut self, ages: Vec<(EventId, Age)>) {
        self.world.ages.extend(ages);
        let target = self.view().target();
        self.settle(target);
    }

    /// Asks git what changed, when a place is entered that says so.
    pub(super) fn look_at_gates(&mut self) -> Option<Effect> {
        let place = self.view().place;
        if self.gates.looked == Some(place) {
            return None;
        }
        self.gates.looked = Some(place);
        self.ask_ages()
    }

    /// What asks git what changed since the gates passed that are shown here.
    pub(super) fn ask_ages(&self) -> Option<Effect> {
        let world = &self.world;
        let phases: Vec<PhaseIx> = match self.view().place {
            Place::Tab(Tab::Matrix) => world.roadmap.phase_places().collect(),
            Place::Phase(phase) => vec![phase],
            _ => return None,
        };
        let passed = phases.into_iter().filter_map(|phase| {
            let proof = world.roadmap[phase].proof.as_ref()?;
            let proven = matches!(Standing::of(&world.state, proof), Standing::Proven { .. });
            let event = world.state.proof(&proof.id)?.passed?.event;
            let ran = last_pass(&world.state, proof).filter(|_| proven)?;
            Some(Passed {
                event,
                proof: proof.clone(),
                ran: ran.clone(),
            })
        });
        let passed: Vec<Passed> = passed.collect();
        (!passed.is_empty()).then_some(Effect::AskAges(passed))
    }

    /// When the clock of the gate that runs moves on.
    pub(super) fn next_second(&self) -> Option<DateTime<FixedOffset>> {
        self.world.proving.as_ref()?.next_second(self.now)
    }

    /// Asks whether a gate that runs is to end with the program.
    pub(super) fn ask_before_quitting(&mut self) -> bool {
        let running = self.world.proving.as_ref();
        let Some(running) = running.filter(|proving| proving.stage == Stage::Runs) else {
            return false;
        };
        let confirm = Confirm::quit_while_proving(&running.row);
        self.overlays.retain(|overlay| !overlay.is_about_quitting());
        self.overlays.push(Overlay::Confirm(confirm));
        true
    }
}

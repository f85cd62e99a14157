//! Gates for the full-screen program: what they would run, running them, what
//! changed since they passed. Git and gates take their time, so each of these
//! is a thread's work; what comes of it wakes the loop.

use std::{
    mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::{
    cli::{
        ageing,
        failure::Failure,
        gates::{self, Ground},
        paper, prove,
    },
    clock::Clock,
    domain::{
        event::EventId,
        evidence::Happening,
        id::{DeviceId, ProofId, RoadmapId},
        roadmap::Proof,
    },
    insight::proof::Age,
    proof::{
        self, Cancel, Finished, Plan, Running,
        consent::Answer,
        keep::{self, Keeper},
    },
    store::{
        config::Config,
        journal::Place,
        paths::{self, RoadmapPlace},
    },
    tui::{
        effect::Passed,
        msg::{GatePlan, Msg},
        run::Waker,
        theme::Role,
    },
};

/// However much a gate prints, the loop is woken this often.
const BEAT: Duration = Duration::from_millis(50);

/// So much of an output waits for the loop, in bytes; what comes besides is
/// counted, and not shown.
const WAITING: usize = 256 * 1024;

/// What runs gates, and asks git about them.
pub(super) struct Gates {
    site: Arc<Site>,
    bell: Bell,
    msgs: Receiver<Msg>,
    run: Option<(Arc<Stop>, JoinHandle<()>)>,
    /// Whether git is being asked, and what to ask it next.
    asking: Arc<Mutex<Asking>>,
}

/// Whose gates they are, and where.
struct Site {
    roadmap: RoadmapId,
    place: RoadmapPlace,
    config: Config,
    device: Option<DeviceId>,
    journal: Place,
    clock: Clock,
    /// The proof whose gate was shown last, and what it would have run.
    shown: Mutex<Option<(Proof, Plan)>>,
}

/// What a thread tells the loop with.
#[derive(Clone)]
struct Bell {
    msgs: Sender<Msg>,
    heard: Arc<Mutex<Heard>>,
    waker: Arc<Waker>,
}

/// What a gate said and the loop did not take yet.
#[derive(Default)]
struct Heard {
    happenings: Vec<Happening>,
    bytes: usize,
}

/// Ends a run, even one that is not begun yet.
#[derive(Default)]
struct Stop {
    wanted: AtomicBool,
    cancel: Mutex<Option<Cancel>>,
}

#[derive(Default)]
struct Asking {
    busy: bool,
    next: Option<Vec<Passed>>,
}

impl Gates {
    pub(super) fn new(
        roadmap: RoadmapId,
        place: RoadmapPlace,
        config: Config,
        device: Option<DeviceId>,
        journal: Place,
        clock: Clock,
        waker: Arc<Waker>,
    ) -> Self {
        let (sender, msgs) = mpsc::channel();
        Self {
            site: Arc::new(Site {
                roadmap,
                place,
                config,
                device,
                journal,
                clock,
                shown: Mutex::default(),
            }),
            bell: Bell {
                msgs: sender,
                heard: Arc::default(),
                waker,
            },
            msgs,
            run: None,
            asking: Arc::default(),
        }
    }

    /// What there is to tell since it was asked last.
    pub(super) fn poll(&mut self) -> Vec<Msg> {
        // In this order: what a gate says comes before its end.
        let ends: Vec<Msg> = self.msgs.try_iter().collect();
        let heard = mem::take(&mut *locked(&self.bell.heard));
        let mut msgs = Vec::with_capacity(ends.len() + 1);
        if !heard.happenings.is_empty() {
            msgs.push(Msg::GateSays(heard.happenings));
        }
        msgs.extend(ends);
        msgs
    }

    /// Finds out what a gate would run.
    pub(super) fn plan(&self, proof: Proof) -> Vec<Msg> {
        let (site, bell) = (Arc::clone(&self.site), self.bell.clone());
        let row = proof.id.clone();
        let work = move || {
            let plan = site.show(proof.clone());
            let plan = plan.map_err(|failure| reasons(&failure));
            bell.tell(Msg::GatePlanned {
                row: proof.id,
                plan,
            });
        };
        match thread::Builder::new().name("plan".to_owned()).spawn(work) {
            Ok(_) => Vec::new(),
            Err(error) => vec![Msg::GatePlanned {
                row,
                plan: Err(vec![format!("No thread is to be had: {error}.")]),
            }],
        }
    }

    /// Runs the gate that was shown last.
    pub(super) fn prove(&mut self, row: &ProofId, consent: bool) -> Vec<Msg> {
        if let Some((_, thread)) = &self.run
            && !thread.is_finished()
        {
            let why = "Another gate runs: one at a time.".to_owned();
            return vec![Msg::GateNotBegun(why)];
        }
        let Some((proof, plan)) = locked(&self.site.shown).take() else {
            return vec![Msg::GateNotBegun("It was not shown yet.".to_owned())];
        };
        if plan.row != *row {
            return vec![Msg::GateNotBegun("Another gate was shown.".to_owned())];
        }
        let stop = Arc::new(Stop::default());
        let (site, bell, ending) = (Arc::clone(&self.site), self.bell.clone(), Arc::clone(&stop));
        let work = move || match site.begin(&proof, &plan, consent, &ending, &bell) {
            Ok(Some((running, lock))) => {
                let Finished { outcome, kept } = follow(running, &bell);
                // Whoever hears of the end may run the next one.
                drop(lock);
                let kept = kept.map_err(|error| {
                    let folder = keep::folder(&site.journal.folder);
                    format!("the output cannot be kept: {error}: {}", folder.display())
                });
                bell.tell(Msg::GateOver { outcome, kept });
            }
            Ok(None) => {}
            Err(failure) => bell.tell(Msg::GateNotBegun(failure.sentence())),
        };
        match thread::Builder::new().name("prove".to_owned()).spawn(work) {
            Ok(thread) => {
                self.run = Some((stop, thread));
                Vec::new()
            }
            Err(error) => vec![Msg::GateNotBegun(format!(
                "no thread is to be had: {error}"
            ))],
        }
    }

    /// Ends the gate that runs; that it is over is told when it is.
    pub(super) fn cancel(&self) {
        if let Some((stop, _)) = &self.run {
            stop.stop();
        }
    }

    /// Ends the gate that runs, and waits until nothing of it is left.
    pub(super) fn end(&mut self) {
        if let Some((stop, thread)) = self.run.take() {
            stop.stop();
            let _ = thread.join();
        }
    }

    /// Finds out what changed since these gates passed.
    pub(super) fn ask_ages(&self, passed: Vec<Passed>) {
        let mut asking = locked(&self.asking);
        asking.next = Some(passed);
        if mem::replace(&mut asking.busy, true) {
            return;
        }
        drop(asking);
        let (site, bell, asking) = (
            Arc::clone(&self.site),
            self.bell.clone(),
            Arc::clone(&self.asking),
        );
        let work = move || {
            loop {
                let next = {
                    let mut asking = locked(&asking);
                    asking.busy = asking.next.is_some();
                    asking.next.take()
                };
                match next {
                    Some(passed) => bell.tell(Msg::Ages(site.ages(&passed))),
                    None => return,
                }
            }
        };
        if thread::Builder::new()
            .name("ages".to_owned())
            .spawn(work)
            .is_err()
        {
            locked(&self.asking).busy = false;
        }
    }
}

impl Drop for Gates {
    fn drop(&mut self) {
        self.end();
    }
}

impl Site {
    /// Where gates run. The settings are read again: whoever just heard that
    /// they name no repository may have named one.
    fn ground(&self) -> Result<Ground, Failure> {
        match paths::config_dir() {
            Ok(folder) => Ground::at(&Config::load(&folder).0, &self.roadmap, &self.place),
            Err(_) => Ground::at(&self.config, &self.roadmap, &self.place),
        }
    }

    fn plan(&self, proof: &Proof) -> Result<Plan, Failure> {
        let ground = self.ground()?;
        gates::plan_of(proof, &ground, &self.roadmap, &self.place)
    }

    /// What a gate would run; remembered as shown.
    fn show(&self, proof: Proof) -> Result<GatePlan, Failure> {
        let plan = self.plan(&proof)?;
        let shown = shown(&plan)?;
        *locked(&self.shown) = Some((proof, plan));
        Ok(shown)
    }

    /// Begins to run a gate as it was shown; nothing comes of it where that is
    /// not what it would run now, or where it is not wanted any more.
    fn begin(
        &self,
        proof: &Proof,
        seen: &Plan,
        consent: bool,
        stop: &Stop,
        bell: &Bell,
    ) -> Result<Option<(Running, proof::lock::Lock)>, Failure> {
        // The repository may have moved on since it was shown.
        let plan = self.plan(proof)?;
        let commands = |plan: &Plan| -> Vec<String> {
            let steps = plan.steps.iter();
            steps.map(|step| step.consent.clone()).collect()
        };
        let consents = gates::consents()?;
        let answers = gates::answers(&consents, &plan);
        let new = answers.iter().any(|answer| *answer != Answer::Yes);
        if commands(&plan) != commands(seen) || (new && !consent) {
            let shown = self.show(proof.clone());
            bell.tell(Msg::GateNotBegun(
                "what it would run changed since it was shown".to_owned(),
            ));
            bell.tell(Msg::GatePlanned {
                row: proof.id.clone(),
                plan: shown.map_err(|failure| reasons(&failure)),
            });
            return Ok(None);
        }
        let now = self.clock.now().at;
        if new && let Err(error) = gates::give_at(now, &consents, &plan) {
            bell.tell(Msg::Trouble(format!(
                "Your yes holds for this time only, it cannot be kept: {error}."
            )));
        }
        let lock = gates::lock_at(now, &self.roadmap, &plan)?;
        let keeper = match &self.device {
            Some(device) => Keeper::new(
                &keep::folder(&self.journal.folder),
                device,
                &self.roadmap,
                &plan.row,
            ),
            None => Keeper::nowhere(),
        };
        let row = plan.row.clone();
        let running = proof::start(plan, keeper, proof::Options::default())
            .map_err(|error| Failure::new(format!("the gate of {row} cannot be run: {error}")))?;
        stop.hold(running.cancel());
        Ok(Some((running, lock)))
    }

    /// What changed since these gates passed, as far as git can tell.
    fn ages(&self, passed: &[Passed]) -> Vec<(EventId, Age)> {
        let Ok(ground) = self.ground() else {
            return Vec::new();
        };
        let mut git = ground.git.as_ref();
        let age = |passed: &Passed| {
            let age = ageing::age(&passed.ran, &passed.proof, &ground.folder, &mut git);
            (passed.event, age)
        };
        passed.iter().map(age).collect()
    }
}

impl Bell {
    fn tell(&self, msg: Msg) {
        if self.msgs.send(msg).is_ok() {
            self.waker.wake();
        }
    }
}

impl Heard {
    fn take(&mut self, happening: Happening) {
        let happening = match happening {
            Happening::Printed { step, bytes } if self.bytes + bytes.len() > WAITING => {
                Happening::Skipped {
                    step,
                    bytes: bytes.len() as u64,
                }
            }
            other => other,
        };
        match (&happening, self.happenings.last_mut()) {
            (Happening::Printed { bytes, .. }, _) => self.bytes += bytes.len(),
            (Happening::Skipped { bytes, .. }, Some(Happening::Skipped { bytes: all, .. })) => {
                *all += bytes;
                return;
            }
            _ => {}
        }
        self.happenings.push(happening);
    }
}

impl Stop {
    fn stop(&self) {
        self.wanted.store(true, SeqCst);
        if let Some(cancel) = &*locked(&self.cancel) {
            cancel.cancel();
        }
    }

    fn hold(&self, cancel: Cancel) {
        let mut held = locked(&self.cancel);
        if self.wanted.load(SeqCst) {
            cancel.cancel();
        }
        *held = Some(cancel);
    }
}

/// Hears a gate out, and lets the loop know now and then.
fn follow(running: Running, bell: &Bell) -> Finished {
    let mut told = Instant::now();
    let mut news = false;
    loop {
        let happenings = running.happenings();
        let next = if news {
            happenings.recv_timeout(BEAT.saturating_sub(told.elapsed()))
        } else {
            let next = happenings.recv();
            next.map_err(|_gone| RecvTimeoutError::Disconnected)
        };
        match next {
            Ok(Happening::Over(_)) | Err(RecvTimeoutError::Disconnected) => break,
            Ok(happening) => {
                locked(&bell.heard).take(happening);
                news = true;
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        if news && told.elapsed() >= BEAT {
            bell.waker.wake();
            told = Instant::now();
            news = false;
        }
    }
    running.finish()
}

/// A plan as the screen shows it.
fn shown(plan: &Plan) -> Result<GatePlan, Failure> {
    let answers = gates::answers(&gates::consents()?, plan);
    let lines = prove::said(plan, &answers).into_iter();
    let lines = lines.map(|(indent, pieces)| {
        let pieces = pieces.into_iter();
        let pieces = pieces.map(|(role, text)| (text, role_of(role)));
        (indent as u16, pieces.collect())
    });
    Ok(GatePlan {
        lines: lines.collect(),
        steps: plan.steps.iter().map(proof::PlannedStep::command).collect(),
        new: answers.iter().filter(|it| **it != Answer::Yes).count(),
    })
}

fn role_of(role: paper::Role) -> Role {
    match role {
        paper::Role::Strong => Role::Strong,
        paper::Role::Dim => Role::Dim,
        paper::Role::Accent => Role::Accent,
        paper::Role::Good => Role::Done,
        paper::Role::Warn | paper::Role::Bad => Role::Warning,
        _ => Role::Text,
    }
}

/// Why a gate cannot be run, and what to do.
fn reasons(failure: &Failure) -> Vec<String> {
    let mut reasons = vec![failure.sentence()];
    reasons.extend(failure.hints().map(str::to_owned));
    reasons
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Running a plan, step by step, each under its supervisor.

mod listener;
mod pipes;

use std::{
    env,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::domain::{
    event::Verdict,
    evidence::{Decided, Ended, Happening, Outcome, Ran, StepRan},
};

use super::{
    SUPERVISOR,
    judge::Judge,
    keep::Keeper,
    plan::{Lookup, Plan, PlannedStep},
    supervise::{Order, Report},
};

use listener::Listener;
use pipes::Pipes;

/// How many happenings may wait for the listener.
const QUEUE: usize = 64;
/// How long is waited for the last words of a step that ended.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How much longer than a step the supervisor may take.
const SLACK: Duration = Duration::from_secs(15);

/// How a plan is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The program that is its own supervisor; `None` for this one.
    pub supervisor: Option<PathBuf>,
    /// How long a step may go on once it was told to end.
    pub grace: Duration,
    /// What of the output the listener wants.
    pub listening: Listening,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            supervisor: None,
            grace: Duration::from_secs(3),
            listening: Listening::Lossy,
        }
    }
}

/// What of the output a listener wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listening {
    /// All of it; a slow listener slows the step.
    Whole,
    /// As much as it can take; the rest is counted.
    Lossy,
    /// None.
    Deaf,
}

/// Ends a run.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<Ending>);

#[derive(Debug, Default)]
struct Ending {
    wanted: AtomicBool,
    /// The pipe that keeps the supervisor going.
    lifeline: Mutex<Option<ChildStdin>>,
}

impl Cancel {
    /// Ends the step that runs, with all of its processes, and runs no further
    /// one. Returns at once; the run tells when it is over.
    pub fn cancel(&self) {
        self.0.wanted.store(true, Ordering::SeqCst);
        self.cut();
    }

    fn is_wanted(&self) -> bool {
        self.0.wanted.load(Ordering::SeqCst)
    }

    fn cut(&self) {
        let lifeline = self.0.lifeline.lock();
        drop(lifeline.unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Keeps a supervisor going until it is cancelled.
    fn hold(&self, pipe: ChildStdin) {
        let lifeline = self.0.lifeline.lock();
        *lifeline.unwrap_or_else(PoisonError::into_inner) = Some(pipe);
        // It may have been cancelled meanwhile.
        if self.is_wanted() {
            self.cut();
        }
    }
}

/// A run under way. Dropped, it is cancelled.
#[derive(Debug)]
pub struct Running {
    happenings: Receiver<Happening>,
    cancel: Cancel,
    thread: Option<JoinHandle<Finished>>,
}

/// A run that is over.
#[derive(Debug)]
pub struct Finished {
    /// What became of it.
    pub outcome: Outcome,
    /// Whether the output is safely kept; of interest with a verdict.
    pub kept: io::Result<()>,
}

impl Running {
    /// What happens, as it happens; the last is [`Happening::Over`].
    pub fn happenings(&self) -> &Receiver<Happening> {
        &self.happenings
    }

    /// What ends it.
    pub fn cancel(&self) -> Cancel {
        self.cancel.clone()
    }

    /// Waits for the end. What was not listened to is gone.
    pub fn finish(mut self) -> Finished {
        // Whoever sends sees that nobody listens any more.
        self.happenings = mpsc::sync_channel(1).1;
        let thread = self.thread.take().map(JoinHandle::join);
        thread.and_then(Result::ok).unwrap_or_else(|| Finished {
            outcome: Outcome::NotRun {
                step: 0,
                why: "the run broke off".to_owned(),
            },
            kept: Ok(()),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.thread.is_some() {
            self.cancel.cancel();
        }
    }
}

/// Begins to run a plan. Consent is not asked here: whoever starts a plan has
/// it.
///
/// # Errors
///
/// When there is no thread to be had.
pub fn start(plan: Plan, keeper: Keeper, options: Options) -> io::Result<Running> {
    let (sender, happenings) = mpsc::sync_channel(QUEUE);
    let cancel = Cancel::default();
    let mut run = Run {
        plan,
        keeper,
        options,
        cancel: cancel.clone(),
        listener: Listener::new(sender),
        line_ended: true,
    };
    let work = move || {
        let outcome = run.all();
        let (outcome, kept) = run.finish(outcome);
        (run.listener).say(Happening::Over(outcome.clone()));
        Finished { outcome, kept }
    };
    let thread = thread::Builder::new().name("gate".to_owned()).spawn(work)?;
    Ok(Running {
        happenings,
        cancel,
        thread: Some(thread),
    })
}

struct Run {
    plan: Plan,
    keeper: Keeper,
    options: Options,
    cancel: Cancel,
    listener: Listener,
    line_ended: bool,
}

/// What became of one step.
enum StepEnd {
    Ended { ended: Ended, millis: u64 },
    NotRun(String),
    Cancelled,
}

/// What became of all steps.
enum End {
    Decided(Verdict, Vec<StepRan>, Decided),
    NotRun(usize, String),
    Cancelled,
}

impl Run {
    fn all(&mut self) -> End {
        let steps = self.plan.steps.clone();
        let mut ran = Vec::with_capacity(steps.len());
        let mut decided = None;
        for (place, step) in steps.iter().enumerate() {
            if self.cancel.is_wanted() {
                return End::Cancelled;
            }
            let number = place + 1;
            self.listener.say(Happening::Started { step: place });
            self.note(&format!(
                "--- step {number} of {}, in {}: {}",
                steps.len(),
                if step.step.folder.is_empty() {
                    "the repository"
                } else {
                    &step.step.folder
                },
                step.command()
            ));
            let mut judge = Judge::new(&step.step, u32::try_from(number).unwrap_or(u32::MAX));
            let end = match self.step(place, step, &mut judge) {
                Ok(end) => end,
                Err(error) => StepEnd::NotRun(error.to_string()),
            };
            self.cancel.cut();
            self.listener.catch_up(place);
            let (ended, millis) = match end {
                StepEnd::Ended { ended, millis } => (ended, millis),
                StepEnd::NotRun(why) => return End::NotRun(place, why),
                StepEnd::Cancelled => return End::Cancelled,
            };
            self.note(&format!("--- {ended}"));
            let judged = judge.judge(ended, &step.folder);
            let says_more = judged.value.is_some();
            self.listener.say(Happening::Ended {
                step: place,
                ended,
                took: Duration::from_millis(millis),
                held: judged.held,
            });
            ran.push(StepRan {
                ended,
                millis,
                value: judged.value,
            });
            if !judged.held {
                return End::Decided(Verdict::Failed, ran, judged.decided);
            }
            // A number that was measured says more than that all went well.
            if says_more || !matches!(decided, Some((_, true))) {
                decided = Some((judged.decided, says_more));
            }
        }
        match decided {
            Some((decided, _)) => End::Decided(Verdict::Passed, ran, decided),
            None => End::NotRun(0, "the gate has no steps".to_owned()),
        }
    }

    fn finish(&mut self, end: End) -> (Outcome, io::Result<()>) {
        let keeper = std::mem::replace(&mut self.keeper, Keeper::nowhere());
        match end {
            End::Decided(verdict, steps, decided) => {
                let (output, kept) = keeper.finish();
                let ran = Ran {
                    gate: self.plan.gate.clone(),
                    steps,
                    decided,
                    commit: self.plan.commit.clone(),
                    clean: self.plan.clean,
                    output,
                };
                (Outcome::Verdict(verdict, Box::new(ran)), kept)
            }
            End::NotRun(step, why) => (Outcome::NotRun { step, why }, Ok(())),
            End::Cancelled => (Outcome::Cancelled, Ok(())),
        }
    }

    /// Adds a line of our own to what is kept.
    fn note(&mut self, line: &str) {
        if !self.line_ended {
            self.keeper.feed(b"\n");
        }
        self.keeper.feed(format!("{line}\n").as_bytes());
        self.line_ended = true;
    }

    fn printed(&mut self, place: usize, bytes: &[u8], judge: &mut Judge) {
        self.keeper.feed(bytes);
        judge.feed(bytes);
        self.line_ended = bytes.ends_with(b"\n");
        self.listener.print(place, bytes, self.options.listening);
    }

    fn step(&mut self, place: usize, step: &PlannedStep, judge: &mut Judge) -> io::Result<StepEnd> {
        let order = Order {
            run: step.step.run.clone(),
            env: step.step.env.clone(),
            limit_millis: u64::try_from(step.step.limit.as_millis()).unwrap_or(u64::MAX),
            grace_millis: u64::try_from(self.options.grace.as_millis()).unwrap_or(u64::MAX),
        };
        let mut line = serde_json::to_string(&order)?;
        line.push('\n');
        let program = match &self.options.supervisor {
            Some(program) => program.clone(),
            None => this_program()?,
        };
        let mut supervisor = Guarded {
            child: Command::new(program)
                .arg(SUPERVISOR)
                .current_dir(&step.folder)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()?,
            group: None,
        };
        let (Some(mut input), Some(output), Some(reports)) = (
            supervisor.child.stdin.take(),
            supervisor.child.stdout.take(),
            supervisor.child.stderr.take(),
        ) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        input.write_all(line.as_bytes())?;
        self.cancel.hold(input);
        let deadline = Instant::now() + step.step.limit + self.options.grace * 2 + SLACK;
        let mut pipes = Pipes::new(output, reports);
        let mut ended: Option<StepEnd> = None;
        let mut until = deadline;
        while pipes.output.is_some() || (ended.is_none() && pipes.reports.is_some()) {
            let now = Instant::now();
            if now >= until {
                break;
            }
            let length = pipes.wait(until - now)?;
            if length > 0 {
                let chunk = std::mem::take(&mut pipes.chunk);
                self.printed(place, chunk.get(..length).unwrap_or_default(), judge);
                pipes.chunk = chunk;
            }
            for report in pipes.reports() {
                match report {
                    Report::Runs(group) => supervisor.group = Some(group),
                    Report::NotRun(code, words) => {
                        ended = Some(StepEnd::NotRun(not_run(step, code, &words)));
                    }
                    Report::Ended {
                        exit,
                        signal,
                        late,
                        millis,
                    } => {
                        supervisor.group = None;
                        let ended_by = match (late, exit, signal) {
                            (true, ..) => Ended::Late,
                            (_, Some(status), _) => Ended::Exit(status),
                            (_, None, signal) => Ended::Signal(signal.unwrap_or_default()),
                        };
                        ended = Some(StepEnd::Ended {
                            ended: ended_by,
                            millis,
                        });
                    }
                }
                // What is still in the pipe is read, but nobody is waited for.
                if ended.is_some() {
                    until = until.min(Instant::now() + LAST_WORDS);
                }
            }
            if pipes.reports.is_none() && ended.is_none() {
                // The supervisor is gone without a word.
                until = until.min(Instant::now() + LAST_WORDS);
                supervisor.end();
            }
        }
        drop(pipes);
        if self.cancel.is_wanted() {
            return Ok(StepEnd::Cancelled);
        }
        Ok(ended.unwrap_or_else(|| {
            StepEnd::NotRun("the process that watches over the step was killed".to_owned())
        }))
    }
}

/// This program, also when its file was replaced since it was started.
fn this_program() -> io::Result<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if running.exists() {
        return Ok(running.to_owned());
    }
    env::current_exe()
}

/// A supervisor that does not outlive its run, nor the step it.
struct Guarded {
    child: Child,
    /// The group of the step, while it runs.
    group: Option<u32>,
}

impl Guarded {
    fn end(&mut self) {
        let group = self.group.take().and_then(|it| i32::try_from(it).ok());
        if let Some(group) = group.and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        // Without its input it ends the step and itself.
        drop(self.child.stdin.take());
        if self.group.is_some() {
            self.end();
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// Why a command cannot be run, in words.
fn not_run(step: &PlannedStep, code: Option<i32>, words: &str) -> String {
    const ENOENT: i32 = 2;
    const ENOEXEC: i32 = 8;
    const EACCES: i32 = 13;
    let program = step.step.run.first().map_or("", String::as_str);
    match (code, &step.program) {
        (Some(ENOENT), Lookup::Found(path)) => format!(
            "`{program}` cannot be run: `{}` is there, but not the program that its first line names",
            path.display()
        ),
        (Some(ENOENT), _) if program.contains('/') => {
            format!("`{program}` was not found in `{}`", step.folder.display())
        }
        (Some(ENOENT), _) => format!("`{program}` was not found: no folder of `PATH` has it"),
        (Some(EACCES), Lookup::NotExecutable(path)) => {
            format!("`{}` is not executable", path.display())
        }
        (Some(EACCES), _) => format!("`{program}` may not be run: {words}"),
        (Some(ENOEXEC), _) => {
            format!(
                "`{program}` is no program: it has neither a format that the system knows nor a first line `#!…`"
            )
        }
        _ => format!("`{program}` cannot be run: {words}"),
    }
}

//! The loop: waits for input, signals, files and deadlines, has effects
//! performed, draws when something changed. The only I/O of the terminal
//! interface.

mod frames;
mod hyperlink;
mod input;
mod terminal;
mod wait;

use std::{
    collections::VecDeque,
    io,
    time::{Duration, Instant},
};

use crossterm::event::Event as Input;

use crate::clock::Clock;

use super::{
    app::App,
    effect::{Effect, Perform},
    msg::Msg,
};

pub use hyperlink::knows_hyperlinks;
pub use input::{Decoder, Heard};
use terminal::Screen;
use wait::{Waiter, Woken};
pub use wait::{Waker, can_stop};

/// How long a change may wait for another program that is writing. A longer
/// wait would be felt; what could not be saved is pending, and tried again.
pub const LOCK_PATIENCE: Duration = Duration::from_millis(150);

/// How long the program stays for an answer when it is left.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// However much happens, a frame is drawn this often.
const FRAME: Duration = Duration::from_millis(40);

/// A deadline that is still there after its tick (the zone changed under the
/// program) is looked at again after this time.
const LOOK: Duration = Duration::from_secs(60);

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The learner left.
    Left,
    /// A signal asked it to end; the terminal is as it was before.
    Signal(i32),
    /// The terminal went away.
    Gone,
}

/// Runs the program until the learner leaves, a signal ends it, or the
/// terminal goes away. Whatever happens, the terminal is restored.
///
/// # Errors
///
/// When the terminal cannot be read or drawn on.
pub fn run(
    stage: Stage,
    mut app: App,
    perform: &mut dyn Perform,
    clock: &Clock,
) -> io::Result<Ending> {
    let Stage {
        mut waiter,
        mut screen,
    } = stage;
    let mut turning = Turning {
        app: &mut app,
        perform,
        clock,
        waiter: &mut waiter,
        screen: &mut screen,
        decoder: Decoder::default(),
        heard: Instant::now(),
        lent: false,
        settled: false,
    };
    let ending = turning.turn();
    if matches!(ending, Ok(Ending::Left)) {
        turning.hear_out();
    } else {
        // Whatever ended it, what was typed is kept; nothing is drawn.
        let effects = turning.app.last_words();
        let _ = turning.have(effects);
    }
    let ending = match ending {
        // A terminal that goes away while it is written to says so by failing.
        Err(_) if waiter.is_gone() => Ok(Ending::Gone),
        ending => ending,
    };
    if matches!(ending, Ok(Ending::Gone)) {
        // Nobody is there to see it; writing could only block or fail.
        screen.abandon();
    } else {
        screen.leave();
    }
    ending
}

/// Signals are heard from here on; made before the terminal is touched.
#[derive(Debug)]
pub struct Waiting(Waiter);

impl Waiting {
    /// Begins to listen for signals, and gives what files' watchers wake the
    /// loop with.
    ///
    /// # Errors
    ///
    /// When the system gives no pipe or takes no handler.
    pub fn new() -> io::Result<(Self, Waker)> {
        let (waiter, waker) = Waiter::new()?;
        Ok((Self(waiter), waker))
    }

    /// Takes the terminal. `ask_background` says whether it is to be asked for
    /// its background, `hyperlinks` whether it understands them. Taken early,
    /// it answers while there is other work to do, and the first frame has its
    /// colours.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be drawn on.
    pub fn enter(self, ask_background: bool, hyperlinks: bool) -> io::Result<Stage> {
        Ok(Stage {
            waiter: self.0,
            screen: Screen::enter(hyperlinks, ask_background)?,
        })
    }
}

/// The terminal, taken, with nothing on it yet. It is given back when this is
/// dropped.
#[expect(missing_debug_implementations, reason = "a terminal has none")]
pub struct Stage {
    waiter: Waiter,
    screen: Screen,
}

/// The loop and all it turns around.
struct Turning<'a> {
    app: &'a mut App,
    perform: &'a mut dyn Perform,
    clock: &'a Clock,
    waiter: &'a mut Waiter,
    screen: &'a mut Screen,
    decoder: Decoder,
    /// When the terminal last said something, or was silent long enough to
    /// settle what it had said.
    heard: Instant,
    /// Whether another program had the terminal since the terminal last said
    /// something.
    lent: bool,
    /// Whether what can wait for the first frame was done.
    settled: bool,
}

impl Turning<'_> {
    fn turn(&mut self) -> io::Result<Ending> {
        let mut bytes = [0; 4096];
        // Everything that is there is taken in before anything is drawn, so
        // that a storm of keys or sizes costs few frames; and so that the
        // first one has the colours of a terminal that has answered by now.
        let mut changed = Some(Instant::now());
        let mut ticked = None;
        loop {
            if changed.is_some_and(|since| since.elapsed() >= FRAME) {
                self.draw()?;
                changed = None;
            }
            if changed.is_none() && !self.settled {
                self.settled = true;
                for msg in self.perform.settle() {
                    if let Some(ending) = self.take(msg)? {
                        return Ok(ending);
                    }
                    changed = Some(Instant::now());
                }
            }
            let deadline = self.app.deadline();
            let tick = if deadline.is_some() && deadline == ticked {
                Some(LOOK)
            } else {
                deadline.map(|deadline| {
                    let left = deadline - self.clock.now().at;
                    left.to_std().unwrap_or_default()
                })
            };
            let timeout = if changed.is_some() {
                Some(Duration::ZERO)
            } else {
                self.rest().into_iter().chain(tick).min()
            };
            let mut ending = None;
            match self.waiter.wait(timeout)? {
                Woken::Typed => {
                    let Some(read) = self.waiter.read(&mut bytes)? else {
                        return Ok(Ending::Gone);
                    };
                    let heard = self.decoder.take(read);
                    self.heard = Instant::now();
                    ending = self.hear(heard)?;
                    changed = changed.or_else(|| Some(Instant::now()));
                }
                Woken::Resized => {
                    let (width, height) = self.screen.measure();
                    ending = self.take(Msg::Input(Input::Resize(width, height)))?;
                    changed = changed.or_else(|| Some(Instant::now()));
                }
                Woken::Files => {
                    for msg in self.perform.poll() {
                        ending = ending.or(self.take(msg)?);
                        changed = changed.or_else(|| Some(Instant::now()));
                    }
                }
                Woken::Late if changed.is_some() => {
                    self.draw()?;
                    changed = None;
                }
                Woken::Late if self.rest().is_some_and(|rest| rest.is_zero()) => {
                    let heard = self.decoder.settle();
                    self.heard = Instant::now();
                    ending = self.hear(heard)?;
                    changed = Some(Instant::now());
                }
                Woken::Late => {
                    if deadline == ticked && tick == timeout {
                        ticked = None;
                    }
                    if deadline.is_some_and(|deadline| deadline <= self.clock.now().at) {
                        ticked = deadline;
                        ending = self.take(Msg::Tick)?;
                        changed = Some(Instant::now());
                    }
                }
                Woken::Ended(signal) => return Ok(Ending::Signal(signal)),
                Woken::Stopped => {
                    let effects = self.suspend()?;
                    ending = self.have(effects)?;
                }
                Woken::Continued => {
                    let effects = self.resume()?;
                    ending = self.have(effects)?;
                }
                Woken::Gone => return Ok(Ending::Gone),
            }
            if let Some(ending) = ending {
                return Ok(ending);
            }
        }
    }

    /// Waits a little for an answer that is on its way: it would be typed into
    /// the shell.
    fn hear_out(&mut self) {
        let until = Instant::now() + LAST_WORDS;
        let mut bytes = [0; 256];
        while self.screen.awaits_answer() {
            let left = until.saturating_duration_since(Instant::now());
            match self.waiter.wait(Some(left)) {
                Ok(Woken::Typed) => {
                    let Ok(Some(read)) = self.waiter.read(&mut bytes) else {
                        return;
                    };
                    for heard in self.decoder.take(read) {
                        if matches!(heard, Heard::Background(_)) {
                            self.screen.is_answered();
                        }
                    }
                }
                Ok(Woken::Files | Woken::Resized | Woken::Continued) if !left.is_zero() => {}
                _ => return,
            }
        }
    }

    /// How long what the terminal began to say still has for its rest.
    fn rest(&self) -> Option<Duration> {
        let patience = self.decoder.patience()?;
        Some(patience.saturating_sub(self.heard.elapsed()))
    }

    fn draw(&mut self) -> io::Result<()> {
        self.screen.draw(self.app)
    }

    /// Takes in what the terminal sent.
    fn hear(&mut self, heard: Vec<Heard>) -> io::Result<Option<Ending>> {
        self.lent = false;
        for heard in heard {
            let msg = match heard {
                // Typed behind the key that called the other program.
                Heard::Input(_) if self.lent => continue,
                Heard::Input(input) => Msg::Input(input),
                Heard::Background(background) => {
                    if !self.screen.is_answered() {
                        continue;
                    }
                    Msg::Background(background)
                }
            };
            if let Some(ending) = self.take(msg)? {
                return Ok(Some(ending));
            }
        }
        Ok(None)
    }

    /// Takes a message in.
    fn take(&mut self, msg: Msg) -> io::Result<Option<Ending>> {
        let effects = self.app.update(msg, &self.clock.now());
        self.have(effects)
    }

    /// Has effects performed, and those that follow from them, until nothing
    /// is left to do.
    fn have(&mut self, effects: Vec<Effect>) -> io::Result<Option<Ending>> {
        let mut waiting = VecDeque::from(effects);
        while let Some(effect) = waiting.pop_front() {
            let msgs = match effect {
                Effect::Quit => return Ok(Some(Ending::Left)),
                Effect::Suspend if can_stop() => {
                    waiting.extend(self.suspend()?);
                    Vec::new()
                }
                Effect::Suspend => vec![Msg::Notice(
                    "There is no shell to go back to; `q` leaves.".to_owned(),
                )],
                Effect::Copy(text) => vec![self.screen.copy(&text)?],
                lends @ (Effect::Edit { .. } | Effect::Friday(_)) => {
                    let (msgs, effects) = self.lend(lends)?;
                    waiting.extend(effects);
                    msgs
                }
                other => self.perform.perform(other),
            };
            for msg in msgs {
                waiting.extend(self.app.update(msg, &self.clock.now()));
            }
        }
        Ok(None)
    }

    /// Gives the terminal back, stops, and goes on where it was when the shell
    /// says so; what then is to be done.
    fn suspend(&mut self) -> io::Result<Vec<Effect>> {
        if !can_stop() {
            return Ok(Vec::new());
        }
        // Nobody would hear it, and its time would run on.
        let msgs = self.perform.perform(Effect::CancelGate);
        debug_assert!(msgs.is_empty(), "its end is told when it comes");
        self.hear_out();
        self.screen.leave();
        self.waiter.stop()?;
        self.resume()
    }

    /// Gives the terminal to another program until that has ended.
    fn lend(&mut self, effect: Effect) -> io::Result<(Vec<Msg>, Vec<Effect>)> {
        self.screen.lend();
        Waiter::lend();
        let msgs = self.perform.perform(effect);
        // Only now does Ctrl+C come as a key again; until then it was a signal
        // for who had the terminal.
        self.screen.enter_again()?;
        self.waiter.take_back();
        self.lent = true;
        self.decoder = Decoder::default();
        let effects = self.catch_up()?;
        Ok((msgs, effects))
    }

    /// Takes the terminal again: time has passed, files may have changed, and
    /// whoever had the terminal since may have left it in any state. Gives
    /// what then is to be done.
    fn resume(&mut self) -> io::Result<Vec<Effect>> {
        self.screen.enter_again()?;
        self.catch_up()
    }

    /// Looks at what happened meanwhile, and draws.
    fn catch_up(&mut self) -> io::Result<Vec<Effect>> {
        let mut effects = Vec::new();
        for msg in self.perform.poll().into_iter().chain([Msg::Tick]) {
            effects.extend(self.app.update(msg, &self.clock.now()));
        }
        self.draw()?;
        Ok(effects)
    }
}

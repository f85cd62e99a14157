//! The loop: waits for input, signals, files and deadlines, has effects
//! performed, draws when something changed. The only I/O of the terminal
//! interface.

mod terminal;
mod wait;

use std::{io, time::Duration};

use crossterm::event;

use crate::clock::Clock;

use super::{
    app::App,
    effect::{Effect, Perform},
    msg::Msg,
};

use terminal::Screen;
pub use wait::Waker;
use wait::{Waiter, Woken};

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
/// `build` makes the model; it runs before the terminal is touched, so that
/// an error there is a plain message. `ask_background` says whether the
/// terminal is to be asked for its background.
///
/// # Errors
///
/// When the terminal cannot be read or drawn on.
pub fn run(
    mut app: App,
    perform: &mut dyn Perform,
    clock: &Clock,
    waiter: Waiting,
    ask_background: bool,
) -> io::Result<Ending> {
    let mut waiter = waiter.0;
    let mut screen = Screen::enter()?;
    let ending = turn(
        &mut app,
        perform,
        clock,
        &mut waiter,
        &mut screen,
        ask_background,
    );
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
}

fn turn(
    app: &mut App,
    perform: &mut dyn Perform,
    clock: &Clock,
    waiter: &mut Waiter,
    screen: &mut Screen,
    ask_background: bool,
) -> io::Result<Ending> {
    screen.draw(app)?;
    if ask_background && let Some(background) = terminal::background() {
        app.update(Msg::Background(background), &clock.now());
        screen.draw(app)?;
    }
    loop {
        // Everything that is there is taken in before anything is drawn, so
        // that a storm of keys or sizes costs one frame.
        let mut changed = false;
        while event::poll(Duration::ZERO)? {
            let input = event::read()?;
            screen.note_resize(&input);
            changed = true;
            let effects = app.update(Msg::Input(input), &clock.now());
            if let Some(ending) = carry_out(app, perform, clock, screen, effects)? {
                return Ok(ending);
            }
        }
        if changed {
            screen.draw(app)?;
        }
        let now = clock.now().at;
        let timeout = app
            .deadline()
            .map(|deadline| (deadline - now).to_std().unwrap_or(Duration::ZERO));
        match waiter.wait(timeout)? {
            Woken::Input => {}
            Woken::Files => {
                let mut changed = false;
                for msg in perform.poll() {
                    changed = true;
                    let effects = app.update(msg, &clock.now());
                    if let Some(ending) = carry_out(app, perform, clock, screen, effects)? {
                        return Ok(ending);
                    }
                }
                if changed {
                    screen.draw(app)?;
                }
            }
            Woken::Deadline => {
                app.update(Msg::Tick, &clock.now());
                screen.draw(app)?;
            }
            Woken::Ended(signal) => return Ok(Ending::Signal(signal)),
            Woken::Stopped => suspend(app, perform, clock, screen)?,
            Woken::Gone => return Ok(Ending::Gone),
        }
    }
}

/// Has effects performed, and theirs, until nothing is left to do.
fn carry_out(
    app: &mut App,
    perform: &mut dyn Perform,
    clock: &Clock,
    screen: &mut Screen,
    effects: Vec<Effect>,
) -> io::Result<Option<Ending>> {
    let mut waiting: std::collections::VecDeque<Effect> = effects.into();
    while let Some(effect) = waiting.pop_front() {
        let msgs = match effect {
            Effect::Quit => return Ok(Some(Ending::Left)),
            Effect::Suspend => {
                suspend(app, perform, clock, screen)?;
                Vec::new()
            }
            Effect::Copy(text) => vec![screen.copy(&text)?],
            other => perform.perform(other),
        };
        for msg in msgs {
            waiting.extend(app.update(msg, &clock.now()));
        }
    }
    Ok(None)
}

/// Gives the terminal back, stops, and goes on where it was when the shell
/// says so; time has passed and files may have changed.
fn suspend(
    app: &mut App,
    perform: &mut dyn Perform,
    clock: &Clock,
    screen: &mut Screen,
) -> io::Result<()> {
    screen.leave();
    wait::stop()?;
    screen.enter_again()?;
    for msg in perform.poll() {
        app.update(msg, &clock.now());
    }
    app.update(Msg::Tick, &clock.now());
    screen.draw(app)
}

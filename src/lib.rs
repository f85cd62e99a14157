//! `mastery`: what to learn today, what is done, and whether the year adds up.
//!
//! This is the map. `docs/architecture.md` says more about each part of it.
//!
//! # The layers
//!
//! What stands higher uses what stands lower, never the other way round; a test
//! reads the source and holds it to that.
//!
//! ```text
//!              cli                commands; wires the screen to the files
//!       ┌───────┴───────┐
//!      tui       store, git, proof  the full screen │ files: roadmap, journal, settings; commits; gates
//!       │               │
//!    insight            │         numbers about progress: today, week, pace, streak
//!       └───────┬───────┘
//!            domain               roadmap, events, state; wish → batch or refusal
//!
//!       text       clock          the sanitiser and widths │ the time and the zone
//! ```
//!
//! [`domain`] is what everything is about: a [`Roadmap`](domain::roadmap::Roadmap)
//! says what there is to learn, [`Event`](domain::event::Event)s say what happened,
//! [`State`](domain::state::State) is their fold, and
//! [`decide`](domain::decide) turns a wish into a batch of new events.
//! [`insight`] works out figures. [`store`] reads and writes files, [`tui`] draws
//! and listens, [`git`] reads the learner's commits, [`proof`] runs gates, [`cli`] opens them all and
//! introduces them to each other. [`export`] makes reports: pure, like [`insight`],
//! which it asks for the figures.
//!
//! # The screen, and the names of its parts
//!
//! ```text
//!  tab bar   mastery  1 Today  2 Phases  3 Matrix  4 Apps  5 Week  6 Plan         Wed 18 Mar
//!
//!  body      ┃ Phase 3 · GenServer + supervision         ━━━━━━━━──────────────── 9/29
//!            ┃ 1 day behind: the plan had you here on 17 Mar
//!
//!  list        Next  official docs (Wednesday)           ← heading, note
//!  row       › ◐ GenServer                   hexdocs.pm  ← cursor, mark, title, site
//!              ○ Supervisor       ╭─ Sign off ────────────────────╮
//!                                 │ There are still 20 items open │  overlay, on top of
//!  detail      GenServer          │ in phase 3.                   │  all; several are
//!              genserver-docs · … ╰───────────────────────────────╯  a stack
//!
//!  notice      Done: GenServer                                      1 change not saved
//!  hints     space done   s started   enter open   / find   : go to   ? keys   q quit
//! ```
//!
//! * The **tab bar** and the **body** belong to [`tui::screens`]: a
//!   [`Tab`](tui::screens::Tab) has a stack of [`View`](tui::screens::View)s, each
//!   about one [`Place`](tui::screens::Place).
//! * A view's **list** is made of [`Row`](tui::screens::Row)s; one that can be
//!   selected stands for a [`Target`](tui::screens::Target), and the **detail**
//!   below shows it in full. [`tui::widgets`] has the list, its scrollbar and the
//!   **marks**, which tell a state by shape: `○ ◐ ● –`.
//! * The **notice line** and the **hints** are drawn by [`tui::app`]; hints come
//!   from the table of [`tui::keys`], and only those that do something now.
//! * An **overlay** ([`tui::overlays`]: help, palette, confirm, prompt) takes the
//!   keys while it is there.
//!
//! All of it is drawn through [`tui::canvas`], in the roles of [`tui::theme`].

pub mod cli;
pub mod clock;
pub mod domain;
pub mod export;
pub mod git;
pub mod import;
pub mod insight;
pub mod proof;
pub mod reader;
pub mod store;
pub mod text;
pub mod tui;

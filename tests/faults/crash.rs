//! The process dies: at every prefix, every system call, every byte, at random.

mod bed;
mod calls;
mod judge;
mod kills;
mod model;
mod prefixes;
mod survival;
mod torn;

use std::sync::atomic::{AtomicUsize, Ordering};

/// Numbers that look random and are the same every time (`splitmix64`).
#[derive(Debug, Clone)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        (self.roll() % end.max(1) as u64) as usize
    }
}

/// Does `count` pieces of work on all cores; gives what each came to, in order.
fn on_all_cores<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let next = AtomicUsize::new(0);
    let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    let mut done = Vec::new();
                    loop {
                        let turn = next.fetch_add(1, Ordering::Relaxed);
                        if turn >= count {
                            break done;
                        }
                        done.push((turn, work(turn)));
                    }
                })
            })
            .collect();
        let joined = workers.into_iter().flat_map(|it| it.join().unwrap());
        joined.collect()
    });
    done.sort_by_key(|(turn, _)| *turn);
    done.into_iter().map(|(_, came)| came).collect()
}

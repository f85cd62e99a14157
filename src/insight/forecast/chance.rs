//! The forecast's chance: many courses that the rest of the year may take.

/// A small generator of numbers that look like chance, and are the same for the
/// same seed on every machine: `SplitMix64` (Steele, Lea and Flood, “Fast
/// splittable pseudorandom number generators”, OOPSLA 2014, with the constants
/// of Vigna's reference code, which is in the public domain).
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    /// A generator that begins at this seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, or 0: the high half of a product, as Lemire has it
    /// (“Fast random integer generation in an interval”, 2019), without his
    /// correction, since an `end` of 8 or less is far from showing.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }
}

/// How many courses are tried.
pub(crate) const COURSES: usize = 1000;

/// A course that takes longer has no end: ten years.
pub(crate) const MOST_WEEKS: usize = 520;

/// How many of so many weeks a course goes on with; see [`days_until`].
pub(crate) fn drawn(weeks: usize) -> usize {
    weeks.saturating_sub(3).max(1)
}

/// The days that the rest takes, counted from 0, with even odds and with odds
/// of nine in ten; `None` where that is more than ten years. `weeks` are the
/// hours of seven days each, `late` says that the first day is over already.
///
/// Each course first draws, with repetition, a few of the weeks for the
/// learner's usual ones, then a week of those again and again until nothing is
/// left. To draw from all weeks alone would take eight of them for the truth:
/// over the months to come the luck of a week evens out, the error in the usual
/// week does not, and measured learners finished by such a “nine in ten” in 57
/// to 76 of 100 cases. A mean over `n − 1` draws varies as much as the mean of
/// `n` weeks is uncertain (Rao and Wu, “Resampling inference with complex
/// survey data”, 1988). That the spread itself is known from a few weeks only
/// widens it by the square of Student's quantile over the normal one, at nine
/// in ten: (1.415 ÷ 1.282)² for eight weeks, so that 7 draws become 5.7.
/// Rounded down that is `n − 3` from five weeks on.
pub(crate) fn days_until(
    left: f64,
    weeks: &[[f64; 7]],
    late: bool,
    seed: u64,
) -> (Option<usize>, Option<usize>) {
    if weeks.is_empty() {
        return (None, None);
    }
    let mut chance = Chance::new(seed);
    let weeks: Vec<([f64; 7], f64)> = weeks
        .iter()
        .map(|days| (*days, days.iter().sum()))
        .collect();
    let mut usual = vec![0; drawn(weeks.len())];
    let mut ends: Vec<Option<usize>> = (0..COURSES)
        .map(|_| {
            usual.fill_with(|| chance.below(weeks.len()));
            course(left, &weeks, &usual, late, &mut chance)
        })
        .collect();
    // What has no end comes last.
    ends.sort_unstable_by_key(|end| end.unwrap_or(usize::MAX));
    let at = |place: usize| ends.get(place - 1).copied().flatten();
    (at(COURSES / 2), at(COURSES * 9 / 10))
}

/// The day on which one course ends. A week comes with its sum: most courses go
/// through many.
fn course(
    left: f64,
    weeks: &[([f64; 7], f64)],
    usual: &[usize],
    late: bool,
    chance: &mut Chance,
) -> Option<usize> {
    let mut left = left;
    for number in 0..MOST_WEEKS {
        let (week, all) = &weeks[usual[chance.below(usual.len())]];
        let from = usize::from(late && number == 0);
        let sum = if from == 0 {
            *all
        } else {
            week[from..].iter().sum()
        };
        if sum + TINY < left {
            left -= sum;
            continue;
        }
        for (day, hours) in week.iter().enumerate().skip(from) {
            left -= hours;
            if left <= TINY {
                return Some(number * 7 + day);
            }
        }
    }
    None
}

/// Hours that differ by less are the same.
const TINY: f64 = 1e-6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        // The first numbers of the reference code from the seed 1234567.
        let mut chance = Chance::new(1_234_567);
        let numbers = [chance.next(), chance.next(), chance.next()];
        assert_eq!(
            numbers,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
            ]
        );
    }

    #[test]
    fn weeks_that_are_alike_leave_no_doubt() {
        let week = [0.0, 0.0, 0.0, 0.0, 0.0, 7.0, 0.0];
        // 21 hours are three Saturdays: the sixth day of the third week.
        assert_eq!(days_until(21.0, &[week; 8], false, 1), (Some(19), Some(19)));
        assert_eq!(days_until(21.1, &[week; 8], false, 1), (Some(26), Some(26)));
    }

    #[test]
    fn a_day_that_is_over_is_not_counted_twice() {
        let week = [7.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        assert_eq!(days_until(7.0, &[week; 3], false, 1), (Some(0), Some(0)));
        assert_eq!(days_until(7.0, &[week; 3], true, 1), (Some(7), Some(7)));
    }

    #[test]
    fn weeks_of_nothing_have_no_end() {
        assert_eq!(days_until(7.0, &[[0.0; 7]; 8], false, 1), (None, None));
        assert_eq!(days_until(7.0, &[], false, 1), (None, None));
    }

    #[test]
    fn fewer_weeks_are_drawn_than_there_are() {
        let draws: Vec<usize> = (1..=8).map(drawn).collect();
        assert_eq!(draws, [1, 1, 1, 1, 2, 3, 4, 5]);
    }
}

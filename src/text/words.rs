//! Small word forms.

use std::fmt::Display;

/// Writes a number with a noun whose plural takes an s.
///
/// ```
/// # use mastery::text::count;
/// assert_eq!(count(3, "day"), "3 days");
/// assert_eq!(count(1, "day"), "1 day");
/// ```
pub fn count<N: Copy + Display + PartialEq + From<u8>>(n: N, one: &str) -> String {
    let s = form(n, "", "s");
    format!("{n} {one}{s}")
}

/// Writes a number with the noun that fits it.
///
/// ```
/// # use mastery::text::count_of;
/// assert_eq!(count_of(2, "entry", "entries"), "2 entries");
/// ```
pub fn count_of<N: Copy + Display + PartialEq + From<u8>>(n: N, one: &str, many: &str) -> String {
    let noun = form(n, one, many);
    format!("{n} {noun}")
}

/// Picks the form of a word that fits a number.
///
/// ```
/// # use mastery::text::form;
/// assert_eq!(form(1, "is", "are"), "is");
/// ```
pub fn form<'a, N: Copy + PartialEq + From<u8>>(n: N, one: &'a str, many: &'a str) -> &'a str {
    if n == N::from(1) { one } else { many }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_one() {
        assert_eq!(count(0_usize, "day"), "0 days");
        assert_eq!(count(1_u64, "day"), "1 day");
        assert_eq!(count(21_i64, "day"), "21 days");
        assert_eq!(count(1.5, "hour"), "1.5 hours");
        assert_eq!(count_of(1, "entry", "entries"), "1 entry");
        assert_eq!(count_of(0, "entry", "entries"), "0 entries");
    }
}

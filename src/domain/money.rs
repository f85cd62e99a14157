//! Amounts of money: how people type them, and how many decimals they have.

use rust_decimal::Decimal;

/// The largest amount that can be spent at once; more is a slip of the hand.
pub const MOST: u32 = 1_000_000_000;

/// The currencies whose amounts do not have two decimals, by their number of
/// decimals: the exponents of ISO 4217, list one, as amended to 2024.
const DECIMALS: [(u32, &[&str]); 3] = [
    (
        0,
        &[
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
            "VND", "VUV", "XAF", "XOF", "XPF",
        ],
    ),
    (3, &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]),
    (4, &["CLF", "UYW"]),
];

/// How many decimals the amounts of a currency have: 2 for `USD`, 0 for `JPY`,
/// 3 for `KWD`; 2 where it is not known.
pub fn decimals(currency: &str) -> u32 {
    let mut odd = DECIMALS.iter();
    odd.find(|(_, codes)| codes.contains(&currency))
        .map_or(2, |(decimals, _)| *decimals)
}

/// The figure alone, with the decimals of the currency: `39.90`. What is finer
/// than the currency stays as it is: nothing is rounded away.
pub fn figure(amount: Decimal, currency: &str) -> String {
    let amount = amount.normalize();
    let places = amount.scale().max(decimals(currency)) as usize;
    format!("{amount:.places$}")
}

/// The amount with its currency: `39.90 USD`.
pub fn show(amount: Decimal, currency: &str) -> String {
    let figure = figure(amount, currency);
    if currency.is_empty() {
        figure
    } else {
        format!("{figure} {currency}")
    }
}

/// Why a text is not an amount that can be spent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// It is no number.
    #[error("`{0}` is no amount: a number like 39.99 is expected")]
    NoNumber(String),
    /// A point or comma before three digits may divide thousands or decimals.
    #[error(
        "`{0}` can be read in two ways: leave out what divides thousands, and write the decimals"
    )]
    Ambiguous(String),
    /// The currency has no such small parts.
    #[error("`{text}` is too exact: amounts in {currency} have {decimals} decimals")]
    TooExact {
        /// What was typed.
        text: String,
        /// The currency.
        currency: String,
        /// How many decimals it has.
        decimals: u32,
    },
    /// It is more than anybody spends.
    #[error("`{0}` is more than {MOST}")]
    TooMuch(String),
}

/// Reads an amount as people type it; a minus makes it a refund.
///
/// Decimals stand behind a point or a comma, thousands may be divided by the
/// other of the two: `39.99`, `39,99`, `1,299.00`, `1.299,00`, `1,299,000`. One
/// mark before exactly three digits divides thousands where the currency has no
/// decimals; a point divides decimals where it has three; otherwise it is
/// refused, since a guess would be wrong a thousandfold.
///
/// ```
/// # use mastery::domain::money::{parse, show};
/// assert_eq!(show(parse("39,9", "USD").unwrap(), "USD"), "39.90 USD");
/// assert!(parse("1,299", "USD").is_err());
/// ```
pub fn parse(text: &str, currency: &str) -> Result<Decimal, AmountError> {
    let no_number = || AmountError::NoNumber(text.to_owned());
    let trimmed = text.trim();
    let (negative, number) = match trimmed.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let ends = digit(number.chars().next()) && digit(number.chars().next_back());
    if !ends || !number.chars().all(plain) {
        return Err(no_number());
    }
    let places = decimals(currency);
    let marks: Vec<char> = number.chars().filter(|c| !c.is_ascii_digit()).collect();
    // What stands behind the last mark, if that mark divides decimals.
    let split = match marks.as_slice() {
        [] => None,
        [mark] => {
            let (_, behind) = number.rsplit_once(*mark).ok_or_else(no_number)?;
            match (behind.len(), places, mark) {
                (3, 0, _) => None,
                (3, 3, '.') => Some('.'),
                (3, ..) => return Err(AmountError::Ambiguous(text.to_owned())),
                _ => Some(*mark),
            }
        }
        [others @ .., last] if others.contains(last) => None,
        [.., last] => Some(*last),
    };
    let (whole, fraction) = match split.and_then(|mark| number.rsplit_once(mark)) {
        Some((whole, fraction)) => (whole, fraction),
        None => (number, ""),
    };
    let groups: Vec<&str> = whole.split(['.', ',']).collect();
    let one_mark = whole
        .chars()
        .filter(|c| !c.is_ascii_digit())
        .collect::<std::collections::BTreeSet<_>>()
        .len()
        <= 1;
    let grouped = match groups.as_slice() {
        [_] => true,
        [first, rest @ ..] => {
            (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3)
        }
        [] => false,
    };
    if !one_mark || !grouped {
        return Err(no_number());
    }
    if fraction.trim_end_matches('0').len() > places as usize {
        return Err(AmountError::TooExact {
            text: text.to_owned(),
            currency: currency.to_owned(),
            decimals: places,
        });
    }
    let whole = groups.concat();
    let too_much = || AmountError::TooMuch(text.to_owned());
    if whole.trim_start_matches('0').len() > 10 {
        return Err(too_much());
    }
    // No more digits than the currency has, so that adding stays exact.
    let fraction = fraction.trim_end_matches('0');
    let plain = format!("{whole}.{fraction:0<width$}", width = places as usize);
    let mut amount = Decimal::from_str_exact(plain.trim_end_matches('.'))
        .map_err(|_error| AmountError::NoNumber(text.to_owned()))?;
    if amount > Decimal::from(MOST) {
        return Err(too_much());
    }
    amount.set_sign_negative(negative && !amount.is_zero());
    Ok(amount)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        for (text, currency, shown) in [
            ("39.99", "USD", "39.99 USD"),
            ("39,99", "EUR", "39.99 EUR"),
            ("39,9", "EUR", "39.90 EUR"),
            ("5", "USD", "5.00 USD"),
            ("-5", "USD", "-5.00 USD"),
            ("−12.50", "USD", "-12.50 USD"),
            ("+1", "USD", "1.00 USD"),
            ("1,299.00", "USD", "1299.00 USD"),
            ("1.299,5", "EUR", "1299.50 EUR"),
            ("1,299,000", "USD", "1299000.00 USD"),
            ("1,299", "JPY", "1299 JPY"),
            ("1.299", "KWD", "1.299 KWD"),
            ("5.000", "KWD", "5.000 KWD"),
            ("0.1234", "CLF", "0.1234 CLF"),
            ("39.9000", "USD", "39.90 USD"),
            ("-0", "USD", "0.00 USD"),
            ("7", "", "7.00"),
        ] {
            let amount = parse(text, currency).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(show(amount, currency), shown, "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused_with_the_reason() {
        for (text, currency, why) in [
            (
                "",
                "USD",
                "`` is no amount: a number like 39.99 is expected",
            ),
            (
                "$5",
                "USD",
                "`$5` is no amount: a number like 39.99 is expected",
            ),
            (
                ".5",
                "USD",
                "`.5` is no amount: a number like 39.99 is expected",
            ),
            (
                "5.",
                "USD",
                "`5.` is no amount: a number like 39.99 is expected",
            ),
            (
                "1e3",
                "USD",
                "`1e3` is no amount: a number like 39.99 is expected",
            ),
            (
                "1.2.3",
                "USD",
                "`1.2.3` is no amount: a number like 39.99 is expected",
            ),
            (
                "1,2,3.4",
                "USD",
                "`1,2,3.4` is no amount: a number like 39.99 is expected",
            ),
            (
                "1.234,567.8",
                "USD",
                "`1.234,567.8` is no amount: a number like 39.99 is expected",
            ),
            (
                "1,299",
                "USD",
                "`1,299` can be read in two ways: leave out what divides thousands, and write the decimals",
            ),
            (
                "1,299",
                "KWD",
                "`1,299` can be read in two ways: leave out what divides thousands, and write the decimals",
            ),
            (
                "1.5",
                "JPY",
                "`1.5` is too exact: amounts in JPY have 0 decimals",
            ),
            (
                "0.0001",
                "USD",
                "`0.0001` is too exact: amounts in USD have 2 decimals",
            ),
            ("1000000001", "USD", "`1000000001` is more than 1000000000"),
            (
                "99999999999999999999999999999999",
                "USD",
                "`99999999999999999999999999999999` is more than 1000000000",
            ),
        ] {
            let error = parse(text, currency).expect_err(text);
            assert_eq!(error.to_string(), why);
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(cents in -99_999_999_999_i64..=99_999_999_999, currency in "USD|JPY|KWD|CLF") {
            let amount = Decimal::new(cents, decimals(&currency));
            let figure = figure(amount, &currency);
            match parse(&figure, &currency) {
                Ok(read) => prop_assert_eq!(read, amount),
                Err(error) => prop_assert_eq!(error, AmountError::TooMuch(figure)),
            }
        }

        #[test]
        fn no_text_makes_it_fall_over(text in "[-+0-9.,]{0,40}", currency in "USD|JPY|KWD|") {
            let _ = parse(&text, &currency);
        }
    }
}

//! What people type: lengths, days, amounts, and the lines that hold them.

use std::sync::LazyLock;

use mastery::domain::{
    day::LogicalDay,
    entry,
    event::EventId,
    id::well_formed,
    minutes::{Length, Minutes, time_of_day, weekly_hours},
    money,
    roadmap::Roadmap,
};

/// The day all of it happens on.
pub(super) static TODAY: LazyLock<LogicalDay> =
    LazyLock::new(|| LogicalDay::ymd(2026, 3, 6).expect("a day"));

/// The roadmap that the program brings along.
pub(super) static SHIPPED: LazyLock<Roadmap> = LazyLock::new(|| {
    let loaded = super::roadmap::load(mastery::store::builtin::ROADMAP);
    loaded.roadmap.expect("the built-in roadmap")
});

/// A text as everything that can be typed.
pub fn typed(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    let text = text.as_ref();
    let mut read = 0;
    match text.parse::<Length>() {
        Ok(Length::Of(minutes)) => {
            read += 1;
            assert!(
                minutes > Minutes(0) && minutes <= Minutes::DAY,
                "{minutes:?}"
            );
            let again = format!("{}m", minutes.0).parse();
            assert_eq!(again, Ok(Length::Of(minutes)));
        }
        Ok(Length::Between(from, to)) => {
            read += 1;
            assert_ne!(from, to);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    if let Some(minutes) = weekly_hours(text) {
        read += 1;
        // What has a decimal point and what has not are read alike.
        assert!(minutes.0 < 1 << 40);
        let _shown = minutes.decimal();
    }
    if let Some(time) = time_of_day(text) {
        read += 1;
        assert_eq!(time_of_day(&time.format("%H:%M").to_string()), Some(time));
    }
    if let Some(day) = entry::day(text, *TODAY) {
        read += 1;
        assert_eq!(LogicalDay::parse(&day.to_string()), Some(day));
        assert_eq!(
            day.forward(400).back(400).forward(0),
            day.forward(400).back(400)
        );
        let _later = day.months_later(11);
        assert!(day.monday() <= day);
    }
    for currency in ["USD", "JPY", "KWD", "CLF", ""] {
        match money::parse(text, currency) {
            Ok(amount) => {
                read += 1;
                assert!(amount.abs() <= money::MOST.into());
                // What has three decimals and no thousands can be read in two
                // ways, in general; as the program writes it, it cannot.
                let shown = money::figure(amount, currency);
                assert_eq!(
                    money::parse(&shown, currency),
                    Ok(amount),
                    "{shown} {currency}"
                );
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    if let Some(id) = EventId::parse(text) {
        read += 1;
        assert_eq!(id.to_string(), text);
    }
    if well_formed(text).is_ok() {
        assert!(text.is_ascii() && !text.starts_with(['-', '.', '_']) && text.len() <= 64);
    }
    match entry::time(text, &SHIPPED, *TODAY) {
        Ok(entry) => {
            read += usize::from(entry.length.is_some() || entry.day.is_some());
            assert!(
                entry
                    .category
                    .is_none_or(|it| SHIPPED.time.iter().any(|time| time.id == it))
            );
            assert!(entry.text.is_none_or(|it| !it.trim().is_empty()));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    match entry::spending(text, &SHIPPED, *TODAY) {
        Ok(entry) => {
            read += 1;
            assert!(SHIPPED.money.iter().any(|line| line.id == entry.line));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    read
}

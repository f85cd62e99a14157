//! What a line of text is, by its shape alone.

use std::sync::LazyLock;

use chrono::Weekday;
use regex::Regex;
use rust_decimal::Decimal;
use url::Url;

use super::words::clean;

macro_rules! shapes {
    ($($name:ident = $shape:expr;)*) => {$(
        static $name: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new($shape).expect("a shape is written well; a test reads each")
        });
    )*};
}

shapes! {
    BOX = r"^\s*\\?\[([ \t\u{A0}xX✓✔/~-]?)\\?\](?:\s+|$)";
    SIGN = r"^\s*([☐☑☒✅⬜🔲])\u{FE0F}?(?:\s+|$)";
    BULLET = r"^[\s>]*(?:[-*+•]|\d{1,9}[.)])\s+";
    HTML_HEADING = r"(?i)<h([1-6])(?:\s[^>]*)?>(.*?)</h[1-6]\s*>";
    SUMMARY = r"(?i)<summary(?:\s[^>]*)?>(.*?)</summary\s*>";
    TAG = r"<[^>]*>";
    HOURS = r"(?i)^(.+?)\s*[:：]\s*~?\s*(\d+(?:[.,]\d+)?)\s*(?:(?:-|–|—|to)\s*(\d+(?:[.,]\d+)?))?\s*\+?\s*(?:h|hrs?|hours?)\.?\s*(?:/|per|a|each|every)\s*(?:week|wk)\.?$";
    MONEY = r"(?i)^(.+?)\s*[:：]\s*~?\s*([$€£¥₹]|[A-Z]{3}\b)?\s*(\d[\d,.’' ]*?)\s*([$€£¥₹]|[A-Z]{3}\b)?\s*(?:(?:/|per\b|an?\b|each\b|every\b)\s*(month|mo|year|yr)\.?|(monthly|yearly|once|one-time|total))?$";
    REVIEW = r"(?i)^(?:every\s+)?(daily|weekly|week|monthly|month|quarterly|quarter)(?:\s+review)?\s*[:：]\s*(.+)$";
    QUARTER = r"(?i)^(?:Q|quarter\s*)([1-4])(?:\s*(?:-|–|—|/|to|&|and|\+)\s*(?:Q|quarter\s*)?([1-4]))?(?:\s+(?:of\s+)?\d{4})?\s*[:：.]?$";
    NUMBERED = r"(?i)^(phase|stage|step|part|module|unit|week|day|month|level|chapter|lesson|sprint|section|block|fase|etapa|étape|paso|semana|semaine|módulo|capítulo|chapitre|niveau|nivel|woche|tag|monat|kapitel|modul|teil|schritt|stufe|этап|неделя|модуль|глава|часть|阶段|章节|模块|फेज|चरण|المرحلة|الأسبوع|الوحدة)\s*#?\s*(\d{1,4})\b\s*(?:[:：.)\-–—|·,]+\s*)?(.*)$";
    NUMBERED_SUFFIX = r"^第\s*(\d{1,4})\s*([章阶段周天课部单元节]+)\s*[:：.、\-–—]?\s*(.*)$";
    LEADING_NUMBER = r"^(\d{1,3})\s*(?:[.)、:：]|\s[-–—])\s*(\S.*)$";
    PHASES = r"(?i)\bphases?\s+(\d{1,4}(?:\s*(?:[-–—,&]|to|through|and)\s*\d{1,4})*)";
    DAYS = r"(?i)(\d{1,3}(?:[.,]\d)?)\s*(?:(?:-|–|—|to)\s*(\d{1,3}(?:[.,]\d)?))?\s*(days?|weeks?|months?|d|w)\b";
    PHASE_WORD = r"(?i)^(?:learning\s+)?(?:phase|stage|step|module|unit|week|month|level|sprint|fase|etapa|étape|semana|modul|módulo|woche|этап|阶段|चरण|المرحلة)s?\s*(?:#|no\.?|number)?$";
    APP_NAME = r"^(?:labs|pulse)_[a-z0-9][a-z0-9_.-]*$";
}

/// The box that a line begins with: whether it is ticked, and how many bytes it
/// takes.
pub(super) fn leading_box(line: &str) -> Option<(bool, usize)> {
    if let Some(found) = BOX.captures(line) {
        let sign = found.get(1).map_or("", |it| it.as_str());
        let ticked = matches!(sign, "x" | "X" | "✓" | "✔");
        return Some((ticked, found.get(0)?.end()));
    }
    let found = SIGN.captures(line)?;
    let ticked = matches!(found.get(1)?.as_str(), "☑" | "☒" | "✅");
    Some((ticked, found.get(0)?.end()))
}

/// The box that a line of text begins with, behind the sign of a list maybe:
/// Markdown takes such a line for more of the words above where it is indented
/// in a way that makes no list.
pub(super) fn inner_box(line: &str) -> Option<(bool, usize)> {
    leading_box(line).or_else(|| {
        let bullet = BULLET.find(line)?.end();
        let (ticked, skip) = leading_box(line.get(bullet..)?)?;
        Some((ticked, bullet + skip))
    })
}

/// A line of a list with a box: whether it is ticked, and its words.
pub(super) fn boxed_line(line: &str) -> Option<(bool, &str)> {
    let bullet = BULLET.find(line)?.end();
    let rest = line.get(bullet..)?;
    let (ticked, skip) = leading_box(rest)?;
    Some((ticked, rest.get(skip..)?))
}

/// A heading in a line of HTML with its level, or the summary of a folded part.
pub(super) fn html_heading(line: &str) -> Option<(Option<u8>, String)> {
    let bare = |text: &str| clean(&TAG.replace_all(text, ""));
    if let Some(found) = HTML_HEADING.captures(line) {
        let level = found.get(1)?.as_str().parse().ok();
        let words = bare(found.get(2)?.as_str());
        return (!words.is_empty()).then_some((level, words));
    }
    let words = bare(SUMMARY.captures(line)?.get(1)?.as_str());
    (!words.is_empty()).then_some((None, words))
}

/// An address that a roadmap may name.
pub(super) fn address(text: &str) -> Option<String> {
    let text = text.trim();
    if text.chars().any(|c| c.is_control() || c.is_whitespace()) || text.len() > 2_000 {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let open = match url.scheme() {
        "http" | "https" => url.has_host() && url.username().is_empty() && url.password().is_none(),
        "mailto" => !url.path().is_empty(),
        _ => false,
    };
    // What nobody sees is spelled out.
    let plain = clean(text) == text;
    open.then(|| {
        if plain {
            text.to_owned()
        } else {
            url.to_string()
        }
    })
}

/// A file that a link leads to, below the folder of the one it is in.
pub(super) fn note_file(url: &str) -> Option<String> {
    let path = url.split(['#', '?']).next()?;
    let path = path.strip_prefix("./").unwrap_or(path);
    let lower = path.to_lowercase();
    let markdown = [".md", ".markdown"].iter().any(|it| lower.ends_with(it));
    let below = !path.contains(':')
        && !path.contains('\\')
        && clean(path) == path
        && path
            .split('/')
            .all(|it| !it.is_empty() && !it.starts_with('.'));
    (markdown && below).then(|| path.to_owned())
}

fn weekday(word: &str) -> Option<Weekday> {
    let word = word.trim().trim_end_matches('.').to_lowercase();
    let days = [
        ("monday", Weekday::Mon),
        ("tuesday", Weekday::Tue),
        ("wednesday", Weekday::Wed),
        ("thursday", Weekday::Thu),
        ("friday", Weekday::Fri),
        ("saturday", Weekday::Sat),
        ("sunday", Weekday::Sun),
    ];
    let one = word
        .strip_suffix('s')
        .filter(|_| word.len() > 5)
        .unwrap_or(&word);
    days.iter()
        .find(|(name, _)| {
            one.len() >= 3 && name.starts_with(one) && (one.len() <= 5 || *name == one)
        })
        .map(|(_, day)| *day)
}

/// `Mon–Tue: Book chapters`: the days, and what they are for.
pub(super) fn weekdays(text: &str) -> Option<(Vec<Weekday>, String)> {
    let (head, rest) = text.split_once([':', '：'])?;
    let rest = clean(rest);
    let head = clean(head).to_lowercase();
    if rest.is_empty() || head.len() > 60 {
        return None;
    }
    let week = || {
        let days = [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
            Weekday::Sat,
            Weekday::Sun,
        ];
        days.into_iter()
    };
    match head.as_str() {
        "daily" | "every day" => return Some((week().collect(), rest)),
        "weekdays" => return Some((week().take(5).collect(), rest)),
        "weekend" | "weekends" => return Some((week().skip(5).collect(), rest)),
        _ => {}
    }
    let mut days = Vec::new();
    let head = head.replace(" and ", ",").replace(" to ", "-");
    for part in head.split([',', '/', '&', '+']) {
        let mut ends = part.split(['-', '–', '—']);
        let first = weekday(ends.next()?)?;
        let last = ends.next().map_or(Some(first), weekday)?;
        if ends.next().is_some() {
            return None;
        }
        let mut day = first;
        loop {
            if !days.contains(&day) {
                days.push(day);
            }
            if day == last {
                break;
            }
            day = day.succ();
        }
    }
    (!days.is_empty()).then_some((days, rest))
}

fn number(text: &str) -> Option<f64> {
    text.replace(',', ".").parse().ok()
}

/// `Learning: 15-20 hours/week`: the name, least and most.
pub(super) fn hours(text: &str) -> Option<(String, (f64, f64))> {
    let found = HOURS.captures(text)?;
    let least = number(found.get(2)?.as_str())?;
    let most = found.get(3).map_or(Some(least), |it| number(it.as_str()))?;
    let range = (least.min(most), least.max(most));
    (range.1 <= 168.0).then(|| (clean(&found[1]), range))
}

/// An amount of money for one purpose.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) title: String,
    pub(super) currency: String,
    pub(super) sum: Decimal,
    pub(super) monthly: bool,
}

/// `Infrastructure: $100/month`.
pub(super) fn money(text: &str) -> Option<Amount> {
    let found = MONEY.captures(text)?;
    let sign = found.get(2).or_else(|| found.get(4))?.as_str();
    let currency = match sign {
        "$" => "USD",
        "€" => "EUR",
        "£" => "GBP",
        "¥" => "JPY",
        "₹" => "INR",
        code if code.chars().all(|c| c.is_ascii_uppercase()) => code,
        _ => return None,
    };
    let every = found
        .get(5)
        .or_else(|| found.get(6))
        .map(|it| it.as_str().to_lowercase());
    Some(Amount {
        title: clean(&found[1]),
        currency: currency.to_owned(),
        sum: decimal(&found[3])?,
        monthly: every.is_some_and(|it| it.starts_with("mo")),
    })
}

/// A number with marks between its thousands, and one before its cents.
fn decimal(text: &str) -> Option<Decimal> {
    let digits: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '’' | '\''))
        .collect();
    let last = digits.rfind([',', '.']);
    let cents = last.filter(|at| {
        let after = digits.len() - at - 1;
        let single = digits.matches([',', '.']).count() == 1;
        after <= 2 || (!single && digits.get(*at..).is_some_and(|it| it.starts_with('.')))
    });
    let mut plain = String::new();
    for (at, c) in digits.char_indices() {
        match c {
            ',' | '.' if Some(at) == cents => plain.push('.'),
            ',' | '.' => {}
            _ => plain.push(c),
        }
    }
    plain.trim_end_matches('.').parse().ok()
}

/// `Weekly: Progress check`: how often, and the subject.
pub(super) fn review(text: &str) -> Option<(&'static str, String)> {
    let found = REVIEW.captures(text)?;
    let every = match found[1].to_lowercase().as_str() {
        "weekly" | "week" => "week",
        "monthly" | "month" => "month",
        "quarterly" | "quarter" => "quarter",
        _ => return None,
    };
    Some((every, clean(&found[2])))
}

/// `Q1`, `Q1-Q2`, `Quarter 3`: the first and the last.
pub(super) fn quarter(text: &str) -> Option<(u8, u8)> {
    let found = QUARTER.captures(text)?;
    let first = found[1].parse().ok()?;
    let last = found
        .get(2)
        .map_or(Some(first), |it| it.as_str().parse().ok())?;
    (first <= last).then_some((first, last))
}

/// A heading or cell that counts: `Phase 3: GenServer`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Numbered {
    /// Whether the word is “phase”, which the screen says anyway.
    pub(super) is_phase: bool,
    pub(super) number: u32,
    /// What stands behind the number.
    pub(super) rest: String,
}

/// Reads the number of a phase.
pub(super) fn numbered(text: &str) -> Option<Numbered> {
    if let Some(found) = NUMBERED.captures(text) {
        let word = found[1].to_lowercase();
        return Some(Numbered {
            is_phase: matches!(
                word.as_str(),
                "phase" | "fase" | "阶段" | "этап" | "المرحلة" | "चरण" | "फेज"
            ),
            number: found[2].parse().ok()?,
            rest: clean(&found[3]),
        });
    }
    let found = NUMBERED_SUFFIX.captures(text)?;
    Some(Numbered {
        is_phase: found[2].contains("阶段"),
        number: found[1].parse().ok()?,
        rest: clean(&found[3]),
    })
}

/// `3. Basics`: the number and the rest.
pub(super) fn leading_number(text: &str) -> Option<(u32, String)> {
    let found = LEADING_NUMBER.captures(text)?;
    Some((found[1].parse().ok()?, clean(&found[2])))
}

/// The numbers in `Phases 0-3` and `Phases 1, 2 and 5`.
pub(super) fn phases_named(text: &str) -> Vec<u32> {
    let mut named = Vec::new();
    for found in PHASES.captures_iter(text) {
        let list = found[1].to_lowercase();
        let list = list
            .replace("through", "-")
            .replace("to", "-")
            .replace("and", ",");
        for part in list.split([',', '&']) {
            let mut ends = part
                .split(['-', '–', '—'])
                .filter_map(|it| it.trim().parse::<u32>().ok());
            let Some(first) = ends.next() else { continue };
            let last = ends
                .next_back()
                .unwrap_or(first)
                .min(first.saturating_add(1_000));
            named.extend(first..=last.max(first));
        }
    }
    named
}

/// `2–3 weeks`, as days of study: five a week, twenty a month.
pub(super) fn estimate(text: &str) -> Option<(f64, f64)> {
    let found = DAYS.captures(text)?;
    let least = number(&found[1])?;
    let most = found.get(2).map_or(Some(least), |it| number(it.as_str()))?;
    let days = match found[3].to_lowercase().chars().next()? {
        'w' => 5.0,
        'm' => 20.0,
        _ => 1.0,
    };
    let range = (least.min(most) * days, least.max(most) * days);
    (range.1 <= 1_000.0 && range.1 > 0.0).then_some(range)
}

/// Whether a table's head names a phase.
pub(super) fn is_phase_word(text: &str) -> bool {
    PHASE_WORD.is_match(text)
}

/// Whether this is the name of a labs or pulse app.
pub(super) fn is_app_name(text: &str) -> bool {
    APP_NAME.is_match(text)
}

/// Whether one of these words is in a text, as a word or its beginning.
pub(super) fn says(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let before = text.get(..at).and_then(|it| it.chars().next_back());
            !before.is_some_and(char::is_alphanumeric)
        })
    })
}

//! Whatever texts a roadmap, a journal and notes hold, a report keeps its shape.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use html5gum::{Token, Tokenizer};
use proptest::prelude::*;
use pulldown_cmark::{Event as Md, Options, Parser, Tag};
use rust_decimal::Decimal;

use super::{
    Source,
    calendar::calendar,
    markdown::markdown,
    portfolio::{Portfolio, Private, page},
    tables,
};
use crate::{
    domain::{
        event::{Event, Kind, Verdict},
        fixtures::{day, done, event},
        id::{BudgetId, ItemId, ProofId},
        progress::Progress,
        roadmap::{PhaseIx, Roadmap},
        state::State,
    },
    reader::Document,
    text::nasty,
    tui::rig::shipped,
};

/// The shipped roadmap, with this text wherever an author may write one.
fn poisoned(text: &str) -> Roadmap {
    let mut roadmap = shipped();
    let own = || text.to_owned();
    roadmap.title = own();
    roadmap.summary = own();
    for item in &mut roadmap.items {
        item.title = own();
        item.author = Some(own());
        item.chapters = Some(own());
        item.url = Some(format!("https://example.org/{text}"));
    }
    for phase in &mut roadmap.phases {
        phase.title = own();
        phase.short = own();
        phase.summary = own();
        phase.notes = Some(own());
        phase.apps_note = Some(own());
        for build in &mut phase.builds {
            build.title = own();
        }
        if let Some(proof) = &mut phase.proof {
            proof.labs = own();
            proof.pulse = own();
            proof.why = own();
        }
    }
    for app in &mut roadmap.apps {
        app.role = own();
    }
    for slot in &mut roadmap.cadence.slots {
        slot.title = own();
    }
    roadmap.cadence.rule = Some(own());
    roadmap.cadence.pull_request = Some(own());
    roadmap.plan.summary = own();
    roadmap.plan.aims = vec![own(), own()];
    for lane in &mut roadmap.plan.lanes {
        lane.title = own();
        lane.summary = own();
    }
    for budget in &mut roadmap.time {
        budget.title = own();
    }
    for budget in &mut roadmap.money {
        budget.title = own();
    }
    roadmap.currency = own();
    for review in &mut roadmap.reviews {
        review.subject = own();
    }
    roadmap
}

/// A learner who says this text wherever something can be said.
fn said(text: &str) -> State {
    let own = || Some(text.to_owned());
    let about = || Some(ItemId::new("tooling"));
    let kinds = [
        Kind::Begin {
            start: day("2026-01-05"),
        },
        done("gates-credo"),
        done(text),
        Kind::Session {
            category: BudgetId::new(text),
            minutes: 90,
            from: None,
            about: about(),
            text: own(),
        },
        Kind::Spent {
            amount: Decimal::new(-3999, 2),
            line: BudgetId::new(text),
            text: own(),
        },
        Kind::Note {
            text: text.to_owned(),
            about: about(),
        },
        Kind::Link {
            url: "https://example.org/post".to_owned(),
            text: own(),
            about: None,
        },
        Kind::Link {
            url: format!("https://example.org/{text}"),
            text: None,
            about: about(),
        },
        Kind::Link {
            url: format!("javascript:alert(1)//{text}"),
            text: own(),
            about: about(),
        },
        Kind::Evidence {
            row: ProofId::new("M0"),
            verdict: Verdict::Passed,
            text: own(),
            grounds: None,
        },
        Kind::Off {
            from: day("2026-02-02"),
            to: day("2026-02-04"),
            withdrawn: false,
            text: own(),
        },
    ];
    let events = kinds.into_iter().zip(1_u64..);
    let events: Vec<Event> = events
        .map(|(kind, number)| event("laptop", number, number.into(), "2026-01-09", kind))
        .collect();
    State::from_events(events)
}

/// Notes that say this text in every place that Markdown has.
fn noted(text: &str) -> BTreeMap<PhaseIx, Document> {
    let line = text.replace(['\n', '\r'], " ");
    let note = format!(
        "# Notes\n\n## What changed\n\n### Week {line}\n\n- {line} <script>alert(1)</script>\n- [x] {line}\n\n> {line}\n\n| a | b |\n|---|---|\n| {line} | [{line}](https://example.org/{line}) |\n\n```\n{line}\n```\n\n[bad](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n## After\n\nNot this.\n"
    );
    BTreeMap::from([(PhaseIx(0), Document::parse(Arc::from(note)))])
}

/// Every format, by name, of a learner and a roadmap with this text.
fn all(text: &str) -> Vec<(&'static str, String)> {
    let (roadmap, state, notes) = (poisoned(text), said(text), noted(text));
    let progress = Progress::new(&roadmap, &state);
    let source = Source {
        roadmap: &roadmap,
        state: &state,
        progress: &progress,
        today: day("2026-03-06"),
    };
    let html = page(&Portfolio {
        source,
        name: Some(text),
        notes: &notes,
        private: Private {
            money: true,
            hours: true,
            thoughts: true,
        },
    });
    vec![
        ("markdown", markdown(&source)),
        ("ics", calendar(&source, made()).unwrap()),
        ("items", tables::items(&source)),
        ("sessions", tables::sessions(&source)),
        ("spending", tables::spending(&source)),
        ("html", html),
    ]
}

fn made() -> DateTime<Utc> {
    let made = DateTime::parse_from_rfc3339("2026-03-06T20:02:00+01:00").unwrap();
    made.with_timezone(&Utc)
}

/// What Markdown makes of a text: its elements, links and emphasis left out.
fn elements(text: &str) -> Vec<String> {
    let options = Options::all()
        - Options::ENABLE_SMART_PUNCTUATION
        - Options::ENABLE_MATH
        - Options::ENABLE_WIKILINKS;
    Parser::new_ext(text, options)
        .filter_map(|event| match event {
            Md::Start(Tag::Link { .. } | Tag::Strong | Tag::Emphasis) => None,
            Md::Start(tag) => {
                let name = format!("{tag:?}");
                name.split([' ', '(', '{']).next().map(str::to_owned)
            }
            Md::Html(_) | Md::InlineHtml(_) => Some("HTML".to_owned()),
            Md::TaskListMarker(ticked) => Some(format!("box {ticked}")),
            Md::Rule => Some("rule".to_owned()),
            _ => None,
        })
        .collect()
}

/// The tags of a page with the names of their attributes, links left out; and
/// that no attribute leads anywhere else.
fn tags(page: &str) -> Vec<String> {
    let mut tags = Vec::new();
    for token in Tokenizer::new(page) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let mut names = Vec::new();
                for (key, value) in &tag.attributes {
                    let key = String::from_utf8_lossy(key).into_owned();
                    let value = String::from_utf8_lossy(value).into_owned();
                    assert!(
                        !key.starts_with("on") && key != "src" && key != "style",
                        "{key}"
                    );
                    if key == "href" {
                        let good = ["https://", "http://", "mailto:", "#"];
                        assert!(good.iter().any(|it| value.starts_with(it)), "{value}");
                    }
                    names.push(key);
                }
                assert!(!["script", "link", "img", "iframe", "base"].contains(&name.as_str()));
                // A link whose address cannot be opened is not listed.
                if !["a", "code", "li", "ul"].contains(&name.as_str()) {
                    tags.push(format!("{name} {}", names.join(" ")));
                }
            }
            Token::Comment(_) | Token::Error(_) => panic!("{token:?}"),
            _ => {}
        }
    }
    tags
}

/// The rows of a table, as an independent reader sees them.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows = reader.records();
    rows.map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

/// Nothing in it drives a terminal or turns the direction of its text.
fn harmless(name: &str, text: &str) {
    let allowed = |c: char| {
        c == '\n' || (c == '\r' && ["ics", "items", "sessions", "spending"].contains(&name))
    };
    let bad = text.chars().find(|c| {
        (c.is_control() && !allowed(*c))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    });
    assert_eq!(bad, None, "{name}");
}

/// Holds two lists against each other, and tells where they part.
fn same(good: &[String], bad: &[String], text: &str) {
    let pairs = good.iter().zip(bad);
    let equal = pairs.take_while(|(good, bad)| good == bad).count();
    let at = |list: &[String]| {
        list.get(equal.saturating_sub(2)..list.len().min(equal + 3))
            .map(<[_]>::to_vec)
    };
    assert!(good == bad, "{text:?}: {:?}, {:?}", at(good), at(bad));
}

fn check(text: &str) {
    let text = format!("x{text}x");
    let (good, bad) = (all("xwordx"), all(&text));
    for ((name, good), (_, bad)) in good.iter().zip(&bad) {
        harmless(name, bad);
        match *name {
            "markdown" => same(&elements(good), &elements(bad), &text),
            "html" => same(&tags_before_notes(good), &tags_before_notes(bad), &text),
            "ics" => {
                assert!(bad.split("\r\n").all(|line| line.len() <= 75), "{text:?}");
                let unfolded = |text: &str| icalendar::parser::unfold(text);
                let (good, bad) = (unfolded(good), unfolded(bad));
                let names = |text: &str| -> Vec<String> {
                    let lines = text.lines();
                    let lines = lines.filter_map(|line| line.split(':').next());
                    lines.map(str::to_owned).collect()
                };
                same(&names(&good), &names(&bad), &text);
                let read = icalendar::parser::read_calendar(&bad).expect("a calendar");
                assert_eq!(read.components.len(), good.matches("BEGIN:VEVENT").count());
            }
            _ => {
                let (good, bad) = (rows(good), rows(bad));
                assert_eq!(good.len(), bad.len(), "{text:?}");
                assert!(bad.iter().all(|row| row.len() == good[0].len()));
            }
        }
    }
}

/// The tags of all but the notes: what Markdown makes of a text is its own.
fn tags_before_notes(page: &str) -> Vec<String> {
    let (before, rest) = page.split_once("<div class=\"note\">").expect("notes");
    let after = rest.split_once("</article>").expect("an end").1;
    // The notes are looked at, too.
    tags(rest);
    [tags(before), tags(after)].concat()
}

#[test]
fn texts_that_mean_something_to_a_format_mean_themselves() {
    for text in [
        "<script>alert(1)</script>",
        "</title></style></script><img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)",
        "' autofocus onfocus='alert(1)",
        "&lt;b&gt; &#x3c; &copy",
        "]]><!--",
        "{{7*7}} ${7*7}",
        "# heading\n- [x] box\n\n---\n",
        "| cell | cell |",
        "`a|b` ``",
        "](https://example.org) ![",
        "[ref]: https://example.org",
        "\r\nEND:VEVENT\r\nBEGIN:VALARM",
        "a,b;c\\n\\",
        "\",\"\r\n=cmd|' /C calc'!A0",
        "\u{1b}]0;title\u{7}\u{9b}31m",
        "\u{202e}gnp.exe",
        "   ",
        "",
    ] {
        check(text);
    }
}

#[test]
fn a_cell_that_a_spreadsheet_takes_for_a_formula_becomes_text() {
    for text in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        "\u{feff}=1",
        "\u{0}=1",
    ] {
        for (name, table) in all(text) {
            if !["items", "sessions", "spending"].contains(&name) {
                continue;
            }
            for row in rows(&table).iter().skip(1) {
                for (place, cell) in row.iter().enumerate() {
                    let figure = name == "spending" && place == 1;
                    let formula = cell
                        .trim_start()
                        .starts_with(['=', '+', '-', '@', '＝', '\t', '\r']);
                    assert!(figure || !formula, "{name}: {cell:?}");
                }
            }
        }
    }
    // A figure of ours is no formula.
    let spending = rows(&all("x").remove(4).1);
    assert_eq!(spending[1][1], "-39.99");
}

#[test]
fn a_page_stands_alone() {
    let page = all("word").pop().unwrap().1;
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"));
    assert!(page.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"));
    for never in [
        "<script", "<link", "src=", "@import", "url(", "<iframe", "<object", "<form",
    ] {
        assert!(!page.contains(never), "{never}");
    }
    // Every address on it is a link that is followed by hand.
    let links = page.matches(" href=\"http").count();
    assert!(links >= 3);
    assert_eq!(page.matches("rel=\"noopener noreferrer\"").count(), links);
    let addresses = page.matches("http").count() - page.matches("http-equiv").count();
    assert_eq!(addresses, links, "an address stands somewhere else");
}

#[test]
fn a_page_can_be_read_without_seeing_it() {
    let page = all("word").pop().unwrap().1;
    for part in [
        "<header>",
        "<main id=\"main\">",
        "<footer>",
        "href=\"#main\"",
    ] {
        assert_eq!(page.matches(part).count(), 1, "{part}");
    }
    assert_eq!(page.matches("<h1").count(), 1);
    let charts = page.matches("<svg").count();
    assert_eq!(page.matches("role=\"img\"").count(), charts);
    for id in page.split("aria-labelledby=\"").skip(1) {
        for id in id.split('"').next().unwrap().split(' ') {
            assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
        }
    }
    let heads = page.matches("<th").count() - page.matches("<thead").count();
    assert_eq!(page.matches("scope=\"").count(), heads);
}

#[test]
fn what_is_private_is_left_out_unless_asked_for() {
    let (roadmap, state, notes) = (shipped(), said("a secret"), BTreeMap::new());
    let progress = Progress::new(&roadmap, &state);
    let look = |private| {
        page(&Portfolio {
            source: Source {
                roadmap: &roadmap,
                state: &state,
                progress: &progress,
                today: day("2026-03-06"),
            },
            name: None,
            notes: &notes,
            private,
        })
    };
    let bare = look(Private::default());
    // Links are meant to be shown, with their words; the rest is not.
    assert_eq!(bare.matches("a secret").count(), 3);
    for word in ["Money", "Hours", "Thoughts", "39.99", "1 h 30"] {
        assert!(!bare.contains(word), "{word}");
    }
    let money = look(Private {
        money: true,
        ..Private::default()
    });
    assert!(money.contains("-39.99 USD") && !money.contains("Thoughts"));
    let hours = look(Private {
        hours: true,
        ..Private::default()
    });
    assert!(hours.contains("1 h 30 in all") && !hours.contains("Money"));
    let thoughts = look(Private {
        thoughts: true,
        ..Private::default()
    });
    assert_eq!(thoughts.matches("a secret").count(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 12 } else { 128 }))]
    #[test]
    fn any_text_leaves_every_format_its_shape(text in nasty::text()) {
        check(&text);
    }

    #[test]
    fn any_marks_in_any_order_do(text in "[-#*_`\\[\\]<>!~|+=:.()&;a1 {}\\\\\"',@\n]{1,24}") {
        check(&text);
    }
}

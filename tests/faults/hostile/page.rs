//! The portfolio: read again by a tokenizer that knows nothing of its making,
//! and, in the long lane, by a browser.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use html5gum::{Token, Tokenizer};
use mastery::text::sanitise;

use crate::{
    lane::{report, rounds},
    pty::{Home, skip},
};

use super::{
    corpus::texts,
    world::{self, NOW, Poison, marks},
};

const ELEMENTS: [&str; 62] = [
    "a",
    "b",
    "blockquote",
    "body",
    "br",
    "caption",
    "circle",
    "code",
    "dd",
    "del",
    "desc",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "g",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "input",
    "li",
    "line",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "path",
    "polyline",
    "pre",
    "rect",
    "section",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "u",
    "ul",
    "article",
    "details",
];

const ATTRIBUTES: [&str; 39] = [
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "charset",
    "checked",
    "class",
    "colspan",
    "content",
    "cx",
    "cy",
    "d",
    "data-label",
    "datetime",
    "disabled",
    "height",
    "href",
    "http-equiv",
    "id",
    "lang",
    "name",
    "points",
    "r",
    "rel",
    "role",
    "rx",
    "scope",
    "start",
    "tabindex",
    "text-anchor",
    "title",
    "type",
    "viewbox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
];

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// What a page is made of.
#[derive(Default)]
struct Page {
    /// All its text, one piece.
    text: String,
    /// The text of its style sheets.
    style: String,
    faults: Vec<String>,
    elements: usize,
    attributes: usize,
    links: usize,
    policies: usize,
}

fn read(page: &str) -> Page {
    let mut it = Page::default();
    let mut in_style = false;
    for Ok(token) in Tokenizer::new(page) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).to_ascii_lowercase();
                it.elements += 1;
                in_style = name == "style";
                if !ELEMENTS.contains(&&*name) {
                    it.faults.push(format!("element {name}"));
                }
                let attributes: BTreeMap<String, String> = tag
                    .attributes
                    .iter()
                    .map(|(name, value)| {
                        let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
                        (text(name).to_ascii_lowercase(), text(value))
                    })
                    .collect();
                for (name, value) in &attributes {
                    it.attributes += 1;
                    if !ATTRIBUTES.contains(&name.as_str()) {
                        it.faults.push(format!("attribute {name}={value}"));
                    }
                    if name == "href" {
                        it.links += 1;
                        let known = ["https://", "http://", "mailto:", "#"];
                        let plain = value.bytes().all(|byte| byte.is_ascii_graphic());
                        if !plain || !known.iter().any(|it| value.starts_with(it)) {
                            it.faults.push(format!("address {value}"));
                        }
                    }
                    if name == "http-equiv" {
                        let content = attributes.get("content").map(String::as_str);
                        if value == "Content-Security-Policy" && content == Some(POLICY) {
                            it.policies += 1;
                        } else {
                            it.faults.push(format!("http-equiv {value} {content:?}"));
                        }
                    }
                }
            }
            Token::EndTag(tag) => in_style &= &*tag.name != b"style",
            Token::String(text) => {
                let text = String::from_utf8_lossy(&text);
                let place = if in_style {
                    &mut it.style
                } else {
                    &mut it.text
                };
                place.push_str(&text);
            }
            Token::Comment(_) | Token::Error(_) => it.faults.push(format!("{token:?}")),
            Token::Doctype(_) => {}
        }
    }
    it
}

/// A text without its blanks, of which a page makes what it likes.
fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !"␊␍␉".contains(*c))
        .collect()
}

/// How many marks of the page's text have their text behind them, and those
/// that do not. Texts in notes are Markdown, and theirs to shape.
fn whole(text: &str, poison: &Poison) -> (usize, Vec<String>) {
    let text = squeezed(text);
    let (mut right, mut wrong) = (0, Vec::new());
    for mark in marks(&text).iter().filter(|it| !it.starts_with('z')) {
        let shown = sanitise(poison.behind(mark).trim()).into_owned();
        if text.contains(&format!("{mark}{}", squeezed(&shown))) {
            right += 1;
        } else {
            wrong.push(format!("{mark} {shown:?}"));
        }
    }
    (right, wrong)
}

fn portfolio(home: &Home, name: &str) -> String {
    let output = Command::new(crate::pty::MASTERY)
        .args([
            "export",
            "html",
            "--with",
            "money,hours,thoughts",
            "--name",
            name,
        ])
        .current_dir(home.path())
        .env_clear()
        .envs(home.environment())
        .env("MASTERY_NOW", NOW)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn markup() -> Vec<String> {
    texts("markup.txt").into_iter().map(|it| it.text).collect()
}

/// The page of one round.
fn page(round: usize) -> (Poison, String) {
    let poison = Poison::new(markup(), round);
    let home = world::home(&poison);
    let name = poison.text("zz", round * 31).replace('\0', "");
    let page = portfolio(&home, &name);
    (poison, page)
}

#[test]
fn no_text_leaves_its_place_in_the_page() {
    let plain = Poison::new(vec!["word".to_owned(); 144], 0);
    let style = read(&portfolio(&world::home(&plain), "Ada")).style;
    assert!(
        style.contains("color-scheme")
            && !style.contains("url(")
            && !style.contains('@') | style.contains("@media")
    );
    let (mut shown, mut elements, mut attributes, mut links, mut fields) = (0, 0, 0, 0, 0);
    let rounds = rounds(3, 24);
    for round in 0..rounds {
        let (poison, page) = page(round);
        let read = read(&page);
        assert!(
            read.faults.is_empty(),
            "{:?}",
            &read.faults[..read.faults.len().min(10)]
        );
        assert_eq!(read.policies, 1);
        assert_eq!(read.style, style, "the style sheet is another one");
        let head = page.split_once("<title>").unwrap().0;
        assert!(head.contains(POLICY), "the policy comes first");
        let (right, wrong) = whole(&read.text, &poison);
        assert!(
            wrong.is_empty(),
            "{}: {:?}",
            wrong.len(),
            &wrong[..wrong.len().min(10)]
        );
        shown += right;
        elements += read.elements;
        attributes += read.attributes;
        links += read.links;
        let all = marks(&read.text);
        fields = fields.max(
            all.iter()
                .map(|it| &it[..2])
                .collect::<std::collections::BTreeSet<_>>()
                .len(),
        );
    }
    report(
        "T19 portfolio",
        &format!(
            "{} texts, {rounds} pages, {fields} fields; {elements} elements, {attributes} attributes, \
             {links} links, none that is not ours; {shown} texts as they were written",
            markup().len()
        ),
    );
    assert!(shown >= 200 * rounds, "{shown}");
}

#[test]
fn a_page_that_does_not_escape_is_noticed() {
    let (mut noticed, mut by_text) = (0, 0);
    let texts = markup();
    let plain = Poison::new(vec!["word".to_owned(); 144], 0);
    let good = portfolio(&world::home(&plain), "Ada");
    for text in &texts {
        // As it is, in the text of the page and in an attribute of it.
        for place in ["<main id=\"main\">", "class=\""] {
            let bad = good.replacen(place, &format!("{place}{text}"), 1);
            let read = read(&bad);
            noticed += usize::from(!read.faults.is_empty());
        }
        let poison = Poison::new(vec![text.clone()], 0);
        let raw = format!("<main>{}</main>", poison.text("qa", 0));
        by_text += usize::from(!whole(&read(&raw).text, &poison).1.is_empty());
    }
    report(
        "T19 control: a page that does not escape",
        &format!(
            "{} texts in 2 places: {noticed} pages noticed by their elements and attributes, {by_text} by their text",
            texts.len()
        ),
    );
    assert!(noticed >= 120 && by_text >= 80, "{noticed} {by_text}");
    // And one without a policy.
    assert_eq!(read(&good.replace(POLICY, "default-src *")).policies, 0);
}

/// What a browser made of a page.
struct Seen {
    page: Page,
    scripts: usize,
    ran: bool,
    complaints: usize,
    asked: usize,
}

/// Opens a page in a browser for which every host is a listener of ours.
fn browse(folder: &Path, page: &str) -> Seen {
    let file = folder.join("page.html");
    std::fs::File::create(&file)
        .and_then(|mut it| std::io::Write::write_all(&mut it, page.as_bytes()))
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    thread::Builder::new()
        .spawn(move || {
            for stream in listener.incoming() {
                count.fetch_add(1, SeqCst);
                drop(stream);
            }
        })
        .unwrap();
    let profile = tempfile::TempDir::new().unwrap();
    // A browser that hangs is a fault of the test, not a night of waiting.
    let output = Command::new("timeout")
        .args(["-k", "5", "60", "chromium"])
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        .args(["--disable-component-update", "--disable-sync", "--no-first-run", "--disable-default-apps"])
        .args(["--disable-dev-shm-usage", "--enable-logging=stderr", "--timeout=5000"])
        .arg(format!("--host-resolver-rules=MAP *.example 127.0.0.1:{port}, MAP evil.example 127.0.0.1:{port}, MAP x 127.0.0.1:{port}"))
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg("--dump-dom")
        .arg(format!("file://{}", file.display()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    thread::sleep(Duration::from_millis(50));
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(dom.contains("<html"), "the browser shows nothing: {said}");
    Seen {
        scripts: dom.matches("<script").count(),
        ran: dom.contains("data-ran="),
        complaints: said.matches("Content Security Policy").count(),
        page: read(&dom),
        asked: asked.load(SeqCst),
    }
}

/// Says on the page itself that a script ran.
const BUG: &str = "<script>window.alert=window.confirm=window.prompt=function(){document.documentElement.setAttribute('data-ran','yes')}</script>";

/// The page without its policy, and with a bug.
fn unprotected(page: &str) -> String {
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">");
    assert!(page.contains(&meta));
    page.replace(&meta, BUG)
}

#[test]
fn a_browser_runs_nothing_and_loads_nothing() {
    let pages = rounds(0, 3);
    if pages == 0 {
        return report("T19 browser", "only in the long lane");
    }
    if !Path::new("/usr/bin/chromium").exists() {
        return skip("there is no /usr/bin/chromium");
    }
    let folder = tempfile::TempDir::new().unwrap();
    let mut shown = 0;
    for round in 0..pages {
        let (poison, page) = page(round);
        let seen = browse(folder.path(), &page);
        assert_eq!((seen.scripts, seen.asked, seen.complaints), (0, 0, 0));
        assert!(seen.page.faults.is_empty(), "{:?}", seen.page.faults);
        let (right, wrong) = whole(&seen.page.text, &poison);
        assert!(wrong.is_empty(), "{wrong:?}");
        shown += right;
        // The policy is not what it rests on.
        let seen = browse(folder.path(), &unprotected(&page));
        assert_eq!((seen.scripts, seen.asked), (1, 0));
        assert!(!seen.ran, "a script ran");
    }
    // The control: the same texts as they are, with and without the policy.
    let (_, good) = page(0);
    // Pictures alone: among the others are some on which a browser waits for ever.
    let texts: Vec<String> = markup()
        .into_iter()
        .filter(|it| it.starts_with("<img"))
        .collect();
    let raw = good.replacen("</h1>", &format!("</h1>{}", texts.join("<br>")), 1);
    let guarded = browse(folder.path(), &raw);
    assert!(guarded.complaints > 0, "the policy forbids nothing");
    let bare = browse(folder.path(), &unprotected(&raw));
    assert!(bare.ran, "the judge is blind to scripts");
    assert!(bare.asked > 0, "the judge is blind to requests");
    report(
        "T19 browser",
        &format!(
            "{pages} pages, each with its policy and without: 0 scripts ran, 0 requests, {shown} texts as they were \
             written; control: the same texts unescaped ran, asked for {} things, and the policy forbade {}",
            bare.asked, guarded.complaints
        ),
    );
}

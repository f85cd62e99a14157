//! Addresses: their form, their titles, the page that lists them, and the tool
//! that asks for them.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::Command,
    thread,
};

use pretty_assertions::assert_eq;
use tempfile::TempDir;
use url::Url;

use crate::{
    learner::shipped,
    notes::{self, none, page::Page},
};

const PAGE: &str = "docs/links.md";
const BEGIN: &str = "<!-- list -->\n";
const END: &str = "<!-- end of list -->\n";

/// How an address can have been checked.
const CHECKED: [&str; 4] = ["repository", "rule", "secondary", "open"];

/// Forms that only redirect, or lead nowhere any more.
const OLD: [&str; 8] = [
    "//hexdocs.pm/",
    "elixir-lang.org/getting-started",
    "elixir-lang.org/docs/",
    "erlang.org/doc/man/",
    "erlang.org/doc/design_principles",
    "des_princ",
    "plataformatec",
    "//erlang.org/",
];

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    fs::read_to_string(top().join(file)).unwrap()
}

/// What is wrong with an address.
fn fault(address: &str, reasons: &str) -> Option<String> {
    let url = match Url::parse(address) {
        Ok(url) => url,
        Err(error) => return Some(error.to_string()),
    };
    if url.scheme() == "http" && !reasons.contains(&format!("- `{address}`: ")) {
        return Some(format!("is not https, and {PAGE} has no reason"));
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Some("is not https".to_owned());
    }
    if url.host_str().is_none_or(|host| !host.contains('.')) {
        return Some("has no host".to_owned());
    }
    if !url.username().is_empty() || url.port().is_some() {
        return Some("has a user or a port".to_owned());
    }
    if address.ends_with(['.', ',', ';', ':', '!', '?', '\'', '"', '’', '”']) {
        return Some("ends with a mark of the sentence".to_owned());
    }
    if address.matches('(').count() != address.matches(')').count() {
        return Some("has half a pair of brackets".to_owned());
    }
    // The parser writes `https://a.b` with its root; everything else stays.
    let canonical = url.as_str();
    if canonical != address && canonical != format!("{address}/") {
        return Some(format!("would be written {canonical}"));
    }
    let old = OLD.iter().find(|old| address.contains(**old))?;
    Some(format!("has the old form `{old}`"))
}

#[test]
fn every_address_is_written_as_it_answers() {
    let reasons = read(PAGE);
    let roadmap = shipped();
    let mut faults = Vec::new();
    for item in &roadmap.items {
        let why = item.url.as_ref().and_then(|url| fault(url, &reasons));
        if let Some(why) = why {
            faults.push(format!("roadmap.toml:{}: {:?} {why}", item.line, item.url));
        }
    }
    let pages = crate::docs::pages().into_iter().map(|path| {
        let file = path.strip_prefix(top()).unwrap().display().to_string();
        Page::read(&file, &read(&file))
    });
    let notes = notes::notes(&roadmap).into_iter().map(|(_, page)| page);
    for page in notes.chain(pages) {
        for link in page.links.iter().filter(|link| link.to.contains("://")) {
            if let Some(why) = fault(&link.to, &reasons) {
                faults.push(format!("{}:{}: {} {why}", page.file, link.line, link.to));
            }
        }
        // A bare address is no link to the reader of the file.
        let in_note = page
            .prose
            .iter()
            .filter(|_| page.file.starts_with("reading"));
        for prose in in_note {
            let words = prose.text.split_whitespace();
            for bare in words.filter(|word| word.starts_with("http") && word.contains("://")) {
                let linked = page.links.iter().any(|link| link.text.contains(bare));
                if !linked {
                    faults.push(format!("{}:{}: {bare} is no link", page.file, prose.line));
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn old_and_broken_forms_are_told() {
    for (address, why) in [
        ("http://ferd.ca/x.html", "is not https"),
        ("https://ferd.ca/x.html.", "mark of the sentence"),
        ("https://ferd.ca/x)", "brackets"),
        ("https://ferd.ca/a b", "would be written"),
        ("https://Ferd.ca/", "would be written https://ferd.ca/"),
        ("https://hexdocs.pm/ecto/Ecto.html", "old form"),
        (
            "https://elixir-lang.org/getting-started/mix-otp/ets.html",
            "old form",
        ),
        ("https://www.erlang.org/doc/man/ets.html", "old form"),
        (
            "https://www.erlang.org/doc/design_principles/x.html",
            "old form",
        ),
        ("ftp://ferd.ca/x", "is not https"),
        ("https://localhost/x", "has no host"),
        ("nowhere", "relative URL"),
    ] {
        let told = fault(address, "").unwrap_or_default();
        assert!(told.contains(why), "{address}: {told}");
    }
    assert_eq!(
        fault("http://old.example/x", "- `http://old.example/x`: no TLS"),
        None
    );
    assert_eq!(fault("https://adoptingerlang.org", ""), None);
}

#[test]
fn an_address_has_one_title() {
    let roadmap = shipped();
    let mut titles: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for item in &roadmap.items {
        if let Some(url) = &item.url {
            titles.entry(url).or_default().insert(&item.title);
        }
    }
    let mut faults: Vec<String> = titles
        .iter()
        .filter(|(_, titles)| titles.len() > 1)
        .map(|(url, titles)| format!("{url}: {titles:?}"))
        .collect();
    // In a sentence a link may be any phrase; where a note lists a reading, it
    // has the roadmap's title (`notes.rs`), and so it has in a list of its own.
    for (_, page) in notes::notes(&roadmap) {
        let listed: BTreeSet<usize> = page.tasks.iter().map(|task| task.line).collect();
        for link in page.links.iter().filter(|link| listed.contains(&link.line)) {
            let named = titles.get(link.to.as_str());
            if named.is_some_and(|titles| !titles.contains(link.text.as_str())) {
                faults.push(format!("{}:{}: {}", page.file, link.line, link.text));
            }
        }
    }
    none(&faults);
}

/// The addresses of the roadmap and the notes, with the phases that use them.
fn used() -> BTreeMap<String, BTreeSet<u32>> {
    let roadmap = shipped();
    let mut used: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for (phase, page) in notes::notes(&roadmap) {
        let readings = phase.readings.iter();
        let readings = readings.filter_map(|item| roadmap[*item].url.clone());
        let links = page.links.into_iter().map(|link| link.to);
        for address in readings.chain(links.filter(|to| to.contains("://"))) {
            used.entry(address).or_default().insert(phase.number);
        }
    }
    used
}

#[test]
fn the_page_of_links_lists_them_all() {
    let page = read(PAGE);
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (list, tail) = rest.split_once(END).unwrap();
    let kept: BTreeMap<&str, (&str, &str)> = list
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| <")?.strip_suffix('|')?.split(" |");
            let address = cells.next()?.strip_suffix('>')?;
            let (_, checked, remark) = (cells.next()?, cells.next()?, cells.next()?);
            Some((address, (checked.trim(), remark.trim())))
        })
        .collect();
    let mut rows =
        "\n| address | phases | checked | remark |\n| --- | --- | --- | --- |\n".to_owned();
    for (address, phases) in used() {
        let phases: Vec<String> = phases.iter().map(ToString::to_string).collect();
        let (checked, remark) = kept.get(address.as_str()).copied().unwrap_or(("open", ""));
        assert!(CHECKED.contains(&checked), "{address}: `{checked}`");
        let remark = if remark.is_empty() {
            String::new()
        } else {
            format!("{remark} ")
        };
        let phases = phases.join(", ");
        writeln!(rows, "| <{address}> | {phases} | {checked} | {remark}|").unwrap();
    }
    rows.push('\n');
    let wanted = [head, BEGIN, &rows, END, tail].concat();
    if env::var_os("UPDATE_LINKS").is_some() {
        let mut file = fs::File::create(top().join(PAGE)).unwrap();
        file.write_all(wanted.as_bytes()).unwrap();
    }
    assert!(
        read(PAGE) == wanted,
        "{PAGE} is not the list: run `UPDATE_LINKS=1 cargo test page_of_links`"
    );
}

/// Answers one request; some never.
fn answer(stream: TcpStream, kept_open: &mut Vec<TcpStream>) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let request = lines.next()?.ok()?;
    let path = request.split(' ').nth(1)?;
    let mut agent = String::new();
    for line in lines
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
    {
        if line.to_lowercase().starts_with("user-agent:") {
            agent = line;
        }
    }
    let head = match path {
        "/here" if agent.contains("mastery-check-links") => "200 OK",
        "/here_(again)" => "200 OK",
        "/moved" => "301 Moved Permanently\r\nlocation: /here",
        "/silent" => {
            kept_open.push(stream);
            return None;
        }
        _ => "404 Not Found",
    };
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )
    .ok()
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn check_links_tells_the_dead_and_the_moved() {
    if Command::new("curl").arg("--version").output().is_err() {
        assert!(env::var_os("CI").is_none(), "there is no curl here");
        eprintln!("skipped: there is no curl here");
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let server = move || {
        let mut kept_open = Vec::new();
        for stream in listener.incoming().map_while(Result::ok) {
            answer(stream, &mut kept_open);
        }
    };
    thread::Builder::new().spawn(server).unwrap();

    let folder = TempDir::new().unwrap();
    let write = |file: &str, text: &str| {
        let mut open = fs::File::create(folder.path().join(file)).unwrap();
        open.write_all(text.as_bytes()).unwrap();
    };
    let check = |files: &[&str]| {
        let output = Command::new(top().join("tools/check-links"))
            .args(["--seconds", "2"])
            .args(files)
            .current_dir(folder.path())
            .env("no_proxy", "127.0.0.1")
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        let printed = String::from_utf8(output.stdout).unwrap().replace(&base, "");
        let mut lines: Vec<String> = printed.lines().map(ToOwned::to_owned).collect();
        let last = lines.pop().unwrap();
        lines.sort();
        (lines, last, output.status.code())
    };

    write("good.toml", &format!("url = \"{base}/here\"\n"));
    write(
        "good.md",
        &format!(
            "[it]({base}/here#part) and [again]({base}/here_(again)), `[code]({base}/code)`\n\n\
             ```sh\ncurl [no]({base}/no)\n```\n\n[relative](other.md)\n"
        ),
    );
    let (lines, last, status) = check(&["good.toml", "good.md"]);
    assert_eq!(lines, ["ok    200 /here", "ok    200 /here_(again)"]);
    assert_eq!(last, "2 addresses, 0 of them dead or moved");
    assert_eq!(status, Some(0));

    write(
        "bad.md",
        &format!("[a]({base}/moved), <{base}/gone>, [b]({base}/silent), [c]({base}/here)\n"),
    );
    let (lines, last, status) = check(&["bad.md"]);
    assert!(
        lines[0].starts_with("FAULT 000 /silent (curl: (28) "),
        "{}",
        lines[0]
    );
    assert_eq!(
        lines[1..],
        [
            "FAULT 404 /gone -> /gone",
            "MOVED 200 /moved -> /here",
            "ok    200 /here"
        ]
    );
    assert_eq!(last, "4 addresses, 3 of them dead or moved");
    assert_eq!(status, Some(1));
}

#[test]
fn check_links_refuses_what_it_does_not_know() {
    for arguments in [&["--fast"][..], &["--seconds", "0"], &["nowhere.md"]] {
        let output = Command::new(top().join("tools/check-links"))
            .args(arguments)
            .current_dir(top())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

//! A learner in whose every field somebody wrote a hostile text: the roadmap,
//! its notes, the journal of another device.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    io::Write as _,
};

use crate::pty::Home;

use super::corpus::toml;

/// The day on which everything is looked at.
pub(super) const NOW: &str = "2026-03-06T20:02:00+01:00";

/// How many phases the roadmap has, and readings each.
pub(super) const PHASES: usize = 10;
const READINGS: usize = 40;

/// Gives texts, each behind a mark that names its field and its number.
pub(super) struct Poison {
    texts: Vec<String>,
    /// Where each field begins to count, so that rounds differ.
    round: usize,
    given: Cell<usize>,
}

impl Poison {
    pub(super) fn new(texts: Vec<String>, round: usize) -> Self {
        assert!(texts.len() < 1000);
        Self {
            texts,
            round,
            given: Cell::new(0),
        }
    }

    /// The text for the nth place of a field of this name.
    pub(super) fn text(&self, field: &str, n: usize) -> String {
        assert_eq!(field.len(), 2);
        self.given.set(self.given.get() + 1);
        let number = (n + self.round * 97) % self.texts.len();
        format!("{field}{number:03}{}", self.texts[number])
    }

    /// The same as TOML.
    fn toml(&self, field: &str, n: usize) -> String {
        toml(&self.text(field, n))
    }

    /// How many texts were put somewhere.
    pub(super) fn given(&self) -> usize {
        self.given.get()
    }

    /// How many texts there are.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// What stands behind a mark.
    pub(super) fn behind(&self, mark: &str) -> &str {
        let number: usize = mark[2..].parse().unwrap();
        // What only looks like a mark, in the name of a folder say, is none.
        self.texts.get(number).map_or("", String::as_str)
    }
}

/// The marks in a text: two letters of a field, the number of a text.
pub(super) fn marks(text: &str) -> BTreeSet<String> {
    let bytes = text.as_bytes();
    bytes
        .windows(5)
        .filter(|it| {
            b"jqxz".contains(&it[0])
                && it[1].is_ascii_lowercase()
                && it[2..].iter().all(u8::is_ascii_digit)
        })
        .map(|it| String::from_utf8_lossy(it).into_owned())
        .collect()
}

/// Which marks were seen in which sink.
#[derive(Default)]
pub(super) struct Tally(BTreeMap<String, BTreeSet<String>>);

impl Tally {
    pub(super) fn see(&mut self, sink: &str, text: &str) {
        let seen = self.0.entry(sink.to_owned()).or_default();
        seen.extend(marks(text));
    }

    /// How many texts of a field were seen in a sink, all together.
    pub(super) fn triples(&self) -> usize {
        self.0.values().map(BTreeSet::len).sum()
    }

    pub(super) fn sinks(&self) -> usize {
        self.0.values().filter(|marks| !marks.is_empty()).count()
    }

    pub(super) fn fields(&self) -> BTreeSet<String> {
        let marks = self.0.values().flatten();
        marks.map(|mark| mark[..2].to_owned()).collect()
    }

    /// How many different texts were seen at all.
    pub(super) fn texts(&self) -> usize {
        let marks = self.0.values().flatten();
        marks.map(|mark| &mark[2..]).collect::<BTreeSet<_>>().len()
    }

    pub(super) fn add(&mut self, other: Self) {
        for (sink, marks) in other.0 {
            self.0.entry(sink).or_default().extend(marks);
        }
    }
}

/// The roadmap, with a text in every field that takes any.
pub(super) fn roadmap(poison: &Poison) -> String {
    let p = |field: &str, n: usize| poison.toml(field, n);
    let mut out = format!(
        "format = 1\nid = \"garden\"\ntitle = {}\nsummary = {}\nhours_per_day = 3\n",
        p("qa", 0),
        p("qb", 0)
    );
    writeln!(
        out,
        "[cadence]\npull_request = {}\nrule = {}",
        p("qc", 0),
        p("qd", 0)
    )
    .unwrap();
    let kinds = ["book", "docs", "supplement", "build", "what-changed"];
    for (n, (day, kind)) in ["Mon", "Tue", "Wed", "Thu", "Fri"]
        .iter()
        .zip(kinds)
        .enumerate()
    {
        let title = p("qe", n);
        writeln!(
            out,
            "[[cadence.slot]]\ndays = [\"{day}\"]\nkind = \"{kind}\"\ntitle = {title}"
        )
        .unwrap();
    }
    for n in 0..PHASES {
        let role = p("qf", n);
        let work = if n.is_multiple_of(2) { "labs" } else { "pulse" };
        writeln!(out, "[[app]]\nid = \"{work}_{n}\"\nrole = {role}").unwrap();
    }
    for n in 0..PHASES {
        phase(&mut out, poison, n);
    }
    writeln!(
        out,
        "[plan]\nsummary = {}\naims = [{}, {}, {}]",
        p("qg", 0),
        p("qh", 0),
        p("qh", 1),
        p("qh", 2)
    )
    .unwrap();
    for n in 0..4 {
        let (title, summary) = (p("qi", n), p("qj", n));
        writeln!(
            out,
            "[[plan.lane]]\nid = \"lane{n}\"\ntitle = {title}\nsummary = {summary}"
        )
        .unwrap();
        for quarter in 1..=4 {
            let (id, m) = (format!("ms-{n}-{quarter}"), n * 4 + quarter);
            let title = p("qk", m);
            writeln!(
                out,
                "[[plan.lane.block]]\nquarters = [{quarter}]\nmilestones = [{{ id = \"{id}\", title = {title} }}]"
            )
            .unwrap();
        }
    }
    for n in 0..5 {
        writeln!(
            out,
            "[[metric]]\nid = \"metric{n}\"\ntitle = {}",
            p("ql", n)
        )
        .unwrap();
    }
    out.push_str("[budget]\ncurrency = \"EUR\"\n");
    for (n, id) in ["learning", "building", "other"].iter().enumerate() {
        writeln!(
            out,
            "[[budget.time]]\nid = \"{id}\"\ntitle = {}\nhours = 5",
            p("qm", n)
        )
        .unwrap();
    }
    for n in 0..4 {
        writeln!(
            out,
            "[[budget.money]]\nid = \"money{n}\"\ntitle = {}\namount = \"9.90\"\nevery = \"month\"",
            p("qn", n)
        )
        .unwrap();
    }
    for (n, every) in ["week", "month", "quarter"].iter().enumerate() {
        writeln!(
            out,
            "[[review]]\nid = \"{every}ly\"\nevery = \"{every}\"\nsubject = {}",
            p("qo", n)
        )
        .unwrap();
    }
    out
}

fn phase(out: &mut String, poison: &Poison, n: usize) {
    let p = |field: &str, n: usize| poison.toml(field, n);
    writeln!(
        out,
        "[[phase]]\nid = \"phase{n}\"\ntitle = {}\nshort = {}\nsummary = {}\napps_note = {}\n\
         notes = \"reading/phase{n}.md\"\ndays = [4, 6]\napps = [\"{}_{n}\"]",
        p("xa", n),
        p("xb", n),
        p("xc", n),
        p("xd", n),
        if n.is_multiple_of(2) { "labs" } else { "pulse" },
    )
    .unwrap();
    for reading in 0..READINGS {
        let m = n * READINGS + reading;
        let kind = ["book", "docs", "supplement"][reading % 3];
        // Blanks and controls in an address are a fault of the file, which
        // another test makes.
        let url: String = poison
            .text("xh", m)
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect();
        writeln!(
            out,
            "[[phase.reading]]\nid = \"item{m}\"\nkind = \"{kind}\"\ntitle = {}\nauthor = {}\nchapters = {}\nurl = {}",
            p("xe", m),
            p("xf", m),
            p("xg", m),
            toml(&format!("https://example.org/{url}")),
        )
        .unwrap();
    }
    writeln!(
        out,
        "[[phase.build]]\ntitle = {}\nwork = \"labs\"\ndeliverables = [{{ id = \"shelf{n}\", title = {} }}]",
        p("xi", n),
        p("xj", n)
    )
    .unwrap();
    let work = if n.is_multiple_of(2) { "labs" } else { "pulse" };
    writeln!(
        out,
        "[[phase.build]]\napp = \"{work}_{n}\"\ndeliverables = [{{ id = \"app-a{n}\", title = {} }}]",
        p("xj", n + 20)
    )
    .unwrap();
    writeln!(
        out,
        "[phase.proof]\nid = \"M{n}\"\nlabs = {}\npulse = {}\nwhy = {}",
        p("xk", n),
        p("xl", n),
        p("xm", n)
    )
    .unwrap();
    if n.is_multiple_of(2) {
        writeln!(out, "attestation = {}", p("xn", n)).unwrap();
    } else {
        writeln!(
            out,
            "[[phase.proof.gate]]\nrun = [\"true\"]\ncontains = [{}]\nlacks = [{}]",
            p("xo", n),
            p("xp", n)
        )
        .unwrap();
    }
}

/// The notes of a phase, with texts in every place that Markdown has.
fn note(poison: &Poison, n: usize) -> String {
    let each = poison.len().div_ceil(PHASES);
    let first = n * each;
    let mut out = format!("# {}\n\n", poison.text("za", n));
    out.push_str("## What changed\n\n");
    for n in first..first + each {
        let t = |field: &str| poison.text(field, n);
        // What breaks the line is a line of the note, as anywhere.
        writeln!(
            out,
            "### {}\n\n{} *{}* **{}** `{}`\n\n- [ ] {}\n- [{}](https://example.org/{}) ![{}]({})\n- [x](<{}> \"{}\")\n\n| {} | b |\n|---|---|\n| c | {} |\n\n> {}\n\n<p>{}</p>\n\n```{}\n{}\n```\n",
            t("zb"), t("zc"), t("zd"), t("ze"), t("zf"), t("zg"), t("zh"), t("zi"), t("zj"),
            t("zk"), t("zl"), t("zm"), t("zn"), t("zo"), t("zp"), t("zq"), t("zr"), t("zs"),
        )
        .unwrap();
    }
    out
}

/// One value of an event.
pub(super) enum Value {
    Text(String),
    Number(i64),
    Day(String),
    Moment(String),
    Yes,
    /// A list of texts.
    Texts(Vec<String>),
}

/// Writes events as another device would, with right sums.
pub(super) struct Scribe {
    clock: usize,
    pub(super) out: String,
}

impl Scribe {
    pub(super) fn new() -> Self {
        Self {
            clock: 0,
            out: String::from("# mastery journal\n\n"),
        }
    }

    /// An event of that kind on the day after so many of the year's.
    pub(super) fn event(&mut self, kind: &str, keys: Vec<(&str, Value)>) {
        self.said_by("other", "Europe/Berlin", kind, keys);
    }

    pub(super) fn said_by(
        &mut self,
        device: &str,
        zone: &str,
        kind: &str,
        keys: Vec<(&str, Value)>,
    ) {
        self.clock += 1;
        let number = self.clock;
        let id = format!("01JD8QZ7V6K3{number:014}");
        let day = format!("2026-{:02}-{:02}", 1 + number % 2, 1 + number % 28);
        let mut all: Vec<(&str, Value)> = vec![
            ("id", Value::Text(id.clone())),
            ("device", Value::Text(device.to_owned())),
            ("clock", Value::Number(i64::try_from(number).unwrap())),
            ("at", Value::Moment(format!("{day}T20:14:05+01:00"))),
            ("zone", Value::Text(zone.to_owned())),
            ("day", Value::Day(day)),
            ("kind", Value::Text(kind.to_owned())),
        ];
        all.extend(keys);
        writeln!(self.out, "[[event]] # {id}").unwrap();
        for (key, value) in &all {
            let value = match value {
                Value::Text(text) => toml(text),
                Value::Number(number) => number.to_string(),
                Value::Day(text) | Value::Moment(text) => text.clone(),
                Value::Yes => "true".to_owned(),
                Value::Texts(texts) => {
                    let texts: Vec<String> = texts.iter().map(|it| toml(it)).collect();
                    format!("[{}]", texts.join(", "))
                }
            };
            writeln!(self.out, "{key} = {value}").unwrap();
        }
        writeln!(self.out, "sum = \"{:08x}\"\n", sum(&mut all)).unwrap();
    }
}

/// The checksum of `docs/journal-format.md`.
fn sum(keys: &mut [(&str, Value)]) -> u32 {
    keys.sort_by_key(|(key, _)| *key);
    let mut form = String::new();
    let text = |text: &str| format!("s{}:{text}", text.len());
    for (key, value) in keys.iter() {
        write!(form, "{}:{key}=", key.len()).unwrap();
        let value = match value {
            Value::Text(it) => text(it),
            Value::Number(it) => format!("i{it}"),
            Value::Day(it) | Value::Moment(it) => format!("d{it}"),
            Value::Yes => "btrue".to_owned(),
            Value::Texts(texts) => {
                let each: String = texts.iter().map(|it| text(it) + "\n").collect();
                format!("a{}[{each}]", texts.len())
            }
        };
        form.push_str(&value);
        form.push('\n');
    }
    crc32fast::hash(form.as_bytes())
}

/// What another device wrote: every kind, every key that takes a text.
pub(super) fn journal(poison: &Poison) -> String {
    let mut scribe = Scribe::new();
    let begin = vec![("start", Value::Day("2026-01-05".to_owned()))];
    scribe.event("begin", begin);
    for n in 0..poison.len() {
        let t = |field: &str| Value::Text(poison.text(field, n));
        let about = || ("about", Value::Text(format!("item{}", n % 400)));
        scribe.event("note", vec![("text", t("ja")), about()]);
        let url = Value::Text(format!("https://example.org/{}", poison.text("jb", n)));
        scribe.event("link", vec![("url", url), ("text", t("jc")), about()]);
        let minutes = ("minutes", Value::Number(1 + i64::try_from(n % 9).unwrap()));
        let learning = ("category", Value::Text("learning".to_owned()));
        scribe.event(
            "session",
            vec![learning, minutes, about(), ("text", t("jd"))],
        );
        if n % 4 == 0 {
            others(&mut scribe, poison, n);
        }
    }
    scribe.out
}

fn others(scribe: &mut Scribe, poison: &Poison, n: usize) {
    let t = |field: &str| Value::Text(poison.text(field, n));
    let text = |text: &str| Value::Text(text.to_owned());
    scribe.event("done", vec![("item", t("je"))]);
    let minutes = ("minutes", Value::Number(5));
    scribe.event("session", vec![("category", t("jf")), minutes]);
    let amount = || ("amount", text("1.10"));
    let line = ("line", text("money1"));
    scribe.event("spent", vec![amount(), line, ("text", t("jg"))]);
    scribe.event("spent", vec![amount(), ("line", t("jh"))]);
    let day = || Value::Day("2026-02-20".to_owned());
    scribe.event(
        "off",
        vec![("from", day()), ("to", day()), ("text", t("ji"))],
    );
    let row = || ("row", text(&format!("M{}", n / 4 % PHASES)));
    let attested = || ("verdict", text("attested"));
    let links = Value::Texts(vec![format!(
        "https://example.org/{}",
        poison.text("jk", n)
    )]);
    scribe.event(
        "evidence",
        vec![row(), attested(), ("text", t("jj")), ("links", links)],
    );
    let answers = vec![
        ("review", text("weekly")),
        ("text", t("jl")),
        ("until", Value::Day(format!("2026-02-{:02}", 1 + n % 28))),
        ("answer1", t("jm")),
        ("answer2", t("jn")),
        ("answer3", t("jo")),
        ("decision", text("keep")),
    ];
    scribe.event("review", answers);
    scribe.event("review", vec![("review", t("jp")), ("text", t("jl"))]);
    scribe.event(
        &poison.text("jq", n),
        vec![("what", t("jr")), ("so", Value::Yes)],
    );
    let said = vec![("text", text("from a strange device"))];
    scribe.said_by(&poison.text("js", n), &poison.text("jt", n), "note", said);
}

/// A learner with all of that.
pub(super) fn home(poison: &Poison) -> Home {
    let home = Home::new();
    home.write("roadmap.toml", roadmap(poison));
    fs::create_dir_all(home.path().join("reading")).unwrap();
    for n in 0..PHASES {
        home.write(&format!("reading/phase{n}.md"), note(poison, n));
    }
    let folder = home.data.join("garden");
    fs::create_dir_all(&folder).unwrap();
    let mut file = fs::File::create(folder.join("oth\u{1b}[2J\u{202e}er.toml")).unwrap();
    file.write_all(journal(poison).as_bytes()).unwrap();
    home
}

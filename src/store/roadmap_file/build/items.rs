//! What can be ticked.

use url::Url;

use super::{Builder, raw};
use crate::{
    domain::{
        id::{self, ItemId},
        roadmap::{Item, ItemIx, ItemKind, PhaseIx},
    },
    store::roadmap_file::{
        ids,
        scalar::{At, Id, Text},
    },
};

/// What every item has.
pub(super) struct Draft<'d, 'a> {
    pub(super) id: &'d At<Id<'a>>,
    pub(super) formerly: &'d [At<Id<'a>>],
    pub(super) title: String,
    pub(super) kind: ItemKind,
    pub(super) phase: Option<PhaseIx>,
    pub(super) optional: bool,
}

impl Builder<'_, '_> {
    /// Adds an item; `None` if it cannot have its id, after saying why.
    pub(super) fn item(&mut self, draft: Draft<'_, '_>) -> Option<ItemIx> {
        let id = self.item_id(draft.id, draft.kind)?;
        let mut formerly = Vec::with_capacity(draft.formerly.len());
        for old in draft.formerly {
            let Some(old_id) = self.item_id(old, draft.kind) else {
                continue;
            };
            if old_id == id || formerly.contains(&old_id) {
                let message = format!("`{old_id}` is the item's id already");
                self.faults.degrading(&old.span, message);
            } else {
                formerly.push(old_id);
            }
        }
        self.roadmap.add_item(Item {
            id,
            title: draft.title,
            kind: draft.kind,
            phase: draft.phase,
            formerly,
            optional: draft.optional,
            author: None,
            chapters: None,
            url: None,
            line: self.lines.number(draft.id.span.start),
        })
    }

    /// The id, if it is well formed and free.
    fn item_id(&mut self, raw: &At<Id<'_>>, kind: ItemKind) -> Option<ItemId> {
        let text = raw.value.0.as_str();
        if let Err(error) = id::well_formed(text) {
            ids::refuse(raw, error, kind.word(), self.faults);
            return None;
        }
        let id = ItemId::new(text);
        if let Some(taken) = self.roadmap.find(&id) {
            // A phase claims its id after its items; the file has it before.
            let mut first = self.roadmap[taken].line;
            let mut line = self.lines.number(raw.span.start);
            let mut span = raw.span.clone();
            if first > line {
                std::mem::swap(&mut first, &mut line);
                span = self.faults.line_span(line);
            }
            let message = format!("the id `{text}` is on line {first} and again on line {line}");
            self.faults
                .fatal(&span, message)
                .expecting("an id that nothing else has or had: items and phases share theirs");
            return None;
        }
        Some(id)
    }

    pub(super) fn reading(&mut self, raw: raw::Reading<'_>, phase: PhaseIx) -> Option<ItemIx> {
        let kind = match raw.kind {
            raw::ReadingKind::Book => ItemKind::Book,
            raw::ReadingKind::Docs => ItemKind::Docs,
            raw::ReadingKind::Supplement => ItemKind::Supplement,
        };
        let url = match raw.url {
            Some(url) => self.url(url),
            None if kind == ItemKind::Book => None,
            None => {
                let message = format!("`{}` has no `url`", raw.id.value.0.as_str());
                self.faults
                    .degrading(&raw.id.span, message)
                    .expecting("`url = \"https://…\"`; only a book may do without");
                None
            }
        };
        let ix = self.item(Draft {
            id: &raw.id,
            formerly: &raw.formerly,
            title: raw.title.0,
            kind,
            phase: Some(phase),
            optional: raw.optional,
        })?;
        let item = &mut self.roadmap.items[ix.0];
        item.author = raw.author.map(|it| it.0);
        item.chapters = raw.chapters.map(|it| it.0);
        item.url = url;
        Some(ix)
    }

    fn url(&mut self, raw: At<Text<'_>>) -> Option<String> {
        if let Err(why) = check_url(raw.value.as_str()) {
            let message = format!("`{}` {why}", raw.value.as_str());
            self.faults
                .degrading(&raw.span, message)
                .expecting("a full address: `https://…`, `http://…` or `mailto:…`");
            return None;
        }
        Some(raw.value.into_string())
    }

    /// Reports ids that differ in nothing but capital letters.
    pub(super) fn look_alikes(&mut self) {
        self.apps.look_alikes(self.faults);
        self.proofs.look_alikes(self.faults);
        let items = &self.roadmap.items;
        let every = items.iter().map(|item| (item.id.as_str(), item.line));
        if every
            .clone()
            .any(|(id, _)| id.bytes().any(|b| b.is_ascii_uppercase()))
        {
            ids::look_alikes(every.collect(), self.faults);
        }
    }
}

/// Why a text is no address to open.
fn check_url(text: &str) -> Result<(), String> {
    if is_plain(text) {
        return Ok(());
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("has white space in it".to_owned());
    }
    let url = Url::parse(text).map_err(|error| format!("is no address: {error}"))?;
    if !matches!(url.scheme(), "http" | "https" | "mailto") {
        return Err(format!("is not opened: its scheme is `{}`", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user name in it".to_owned());
    }
    Ok(())
}

/// Whether an address is one of the usual ones, which need no parser: https, a
/// host of plain labels that end in letters, a path of plain characters.
fn is_plain(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else {
        return false;
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let label = |label: &str| {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        !label.is_empty() && !label.starts_with("xn--") && label.bytes().all(inner)
    };
    let top = host.rsplit_once('.').map(|(_, top)| top);
    host.split(['.', '-']).all(label)
        && top.is_some_and(|top| top.bytes().all(|b| b.is_ascii_lowercase()))
        && path.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_lead_to_the_web_or_to_a_person() {
        for good in [
            "https://hexdocs.pm/elixir/GenServer.html#c:init/1",
            "http://localhost:4000/x?y=1",
            "mailto:a@b.example",
            "https://cs.wikipedia.org/wiki/Žluť",
            "https://www.erlang.org",
        ] {
            assert_eq!(check_url(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "hexdocs.pm/x",
            "/x",
            "ftp://x.y",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://",
            "https://a:b@c.d/",
            "https://user@c.d/",
            "https://a b.c/",
            "https://a.b/\u{1b}",
            "https://a..b:99999/",
            "data:text/html,x",
            "https://a.b/x\ny",
        ] {
            assert!(check_url(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_needs_no_parser_would_pass_it(text in "https://[a-z0-9.-]{0,12}(/[ -~]{0,20})?") {
            if is_plain(&text) {
                let url = Url::parse(&text).unwrap();
                prop_assert_eq!(url.scheme(), "https");
                prop_assert_eq!(url.username(), "");
            }
        }
    }
}

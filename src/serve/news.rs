//! What pages are told while they are open: which state of the book the site shows, and what keeps a newer one from being shown.

use serde::Serialize;

use crate::kit::diag::{Class, Diagnostic, Diagnostics, plural};

/// What every open page hears when it changes, and at first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct News {
    /// Of the state that is shown; a page of another one asks for itself again. Empty before there is one.
    pub edition: String,
    /// What is wrong; `None` where nothing is.
    pub trouble: Option<Trouble>,
}

/// Why the site does not show the book as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// `2 defects keep the book from being published`
    pub title: String,
    /// What a reader sees meanwhile.
    pub note: &'static str,
    pub messages: Vec<Message>,
    /// How many more there are.
    pub more: usize,
}

/// A message as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// `data/contracts/acme-2026/contract.toml:3:10`; empty where it has no place.
    pub place: String,
    pub code: &'static str,
    pub text: String,
    pub label: String,
    pub help: String,
}

/// So many messages are shown on a page.
const MOST: usize = 50;

impl Trouble {
    /// Defects. `below` says what stands below the message.
    pub fn of_defects(diagnostics: &Diagnostics, below: Below) -> Trouble {
        let count = diagnostics.defects();
        let verb = if count == 1 { "keeps" } else { "keep" };
        let title = match below {
            Below::Draft => format!("{}: this is a draft", plural(count, "defect")),
            _ => format!("{} {verb} the book from being published", plural(count, "defect")),
        };
        let messages: Vec<Message> = defects(diagnostics).take(MOST).map(message).collect();
        Trouble { title, note: below.note(), more: count - messages.len().min(count), messages }
    }

    /// The book cannot be read at all: a message of the disk, of git, of its date.
    pub fn unread(why: &str, below: Below) -> Trouble {
        let (text, help) = why.split_once("\n  = help: ").unwrap_or((why, ""));
        let message = Message {
            place: String::new(),
            code: "",
            text: text.to_owned(),
            label: String::new(),
            help: help.to_owned(),
        };
        Trouble {
            title: "The book cannot be read".to_owned(),
            note: below.note(),
            messages: vec![message],
            more: 0,
        }
    }

    /// The same over another page.
    pub fn over(self, below: Below) -> Trouble {
        Trouble { note: below.note(), ..self }
    }
}

/// What a reader sees below the trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Below {
    /// The site of the last state without defects.
    LastGood,
    /// The site of this state, built in spite of its defects.
    Draft,
    /// No site yet.
    Nothing,
}

impl Below {
    fn note(self) -> &'static str {
        match self {
            Below::LastGood => "Behind this the site is as it was before.",
            Below::Draft => "Do not rely on any number of this site.",
            Below::Nothing => "The site comes up by itself once this is mended.",
        }
    }
}

/// Those that keep a book from being published, in order.
pub fn defects(diagnostics: &Diagnostics) -> impl Iterator<Item = &Diagnostic> {
    diagnostics.iter().filter(|one| one.waived_by.is_none() && one.code.class == Class::Defect)
}

fn message(diagnostic: &Diagnostic) -> Message {
    let place = &diagnostic.place;
    Message {
        place: format!("{}:{}:{}", place.path, place.line, place.column),
        code: diagnostic.code.name,
        text: diagnostic.message.clone(),
        label: diagnostic.label.clone(),
        help: diagnostic.help.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::diag::codes::{ACTION_OVERDUE, MISSING_FILE, UNKNOWN_VENDOR};
    use crate::kit::source::RepoPath;

    #[test]
    fn defects_are_told_with_their_places_and_findings_are_not() {
        let mut all = Diagnostics::default();
        let of = |code, path: &str| Diagnostic::of_file(code, RepoPath::new(path), "what is wrong");
        all.push(of(&UNKNOWN_VENDOR, "data/a.toml").label("one of those").help("mend it"));
        all.push(of(&ACTION_OVERDUE, "data/b.toml"));
        let mut waived = of(&MISSING_FILE, "data/c.toml");
        waived.waived_by = Some(waived.place.clone());
        all.push(waived);
        let told = Trouble::of_defects(&all, Below::LastGood);
        assert_eq!(told.title, "1 defect keeps the book from being published");
        assert_eq!((told.messages.len(), told.more), (1, 0));
        let message = &told.messages[0];
        assert_eq!(
            (&*message.place, message.code, &*message.help),
            ("data/a.toml:1:1", "unknown-vendor", "mend it")
        );
        for at in 0..60 {
            all.push(of(&UNKNOWN_VENDOR, &format!("data/{at}.toml")));
        }
        let told = Trouble::of_defects(&all, Below::Draft);
        assert_eq!((told.messages.len(), told.more, &*told.title), (50, 11, "61 defects: this is a draft"));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_help() {
        let told = Trouble::unread("`x` has no folder `data`\n  = help: name it", Below::Nothing);
        assert_eq!(
            (&*told.messages[0].text, &*told.messages[0].help),
            ("`x` has no folder `data`", "name it")
        );
    }
}

//! E-mail addresses of persons.

use super::code::Code;
use super::{Looks, Roles};

/// Domains that are reserved for examples and tests, and those below them.
const RESERVED: [&str; 7] =
    ["example.com", "example.net", "example.org", "example", "test", "invalid", "localhost"];

/// Programs that take `login@host`.
const COMMANDS: [&str; 9] =
    ["ssh", "scp", "sftp", "rsync", "mosh", "autossh", "sshfs", "ssh-copy-id", "sshpass"];

/// Every address of a text that may be a person's.
pub fn all<'t>(content: &'t str, code: &'t Code, roles: &'t Roles) -> impl Iterator<Item = Looks> + 't {
    let around = content.match_indices('@').filter_map(|(at, _)| Address::around(content, at));
    around.filter(move |address| !address.is_of_nobody(code, roles)).map(|address| address.looks())
}

struct Address<'t> {
    content: &'t str,
    start: usize,
    at: usize,
    end: usize,
}

impl<'t> Address<'t> {
    /// The address around an `@`: something before it, a dotted name with letters at its end behind it.
    fn around(content: &'t str, at: usize) -> Option<Address<'t>> {
        let local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '&');
        let before = &content[..at];
        let start =
            before.len() - before.chars().rev().take_while(|&c| local(c)).map(char::len_utf8).sum::<usize>();
        let domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
        let after = &content[at + 1..];
        let length = after.chars().take_while(|&c| domain(c)).map(char::len_utf8).sum::<usize>();
        let name = after[..length].trim_end_matches(['.', '-']);
        let (host, top) = name.rsplit_once('.')?;
        let is_address = start < at
            && !host.is_empty()
            && !host.starts_with(['.', '-'])
            && top.chars().count() >= 2
            && top.chars().all(char::is_alphabetic);
        is_address.then(|| Address { content, start, at, end: at + 1 + name.len() })
    }

    fn local(&self) -> &'t str {
        &self.content[self.start..self.at]
    }

    fn domain(&self) -> &'t str {
        &self.content[self.at + 1..self.end]
    }

    fn is_of_nobody(&self, code: &Code, roles: &Roles) -> bool {
        let domain = self.domain().to_lowercase();
        let is_below =
            |of: &&str| domain.strip_suffix(*of).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        // git@host is how repositories are named, not a person.
        self.local() == "git"
            || RESERVED.iter().any(is_below)
            || roles.has_mailbox(&self.content[self.start..self.end])
            || (self.is_login(code) && !is_first_and_last_name(self.local()))
    }

    /// Whether it is the login of a command or an address of the web, not a mailbox.
    fn is_login(&self, code: &Code) -> bool {
        let line = self.content[..self.start].rfind('\n').map_or(0, |end| end + 1);
        let before = &self.content[line..self.start];
        if before.rsplit(char::is_whitespace).next().is_some_and(|word| word.contains("://")) {
            return true;
        }
        let is_path =
            |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '~' | '.'));
        let mut words = before.split(|c: char| c.is_whitespace() || "`'\"(|;&$".contains(c));
        let is_command = words.any(|word| COMMANDS.contains(&word));
        let is_copy = self.content[self.end..].strip_prefix(':').is_some_and(is_path);
        code.has(self.start) && (is_command || is_copy)
    }

    fn looks(&self) -> Looks {
        let first = self.local().chars().next().map_or(String::new(), String::from);
        Looks {
            start: self.start,
            end: self.end,
            words: format!("{first}…@{}", self.domain()),
            what: "a person's e-mail address",
            why: "people are named by their handles; a mailbox of a role is declared in book.toml under `role-mailboxes`",
        }
    }
}

/// `ann.lee`: a login that is a name.
fn is_first_and_last_name(local: &str) -> bool {
    let is_name = |part: &str| part.chars().count() >= 2 && part.chars().all(char::is_alphabetic);
    local.split_once('.').is_some_and(|(first, last)| is_name(first) && is_name(last))
}

//! Where the book is hosted: addresses of a file at a commit, of the editor, of a proposal. The layouts of the hosts stand here
//! and nowhere else.

use std::fmt::Write as _;

use crate::core::settings::record::{HostLayout, Settings};

/// Addresses of lines at one commit; none where the book has no host or the site speaks for no commit.
#[derive(Clone, Debug, Default)]
pub struct Permalinks {
    form: Form,
}

#[derive(Clone, Debug, Default)]
enum Form {
    #[default]
    None,
    /// `https://host/book/blob/<commit>/`, and what stands before the last line: `-L` or `-`.
    Path { base: String, to: &'static str },
    /// With `{path}` and `{line}` still to be filled in.
    Template(String),
}

impl Permalinks {
    /// For any commit of the repository.
    pub fn at(book: &Settings, commit: &str) -> Permalinks {
        let form = match (&book.permalink, repository(book), book.host) {
            (Some(template), ..) => Form::Template(template.replace("{commit}", commit)),
            (None, Some(at), HostLayout::Github) => {
                Form::Path { base: format!("{at}/blob/{commit}/"), to: "-L" }
            }
            (None, Some(at), HostLayout::Gitlab) => {
                Form::Path { base: format!("{at}/-/blob/{commit}/"), to: "-" }
            }
            (None, _, HostLayout::Plain) | (None, None, _) => Form::None,
        };
        Permalinks { form }
    }

    /// The address of lines `from` to `to`, counted from 1.
    pub fn lines(&self, path: &str, from: u32, to: u32) -> Option<String> {
        match &self.form {
            Form::None => None,
            Form::Path { base, to: until } => {
                let mut url = format!("{base}{}#L{from}", encoded(path));
                if to > from {
                    let _infallible = write!(url, "{until}{to}");
                }
                Some(url)
            }
            Form::Template(template) => {
                Some(template.replace("{path}", &encoded(path)).replace("{line}", &from.to_string()))
            }
        }
    }
}

/// Where a reader changes the file in the browser, on the branch that is published.
pub fn edit(book: &Settings, path: &str) -> Option<String> {
    let (branch, path) = (encoded(&book.branch), encoded(path));
    match (&book.edit_link, repository(book), book.host) {
        (Some(template), ..) => Some(template.replace("{branch}", &branch).replace("{path}", &path)),
        (None, Some(at), HostLayout::Github) => Some(format!("{at}/edit/{branch}/{path}")),
        (None, Some(at), HostLayout::Gitlab) => Some(format!("{at}/-/edit/{branch}/{path}")),
        _ => None,
    }
}

/// Where a reader says what should change, without an editor: a new issue with `title`.
pub fn propose(book: &Settings, title: &str) -> Option<String> {
    let title = query(title);
    match (&book.propose_link, repository(book), book.host) {
        (Some(template), ..) => Some(template.replace("{title}", &title)),
        (None, Some(at), HostLayout::Github) => Some(format!("{at}/issues/new?title={title}")),
        (None, Some(at), HostLayout::Gitlab) => Some(format!("{at}/-/issues/new?issue%5Btitle%5D={title}")),
        _ => None,
    }
}

/// The address of a commit.
pub fn commit(book: &Settings, id: &str) -> Option<String> {
    match (repository(book)?, book.host) {
        (at, HostLayout::Github) => Some(format!("{at}/commit/{id}")),
        (at, HostLayout::Gitlab) => Some(format!("{at}/-/commit/{id}")),
        (_, HostLayout::Plain) => None,
    }
}

/// The reader has checked it; a page still carries no other scheme.
fn repository(book: &Settings) -> Option<&str> {
    let address = book.repository.as_deref()?;
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    is_web.then(|| address.trim_end_matches('/'))
}

/// A path as a part of an address: slashes stay.
fn encoded(path: &str) -> String {
    escaped(path, b"/")
}

fn query(text: &str) -> String {
    escaped(text, b"")
}

fn escaped(text: &str, also: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || also.contains(&byte);
        if plain {
            out.push(char::from(byte));
        } else {
            let _infallible = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::settings::forms::{AddressTemplate, WebAddress};
    use crate::testing::Bench;

    fn book(repository: &str, host: HostLayout) -> Settings {
        let mut book = Bench::new().register.book.settings;
        (book.repository, book.host) = (Some(WebAddress::new(repository)), host);
        book
    }

    #[test]
    fn each_host_has_its_layout() {
        let github = book("https://git.example.org/ops/book", HostLayout::Github);
        let lines = |book: &Settings, to| Permalinks::at(book, "c0ffee").lines("data/a b.csv", 3, to);
        let said = |url: Option<String>| url.unwrap_or_default();
        assert_eq!(said(lines(&github, 3)), "https://git.example.org/ops/book/blob/c0ffee/data/a%20b.csv#L3");
        assert_eq!(
            said(lines(&github, 5)),
            "https://git.example.org/ops/book/blob/c0ffee/data/a%20b.csv#L3-L5"
        );
        let gitlab = book("https://git.example.org/ops/book/", HostLayout::Gitlab);
        assert_eq!(
            said(lines(&gitlab, 5)),
            "https://git.example.org/ops/book/-/blob/c0ffee/data/a%20b.csv#L3-5"
        );
        assert_eq!(
            said(edit(&gitlab, "data/a.md")),
            "https://git.example.org/ops/book/-/edit/main/data/a.md"
        );
        assert_eq!(said(edit(&github, "data/a.md")), "https://git.example.org/ops/book/edit/main/data/a.md");
        assert_eq!(
            said(propose(&github, "Is this <right>?")),
            "https://git.example.org/ops/book/issues/new?title=Is%20this%20%3Cright%3E%3F"
        );
    }

    #[test]
    fn a_plain_host_is_spelled_out_and_has_nothing_else() {
        let mut plain = book("https://git.example.org/book", HostLayout::Plain);
        assert!(Permalinks::at(&plain, "c0ffee").lines("data/a.md", 1, 1).is_none());
        assert!(edit(&plain, "data/a.md").is_none() && propose(&plain, "t").is_none());
        plain.permalink =
            Some(AddressTemplate::new("https://git.example.org/tree/{path}?id={commit}#n{line}").into());
        let url = Permalinks::at(&plain, "c0ffee").lines("data/a.md", 7, 9);
        assert_eq!(url.as_deref(), Some("https://git.example.org/tree/data/a.md?id=c0ffee#n7"));
        assert!(commit(&plain, "c0ffee").is_none());
    }
}

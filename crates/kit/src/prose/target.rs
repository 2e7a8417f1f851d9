//! What a link's destination is: a page of the web, a file of the repository, an anchor, or something pages do not carry.

use crate::source::RepoPath;

/// Schemes that pages carry.
pub const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// A destination, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// `http`, `https` or `mailto`: kept as written.
    Outside,
    /// A file of the repository, resolved against the folder of the file that links, and its anchor.
    File { path: RepoPath, anchor: Option<String> },
    /// An anchor of the same file; empty is its top.
    Anchor(String),
    /// A scheme, or a form that browsers read as one, that pages do not carry.
    Refused(Refused),
    /// No path from here: empty, absolute, or above the repository.
    Nowhere,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The scheme, lower case.
    Scheme(String),
    /// `//host` or `\\host`: another host by the page's own scheme.
    OtherHost,
}

/// Takes `destination` apart, as written in the file `from`. Control characters and spaces, which browsers skip, do not hide a scheme.
pub fn target(destination: &str, from: &RepoPath) -> Target {
    let bare: String = destination.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    if bare.replace('\\', "/").starts_with("//") {
        return Target::Refused(Refused::OtherHost);
    }
    if let Some(scheme) = scheme(&bare) {
        let known = SCHEMES.contains(&scheme.as_str()) && scheme_is_plain(destination);
        return if known { Target::Outside } else { Target::Refused(Refused::Scheme(scheme)) };
    }
    let (path, anchor) = match destination.split_once('#') {
        Some((path, anchor)) => (path, Some(decode(anchor))),
        None => (destination, None),
    };
    match (path, anchor) {
        ("", Some(anchor)) => Target::Anchor(anchor),
        ("", None) => Target::Nowhere,
        (path, anchor) => resolve(from.folder(), &decode(path))
            .map_or(Target::Nowhere, |path| Target::File { path, anchor: anchor.filter(|a| !a.is_empty()) }),
    }
}

/// The scheme before the first `:`, unless a `/`, `?` or `#` comes first.
fn scheme(destination: &str) -> Option<String> {
    let (scheme, _) = destination.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

/// Whether the scheme is written without anything a browser would skip.
fn scheme_is_plain(destination: &str) -> bool {
    destination.split(':').next().is_some_and(|s| s.chars().all(|c| c.is_ascii_graphic()))
}

/// `path` against `folder`; `None` when it is absolute, leaves the repository or names no file.
fn resolve(folder: &str, path: &str) -> Option<RepoPath> {
    if path.starts_with('/') || path.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| RepoPath::new(&parts.join("/")))
}

/// `%20` to a space; what is no escape, or not UTF-8 afterwards, stays as written.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |i: usize| bytes.get(i).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'%'));
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(destination: &str) -> Target {
        target(destination, &RepoPath::new("data/sops/escalation.md"))
    }

    fn file(path: &str, anchor: Option<&str>) -> Target {
        Target::File { path: RepoPath::new(path), anchor: anchor.map(str::to_owned) }
    }

    #[test]
    fn paths_resolve_against_the_folder() {
        assert_eq!(at("label.md#scope"), file("data/sops/label.md", Some("scope")));
        assert_eq!(at("../plans/porto%2Dcut.toml"), file("data/plans/porto-cut.toml", None));
        assert_eq!(at("#%C3%BCber"), Target::Anchor("über".to_owned()));
        for nowhere in ["", "/data/sops/label.md", "../../../etc/passwd", "a\\b.md"] {
            assert_eq!(at(nowhere), Target::Nowhere, "{nowhere}");
        }
    }

    #[test]
    fn only_three_schemes_pass() {
        assert_eq!(at("https://example.org"), Target::Outside);
        assert_eq!(at("MAILTO:desk"), Target::Outside);
        for hidden in ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:x"]
        {
            assert_eq!(at(hidden), Target::Refused(Refused::Scheme("javascript".to_owned())), "{hidden:?}");
        }
        assert_eq!(at("data:text/html,x"), Target::Refused(Refused::Scheme("data".to_owned())));
        for other in ["//example.org/x", "\\\\example.org", "/\\example.org", "/\t/example.org"] {
            assert_eq!(at(other), Target::Refused(Refused::OtherHost), "{other:?}");
        }
    }
}

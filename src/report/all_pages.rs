//! All pages by their titles, from A to Z: what a reader without scripts looks things up in.

use std::collections::BTreeMap;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::subject::route::Route;
use crate::subject::shell::Link;
use crate::subject::text::label::Label;

/// Pages of a site that one page of the list holds. About 150 bytes each: it stays below 300 kB.
const PER_PAGE: usize = 1_500;

/// A page in the list.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// Path below the site's root.
    href: String,
    title: Label,
    /// The pages above it, from its section on.
    kind: Label,
    /// The title without accents and cases, for the order.
    #[serde(skip)]
    key: String,
}

impl Listed {
    /// `title` and `trail` are words of a finished page.
    pub fn new(href: String, title: String, trail: &[String]) -> Listed {
        let bare = title.nfd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase);
        let key = bare.skip_while(|c| !c.is_alphanumeric()).collect();
        Listed { href, title: Label::named(title), kind: Label::named(trail.join(" › ")), key }
    }

    fn initial(&self) -> Initial {
        match self.key.chars().next() {
            None => Initial::Other,
            Some(c) if c.is_numeric() => Initial::Digit,
            Some(c) => c.to_uppercase().next().map_or(Initial::Other, Initial::Letter),
        }
    }
}

/// What a title begins with. Digits come before letters, letters in the order of their code points, so A to Z first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Initial {
    Digit,
    Letter(char),
    Other,
}

impl Initial {
    fn label(self) -> Label {
        match self {
            Initial::Digit => Label::from("Digits"),
            Initial::Letter(letter) => Label::named(letter),
            Initial::Other => Label::from("Other"),
        }
    }

    /// An id and the name of a folder, of ASCII alone.
    fn folder(self) -> String {
        match self {
            Initial::Digit => "digits".to_owned(),
            Initial::Letter(letter) if letter.is_ascii() => letter.to_ascii_lowercase().to_string(),
            Initial::Letter(letter) => format!("u{:x}", u32::from(letter)),
            Initial::Other => "other".to_owned(),
        }
    }
}

#[derive(Debug, Serialize)]
struct Group {
    id: String,
    label: Label,
    /// Empty where the pages stand on a page of their own.
    pages: Vec<Listed>,
}

/// `templates/all_pages.html`.
#[derive(Debug, Serialize)]
pub struct AllPagesView {
    /// The ways to the groups: on the page itself, or to their pages.
    ways: Vec<Way>,
    groups: Vec<Group>,
}

#[derive(Clone, Debug, Serialize)]
struct Way {
    label: Label,
    href: String,
    /// Whether it leads to a part of the page it stands on.
    is_here: bool,
}

/// One page of the list.
pub struct MadePage {
    pub route: Route,
    pub title: Label,
    pub above: Vec<Link>,
    pub view: AllPagesView,
}

/// The pages of the list: one, or where pages are many one that leads to those of each initial.
pub fn all_pages(mut listed: Vec<Listed>) -> Vec<MadePage> {
    listed.sort_by(|a, b| (a.initial(), &a.key, &a.href).cmp(&(b.initial(), &b.key, &b.href)));
    let is_one = listed.len() <= PER_PAGE;
    let mut by_initial: BTreeMap<Initial, Vec<Listed>> = BTreeMap::new();
    for one in listed {
        by_initial.entry(one.initial()).or_default().push(one);
    }
    let group = |initial: Initial, pages| Group { id: initial.folder(), label: initial.label(), pages };
    let title = || Label::from("All pages from A to Z");
    let first = |ways, groups| MadePage {
        route: Route::AllPages(None),
        title: title(),
        above: Vec::new(),
        view: AllPagesView { ways, groups },
    };
    if is_one {
        let ways = by_initial.keys().map(|initial| Way {
            label: initial.label(),
            href: format!("#{}", initial.folder()),
            is_here: true,
        });
        let ways = ways.collect();
        return vec![first(
            ways,
            by_initial.into_iter().map(|(initial, pages)| group(initial, pages)).collect(),
        )];
    }
    // Of an initial with too many, several pages, each named by the first title on it.
    let mut parts = Vec::new();
    for (initial, pages) in by_initial {
        for (chunk, at) in pages.chunks(PER_PAGE).zip(1..) {
            let (folder, label) = match at {
                1 => (initial.folder(), initial.label()),
                _ => {
                    let from = chunk.first().map(|first| first.title.as_str()).unwrap_or_default();
                    (
                        format!("{}-{at}", initial.folder()),
                        Label::named(format!("{} from “{from}”", initial.label())),
                    )
                }
            };
            parts.push((Route::AllPages(Some(folder)), label, initial, chunk.to_vec()));
        }
    }
    let ways: Vec<Way> = parts
        .iter()
        .map(|(route, label, ..)| Way { label: label.clone(), href: route.path(), is_here: false })
        .collect();
    let mut made = vec![first(ways.clone(), Vec::new())];
    let above = Link::to(&Route::AllPages(None), title());
    made.extend(parts.into_iter().map(|(route, label, initial, pages)| MadePage {
        route,
        title: label,
        above: vec![above.clone()],
        view: AllPagesView { ways: ways.clone(), groups: vec![group(initial, pages)] },
    }));
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(title: &str) -> Listed {
        Listed::new(format!("{title}/index.html"), title.to_owned(), &[])
    }

    #[test]
    fn accents_and_cases_do_not_part_what_belongs_together() {
        let titles = ["évora", "Elm", "“Edge”", "2026", "Ölberg", "東京", "…"];
        let made = all_pages(titles.into_iter().map(listed).collect());
        let [page] = made.as_slice() else { panic!("one page") };
        let groups: Vec<(&str, Vec<&str>)> = page
            .view
            .groups
            .iter()
            .map(|group| (&*group.id, group.pages.iter().map(|page| page.title.as_str()).collect()))
            .collect();
        let expected = [
            ("digits", vec!["2026"]),
            ("e", vec!["“Edge”", "Elm", "évora"]),
            ("o", vec!["Ölberg"]),
            ("u6771", vec!["東京"]),
            ("other", vec!["…"]),
        ];
        assert_eq!(groups, expected);
    }

    #[test]
    fn many_pages_are_cut_by_their_initials_and_none_is_lost() {
        let contracts = (0..4_000).map(|at| listed(&format!("Master agreement {at:04}")));
        let made = all_pages(contracts.chain([listed("Zeta")]).collect());
        let folders: Vec<String> = made.iter().map(|page| page.route.folder()).collect();
        assert_eq!(folders, ["search", "search/m", "search/m-2", "search/m-3", "search/z"]);
        let held = |page: &MadePage| page.view.groups.iter().map(|group| group.pages.len()).sum::<usize>();
        assert_eq!(made.iter().map(held).collect::<Vec<_>>(), [0, 1_500, 1_500, 1_000, 1]);
        assert_eq!(made[0].view.ways.len(), 4);
    }
}

//! Links of a text that moves into the book with others: a file that is called otherwise there is named as it is called there.

use std::collections::BTreeMap;

use crate::kit::prose::outline::outline;
use crate::kit::prose::target::{Target, target};
use crate::kit::source::{RepoPath, Span};

/// A text with its links as they lead from `to`. `from` is the file it was; `places` say where each file of the folder comes to stand.
pub fn relinked(body: &str, from: &str, to: &str, places: &BTreeMap<String, String>) -> String {
    let (from, there) = (RepoPath::new(from), RepoPath::new(to));
    let mut links: Vec<(Span, String)> =
        outline(body, 0).links.into_iter().map(|link| (link.span, link.destination)).collect();
    links.extend(definitions(body));
    links.sort_by_key(|(span, _)| span.start);
    links.dedup_by_key(|(span, _)| span.start);
    let mut text = String::with_capacity(body.len());
    let mut at = 0;
    for (span, destination) in links {
        // A link by reference has its destination elsewhere: among the definitions.
        if span.start < at || body.get(span.start..span.end) != Some(destination.as_str()) {
            continue;
        }
        let Target::File { path, .. } = target(&destination, &from) else { continue };
        let Some(place) = places.get(path.as_str()) else { continue };
        // It leads there as it stands.
        if matches!(target(&destination, &there), Target::File { path, .. } if path.as_str() == place) {
            continue;
        }
        let anchor = destination.find('#').map_or("", |at| &destination[at..]);
        text.push_str(&body[at..span.start]);
        text.push_str(&way(to, place));
        text.push_str(anchor);
        at = span.end;
    }
    text.push_str(&body[at..]);
    text
}

/// Destinations of `[label]: destination`, outside of code between fences.
fn definitions(body: &str) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    let (mut at, mut fence) = (0, None);
    for line in body.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim_start_matches(' ');
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        let indent = line.len() - bare.len();
        if fence.is_some() || indent > 3 || !bare.starts_with('[') || bare.starts_with("[^") {
            continue;
        }
        let Some((label, rest)) = bare.split_once("]:") else { continue };
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '<']).len();
        let destination: String =
            rest[blanks..].chars().take_while(|c| !c.is_whitespace() && *c != '>').collect();
        let begin = start + indent + label.len() + "]:".len() + blanks;
        found.push((Span::new(begin, begin + destination.len()), destination));
    }
    found
}

/// From the folder of one file to another.
fn way(from: &str, to: &str) -> String {
    let folder: Vec<&str> = from.split('/').collect();
    let (folder, target) = (&folder[..folder.len() - 1], to.split('/').collect::<Vec<_>>());
    let same = folder.iter().zip(&target[..target.len() - 1]).take_while(|(a, b)| a == b).count();
    "../".repeat(folder.len() - same) + &target[same..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relinked_from(body: &str, from: &str, to: &str) -> String {
        let places = [
            ("Label Guide.md", "data/sops/label-guide.md"),
            ("how/README.md", "data/sops/how/how.md"),
            ("how/a.md", "data/sops/how/a.md"),
        ];
        let places = places.map(|(from, to)| (from.to_owned(), to.to_owned())).into();
        relinked(body, from, to, &places)
    }

    #[test]
    fn links_to_renamed_files_lead_to_their_names_in_the_book() {
        let body = "See [it](Label%20Guide.md#scope \"Label%20Guide.md\"), [how](how/README.md), [here](#x),\n\
                    ![p](how/p.png), [web](https://example.org/Label%20Guide.md) and [by name][g].\n\n\
                    `[it](how/README.md)`\n\n```\n[g]: how/README.md\n```\n\n[g]: <how/README.md#b> 'T'\n";
        assert_eq!(
            relinked_from(body, "start.md", "data/sops/start.md"),
            "See [it](label-guide.md#scope \"Label%20Guide.md\"), [how](how/how.md), [here](#x),\n\
             ![p](how/p.png), [web](https://example.org/Label%20Guide.md) and [by name][g].\n\n\
             `[it](how/README.md)`\n\n```\n[g]: how/README.md\n```\n\n[g]: <how/how.md#b> 'T'\n"
        );
        assert_eq!(
            relinked_from(
                "[up](../Label%20Guide.md) [side](a.md) [out](../../x.md)",
                "how/README.md",
                "data/sops/how/how.md"
            ),
            "[up](../label-guide.md) [side](a.md) [out](../../x.md)"
        );
        // Where the book has no folders below, a file comes to stand beside another.
        assert_eq!(way("data/sops/a.md", "data/sops/b.md"), "b.md");
    }
}

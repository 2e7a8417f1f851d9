//! Links of SOPs, of commentaries and of briefs of markets: every one leads somewhere, checked at its place in the source.

use std::collections::BTreeMap;

use crate::kit::diag::{Diagnostic, Diagnostics, MOST_MESSAGES, codes, did_you_mean};
use crate::kit::id::SopId;
use crate::kit::prose::outline::{Link, Outline, outline};
use crate::kit::prose::target::{Refused, Target, target};
use crate::kit::source::{PictureFile, RepoPath, Snapshot, Span, Text};
use crate::subject::context::Context;
use crate::subject::sop::rules::removed::{gone_from, is_withheld};
use crate::subject::sop::rules::whereabouts;

/// X66: a link or anchor leads nowhere.
pub fn dead_link(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut outlines = Outlines { context, by_path: BTreeMap::new() };
    for (body, text) in texts(context) {
        let own = body_outline(body, text);
        let mut told = 0;
        for link in &own.links {
            // No more than are reported of a file, and one that shows that there were more.
            if told > MOST_MESSAGES {
                break;
            }
            let found = match target(&link.destination, &text.path) {
                Target::Outside | Target::Refused(_) => continue,
                Target::Nowhere => Some(nowhere(link)),
                Target::Anchor(anchor) if anchor.is_empty() || own.has_anchor(&anchor) => None,
                Target::Anchor(anchor) => Some(no_anchor(&text.path, &anchor, &own)),
                Target::File { path, anchor } => outlines.missing(link, &text.path, &path, anchor.as_deref()),
            };
            if let Some((message, label, help)) = found {
                told += 1;
                diagnostics.push(
                    Diagnostic::new(&codes::DEAD_LINK, text.place(link.span), message)
                        .label(label)
                        .help(help),
                );
            }
        }
    }
}

/// X66: a link has a scheme that pages do not carry, or a picture would be fetched from another host.
pub fn refused_link(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let has_picture = |path: &RepoPath| context.snapshot.pictures.contains_key(path);
    let is_of_procedure = |text: &Text| text.path.as_str().starts_with("data/sops/");
    for (body, text) in texts(context) {
        let mut told = 0;
        for link in body_outline(body, text).links {
            if told > MOST_MESSAGES {
                break;
            }
            let (message, help) = match target(&link.destination, &text.path) {
                Target::Refused(Refused::Scheme(scheme)) => (
                    format!("link has scheme `{scheme}`, which pages do not carry"),
                    "link with http, https or mailto, or to a file of the repository",
                ),
                Target::Refused(Refused::OtherHost) => (
                    "link leads to another host without saying how".to_owned(),
                    "write the whole address with https",
                ),
                Target::File { path, .. } if link.picture && !is_of_procedure(text) && has_picture(&path) => {
                    ("only a procedure shows pictures".to_owned(), "link to the procedure that shows it")
                }
                Target::Outside if link.picture => (
                    "picture stands on another host, and pages load nothing from there".to_owned(),
                    "save the picture beside the procedure, or link to it instead of showing it",
                ),
                _ => continue,
            };
            told += 1;
            diagnostics.push(
                Diagnostic::new(&codes::REFUSED_LINK, text.place(link.span), message)
                    .label("shown as text")
                    .help(help),
            );
        }
    }
}

/// Message, label, help.
type Found = (String, String, String);

struct Outlines<'c, 'a> {
    context: &'c Context<'a>,
    by_path: BTreeMap<RepoPath, Outline>,
}

impl Outlines<'_, '_> {
    fn missing(
        &mut self,
        link: &Link,
        from: &RepoPath,
        path: &RepoPath,
        anchor: Option<&str>,
    ) -> Option<Found> {
        let Some(text) = self.context.snapshot.texts.get(path) else {
            if let Some(gone) = gone_from(self.context, path) {
                // Who replaces it may say what it replaces.
                if gone.newer(self.context).is_some_and(|newer| newer.place.path == *from) {
                    return None;
                }
                let message = format!("link leads to SOP `{}`, which was withdrawn", gone.id);
                return Some((message, gone.told(self.context), gone.instead(self.context)));
            }
            let is_procedure = path.as_str().starts_with("data/sops/") && path.extension() == "md";
            if is_procedure && is_withheld(self.context, &SopId::new(path.stem())) {
                let message = "link leads to an SOP that book.toml forgets".to_owned();
                let label = "its file is gone, and the site names it nowhere".to_owned();
                return Some((
                    message,
                    label,
                    "link to the SOP that is to be followed now, or remove the link".to_owned(),
                ));
            }
            return (!self.context.has_file(path)).then(|| self.no_file(link, from, path));
        };
        let anchor = anchor?;
        if !path.as_str().ends_with(".md") {
            return Some((
                format!("link names anchor `#{anchor}` of {path}, which has no headings"),
                "only Markdown files have anchors".to_owned(),
                "remove the anchor".to_owned(),
            ));
        }
        let sop = self.context.register.sops.get(path.stem()).filter(|sop| &sop.place.path == path);
        let outline = self.by_path.entry(path.clone()).or_insert_with(|| match sop {
            Some(sop) => body_outline(sop.body, text),
            None => outline(text.body(), text.body_start()),
        });
        (!outline.has_anchor(anchor)).then(|| no_anchor(path, anchor, outline))
    }

    fn no_file(&self, link: &Link, from: &RepoPath, path: &RepoPath) -> Found {
        let Snapshot { texts, pictures: drawn, .. } = self.context.snapshot;
        if let Some(inside) = of_folder(self.context.snapshot, path) {
            let help = format!("link to one of its files, such as `{}`", whereabouts::relative(inside, from));
            let message = format!("link leads to {path}, which is a folder");
            return (message, "expected a file: a folder has no page".to_owned(), help);
        }
        let is_picture = link.picture || PictureFile::is_at(path.as_str());
        let all: Vec<&RepoPath> = if is_picture { drawn.keys().collect() } else { texts.keys().collect() };
        let beside = all.into_iter().filter(|other| other.folder() == path.folder()).map(RepoPath::file_name);
        let help = match did_you_mean(path.file_name(), beside) {
            Some(near) => format!("did you mean `{near}`?"),
            None if is_picture => whereabouts::missing(self.context, path, from),
            None => "write the path relative to this file, or remove the link".to_owned(),
        };
        (format!("link leads to {path}, which does not exist"), "no such file under data/".to_owned(), help)
    }
}

/// The file of a folder that tells most of it; `None` where there is no such folder.
fn of_folder<'s>(snapshot: &'s Snapshot, path: &RepoPath) -> Option<&'s RepoPath> {
    let below = format!("{path}/");
    let inside = snapshot.texts.keys().chain(snapshot.pictures.keys());
    inside.filter(|file| file.as_str().starts_with(&below)).min_by_key(|file| {
        let is_first = ["index", "readme", "overview"].contains(&file.stem().to_lowercase().as_str());
        // Of those above the most, a text before a picture.
        (file.as_str().matches('/').count(), !is_first, file.extension() != "md", *file)
    })
}

fn nowhere(link: &Link) -> Found {
    let message = match link.destination.as_str() {
        "" => "link leads nowhere: its destination is empty".to_owned(),
        _ => "link leads out of the repository".to_owned(),
    };
    let help = "write the path of a file under data/, relative to this file".to_owned();
    (message, "expected a relative path, an anchor or an address".to_owned(), help)
}

fn no_anchor(path: &RepoPath, anchor: &str, outline: &Outline) -> Found {
    let slugs = outline.headings.iter().map(|heading| heading.slug.as_str());
    let help = match did_you_mean(anchor, slugs) {
        Some(near) => format!("did you mean `#{near}`?"),
        None => "use the anchor of a heading: its words in lower case, joined by hyphens".to_owned(),
    };
    (format!("link names anchor `#{anchor}`, which {path} does not have"), "no such heading".to_owned(), help)
}

/// The texts that people write, each with what stands below its front matter.
fn texts<'a>(context: &Context<'a>) -> impl Iterator<Item = (Span, &'a Text)> {
    let (register, snapshot) = (context.register, context.snapshot);
    let sops = register.sops.values().map(|sop| (sop.body, &sop.place));
    let commentaries = register.commentaries.values().map(|written| (written.body, &written.place));
    let markets = register.markets.values().map(|market| (market.body, &market.place));
    sops.chain(commentaries)
        .chain(markets)
        .filter_map(|(body, place)| Some((body, snapshot.texts.get(&place.path)?)))
}

pub fn body_outline(body: Span, text: &Text) -> Outline {
    outline(text.content().get(body.start..body.end).unwrap_or_default(), body.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Bench;

    fn bench() -> Bench {
        let mut bench = Bench::new();
        bench.add_sop_text(
            "escalation",
            "# When in doubt\n\n[own](#when-in-doubt) [top](#) [other](guide.md#scope) [csv](../metrics/acme/2026.csv)\n\
             [web](https://example.org) [desk](mailto:desk)\n",
        );
        bench.add_sop_text("guide", "# Guide\n\n## Scope\n\nAll of it.\n");
        bench.add_text("data/metrics/acme/2026.csv", "period,site,metric\n");
        bench
    }

    #[test]
    fn x66_good_links_are_silent() {
        let bench = bench();
        assert!(bench.run(dead_link).is_empty());
        assert!(bench.run(refused_link).is_empty());
    }

    #[test]
    fn x66_dead_links_are_named_at_their_place() {
        let mut bench = bench();
        bench.add_sop_text(
            "escalation",
            "# When in doubt\n\n[a](guidé.md)\n[b](guide.md#scop) [c](#doubt)\n[d]()\n[e](../../x)\n",
        );
        let got = bench.diagnose(dead_link);
        let told: Vec<String> = got
            .iter()
            .map(|d| format!("{}:{} {} ({})", d.place.line, d.place.column, d.message, d.help))
            .collect();
        assert_eq!(
            told,
            [
                "8:5 link leads to data/sops/guidé.md, which does not exist (did you mean `guide.md`?)",
                "9:5 link names anchor `#scop`, which data/sops/guide.md does not have (did you mean `#scope`?)",
                "9:24 link names anchor `#doubt`, which data/sops/escalation.md does not have (use the anchor of a heading: its words in lower case, joined by hyphens)",
                "10:1 link leads nowhere: its destination is empty (write the path of a file under data/, relative to this file)",
                "11:5 link leads to x, which does not exist (write the path relative to this file, or remove the link)",
            ]
        );
    }

    #[test]
    fn x66_a_folder_is_there_and_no_file() {
        let mut bench = bench();
        bench.add_text("data/sops/alerts/api.md", "");
        bench.add_text("data/sops/alerts/old/overview.md", "");
        bench.add_text("data/sops/alerts/overview.md", "");
        bench.add_sop_text("escalation", "[a](alerts/) [b](alerts/old) [c](../metrics/acme) [d](alert)\n");
        let got = bench.diagnose(dead_link);
        let told: Vec<String> = got.iter().map(|d| format!("{} ({})", d.message, d.help)).collect();
        assert_eq!(
            told,
            [
                "link leads to data/sops/alerts, which is a folder (link to one of its files, such as `alerts/overview.md`)",
                "link leads to data/sops/alerts/old, which is a folder (link to one of its files, such as `alerts/old/overview.md`)",
                "link leads to data/metrics/acme, which is a folder (link to one of its files, such as `../metrics/acme/2026.csv`)",
                "link leads to data/sops/alert, which does not exist (write the path relative to this file, or remove the link)",
            ]
        );
    }

    #[test]
    fn x66_other_schemes_are_refused() {
        let mut bench = bench();
        bench.add_sop_text(
            "escalation",
            "[a](javascript:alert(1)) ![b](https://example.org/p.png) [c](//example.org)\n",
        );
        assert_eq!(
            bench.run(refused_link),
            [
                "refused-link: link has scheme `javascript`, which pages do not carry",
                "refused-link: picture stands on another host, and pages load nothing from there",
                "refused-link: link leads to another host without saying how",
            ]
        );
        assert!(bench.run(dead_link).is_empty(), "told once");
    }
}

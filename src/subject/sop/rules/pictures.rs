//! Pictures of procedures: what cannot be shown, what has no words, what nobody shows.

use std::collections::BTreeSet;

use super::links::body_outline;
use crate::kit::diag::{Diagnostic, Diagnostics, MOST_MESSAGES, codes};
use crate::kit::prose::outline::Link;
use crate::kit::prose::target::{Target, target};
use crate::kit::source::{RepoPath, Text};
use crate::subject::context::Context;
use crate::subject::sop::picture::{Fault, shape};

/// A procedure shows a picture that is none, or that is not shown. A picture is told of once, however many show it.
pub fn bad_picture(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut told: BTreeSet<RepoPath> = BTreeSet::new();
    for (text, links) in texts(context) {
        for link in links {
            let Target::File { path, .. } = target(&link.destination, &text.path) else { continue };
            let Some(fault) = fault(context, &link, &path) else { continue };
            if told.insert(path.clone()) {
                diagnostics.push(
                    Diagnostic::new(
                        &codes::BAD_PICTURE,
                        text.place(link.span),
                        format!("picture {path} {}", fault.what),
                    )
                    .label(fault.allowed)
                    .help(fault.help),
                );
            }
        }
    }
}

fn fault(context: &Context<'_>, link: &Link, path: &RepoPath) -> Option<Fault> {
    if let Some(picture) = context.snapshot.pictures.get(path) {
        return shape(path.file_name(), picture.bytes()?).err();
    }
    let is_text = link.picture && context.snapshot.texts.contains_key(path);
    is_text.then(|| Fault {
        what: "is a text".to_owned(),
        allowed: "what stands behind `!` is a picture: .png, .jpg, .jpeg, .gif, .webp or .svg",
        help: "take the `!` away to link to the text".to_owned(),
    })
}

/// A picture has no words that stand for it.
pub fn picture_without_words(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (text, links) in texts(context) {
        let is_wordless = |link: &&Link| {
            link.picture
                && link.words.trim().is_empty()
                && matches!(target(&link.destination, &text.path),
                    Target::File { path, .. } if context.snapshot.pictures.contains_key(&path))
        };
        for link in links.iter().filter(is_wordless).take(MOST_MESSAGES + 1) {
            let message = format!("picture `{}` has no words that stand for it", link.destination);
            diagnostics.push(
                Diagnostic::new(&codes::PICTURE_WITHOUT_WORDS, text.place(link.span), message)
                    .label("who cannot see the picture reads its words")
                    .help(
                        "say between the brackets what the picture shows: `![Who decides, and by when](…)`",
                    ),
            );
        }
    }
}

/// No procedure shows a picture, or links to it.
pub fn unused_picture(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    if !context.is_whole("data/sops/") {
        return;
    }
    let sops = context.register.sops.values();
    let used: BTreeSet<&RepoPath> = sops.flat_map(|sop| &sop.pictures).map(|used| &used.path).collect();
    for path in context.snapshot.pictures.keys().filter(|path| !used.contains(path)) {
        diagnostics.push(
            Diagnostic::of_file(
                &codes::UNUSED_PICTURE,
                path.clone(),
                format!("no procedure shows picture {path}"),
            )
            .label("pictures stand beside the procedures that show them")
            .help("show it in a procedure, or remove it"),
        );
    }
}

/// The texts of procedures, each with its links.
fn texts<'a>(context: &Context<'a>) -> impl Iterator<Item = (&'a Text, Vec<Link>)> {
    let (register, snapshot) = (context.register, context.snapshot);
    register.sops.values().filter_map(|sop| {
        let text = snapshot.texts.get(&sop.place.path)?;
        Some((text, body_outline(sop.body, text).links))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::sop::rules::links::{dead_link, refused_link};
    use crate::testing::Bench;

    const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"/>";

    fn bench(body: &str, pictures: &[(&str, &str)]) -> Bench {
        let mut bench = Bench::new();
        bench.add_sop_text("escalation", body);
        for (path, bytes) in pictures {
            bench.add_picture(path, bytes.as_bytes());
        }
        bench
    }

    fn told(bench: &Bench, rule: fn(&Context<'_>, &mut Diagnostics)) -> Vec<String> {
        let found = bench.diagnose(rule);
        found
            .iter()
            .map(|d| format!("{}:{} {} ({})", d.place.line, d.place.column, d.message, d.help))
            .collect()
    }

    #[test]
    fn a_picture_beside_the_procedure_is_fine() {
        let bench = bench(
            "![The way](flow.svg) [large](img/flow.svg)\n",
            &[("data/sops/flow.svg", SVG), ("data/sops/img/flow.svg", SVG)],
        );
        for rule in [dead_link, refused_link, bad_picture, picture_without_words] {
            assert!(bench.run(rule).is_empty());
        }
    }

    #[test]
    fn what_is_no_picture_is_told_once_at_its_link() {
        let bench = bench(
            "![a](flow.png) ![b](flow.png)\n![c](escalation.md) [d](escalation.md)\n![e](scan.tif)\n",
            &[("data/sops/flow.png", SVG), ("data/sops/scan.tif", "II*")],
        );
        assert_eq!(
            told(&bench, bad_picture),
            [
                "6:6 picture data/sops/flow.png is SVG, and its name says PNG (rename it to end in `.svg`, and correct the link)",
                "7:6 picture data/sops/escalation.md is a text (take the `!` away to link to the text)",
                "8:6 picture data/sops/scan.tif has the ending `.tif`, which pages do not show (save it as PNG, or for a photograph as JPEG, and correct the link)",
            ]
        );
        assert!(bench.run(dead_link).is_empty(), "told once");
    }

    #[test]
    fn a_picture_has_words() {
        let bench = bench(
            "![](flow.svg)\n![`a`](flow.svg) ![ ](flow.svg) ![](gone.svg)\n",
            &[("data/sops/flow.svg", SVG)],
        );
        let found = bench.diagnose(picture_without_words);
        let lines: Vec<(u32, u32)> = found.iter().map(|d| (d.place.line, d.place.column)).collect();
        assert_eq!(lines, [(6, 5), (7, 23)]);
    }

    #[test]
    fn a_picture_that_is_not_there_says_what_mends_it() {
        let bench = bench(
            "![a](flow.svg)\n![b](gone.svg)\n![c](../../assets/x.png)\n![d](../../../x.png)\n![e](https://example.org/x.png)\n![f](film.mp4)\n",
            &[("data/sops/img/Flow.svg", SVG)],
        );
        assert_eq!(
            told(&bench, dead_link),
            [
                "6:6 link leads to data/sops/flow.svg, which does not exist (write `img/Flow.svg`)",
                "7:6 link leads to data/sops/gone.svg, which does not exist (put the picture there, or remove the link)",
                "8:6 link leads to assets/x.png, which does not exist (move the picture below data/sops/, and correct the link)",
                "9:6 link leads out of the repository (write the path of a file under data/, relative to this file)",
                "11:6 link leads to data/sops/film.mp4, which does not exist (put a picture there (.png, .jpg, .jpeg, .gif, .webp, .svg), or remove the link)",
            ]
        );
        assert_eq!(bench.run(refused_link).len(), 1);
    }

    #[test]
    fn a_picture_that_nobody_shows_is_told_of() {
        let bench = bench("text\n", &[("data/sops/flow.svg", SVG)]);
        assert_eq!(
            bench.run(unused_picture),
            ["unused-picture: no procedure shows picture data/sops/flow.svg"]
        );
    }
}

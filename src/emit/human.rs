//! Diagnostics the way compilers draw them. The only file that names annotate-snippets.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Texts, visible};
use crate::kit::diag::{Diagnostic, Diagnostics, Severity, codes};
use crate::kit::source::Place;

static NO_TEXTS: Texts = Texts::new();

/// Lines longer than this, in bytes, are not drawn: only their place is reported. Shorter ones are cut around the mark.
const LONGEST_DRAWN: usize = 4_000;

/// Every diagnostic in the given order, with an empty line after each. Escape sequences only when `colour` asks for them.
pub fn human(diagnostics: &Diagnostics, texts: &Texts, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    diagnostics.iter().fold(String::new(), |mut shown, diagnostic| {
        let drawn = renderer.render(&[group(diagnostic, texts)]);
        // An empty line of a text leaves blanks after its number.
        shown.extend(drawn.lines().flat_map(|line| [line.trim_end(), "\n"]));
        shown.push('\n');
        shown
    })
}

fn group<'a>(diagnostic: &'a Diagnostic, texts: &'a Texts) -> Group<'a> {
    let level = match (&diagnostic.waived_by, diagnostic.severity()) {
        (Some(_), _) => Level::NOTE.with_name("waived"),
        (None, Severity::Error) => Level::ERROR,
        (None, Severity::Warning) => Level::WARNING,
    };
    let title = level.primary_title(visible(&diagnostic.message, false)).id(diagnostic.code.name);
    let mut group = Group::with_title(title);
    // A line that describes what was seen is not shown to whoever reads the log.
    let texts = if diagnostic.code == &codes::GRAPHIC_DETAIL { &NO_TEXTS } else { texts };
    group = with_place(group, &diagnostic.place, &diagnostic.label, AnnotationKind::Primary, texts);
    for (place, label) in &diagnostic.related {
        group = with_place(group, place, label, AnnotationKind::Context, texts);
    }
    if let Some(waiver) = &diagnostic.waived_by {
        group = group.element(Level::NOTE.message(format!("waived by {}", shown_place(waiver))));
    }
    if !diagnostic.help.is_empty() {
        group = group.element(Level::HELP.message(visible(&diagnostic.help, false)));
    }
    group
}

fn with_place<'a>(
    group: Group<'a>,
    place: &'a Place,
    label: &'a str,
    kind: AnnotationKind,
    texts: &'a Texts,
) -> Group<'a> {
    let path = visible(place.path.as_str(), false);
    if let Some((line, mark)) = drawn_line(place, texts) {
        let label = (!label.is_empty()).then(|| visible(label, false));
        let annotation: Annotation<'a> = kind.span(mark).label(label);
        return group.element(
            Snippet::source(line).line_start(place.line as usize).path(path).annotation(annotation),
        );
    }
    let origin = Origin::path(path).line(place.line as usize).char_column(place.column as usize);
    let group = group.element(origin);
    if label.is_empty() { group } else { group.element(Level::NOTE.message(visible(label, false))) }
}

/// The place's first line as it is drawn, with the bytes to mark in it. `None` when the text is not at hand, or the
/// line is too long to draw. A byte-order mark is no part of the line.
fn drawn_line<'a>(place: &Place, texts: &'a Texts) -> Option<(Cow<'a, str>, Range<usize>)> {
    let text = texts.get(&place.path)?;
    let bom = if place.line == 1 { text.body_start() } else { 0 };
    let line = text.line(place.line).get(bom..)?;
    if line.len() > LONGEST_DRAWN {
        return None;
    }
    let line_start = text.line_span(place.line).start + bom;
    let start = place.span.start.checked_sub(line_start)?.min(line.len());
    let end = place.span.end.saturating_sub(line_start).clamp(start, line.len());
    let (before, marked) = (line.get(..start)?, line.get(start..end)?);
    let start = visible(before, true).len();
    let end = start + visible(marked, true).len();
    Some((visible(line, true), start..end))
}

fn shown_place(place: &Place) -> String {
    visible(&place.to_string(), false).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::sample;
    use crate::kit::diag::codes::BAD_VALUE;
    use crate::kit::source::{RepoPath, Text};

    #[test]
    fn golden() {
        let expected = "\
error[missing-file]: the book has no book.toml
--> data/book.toml:1:1

error[unknown-vendor]: contract names vendor `acme-eu`, which has no file
 --> data/contracts/a,b/contract.toml:3:10
  |
3 | vendor = \"acme-eu\"
  |          ^^^^^^^^^ expected data/vendors/acme-eu.toml
  |
  = help: did you mean `acme-asia`?

waived[sop-past-review]: review is past
 --> data/contracts/a,b/contract.toml:4:1
  |
4 | title = \"100%, ␛[31mred�\"
  | ^^^^^
  |
  = note: waived by data/contracts/a,b/contract.toml:1:1

error[action-overdue]: 100%, ␛[31mred�␊::error::stolen
 --> data/contracts/a,b/contract.toml:4:9
  |
4 | title = \"100%, ␛[31mred�\"
  |         ^^^^^^^^^^^^^^^^^
  |
 ::: data/contracts/a,b/contract.toml:1:1
  |
1 | # MSA
  | ----- due here

";
        assert_eq!(human(&sample::diagnostics(), &sample::texts(), false), expected);
    }

    #[test]
    fn colour_is_only_written_when_asked_for() {
        assert!(!human(&sample::diagnostics(), &sample::texts(), false).contains('\u{1b}'));
        assert!(human(&sample::diagnostics(), &sample::texts(), true).contains("\u{1b}["));
    }

    fn place_line(content: &str, span: Range<usize>) -> (String, String) {
        let text = Text::new(RepoPath::new("t"), content);
        let mut all = Diagnostics::default();
        let place = text.place(span);
        let expected = format!("--> {place}");
        all.push(Diagnostic::new(&BAD_VALUE, place, "m"));
        (human(&all, &Texts::from([(text.path.clone(), text)]), false), expected)
    }

    #[test]
    fn the_drawn_place_is_the_place_whatever_stands_before_it() {
        let long = format!("a\n{}TARGET{}", "é".repeat(900), "y".repeat(900));
        let longer = format!("a\n{}TARGET", "y".repeat(90_000));
        for (content, span) in [
            ("\u{feff}ab = 1", 8..9),
            ("\ta\tb", 3..4),
            ("漢字 = x", 9..10),
            ("a\u{1b}b", 2..3),
            ("a\r\nb\r\n", 3..4),
            ("a\n", 2..2),
            ("", 0..0),
            ("a\nb \"c\nd\"", 4..9),
            (&long, 1802..1808),
            (&longer, 90_002..90_008),
        ] {
            let (drawn, expected) = place_line(content, span);
            assert!(drawn.contains(&expected), "{expected} in\n{drawn}");
            assert!(drawn.lines().all(|line| line.chars().count() < 150), "{drawn}");
        }
    }
}

//! Raw HTML in a text: comments, which are hidden, and anchors that links may lead to. Nothing else of it is let through.

use std::borrow::Cow;

/// A piece of raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Comment,
    /// `<a name="x">` or `<a id="x">`, with nothing else in it.
    Anchor(&'a str),
    /// `</a>`
    End,
    /// Shown as text.
    Text(Cow<'a, str>),
}

/// The pieces of raw HTML, in order. What is no anchor and no comment is text.
pub fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    let mut text_from = html;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at..];
        let Some((piece, long)) = piece(tag) else {
            rest = &tag[1..];
            continue;
        };
        let before = &text_from[..text_from.len() - tag.len()];
        if !before.is_empty() {
            pieces.push(Piece::Text(before.into()));
        }
        pieces.push(piece);
        rest = &tag[long..];
        text_from = rest;
    }
    if !text_from.is_empty() {
        pieces.push(Piece::Text(text_from.into()));
    }
    pieces
}

/// What is shown of raw HTML, as text.
pub fn shown(html: &str) -> String {
    let texts = pieces(html).into_iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text),
        Piece::Comment | Piece::Anchor(_) | Piece::End => None,
    });
    texts.collect()
}

/// What a tag is, with its length; `None` for what stays text. A comment that nothing closes hides nothing.
fn piece(tag: &str) -> Option<(Piece<'_>, usize)> {
    if let Some(inner) = tag.strip_prefix("<!--") {
        return inner.find("-->").map(|end| (Piece::Comment, 4 + end + 3));
    }
    let end = tag.find('>')?;
    if tag[..end].eq_ignore_ascii_case("</a") {
        return Some((Piece::End, end + 1));
    }
    let inner = tag[1..end].trim_end_matches('/').trim_end();
    let (name, attribute) = inner.split_once(|c: char| c.is_ascii_whitespace())?;
    let (key, value) = attribute.trim_start().split_once('=')?;
    let is_key = ["name", "id"].iter().any(|known| key.eq_ignore_ascii_case(known));
    let quoted = |mark: char| value.strip_prefix(mark).and_then(|value| value.strip_suffix(mark));
    let anchor = quoted('"').or_else(|| quoted('\'')).unwrap_or(value);
    let is_anchor = name.eq_ignore_ascii_case("a") && is_key && is_name(anchor);
    is_anchor.then_some((Piece::Anchor(anchor), end + 1))
}

/// Letters, digits, `-`, `_` and `.`: pages use the colon for anchors of their own.
fn is_name(anchor: &str) -> bool {
    !anchor.is_empty() && anchor.chars().all(|c| c.is_alphanumeric() || ['-', '_', '.'].contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_anchors_are_told_from_everything_else() {
        assert_eq!(pieces("<!-- a > b -->"), [Piece::Comment]);
        assert_eq!(pieces("<a name=\"top\"></a>"), [Piece::Anchor("top"), Piece::End]);
        assert_eq!(pieces("<A ID='step.1' />"), [Piece::Anchor("step.1")]);
        let text = |text: &'static str| Piece::Text(text.into());
        for other in [
            "<a name=\"x\" onclick=\"y\">",
            "<a href=\"javascript:x\">",
            "<a name=\"x y\">",
            "<a name=\"note:1\">",
            "<a name=\"\">",
            "<abbr id=\"x\">",
            "<!-- never closed",
            "<script>alert(1)</script>",
            "a < b",
        ] {
            assert_eq!(pieces(other), [text(other)]);
        }
        assert_eq!(pieces("<b><!-- x --></b>"), [text("<b>"), Piece::Comment, text("</b>")]);
    }
}

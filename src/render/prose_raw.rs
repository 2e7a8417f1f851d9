//! Raw HTML in a text: comments are left out, anchors become places to link to, everything else is text.

use super::Writer;
use crate::kit::prose::raw::{Piece, pieces};
use crate::render::prose_parts::escape;
use crate::subject::sop::page::contents::anchor;

impl Writer<'_> {
    /// Raw HTML is shown as text, but for comments, which are not shown, and anchors, which lead to their place.
    pub(super) fn raw(&mut self, html: &str) {
        for piece in pieces(html) {
            match piece {
                Piece::Text(text) => escape(&mut self.out, &text),
                Piece::Anchor(name) => {
                    self.own_anchor(name);
                    self.open_anchors += 1;
                }
                Piece::End if self.open_anchors > 0 => self.open_anchors -= 1,
                // It ends a link that is shown as text.
                Piece::End => escape(&mut self.out, "</a>"),
                Piece::Comment => {}
            }
        }
    }

    /// A block of raw HTML: as a box where anything of it is shown.
    pub(super) fn raw_block(&mut self, html: &str) {
        let is_shown = |piece: &Piece<'_>| matches!(piece, Piece::Text(text) if !text.trim().is_empty());
        if pieces(html).iter().any(is_shown) {
            self.out.push_str("<pre tabindex=\"0\"><code>");
            self.raw(html);
            self.out.push_str("</code></pre>\n");
        } else {
            self.raw(html);
        }
    }

    /// An anchor of the author's, once, and not one that a heading has.
    fn own_anchor(&mut self, name: &str) {
        let is_taken = self.headings.iter().any(|heading| heading.slug == name);
        if !is_taken && self.own_anchors.insert(name.to_owned()) {
            self.out.push_str("<span id=\"");
            escape(&mut self.out, &anchor(name));
            self.out.push_str("\"></span>");
        }
    }
}

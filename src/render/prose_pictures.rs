//! Pictures in prose: those that go with the site are shown, all others are named and never loaded.

use pulldown_cmark::{Event, TagEnd};

use super::Writer;
use crate::kit::prose::raw;
use crate::kit::prose::target::{Target, target};
use crate::render::prose_parts::escape;
use crate::subject::sop::picture::Shown;

impl Writer<'_> {
    /// Reads the words of a picture, and writes it at its end. No request may leave the site.
    pub(super) fn in_picture(&mut self, event: &Event<'_>) -> bool {
        let Some((words, address)) = &mut self.alt else { return false };
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(text),
            Event::InlineHtml(html) => words.push_str(&raw::shown(html)),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::End(TagEnd::Image) => {
                let (words, address) = (std::mem::take(words), std::mem::take(address));
                self.alt = None;
                self.picture(&words, &address);
            }
            _ => {}
        }
        true
    }

    fn picture(&mut self, words: &str, address: &str) {
        let Some((file, Shown { path, width, height })) = self.shown(address) else {
            self.out.push_str("<span class=\"not-shown\">");
            escape(&mut self.out, if words.is_empty() { "Picture" } else { words });
            self.out.push_str(" <span class=\"address\">(picture not shown: ");
            escape(&mut self.out, address);
            if let Some(why) = self.absent(address) {
                self.out.push_str(", ");
                escape(&mut self.out, why);
            }
            self.out.push_str(")</span></span>");
            return;
        };
        let words = if words.trim().is_empty() { format!("Picture {file}") } else { words.to_owned() };
        self.out.push_str("<img src=\"");
        escape(&mut self.out, self.prose.root);
        escape(&mut self.out, &path);
        self.out.push_str("\" alt=\"");
        escape(&mut self.out, &words);
        self.out.push_str(&format!("\" width=\"{width}\" height=\"{height}\">"));
    }

    /// Why the picture at an address is not shown, where that is known.
    fn absent(&self, address: &str) -> Option<&'static str> {
        let Target::File { path, .. } = target(address, self.prose.file) else { return None };
        self.prose.absent.get(path.as_str()).copied()
    }

    /// The picture that an address leads to, with the name of its file.
    fn shown(&self, address: &str) -> Option<(String, Shown)> {
        let Target::File { path, .. } = target(address, self.prose.file) else { return None };
        let shown = self.prose.pictures.get(path.as_str())?;
        Some((path.file_name().to_owned(), shown.clone()))
    }
}

//! Numbers that are no figures carry in the markup why they need no evidence. `docs/evidence.md` defends each reason, and a
//! test reads the whole demo site: a number with neither evidence nor reason fails it.

use super::pen;

/// Why a number needs no evidence. A count, a share, a difference or any other result is never exempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exempt {
    /// Part of a name, an id, or a reference into signed paper.
    Name,
    /// Part of a sentence as its author wrote it, in the file that the page names.
    Quoted,
    /// Where something is written: files, lines, commits.
    Place,
    /// A tick of an axis.
    Axis,
    /// A constant of a formula or of a rule.
    Rule,
    /// How many rows, points or entries the page itself shows or leaves out.
    Rows,
}

impl Exempt {
    /// As the attribute `data-x` says it.
    pub const fn word(self) -> &'static str {
        match self {
            Exempt::Name => "name",
            Exempt::Quoted => "quoted",
            Exempt::Place => "place",
            Exempt::Axis => "axis",
            Exempt::Rule => "rule",
            Exempt::Rows => "rows",
        }
    }

    /// Appends ` data-x="…"`, inside an opening tag.
    pub fn attribute(self, out: &mut String) {
        out.push_str(" data-x=\"");
        out.push_str(self.word());
        out.push('"');
    }

    /// Appends escaped words, in an element with the reason where they hold a digit.
    pub fn write(self, out: &mut String, words: &str) {
        if !words.bytes().any(|byte| byte.is_ascii_digit()) {
            pen::text(out, words);
            return;
        }
        out.push_str("<span");
        self.attribute(out);
        out.push('>');
        pen::text(out, words);
        out.push_str("</span>");
    }

    /// Like [`Exempt::write`], by itself.
    pub fn html(self, words: &str) -> String {
        let mut html = String::with_capacity(words.len() + 32);
        self.write(&mut html, words);
        html
    }
}

#[cfg(test)]
mod tests {
    use super::Exempt;

    #[test]
    fn only_words_with_a_digit_are_marked() {
        assert_eq!(Exempt::Name.html("Part <B>"), "Part &lt;B&gt;");
        assert_eq!(Exempt::Name.html("Part 2"), "<span data-x=\"name\">Part 2</span>");
    }
}

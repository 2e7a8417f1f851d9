//! A sentence in pieces: those that hold a number say what they speak of, so that a page can lead to where it comes from.

/// Words in a row; `A` is what a piece can speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence<A> {
    /// In the order they are read. `None`: words without a number.
    pub pieces: Vec<(String, Option<A>)>,
}

impl<A> Default for Sentence<A> {
    fn default() -> Self {
        Sentence { pieces: Vec::new() }
    }
}

impl<A> Sentence<A> {
    /// Words without a number.
    pub fn words(text: impl Into<String>) -> Self {
        Sentence::default().and(text)
    }

    /// A piece that speaks of something.
    pub fn of(about: A, text: impl Into<String>) -> Self {
        Sentence::default().then(about, text)
    }

    /// More words without a number.
    pub fn and(mut self, text: impl Into<String>) -> Self {
        self.pieces.push((text.into(), None));
        self
    }

    /// One more piece that speaks of something.
    pub fn then(mut self, about: A, text: impl Into<String>) -> Self {
        self.pieces.push((text.into(), Some(about)));
        self
    }

    /// Another sentence's pieces behind these.
    pub fn join(mut self, more: Sentence<A>) -> Self {
        self.pieces.extend(more.pieces);
        self
    }

    /// The same words, speaking of something wider.
    pub fn within<B>(self, wider: impl Fn(A) -> B) -> Sentence<B> {
        let pieces = self.pieces.into_iter();
        Sentence { pieces: pieces.map(|(text, about)| (text, about.map(&wider))).collect() }
    }

    /// The words alone.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|(text, _)| text.as_str()).collect()
    }
}

impl<A> From<&str> for Sentence<A> {
    fn from(text: &str) -> Self {
        Sentence::words(text)
    }
}

impl<A> From<String> for Sentence<A> {
    fn from(text: String) -> Self {
        Sentence::words(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Sentence;

    #[test]
    fn the_words_are_the_pieces_in_their_order() {
        let told = Sentence::words("fell ").then(1, "5 points").and(", ").join(Sentence::of(2, "12 weeks"));
        assert_eq!(told.text(), "fell 5 points, 12 weeks");
        assert_eq!(told.within(|of| of * 10).pieces[3], ("12 weeks".to_owned(), Some(20)));
    }
}

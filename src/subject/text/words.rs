//! Words on their way into a page: those of the program are a piece at once, others first say what their numbers rest on.

use crate::kit::numbered::RestsOn;
use crate::kit::picture::exempt::Exempt;
use crate::subject::route::Route;
use crate::subject::text::piece::Inline;

/// What a piece can be made of: `&'static str`, which is written in the program, or a `String`, which was put together when it ran or was
/// read from a file.
pub trait Words: sealed::Sealed {
    /// [`Inline`] for words of the program, [`Unproved`] for all others.
    type Piece;

    /// `piece` with these words.
    fn piece(self, piece: Inline) -> Self::Piece;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for &'static str {}
    impl Sealed for String {}
    impl Sealed for &String {}
}

impl Words for &'static str {
    type Piece = Inline;

    fn piece(self, piece: Inline) -> Inline {
        piece.saying(self.to_owned())
    }
}

impl Words for String {
    type Piece = Unproved;

    fn piece(self, piece: Inline) -> Unproved {
        Unproved(piece.saying(self))
    }
}

impl Words for &String {
    type Piece = Unproved;

    fn piece(self, piece: Inline) -> Unproved {
        self.clone().piece(piece)
    }
}

impl Inline {
    /// The same piece with other words.
    pub fn reworded(self, text: String) -> Unproved {
        text.piece(self)
    }

    /// Words that are put together when the program runs, or that somebody else wrote.
    pub fn words(text: impl Into<String>) -> Unproved {
        text.into().piece(Inline::new("words"))
    }

    /// Words that are written in the program.
    pub fn literal(text: &'static str) -> Inline {
        text.piece(Inline::new("words"))
    }

    /// Words whose only numbers are days, weeks or months in full: they say themselves what they are, see docs/evidence.md.
    pub fn dated(text: impl Into<String>) -> Inline {
        Inline::words(text).dated()
    }

    pub fn strong<W: Words>(text: W) -> W::Piece {
        text.piece(Inline::new("strong"))
    }

    pub fn quiet<W: Words>(text: W) -> W::Piece {
        text.piece(Inline::new("quiet"))
    }

    pub fn code<W: Words>(text: W) -> W::Piece {
        text.piece(Inline::new("code"))
    }

    /// What an amendment took away.
    pub fn was<W: Words>(text: W) -> W::Piece {
        text.piece(Inline::new("was"))
    }

    /// What an amendment put in its place.
    pub fn becomes<W: Words>(text: W) -> W::Piece {
        text.piece(Inline::new("becomes"))
    }

    pub fn link<W: Words>(route: &Route, text: W) -> W::Piece {
        Inline::to(route.path(), text)
    }

    /// A link to a path below the site's root.
    pub fn to<W: Words>(href: String, text: W) -> W::Piece {
        text.piece(Inline::new("link").leading(href))
    }

    /// A link to an anchor of a page.
    pub fn anchor<W: Words>(route: &Route, anchor: &str, text: W) -> W::Piece {
        Inline::to(format!("{}#{anchor}", route.path()), text)
    }

    /// A place in a file, linked to the commit where the book says where it is hosted.
    pub fn place(text: String, url: Option<String>) -> Inline {
        let piece = match url {
            Some(href) => Inline::new("out").leading(href),
            None => Inline::new("code"),
        };
        piece.saying(text)
    }

    /// A link that leaves the site, in words.
    pub fn away<W: Words>(url: impl Into<String>, text: W) -> W::Piece {
        text.piece(Inline::new("away").leading(url.into()))
    }

    /// Tones: `plain`, `good`, `near`, `poor`, `bad`, `new`.
    pub fn chip<W: Words>(tone: &'static str, text: W) -> W::Piece {
        text.piece(Inline::new("chip").toned(tone))
    }

    /// Tones: `met`, `missed`, `none`, `running`.
    pub fn mark<W: Words>(tone: &'static str, text: W) -> W::Piece {
        text.piece(Inline::new("mark").toned(tone))
    }
}

/// A piece of which it is not said yet what its numbers rest on: no piece of a page before it is.
///
/// ```
/// # use scorebook::subject::{route::Route, text::{piece::Inline, words::Unproved}};
/// # use scorebook::kit::picture::exempt::Exempt;
/// fn late() -> String {
///     format!("Amendment {}", 7)
/// }
/// let of_the_program: [Inline; 2] = [Inline::chip("bad", "late"), Inline::link(&Route::Audit, "every check")];
/// let of_a_file: Unproved = Inline::chip("bad", late());
/// let named: Inline = of_a_file.because(Exempt::Name);
/// ```
///
/// Each constructor refuses a string that says nothing of itself:
///
/// ```compile_fail
/// # use scorebook::subject::{route::Route, text::piece::Inline};
/// # fn late() -> String { format!("{} actions are late", 7) }
/// let piece: Inline = Inline::words(late());
/// ```
///
/// ```compile_fail
/// # use scorebook::subject::{route::Route, text::piece::Inline};
/// # fn late() -> String { format!("{} actions are late", 7) }
/// let piece: Inline = Inline::strong(late());
/// ```
///
/// ```compile_fail
/// # use scorebook::subject::{route::Route, text::piece::Inline};
/// # fn late() -> String { format!("{} actions are late", 7) }
/// let piece: Inline = Inline::quiet(late());
/// ```
///
/// ```compile_fail
/// # use scorebook::subject::{route::Route, text::piece::Inline};
/// # fn late() -> String { format!("{} actions are late", 7) }
/// let piece: Inline = Inline::code(late());
/// ```
///
/// ```compile_fail
/// # use scorebook::subject::{route::Route, text::piece::Inline};
/// # fn late() -> String { format!("{} actions are late", 7) }
/// let piece: Inline = Inline::was(late());
/// ```
///
/// ```compile_fail
/// # use scorebook::subject::{route::Route, text::piece::Inline};
/// # fn late() -> String { format!("{} actions are late", 7) }
/// let piece: Inline = Inline::becomes(late());
/// ```
///
/// ```compile_fail
/// # use scorebook::subject::{route::Route, text::piece::Inline};
/// # fn late() -> String { format!("{} actions are late", 7) }
/// let piece: Inline = Inline::link(&Route::Audit, late());
/// ```
///
/// ```compile_fail
/// # use scorebook::subject::{route::Route, text::piece::Inline};
/// # fn late() -> String { format!("{} actions are late", 7) }
/// let piece: Inline = Inline::to("audit/".to_owned(), late());
/// ```
///
/// ```compile_fail
/// # use scorebook::subject::{route::Route, text::piece::Inline};
/// # fn late() -> String { format!("{} actions are late", 7) }
/// let piece: Inline = Inline::anchor(&Route::Audit, "late", late());
/// ```
///
/// ```compile_fail
/// # use scorebook::subject::{route::Route, text::piece::Inline};
/// # fn late() -> String { format!("{} actions are late", 7) }
/// let piece: Inline = Inline::away("https://example.org/", late());
/// ```
///
/// ```compile_fail
/// # use scorebook::subject::{route::Route, text::piece::Inline};
/// # fn late() -> String { format!("{} actions are late", 7) }
/// let piece: Inline = Inline::chip("bad", late());
/// ```
///
/// ```compile_fail
/// # use scorebook::subject::{route::Route, text::piece::Inline};
/// # fn late() -> String { format!("{} actions are late", 7) }
/// let piece: Inline = Inline::mark("missed", late());
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Unproved(Inline);

/// What has been said of it may be said anew.
impl From<Inline> for Unproved {
    fn from(piece: Inline) -> Unproved {
        Unproved(piece)
    }
}

impl Unproved {
    /// Its numbers are parts of figures of the page.
    pub fn of(self, of: impl RestsOn) -> Inline {
        self.0.of(of)
    }

    /// Its numbers need no evidence, and why.
    pub fn because(self, reason: Exempt) -> Inline {
        self.0.because(reason)
    }

    /// Its only numbers are days, weeks or months in full: they say themselves what they are, see docs/evidence.md.
    pub fn dated(self) -> Inline {
        self.0
    }

    /// It stands on a page that compares two books, which has no evidence of its own.
    pub fn without_evidence(self) -> Inline {
        self.0
    }

    /// Its numbers are parts of figures of the page, which are asked for only where it has some: words without a number count nothing.
    pub fn rests_on<F: RestsOn>(self, figures: impl FnOnce() -> F) -> Inline {
        if self.0.has_number() { self.0.of(figures()) } else { self.0 }
    }

    /// Words of the program that were put together and hold no number.
    pub fn without_number(self) -> Inline {
        debug_assert!(!self.0.has_number(), "{:?} holds a number", self.0.text());
        self.0
    }

    pub fn has_number(&self) -> bool {
        self.0.has_number()
    }

    pub fn text(&self) -> &str {
        self.0.text()
    }

    pub fn tone(&self) -> &'static str {
        self.0.tone()
    }
}

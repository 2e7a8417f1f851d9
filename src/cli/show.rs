//! `show KEY`: a setting of `data/book.toml` as the program reads it, for scripts that would otherwise read TOML by its looks.

use super::args::{Setting, Show};
use super::{CLEAN, DEFECTS};
use crate::edge::{ColorChoice, Stream, say};
use crate::kit::diag::Diagnostics;
use crate::kit::source::AsOfSource;
use crate::subject::read;
use crate::{edge, emit};

const BOOK: &str = "data/book.toml";

/// The exit status: 0 when the setting was read, 1 when the file has defects, which are then reported instead.
///
/// # Errors
/// Wrong use or a failing disk, as a message.
pub fn show(asked: &Show) -> Result<u8, String> {
    let opened =
        edge::threads(None).map_err(told)?.install(|| edge::open(&asked.root, None)).map_err(told)?;
    let (register, said) = read::read(&opened.snapshot);
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(said.into_iter().filter(|diagnostic| diagnostic.place.path.as_str() == BOOK));
    let Some(register) = register.filter(|_| diagnostics.defects() == 0) else {
        let texts = &opened.snapshot.texts;
        let text = emit::human(&diagnostics, texts, edge::colour(ColorChoice::Auto));
        let _ = say(Stream::Err, &format!("{text}error: nothing is shown of a book that cannot be read\n"));
        return Ok(DEFECTS);
    };
    let book = &register.settings;
    let shown = match asked.key {
        Setting::Publication => book.publication.word().to_owned(),
        Setting::AsOf if book.as_of.source == AsOfSource::Book => book.as_of.on.to_string(),
        Setting::AsOf => return Ok(CLEAN),
    };
    say(Stream::Out, &format!("{shown}\n"))
        .map(|()| CLEAN)
        .map_err(|error| format!("cannot write to standard output: {error}"))
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

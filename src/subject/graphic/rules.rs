//! K7: texts of records and commentary that describe what was seen.

use rayon::prelude::*;

use super::words::{Phrase, WORDS, found};
use crate::kit::diag::{Diagnostic, Diagnostics, MOST_MESSAGES, codes};
use crate::kit::kept::Last;
use crate::kit::source::{Span, Text};
use crate::subject::context::{Context, FigureRule, Rule};

pub const RULES: &[Rule] = &[Rule { code: &codes::GRAPHIC_DETAIL, check: graphic_detail }];

pub const FIGURE_RULES: &[FigureRule] = &[];

/// Procedures have to name what they are about, and book.toml lists words; every other text of the book is held.
fn graphic_detail(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let own = context.register.settings.graphic_words.iter().map(|word| word.as_str());
    let words: Vec<String> = WORDS.into_iter().chain(own).map(str::to_owned).collect();
    let phrases: Vec<Phrase> = words.iter().filter_map(|word| Phrase::new(word)).collect();
    let texts: Vec<&Text> = context.snapshot.texts.values().filter(|text| is_held(text)).collect();
    let told = texts.par_iter().flat_map_iter(|text| {
        let find =
            |_: &Vec<String>| found(text.content(), &phrases).into_iter().take(MOST_MESSAGES + 1).collect();
        let places = text.worked_out.once(PlacesOfWords::default).0.of(words.clone(), find);
        places.into_iter().map(|(start, end)| {
            Diagnostic::new(
                &codes::GRAPHIC_DETAIL,
                text.place(Span::new(start, end)),
                "a word of graphic description stands here",
            )
            .label("the word is not repeated")
            .help("say which label of the policy it has, and leave what was seen in the ticket")
        })
    });
    told.collect::<Vec<_>>().into_iter().for_each(|found| diagnostics.push(found));
}

/// Where some words stand in a text.
#[derive(Default)]
struct PlacesOfWords(Last<Vec<String>, Vec<(usize, usize)>>);

fn is_held(text: &Text) -> bool {
    let path = text.path.as_str();
    let is_text = [".toml", ".md", ".csv"].iter().any(|end| path.ends_with(end));
    is_text && path.starts_with("data/") && !path.starts_with("data/sops/") && path != "data/book.toml"
}

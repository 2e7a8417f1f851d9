//! A rating beside what was missed. A bare "Good" above a miss contradicts itself: there it says its own rule, "Good: score 98.6, 1 miss".
//! Other ratings say by their names that something is wrong.

use crate::core::score::Rating;
use crate::kit::numbered::FigureNumber;
use crate::kit::words::RatingName;
use crate::subject::evidence::written::FigureRef;
use crate::subject::text::piece::Html;
use crate::subject::wording::tone;
use crate::subject::wording::tone::Tone;

/// What stands beside a rating: how many service levels were missed, with the figures of the score and of that count.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    pub missed: usize,
    pub score: Option<&'a FigureRef>,
    pub count: Option<FigureNumber>,
}

/// Whether the name alone would contradict what stands beside it.
pub fn says_rule(rating: Rating, missed: usize) -> bool {
    missed > 0 && rating == Rating::Named(RatingName::Good)
}

/// Its tone; above a miss a good one is no better than approaching its target.
pub fn tone(rating: Rating, missed: usize) -> Tone {
    let own = tone::rating(rating);
    if says_rule(rating, missed) { Tone { tone: "near", ..own } } else { own }
}

/// The same with a name that stands where neither score nor count is shown: `Good, with misses`.
pub fn in_short(rating: Rating, missed: usize) -> Tone {
    let own = tone(rating, missed);
    if says_rule(rating, missed) { Tone { label: "Good, with misses", ..own } } else { own }
}

/// `1 miss`
pub fn misses(missed: usize) -> String {
    if missed == 1 { "1 miss".to_owned() } else { format!("{missed} misses") }
}

/// `Good`, or `Good: score 98.6, 1 miss`; `own` is the rating's own figure.
pub fn words(rating: Rating, beside: Beside<'_>, own: Option<FigureNumber>) -> Html {
    let name = rating.label();
    let mut html = match own {
        Some(own) => {
            let mut html = Html::default();
            html.tags("<span");
            html.push_is(own);
            for part in [">", name, "</span>"] {
                html.tags(part);
            }
            html
        }
        None => Html::from(name),
    };
    if !says_rule(rating, beside.missed) {
        return html;
    }
    html.tags(": ");
    if let Some(score) = beside.score {
        html.push(&Html::part_of(score.number, &format!("score {}", score.shown)));
        html.tags(", ");
    }
    html.push(&Html::part_of(beside.count, &misses(beside.missed)));
    html
}

/// The same as the badge that pages show.
pub fn badge(rating: Rating, beside: Beside<'_>, own: Option<FigureNumber>) -> Html {
    let mut html = Html::default();
    for part in ["<span class=\"rating rating-", tone(rating, beside.missed).tone, "\""] {
        html.tags(part);
    }
    match own.filter(|_| !says_rule(rating, beside.missed)) {
        Some(own) => {
            html.push_is(own);
            html.tags(">");
            html.tags(rating.label());
        }
        None => {
            html.tags(">");
            html.push(&words(rating, beside, own));
        }
    }
    html.tags("</span>");
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::number::Quotient;

    #[test]
    fn a_good_rating_beside_a_miss_says_what_it_goes_by() {
        let score = Quotient::new(986, 10)
            .map(|value| FigureRef::new(FigureNumber::after(0), value, "98.6".to_owned()));
        let said = |rating, missed| {
            let beside = Beside { missed, score: score.as_ref(), count: Some(FigureNumber::after(1)) };
            badge(rating, beside, Some(FigureNumber::after(2))).as_str().to_owned()
        };
        let good = Rating::Named(RatingName::Good);
        assert_eq!(said(good, 0), "<span class=\"rating rating-good\" data-f=\"3\">Good</span>");
        assert_eq!(
            said(good, 1),
            "<span class=\"rating rating-near\"><span data-f=\"3\">Good</span>: \
             <span data-of=\"1\">score 98.6</span>, <span data-of=\"2\">1 miss</span></span>"
        );
        assert_eq!((in_short(good, 0).label, in_short(good, 2).label), ("Good", "Good, with misses"));
        let bad = said(Rating::Named(RatingName::Inadequate), 4);
        assert_eq!(bad, "<span class=\"rating rating-bad\" data-f=\"3\">Inadequate</span>");
    }
}

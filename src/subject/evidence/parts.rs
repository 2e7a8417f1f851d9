//! The parts of a window inside which the target changes: what the whole is held against is their blend, and the parts stand beside it,
//! since one that is met can make up for one that is missed.

use crate::core::attainment::SplitPart;
use crate::core::contract::record::Target;
use crate::core::contract::terms::target_on;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::source::Place;
use crate::subject::evidence::clause::Clause;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Evidence, Query};
use crate::subject::text::piece::Html;
use crate::subject::wording::phrase;

impl<'a> Clause<'a> {
    /// A line of markup for each part: its periods, value, target and result. Empty where one target holds throughout.
    pub fn parts(&self, evidence: &mut Evidence<'_>) -> Html {
        let mut html = Html::default();
        for part in self.ruling.iter().flat_map(|ruling| &ruling.parts) {
            html.tags("<span class=\"sub\">");
            let (first, last) = (phrase::short(part.first), phrase::short(part.last));
            let periods = if part.first == part.last { first } else { format!("{first} to {last}") };
            html.tags("<span data-x=\"date\">");
            html.push_dated(&periods);
            html.tags("</span>");
            html.tags(": ");
            match self.part_value(part, evidence) {
                Some(value) => value.write(&mut html),
                None => html.tags("no figure"),
            }
            html.tags(", needs ");
            self.part_target(part, evidence).write(&mut html);
            html.tags(match part.met {
                Some(true) => ": met",
                Some(false) => ": missed",
                None => "",
            });
            html.tags("</span>");
        }
        html
    }

    fn part_value(&self, part: &SplitPart, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
        let value = part.value?;
        let shown = self.measure.show_against(value, &part.target);
        let first = [part.first];
        let query = Query {
            clause: Some((&self.judged.contract, &self.judged.service_level)),
            metric: &self.level.metric,
            subject: &self.judged.subject,
            scope: &self.level.scope,
            slice: None,
            pooled: if part.first == part.last { &[] } else { &first },
            period: part.last,
            window: "slices",
        };
        let mut rows = part.rows.clone();
        rows.sort_unstable();
        let beyond = part.beyond.as_ref();
        let entry = evidence.figure_beyond(&shown, value, beyond, "attainment-part").query(&query);
        let number = entry.sums(part.numerator, part.denominator).rows(&rows).done();
        Some(FigureRef::beyond(number, value, beyond, shown))
    }

    fn part_target(&self, part: &SplitPart, evidence: &mut Evidence<'_>) -> FigureRef {
        let shown = self.measure.promise(self.level, &part.target);
        let terms = self.contract.versions.get(part.version).map(|version| &version.terms);
        let Some(level) = terms.and_then(|terms| terms.service_levels.get(&self.judged.service_level)) else {
            return FigureRef::words("–");
        };
        let place = target_on(level, part.day).1;
        let settings: Vec<(&str, Decimal, Option<&Place>)> = match part.target {
            Target::Line(line) => vec![("target", line, Some(place))],
            Target::Range { low, high } => {
                vec![("target-low", low, Some(place)), ("target-high", high, level.target_high_place())]
            }
            Target::None => return FigureRef::words("no target"),
        };
        let Some((_, value, _)) = settings.first().copied() else { return FigureRef::words("–") };
        let value = Quotient::from(value);
        let number = self.referred(evidence.figure(&shown, value, "target")).settings(settings).done();
        FigureRef::new(number, value, shown)
    }
}

//! X62: acknowledgements of a text that is no longer the SOP's.

use std::collections::BTreeMap;

use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::kit::id::{SiteId, SopId};
use crate::subject::acknowledgement::figures::current;
use crate::subject::acknowledgement::record::Acknowledgement;
use crate::subject::context::Context;
use crate::subject::context::{FigureRule, Rule};
use crate::subject::sop::figures::text_of;
use crate::subject::sop::record::{AcknowledgedText, Sop};

pub const RULES: &[Rule] = &[Rule { code: &codes::ACKNOWLEDGEMENT_VOID, check: acknowledgement_void }];

pub const FIGURE_RULES: &[FigureRule] = &[];

/// X62: reported once an SOP, site and acknowledged text, at the hash of the first row.
pub fn acknowledgement_void(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut void: BTreeMap<(&SopId, &SiteId, &str), Vec<&Acknowledgement>> = BTreeMap::new();
    for row in current(context.register) {
        let sop = context.register.sops.get(&*row.sop);
        // Nobody who has acknowledged, nothing to be void; a draft or a retired SOP asks for none.
        let counts = |sop: &&Sop| row.acknowledged > 0 && sop.is_effective(context.as_of());
        let Some(sop) = sop.filter(counts) else { continue };
        if text_of(context.history, sop, &row.hash) == AcknowledgedText::Former {
            void.entry((&row.sop, &row.site, &row.hash)).or_default().push(row);
        }
    }
    for ((id, site, hash), rows) in void {
        let Some(sop) = context.register.sops.get(id) else { continue };
        let count: u64 = rows.iter().map(|row| u64::from(*row.acknowledged)).sum();
        let of = plural(usize::try_from(count).unwrap_or(usize::MAX), "acknowledgement");
        let are = if count == 1 { "is" } else { "are" };
        let judged = sop.changes.iter().any(|change| *change.material && hash.starts_with(&**change.from));
        let why = if judged {
            "a material change came since"
        } else {
            "nobody found the change since not material"
        };
        let first = rows.iter().min_by_key(|row| (&row.place.path, row.place.line)).unwrap_or(&rows[0]);
        diagnostics.push(
            Diagnostic::new(
                &codes::ACKNOWLEDGEMENT_VOID,
                first.hash.place.clone(),
                format!("{of} of SOP `{id}` at site `{site}` {are} void: the text has changed"),
            )
            .label(format!("the text of version {} is `{}`; {why}", sop.version, sop.hashes.now))
            .help(
                "have the new text acknowledged, or record a `[[change]]` that a reviewer found not material",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::sop::record::{SopStatus, TextHash};
    use crate::testing::{Bench, acknowledgement, change, day, sop};

    const NOW: &str = "c0ffeec0ffeec0ff";
    const BEFORE: &str = "00000000000000aa";
    const FIRST: &str = "00000000000000bb";

    #[test]
    fn x62_an_acknowledgement_of_another_text_is_void() {
        let mut bench = Bench::new();
        let mut guide = sop("guide");
        bench.add_sop(guide.clone());
        bench.register.acknowledgements = vec![acknowledgement("guide", NOW, 40, 38)];
        assert!(bench.run(acknowledgement_void).is_empty());
        bench.register.acknowledgements[0].hash = TextHash::new(BEFORE).into();
        let told = [
            "acknowledgement-void: 38 acknowledgements of SOP `guide` at site `acme-porto` are void: the text has changed",
        ];
        assert_eq!(bench.run(acknowledgement_void), told);
        guide.changes = vec![change(BEFORE, NOW, true)];
        bench.add_sop(guide.clone());
        assert_eq!(bench.run(acknowledgement_void), told, "a material change keeps nothing");
        guide.changes = vec![change(BEFORE, NOW, false)];
        bench.add_sop(guide.clone());
        assert!(bench.run(acknowledgement_void).is_empty(), "a reviewer found it not material");
        guide.status = SopStatus::Retired.into();
        guide.changes.clear();
        bench.add_sop(guide);
        assert!(bench.run(acknowledgement_void).is_empty(), "nobody follows a retired SOP");
    }

    #[test]
    fn x62_what_is_not_material_holds_through_several_edits_and_not_past_a_material_one() {
        let mut guide = sop("guide");
        guide.changes = vec![change(FIRST, BEFORE, false), change(BEFORE, NOW, false)];
        assert_eq!(guide.acknowledged_text(FIRST), AcknowledgedText::Kept);
        assert_eq!(guide.acknowledged_text(&guide.hashes.now), AcknowledgedText::Current);
        guide.changes[1].material = true.into();
        assert_eq!(guide.acknowledged_text(BEFORE), AcknowledgedText::Former);
        assert_eq!(guide.acknowledged_text(FIRST), AcknowledgedText::Former);
        // Left over from an earlier text: it leads to none that counts today.
        guide.changes = vec![change(FIRST, BEFORE, false)];
        assert_eq!(guide.acknowledged_text(FIRST), AcknowledgedText::Former);
    }

    #[test]
    fn c3_the_last_row_up_to_the_as_of_speaks() {
        let mut bench = Bench::new();
        bench.add_sop(sop("guide"));
        let row = |on: &str, acknowledged| {
            let mut row = acknowledgement("guide", NOW, 40, acknowledged);
            row.as_of = day(on).into();
            row
        };
        bench.register.acknowledgements =
            vec![row("2026-11-10", 30), row("2026-09-01", 12), row("2026-11-16", 40)];
        let counts: Vec<u32> = current(&bench.register).iter().map(|row| *row.acknowledged).collect();
        assert_eq!(counts, [30]);
    }
}

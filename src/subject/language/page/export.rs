//! Staff and accuracy by official language of the European Union, in the shape in which a transparency report of the Digital Services Act asks for them.

use std::fmt::Write as _;

use crate::core::organisation::record::covers_language;
use crate::core::settings::access::CountedTable;
use crate::kit::declared::HIDDEN;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::subject::language::figures::newest;
use crate::subject::language::record::{LanguageCount, Staff};
use crate::subject::report::Report;

/// Beside the page of languages.
pub const LANGUAGES_CSV: &str = "languages.csv";

/// The official languages of the European Union.
const OFFICIAL: [&str; 24] = [
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt",
    "nl", "pl", "pt", "ro", "sk", "sl", "sv",
];

const HEADER: &str =
    "language,staff_internal,staff_external,metric,from,to,correct,audited,percent,sites,sites_hidden\n";

/// Its name and its text; nothing of a book without counts. A line for each language, and each sampled metric of its work. Ids need no quotes.
pub fn languages_csv(report: &Report<'_>) -> Option<(&'static str, String)> {
    let register = report.register;
    if register.languages.is_empty() {
        return None;
    }
    let mut out = HEADER.to_owned();
    for language in OFFICIAL {
        let staff = format!(
            "{language},{},{}",
            staff(report, language, Staff::Internal),
            staff(report, language, Staff::External)
        );
        let mut any = false;
        for metric in register.metrics.values().filter(|metric| metric.sampled) {
            let own = report
                .languages
                .measured
                .iter()
                .filter(|of| of.metric == metric.id && covers_language(language, &of.language));
            let (told, hidden): (Vec<_>, Vec<_>) = own.partition(|of| of.is_told);
            if told.is_empty() && hidden.is_empty() {
                continue;
            }
            any = true;
            let from: Option<Period> = told.iter().map(|of| of.sums.0).min();
            let to: Option<Period> = told.iter().map(|of| of.newest.0).max();
            let (correct, audited) =
                told.iter().fold((0_i128, 0_i128), |sums, of| (sums.0 + of.sums.1, sums.1 + of.sums.2));
            let text = |period: Option<Period>| period.map_or_else(String::new, |period| period.to_string());
            let percent =
                Quotient::new(100 * correct, audited).map_or_else(String::new, |value| value.show(2));
            let whole = |micro: i128| {
                let value = if told.is_empty() { None } else { Quotient::new(micro, Decimal::SCALE.into()) };
                value.map_or_else(|| HIDDEN.to_owned(), |value| value.rounded(0).to_string())
            };
            // Writing to a String cannot fail.
            let _infallible = writeln!(
                out,
                "{staff},{},{},{},{},{},{percent},{},{}",
                metric.id,
                text(from),
                text(to),
                whole(correct),
                whole(audited),
                told.len(),
                hidden.len(),
            );
        }
        if !any {
            let _infallible = writeln!(out, "{staff},,,,,,,,");
        }
    }
    Some((LANGUAGES_CSV, out))
}

/// How many, or that they are too few to be told, each of them or together.
fn staff(report: &Report<'_>, language: &str, of: Staff) -> String {
    let register = report.register;
    let (least, _) = register.settings.suppression(CountedTable::Languages);
    let rows = newest(register, register.as_of());
    let own: Vec<&LanguageCount> = rows
        .into_iter()
        .map(|(_, row)| row)
        .filter(|row| *row.staff == of && covers_language(language, &row.language))
        .collect();
    let told: Option<u32> = own.iter().map(|row| row.people.known()).sum();
    match told {
        Some(0) => "0".to_owned(),
        Some(people) if people >= least => people.to_string(),
        _ => HIDDEN.to_owned(),
    }
}

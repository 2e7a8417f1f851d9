//! Figures of languages, each with the rows that it rests on.

use crate::kit::number::{Decimal, Quotient};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::language::figures::{Cover, CoverageLine, Held};
use crate::subject::register::Register;
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;

fn count(people: u32) -> (Quotient, String) {
    let value = Quotient::from(Decimal::from_int(people.into()));
    (value, value.show(0))
}

fn needed_people(register: &Register, line: &CoverageLine) -> u32 {
    line.need.and_then(|at| register.language_needs.get(at)).map_or(0, |need| *need.people)
}

/// How many a need asks for.
pub fn needed(register: &Register, line: &CoverageLine, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
    let need = register.language_needs.get(line.need?)?;
    let (value, shown) = count(*need.people);
    let entry = evidence.figure(&shown, value, "language-needed");
    let entry = entry.note("asked", &[line.project.as_str(), &line.language]);
    Some(FigureRef::new(entry.lines(&[&need.people.place]).done(), value, shown))
}

/// Counted people: a number, or from the least to the most that they can be.
pub fn people(
    register: &Register,
    (scope, id, language): (&str, &str, &str),
    held: &Held,
    evidence: &mut Evidence<'_>,
) -> Cell {
    if held.rows.is_empty() {
        return Cell::new(Inline::chip("near", "not counted")).key(0);
    }
    let places: Vec<_> =
        held.rows.iter().filter_map(|at| register.languages.get(*at)).map(|row| &row.people.place).collect();
    let mut told = |end: &'static str, people: u32| {
        let (value, shown) = count(people);
        let entry = evidence.figure(&shown, value, "language-people");
        let number = entry.note("asked", &[end, scope, id, language]).lines(&places).done();
        Inline::from(FigureRef::new(number, value, shown))
    };
    let low = told("low", held.low());
    if held.low() == held.high() {
        return Cell::new(low).key(held.low());
    }
    let high = told("high", held.high());
    Cell::new([low, Inline::literal(" to "), high]).under(Inline::quiet("counts hidden")).key(held.low())
}

/// Of a line.
pub fn proficient(register: &Register, line: &CoverageLine, evidence: &mut Evidence<'_>) -> Cell {
    people(register, ("project", line.project.as_str(), &line.language), &line.held, evidence)
}

/// What is missing.
pub fn gap(register: &Register, line: &CoverageLine, evidence: &mut Evidence<'_>) -> Cell {
    match line.cover(register) {
        Cover::NotNeeded => Cell::new(Inline::quiet("no need written")).key(0),
        Cover::Covered => Cell::new(Inline::chip("good", "covered")).key(0),
        Cover::NotTold => Cell::new(Inline::chip("near", "not told")).key(0),
        // How many are missing stands beside it: as many as are needed.
        Cover::Nobody => Cell::new(Inline::chip("bad", "nobody known")).key(needed_people(register, line)),
        Cover::Short(missing) => {
            let (value, shown) = count(missing);
            let entry = evidence.figure(&shown, value, "language-gap");
            let number = entry.note("asked", &[line.project.as_str(), &line.language]).done();
            let words = if line.held.low() == line.held.high() { "short by " } else { "short by at least " };
            Cell::new(Inline::chip("bad", format!("{words}{shown}")).of(number)).key(missing)
        }
    }
}

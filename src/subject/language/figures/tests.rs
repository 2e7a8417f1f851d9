use super::*;
use crate::kit::declared::Tallied;
use crate::subject::language::record::Staff;
use crate::subject::language_need::record::LanguageLevel;
use crate::testing::{at, day, place};

fn row(site: &str, people: Tallied) -> LanguageCount {
    LanguageCount {
        as_of: at(day("2026-11-01")),
        site: Some(at(SiteId::new(site))),
        project: at(ProjectId::new("atlas")),
        language: at(Language::new("pt-PT")),
        level: at(LanguageLevel::C1),
        staff: at(Staff::External),
        people: at(people),
        place: place("data/languages/2026.csv", 2),
    }
}

fn held(rows: &[LanguageCount]) -> Held {
    Held::of(rows.iter().enumerate(), 5)
}

#[test]
fn f2_a_count_that_is_not_told_is_from_one_to_one_less_than_the_least() {
    let two = held(&[row("porto", Tallied::Known(12)), row("lisbon", Tallied::Hidden)]);
    assert_eq!((two.low(), two.high(), two.single_site(), two.are_few()), (13, 16, None, false));
    let few = held(&[row("porto", Tallied::Hidden)]);
    assert_eq!((few.low(), few.high(), few.are_few(), few.may_be_told()), (1, 4, true, false));
    assert_eq!(few.single_site(), Some(&SiteId::new("porto")));
    let none = held(&[row("porto", Tallied::Known(0))]);
    assert_eq!((none.low(), none.are_few(), none.single_site()), (0, false, None));
    let own = LanguageCount { site: None, ..row("porto", Tallied::Known(8)) };
    assert_eq!(held(&[row("porto", Tallied::Known(8)), own]).single_site(), None);
}

#[test]
fn f2_bus_factor_is_one_or_two() {
    let told = |people: u32| Held { told: people, least: 1, ..Held::default() };
    assert!(told(1).are_few() && told(2).are_few() && !told(3).are_few() && !told(0).are_few());
}

/// 5 people are needed. No row is nobody known, and so is a count of 0; a count that is not told is somebody.
#[test]
fn f2_nobody_known_is_a_gap_and_a_hidden_count_is_not_told() {
    let mut bench = crate::testing::Bench::new();
    bench.register.language_needs.push(LanguageNeed {
        from_on: at(day("2026-01-05")),
        project: at(ProjectId::new("atlas")),
        language: at(Language::new("pt")),
        level: at(LanguageLevel::C1),
        people: at(5),
        note: None,
        place: place("data/language-needs/2026.csv", 2),
    });
    let cover = |rows: &[LanguageCount]| {
        let language = Language::new("pt");
        let project = ProjectId::new("atlas");
        CoverageLine { language, project, need: Some(0), held: held(rows) }.cover(&bench.register)
    };
    assert_eq!(cover(&[]), Cover::Nobody);
    assert_eq!(cover(&[row("porto", Tallied::Known(0))]), Cover::Nobody);
    assert_eq!(cover(&[row("porto", Tallied::Hidden)]), Cover::Short(1), "4 at most");
    assert_eq!(cover(&[row("porto", Tallied::Hidden), row("lisbon", Tallied::Hidden)]), Cover::NotTold);
    assert!(Cover::Nobody.is_gap() && !Cover::NotTold.is_gap());
}

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

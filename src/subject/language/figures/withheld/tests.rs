use proptest::prelude::*;

use super::*;
use crate::kit::declared::{Language, Tallied};
use crate::kit::id::ProjectId;
use crate::subject::language::figures::worked_out::is_worked_out;
use crate::subject::language::record::Staff;
use crate::subject::language_need::record::LanguageLevel;
use crate::testing::{Bench, BenchRow, at, day, place};

/// Two people work in Estonian, and many in the other languages; ten is the least that is told.
fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.register.languages =
        ["pt-PT", "en", "et", "fi"].iter().map(|tag| count(tag, Tallied::Known(40))).collect();
    few(&mut bench, "et", Tallied::Hidden);
    bench
}

fn count(tag: &str, people: Tallied) -> LanguageCount {
    LanguageCount {
        as_of: at(day("2026-11-01")),
        site: Some(at(SiteId::new("acme-porto"))),
        project: at(ProjectId::new("atlas")),
        language: at(Language::new(tag)),
        level: at(LanguageLevel::C1),
        staff: at(Staff::External),
        people: at(people),
        place: place("data/languages/2026.csv", 2),
    }
}

fn few(bench: &mut Bench, tag: &str, people: Tallied) {
    for row in bench.register.languages.iter_mut().filter(|row| row.language.as_str() == tag) {
        row.people = at(people);
    }
}

fn add(
    bench: &mut Bench,
    week: &'static str,
    queue: Option<&'static str>,
    tag: Option<&'static str>,
    work: i64,
) {
    let row = BenchRow::new("acme-porto", "accuracy", week, work - 1, work);
    bench.add(BenchRow { project: Some("atlas"), queue, language: tag, ..row });
}

/// Which of the rows' sums are told.
fn told(bench: &Bench, cut: Cut) -> Vec<bool> {
    let withheld = Withheld::new(&bench.register);
    let rows = 0..u32::try_from(bench.register.measurements.rows.len()).expect("few");
    rows.map(|row| withheld.tells(&bench.register, &[row], cut)).collect()
}

#[test]
fn f3_with_one_language_of_few_people_the_one_with_the_least_work_is_hidden() {
    let mut bench = bench();
    for (tag, work) in [("pt-PT", 300), ("en", 200), ("et", 113)] {
        add(&mut bench, "2026-W45", None, Some(tag), work);
    }
    assert_eq!(told(&bench, Cut::Language), [true, false, false]);
    // 613 less 300 is what both come to: that is told.
    few(&mut bench, "en", Tallied::Hidden);
    assert_eq!(told(&bench, Cut::Language), [true, false, false]);
    // Where all are many nothing is hidden, and nothing where nobody is counted.
    for tag in ["en", "et"] {
        few(&mut bench, tag, Tallied::Known(10));
    }
    assert_eq!(told(&bench, Cut::Language), [true; 3]);
    few(&mut bench, "et", Tallied::Hidden);
    bench.register.languages.clear();
    assert_eq!(told(&bench, Cut::Language), [true; 3]);
}

#[test]
fn f3_what_is_hidden_in_one_table_is_hidden_in_every_other() {
    let mut bench = bench();
    for (queue, tag, work) in
        [("a", "et", 50), ("a", "en", 100), ("b", "en", 300), ("b", "pt-PT", 200), ("c", "pt-PT", 400)]
    {
        add(&mut bench, "2026-W45", Some(queue), Some(tag), work);
    }
    // Estonian is the whole less the two other languages, of which English has less work: 400, not 600.
    assert_eq!(told(&bench, Cut::Language), [false, false, false, true, true]);
    // It is queue a less its English too, which goes with it. English in queue b tells nothing of it while the sum of English is hidden.
    assert_eq!(told(&bench, Cut::Both), [false, false, true, true, true]);
    assert_eq!(told(&bench, Cut::Queue), [true; 5]);
}

#[test]
fn f3_a_sum_over_periods_is_told_where_each_of_them_is() {
    let mut bench = bench();
    for (week, tag, work) in [
        ("2026-W44", "pt-PT", 300),
        ("2026-W44", "en", 200),
        ("2026-W45", "pt-PT", 300),
        ("2026-W45", "en", 200),
        ("2026-W45", "et", 90),
    ] {
        add(&mut bench, week, None, Some(tag), work);
    }
    assert_eq!(told(&bench, Cut::Language), [true, true, true, false, false]);
    let withheld = Withheld::new(&bench.register);
    assert!(!withheld.tells(&bench.register, &[1, 3], Cut::Language));
    assert!(withheld.tells(&bench.register, &[0, 2], Cut::Language));
}

#[test]
fn f3_what_a_service_level_judges_is_shown_and_protects_nothing() {
    let mut bench = bench();
    for (tag, work) in [("pt-PT", 300), ("en", 200), ("et", 113)] {
        add(&mut bench, "2026-W45", None, Some(tag), work);
    }
    // English is told by its clause, so that Portuguese is hidden beside Estonian.
    bench.level(|level| level.scope.languages = [Language::new("en")].into());
    assert_eq!(told(&bench, Cut::Language), [false, true, false]);
}

proptest! {
    /// Whoever has every sum that is told, and the whole, works out no sum of too few people.
    #[test]
    fn f3_no_sum_of_few_people_can_be_worked_out(
        rows in proptest::collection::btree_map((0..4_usize, 0..5_usize), 1..500_i64, 2..14),
    ) {
        const QUEUES: [&str; 4] = ["a", "b", "c", "d"];
        const TAGS: [Option<&str>; 5] = [Some("et"), Some("en"), Some("fi"), Some("pt-PT"), None];
        let mut bench = bench();
        few(&mut bench, "fi", Tallied::Hidden);
        for ((queue, tag), work) in &rows {
            add(&mut bench, "2026-W45", Some(QUEUES[*queue]), TAGS[*tag], work + 1);
        }
        let keys: Vec<(usize, usize)> = rows.keys().copied().collect();
        let all = |wanted: &dyn Fn(&(usize, usize)) -> bool| keys.iter().map(wanted).collect::<Vec<bool>>();
        let mut sums: Vec<Vec<bool>> = vec![all(&|_| true)];
        let mut hidden: Vec<Vec<bool>> = Vec::new();
        for cut in [Cut::Queue, Cut::Language, Cut::Both] {
            for ((queue, tag), is_told) in keys.iter().zip(told(&bench, cut)) {
                let sum = match cut {
                    Cut::Queue => all(&|key| key.0 == *queue),
                    Cut::Language => all(&|key| key.1 == *tag),
                    Cut::Both => all(&|key| key == &(*queue, *tag)),
                };
                let is_few = keys.iter().zip(&sum).filter(|(_, is_in)| **is_in).all(|((_, tag), _)| *tag == 0 || *tag == 2);
                prop_assert!(!is_few || !is_told);
                if is_told { sums.push(sum) } else if is_few { hidden.push(sum) }
            }
        }
        let whole = all(&|_| true);
        for sum in hidden.iter().filter(|sum| **sum != whole) {
            prop_assert!(!is_worked_out(&sums, sum));
        }
    }
}

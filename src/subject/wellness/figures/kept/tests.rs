use super::Part::{NearlyAll, NotTold, Told};
use super::*;
use crate::testing::{at, place};

/// Rows of one week of a vendor: site, tier, people, days, those within the cap, and people past the rotation; counsellors are seen by nobody.
type Written = (&'static str, &'static str, u32, u32, u32, u32);

fn rows(written: &[Written]) -> Vec<WellnessCount> {
    let told = |count: u32| at(Tallied::Known(count));
    let row = |(line, (site, tier, people, days, within, past)): (usize, &Written)| WellnessCount {
        week: at(Week::new(2026, 45).unwrap()),
        vendor: at(VendorId::new("acme")),
        site: Some(*site).filter(|site| !site.is_empty()).map(|site| at(SiteId::new(site))),
        tier: match *tier {
            "low" => Some(at(ContentTier::Low)),
            "high" => Some(at(ContentTier::High)),
            _ => None,
        },
        people: told(*people),
        person_days: told(*days),
        within_cap: told(*within),
        overtime_minutes: told(0),
        breaks_due_minutes: told(0),
        breaks_taken_minutes: told(0),
        counselled: told(0),
        past_rotation: told(*past),
        place: place("data/wellness/w.csv", u32::try_from(line).unwrap() + 2),
    };
    written.iter().enumerate().map(row).collect()
}

/// What is told of a part in each row, where ten is the least count.
fn told(written: &[Written], measure: usize) -> Vec<Part> {
    let rows = rows(written);
    let kept = Kept::of_weeks(&rows, 10);
    rows.iter().map(|row| kept.part(row, measure)).collect()
}

#[test]
fn k1_neither_a_part_nor_the_rest_of_its_whole_may_be_few() {
    let of = |some, all| part(Tallied::Known(some), Tallied::Known(all), 10);
    // 240 days less 239 is the one day that one person was beyond the cap.
    assert_eq!(of(239, 240), NearlyAll);
    assert_eq!((of(231, 240), of(230, 240)), (NearlyAll, Told(230)), "9 are few, and 10 are not");
    assert_eq!(of(240, 240), Told(240), "nobody was beyond the cap");
    assert_eq!((of(0, 240), of(1, 240), of(9, 240), of(10, 240)), (Told(0), NotTold, NotTold, Told(10)));
    assert_eq!(part(Tallied::Hidden, Tallied::Known(240), 10), NotTold);
    assert_eq!(part(Tallied::Known(239), Tallied::Known(240), 1), Told(239), "the book tells every count");
}

#[test]
fn k1_the_rest_of_a_tier_is_not_the_rest_of_the_site_less_the_other_tier() {
    // Of 20 days beyond the cap 7 are on the low tier: 20 less 13 is 7, so that the high tier is held back too.
    let week = [
        ("porto", "low", 40, 200, 193, 0),
        ("porto", "high", 40, 200, 187, 0),
        ("porto", "", 80, 400, 380, 0),
    ];
    assert_eq!(told(&week, WITHIN_CAP), [NearlyAll, NotTold, Told(380)]);
    // One day of 595: the tier that has it and the site are held back, and the other tier has none.
    let week = [
        ("porto", "low", 59, 295, 295, 0),
        ("porto", "high", 60, 300, 299, 0),
        ("porto", "", 119, 595, 594, 0),
    ];
    assert_eq!(told(&week, WITHIN_CAP), [Told(295), NearlyAll, NearlyAll]);
    // 9 and 9 of 18: whoever knew that both are fewer than ten knew both.
    let week = [
        ("porto", "low", 40, 200, 191, 0),
        ("porto", "high", 40, 200, 191, 0),
        ("porto", "", 80, 400, 382, 0),
    ];
    assert_eq!(told(&week, WITHIN_CAP), [NotTold, NotTold, Told(382)]);
}

#[test]
fn k1_what_is_held_back_of_a_site_is_not_the_rest_of_the_vendor() {
    // Porto has 3 days beyond the cap, Turin 12, Cebu 40: 55 less 40 is what the first two come to.
    let week = [
        ("cebu", "high", 60, 300, 260, 0),
        ("porto", "high", 50, 250, 247, 0),
        ("turin", "high", 50, 250, 238, 0),
        ("", "high", 160, 800, 745, 0),
    ];
    assert_eq!(told(&week, WITHIN_CAP), [Told(260), NearlyAll, NotTold, Told(745)]);
    let rows = rows(&week);
    let kept = Kept::of_weeks(&rows, 10);
    assert!(rows.iter().all(|row| !kept.tells_line(&row.place)), "no row of the week is quoted");
    assert!(kept.tells_line(&place("data/wellness/w.csv", 99)));
    assert_eq!(kept.part(&rows[1], PERSON_DAYS), Told(250), "how many days there were is told");
}

#[test]
fn k2_all_who_are_past_the_rotation_are_on_the_high_tier() {
    // Of 60 people on the high tier 4 are not past it. The site as a whole has the same 56, and would give them away.
    let week = [
        ("porto", "low", 59, 295, 295, 0),
        ("porto", "high", 60, 300, 300, 56),
        ("porto", "", 119, 595, 595, 56),
    ];
    assert_eq!(told(&week, PAST_ROTATION), [Told(0), NearlyAll, NotTold]);
    assert_eq!(told(&week, WITHIN_CAP), [Told(295), Told(300), Told(595)]);
}

//! Every kind of record that names an approver is checked, or says why it cannot be.

use super::*;

/// Kinds whose approvals have no day of their own: limits start anew with a period.
const WITHOUT_A_DAY: [&str; 1] = ["rebase"];

/// What a person does that is no approval.
const NO_APPROVAL: [&str; 2] = ["asked-by", "raised-by"];

#[test]
fn whoever_declares_an_approver_says_when_and_in_whose_place() {
    let tables = tables();
    let mut people = Vec::new();
    tables.iter().for_each(|table| people_named(table, &mut people));
    let mut seen = 0;
    for (table, key) in people {
        if table.is_sheet() {
            let is_order = table.noun == Order::NOUN;
            assert!(is_order || !key.ends_with("_by"), "{}: rows of `{key}` are not looked at", table.noun);
            continue;
        }
        if !key.ends_with("-by") || NO_APPROVAL.contains(&key) {
            continue;
        }
        seen += 1;
        assert!(
            APPROVED_BY.contains(&key),
            "{}: is `{key}` an approval? Say so in one of the lists",
            table.noun
        );
        if WITHOUT_A_DAY.contains(&table.noun) {
            assert_eq!(day_key(table, key), None, "{}: its approval has a day", table.noun);
            continue;
        }
        assert!(day_key(table, key).is_some(), "{}: `{key}` has no day", table.noun);
        let place = if table.kind == "decision" { "owner" } else { "in-place-of" };
        assert!(table.key(place).is_some(), "{}: nobody can say in whose place", table.noun);
    }
    assert!(seen > 10, "{seen} kinds name an approver");
}

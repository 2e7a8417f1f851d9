use super::FORMULAS;

#[test]
fn ids_are_ids_and_stand_once() {
    let mut ids: Vec<&str> = FORMULAS.iter().map(|formula| formula.id).collect();
    assert!(ids.iter().all(|id| crate::kit::id::is_valid_id(id)));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), FORMULAS.len());
}

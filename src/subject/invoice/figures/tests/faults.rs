//! Lines that stand for nothing, and what always holds.

use super::*;
use crate::kit::id::ProjectId;

fn only(lines: Vec<InvoiceLine>) -> Figures {
    matched(card(vec![hours()]), approved(), lines)
}

fn good() -> InvoiceLine {
    line("hours", "20364", "11.48", 23_377_872)
}

#[test]
fn x43_a_line_that_was_billed_before_is_disputed_whole() {
    let figures = only(vec![good(), good()]);
    assert_eq!(sums(october(&figures).amounts), [46_755_744, 23_377_872, 23_377_872, 0]);
    assert_eq!(
        whys(&figures),
        [(&Why::Duplicate { of: 0 }, 23_377_872)],
        "and its quantity is not counted again"
    );
    let later = || good().of("INV-2").on(date(2026, 11, 20));
    let figures = only(vec![later(), good()]);
    assert_eq!(
        whys(&figures),
        [(&Why::Duplicate { of: 1 }, 23_377_872)],
        "the later one, wherever it stands"
    );
    assert_eq!(figures.exceptions[0].lines, [0]);
    let back = line("hours", "-20364", "11.48", -23_377_872).of("INV-3").on(date(2026, 11, 25));
    let figures = only(vec![good(), later(), back]);
    assert_eq!(sums(october(&figures).amounts), [23_377_872, 0, 23_377_872, 0], "it was taken back");
    assert!(only(vec![good(), good().month("2026-11")]).exceptions.is_empty());
}

#[test]
fn x40_a_line_without_a_rate_of_the_contract_is_disputed_whole() {
    let mut none = good();
    none.rate = None;
    let unknown = line("travel", "1", "100", 10_000);
    let figures = only(vec![none, unknown]);
    assert_eq!(whys(&figures), [(&Why::NoRate, 23_377_872), (&Why::UnknownRate, 10_000)]);
    let fee = only(vec![line("monthly-fee", "1", "100", 10_000)]);
    assert_eq!(whys(&fee), [(&Why::UnknownRate, 10_000)], "the contract has no fee");
    // In force from December on.
    let versions = vec![(date(2026, 10, 1), card(Vec::new())), (date(2026, 12, 1), card(vec![hours()]))];
    let mut register = book(card(Vec::new()), approved(), vec![good()]);
    register.contracts.insert(ContractId::new("msa"), contract("msa", versions));
    assert_eq!(whys(&computed(&register)), [(&Why::RateNotInForce, 23_377_872)]);
}

#[test]
fn x46_a_month_outside_the_contract_or_its_project_is_disputed_whole() {
    let figures = only(vec![good().month("2026-09")]);
    let before = Why::OutsideContract { on: date(2026, 10, 1), is_before: true };
    assert_eq!(whys(&figures), [(&before, 23_377_872)]);
    let mut of_project = good();
    of_project.project = Some(ProjectId::new("atlas").into());
    let mut register = book(card(vec![hours()]), approved(), vec![of_project]);
    let mut project = atlas();
    project.ends_on = Some(date(2026, 9, 30).into());
    register.projects.insert(project.id.clone(), project);
    let after =
        Why::OutsideProject { project: ProjectId::new("atlas"), on: date(2026, 9, 30), is_before: false };
    assert_eq!(whys(&computed(&register)), [(&after, 23_377_872)]);
}

#[test]
fn another_currency_is_never_added() {
    let mut euros = good();
    euros.currency = Currency::new("EUR").into();
    let figures = only(vec![euros, line("hours", "100", "11.48", 114_800)]);
    assert_eq!(sums(october(&figures).amounts), [114_800, 0, 114_800, 0]);
    let invoice = &figures.invoices[&(VendorId::new("acme"), "INV-1".to_owned())];
    assert_eq!(sums(invoice.amounts["EUR"]), [23_377_872, 23_377_872, 0, 0]);
    assert_eq!(invoice.amounts.len(), 2);
    assert_eq!(figures.exceptions[0].currency, "EUR");
}

#[test]
fn a_total_that_is_not_quantity_times_price_is_told_once() {
    let figures = only(vec![line("hours", "20364", "11.48", 23_377_972)]);
    assert_eq!(whys(&figures), [(&Why::LineTotal { total: Money(23_377_872) }, 100)]);
    let less = only(vec![line("hours", "20364", "11.48", 23_377_772)]);
    assert_eq!(whys(&less), [(&Why::LineTotal { total: Money(23_377_872) }, 0)]);
    assert_eq!(october(&less).left, Money(100));
}

#[test]
fn one_number_has_one_day_and_one_contract() {
    let mut register = book(
        card(vec![hours()]),
        approved(),
        vec![
            line("hours", "10", "11.48", 11_480),
            line("hours", "20", "11.48", 22_960).on(date(2026, 11, 6)),
        ],
    );
    assert_eq!(whys(&computed(&register)), [(&Why::SeveralDays { of: 0 }, 0)]);
    register
        .contracts
        .insert(ContractId::new("other"), contract("other", vec![(date(2026, 10, 1), card(vec![hours()]))]));
    register.invoices[1].issued_on = date(2026, 11, 5).into();
    register.invoices[1].contract = ContractId::new("other").into();
    assert_eq!(whys(&computed(&register)), [(&Why::SeveralContracts { of: 0 }, 0)]);
}

#[test]
fn lines_beyond_what_can_be_counted_are_not_matched() {
    let lines = (0..1_001).map(|n| line("hours", "1", "1", 1_000_000_000_000_000).of(&format!("INV-{n}")));
    let figures = only(lines.collect());
    assert_eq!(figures.too_large.len(), 1);
    assert!(figures.lines.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Whatever the order of rows, the sums are the same; what is payable and disputed is what was invoiced, and nothing is paid above the record.
    #[test]
    fn order_of_lines_changes_nothing(
        drawn in proptest::collection::vec((1_i64..400, 0_usize..3, 1_i64..5, 0_usize..3), 1..12),
        turn in 0_usize..12,
    ) {
        let prices = [("11.48", 1_148), ("11.49", 1_149), ("11.40", 1_140)];
        let sites = ["porto", "lisbon"];
        let mut lines: Vec<InvoiceLine> = drawn.iter().map(|(quantity, price, invoice, site)| {
            let (price, minor) = prices[*price];
            let one = line("hours", &quantity.to_string(), price, quantity * minor).of(&format!("INV-{invoice}"));
            if let Some(site) = sites.get(*site) { one.at(site) } else { one }
        }).collect();
        let rows = vec![row("2026-10", "hours", "600", "1"), row("2026-10", "hours", "300", "1").at("lisbon")];
        let of = |lines: Vec<InvoiceLine>| {
            let figures = matched(card(vec![hours()]), rows.clone(), lines);
            let invoices: Vec<_> = figures.invoices.iter().map(|(key, one)| (key.1.clone(), sums(one.amounts["USD"]))).collect();
            (invoices, sums(october(&figures).amounts), october(&figures).left)
        };
        let before = of(lines.clone());
        let turn = turn % lines.len();
        lines.rotate_left(turn);
        prop_assert_eq!(&before, &of(lines));
        let (of_invoices, [invoiced, disputed, payable, unmatched], _) = before;
        prop_assert_eq!((invoiced, unmatched), (payable + disputed, 0));
        prop_assert!(payable <= 90_000 * 1_148 / 100 , "900 hours at 11.48");
        let sum = |at: usize| of_invoices.iter().map(|(_, sums)| sums[at]).sum::<i64>();
        prop_assert_eq!([sum(0), sum(1)], [invoiced, disputed]);
    }
}

#[test]
fn x40_without_a_rate_card_a_line_is_neither_payable_nor_disputed() {
    let mut none = line("travel", "1", "100", 10_000);
    none.rate = None;
    let lines = vec![good(), good().of("INV-2"), none, line("hours", "1", "9", 900).month("2026-09")];
    let figures = matched(card(Vec::new()), approved(), lines);
    let october = october(&figures).amounts;
    // One of the two of 233,778.72 is a duplicate; what lies outside the contract is told as it is elsewhere.
    assert_eq!(sums(october), [46_765_744, 23_377_872, 0, 0]);
    assert_eq!(october.unrated, Money(23_387_872));
    let before = Why::OutsideContract { on: date(2026, 10, 1), is_before: true };
    assert_eq!(whys(&figures), [(&before, 900), (&Why::Duplicate { of: 0 }, 23_377_872)]);
}

use super::*;

#[test]
fn a_step_shows_what_it_comes_to() {
    let step = |formula, result| Step {
        text: String::new(),
        formula,
        result: Quotient::from(Decimal::from_int(result)),
        settings: Vec::new(),
    };
    let shown = |formula, result| step_shown(&step(formula, result), "USD");
    assert_eq!(shown("credit-repeat", 2), "× 2");
    assert_eq!(shown("credit-allocation", 1_240_000), "12,400.00\u{a0}USD");
    assert_eq!(shown("earn-back-consecutive", 1_240_000), "12,400.00\u{a0}USD");
    assert_eq!(shown("earn-back-year", 1_240_000), "12,400.00\u{a0}USD");
    assert_eq!(shown("earn-back-year", 0), "0.00\u{a0}USD");
}

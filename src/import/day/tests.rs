use super::*;

fn form(order: Option<DateOrder>, serials: Option<Serials>) -> DayForm {
    DayForm { order, serials, ..DayForm::default() }
}

fn shown(text: &str, form: &DayForm) -> String {
    match read(&Cell::Text(text.to_owned()), form) {
        Ok(said) => said.period.to_string(),
        Err(fault) => fault.message,
    }
}

#[test]
fn days_weeks_and_months_are_read_as_people_write_them() {
    let plain = DayForm::default();
    for (text, period) in [
        ("2026-11-15", "2026-11-15"),
        ("2026-11-15 00:00:00", "2026-11-15"),
        ("2026-11-15T00:00:00", "2026-11-15"),
        ("2026/11/5", "2026-11-05"),
        ("11-May-11", "2011-05-11"),
        ("23-Sep-11", "2011-09-23"),
        ("May 11, 2011", "2011-05-11"),
        ("11 May 2011", "2011-05-11"),
        ("Apr-17", "2017-04"),
        ("April 2026", "2026-04"),
        ("Sept 2026", "2026-09"),
        ("2026 Apr", "2026-04"),
        ("04/2026", "2026-04"),
        ("202604", "2026-04"),
        ("20260415", "2026-04-15"),
        ("2026-W46", "2026-W46"),
        ("2026w46", "2026-W46"),
        ("W46 2026", "2026-W46"),
        ("KW 46/2026", "2026-W46"),
        ("Week 46, 2026", "2026-W46"),
        ("Period: April 2026", "2026-04"),
    ] {
        assert_eq!(shown(text, &plain), period, "{text}");
    }
}

#[test]
fn what_two_readings_fit_is_not_read() {
    let plain = DayForm::default();
    assert_eq!(shown("03/04/2026", &plain), "`03/04/2026` is 2026-04-03 or 2026-03-04");
    assert_eq!(
        shown("13/04/2026", &plain),
        "`13/04/2026` has the day first, which the map does not say of its dates"
    );
    assert_eq!(shown("17-Apr", &plain), "`17-Apr` is a day without a year, or a month of a year");
    assert_eq!(shown("46143", &plain), "`46143` is a plain number and may count days");
    assert_eq!(shown("W46", &plain), "`W46` is a week without a year");
    assert_eq!(shown("KW 46", &plain), "`KW 46` is a week without a year");
    assert_eq!(shown("2026-46", &plain), "`2026-46` is no month");
    assert_eq!(shown("202646", &plain), "`202646` is no month");
    assert_eq!(shown("2024/25", &plain), "`2024/25` is no month");
    assert_eq!(shown("Nov 2", &plain), "`Nov 2` is a day without a year");
    assert_eq!(shown("Nov", &plain), "`Nov` is a month without a year");
    assert_eq!(shown("2026", &plain), "`2026` is a year");
    for quarter in ["Q3 2026", "2026-Q3", "Q3", "Q3 FY26"] {
        assert_eq!(shown(quarter, &plain), format!("`{quarter}` is a quarter"));
    }
    assert_eq!(
        shown("31/02/2026", &form(Some(DateOrder::DayFirst), None)),
        "`31/02/2026` is no day, week or month"
    );
    assert_eq!(shown("03/04/2026", &form(Some(DateOrder::DayFirst), None)), "2026-04-03");
    assert_eq!(shown("03/04/26", &form(Some(DateOrder::MonthFirst), None)), "2026-03-04");
    assert_eq!(
        shown("13/04/2026", &form(Some(DateOrder::MonthFirst), None)),
        "`13/04/2026` is no date with the month first"
    );
}

#[test]
fn days_from_one_to_another_are_no_day() {
    let plain = DayForm::default();
    for range in ["Oct 19-25", "Oct 19 - 25", "19-25 Oct", "10/19-25"] {
        assert_eq!(
            shown(range, &plain),
            format!("`{range}` is a day of a year, or several days without one")
        );
    }
    let month_first = form(Some(DateOrder::MonthFirst), None);
    assert!(shown("10/19-25", &month_first).ends_with("or several days without one"));
    for (text, day) in [
        ("19-Oct-25", "2025-10-19"),
        ("Oct-19-25", "2025-10-19"),
        ("Oct 19, 2025", "2025-10-19"),
        ("19 Oct-25", "2025-10-19"),
    ] {
        assert_eq!(shown(text, &plain), day, "{text}");
    }
    assert_eq!(shown("10-19-25", &month_first), "2025-10-19");
}

#[test]
fn serials_count_from_the_day_that_the_map_says() {
    assert_eq!(shown("46143", &form(None, Some(Serials::Since1900))), "2026-05-01");
    assert_eq!(shown("44681", &form(None, Some(Serials::Since1904))), "2026-05-01");
    assert_eq!(
        shown("61", &form(None, Some(Serials::Since1900))),
        "`61` is no day, week or month",
        "too short"
    );
}

#[test]
fn months_have_names_in_other_languages() {
    let names = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre";
    let form = DayForm { months: names.split(' ').map(str::to_owned).collect(), ..DayForm::default() };
    assert_eq!(shown("avr-17", &form), "2017-04");
    assert_eq!(shown("15 août 2026", &form), "2026-08-15");
    assert_eq!(shown("jui 2026", &form), "`jui 2026` names no month that the map knows", "June or July");
    let fault = |text: &str| read(&Cell::Text(text.to_owned()), &DayForm::default()).expect_err("no month");
    for text in [
        "Okt-25",
        "Dez-25",
        "Mrz-26",
        "Mai-26 ",
        "Juni 26",
        "juil-26",
        "Juni 1 2026",
        "1. Okt. 2025",
        "15 août 2026",
    ] {
        let found = read(&Cell::Text(text.to_owned()), &DayForm::default());
        assert!(found.as_ref().err().is_none_or(|fault| fault.help == NAMES), "{text} {found:?}");
    }
    assert_eq!(fault("Okt-25").help, NAMES);
    assert!(fault("Okt-25").is_of_map() && !fault("Team 25 x").is_of_map());
}

#[test]
fn a_day_is_a_month_or_a_week_only_where_that_is_sure() {
    let day = |text: &str| read(&Cell::Text(text.to_owned()), &DayForm::default()).expect("a day");
    let put = |text: &str, grain, weeks| match in_grain(day(text), grain, weeks) {
        Ok(period) => period.to_string(),
        Err(fault) => fault.message,
    };
    assert_eq!(put("2026-04-01", Grain::Month, None), "2026-04");
    assert_eq!(put("2026-04-30", Grain::Month, None), "2026-04");
    assert_eq!(
        put("2026-04-17", Grain::Month, None),
        "2026-04-17 is neither the first nor the last day of a month"
    );
    assert_eq!(put("2026-11-15", Grain::Week, Some(WeekDay::End)), "2026-W46");
    assert_eq!(
        put("2026-11-13", Grain::Week, Some(WeekDay::End)),
        "2026-11-13 is a Friday, and weeks end on a Sunday"
    );
    assert_eq!(put("2026-11-13", Grain::Week, Some(WeekDay::Within)), "2026-W46");
    assert_eq!(put("w/e 2026-11-15", Grain::Week, None), "2026-W46");
    assert_eq!(put("Week commencing 09 Nov 2026", Grain::Week, None), "2026-W46");
    assert!(put("2026-11-15", Grain::Week, None).ends_with("is measured by the week"));
}

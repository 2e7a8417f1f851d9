use super::*;

fn panel<'a>(readings: &'a [Reading]) -> Panel<'a> {
    Panel {
        name: "<b>Accuracy",
        readings,
        targets: &[
            (0, TargetStep { from: 0, floor: Some(93.0), ceiling: None }),
            (70, TargetStep { from: 0, floor: Some(95.0), ceiling: None }),
        ],
        target_label: "Target 95% or more",
        counts_from: Some(50),
        unit: "%",
        bounds: Some((0.0, 100.0)),
        figures: None,
    }
}

fn drawn_of(panels: &[Panel<'_>], acts: &[Act<'_>]) -> String {
    let mut out = String::new();
    let picture = Stacked {
        label: "plan",
        range: (0, 100),
        ticks: &[Tick { day: 0, label: "Jan" }],
        panels,
        lines: &[(10, "found 3 May")],
        acts,
        as_of: Some((80, "as of <today>")),
    };
    picture.write(&mut out);
    out
}

fn act(due: Day, until: Option<Day>, shape: MomentShape, label: &str) -> Act<'_> {
    Act { due, until, shape, label }
}

#[test]
fn what_counts_is_told_apart_by_shape() {
    let reading = |day, value, stand| Reading { day, value: Some(value), stand };
    let readings = [
        reading(7, 94.0, Stand::Aside),
        Reading { day: 14, ..Reading::default() },
        reading(60, 96.0, Stand::Met),
        reading(67, 93.0, Stand::Missed),
    ];
    let svg = drawn_of(&[panel(&readings)], &[]);
    for class in ["aside", "met", "missed"] {
        assert_eq!(svg.matches(&format!("class=\"{class}\"")).count(), 1, "{class}: {svg}");
    }
    let line = svg.split("class=\"line\" d=\"").nth(1).and_then(|rest| rest.split('"').next());
    let line = line.expect("a line");
    assert_eq!((line.matches('M').count(), line.matches('L').count()), (2, 1), "a gap ends it: {line}");
    assert_eq!((svg.matches("class=\"target\"").count(), svg.matches("Target 95% or more").count()), (2, 1));
    assert!(svg.contains("class=\"band\""), "{svg}");
    assert!(!svg.contains("<b>") && !svg.contains("<today>"), "{svg}");
}

#[test]
fn ten_years_of_days_are_a_few_paths() {
    let days: Vec<Reading> = (0..3650)
        .map(|day| Reading { day: day / 37, value: Some(f64::from(day % 9)), stand: Stand::Met })
        .collect();
    let svg = drawn_of(&[panel(&days)], &[]);
    assert!(!svg.contains("class=\"met\""), "dots that touch say nothing");
    assert!(svg.len() < 60_000, "{}", svg.len());
}

#[test]
fn acts_take_rows_where_they_would_touch_and_long_words_are_cut() {
    let long = "Bring a start date for every coach to the quarterly review of the vendor";
    let acts = [
        act(20, Some(22), MomentShape::Done, "Train"),
        act(21, Some(80), MomentShape::Late, long),
        act(90, None, MomentShape::Open, "<i>"),
        act(5, Some(5), MomentShape::Early, "Before"),
    ];
    let svg = drawn_of(&[], &acts);
    assert!(svg.contains("Bring a start date for every coach to the quar…"), "{svg}");
    assert_eq!(svg.matches("class=\"leader\"").count(), 1, "only what was done may have changed a figure");
    assert!(svg.contains("lateness bad") && svg.contains("event early"), "{svg}");
    assert!(svg.contains("data-x=\"quoted\"") && !svg.contains("<i>") && !svg.contains("NaN"));
}

#[test]
fn a_plan_without_anything_is_still_a_picture() {
    let mut out = String::new();
    let empty =
        Stacked { label: "", range: (5, 5), ticks: &[], panels: &[], lines: &[], acts: &[], as_of: None };
    empty.write(&mut out);
    assert!(out.starts_with("<svg") && out.ends_with("</svg>") && !out.contains("NaN"), "{out}");
}

use super::*;

const HOSTILE: &str = "\"/><script>alert(1)</script>";

fn point(value: Option<f64>) -> XmrPoint<'static> {
    XmrPoint { period: "W1", title: HOSTILE, value, mark: Mark::Common, provisional: false }
}

fn chart<'a>(points: &'a [XmrPoint<'a>]) -> XmrChart<'a> {
    XmrChart {
        label: HOSTILE,
        points,
        baselines: &[],
        targets: &[],
        events: &[],
        reliefs: &[],
        target_label: HOSTILE,
        upper_label: HOSTILE,
        mean_label: HOSTILE,
        lower_label: HOSTILE,
        unit: HOSTILE,
        bounds: None,
        frame: PAGE,
    }
}

fn drawn(chart: &XmrChart) -> String {
    let mut out = String::new();
    chart.write(&mut out);
    out
}

#[test]
fn hostile_words_stay_words() {
    let points = [point(Some(1.0)), point(None), point(Some(3.0))];
    let baselines = [Baseline { from: 0, mean: 2.0, lower: 1.0, upper: 3.0 }];
    let targets = [TargetStep { from: 0, floor: Some(2.0), ceiling: None }];
    let events = [Event { at: 1, label: HOSTILE }, Event { at: 99, label: HOSTILE }];
    let reliefs = [Relief { from: 1, to: 99, label: HOSTILE }, Relief { from: 99, to: 99, label: HOSTILE }];
    let svg = drawn(&XmrChart {
        baselines: &baselines,
        targets: &targets,
        events: &events,
        reliefs: &reliefs,
        ..chart(&points)
    });
    assert!(!svg.contains("<script"), "{svg}");
    assert!(svg.contains("&lt;script&gt;"));
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
}

#[test]
fn no_point_or_broken_points_still_make_a_chart() {
    for points in [vec![], vec![point(None)], vec![point(Some(f64::NAN)), point(Some(f64::NEG_INFINITY))]] {
        let svg = drawn(&chart(&points));
        assert!(svg.ends_with("</svg>") && !svg.contains("<circle"), "{svg}");
    }
}

#[test]
fn each_mark_has_its_shape() {
    let mut points = [point(Some(1.0)); 4];
    points[0].mark = Mark::Improvement;
    points[1].mark = Mark::Concern;
    points[2].mark = Mark::Neutral;
    points[3].provisional = true;
    let svg = drawn(&chart(&points));
    for class in ["point improvement", "point concern", "point neutral", "point provisional", "last"] {
        assert_eq!(svg.matches(&format!("class=\"{class}\"")).count(), 1, "{class} in {svg}");
    }
    assert!(svg.contains("h8.8v8.8h-8.8z") && svg.contains("l5.6 5.6-5.6 5.6-5.6-5.6z"));
}

#[test]
fn the_axis_stays_inside_its_bounds() {
    let points = [point(Some(96.0)), point(Some(100.0))];
    let baselines = [Baseline { from: 0, mean: 98.0, lower: 94.2, upper: 100.0 }];
    let svg =
        drawn(&XmrChart { unit: "%", bounds: Some((0.0, 100.0)), baselines: &baselines, ..chart(&points) });
    assert!(svg.contains(">100%<") && !svg.contains(">102%<"), "{svg}");
}

#[test]
fn labels_keep_apart() {
    let rows = spread(&[100.0, 101.0, 102.0, 287.0], 13.0, 288.0);
    assert!(rows.windows(2).all(|pair| pair[1] - pair[0] >= 13.0), "{rows:?}");
    let low = spread(&[285.0, 286.0, 287.0], 13.0, 288.0);
    assert!(low.last().is_some_and(|row| *row <= 288.0), "{low:?}");
}

/// Each text of `svg` with its place and the end that is there.
fn texts(svg: &str) -> Vec<(f64, bool, String)> {
    let texts = svg.match_indices("<text").map(|(at, _)| {
        let (before, rest) = svg.split_at(at);
        let (tag, rest) = rest.split_once('>').unwrap();
        let x = tag.split_once(" x=\"").and_then(|(_, rest)| rest.split_once('"')).unwrap().0;
        let group = before.rfind("<g ").map_or("", |group| &before[group..]);
        let group = if group.contains("</g>") { "" } else { group };
        let is_end = [tag, group].iter().any(|one| one.contains("text-anchor=\"end\""));
        (x.parse().unwrap(), is_end, rest.split_once('<').unwrap().0.to_owned())
    });
    texts.collect()
}

#[test]
fn long_units_and_targets_stay_inside_the_picture() {
    let points = [point(Some(45.2)), point(Some(46.8))];
    let baselines = [Baseline { from: 0, mean: 45.9, lower: 45.2, upper: 46.6 }];
    let targets = [TargetStep { from: 0, floor: Some(46.0), ceiling: None }];
    let short = XmrChart { unit: "%", target_label: "Target 46%", ..chart(&points) };
    let short = XmrChart { upper_label: "Upper", mean_label: "Mean", lower_label: "Lower", ..short };
    assert!(drawn(&short).contains("viewBox=\"0 0 720 320\""));
    let long = "Target 46.00 per hour or more";
    let svg = drawn(&XmrChart {
        baselines: &baselines,
        targets: &targets,
        unit: " per hour",
        target_label: long,
        ..short
    });
    let (_, rest) = svg.split_once("viewBox=\"").unwrap();
    let numbers: Vec<f64> =
        rest.split('"').next().unwrap().split(' ').map(|number| number.parse().unwrap()).collect();
    let (left, right) = (numbers[0], numbers[0] + numbers[2]);
    assert!(left < 0.0 && right > 720.0, "{numbers:?}");
    let texts = texts(&svg);
    assert!(texts.iter().any(|(_, _, said)| said == long) && texts.iter().any(|text| text.1));
    for (x, is_end, said) in texts.iter().filter(|(x, is_end, _)| *is_end || *x > PAGE.right) {
        let width = if said == long { pen::bold_width_of(said) } else { pen::width_of(said) };
        assert!(if *is_end { x - width >= left } else { x + width <= right }, "{said} at {x} is cut");
    }
}

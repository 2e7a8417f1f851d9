//! Properties of the readers: they never panic, whatever bytes they meet, and every place lies inside its text.

use crate::support;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use scorebook::subject::read;

type Files = Vec<(String, Vec<u8>)>;

static BASE: LazyLock<Files> = LazyLock::new(|| {
    let mut files = Files::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/_base/repo"), "", &mut files);
    files.sort();
    files
});

fn collect(folder: &Path, prefix: &str, files: &mut Files) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else {
            files.push((name, std::fs::read(path).unwrap()));
        }
    }
}

/// One change to one file: bytes at a relative position are replaced.
#[derive(Clone, Debug)]
struct Change {
    file: usize,
    at: usize,
    remove: usize,
    insert: Vec<u8>,
}

fn change() -> impl Strategy<Value = Change> {
    let piece = prop_oneof![
        Just(Vec::new()),
        proptest::collection::vec(any::<u8>(), 1..4),
        proptest::sample::select(vec![
            "\"",
            "'",
            "\"\"\"",
            "'''",
            "[",
            "]",
            "[[",
            "]]",
            "{",
            "}",
            "=",
            ",",
            ".",
            "\n",
            "\r",
            "\r\n",
            "#",
            "+++\n",
            "\u{feff}",
            "é",
            "😀",
            "\\",
            "\\u00e9",
            "-",
            "0x1f",
            "1e9",
            "nan",
            "99999999999999999999",
            "2026-02-30",
            "12:00:00",
            "2026-W53",
            "a@b.cd",
            "x = 1\n",
            "[credits]\n",
            "[service-level.accuracy]\n",
            "[[change]]\n",
            "[metric.accuracy.more]\n",
            "path = \"service-level\"\n",
            "value = {}\n",
            "queue.id = 3\n",
        ])
        .prop_map(|text: &str| text.as_bytes().to_vec()),
    ];
    (any::<usize>(), any::<usize>(), 0..40_usize, piece).prop_map(|(file, at, remove, insert)| Change {
        file,
        at,
        remove,
        insert,
    })
}

fn changed(changes: &[Change]) -> Files {
    let mut files = BASE.clone();
    for change in changes {
        let at = change.file % files.len();
        let bytes = &mut files[at].1;
        let start = change.at % (bytes.len() + 1);
        let end = (start + change.remove).min(bytes.len());
        bytes.splice(start..end, change.insert.iter().copied());
    }
    files
}

fn reads_with_places_inside(files: Files) {
    let mut snapshot = support::snapshot(files);
    snapshot.commit = Some(support::commit("2026-11-18T10:00:00Z"));
    let (register, diagnostics) = read::read(&snapshot);
    for d in diagnostics.iter() {
        let places = std::iter::once(&d.place).chain(d.related.iter().map(|(place, _)| place));
        for place in places {
            assert!(place.line >= 1 && place.column >= 1);
            let Some(text) = snapshot.texts.get(&place.path) else { continue };
            assert!(text.content().get(place.span.start..place.span.end).is_some(), "{place}: {}", d.message);
            assert_eq!(&text.place(place.span), place);
        }
        assert!(!d.message.is_empty() && !d.message.ends_with('.'), "{}", d.message);
    }
    let Some(register) = register else { return };
    for site in register.sites.values() {
        assert!(register.vendors.contains_key(&*site.vendor));
    }
    for contract in register.contracts.values() {
        assert!(register.vendors.contains_key(&contract.vendor) && !contract.versions.is_empty());
        for level in contract.versions.iter().flat_map(|version| version.terms.service_levels.values()) {
            assert!(register.metrics.contains_key(&level.metric));
        }
    }
    let rows = &register.measurements;
    for row in &rows.rows {
        assert!(register.metrics.contains_key(&rows.metrics[row.metric as usize]));
        assert!(register.sites.contains_key(&rows.sites[row.site as usize]));
    }
    assert!(rows.sites.is_sorted() && rows.metrics.is_sorted() && rows.queues.is_sorted());
    assert!(rows.rows.is_sorted_by_key(|row| (row.file, row.line)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_files_never_panic(changes in proptest::collection::vec(change(), 1..6)) {
        reads_with_places_inside(changed(&changes));
    }

    #[test]
    fn any_metric_file_never_panics(text in "(period|site|metric|value|[a-z\",\r\n0-9é-]){0,12}(\n[a-z\",\r\n0-9é-]{0,60}){0,6}") {
        let mut files = BASE.clone();
        files.push(("data/metrics/acme/any.csv".to_owned(), text.into_bytes()));
        reads_with_places_inside(files);
    }
}

#[test]
fn every_file_cut_short_anywhere_still_reads() {
    for (at, (_, bytes)) in BASE.iter().enumerate() {
        for length in (0..bytes.len()).step_by(7) {
            let mut files = BASE.clone();
            files[at].1.truncate(length);
            reads_with_places_inside(files);
        }
    }
}

/// 210,000 rows of one book, each read once, in a time that a build does not notice. Not a benchmark: it shows that no
/// step grows with the square of the rows.
#[test]
fn many_rows_read_in_little_time() {
    use std::fmt::Write as _;
    let mut files = BASE.clone();
    let queues: String = (0..400).fold(String::new(), |mut text, n| {
        write!(
            text,
            "\n[[queue]]\nid = \"q-{n}\"\nname = \"Q\"\nlanguages = [\"en\"]\nstarts-on = 2026-01-05\n"
        )
        .unwrap();
        text
    });
    let atlas = files.iter_mut().find(|(path, _)| path == "data/projects/atlas.toml").unwrap();
    atlas.1.extend(queues.into_bytes());
    for part in 0..7 {
        let mut text = "period,site,project,queue,language,metric,numerator,denominator,value,samples,source,status,note\n".to_owned();
        for n in 0..30_000 {
            let (queue, week) = (n % 400, 3 + n / 400 % 40);
            let metric = n / 16_000;
            let language = ["en", "pt-PT", "fr", "de", "es", "it", "pl"][part];
            let (metric, numbers) = match metric {
                0 => ("accuracy", "95.25,100,,"),
                _ => ("accepted-units", ",,812,"),
            };
            writeln!(
                text,
                "2026-W{week:02},acme-porto,atlas,q-{queue},{language},{metric},{numbers},client,final,"
            )
            .unwrap();
        }
        files.push((format!("data/metrics/acme/part-{part}.csv"), text.into_bytes()));
    }
    let snapshot = support::snapshot(files);
    let start = std::time::Instant::now();
    let (register, diagnostics) = read::read(&snapshot);
    let took = start.elapsed();
    assert!(diagnostics.is_empty(), "{}", support::render(&diagnostics));
    assert_eq!(register.unwrap().measurements.rows.len(), 210_007);
    assert!(took.as_secs() < 5, "{took:?}");
    eprintln!("210,007 rows in {took:?}");
}

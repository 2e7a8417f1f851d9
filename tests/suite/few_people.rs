//! The work in a language that few people do is told nowhere in a site: not by itself, and not as what is left of a sum.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::unpacked::unpacked;

type Test = Result<(), Box<dyn std::error::Error>>;

const ROWS: &str = "data/metrics/acme/2026.csv";

/// Porto works in Portuguese, English and Estonian; of the last there are two people, which is not told. Turin does the same queues.
fn book(root: &Path) -> Test {
    for (path, bytes) in crate::cases::files(&crate::cases::root().join("_sound")) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().ok_or("a file without a folder")?)?;
        fs::write(path, bytes)?;
    }
    let write = |path: &str, text: &str| -> Test {
        let path = root.join(path);
        fs::create_dir_all(path.parent().ok_or("a file without a folder")?)?;
        Ok(fs::write(path, text)?)
    };
    write("data/vendors/bolt.toml", "name = \"Bolt Review\"\nowner = \"ada-north\"\n")?;
    let porto = fs::read_to_string(root.join("data/sites/acme-porto.toml"))?;
    write(
        "data/sites/bolt-turin.toml",
        &porto.replace("\"acme\"", "\"bolt\"").replace("Porto", "Turin").replace("\"PT\"", "\"IT\""),
    )?;
    let project = fs::read_to_string(root.join("data/projects/atlas.toml"))?
        .replace("[\"acme-porto\"]", "[\"acme-porto\", \"bolt-turin\"]");
    let queue = "\n[[queue]]\nid = \"atlas-north\"\nname = \"Atlas, the north\"\nlanguages = [\"en\", \"et\"]\nstarts-on = 2026-01-05\n";
    write("data/projects/atlas.toml", &(project + queue))?;
    write(
        "data/languages/2026.csv",
        "as_of,site,project,language,level,staff,people\n2026-11-01,acme-porto,atlas,pt-PT,native,external,40\n\
         2026-11-01,acme-porto,atlas,en,c1,external,30\n2026-11-01,acme-porto,atlas,et,native,external,*\n\
         2026-11-01,bolt-turin,atlas,pt-PT,c1,external,20\n2026-11-01,bolt-turin,atlas,en,c1,external,25\n\
         2026-11-01,bolt-turin,atlas,et,native,external,15\n",
    )?;
    let mut rows = "period,site,project,queue,language,metric,numerator,denominator,status\n".to_owned();
    let mut others = rows.clone();
    for week in 31..=46 {
        let few = 71 + week % 7;
        let high = if week > 41 { 40 } else { 0 };
        for (queue, tag, right, all) in [
            ("atlas-pt", "pt-PT", 480 - high + week % 5, 500),
            ("atlas-north", "en", 190 + week % 3, 211),
            ("atlas-north", "et", few, 113),
        ] {
            writeln!(rows, "2026-W{week},acme-porto,atlas,{queue},{tag},accuracy,{right},{all},final")?;
            writeln!(
                others,
                "2026-W{week},bolt-turin,atlas,{queue},{tag},accuracy,{},{all},final",
                right - 30
            )?;
        }
    }
    write(ROWS, &rows)?;
    write("data/metrics/bolt/2026.csv", &others)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { found.extend(files(&entry)) } else { found.push(entry) }
    }
    found.sort();
    found
}

/// What a file says: its bytes as text, of packed evidence what is packed, of a workbook its cells.
fn words(path: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let bytes = fs::read(path)?;
    if path.file_name().is_some_and(|name| name == "evidence.json") {
        return Ok(unpacked(&bytes).to_string());
    }
    if path.extension().is_none_or(|kind| kind != "xlsx") {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    let sheets = crate::exports::workbook::sheets(path)?;
    let cells = sheets.iter().flat_map(|(_, sheet)| sheet.rows().flatten()).map(ToString::to_string);
    Ok(cells.collect::<Vec<_>>().join("\n"))
}

/// The lines of Porto's rows that a figure adds up; `None` where it adds up others too, or none.
fn lines_of(figure: &Value) -> Option<BTreeSet<usize>> {
    figure["numerator"].as_str()?;
    let files = figure["rows"].as_array()?;
    let [file] = files.as_slice() else { return None };
    let ranges = file[1].as_array().filter(|_| file[0] == ROWS)?;
    let number = |at: &Value| usize::try_from(at.as_u64().unwrap()).unwrap();
    Some(ranges.iter().flat_map(|range| number(&range[0])..=number(&range[1])).collect())
}

/// Whether a sum of lines follows from others, by elimination.
fn follows(mut known: Vec<Vec<f64>>, mut sought: Vec<f64>) -> bool {
    while let Some(mut one) = known.pop() {
        let Some(lead) = one.iter().position(|value| value.abs() > 1e-9) else { continue };
        let scale = one[lead];
        one.iter_mut().for_each(|value| *value /= scale);
        for other in known.iter_mut().chain([&mut sought]) {
            let times = other[lead];
            other.iter_mut().zip(&one).for_each(|(left, value)| *left -= times * value);
        }
    }
    sought.iter().all(|value| value.abs() < 1e-6)
}

#[test]
fn f3_the_work_of_few_people_is_in_no_file_of_a_site_and_left_over_in_none() -> Test {
    let folder = tempfile::tempdir()?;
    let site = folder.path().join("site");
    book(folder.path())?;
    crate::evidence::built(folder.path(), &site)?;
    let rows = fs::read_to_string(folder.path().join(ROWS))?;
    let count = rows.lines().count();
    let line = |week: usize, at: usize| 2 + (week - 31) * 3 + at;
    assert!(rows.lines().nth(line(46, 2) - 1).unwrap().contains("2026-W46,acme-porto,atlas,atlas-north,et"));

    let mut told: BTreeSet<BTreeSet<usize>> = BTreeSet::new();
    let mut looked_at = 0;
    for path in files(&site) {
        let bytes = fs::read(&path)?;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let found: Vec<Value> = match name {
            "evidence.json" => unpacked(&bytes)["figures"].as_array().cloned().unwrap_or_default(),
            "report.json" => serde_json::from_slice::<Value>(&bytes)?["evidence"]["figures"]
                .as_array()
                .cloned()
                .unwrap_or_default(),
            _ => Vec::new(),
        };
        told.extend(found.iter().filter_map(lines_of));
        let words = words(&path)?;
        looked_at += 1;
        for week in 31..=46_usize {
            let right = 71 + week % 7;
            let percent = format!("{:.2}%", 100.0 * right as f64 / 113.0);
            for sign in [
                percent,
                format!("{}/113\"", 100 * right),
                format!("\"{right}\",\"113\""),
                format!("et,accuracy,{right}"),
            ] {
                assert!(!words.contains(&sign), "{} says {sign} of week {week}", path.display());
            }
        }
    }
    assert!(looked_at > 40, "{looked_at} files");

    // Whole weeks are told, and Portuguese by itself; English is not, or Estonian would be what is left.
    let week = |week: usize| (0..3).map(|at| line(week, at)).collect::<BTreeSet<usize>>();
    assert!(told.contains(&week(46)) && told.contains(&BTreeSet::from([line(46, 0)])));
    assert!(!told.contains(&BTreeSet::from([line(46, 1)])));
    let vector = |lines: &BTreeSet<usize>| {
        (2..=count).map(|line| f64::from(u8::from(lines.contains(&line)))).collect::<Vec<f64>>()
    };
    let known: Vec<Vec<f64>> = told.iter().map(vector).collect();
    assert!(follows(known.clone(), vector(&week(40))));
    for week in 31..=46 {
        assert!(
            !follows(known.clone(), vector(&BTreeSet::from([line(week, 2)]))),
            "week {week} is what is left"
        );
    }
    let all: BTreeSet<usize> = (31..=46).map(|week| line(week, 2)).collect();
    assert!(!follows(known.clone(), vector(&all)));
    let quarter: BTreeSet<usize> = (40..=46).map(|week| line(week, 2)).collect();
    assert!(!follows(known, vector(&quarter)));

    // The pages say that something is hidden, and why; the one site of a vendor has its page.
    let page = fs::read_to_string(site.join("vendors/acme/metrics/accuracy/index.html"))?;
    assert!(page.contains("it would tell of too few people"), "{page}");
    crate::evidence::figures_follow(folder.path(), &site)
}

/// One day of Porto's high tier, and one of the team, is beyond the cap; four of those who were asked did not answer.
const WELLNESS: &str = "week,vendor,site,tier,people,person_days,within_cap,overtime_minutes,breaks_due_minutes,breaks_taken_minutes,counselled,past_rotation\n";

#[test]
fn k1_the_days_of_few_people_beyond_the_cap_are_in_no_file_of_a_site() -> Test {
    let folder = tempfile::tempdir()?;
    let site = folder.path().join("site");
    book(folder.path())?;
    let write = |path: &str, text: &str| -> Test {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().ok_or("a file without a folder")?)?;
        Ok(fs::write(path, text)?)
    };
    let mut weeks = WELLNESS.to_owned();
    for week in [44, 45] {
        for spot in ["acme-porto", ""] {
            for (tier, counts) in [
                ("low", "590,2955,2955,0,14750,14310,0,0"),
                ("high", "2600,3011,3010,270,15000,14680,0,2593"),
                ("", "3190,5966,5965,270,29750,28990,0,2593"),
            ] {
                writeln!(weeks, "2026-W{week},acme,{spot},{tier},{counts}")?;
            }
        }
    }
    write("data/wellness/w.csv", &weeks)?;
    write(
        "data/team-exposure/t.csv",
        "week,people,person_days,within_cap\n2026-W44,840,4177,4176\n2026-W45,840,4177,4176\n",
    )?;
    write(
        "data/surveys/s.csv",
        "month,vendor,site,invited,answered,favourable\n2026-10,acme,acme-porto,5188,5184,71\n",
    )?;
    let settings = folder.path().join("data/book.toml");
    let text = fs::read_to_string(&settings)? + "\n[wellness]\nrotation-weeks = 6\n";
    fs::write(&settings, text)?;
    crate::evidence::built(folder.path(), &site)?;

    let mut told: BTreeSet<String> = BTreeSet::new();
    for path in files(&site) {
        let words = words(&path)?;
        let tokens: BTreeSet<&str> = words.split(|letter: char| !letter.is_ascii_alphanumeric()).collect();
        for (sign, grouped) in
            [("3010", "3,010"), ("5965", "5,965"), ("4176", "4,176"), ("5184", "5,184"), ("2593", "2,593")]
        {
            let says = tokens.contains(sign) || words.contains(&format!(">{grouped}"));
            assert!(!says, "{} says {sign}", path.display());
        }
        told.extend(tokens.into_iter().map(str::to_owned));
    }
    // What is many is told, and so is that something is not.
    assert!(["2600", "2955", "5966", "4177", "5188"].iter().all(|sign| told.contains(*sign)), "{told:?}");
    let page = fs::read_to_string(site.join("wellness/index.html"))?;
    assert!(page.matches("all but fewer than 10").count() > 4, "{page}");
    let audit = fs::read_to_string(site.join("audit/index.html"))?;
    let parts = ["exposure-above-cap", "team-above-cap", "rotation-overdue", "overtime-on-sensitive-queues"];
    assert!(parts.iter().all(|code| audit.contains(code)), "{audit}");
    assert!(audit.contains("270 minutes of overtime"), "{audit}");
    crate::evidence::figures_follow(folder.path(), &site)
}

//! The sources of a block name the commits that last set the lines they cite, and the files that nobody has committed as they stand.

use std::fs;

use crate::repo::Repo;
use crate::signoff::{book, said, scorebook};

const ROWS: &str = "data/metrics/acme/2026.csv";
const CONTRACT: &str = "data/contracts/acme-2026/contract.toml";

/// Replaces words of a file and commits; ten digits of the commit's id.
fn change(
    repo: &Repo,
    path: &str,
    from: &str,
    to: &str,
    (author, day, subject): (&str, &str, &str),
) -> String {
    let text = fs::read_to_string(repo.path().join(path)).unwrap();
    assert!(text.contains(from), "{path} has no {from:?}");
    repo.write(path, text.replace(from, to));
    repo.commit(author, day, subject).chars().take(10).collect()
}

/// The last panel of a page without its markup, from the commits on.
fn panel(repo: &Repo, page: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let run = scorebook(
        repo,
        &["build", "--quiet", "--as-of", "2026-11-15", "--output-dir", site.to_str().unwrap()],
    );
    assert!(run.status.success(), "{}", said(&run));
    let html = fs::read_to_string(site.join(page)).unwrap();
    let (_, panel) = html.rsplit_once("<details class=\"sources\"").unwrap();
    let (panel, _) = panel.split_once("</details>").unwrap();
    let panel = panel.split_once("</ul>").map_or("", |(_, rest)| rest);
    let panel = panel.replace("</li>", "\n").replace("</p>", "\n");
    let mut words = String::new();
    let mut rest = panel.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        words.push_str(before);
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    words + rest
}

/// The first line of a file that starts so, from 1.
fn line_of(repo: &Repo, path: &str, start: &str) -> usize {
    let text = fs::read_to_string(repo.path().join(path)).unwrap();
    1 + text.lines().position(|line| line.starts_with(start)).unwrap()
}

#[test]
fn the_sources_name_who_last_set_the_lines_and_what_nobody_has_committed() {
    let repo = book("2026-11-01");
    let first: String = repo.git(&["rev-parse", "HEAD"]).chars().take(10).collect();
    let row = |value: &str| format!("2026-W46,acme-porto,atlas,atlas-pt,pt-PT,accuracy,{value},500,final");
    let labels = ("Ben Field", "2026-11-17", "Week 46 & one <b> label");
    let second = change(&repo, ROWS, &row("483"), &row("482"), labels);
    let third = change(
        &repo,
        CONTRACT,
        "target = 95\n",
        "target = 96\n",
        ("Ada North", "2026-11-18", "More is asked"),
    );
    let at = line_of(&repo, ROWS, &row("482"));
    let target = line_of(&repo, CONTRACT, "target = 96");

    let last = "Every figure, with its rows and settings: evidence.json";
    let of_contract = format!("{third} 18 November 2026, Ada North, “More is asked”: contract.toml:{target}");
    let of_week =
        format!("{second} 17 November 2026, Ben Field, “Week 46 &amp; one &lt;b&gt; label”: 2026.csv:{at}");
    let card = "sites/acme-porto/index.html";
    assert_eq!(panel(&repo, card), format!("Last set by\n{of_contract}\n{of_week}\n{last}\n"));
    // What nobody has changed since stands with the commit that wrote it.
    let metric = line_of(&repo, "data/metrics.toml", "[metric.accuracy]");
    let of_metric = format!("{first} 1 November 2026, Ada North, “A book”: metrics.toml:{metric}");
    let of_points = panel(&repo, "vendors/acme/metrics/accuracy/index.html");
    assert_eq!(of_points, format!("Last set by\n{of_week}\n{of_metric}\n{last}\n"));

    repo.write(ROWS, fs::read_to_string(repo.path().join(ROWS)).unwrap().replace(&row("482"), &row("481")));
    let changed = format!("Last set by\n{of_contract}\nNot committed as it stands: 2026.csv\n{last}\n");
    assert_eq!(panel(&repo, card), changed);
}

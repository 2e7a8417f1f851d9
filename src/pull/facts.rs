//! The facts of a pull, as the book keeps them: a row of `data/pulls/<source>.csv`.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::import::rewritten::{Edits, Rewritten};
use crate::kit::number::Decimal;
use crate::kit::source::{RepoPath, Snapshot, sha256};
use crate::pull::answer::Answer;
use crate::pull::plan::Plan;
use crate::subject::import::row::{Cells, said};
use crate::subject::source::asked::Asked;
use crate::subject::source::pulled::{Pull, PullColumn};
use crate::subject::source::row_source::RowSource;

/// What is known of a pull beside its rows.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    pub source: &'f RowSource,
    pub asked: &'f Asked,
    pub answer: &'f Answer,
    /// SHA-256 of what it was asked by.
    pub query_sha256: &'f str,
    /// When the answer was whole.
    pub at: Timestamp,
    /// Milliseconds that it took.
    pub milliseconds: u64,
    /// Why final rows become others; empty where none does.
    pub reason: &'f str,
}

impl Facts<'_> {
    /// The file with its row; `None` where nothing changes, and an earlier pull by the same query asked for these days.
    pub fn file(
        &self,
        rows: &[Cells],
        plan: &Plan,
        pulls: &[&Pull],
        snapshot: &Snapshot,
    ) -> Option<(String, String)> {
        let (first, last) = (self.asked.first_day(), self.asked.last_day());
        let is_known =
            |pull: &&Pull| pull.query_sha256.as_str() == self.query_sha256 && pull.covers(first, last);
        if plan.is_empty() && pulls.iter().any(is_known) {
            return None;
        }
        let path = format!("data/pulls/{}.csv", self.source.id);
        let cells = self.cells(rows, plan);
        let edits = Edits { added: vec![&cells], replaced: Vec::new(), removed: &BTreeSet::new() };
        let text = snapshot.texts.get(&RepoPath::new(&path));
        let Rewritten { text, .. } = edits.carried_out(text, &PullColumn::NAMES, &PullColumn::NAMES);
        Some((path, text))
    }

    /// In the order of the format.
    fn cells(&self, rows: &[Cells], plan: &Plan) -> Vec<String> {
        let tenths = i64::try_from(self.milliseconds.div_ceil(100)).unwrap_or(i64::MAX);
        let seconds = Decimal::from_micro(tenths.saturating_mul(Decimal::SCALE / 10));
        vec![
            self.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            self.asked.first_day().to_string(),
            self.asked.last_day().to_string(),
            rows.len().to_string(),
            plan.new.len().to_string(),
            plan.changed.len().to_string(),
            plan.gone.len().to_string(),
            plan.restated.len().to_string(),
            if plan.restated.is_empty() { String::new() } else { self.reason.to_owned() },
            self.query_sha256.to_owned(),
            rows_sha256(rows),
            self.source.driver.to_string(),
            self.answer.engine.clone(),
            self.answer.version.clone(),
            seconds.to_string(),
        ]
    }
}

/// SHA-256 over what the rows say, sorted, whatever their spelling and order: the same from every engine.
pub fn rows_sha256(rows: &[Cells]) -> String {
    let mut lines: Vec<String> = rows.iter().map(said).collect();
    lines.sort_unstable();
    lines.iter_mut().for_each(|line| line.push('\n'));
    sha256(lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::source::Text;
    use crate::testing::sources::{answer, asked, cells, source};

    fn pulled(snapshot: &Snapshot, plan: &Plan, pulls: &[&Pull]) -> Option<(String, String)> {
        let (answer, asked, source) = (answer(&[], &[]), asked("2026-W45", "2026-W46"), source());
        let facts = Facts {
            source: &source,
            asked: &asked,
            answer: &Answer {
                engine: "PostgreSQL".to_owned(),
                version: "17.2 (Debian, x)".to_owned(),
                ..answer
            },
            query_sha256: &"a".repeat(64),
            at: "2026-11-16T06:00:12.25Z".parse().expect("a moment"),
            milliseconds: 1_420,
            reason: "late audits",
        };
        facts.file(&[cells("2026-W45,acme-porto,,,,accuracy,480,500,,,,,")], plan, pulls, snapshot)
    }

    #[test]
    fn a_row_is_appended_and_the_rows_before_stay() {
        let plan = Plan { text: Some(String::new()), ..Plan::default() };
        let (path, text) = pulled(&Snapshot::default(), &plan, &[]).expect("a row");
        assert_eq!(path, "data/pulls/acme-quality.csv");
        let row = format!(
            "2026-11-16T06:00:12Z,2026-11-02,2026-11-15,1,0,0,0,0,,{},{},postgresql,PostgreSQL,\"17.2 (Debian, x)\",1.5",
            "a".repeat(64),
            rows_sha256(&[cells("2026-W45,acme-porto,,,,accuracy,480.0,500,,,system,final,")])
        );
        assert_eq!(text, format!("{}\n{row}\n", PullColumn::NAMES.join(",")));
        let file = RepoPath::new(&path);
        let snapshot = Snapshot {
            texts: [(file.clone(), Text::new(file, text.as_str()))].into(),
            ..Snapshot::default()
        };
        let (_, again) = pulled(&snapshot, &plan, &[]).expect("a row");
        assert_eq!(again, format!("{text}{row}\n"));
    }
}

//! Files of a book that stand beside `data/` in place of inside it. They are looked at, and not read.

use std::collections::BTreeSet;
use std::path::Path;

use walkdir::WalkDir;

use super::file::{self, Links};
use super::walked::{is_of_the_book, relative};
use crate::kit::declared::Table;
use crate::subject::register::tables;

/// Folders of `data/` that no other program has, and that people put beside it.
const OWN: [&str; 4] = ["clauses", "contracts", "sites", "vendors"];

/// Of a larger file nobody asks what it is.
const MOST_BYTES: u64 = 1 << 20;

/// Required keys that tell a file of a kind from one of another program.
const TELLING: usize = 2;

/// Such files in order, by their paths below `root`: those of a folder that no other program has, and those that have the keys of their kind;
/// `has` says whether something stands under a name of `data/`. One that cannot be read is no fault.
pub fn beside(root: &Path, has: impl Fn(&str) -> bool) -> Vec<String> {
    let kinds = tables();
    let names: BTreeSet<&str> = kinds.iter().filter_map(|kind| top(kind.path)).chain(OWN).collect();
    let missing = names.into_iter().filter(|name| !has(name));
    let mut files: Vec<String> = missing.flat_map(|name| of_the_book(root, name, &kinds)).collect();
    files.sort_unstable();
    files
}

/// `plans` of `data/plans/<plan>.toml`.
fn top(path: &'static str) -> Option<&'static str> {
    path.strip_prefix("data/")?.split('/').next()
}

fn of_the_book(root: &Path, name: &str, kinds: &[Table]) -> Vec<String> {
    let walk = WalkDir::new(root.join(name)).follow_root_links(false).max_depth(3);
    let entries = walk.into_iter().filter_entry(is_of_the_book).filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file()).filter_map(|entry| {
        let (path, _) = relative(root, entry.path());
        let inside = format!("data/{path}");
        let is_own = OWN.contains(&name) && path.ends_with(".toml");
        let is_like = |kind: &Table| kind.is_of(&inside) && has_keys(entry.path(), kind);
        (is_own || kinds.iter().any(is_like)).then_some(path)
    });
    files.collect()
}

/// Whether a file has every key that each file of the kind has.
fn has_keys(path: &Path, kind: &Table) -> bool {
    let keys: Vec<&str> = kind.keys.iter().filter(|key| key.must_be_there()).map(|key| key.key).collect();
    let Some(text) =
        file::read(path, Links::Refused, MOST_BYTES).ok().and_then(|own| String::from_utf8(own).ok())
    else {
        return false;
    };
    let is_written: Box<dyn Fn(&str) -> bool + '_> = match kind.is_sheet() {
        true => {
            let head: Vec<&str> = text.lines().next().unwrap_or_default().split(',').map(str::trim).collect();
            Box::new(move |key| head.contains(&key))
        }
        false => Box::new(|key| text.lines().any(|line| names(line, key))),
    };
    keys.len() >= TELLING && keys.iter().all(|key| is_written(key))
}

/// `key = …`, `[key]`, `[key.part]` or `[[key]]`.
fn names(line: &str, key: &str) -> bool {
    let line = line.trim();
    let rest = line.trim_start_matches('[').strip_prefix(key);
    rest.is_some_and(|rest| match line.starts_with('[') {
        true => rest.starts_with([']', '.']),
        false => rest.trim_start().starts_with('='),
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn seen(files: &[(&str, &str)], has: &[&str]) -> Vec<String> {
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, text).expect("a file");
        }
        beside(root.path(), |name| has.contains(&name))
    }

    #[test]
    fn a_folder_that_no_other_program_has_is_seen_where_data_has_none() {
        let files = [
            ("contracts/acme/contract.toml", ""),
            ("contracts/acme/scan.pdf", ""),
            ("docs/a.toml", ""),
            ("vendors/acme.toml", ""),
        ];
        assert_eq!(seen(&files, &["vendors"]), ["contracts/acme/contract.toml"]);
    }

    #[test]
    fn other_files_are_seen_by_the_keys_of_their_kind() {
        let decision = "title = \"A\"\nask = \"B\"\nkind = \"other\"\nstatus = \"open\"\nowner = \"ada\"\nasked-by = \"ben\"\nasked-on = 2026-01-01\ndue-on = 2026-02-01\n";
        let rows = "site,metric,period,numerator,denominator\na,b,2026-W46,1,2\n";
        let files = [
            ("decisions/x.toml", decision),
            ("decisions/y.toml", "[package]\nname = \"another program\"\n"),
            ("metrics/acme/2026.csv", rows),
            ("metrics/acme/other.csv", "date,value\n2026-01-01,1\n"),
        ];
        assert_eq!(seen(&files, &[]), ["decisions/x.toml", "metrics/acme/2026.csv"]);
        assert_eq!(seen(&files, &["decisions", "metrics"]), <[&str; 0]>::default());
    }

    #[test]
    fn a_key_is_a_key_only_where_it_is_written_as_one() {
        assert!(
            names("title = 1", "title") && names("[[action]]", "action") && names("[terms.credits]", "terms")
        );
        assert!(
            !names("titles = 1", "title") && !names("# title = 1", "title") && !names("[actions]", "action")
        );
    }
}

//! An object of git that is not what its name says is refused wherever it is read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::{TempDir, tempdir};

use crate::repo::Repo;
use crate::signoff::{book, said, scorebook};

const ROWS: &str = "data/metrics/acme/2026.csv";

/// Puts under the name of one object what another one holds, as whoever can write into `.git` can.
fn forge(repo: &Repo, id: &str, like: &str) {
    let path = |id: &str| repo.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
    fs::remove_file(path(id)).unwrap();
    fs::copy(path(like), path(id)).unwrap();
    let fsck = Command::new("git").args(["fsck", "--full"]).current_dir(repo.path()).output().unwrap();
    assert!(!fsck.status.success(), "git fsck sees it");
}

/// The sound book, a correction of a figure, and the id of the former version of its file with that of another text.
fn corrected() -> (Repo, String, String) {
    let repo = book("2026-11-16");
    let text = fs::read_to_string(repo.path().join(ROWS)).unwrap();
    let line = text.lines().find(|line| line.starts_with("2026-W45,")).unwrap();
    let cells: Vec<&str> = line.split(',').collect();
    let changed = line.replacen(&format!(",{},", cells[6]), ",471,", 1);
    repo.write(ROWS, text.replace(line, &changed));
    repo.commit("Ada North", "2026-11-17", "Correct");
    let former = repo.git(&["rev-parse", &format!("HEAD~1:{ROWS}")]);
    let forged = text.replace(line, &line.replacen(&format!(",{},", cells[6]), ",499,", 1));
    repo.write("forged.csv", forged);
    let like = repo.git(&["hash-object", "-w", "forged.csv"]);
    repo.remove("forged.csv");
    (repo, former, like)
}

fn refused(repo: &Repo, arguments: &[&str], id: &str) {
    let output = scorebook(repo, arguments);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
    assert!(text.contains("an object that is not what its name says") && text.contains(id), "{text}");
    assert!(text.contains("git fsck"), "{text}");
}

#[test]
fn f2_a_forged_text_is_refused_by_every_command_that_reads_the_history() {
    let (repo, former, like) = corrected();
    let out: TempDir = tempdir().unwrap();
    let site: PathBuf = out.path().join("site");
    let site_at = site.to_str().unwrap();
    let built = scorebook(&repo, &["build", "--quiet", "--output-dir", site_at, "--known-at", "HEAD~1"]);
    assert_eq!(built.status.code(), Some(0), "{}", said(&built));
    forge(&repo, &former, &like);
    for arguments in [
        &["check"][..],
        &["build", "--output-dir", site_at],
        &["build", "--output-dir", site_at, "--known-at", "HEAD~1"],
        &["build", "--output-dir", site_at, "--known-at", "2026-11-16"],
        &["verify", site_at],
        &["diff", "HEAD~1..HEAD"],
        &["signoff", "2026-W45", "--by", "ada-north"],
    ] {
        refused(&repo, arguments, &former);
    }
    let manifest = fs::read_to_string(site.join("manifest.json")).unwrap();
    assert!(manifest.contains(&repo.git(&["rev-parse", "HEAD~1"])), "the former site stands");
}

#[test]
fn f2_a_forged_commit_or_tree_is_refused_loose_and_packed() {
    for (what, packed) in
        [("HEAD~1", false), ("HEAD~1^{tree}", false), ("HEAD^{tree}", false), ("HEAD", true)]
    {
        let (repo, ..) = corrected();
        let id = repo.git(&["rev-parse", what]);
        let like = match what {
            "HEAD~1" | "HEAD" => {
                let tree = repo.git(&["rev-parse", "HEAD~1^{tree}"]);
                repo.git(&["commit-tree", &tree, "-m", "Forged"])
            }
            _ => repo.git(&["rev-parse", "HEAD:data"]),
        };
        if packed {
            forge(&repo, &id, &like);
            // A pack takes what it is given: without a look at names, as a server that was broken into would.
            pack(&repo, &id, &like);
        } else {
            forge(&repo, &id, &like);
        }
        refused(&repo, &["check"], &id);
        refused(&repo, &["diff", "HEAD~1..HEAD"], &id);
    }
}

/// Packs everything, and writes the name `id` over `like`'s in the index of the pack.
fn pack(repo: &Repo, id: &str, like: &str) {
    let loose = repo.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
    fs::remove_file(&loose).unwrap();
    let mut names: Vec<String> = repo
        .git(&["cat-file", "--batch-all-objects", "--batch-check=%(objectname)"])
        .lines()
        .map(str::to_owned)
        .collect();
    names.sort();
    let list = names.join("\n") + "\n";
    let folder = repo.path().join(".git/objects/pack");
    fs::create_dir_all(&folder).unwrap();
    let mut git = Command::new("git")
        .args(["pack-objects", "-q", ".git/objects/pack/pack"])
        .current_dir(repo.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut git.stdin.take().unwrap(), list.as_bytes()).unwrap();
    assert!(git.wait().unwrap().success());
    let index = only(&folder, "idx");
    let bytes = fs::read(&index).unwrap();
    // Version 2: 8 bytes of head, 256 counts, the names in order, their CRCs, their offsets.
    let (count, names_at) = (names.len(), 8 + 256 * 4);
    let raw = |hex: &str| -> Vec<u8> {
        (0..20).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
    };
    let place =
        |name: &str| (0..count).find(|at| bytes[names_at + 20 * at..][..20] == raw(name)[..]).unwrap();
    let offset_at = |nth: usize| names_at + 24 * count + 4 * nth;
    let offset = bytes[offset_at(place(like))..][..4].to_vec();
    // The forged name sorts where `like` stands only by chance: the table of names is written anew with it.
    let mut table: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> = (0..count)
        .map(|at| {
            let part = |from: usize, size: usize| bytes[from..from + size].to_vec();
            (part(names_at + 20 * at, 20), part(names_at + 20 * count + 4 * at, 4), part(offset_at(at), 4))
        })
        .collect();
    table.push((raw(id), vec![0; 4], offset));
    table.sort();
    let mut forged = bytes[..8].to_vec();
    for first in 0..=255_u8 {
        let upto = u32::try_from(table.iter().filter(|(name, ..)| name[0] <= first).count()).unwrap();
        forged.extend(upto.to_be_bytes());
    }
    for column in [0, 1, 2] {
        for (name, crc, offset) in &table {
            forged.extend([name, crc, offset][column]);
        }
    }
    forged.extend(&bytes[bytes.len() - 40..]);
    let mut writable = fs::metadata(&index).unwrap().permissions();
    #[allow(clippy::permissions_set_readonly_false, reason = "a file of the test's own")]
    writable.set_readonly(false);
    fs::set_permissions(&index, writable).unwrap();
    fs::write(&index, forged).unwrap();
}

fn only(folder: &Path, extension: &str) -> PathBuf {
    let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.find(|path| path.extension().is_some_and(|end| end == extension)).unwrap()
}

/// A walk that was made of whole objects is kept; what was forged later is not in it, and one that met a forged object is never kept.
#[test]
fn f2_no_walk_with_a_forged_object_is_kept() {
    let (repo, former, like) = corrected();
    let cache = tempdir().unwrap();
    let run = || {
        Command::new(env!("CARGO_BIN_EXE_scorebook"))
            .args(["check", "--quiet", "--root"])
            .arg(repo.path())
            .env("SCOREBOOK_CACHE", cache.path())
            .output()
            .unwrap()
    };
    forge(&repo, &former, &like);
    assert_eq!(run().status.code(), Some(2));
    assert_eq!(fs::read_dir(cache.path().join("history")).map_or(0, Iterator::count), 0);
}

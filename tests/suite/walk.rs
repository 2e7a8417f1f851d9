//! The walk of the history on real repositories: who touched a file, who set a line, what the publishing branch saw.

use scorebook::edge;
use scorebook::edge::Cache;
use scorebook::kit::source::{FileRecord, Recorded, RepoPath, Signature};

use crate::repo::Repo;

fn recorded(repo: &Repo) -> Recorded {
    edge::recorded(repo.path(), "HEAD", &Cache::Off).unwrap()
}

/// The subjects of the commits that set the lines of a file of HEAD.
fn set_by<'a>(recorded: &'a Recorded, path: &str) -> Vec<&'a str> {
    let path = RepoPath::new(path);
    (1..).map_while(|line| recorded.set_by(&path, line)).map(|commit| commit.subject.as_str()).collect()
}

/// Subject, name then where it differs from the name now, and whether there is content, of each touch.
fn touches<'a>(recorded: &'a Recorded, path: &str) -> Vec<(&'a str, Option<&'a str>, bool)> {
    let commit = |at| recorded.commit(at).unwrap().subject.as_str();
    let file: &FileRecord = &recorded.files[path];
    file.touches.iter().map(|t| (commit(t.commit), t.path.as_deref(), t.blob.is_some())).collect()
}

#[test]
fn a_commit_is_told_whole() {
    let repo = Repo::new();
    repo.write("data/book.toml", "format = 1\n");
    let message = "Raise the target\r\n\nAgreed in the review.\n\nSecond paragraph.\n\nApproved-by: Ben Field\nReviewed-by: Cy\n Lake\n";
    let id = repo.commit("Ada North", "2026-02-25", message);
    let recorded = recorded(&repo);
    assert_eq!((recorded.commits.len(), &*recorded.line), (1, &[0][..]));
    let commit = &recorded.commits[0];
    assert_eq!((&commit.id, commit.parents.len()), (&id, 0));
    assert_eq!((commit.author.as_str(), commit.author_email.as_str()), ("Ada North", "a@example.org"));
    assert_eq!(commit.authored_at.to_string(), "2026-02-25T10:00:00Z");
    assert_eq!(commit.subject, "Raise the target");
    assert_eq!(commit.body, "Agreed in the review.\n\nSecond paragraph.");
    let trailers: Vec<_> = commit.trailers.iter().map(|t| (t.key.as_str(), t.value.as_str())).collect();
    assert_eq!(trailers, [("Approved-by", "Ben Field"), ("Reviewed-by", "Cy Lake")]);
    assert_eq!(commit.signature, Signature::None);
}

#[test]
fn a_signature_stands_beside_the_bytes_it_signs() {
    let repo = Repo::new();
    repo.write("data/book.toml", "format = 1\n");
    repo.commit("Ada North", "2026-02-25", "Unsigned");
    let plain = repo.git(&["cat-file", "commit", "HEAD"]) + "\n";
    let (head, message) = plain.split_once("\n\n").unwrap();
    let armored = "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----";
    let signed = format!("{head}\ngpgsig {}\n\n{message}", armored.replace('\n', "\n "));
    repo.write("signed", &signed);
    let id = repo.git(&["hash-object", "-t", "commit", "-w", "signed"]);
    let recorded = edge::recorded(repo.path(), &id, &Cache::Off).unwrap();
    let Signature::Present { armored: found, signed } = &recorded.commits[0].signature else {
        panic!("{:?}", recorded.commits[0].signature)
    };
    assert_eq!((found.as_str(), String::from_utf8(signed.clone()).unwrap()), (armored, plain));
}

#[test]
fn a_rename_is_followed_also_where_the_text_changes_and_over_folders() {
    let repo = Repo::new();
    repo.write("book/data/sops/old.md", "one\ntwo\nthree\nfour\n");
    repo.commit("Ada North", "2026-02-25", "Write");
    repo.write("book/data/sops/old.md", "one\ntwo\nTHREE\nfour\n");
    repo.commit("Ben Field", "2026-02-26", "Shout");
    repo.git(&["mv", "book/data/sops/old.md", "book/data/sops/new.md"]);
    repo.commit("Cy Lake", "2026-02-27", "Rename");
    repo.remove("book/data/sops/new.md");
    repo.write("book/data/procedures/final.md", "zero\none\ntwo\nTHREE\nFOUR\n");
    repo.commit("Dee Moor", "2026-02-28", "Move and change");
    let recorded = edge::recorded(&repo.path().join("book"), "HEAD", &Cache::Off).unwrap();
    let path = "data/procedures/final.md";
    assert_eq!(set_by(&recorded, path), ["Move and change", "Write", "Write", "Shout", "Move and change"]);
    let (old, new) = (Some("data/sops/old.md"), Some("data/sops/new.md"));
    let story =
        [("Write", old, true), ("Shout", old, true), ("Rename", new, true), ("Move and change", None, true)];
    assert_eq!(touches(&recorded, path), story);
    for (then, count) in [("data/sops/old.md", 2), ("data/sops/new.md", 1)] {
        let file = &recorded.files[then];
        assert_eq!((file.renamed_to.as_deref(), file.touches.len()), (Some(path), count));
        assert!(file.lines_of_head.is_empty());
    }
    let edits: Vec<_> =
        recorded.edits.iter().map(|e| (e.path.as_str(), e.renamed_from.as_deref(), e.hunks.len())).collect();
    let expected = [
        ("data/sops/old.md", None, 1),
        ("data/sops/old.md", None, 1),
        ("data/sops/new.md", old, 0),
        (path, new, 2),
    ];
    assert_eq!(edits, expected);
}

#[test]
fn a_line_of_a_side_branch_is_that_branchs_and_a_merge_sets_what_it_made_itself() {
    let repo = Repo::new();
    let text = |a: &str, b: &str| format!("a = {a}\n1\n2\n3\n4\nb = {b}\n");
    repo.write("data/x.toml", text("1", "1"));
    repo.write("data/y.toml", "y = 1\n");
    repo.commit("Ada North", "2026-02-25", "Start");
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write("data/x.toml", text("1", "side"));
    repo.write("data/side.toml", "only = 1\n");
    repo.commit("Ben Field", "2026-02-26", "Side");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("data/x.toml", text("main", "1"));
    repo.commit("Cy Lake", "2026-02-27", "Main");
    repo.merge("Dee Moor", "2026-02-28", "side");
    let clean = recorded(&repo);
    let lines = ["Main", "Start", "Start", "Start", "Start", "Side"];
    assert_eq!(set_by(&clean, "data/x.toml"), lines);
    assert_eq!(set_by(&clean, "data/side.toml"), ["Side"]);
    assert_eq!(touches(&clean, "data/side.toml"), [("Side", None, true)], "the merge only took it");
    assert_eq!(touches(&clean, "data/x.toml").len(), 4, "the merge's text is neither parent's");
    let on_line: Vec<&str> =
        clean.line.iter().map(|&at| clean.commits[at as usize].subject.as_str()).collect();
    assert_eq!(on_line, ["Start", "Main", "Merge side"]);
    let last = clean.edits.iter().filter(|edit| Some(&edit.commit) == clean.line.last());
    let paths: Vec<&str> = last.map(|edit| edit.path.as_str()).collect();
    assert_eq!(paths, ["data/side.toml", "data/x.toml"]);

    repo.write("data/x.toml", text("main", "merge"));
    repo.git(&["commit", "--quiet", "--all", "--amend", "--no-edit"]);
    let lines = ["Main", "Start", "Start", "Start", "Start", "Merge side"];
    assert_eq!(set_by(&recorded(&repo), "data/x.toml"), lines);
}

#[test]
fn a_rename_on_one_branch_meets_an_edit_on_the_other() {
    let repo = Repo::new();
    repo.write("data/a.toml", "1\n2\n3\n4\n5\n6\n");
    repo.commit("Ada North", "2026-02-25", "Start");
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write("data/a.toml", "1\n2\n3\n4\n5\nside\n");
    repo.commit("Ben Field", "2026-02-26", "Side");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["mv", "data/a.toml", "data/b.toml"]);
    repo.commit("Cy Lake", "2026-02-27", "Rename");
    repo.merge("Dee Moor", "2026-02-28", "side");
    let recorded = recorded(&repo);
    assert_eq!(set_by(&recorded, "data/b.toml"), ["Start", "Start", "Start", "Start", "Start", "Side"]);
    let subjects: Vec<&str> = touches(&recorded, "data/b.toml").iter().map(|touch| touch.0).collect();
    assert_eq!(subjects, ["Start", "Side", "Rename"]);
    assert_eq!(recorded.files["data/a.toml"].renamed_to.as_deref(), Some("data/b.toml"));
}

#[test]
fn line_ends_of_windows_are_kept() {
    let repo = Repo::new();
    repo.write("data/m.csv", "period,value\r\n2026-W01,1\r\n");
    repo.commit("Ada North", "2026-02-25", "Start");
    repo.write("data/m.csv", "period,value\r\n2026-W01,2\r\n2026-W02,3");
    repo.commit("Ben Field", "2026-02-26", "More");
    let recorded = recorded(&repo);
    assert_eq!(set_by(&recorded, "data/m.csv"), ["Start", "More", "More"]);
    let hunk = &recorded.edits[1].hunks[0];
    assert_eq!((hunk.old_line, hunk.new_line), (2, 2));
    assert_eq!(hunk.old, ["2026-W01,1\r\n"]);
    assert_eq!(hunk.new, ["2026-W01,2\r\n", "2026-W02,3"]);
}

#[test]
fn a_removed_file_stays_on_record_and_comes_back_as_itself() {
    let repo = Repo::new();
    repo.write("data/a.toml", "a = 1\n");
    repo.write("data/b.toml", "b = 1\n");
    repo.commit("Ada North", "2026-02-25", "Start");
    repo.remove("data/a.toml");
    repo.commit("Ben Field", "2026-02-26", "Remove");
    let gone = recorded(&repo);
    assert_eq!(touches(&gone, "data/a.toml"), [("Start", None, true), ("Remove", None, false)]);
    assert!(
        gone.files["data/a.toml"].lines_of_head.is_empty() && gone.files["data/a.toml"].renamed_to.is_none()
    );
    assert!(gone.set_by(&RepoPath::new("data/a.toml"), 1).is_none());
    let last = gone.edits.last().unwrap();
    assert_eq!(
        (last.path.as_str(), last.removed, &*last.hunks[0].old),
        ("data/a.toml", true, &["a = 1\n".to_owned()][..])
    );
    repo.write("data/a.toml", "a = 2\n");
    repo.commit("Cy Lake", "2026-02-27", "Again");
    let back = recorded(&repo);
    let story = [("Start", None, true), ("Remove", None, false), ("Again", None, true)];
    assert_eq!(touches(&back, "data/a.toml"), story);
    assert_eq!(set_by(&back, "data/a.toml"), ["Again"]);
}

#[test]
fn what_is_no_text_has_touches_and_no_lines() {
    let repo = Repo::new();
    repo.write("data/a.csv", b"caf\xe9\n");
    repo.write("data/logo.png", b"\x89PNG");
    repo.write("data/.hidden.toml", "a = 1\n");
    repo.write("outside.toml", "a = 1\n");
    repo.commit("Ada North", "2026-02-25", "Latin");
    repo.write("data/a.csv", "café\n");
    repo.commit("Ben Field", "2026-02-26", "Mend");
    let recorded = recorded(&repo);
    let paths: Vec<&str> = recorded.files.keys().map(String::as_str).collect();
    assert_eq!(paths, ["data/a.csv", "data/logo.png"]);
    assert_eq!(touches(&recorded, "data/a.csv"), [("Latin", None, true), ("Mend", None, true)]);
    assert_eq!(set_by(&recorded, "data/a.csv"), ["Mend"]);
    assert!(recorded.files["data/logo.png"].lines_of_head.is_empty());
    assert_eq!(recorded.edits.len(), 1);
}

#[cfg(unix)]
#[test]
fn a_file_whose_name_is_no_text_is_known_from_the_commit_that_names_it() {
    use std::os::unix::ffi::OsStrExt as _;

    let repo = Repo::new();
    repo.write("data/book.toml", "format = 1\n");
    let nameless = repo.path().join(std::ffi::OsStr::from_bytes(b"data/\xff.toml"));
    std::fs::write(&nameless, "target = 95\n").unwrap();
    repo.commit("Ada North", "2026-02-25", "Add it");
    std::fs::rename(&nameless, repo.path().join("data/named.toml")).unwrap();
    repo.commit("Ben Field", "2026-02-26", "Name it");
    let recorded = recorded(&repo);
    assert_eq!(recorded.files.keys().collect::<Vec<_>>(), ["data/book.toml", "data/named.toml"]);
    assert_eq!(touches(&recorded, "data/named.toml"), [("Name it", None, true)]);
    assert_eq!(set_by(&recorded, "data/named.toml"), ["Name it"]);
}

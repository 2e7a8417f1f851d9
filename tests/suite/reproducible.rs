//! The same book gives the same bytes under another time zone, locale, thread count and working directory.
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

fn built(
    root: &Path,
    output: &Path,
    working_folder: &Path,
    jobs: &str,
    environment: &[(&str, &str)],
) -> BTreeMap<String, Vec<u8>> {
    let status = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["build", "--quiet", "--jobs", jobs, "--root"])
        .arg(root)
        .arg("--output-dir")
        .arg(output)
        .current_dir(working_folder)
        .envs(environment.iter().copied())
        .status()
        .unwrap();
    assert!(status.success(), "build failed: {status}");
    let mut files = BTreeMap::new();
    read_all(output, output, &mut files);
    files
}

pub fn read_all(top: &Path, folder: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(top, &path, into);
        } else {
            let name = path.strip_prefix(top).unwrap().to_string_lossy().into_owned();
            into.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

#[test]
fn bytes_do_not_depend_on_machine_settings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let work = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let first =
        built(root, &work.path().join("a"), root, "1", &[("TZ", "UTC"), ("LANG", "C"), ("LC_ALL", "C")]);
    let second = built(
        root,
        &work.path().join("b"),
        elsewhere.path(),
        "4",
        &[("TZ", "Pacific/Kiritimati"), ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")],
    );
    assert!(first.len() > 100, "only {} files", first.len());
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&first), names(&second));
    let differing: Vec<&String> =
        first.iter().filter(|(name, bytes)| second[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(differing.is_empty(), "{differing:?} differ");
}

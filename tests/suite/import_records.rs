//! Tables to records, files to proposed maps, folders of Markdown to procedures.

use std::collections::BTreeMap;

use scorebook::import::procedures::{Given, Procedures, procedures};
use scorebook::import::records::{self, Records};
use scorebook::import::spreadsheet::{Asked, Source, sheet};
use scorebook::import::{accepted, propose, summary};
use scorebook::kit::diag::codes;
use scorebook::kit::record::catalog::Sort;
use scorebook::subject::read;

use crate::import::{book, texts, xlsx};
use crate::support;

fn of_table(csv: &str, kind: Option<&str>) -> Records {
    let snapshot = book(&[]);
    let (register, found) = read::read(&snapshot);
    let sheet = sheet(Source { name: "t.csv", bytes: csv.as_bytes(), sheet: None }, &Asked::default())
        .expect("a sheet");
    records::records(&sheet, kind, register.as_ref(), (&snapshot, &found))
}

#[test]
fn one_table_has_vendors_sites_and_contracts() {
    let csv = "Who works for us\n\nkind,id,name,owner,vendor,country,time zone,languages,manager,opened on,title,document ref,currency,signed on,effective on,ends on,notice days,fee basis,monthly fee minor,service-level.accuracy.name,service-level.accuracy.family,service-level.accuracy.metric,service-level.accuracy.clause-ref,service-level.accuracy.direction,service-level.accuracy.target,service-level.accuracy.floor,service-level.accuracy.aggregation,service-level.accuracy.window,service-level.accuracy.weight\nvendor,,Tamarind Work,Ada North\nsite,tamarind-oslo,Oslo,,Tamarind Work,NO,Europe/Oslo,nb; en,Ada North,2026-01-05\ncontract,acme-2026,,,Acme,,,,,,Services,A-1,EUR,2025-12-01,2026-01-01,2026-12-31,90,a month,\"1,200,000\",Accuracy,quality,accuracy,\"A, 1\",at-least,95,85,occurrences,month,100\nvendor,acme,Acme,Ada North\n";
    let records = of_table(csv, None);
    assert_eq!(summary::refused(&records.refusals), "");
    let text =
        |path: &str| records.files.iter().find(|file| file.path == path).map(|file| file.text.as_str());
    assert_eq!(
        text("data/vendors/tamarind-work.toml"),
        Some("name = \"Tamarind Work\"\nowner = \"ada-north\"\n")
    );
    assert_eq!(
        text("data/sites/tamarind-oslo.toml"),
        Some(
            "vendor = \"tamarind-work\"\nname = \"Oslo\"\ncountry = \"NO\"\ntime-zone = \"Europe/Oslo\"\nlanguages = [\"nb\", \"en\"]\nmanager = \"ada-north\"\nopened-on = 2026-01-05\n"
        )
    );
    let contract = text("data/contracts/acme-2026/contract.toml").expect("a contract");
    assert!(
        contract.contains("vendor = \"acme\"\n") && contract.contains("monthly-fee-minor = 1200000\n"),
        "{contract}"
    );
    assert!(
        contract.contains("\n[service-level.accuracy]\n") && contract.contains("target = 95\n"),
        "{contract}"
    );
    assert_eq!(records.left, ["data/vendors/acme.toml"]);
}

#[test]
fn what_the_readers_say_of_a_record_they_say_of_its_cell() {
    let csv = "id,name,owner,sice on\nNew Vendor,New,ada-north,\nother,Other,nobody,2026-01-01\nthird,,ada-north,\nfourth,Fourth,ada-north,\nfourth,Again,ada-north,\n";
    let said = summary::refused(&of_table(csv, Some("vendor")).refusals);
    for part in [
        "A2: `New Vendor` is no id",
        "write `new-vendor`",
        "D3: a vendor has no key `sice-on`",
        "did you mean `since-on`?",
        "A6: a second row becomes data/vendors/fourth.toml; the first is A5",
        "A4: vendor has no `name`",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    let dated = summary::refused(
        &of_table("name,owner,since on\nNew,ada-north,03/04/2026\nOld,zoe,\n", Some("vendor")).refusals,
    );
    assert!(dated.contains("C2: `03/04/2026` is 2026-04-03 or 2026-03-04"), "{dated}");
    assert!(dated.contains("B3: vendor names person `zoe`, who is not declared"), "{dated}");
    let kind = summary::refused(&of_table("name,owner\nNew,ada-north\n", None).refusals);
    assert!(kind.contains("nothing says which kind of record the row is"), "{kind}");
}

#[test]
fn a_refused_row_is_no_new_record_and_days_of_a_column_are_one_cause() {
    let records = of_table("name,owner\nNew,ada-north\nOld,zoe\n", Some("vendor"));
    let said = summary::records(&records.files, &records.left, &records.refusals);
    assert!(said.ends_with("1 record could be taken · 0 left as they are · 1 refusal\n"), "{said}");
    assert!(!said.contains("old.toml: new"), "{said}");

    let days = "name,owner,since on\nA one,ada-north,01/04/2026\nB two,ada-north,02/05/2026\nC three,ada-north,13/05/2026\n";
    let said = summary::refused(&of_table(days, Some("vendor")).refusals);
    let told = "not taken: C2: `01/04/2026` is 2026-04-01 or 2026-01-04\n  likewise C3, C4\n  = help: write days as 2026-11-15: in a spreadsheet, give the whole column the format yyyy-mm-dd and save it anew\n";
    assert_eq!(said, told);

    let kind = summary::refused(&of_table("kind,name,owner\nvendors,New,ada-north\n", None).refusals);
    assert_eq!(kind, "not taken: A2: `vendors` is no kind of record\n  = help: did you mean `vendor`?\n");
}

#[test]
fn money_with_decimals_is_told_in_minor_units() {
    let csv = "kind,id,vendor,title,document ref,currency,signed on,effective on,ends on,notice days,fee basis,monthly fee minor\ncontract,acme-2030,acme,Services,A-1,EUR,2025-12-01,2026-01-01,2026-12-31,90,a month,100000.50\n";
    let said = summary::refused(&of_table(csv, None).refusals);
    assert!(
        said.contains("expected a whole number of minor units, such as cents: `EUR` has 2 decimals"),
        "{said}"
    );
    assert!(said.contains("= help: did you mean 10000050?"), "{said}");
    let said = summary::refused(&of_table(&csv.replace("100000.50", "\"100,000.00\""), None).refusals);
    assert!(said.contains("= help: did you mean 10000000?"), "{said}");
}

#[test]
fn a_proposed_map_fills_in_what_is_the_only_one_or_is_named() {
    let bytes = xlsx(|sheet| {
        texts(
            sheet,
            &["Month|Accuracy / Right|Accuracy / Audited|Other", "2026-09|480|500|7", "2026-10|481|500|8"],
        );
    });
    let snapshot = book(&[]);
    let register = read::read(&snapshot).0.expect("a book");
    let sheet =
        sheet(Source { name: "a.xlsx", bytes: &bytes, sheet: None }, &Asked::default()).expect("a sheet");
    let map = propose::map(&sheet, "a.xlsx", None, &register);
    assert_eq!(map.matches("metric = \"accuracy\"   # the column is named so: check it").count(), 2, "{map}");
    assert_eq!(map.matches("metric = \"?\"").count(), 1, "{map}");
    let is_alone = |count: usize, key: &str| {
        let filled = map.contains("# the only one of the book: check it")
            && map.lines().any(|line| line.starts_with(key) && !line.contains('?'));
        assert_eq!(filled, count == 1, "{key} of {count}\n{map}");
    };
    is_alone(register.vendors.len(), "vendor = ");
    is_alone(register.sites.len(), "site = ");
    is_alone(register.projects.len(), "project = ");
}

#[test]
fn a_row_that_rests_on_a_refused_one_says_so_and_a_wrong_argument_is_no_cell() {
    let csv = "kind,name,owner,since on,vendor,country,time zone,languages,manager,opened on\nvendor,Müller,ada-north,yesterday,,,,,,\nsite,Bonn,,,müller,DE,Europe/Berlin,de,ada-north,2025-01-01\n";
    let said = summary::refused(&of_table(csv, None).refusals);
    assert!(
        said.contains("E3: it names `muller`, whose row is not taken\n  = help: mend D2 first\n"),
        "{said}"
    );
    assert!(!said.contains("which has no file"), "{said}");

    let said = summary::refused(&of_table("name,owner\nNew,ada-north\n", Some("vendr")).refusals);
    assert_eq!(said, "not taken: --kind: `vendr` is no kind of record\n  = help: did you mean `vendor`?\n");

    let letters = of_table("name,owner\nMüller,ada-north\n北京,ada-north\n", Some("vendor"));
    assert_eq!(letters.files[0].path, "data/vendors/muller.toml");
    let said = summary::refused(&letters.refusals);
    assert!(said.contains("A3: no id can be made of `北京`: its letters are not those of ids"), "{said}");
    assert!(
        said.contains("add a column `id`, and write a short name in letters from a to z there"),
        "{said}"
    );
}

#[test]
fn a_proposed_map_asks_for_what_only_a_person_knows() {
    let bytes = xlsx(|sheet| {
        texts(
            sheet,
            &[
                "Quality",
                "",
                "Month|Where|Right answers|Audited|Time",
                "2026-09|Porto|480|500|94.5%",
                "2026-10|Porto|*|500|95.0%",
                "2026-10|Lyon|1,234|2,345|n/a",
                "2026-10|Lisbon|1|2|93%",
                "Total||2,000|3,000",
            ],
        );
    });
    let snapshot = book(&[]);
    let (register, _) = read::read(&snapshot);
    let register = register.expect("a book");
    let sheet =
        sheet(Source { name: "Acme.xlsx", bytes: &bytes, sheet: None }, &Asked::default()).expect("a sheet");
    let map = propose::map(&sheet, "Acme.xlsx", None, &register);
    for part in [
        "sheet = \"Monthly\"\nhead = [3]\n",
        "decimal-mark = \"?\"   # C6 is \"1,234\": point or comma",
        "missing = [\"?\"]   # \"*\" and \"n/a\" among the numbers",
        "skip-rows = [\"Total\"]\n",
        "head = \"Month\"\nis = \"period\"",
        "head = \"Where\"\nis = \"site\"",
        "head = \"Right answers\"\nis = \"?\"   # perhaps numerator; such as \"480\"",
        "unit = \"?\"   # the file shows percent",
        "[[name]]\nsays = \"Lisbon\"\nsite = \"?\"",
    ] {
        assert!(map.contains(part), "{part} is not in\n{map}");
    }
    assert_eq!(map.matches("[[name]]").count(), 1, "the names of the book are none to ask for\n{map}");
    let file =
        scorebook::import::imported::NewFile { path: "data/maps/acme.toml".to_owned(), text: map.clone() };
    let found = accepted::new_defects(&Default::default(), &accepted::with_files(&snapshot, [&file]));
    let open = found.iter().filter(|found| found.code == &codes::OPEN_QUESTION).count();
    assert_eq!((open, found.len()), (map.matches("\"?\"").count() - 1, open), "{}", support::render(&found));
}

#[test]
fn months_as_columns_are_proposed_as_one() {
    let csv = "Site,Sep-26,Oct-26,Nov-26\nPorto,480,481,482\nLyon,1,2,3\n";
    let snapshot = book(&[]);
    let (register, _) = read::read(&snapshot);
    let sheet = sheet(Source { name: "a.csv", bytes: csv.as_bytes(), sheet: None }, &Asked::default())
        .expect("a sheet");
    let map = propose::map(&sheet, "a.csv", Some("windows-1252"), &register.expect("a book"));
    assert_eq!(map.matches("[[column]]").count(), 2, "{map}");
    assert!(map.contains("head = \"{period}\"\nis = \"?\""), "{map}");
    assert!(map.contains("encoding = \"windows-1252\"\nhead = [1]\n"), "{map}");
}

fn of_folder(files: &[(&str, &str)], set: &[(&str, &str)]) -> Procedures {
    let snapshot = book(&[]);
    let given: Vec<Given> = files
        .iter()
        .map(|(path, text)| Given { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() })
        .collect();
    let set: BTreeMap<String, String> =
        set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let named = |sort: Sort, name: &str| {
        (sort == Sort::Person && name == "Ada North").then(|| "ada-north".to_owned())
    };
    procedures(&given, &set, &named, &snapshot)
}

#[test]
fn procedures_keep_their_text_and_their_keys() {
    let yaml = "---\r\ntitle: \"Label: the guide\"\r\nrevision: 1.10\r\nmaintainer: Ada North\r\nauthor: Ada North\r\neffectiveDate: 2026-01-05\r\nlastReviewed: 2026-05-01\r\nredirect_from:\r\n  - /old\r\n---\r\n# Label: the guide\r\n\r\nText with `---` in it.\r\n";
    let found = of_folder(
        &[("guides/Label Guide.md", yaml), ("guides/logo.png", "x"), ("plain.md", "# Plain\n\nDo it.\n")],
        &[],
    );
    assert_eq!(summary::refused(&found.refusals), "");
    let guide = &found.files[0];
    assert!(guide.path.ends_with("/label-guide.md"), "{}", guide.path);
    assert!(guide.text.starts_with("+++\ntitle = \"Label: the guide\"\n"), "{}", guide.text);
    for part in [
        "version = \"1.10\"\n",
        "owner = \"ada-north\"\n",
        "author = \"ada-north\"\n",
        "effective-on = 2026-01-05\n",
        "reviewed-on = 2026-05-01\n",
    ] {
        assert!(guide.text.contains(part), "{part} is not in\n{}", guide.text);
    }
    assert!(guide.text.ends_with("+++\n\n# Label: the guide\n\nText with `---` in it.\n"), "{}", guide.text);
    let notes = summary::noted(&found.notes);
    assert!(notes.contains("guides/Label Guide.md: `redirect_from` is no key of a procedure"), "{notes}");
    assert!(notes.contains("plain.md: nothing says its version, author and effective-on"), "{notes}");
    assert!(
        found.files[1].text.starts_with("+++\ntitle = \"Plain\"\nversion = \"\"\n"),
        "{}",
        found.files[1].text
    );
    assert_eq!(found.strange, ["guides/logo.png"]);
    let filled = of_folder(
        &[("plain.md", "# Plain\n")],
        &[("version", "1"), ("author", "ada-north"), ("effective-on", "2026-01-05")],
    );
    assert!(filled.notes.is_empty(), "{}", summary::noted(&filled.notes));
    let found = accepted::new_defects(&Default::default(), &accepted::with_files(&book(&[]), &filled.files));
    assert!(found.is_empty(), "{}", support::render(&found));
}

#[test]
fn pictures_come_along_to_where_the_links_lead() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"/>";
    let found = of_folder(
        &[
            (
                "Run Books/disk.md",
                "# Disk\n\n![The way](img/Way%201.svg) ![Shared](../shared/all.svg) [large](img/Way%201.svg)\n",
            ),
            ("Run Books/img/Way 1.svg", svg),
            ("shared/all.svg", svg),
            ("shared/unused.svg", svg),
            (
                "net.md",
                "# Net\n\n![a](https://example.org/a.png) ![b](gone.png) ![c](/static/c.png) ![d](../d.png) ![e](bad.png) \
                 ![f](shared/all.svg) [g](https://example.org/g.png) [h](net.md)\n",
            ),
            ("bad.png", svg),
        ],
        &[("version", "1"), ("author", "ada-north"), ("effective-on", "2026-01-05")],
    );
    let paths: Vec<&str> = found.pictures.iter().map(|picture| picture.path.as_str()).collect();
    assert_eq!(paths, ["data/sops/run-books/img/Way 1.svg", "data/sops/shared/all.svg"]);
    assert!(found.files[0].text.contains("![The way](img/Way%201.svg) ![Shared](../shared/all.svg)"));
    assert_eq!(found.strange, ["shared/unused.svg"]);
    let notes: Vec<String> =
        found.notes.iter().map(|note| format!("{}: {}", note.at, note.message)).collect();
    assert_eq!(
        notes,
        [
            "net.md: picture `https://example.org/a.png` stands elsewhere and is not shown",
            "net.md: picture `gone.png` is not in the folder",
            "net.md: picture `/static/c.png` leads out of the folder",
            "net.md: picture `../d.png` leads out of the folder",
            "net.md: picture `bad.png` is not taken: it is SVG, and its name says PNG",
        ]
    );
}

#[test]
fn files_that_cannot_be_procedures_are_refused_by_name() {
    let broken = of_folder(
        &[("a.md", "---\ntitle: [a\n---\nText\n"), ("b c.md", "x"), ("b-c.md", "x"), ("日.md", "x")],
        &[("autor", "x")],
    );
    let said = summary::refused(&broken.refusals);
    for part in [
        "a procedure has no key `autor`",
        "a.md:",
        "the front matter cannot be read",
        "b-c.md: it would become data/sops/b-c.md, as `b c.md` does",
        "日.md: no id can be made of the file's name",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
}

#[test]
fn links_between_procedures_follow_their_new_names() {
    let found = of_folder(
        &[
            (
                "Start Here.md",
                "# Start\n\nSee [the guide](guides/README.md#scope) and [the web](https://example.org).\n",
            ),
            (
                "guides/README.md",
                "---\ntitle: Guide\n---\n# Guide\n\n## Scope\n\nBack to [the start][s].\n\n[s]: ../Start%20Here.md\n",
            ),
        ],
        &[],
    );
    let text = |at: usize| found.files[at].text.as_str();
    assert!(
        text(0).contains("See [the guide](guides/guides.md#scope) and [the web](https://example.org)."),
        "{}",
        text(0)
    );
    assert!(text(1).ends_with("Back to [the start][s].\n\n[s]: ../start-here.md\n"), "{}", text(1));
}

#[test]
fn a_table_and_a_proposal_are_read_in_the_encoding_that_a_person_names() {
    let work = tempfile::tempdir().unwrap();
    for (path, text) in crate::import::BOOK {
        let path = work.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let table = work.path().join("vendors.csv");
    std::fs::write(&table, b"id,name,owner\ngrosse,Gr\xf6\xdfe,Ada North\n").unwrap();
    let run = |more: &[&str]| {
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_scorebook"))
            .arg("import")
            .args(more)
            .current_dir(work.path())
            .output()
            .unwrap();
        (run.status.code(), String::from_utf8_lossy(&[run.stdout, run.stderr].concat()).into_owned())
    };
    let records = ["--records", "vendors.csv", "--kind", "vendor"];
    let (status, said) = run(&records);
    assert_eq!(status, Some(1), "{said}");
    assert!(
        said.contains("line 2 has the byte 0xF6, `ö` in windows-1252")
            && said.contains("--encoding windows-1252"),
        "{said}"
    );
    let named = |more: &[&'static str]| [&records[..], &["--encoding", "windows-1252"], more].concat();
    assert_eq!(run(&named(&["--write"])).0, Some(0));
    let vendor = std::fs::read_to_string(work.path().join("data/vendors/grosse.toml")).unwrap();
    assert!(vendor.contains("name = \"Größe\""), "{vendor}");
    // UTF-16 needs no name.
    let wide: Vec<u8> =
        "\u{feff}id,name,owner\nweit,Weit,Ada North\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(&table, wide).unwrap();
    assert_eq!(run(&records).0, Some(0));

    let figures = work.path().join("figures.csv");
    std::fs::write(&figures, b"Monat,Ort,Gr\xf6\xdfe\n2026-10,Porto,480\n").unwrap();
    let propose = ["figures.csv", "--map", "monat", "--propose"];
    assert_eq!(run(&propose).0, Some(1));
    let (status, said) = run(&[&propose[..], &["--encoding", "windows-1252"]].concat());
    assert_eq!(status, Some(0), "{said}");
    let map = std::fs::read_to_string(work.path().join("data/maps/monat.toml")).unwrap();
    assert!(map.contains("encoding = \"windows-1252\"") && map.contains("head = \"Größe\""), "{map}");
    let (status, said) = run(&["figures.csv", "--map", "monat", "--encoding", "windows-1252"]);
    assert!(status == Some(2) && said.contains("write `encoding` into the map"), "{said}");
}

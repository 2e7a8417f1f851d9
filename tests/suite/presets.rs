//! A rule set that is written brings its tool's settings; a key that is written beside it wins.

use std::path::Path;

use scorebook::subject::read;

use crate::cases::{self, Files};
use crate::support;

/// Points after which limits stay, 0 for never, and whether ranges are screened, of a book with some lines more.
fn settings(lines: &str) -> (usize, bool) {
    let mut files = Files::new();
    cases::collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/_sound/repo"), &mut files);
    let book = files.get_mut("data/book.toml").unwrap();
    *book = [lines.as_bytes(), b"\n", book].concat();
    let (register, diagnostics) = read::read(&support::snapshot(files));
    assert_eq!(diagnostics.defects(), 0, "{}", support::render(&diagnostics));
    let settings = register.unwrap().book.settings;
    (settings.fix_limits_after.unwrap_or(0), *settings.screen_ranges)
}

#[test]
fn the_nhs_tool_moves_limits_with_every_point_and_screens_ranges() {
    assert_eq!(settings("rule-set = \"nhs\""), (0, true));
}

#[test]
fn what_the_book_writes_beside_a_rule_set_wins() {
    assert_eq!(settings("rule-set = \"nhs\"\nfix-limits-after = 12"), (12, true));
    assert_eq!(settings("rule-set = \"nhs\"\nscreen-ranges = false"), (0, false));
    assert_eq!(settings("fix-limits-after = 20\nscreen-ranges = true"), (20, true));
}

#[test]
fn a_book_without_a_rule_set_and_one_whose_set_has_no_tool_keep_the_usual_settings() {
    for lines in ["", "rule-set = \"nelson\"", "rule-set = \"western-electric\""] {
        assert_eq!(settings(lines), (12, false), "{lines}");
    }
}

use proptest::prelude::*;

use super::pieces::pieces;
use super::token::Words;
use super::*;

fn spelled(compared: &Compared) -> String {
    let mut lines = Vec::new();
    for block in &compared.blocks {
        let runs = block.runs.iter().map(|run| match run.mark {
            Mark::Kept => run.text.clone(),
            Mark::Removed => format!("[-{}-]", run.text),
            Mark::Added => format!("{{+{}+}}", run.text),
        });
        let moved = block.moved.as_ref().map_or_else(String::new, |moved| match moved.with_above {
            true => "(too) ".to_owned(),
            false => format!("({} > {}) ", moved.from, moved.to),
        });
        let was = block.was.as_ref().map_or_else(String::new, |was| format!("({}) ", was.name()));
        lines.push(format!("{moved}{was}{}{}", block.lead, runs.collect::<String>()));
    }
    lines.join("\n")
}

/// Words of a text as its blocks have them, without spaces.
fn bare(text: &str) -> Vec<String> {
    let pieces = pieces(text, &mut Words::default());
    pieces.iter().map(|piece| piece.tokens.iter().map(|token| token.word.as_str()).collect()).collect()
}

/// A side of a difference, block by block, without spaces.
fn side(compared: &Compared, other: Mark, place: fn(&Block) -> Option<usize>) -> Vec<String> {
    let mut blocks: Vec<&Block> = compared.blocks.iter().filter(|block| place(block).is_some()).collect();
    blocks.sort_by_key(|block| place(block));
    let text = |block: &&Block| -> String {
        let runs = block.runs.iter().filter(|run| run.mark != other);
        runs.flat_map(|run| run.text.chars()).filter(|c| !c.is_whitespace()).collect()
    };
    blocks.iter().map(text).collect()
}

fn said(before: &str, after: &str) -> (String, usize, usize) {
    let found = compared(before, after);
    (spelled(&found), found.added, found.removed)
}

#[test]
fn a_sentence_that_is_mostly_new_is_not_shredded() {
    let before = "Keep this page within your reach.\nAs on-call you will be paged at night, and you answer the page. Then rest for a day.\n";
    let after = "Keep this page within your reach.\nOnly the primary answers within ten minutes, and at night too. Then rest for a day.\n";
    let (text, added, removed) = said(before, after);
    assert_eq!(
        text,
        "Keep this page within your reach.[- As on-call you will be paged at night, and you answer the page.-]\
         {+ Only the primary answers within ten minutes, and at night too.+} Then rest for a day."
    );
    assert_eq!((added, removed), (11, 13));
}

#[test]
fn a_few_words_between_two_changes_are_part_of_one() {
    let (text, ..) = said(
        "Escalate every ticket of the queue to the site lead by mail.",
        "Escalate every ticket of the queue at once to the operations manager by telephone.",
    );
    assert_eq!(
        text,
        "Escalate every ticket of the queue[- to the site lead by mail.-]\
         {+ at once to the operations manager by telephone.+}"
    );
    let (text, ..) =
        said("Stop within 48 hours and ask the lead.", "Stop within 24 hours and call the lead.");
    assert_eq!(text, "Stop within[- 48-]{+ 24+} hours and[- ask-]{+ call+} the lead.");
}

#[test]
fn lines_that_are_wrapped_anew_and_marks_of_lists_are_quiet() {
    for (before, after) in [
        ("one two\nthree four\n", "one\ntwo three\nfour\n"),
        ("> one two\n> three\n", "> one\n> two three\n"),
        ("- a b\n- c d\n", "* a b\n\n* c d\n"),
        ("1. a b\n2. c d\n", "1. a b\n1. c d\n"),
        ("Title\n=====\n\nText.\n", "# Title #\n\nText.\n"),
        ("| a | b |\n|---|---|\n| c | d |\n", "|a|b|\n|:---|---:|\n|c|d|\n"),
        ("```sh\nls\n```\n", "~~~sh\nls\n~~~\n"),
        ("a\r\n\r\nb\r\n", "a\n\nb\n"),
    ] {
        let found = compared(before, after);
        assert!(
            found.is_quiet() && found.added + found.removed == 0,
            "{before} {after}: {}",
            spelled(&found)
        );
        assert_eq!(found.is_same(), before.contains('\r'), "{before}");
        assert_eq!(as_read(before), as_read(after), "{before}");
    }
}

#[test]
fn every_space_and_blank_line_of_code_counts() {
    for (before, after, told) in [
        ("```\nkey: \"a  b\"\n```\n", "```\nkey: \"a b\"\n```\n", "key: \"a[-  b\"-]{+ b\"+}"),
        ("```\n  - name: a\n```\n", "```\n  -  name: a\n```\n", "[-  - name: a-]\n{+  -  name: a+}"),
        ("```\na\nb\n```\n", "```\na\n\nb\n```\n", "a[-\nb-]{+\n\nb+}"),
        ("    a\n    b\n", "    a\n      b\n", "a[-\nb-]{+\n  b+}"),
        ("    a  b\n", "    a b\n", "a[-  b-]{+ b+}"),
    ] {
        let found = compared(before, after);
        assert!(
            !found.is_quiet() && found.added == found.removed,
            "{before:?} {after:?}: {}",
            spelled(&found)
        );
        assert_eq!(spelled(&found), told);
        assert_ne!(as_read(before), as_read(after), "{before:?}");
    }
    // Blanks at the end of a line, and further in with the block around it, are not seen.
    for (before, after) in [
        ("```\na  \nb\n```\n", "```\na\nb\n```\n"),
        ("- x\n\n  ```\n  a\n    b\n  ```\n", "-   x\n\n    ```\n    a\n      b\n    ```\n"),
    ] {
        assert!(compared(before, after).is_quiet(), "{before:?}");
    }
}

#[test]
fn a_step_put_in_between_renumbers_no_other() {
    let (text, added, removed) =
        said("1. Open it.\n2. Close it.\n", "1. Open it.\n2. Look at it.\n3. Close it.\n");
    assert_eq!(text, "1. Open it.\n2. {+Look at it.+}\n3. Close it.");
    assert_eq!((added, removed), (3, 0));
}

#[test]
fn a_section_that_moves_is_neither_new_nor_deleted() {
    let (scope, steps, end) = (
        "## Scope\n\nAll queues in all of the languages.\n\n",
        "## Steps\n\n1. Read the whole question first.\n2. Answer it in one sentence.\n3. Rest.\n\n",
        "## End\n\nTell the lead of the shift.\n\n",
    );
    let found =
        compared(&format!("# Guide\n\n{scope}{steps}{end}"), &format!("# Guide\n\n{steps}{end}{scope}"));
    assert_eq!((found.added, found.removed, found.moves()), (0, 0, 1));
    let text = spelled(&found);
    assert!(text.ends_with("(Guide > Guide) ## Scope\n(too) All queues in all of the languages."), "{text}");
}

#[test]
fn an_item_that_moves_and_changes_shows_both() {
    let found = compared(
        "## Before\n\n- Ask the lead of the shift for a second view.\n- Write down the reason.\n\n## After\n\n- Close the ticket in the tool.\n",
        "## Before\n\n- Write down the reason.\n\n## After\n\n- Close the ticket in the tool.\n- Ask the lead of the shift for a third view.\n",
    );
    let text = spelled(&found);
    let last = text.lines().last();
    assert_eq!(
        last,
        Some("(Before > After) - Ask the lead of the shift for a[- second-]{+ third+} view."),
        "{text}"
    );
    assert_eq!((found.added, found.removed, found.moves()), (1, 1, 1));
}

#[test]
fn a_block_that_is_hardly_alike_went_and_came_whole() {
    let (text, added, removed) = said(
        "Text.\n\nThe site lead keeps a list of those who are absent.\n",
        "Text.\n\nEvery late answer is paid twice, without a question.\n",
    );
    assert_eq!(
        text,
        "Text.\n[-The site lead keeps a list of those who are absent.-]\n\
         {+Every late answer is paid twice, without a question.+}"
    );
    assert_eq!((added, removed), (9, 11));
}

#[test]
fn a_paragraph_that_is_divided_loses_no_word() {
    let found = compared("One two three. Four five six.\n", "One two three.\n\nFour five six.\n");
    assert_eq!((found.added, found.removed), (0, 0));
    assert!(!found.is_quiet() && found.blocks.iter().all(|block| block.fate == Fate::Changed));
}

#[test]
fn what_a_block_is_may_change_without_a_word() {
    let (text, added, removed) = said("## Stop at once\n\nSay so.\n", "### Stop at once\n\n- Say so.\n");
    assert_eq!(text, "(heading of level 2) ### Stop at once\n(paragraph) - Say so.");
    assert_eq!((added, removed), (0, 0));
}

#[test]
fn a_row_of_a_table_a_line_of_code_and_a_footnote_are_told_by_themselves() {
    let (text, ..) = said(
        "| Level | Hours |\n|---|---|\n| high | 4 |\n| low | 48 |\n",
        "| Level | Hours |\n|---|---|\n| high | 4 |\n| low | 24 |\n| none |  |\n",
    );
    assert_eq!(text, "Level | Hours\nhigh | 4\nlow |[- 48-]{+ 24+}\n{+none | +}");
    let (text, ..) = said(
        "```yaml\nstop:\n  after: 10\n  who: lead\n```\n",
        "```yaml\nstop:\n    after: 10\n  who: lead\n```\n",
    );
    assert_eq!(text, "stop:[-\n  after:-]{+\n    after:+} 10\n  who: lead", "a space in code is a change");
    let (text, ..) = said(
        "Ask.[^1]\n\n[^1]: The lead of the shift, by mail.\n",
        "Ask.[^1]\n\n[^1]: The lead of the shift, by mail or voice.\n",
    );
    assert_eq!(text, "Ask.[^1]\n[^1]: The lead of the shift, by[- mail.-]{+ mail or voice.+}");
    let (text, ..) = said("See [it][g].\n\n[g]: a.md\n", "See [it][g].\n\n[g]: b.md\n");
    assert_eq!(text, "See [it][g].\n[g]:[- a.md-]{+ b.md+}");
    let (text, ..) = said("![The tool](tool.png)\n", "![The tool](tool-2.png)\n");
    assert_eq!(text, "[-![The tool](tool.png)-]\n{+![The tool](tool-2.png)+}");
}

#[test]
fn scripts_without_spaces_are_compared_by_their_letters() {
    let (text, added, removed) = said("请在十分钟内停止工作。", "请在五分钟内停止工作。");
    assert_eq!((text.as_str(), added, removed), ("请在[-十-]{+五+}分钟内停止工作。", 1, 1));
}

#[test]
fn a_long_stretch_went_and_came_whole_and_a_whole_text_is_new() {
    let text = |word: &str| format!("{word} ").repeat(runs::MOST_WORDS) + "\n";
    let found = compared(&text("a"), &text("b"));
    assert_eq!((found.blocks.len(), found.added, found.removed), (2, runs::MOST_WORDS, runs::MOST_WORDS));
    let (text, added, removed) = said("", "# Guide\n\nRead it.\n");
    assert_eq!((text.as_str(), added, removed), ("# {+Guide+}\n{+Read it.+}", 3, 0));
}

#[test]
fn every_word_of_a_text_is_in_a_block() {
    let text = "Intro \\* x\n===\n\n> quote\nlazy\n> - item\n>   more\n\n- [x] done\n- \n- a\n\n  second\n\n  | h | i |\n  |---|---|\n  | `a\\|b` | [l](m.md) |\n\n1) one\n   - two\n     ```\n     code  here\n     ```\n\n    indented\n\n<div>\nhtml\n</div>\n\n***\n\n[ref]: where.md\n\n[^n]: note\n\n![p](q.png)\n";
    assert_eq!(
        bare(text),
        [
            "Intro\\*x",
            "quotelazy",
            "itemmore",
            "[x]done",
            "a",
            "second",
            "h|i",
            "`a\\|b`|[l](m.md)",
            "one",
            "two",
            "codehere",
            "indented",
            "<div>html</div>",
            "",
            "[ref]:where.md",
            "note",
            "![p](q.png)"
        ]
    );
}

/// Texts of words, markup and blank lines, and an edit of them.
fn texts() -> impl Strategy<Value = (String, String)> {
    let line = prop_oneof![
        6 => "[abc]{1,2}( [abcde]{1,2}){0,8}[.!]?",
        1 => "#{1,3} [abc]{1,3}( [abc]{1,2}){0,2}",
        1 => "(- |1\\. |> |  - |    )[abc]{1,2}( [abc]{1,2}){0,6}",
        1 => "\\| [abc] \\| [abc] [bc] \\|",
        1 => Just("|---|---|".to_owned()),
        1 => Just("```".to_owned()),
        1 => Just("---".to_owned()),
        1 => Just("[a]: b".to_owned()),
        4 => Just(String::new()),
    ];
    let lines = proptest::collection::vec(line, 0..24);
    (lines.clone(), lines, any::<proptest::sample::Index>(), any::<proptest::sample::Index>(), 0..6_usize)
        .prop_map(|(lines, others, from, to, edits)| {
            let mut edited = lines.clone();
            for (at, other) in others.into_iter().enumerate().take(edits) {
                let most = edited.len() + 1;
                let (from, to) = (from.index(most), to.index(most));
                match at % 3 {
                    0 => edited.insert(to, other),
                    1 if from < edited.len() => drop(edited.remove(from)),
                    _ => edited.rotate_left(from.min(most - 1)),
                }
            }
            (lines.join("\n"), edited.join("\n"))
        })
}

proptest! {
    /// Without what came the former text is left, without what went the later one: block by block, word for word.
    #[test]
    fn both_texts_are_in_what_is_told((before, after) in texts()) {
        let found = compared(&before, &after);
        if before == after {
            prop_assert!(found.is_same());
        } else {
            let was = side(&found, Mark::Added, |block| block.before);
            let is = side(&found, Mark::Removed, |block| block.after);
            // Blocks that were divided share a place: their words follow each other.
            prop_assert_eq!(was.concat(), bare(&before).concat(), "{}", spelled(&found));
            prop_assert_eq!(is.concat(), bare(&after).concat(), "{}", spelled(&found));
            prop_assert_eq!(&found, &compared(&before, &after));
            let words = |mark: Mark| -> usize {
                let runs = found.blocks.iter().flat_map(|block| &block.runs);
                runs.filter(|run| run.mark == mark).map(|run| run.words).sum()
            };
            prop_assert_eq!((found.added, found.removed), (words(Mark::Added), words(Mark::Removed)));
            let blocks = |text: &str| -> Vec<(Form, Vec<u32>)> {
                let mut words = Words::default();
                // The same numbers on both sides.
                pieces(&before, &mut words);
                let ids = |piece: Piece| piece.tokens.iter().map(|token| token.id).collect();
                pieces(text, &mut words).into_iter().map(|piece| (piece.form.clone(), ids(piece))).collect()
            };
            if blocks(&before) == blocks(&after) {
                prop_assert!(found.is_quiet(), "{}", spelled(&found));
            }
        }
        prop_assert_eq!(found.is_quiet(), as_read(&before) == as_read(&after), "{}", spelled(&found));
    }

    /// Every letter and digit of a text is in a block, but for the numbers of lists and the names of languages.
    #[test]
    fn no_word_is_lost((text, _) in texts()) {
        let letters = |text: &str| text.chars().filter(|c| c.is_ascii_alphabetic()).collect::<String>();
        let text = text.replace("```", "");
        prop_assert_eq!(letters(&bare(&text).concat()), letters(&text));
    }

    /// What is no text of anybody is told without a panic.
    #[test]
    fn any_two_texts_are_told(before in "[ -~\n\t|>#*`é十]{0,80}", after in "[ -~\n\t|>#*`é十]{0,80}") {
        let found = compared(&before, &after);
        prop_assert_eq!(side(&found, Mark::Added, |block| block.before).concat(), bare(&before).concat());
    }
}

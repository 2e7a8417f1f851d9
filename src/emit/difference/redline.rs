//! A redline in few words: each passage that differs with what stands around the change.

use super::share::{Cut, left};
use crate::change::Redline;
use crate::kit::prose::escape::{shortened, words};
use crate::kit::prose::reworded::{Block, Fate, Form, Mark};
use crate::subject::sop::page::redline::label;

/// Words kept on each side of a change.
const AROUND: usize = 6;
/// Words of a passage that only moved.
const MOVED: usize = 16;
/// Characters of one stretch that came or went, where the text is too long to stand whole.
const LONGEST: usize = 400;

/// One passage that differs.
struct Passage {
    /// Shown before it, if it is not the one before.
    under: String,
    /// The words of a heading, under which others stand.
    heads: Option<String>,
    label: String,
    line: String,
}

/// What it takes with nothing left out.
pub fn wants(redline: &Redline) -> usize {
    let whole = laid_out(redline, &passages(redline, usize::MAX), usize::MAX).0;
    head(redline).len() + whole.len()
}

/// The title, what is counted, and the passages that fit in `room`; `None` where none does.
pub fn told(redline: &Redline, room: usize) -> Option<Cut> {
    let (head, passages) =
        (head(redline), passages(redline, if wants(redline) <= room { usize::MAX } else { LONGEST }));
    let (text, shown) = laid_out(redline, &passages, room.checked_sub(head.len())?);
    // Headings alone say nothing of what stands below them.
    let is_bare = passages.iter().take(shown).all(|passage| passage.heads.is_some());
    if shown == 0 || (is_bare && shown < passages.len()) {
        return None;
    }
    let ends = || (wants(redline) > room).then(|| "the ends of long passages".to_owned());
    let left_out = left(passages.len() - shown, passages.len(), ("passage", "passages")).or_else(ends);
    Some(Cut { text: head + &text, left_out: left_out.into_iter().collect() })
}

fn head(redline: &Redline) -> String {
    format!("**{}** ({})\n\n", words(&redline.title), words(&redline.words))
}

/// The text of the passages from the first on, as far as they fit, and how many they are.
fn laid_out(redline: &Redline, passages: &[Passage], room: usize) -> (String, usize) {
    let mut out = String::new();
    let mut under = redline.title.as_str();
    let mut is_open = false;
    for (at, passage) in passages.iter().enumerate() {
        let mut text = String::new();
        let mut say = |line: &str| {
            if is_open {
                text.push('\n');
            }
            text.push_str(line);
            text.push_str("\n\n");
            is_open = false;
        };
        if passage.under != under && !passage.under.is_empty() && passage.label.is_empty() {
            say(&format!("Under “{}”:", words(&passage.under)));
        }
        if !passage.label.is_empty() {
            say(&format!("{}:", words(&passage.label)));
        }
        text.push_str(if is_open { ">\n> " } else { "> " });
        text.push_str(&passage.line);
        text.push('\n');
        if text.len() >= room.saturating_sub(out.len()) {
            return (closed(out), at);
        }
        out.push_str(&text);
        is_open = true;
        under = passage.heads.as_deref().unwrap_or(&passage.under);
    }
    (closed(out), passages.len())
}

fn closed(mut text: String) -> String {
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn passages(redline: &Redline, longest: usize) -> Vec<Passage> {
    let mut list: Vec<Passage> = Vec::new();
    let told: Vec<&Block> = redline.text.blocks.iter().filter(|block| !block.is_quiet()).collect();
    let is_carried = |block: &Block| block.moved.as_ref().is_some_and(|moved| moved.with_above);
    for (at, block) in told.iter().copied().enumerate() {
        // Counted with the one that it moved with.
        if is_carried(block) && block.fate == Fate::Kept && !list.is_empty() {
            continue;
        }
        let with_it = told[at + 1..].iter().take_while(|below| is_carried(below)).count();
        // Of one that is gone the words that went.
        let is_gone = block.fate == Fate::Deleted;
        let runs = block.runs.iter().filter(|run| is_gone || run.mark != Mark::Removed);
        let heading = || runs.map(|run| run.text.as_str());
        list.push(Passage {
            under: block.under.clone(),
            heads: matches!(block.form, Form::Heading(_)).then(|| heading().collect()),
            label: label(block, with_it),
            line: shown(block, longest),
        });
    }
    list
}

/// Its words with its changes marked.
fn shown(block: &Block, longest: usize) -> String {
    let lead = match &block.form {
        Form::Item(_, true) => words(block.lead.trim_start()),
        Form::Item(_, false) => "• ".to_owned(),
        Form::Rule => "———".to_owned(),
        Form::Footnote(label) => format!("{} ", words(&format!("[^{label}]:"))),
        _ => String::new(),
    };
    let last = block.runs.len().saturating_sub(1);
    let mut line = String::new();
    for (at, run) in block.runs.iter().enumerate() {
        let (space, text) = match run.text.strip_prefix(' ') {
            Some(text) => (" ", text),
            None => ("", run.text.as_str()),
        };
        line.push_str(space);
        let cut = shortened(text, longest);
        match run.mark {
            Mark::Removed => line.push_str(&format!("<del>{}</del>", said(&cut))),
            Mark::Added => line.push_str(&format!("<ins>{}</ins>", said(&cut))),
            // Alone: it moved, or is another kind of passage.
            Mark::Kept if last == 0 => line.push_str(&said(&around(text, MOVED, 0))),
            Mark::Kept if at == 0 => line.push_str(&said(&around(text, 0, AROUND))),
            Mark::Kept if at == last => line.push_str(&said(&around(text, AROUND, 0))),
            Mark::Kept => line.push_str(&said(&around(text, AROUND, AROUND))),
        }
    }
    match block.form {
        Form::Heading(_) => format!("{lead}<strong>{line}</strong>"),
        _ => lead + &line,
    }
}

/// The first and last words of a text, with dots for those between.
fn around(text: &str, first: usize, last: usize) -> String {
    // A few words more are no longer than the dots and what they hide.
    if text.split_whitespace().count() <= first + last + 2 {
        return text.to_owned();
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let head = words[..first].join(" ");
    let tail = words[words.len() - last..].join(" ");
    [head, "…".to_owned(), tail].join(" ").trim().to_owned()
}

/// Words of a book that act on nothing; a line of code on a line of its own.
fn said(text: &str) -> String {
    let line = |line: &str| {
        let bare = line.trim_start();
        "\u{a0}".repeat(line.len() - bare.len()) + &words(bare)
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("<br>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::Reworded;

    fn redline(before: &str, after: &str) -> Redline {
        Redline::new("r", "Escalation", &Reworded::between(before, after))
    }

    fn said(before: &str, after: &str) -> String {
        told(&redline(before, after), 10_000).map(|cut| cut.text).unwrap_or_default()
    }

    #[test]
    fn a_change_stands_among_its_neighbours() {
        let told = said(
            "# Escalation\n\n## Late\n\none two three four five six seven eight nine escalate within 48 hours and tell @lead a b c d e f g.\n",
            "# Escalation\n\n## Late\n\none two three four five six seven eight nine escalate within 24 hours and tell @lead a b c d e f g.\n\n- <b>stop</b> here\n",
        );
        assert_eq!(
            told,
            "**Escalation** (3 words added, 1 removed)\n\nUnder “Late”:\n\n\
             > … six seven eight nine escalate within <del>48</del> <ins>24</ins> hours and tell @\u{200b}lead a b …\n>\n\
             > • <ins>&lt;b&gt;stop&lt;/b&gt; here</ins>\n\n"
        );
    }

    #[test]
    fn a_section_that_moves_is_one_passage_and_code_keeps_its_lines() {
        let (a, b) = (
            "## First part\n\nThe text of the first.\n\n",
            "## Second part\n\nMore text, of the second.\n\nAnd more of it.\n\n",
        );
        assert_eq!(
            said(&format!("{a}{b}"), &format!("{b}{a}")),
            "**Escalation** (no word changed, 1 passage moved)\n\n\
             Moved within the start, with 1 passage below it:\n\n> <strong>First part</strong>\n\n"
        );
        let code = said("```\nif late:\n  page(48)\n```\n", "```\nif late:\n  page(24)\n```\n");
        assert!(
            code.ends_with(
                "> if late:<del><br>\u{a0}\u{a0}page(48)</del><ins><br>\u{a0}\u{a0}page(24)</ins>\n\n"
            ),
            "{code}"
        );
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let text: String = (0..50).map(|at| format!("Passage number {at} of the whole text.\n\n")).collect();
        let redline = redline("", &text);
        let cut = told(&redline, 1_000).unwrap_or_default();
        assert!(
            cut.text.len() <= 1_000 && cut.left_out[0].ends_with(" of 50 passages"),
            "{:?}",
            cut.left_out
        );
        assert!(told(&redline, 50).is_none());
        let text = Reworded::between("", "## Added\n\nA passage below the heading that is new.\n");
        let headed = Redline::new("r", "Escalation", &text);
        assert!(told(&headed, wants(&headed) - 1).is_none(), "a heading alone says nothing");
        let whole = told(&redline, wants(&redline)).unwrap_or_default();
        assert!(whole.left_out.is_empty() && whole.text.contains("number 49"));
    }
}

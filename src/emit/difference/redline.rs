//! A redline in few words: each change with what stands around it.

use crate::change::Redline;
use crate::kit::prose::escape::{shortened, words};

/// Words kept on each side of a change.
const AROUND: usize = 6;
/// Changes shown of one procedure.
const MOST: usize = 40;
/// Characters of one stretch that came or went.
const LONGEST: usize = 400;

/// The title, its counts and a line a change.
pub fn told(redline: &Redline) -> String {
    let mut out = format!("**{}** ({})\n\n", words(&redline.title), words(&redline.words));
    let lines = changes(redline);
    let more = lines.len().saturating_sub(MOST);
    for line in lines.iter().take(MOST) {
        out.push_str(&format!("> {line}\n>\n"));
    }
    out.push('\n');
    if more > 0 {
        out.push_str(&format!("{more} more changes are on the page of this difference.\n\n"));
    }
    out
}

/// Neighbouring changes with few words between them share a line.
fn changes(redline: &Redline) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open = false;
    for (at, run) in redline.runs.iter().enumerate() {
        let text: Vec<&str> = run.text().split_whitespace().collect();
        if run.kind() == "words" {
            let is_last = at + 1 == redline.runs.len();
            if text.len() <= AROUND && open && !is_last {
                push(&mut lines, &words(&text.join(" ")));
                continue;
            }
            if open {
                let after: Vec<&str> = text.iter().copied().take(AROUND).collect();
                let dots = if text.len() > AROUND { " …" } else { "" };
                push(&mut lines, &format!("{}{dots}", words(&after.join(" "))));
            }
            if !is_last {
                let from = text.len().saturating_sub(AROUND);
                let dots = if from > 0 { "… " } else { "" };
                lines.push(format!("{dots}{}", words(&text[from..].join(" "))));
                open = true;
            }
            continue;
        }
        if !open {
            lines.push(String::new());
            open = true;
        }
        let tag = if run.kind() == "was" { "del" } else { "ins" };
        let said = text.join(" ");
        // Only spaces or line ends moved.
        let said = if said.is_empty() { "␣".to_owned() } else { words(&shortened(&said, LONGEST)) };
        push(&mut lines, &format!("<{tag}>{said}</{tag}>"));
    }
    lines
}

fn push(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        if !line.is_empty() && !text.is_empty() {
            line.push(' ');
        }
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::text::piece::Inline;

    #[test]
    fn a_change_stands_among_its_neighbours() {
        let redline = Redline {
            id: "r".to_owned(),
            title: "Escalation".to_owned(),
            words: "1 word added, 1 word removed".to_owned(),
            runs: vec![
                Inline::literal("one two three four five six seven escalate within "),
                Inline::was("48"),
                Inline::becomes("24"),
                Inline::literal(" hours\nand tell @lead a b c d e f g. Then "),
                Inline::becomes("<b>stop</b> "),
                Inline::literal("here."),
            ],
        };
        let told = told(&redline);
        assert!(told.contains("> … four five six seven escalate within <del>48</del> <ins>24</ins> hours and tell @\u{200b}lead a b …\n"), "{told}");
        assert!(told.contains("<ins>&lt;b&gt;stop&lt;/b&gt;</ins> here.\n"), "{told}");
    }
}

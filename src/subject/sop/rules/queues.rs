//! What is worked without a procedure.

use jiff::civil::Date;

use crate::core::organisation::record::{Queue, tags};
use crate::kit::diag::{Diagnostic, Diagnostics, codes, list_and};
use crate::subject::context::Context;
use crate::subject::sop::figures::is_in_effect;

/// X63: a live queue has no effective SOP in one of its languages.
pub fn queue_without_sop(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    if !context.is_whole("data/sops/") {
        return;
    }
    let as_of = context.as_of();
    for project in context.register.projects.values() {
        for queue in project.queues.iter().filter(|queue| is_live(queue, as_of)) {
            let bare: Vec<&str> = tags(&queue.languages)
                .into_iter()
                .filter(|language| {
                    !context.register.sops.values().any(|sop| {
                        is_in_effect(context.history, sop, as_of)
                            && sop.applies_to(project, queue)
                            && sop.speaks(language)
                    })
                })
                .collect();
            if bare.is_empty() {
                continue;
            }
            diagnostics.push(
                Diagnostic::new(
                    &codes::QUEUE_WITHOUT_SOP,
                    queue.written_id.place.clone(),
                    format!("queue `{}` has no effective SOP in {}", queue.id, list_and(&bare)),
                )
                .label(format!("live since {}", queue.starts_on))
                .help("write an SOP that applies to the queue in this language, or make the draft effective"),
            );
        }
    }
}

fn is_live(queue: &Queue, as_of: Date) -> bool {
    queue.starts_on <= as_of && queue.ends_on.as_deref().is_none_or(|ends| as_of <= *ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::declared::Language;
    use crate::testing::{Bench, day, sop};

    #[test]
    fn x63_a_live_queue_has_an_sop_in_its_language() {
        let mut bench = Bench::new();
        let all = ["queue-without-sop: queue `atlas-pt` has no effective SOP in pt-PT"];
        assert_eq!(bench.run(queue_without_sop), all);
        let mut guide = sop("label-guidelines");
        guide.languages = [Language::new("pt")].into();
        bench.add_sop(guide.clone());
        assert!(bench.run(queue_without_sop).is_empty());
        guide.languages = [Language::new("pt-BR")].into();
        bench.add_sop(guide.clone());
        assert_eq!(bench.run(queue_without_sop), all);
        guide.languages.clear();
        guide.effective_on = day("2026-12-01").into();
        bench.add_sop(guide);
        assert_eq!(bench.run(queue_without_sop), all, "not effective yet");
        bench.register.settings.as_of.on = day("2025-01-01");
        assert!(bench.run(queue_without_sop).is_empty(), "the queue is not live yet");
    }
}

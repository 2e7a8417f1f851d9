//! Procedures: reviewed in time, owned, approved by somebody else, tied to what was promised, with links that lead somewhere.

mod removed;
pub(crate) mod approvals;
pub(crate) mod procedures;
pub(crate) mod whereabouts;
pub(crate) mod links;
pub(crate) mod pictures;
pub(crate) mod queues;
pub(crate) mod standing;

use crate::kit::diag::codes;
use crate::subject::context::{FigureRule, Rule};

pub const RULES: &[Rule] = &[
    Rule { code: &codes::UNKNOWN_SOP, check: procedures::unknown_sop },
    Rule { code: &codes::DEAD_LINK, check: links::dead_link },
    Rule { code: &codes::REFUSED_LINK, check: links::refused_link },
    Rule { code: &codes::BAD_PICTURE, check: pictures::bad_picture },
    Rule { code: &codes::PICTURE_WITHOUT_WORDS, check: pictures::picture_without_words },
    Rule { code: &codes::UNUSED_PICTURE, check: pictures::unused_picture },
    Rule { code: &codes::SOP_PAST_REVIEW, check: procedures::sop_past_review },
    Rule { code: &codes::SOP_UNOWNED, check: procedures::sop_unowned },
    Rule { code: &codes::APPROVAL_VOID, check: approvals::approval_void },
    Rule { code: &codes::APPROVAL_DOUBTFUL, check: approvals::approval_doubtful },
    Rule { code: &codes::SOP_UNAPPROVED, check: approvals::sop_unapproved },
    Rule { code: &codes::QUEUE_WITHOUT_SOP, check: queues::queue_without_sop },
    Rule { code: &codes::SOP_ORPHAN, check: procedures::sop_orphan },
    Rule { code: &codes::CLAUSE_WITHOUT_SOP, check: standing::clause_without_sop },
    Rule { code: &codes::RETIRED_SOP_NAMED, check: standing::retired_sop_named },
    Rule { code: &codes::SOP_VERSION_UNCHANGED, check: standing::sop_version_unchanged },
];

pub const FIGURE_RULES: &[FigureRule] = &[];

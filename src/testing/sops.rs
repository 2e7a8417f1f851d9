//! What people say of the text of a procedure.

use crate::kit::id::PersonId;
use crate::subject::sop::record::{SopApproval, SopChange, TextHash};
use crate::testing::{day, place};

/// An edit of a normative text that Ben Field judged.
pub fn change(from: &str, to: &str, material: bool) -> SopChange {
    SopChange {
        from: TextHash::new(from).into(),
        to: TextHash::new(to).into(),
        material: material.into(),
        reviewer: Some(PersonId::new("ben-field").into()),
        note: "a typing error".to_owned().into(),
        place: place("data/sops/guide.md", 3),
    }
}

/// An approval of a text by its hash.
pub fn approval(by: &str, on: &str, version: &str, hash: &str) -> SopApproval {
    SopApproval {
        by: PersonId::new(by).into(),
        role: None,
        on: day(on).into(),
        version: version.to_owned().into(),
        hash: TextHash::new(hash).into(),
        note: None,
        place: place("data/sops/guide.md", 4),
    }
}

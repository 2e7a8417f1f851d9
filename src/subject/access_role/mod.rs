//! Roles on the platform: which permissions somebody may hold on which queues.

pub mod record;
pub(crate) use crate::subject::absent::{address, figures, page, rules};

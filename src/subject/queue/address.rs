//! Addresses: pages of queues.

use crate::kit::id::QueueId;
use crate::subject::section::addresses;

addresses! {
    /// Pages of queues.
    QueuePage in Projects {
        All = "queues" named "Queues",
        One(id: QueueId) = "queues/{id}",
        /// The further pages of a list of many, from 2; no queue is called so.
        More(page: usize) = "queues/pages/{page}",
    }
}

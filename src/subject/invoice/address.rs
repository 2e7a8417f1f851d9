//! Addresses: pages of invoices.

use crate::kit::id::{PartId, VendorId};
use crate::subject::section::addresses;

addresses! {
    /// Pages of invoices.
    InvoicePage in Money {
        All = "invoices" named "Invoices",
        /// All of a vendor.
        Of(vendor: VendorId) = "invoices/{vendor}",
        /// One, by its number spelled as an id.
        One(vendor: VendorId, number: PartId) = "invoices/{vendor}/{number}",
    }
}

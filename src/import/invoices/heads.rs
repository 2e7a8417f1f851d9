//! What the heads of exports usually mean: those that say it, and those that only make it likely.

use crate::import::folded::folded;
use crate::subject::import::invoice_map::InvoiceRole;

/// What a head makes of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// It says so.
    Sure(InvoiceRole),
    /// A person has to say: what it may be, and what speaks against it.
    Perhaps(InvoiceRole, &'static str),
    Unknown,
}

use InvoiceRole::{
    Amount, Category, Contract, Currency, DueOn, Ignore, Invoice, IssuedOn, Month, Note, Order, Price,
    Project, Quantity, Rate, Site,
};

/// Heads that say what they hold, in lower case, without signs.
const SURE: [(InvoiceRole, &[&str]); 9] = [
    (
        Contract,
        &[
            "supplier",
            "supplier name",
            "vendor",
            "vendor name",
            "payee",
            "payee name",
            "creditor",
            "beneficiary",
            "merchant",
        ],
    ),
    (
        Invoice,
        &[
            "invoice",
            "invoice no",
            "invoice number",
            "invoice ref",
            "invoice reference",
            "supplier invoice number",
        ],
    ),
    (IssuedOn, &["invoice date", "date of invoice", "issue date", "date of issue"]),
    (DueOn, &["due date", "due on", "due", "payment due"]),
    (
        Order,
        &[
            "po",
            "po no",
            "po number",
            "purchase order",
            "purchase order no",
            "purchase order number",
            "order no",
        ],
    ),
    (Currency, &["currency", "currency code", "ccy"]),
    (Quantity, &["quantity", "qty"]),
    (Price, &["unit price", "price", "price per unit"]),
    (
        Amount,
        &[
            "amount",
            "net amount",
            "net",
            "amount net",
            "line amount",
            "amount excluding vat",
            "amount excl vat",
            "amount ex vat",
            "net value",
            "amount in sterling",
        ],
    ),
];

/// Parts of heads that make something likely; the first that fits.
const PERHAPS: [(&str, InvoiceRole, &str); 33] = [
    ("vat", Ignore, "a line is before tax"),
    ("tax", Ignore, "a line is before tax"),
    ("gross", Ignore, "a line is before tax"),
    ("payment date", IssuedOn, "it is the day of payment, and a line wants that of the invoice"),
    ("date of payment", IssuedOn, "it is the day of payment, and a line wants that of the invoice"),
    ("posting date", IssuedOn, "it is the day of posting, and a line wants that of the invoice"),
    ("document date", IssuedOn, "if it is the day on the invoice"),
    ("transaction date", IssuedOn, "if it is the day on the invoice"),
    ("due", DueOn, ""),
    ("invoice date", IssuedOn, ""),
    ("date", IssuedOn, "if it is the day on the invoice"),
    ("month", Month, "if it is that of the service"),
    ("period", Month, "if it is that of the service"),
    ("transaction", Invoice, "it is the payer's number, and a line wants the vendor's"),
    ("document", Invoice, "it may be the payer's number, and a line wants the vendor's"),
    ("voucher", Invoice, "it is the payer's number, and a line wants the vendor's"),
    ("invoice", Invoice, ""),
    ("reference", Invoice, "it may be the payer's number, and a line wants the vendor's"),
    ("order", Order, ""),
    ("supplier", Contract, ""),
    ("vendor", Contract, ""),
    ("provider", Contract, ""),
    ("company", Contract, ""),
    ("price", Price, ""),
    ("rate", Rate, ""),
    ("quantity", Quantity, ""),
    ("amount", Amount, "if it is before tax"),
    ("value", Amount, "if it is before tax"),
    ("total", Amount, "if it is before tax"),
    ("sum", Amount, "if it is before tax"),
    ("expense type", Category, "or note; a category is production, training or other"),
    ("category", Category, "or note; a category is production, training or other"),
    ("site", Site, ""),
];

/// Parts of heads of texts: for people to read, or for nobody.
const TEXTS: [(&str, InvoiceRole, &str); 9] = [
    ("location", Site, ""),
    ("project", Project, ""),
    ("expense area", Note, "or ignore"),
    ("description", Note, "look whether it names persons"),
    ("narrative", Note, "look whether it names persons"),
    ("comment", Note, "look whether it names persons"),
    ("department", Ignore, ""),
    ("entity", Ignore, ""),
    ("postcode", Ignore, ""),
];

/// What a head means.
pub fn meant(head: &str) -> Meant {
    let plain: String = head.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let plain = folded(&plain);
    if let Some((role, _)) = SURE.iter().find(|(_, heads)| heads.contains(&plain.as_str())) {
        return Meant::Sure(*role);
    }
    let words = format!(" {plain} ");
    let fits = |part: &str| match part.len() {
        // `tax` is no part of `taxi`.
        ..=4 => words.contains(&format!(" {part} ")),
        _ => words.contains(part),
    };
    let found = PERHAPS.iter().chain(&TEXTS).find(|(part, ..)| fits(part));
    found.map_or(Meant::Unknown, |(_, role, against)| Meant::Perhaps(*role, against))
}

/// The currency that a head names.
pub fn currency(head: &str) -> Option<&'static str> {
    let head = folded(head);
    let signs =
        [("sterling", "GBP"), ("gbp", "GBP"), ("£", "GBP"), ("eur", "EUR"), ("€", "EUR"), ("usd", "USD")];
    signs.into_iter().find(|(sign, _)| head.contains(sign)).map(|(_, code)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_heads_are_known_and_doubtful_ones_are_asked_about() {
        for (head, role) in [
            ("Supplier Name", Contract),
            ("Supplier", Contract),
            ("Invoice No", Invoice),
            ("Net amount", Amount),
            ("Amount", Amount),
            (" Amount in Sterling ", Amount),
            ("Amount (excluding VAT)", Amount),
            ("Qty.", Quantity),
        ] {
            assert_eq!(meant(head), Meant::Sure(role), "{head}");
        }
        for (head, role) in [
            ("Payment Date", IssuedOn),
            ("Date of Payment", IssuedOn),
            ("Transaction Number", Invoice),
            ("Transaction No", Invoice),
            ("Gross amount", Ignore),
            ("Amount incl. VAT", Ignore),
            ("Expense Type", Category),
            ("Department Family", Ignore),
        ] {
            assert!(
                matches!(meant(head), Meant::Perhaps(found, _) if found == role),
                "{head}: {:?}",
                meant(head)
            );
        }
        assert_eq!(meant("Taxi"), Meant::Unknown);
        assert_eq!(currency("Amount in Sterling"), Some("GBP"));
    }
}

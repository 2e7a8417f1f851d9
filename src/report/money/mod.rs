//! What is paid, disputed, accrued and claimed: of the book, and of a vendor by month.

mod amounts;

mod brief;

mod split;

mod standing;

mod reconciled;

mod orders;

mod units;

mod months;

mod home;

mod sheet;

mod vendor;

mod site;

mod issue;

pub use brief::{MoneyLine, accounts_of, accounts_of_quarter, money_lines};
pub use home::{MoneyView, money_page};
pub use issue::{IssueMoney, issue_money};
pub use sheet::ledger_csv;
pub use site::site_money;
pub use units::quarter_costs;
pub use vendor::{VendorMoneyView, vendor_money_page};

//! What is paid, disputed, accrued and claimed: of the book, and of a vendor by month.

mod amounts;

mod brief;

mod standing;

mod home;

mod sheet;

mod vendor;

pub use brief::{MoneyLine, accounts_of, money_lines};
pub use home::{MoneyView, money_page};
pub use sheet::ledger_csv;
pub use vendor::{VendorMoneyView, vendor_money_page};

//! What a month of a contract should cost: by its monthly fee, its rate card and the client's own record of what was delivered.
//!
//! 1. *Stretches*: the days of the month in which one price of a rate holds, cut by amendments and steps of a ramp.
//! 2. *Quantities*: rows of the rate's metric belong to the stretch of their own day (a weekly row to that of its Thursday, a monthly one
//!    to the terms that cover most of its days in force, the later in a tie); a state that lasts is paid by days.
//! 3. *Prices*: quantity × price, or by tiers, a volume band, a minimum. Amounts are exact until the end, and each line is rounded once, half up.
//!
//! What is missing has no amount, and says why. Relief changes results, never quantities that are paid for.

mod step;

mod fee;

mod expected;

mod stretch;

mod quantity;

mod price;

mod lines;

mod month;

pub use expected::{Cost, ExpectedLine, ExpectedMonth, LineKind, PricePart, Unpriced};
pub use fee::{FeeDays, FeePart, fee_days};
pub use month::{expected_month, months_of};
pub use price::in_minor;
pub use step::{Step, amount, money, number, result};

#[cfg(test)]
mod tests;

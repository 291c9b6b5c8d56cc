//! Does every fen that passes the counter tie: wallets, shifts, counts, and the reports that close them?

mod display;
mod lost_update;
mod month;
mod payers;
mod receipts;
mod refunds;
mod shift_lists;
mod repeated;
mod shifts;
mod upgrade;
mod wallets;

//! Does every fen that passes the counter tie: wallets, shifts, counts, and the reports that close them?

mod display;
mod month;
mod receipts;
mod shifts;
mod upgrade;
mod wallets;

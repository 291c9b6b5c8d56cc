//! Does every fen that passes the counter tie: wallets, shifts, counts, and the reports that close them?

mod shifts;
mod upgrade;
mod wallets;

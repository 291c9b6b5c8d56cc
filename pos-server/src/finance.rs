//! What did the canteen serve, who paid it, and do all papers say the same?

pub mod accounts;
pub mod agreement;
pub mod books;
pub mod cells;
pub mod check;
pub mod checks;
pub mod close_month;
pub mod days;
pub mod export;
pub mod export_csv;
pub mod export_xlsx;
pub mod http;
pub mod inbox;
pub mod lines;
pub mod months;
pub mod replay;
pub mod slips;
pub mod statements;
pub mod store;
pub mod summary_sheet;
pub mod wallets;
pub mod words;

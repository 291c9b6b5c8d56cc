//! Does the payment service say the same as the journal? Merchant statements of WeChat Pay and Alipay, held against the tenders.

pub mod http;
pub mod import;
pub mod layout;
pub mod matching;
pub mod store;
pub mod view;

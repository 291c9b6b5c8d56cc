//! Who lives here, where, and what is known about them since when? The register and its import.

pub mod refusal;
pub mod file_problem;
pub mod sheet;
mod sheet_csv;
mod sheet_xlsx;
mod sheet_zip;
pub mod sheet_child;
pub mod clean;
pub mod identity;
pub mod dates;
pub mod phones;
pub mod names;
pub mod mask;
pub mod places;
pub mod columns;
pub mod classes;
pub mod entry;
pub mod homes;
pub mod difference;
pub mod people;
pub mod import;
pub mod store;
pub mod facts;
pub mod apply;
pub mod template;
pub mod ages;
pub mod http;

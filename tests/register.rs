//! Does the register come in from real files, stay private, and keep what was known when?

mod elsewhere;
mod facts;
mod grinding;
mod hostile;
mod imports;
mod meanwhile;
mod pages;
mod ugly;
mod workbook;

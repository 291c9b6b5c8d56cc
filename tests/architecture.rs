//! Does the source keep the shape that ARCHITECTURE.md promises? Each check is a plain function from files to complaints,
//! and each is shown a planted violation that it must name.

mod order;
mod shape;
pub mod sources;
mod sql;
mod web;

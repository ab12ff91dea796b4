//! `archfit mcp`: a Model Context Protocol server over standard input and output, so that agents see which decisions govern what they
//! edit, decide from answers, and propose records.
//!
//! Knows records, reports and the protocol; knows no command line and no screen. Reads nothing outside the project, and writes
//! nothing unless it was started to be allowed to.

mod answers;
mod bounded;
mod decide;
mod decided;
mod desk;
mod propose;
mod records;
mod rulings;
mod server;
mod settings;
mod shelves;
mod tools;
mod warm;

pub use server::{ServeError, serve};
pub use settings::Settings;

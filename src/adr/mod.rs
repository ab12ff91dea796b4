//! Decision records: what goes into one, how it is written into a folder, and how folders of them are kept true.

pub mod files;

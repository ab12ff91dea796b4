//! Rules, as lists show them.

pub mod entry;

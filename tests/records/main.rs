//! Records: what is written, read, kept true and served to agents.

mod adr_folders;
mod adr_heads;
mod adr_new;
mod adr_states;
mod mcp_lines;
mod mcp_serves;
mod merge_driver;
mod names_and_titles;
mod never_green_unseen;
mod out_of_sight;
mod parts;
mod recheck_cli;
mod recheck_looks;
mod records_together;
mod renumbered;
mod simulated_year;
#[path = "../shared/storage/mod.rs"]
mod storage;
mod unwatched;

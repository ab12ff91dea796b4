//! archfit decides architecture questions from answers and a rule base, explains the decision, and keeps it true.
//!
//! Modules in reading order: `model` is the data; `condition` reads conditions; `engine` scores and proves. These three know
//! no file, clock, environment or terminal. `load` and `diagnostic` read files and say what is wrong with them, `observe` reads sources; `files` writes
//! them; `checkout` asks git what of them is not there, and where they went; `session` keeps answers, `team` compares several people's; `report` and `adr` write; `audit` is what rule authors
//! run; `import` makes rule bases of others' models; `lsp` talks to their editors, `plain` and `tui` talk to people, `mcp` to agents; `cli` ties them together.

pub mod adr;
pub mod audit;
pub mod checkout;
pub mod cli;
pub mod condition;
pub mod diagnostic;
pub mod engine;
pub mod files;
pub mod import;
pub mod load;
pub mod lsp;
pub mod mcp;
pub mod model;
pub mod observe;
pub mod plain;
pub mod report;
pub mod session;
pub mod team;
pub mod tui;

//! archfit decides architecture questions from answers and a rule base, explains the decision, and keeps it true.
//!
//! Modules in reading order: `model` is the data; `condition` reads conditions; `engine` scores and proves. These three know
//! no file, clock, environment or terminal. `load` and `diagnostic` read files and say what is wrong with them, `observe` reads sources; `files` writes
//! them; `checkout` asks git what of them is not there, and where they went; `session` keeps answers, `team` compares several people's; `report` and `adr` write; `audit` is what rule authors
//! run; `import` makes rule bases of others' models; `lsp` talks to their editors, `plain` and `tui` talk to people, `mcp` to agents; `cli` ties them together.
//!
//! Two front doors: what is loaded gives advice, and a condition is read by the questions that it names.
//!
//! ```
//! use archfit::engine::Advisor;
//! use archfit::load::{Locations, load};
//! use archfit::model::AnswersFile;
//!
//! let library = load(&Locations::default());
//! let mut advisor = Advisor::new(library.subjects[0].clone());
//! // Nothing is answered yet: every decision has a leader, as far as is expected.
//! let advice = advisor.advise(&AnswersFile::default());
//! assert!(advice.decisions.iter().any(|decision| decision.winner.is_some()));
//! ```
//!
//! ```
//! use archfit::condition::parse;
//! use archfit::load::{Locations, load};
//!
//! let library = load(&Locations::default());
//! let text = "no-such-question == yes";
//! let errors = parse(text, &library.subjects[0].questionnaire).unwrap_err();
//! assert_eq!(&text[errors[0].span.clone()], "no-such-question");
//! ```

pub mod adr;
pub mod audit;
pub mod checkout;
pub mod cli;
pub mod diagnostic;
pub mod files;
pub mod import;
pub mod load;
pub mod lsp;
pub mod mcp;
pub mod observe;
pub mod plain;
pub mod report;
pub mod session;
pub mod team;
pub mod tui;

pub use archfit_core::{condition, engine, model};

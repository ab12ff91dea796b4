//! Advice from the command line: what is said, in every form, and how the program behaves.

mod capacity;
mod cli_conduct;
mod decide_cli;
mod decisions_agree;
mod explain_answers;
mod first_page_truth;
mod followed_chain;
#[path = "../shared/front/mod.rs"]
mod front;
mod half_read;
mod hostile_files;
mod level_options;
mod measured_first;
mod mutated_files;
mod observe_bad_input;
mod observe_formats;
mod observe_growth;
mod observe_sources;
mod order_in_files;
#[path = "../shared/pets/mod.rs"]
mod pets;
mod report_formats;
mod road;
mod states_truth;
#[path = "../shared/storage/mod.rs"]
mod storage;

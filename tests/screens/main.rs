//! The interview as a person holds it: on screens, on a real terminal, line by line, and what is kept of it.

#[path = "../shared/front/mod.rs"]
mod front;
mod monkey;
mod observe_interview;
#[path = "../shared/pets/mod.rs"]
mod pets;
mod plain_interview;
mod plain_same_result;
mod pty_harness;
mod pty_interview;
mod pty_terminal;
mod session_keeps_answers;
mod team_decides;
mod tui_compare;
mod tui_edits;
mod tui_files;
mod tui_first;
mod tui_harness;
mod tui_interviews;
mod tui_pictures;
mod tui_report;
mod tui_report_rules;
mod tui_screens;
mod tui_update;

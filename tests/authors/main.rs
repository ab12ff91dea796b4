//! Writing rules: findings, mends, what an edit changes, editors.

mod author_tools;
mod authoring_commands;
mod authoring_docs;
mod authoring_tutorial;
mod check_findings;
mod check_fixes;
mod diff_follows;
mod diff_removed_questions;
mod fmt_conditions;
mod load_bad_input;
mod lost_answers;
mod lsp;
mod lsp_client;
mod lsp_knowledge;
mod lsp_names;
mod lsp_rough;
mod one_table_of_aliases;
mod planted;
mod planted_kinds;
mod schema_checker;
mod schema_for_decision;
mod shares_of_answers;
mod shop;
mod truly_held;
mod weights_by_answers;
mod what_files_can_say;

//! What a text is, seen at a glance: while it is typed, nothing waits for it to be parsed.

use std::path::Path;

use crate::load::{PROJECT_FOLDER, PathKind};

/// What a text is, without parsing it: by the folder it lies in, or by its first keys and tables. A file outside of a project's `archfit`
/// folder has to say its `format`, for other tools have folders of rules too.
pub fn quick_kind(path: &Path, text: &str) -> Option<PathKind> {
    let mut head = text.lines().take_while(|line| !line.starts_with('['));
    let is_inside = path.ancestors().any(|folder| folder.ends_with(PROJECT_FOLDER));
    let is_ours = head.any(|line| line.strip_prefix("format").is_some_and(|rest| rest.trim_start().starts_with('=')));
    if !is_inside && !is_ours {
        return None;
    }
    let folder = |depth: usize| path.ancestors().nth(depth).and_then(Path::file_name).and_then(|name| name.to_str());
    if folder(1) == Some("questionnaires") {
        return Some(PathKind::Questionnaire);
    }
    if folder(1) == Some("rules") || folder(2) == Some("rules") {
        return Some(PathKind::RulesFile);
    }
    let tables = text.lines().filter_map(|line| line.strip_prefix('['));
    let mut tables = tables.map(|table| table.trim_start_matches('[').split([']', '.']).next().unwrap_or_default());
    let of_rules =
        ["decision", "criterion", "option", "rule", "unit-cost", "steps", "dominates", "evidence", "scenario"];
    if top_value(text, "questionnaire").is_some() {
        Some(PathKind::Answers)
    } else if tables.any(|table| of_rules.contains(&table)) {
        Some(PathKind::RulesFile)
    } else {
        top_value(text, "id").map(|_| PathKind::Questionnaire)
    }
}

/// The text behind a key above all tables.
pub fn top_value(text: &str, key: &str) -> Option<String> {
    let lines = text.lines().take_while(|line| !line.starts_with('['));
    let mut values = lines.filter_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
    values.next().and_then(|value| value.trim().split(['"', '\'']).nth(1).map(str::to_owned))
}

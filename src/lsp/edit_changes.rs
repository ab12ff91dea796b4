//! What an edit that is not saved yet changes: the scenarios and the answers that come out otherwise than with the files on disk.

use std::fmt::Write as _;

use super::project::Loaded;
use super::words::share_in_words;
use crate::audit::change::{Came, Versions, over_space};
use crate::audit::scenarios::word;
use crate::diagnostic::render::counted;
use crate::load::{Locations, load};
use crate::model::{OptionId, RuleBase};

/// How many changed scenarios are named.
const MAX_NAMED: usize = 8;

/// What the unsaved texts of a project change for one decision, in a few lines.
pub fn what_changes(locations: &Locations, loaded: &Loaded, decision: &str) -> String {
    let saved = load(locations);
    let now = loaded.library.subjects.iter().find(|subject| subject.rule_base(decision).is_some());
    let Some(now) = now else { return format!("`{decision}` cannot be read") };
    let Some(before) = saved.subject(now.questionnaire.id.as_str()) else {
        return format!("`{decision}` is not on disk yet");
    };
    let versions = Versions::of(before, now);
    let Some(versions) = versions.iter().find(|versions| versions.after.1.decision.id == *decision) else {
        return format!("`{decision}` is not on disk yet");
    };
    let changed = versions.scenarios();
    let changed: Vec<_> = changed.iter().filter(|case| case.changes_outcome()).collect();
    let space = over_space(versions);
    let n_changed = match changed.len() {
        0 => "no scenario comes out otherwise".to_owned(),
        1 => "1 scenario comes out otherwise".to_owned(),
        n => format!("{n} scenarios come out otherwise"),
    };
    let mut said = String::new();
    let id = &versions.after.1.decision.id;
    for (n_errors, which) in [(saved.errors_behind(id).len(), "on disk"), (loaded.n_errors(id), "as it is now")] {
        if n_errors > 0 {
            let n_errors = counted(n_errors, "error");
            let _ = writeln!(said, "{decision} {which} has {n_errors}: the entries with errors are left out here");
        }
    }
    let _ = write!(said, "{decision}: {n_changed}");
    let name = |id: Option<&OptionId>, base: &RuleBase| {
        id.map_or_else(
            || "none".to_owned(),
            |id| base.options.iter().find(|of| of.id == *id).map_or(id.to_string(), |of| of.name.clone()),
        )
    };
    for case in changed.iter().take(MAX_NAMED) {
        let winner = |came: &Option<Came>, base| {
            came.as_ref().map_or_else(
                || "not there".to_owned(),
                |came| match &came.level[..] {
                    [] => name(came.winner.as_ref(), base),
                    level => {
                        let names: Vec<String> = level.iter().map(|option| name(Some(option), base)).collect();
                        format!("{}, level", names.join(" and "))
                    }
                },
            )
        };
        let (mut old, mut new) = (winner(&case.before, versions.before.1), winner(&case.after, versions.after.1));
        if old == new {
            // The same option leads; how clearly is what changed.
            let add = |to: &mut String, came: &Option<Came>| {
                let _ = came.as_ref().map_or(Ok(()), |came| write!(to, " ({})", word(came.outcome)));
            };
            add(&mut old, &case.before);
            add(&mut new, &case.after);
        }
        let _ = write!(said, "\n{}: {old} -> {new}", case.name);
    }
    let about = if space.is_exact { "of all answers" } else { "of all answers, by a sample" };
    let _ = match space.other_winner {
        0.0 if space.is_exact => write!(said, "\nno answers get another winner"),
        0.0 => write!(said, "\nno answers of a sample of them get another winner"),
        share => write!(said, "\n{} {about} get another winner", share_in_words(share)),
    };
    if space.other_outcome > 0.0 {
        let _ = write!(said, ", {} the same one more or less clearly", share_in_words(space.other_outcome));
    }
    let not_counted = [
        (space.not_comparable, "were not possible before"),
        (space.no_longer_possible, "before are no longer possible"),
    ];
    for (share, what) in not_counted.into_iter().filter(|(share, _)| *share > 0.0) {
        let _ = write!(said, "\n{} of the answers {what}, and are not counted", share_in_words(share));
    }
    said
}

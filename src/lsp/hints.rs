//! What is shown beside entries without being asked for: the outcome of a scenario, in which share of all answers a rule holds, and how
//! far a number may go.

use super::project::{Loaded, Played};
use super::slack::Held;
use super::words::{not_run, outcome_in_words, share_in_words, slack_about, slack_in_words};
use crate::audit::scenarios::{ScenarioResult, names_of, word};
use crate::model::{FileId, Place, RuleBase, Scenario, ScenarioId};

/// A few words behind a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The place they stand behind.
    pub place: Place,
    /// The words.
    pub words: String,
    /// More about them.
    pub about: String,
}

/// A scenario that can be run from its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub scenario: ScenarioId,
    /// Its decision.
    pub decision: String,
    /// How it came out.
    pub words: String,
}

/// The rule bases of a project that have entries in a file.
fn bases(loaded: &Loaded) -> impl Iterator<Item = &RuleBase> {
    loaded.library.subjects.iter().flat_map(|subject| &subject.rule_bases)
}

/// The scenarios of a file, each with how it came out.
fn results_in<'a>(
    base: &'a RuleBase,
    played: &'a Played,
    file: FileId,
) -> impl Iterator<Item = (&'a Scenario, &'a ScenarioResult)> {
    let results = played.scenarios.get(&base.decision.id);
    let here = base.scenarios.iter().filter(move |of| of.place.file == file);
    here.filter_map(move |of| Some((of, results?.get(&of.id)?)))
}

/// The hints of a file.
pub fn hints(loaded: &Loaded, played: &Played, held: &Held, file: FileId) -> Vec<Hint> {
    let mut hints = Vec::new();
    for base in bases(loaded) {
        let id = &base.decision.id;
        let shares = played.shares.get(id);
        for rule in base.rules.iter().filter(|rule| rule.place.file == file && rule.is_written()) {
            let Some(share) = shares.and_then(|shares| shares.get(&rule.id)) else { continue };
            let words = format!("holds in {}", share_in_words(*share));
            let about = "The share of all answers for which its condition holds, by how likely the questionnaire says they are.";
            hints.push(Hint { place: rule.place.clone(), words, about: about.to_owned() });
        }
        for (scenario, result) in results_in(base, played, file) {
            let words = match result.winner {
                Some(_) if !result.level.is_empty() => names_of(base, &result.level).replace('`', ""),
                Some(winner) => format!("{} by {}", base.options[winner.get()].id, result.lead),
                None => word(result.outcome).to_owned(),
            };
            hints.push(Hint { place: scenario.place.clone(), words, about: outcome_in_words(result, base) });
        }
    }
    for base in bases(loaded) {
        let slacks = held.slacks.get(&base.decision.id);
        for (place, slack) in slacks.into_iter().flatten().filter(|(place, _)| place.file == file) {
            hints.push(Hint { place: place.clone(), words: slack_in_words(slack), about: slack_about(slack, base) });
        }
    }
    hints.sort_by_key(|hint| hint.place.span.start);
    hints
}

/// The scenarios of a file that can be run.
pub fn lenses(loaded: &Loaded, played: &Played, file: FileId) -> Vec<Lens> {
    let mut lenses = Vec::new();
    let lens = |scenario: &Scenario, base: &RuleBase, words: String| Lens {
        place: scenario.place.clone(),
        scenario: scenario.id.clone(),
        decision: base.decision.id.to_string(),
        words,
    };
    for base in bases(loaded) {
        if let Some(n_errors) = played.broken.get(&base.decision.id) {
            let here = base.scenarios.iter().filter(|scenario| scenario.place.file == file);
            lenses.extend(here.map(|scenario| lens(scenario, base, not_run(*n_errors))));
        }
        for (scenario, result) in results_in(base, played, file) {
            lenses.push(lens(scenario, base, outcome_in_words(result, base).replace('`', "")));
        }
    }
    lenses.sort_by_key(|lens| lens.place.span.start);
    lenses
}

/// The decisions that a file declares, with where.
pub fn decisions(loaded: &Loaded, file: FileId) -> Vec<(Place, String)> {
    let declared = bases(loaded).filter(|base| base.decision.place.file == file);
    declared.map(|base| (base.decision.place.clone(), base.decision.id.to_string())).collect()
}

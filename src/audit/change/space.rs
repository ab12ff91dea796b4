//! What an edit changes over the whole answer space: which share of all answers gets another winner, and a smallest example of each.
//!
//! Answers are weighed by the likelihoods that the questionnaire declares. Where the answers that matter have few enough
//! combinations, all of them are looked at; otherwise a fixed sample, with its error stated.

use super::entries::{EntryChange, Extent, entries};
use super::said::EntryKind;
use super::versions::{Versions, came};
use crate::audit::play::{At, Dice, Play};
use crate::audit::scenarios::Runner;
use crate::engine::facts::knowledge::Knowledge;
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::{Cuts, conditions, cuts_of};
use crate::engine::meaning::variable::{Cells, VarIdx, Variable};
use crate::model::{Answers, OptionId, OutcomeKind, Questionnaire, Subject};

/// The most combinations that are all looked at.
const MAX_EXACT: usize = 60_000;

/// How many combinations are drawn where there are more.
const N_SAMPLES: usize = 20_000;

/// From how many points a small example is looked for.
const N_STARTS: usize = 3;

/// The outcome as it is counted: what wins and how.
type Outcome = (Option<OptionId>, OutcomeKind);

/// What changed over the answer space.
#[derive(Clone, Debug, PartialEq)]
pub struct SpaceChange {
    /// The share of answers with another winner.
    pub other_winner: f64,
    /// The share of answers with the same winner, but another kind of outcome.
    pub other_outcome: f64,
    /// The share of answers that the version before did not know, and that are not counted.
    pub not_comparable: f64,
    /// The share of the answers before that are no longer possible, and that are not counted.
    pub no_longer_possible: f64,
    /// Whether all combinations were looked at.
    pub is_exact: bool,
    /// How many were looked at.
    pub n_points: usize,
    /// The changes of winner, the most frequent first.
    pub transitions: Vec<Transition>,
}

impl SpaceChange {
    /// The standard error of a share; nothing where it is exact.
    pub fn error(&self, share: f64) -> Option<f64> {
        (!self.is_exact).then(|| (share * (1.0 - share) / self.n_points.max(1) as f64).sqrt())
    }
}

/// One winner taking the place of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    /// What won before.
    pub before: Option<OptionId>,
    /// What wins now.
    pub after: Option<OptionId>,
    /// The share of all answers.
    pub share: f64,
    /// Answers that show it, as few as possible: with any one of them taken back, the advice of both versions no longer differs so.
    pub example: Answers,
    /// What the version before has to be told besides, about questions that are gone.
    pub example_before: Answers,
}

/// Compares two versions over the space of the new one, and of the questions that only the old one asks.
pub fn over_space(versions: &Versions) -> SpaceChange {
    let (old, new) = (versions.before.0, versions.after.0);
    let (old_compiled, new_compiled) = (compiled(old, new), compiled(new, old));
    let positions = (position(old, versions), position(new, versions));
    let old_play = Play::new(&old_compiled, &old_compiled.decisions[positions.0], versions.before.1);
    let new_play = Play::new(&new_compiled, &new_compiled.decisions[positions.1], versions.after.1);
    let chances_in = |compiled: &Compiled, subject: &Subject| {
        Knowledge::new(&compiled.space.variables, &subject.questionnaire, &Answers::default()).chances
    };
    let (old_chances, chances) = (chances_in(&old_compiled, old), chances_in(&new_compiled, new));
    let names = Names::of(versions);
    let map = VariableMap::new((&old_compiled, &old.questionnaire), (&new_compiled, &new.questionnaire), &names);
    let no_longer_possible = map.no_longer_possible(&old_chances, &old_play.readers);
    let gone = map.gone(&old_play.readers);
    let mut tally =
        Tally { versions, old_play, new_play, map, gone, names, seen: Vec::new(), not_comparable: 0.0, total: 0.0 };
    let matters = tally.variables_that_matter();
    let sizes = matters.iter().map(|var| new_compiled.space.variables[*var].cells.len());
    let sizes = sizes.chain(tally.gone.iter().map(|var| old_compiled.space.variables[*var].cells.len()));
    let n_points = sizes.into_iter().try_fold(1_usize, usize::checked_mul);
    let exact = n_points.filter(|n| *n <= MAX_EXACT);
    let n_points = match exact {
        Some(n_points) => {
            tally.count_all(&matters, &chances, &old_chances);
            n_points
        }
        None => {
            tally.sample(&chances, &old_chances);
            N_SAMPLES
        }
    };
    let change = tally.finish((&old_compiled, &new_compiled), exact.is_some(), n_points);
    SpaceChange { no_longer_possible, ..change }
}

/// Names of the version before by their present names, and the other way around: by alias, or because an entry means the same.
struct Names {
    questions: Vec<(String, String)>,
    options: Vec<(OptionId, OptionId)>,
}

impl Names {
    fn of(versions: &Versions) -> Self {
        let renamed: Vec<EntryChange> =
            entries(versions).into_iter().filter(|entry| matches!(entry.extent, Extent::Id(_))).collect();
        let of_kind = |kind: EntryKind| {
            let of_kind = renamed.iter().filter(move |entry| entry.kind == kind);
            of_kind.filter_map(|entry| match &entry.extent {
                Extent::Id(before) => Some((before.clone(), entry.id.clone())),
                _ => None,
            })
        };
        let questionnaire = &versions.after.0.questionnaire;
        let by_alias = questionnaire.aliases.iter().map(|(old, new)| (old.clone(), new.clone()));
        let options = of_kind(EntryKind::Option).map(|(old, new)| (old.as_str().into(), new.as_str().into()));
        Self { questions: by_alias.chain(of_kind(EntryKind::Question)).collect(), options: options.collect() }
    }

    /// The present name of a question of the version before; one that is there still has its own.
    fn question<'b>(&'b self, old: &'b str, new: &Questionnaire) -> &'b str {
        if new.question(old).is_some() {
            return old;
        }
        self.questions.iter().find(|(before, _)| before == old).map_or(old, |(_, now)| now.as_str())
    }

    /// The present name of an option of the version before.
    fn option(&self, versions: &Versions, old: &OptionId) -> OptionId {
        let found = self.options.iter().find(|(before, _)| before == old);
        found.map_or_else(|| versions.renamed(old), |(_, now)| now.clone())
    }

    /// Answers of today as the version before would have been told them.
    fn before(&self, answers: &Answers, old: &Questionnaire, new: &Questionnaire) -> Answers {
        let mut told = Answers::default();
        for question in &old.questions {
            if let Some(answer) = answers.0.get(self.question(question.id.as_str(), new)) {
                told.0.insert(question.id.clone(), answer.clone());
            }
        }
        told
    }
}

/// A subject, cut at the thresholds of both versions.
fn compiled(subject: &Subject, other: &Subject) -> Compiled {
    let mut cuts = Cuts::new();
    for (question, mut starts) in cuts_of(conditions(other)) {
        let question = &other.questionnaire.questions[question.get()];
        starts.extend(question.kind.number().iter().flat_map(|spec| spec.bands.iter().map(|band| band.from)));
        if let Some(here) = subject.questionnaire.question_idx(question.id.as_str()) {
            cuts.entry(here).or_default().extend(starts);
        }
    }
    Compiled::new(subject, &cuts)
}

fn position(subject: &Subject, versions: &Versions) -> usize {
    let found = subject.rule_bases.iter().position(|base| base.decision.id == *versions.decision());
    found.unwrap_or_else(|| unreachable!("both versions have the decision"))
}

/// For each variable of the old space: the variable of the new one, and for each of the new one's cells its own.
struct VariableMap(Vec<Option<(usize, Vec<Option<u8>>)>>);

impl VariableMap {
    fn new(old: (&Compiled, &Questionnaire), new: (&Compiled, &Questionnaire), names: &Names) -> Self {
        let find = |variable: &Variable| {
            let id = old.1.questions[variable.question.get()].id.as_str();
            let id = names.question(id, new.1);
            let candidates = new.0.space.variables_of(new.1.question_idx(id)?);
            candidates.into_iter().find_map(|var| {
                let other = &new.0.space.variables[var];
                cells_between((variable, old.1), (other, new.1)).map(|cells| (var, cells))
            })
        };
        Self(old.0.space.variables.iter().map(find).collect())
    }

    /// The variables of the old space that rules read and that nothing of the new one stands for.
    fn gone(&self, readers: &[Vec<usize>]) -> Vec<usize> {
        (0..self.0.len()).filter(|old| self.0[*old].is_none() && !readers[*old].is_empty()).collect()
    }

    /// The share of the old answers in which a question that rules read has an answer that it can no longer have.
    fn no_longer_possible(&self, chances: &[Vec<f64>], readers: &[Vec<usize>]) -> f64 {
        let still = |(old, mapped): (usize, &Option<(usize, Vec<Option<u8>>)>)| match mapped {
            Some((_, cells)) if !readers[old].is_empty() => {
                let is_there = |cell: &usize| cells.contains(&Some(*cell as u8));
                (0..chances[old].len()).filter(is_there).map(|cell| chances[old][cell]).sum()
            }
            _ => 1.0,
        };
        let left: f64 = self.0.iter().enumerate().map(still).product();
        let lost = 1.0 - left;
        if lost > 1e-9 { lost } else { 0.0 }
    }
}

/// For each cell of the new variable the old one's that means the same; nothing where the variables are of different kinds.
fn cells_between(old: (&Variable, &Questionnaire), new: (&Variable, &Questionnaire)) -> Option<Vec<Option<u8>>> {
    let choices = |side: (&Variable, &'_ Questionnaire)| -> Vec<String> {
        let question = &side.1.questions[side.0.question.get()];
        question.kind.choices().iter().map(|choice| choice.id.to_string()).collect()
    };
    match (&old.0.cells, &new.0.cells) {
        (Cells::Choices(_), Cells::Choices(_)) => {
            let (old, new) = (choices(old), choices(new));
            Some(new.iter().map(|id| old.iter().position(|other| other == id).map(|cell| cell as u8)).collect())
        }
        (Cells::Includes(a), Cells::Includes(b)) if choices(old)[*a] == choices(new)[*b] => {
            Some(vec![Some(0), Some(1)])
        }
        (Cells::Numbers(a), Cells::Numbers(b)) => {
            let around =
                |low: i64| a.iter().position(|cell| cell.low <= low && low <= cell.high).map(|cell| cell as u8);
            Some(b.iter().map(|cell| around(cell.reading)).collect())
        }
        _ => None,
    }
}

/// A pair of outcomes that differ.
struct Seen {
    before: Outcome,
    after: Outcome,
    /// The share so far.
    chance: f64,
    /// The first points that showed it: of the new space, and of the old one.
    points: Vec<(Vec<u8>, Vec<u8>)>,
}

/// What was counted so far.
struct Tally<'a> {
    versions: &'a Versions<'a>,
    old_play: Play<'a>,
    new_play: Play<'a>,
    map: VariableMap,
    /// The variables that only the old version has.
    gone: Vec<usize>,
    names: Names,
    seen: Vec<Seen>,
    not_comparable: f64,
    total: f64,
}

impl Tally<'_> {
    /// The variables of the new space on which either version depends.
    fn variables_that_matter(&self) -> Vec<usize> {
        let mut matters: Vec<usize> =
            (0..self.new_play.readers.len()).filter(|var| !self.new_play.readers[*var].is_empty()).collect();
        for (old, mapped) in self.map.0.iter().enumerate() {
            if let (Some((var, _)), false) = (mapped, self.old_play.readers[old].is_empty()) {
                matters.push(*var);
            }
        }
        matters.sort_unstable();
        matters.dedup();
        matters
    }

    fn count_all(&mut self, vars: &[usize], chances: &[Vec<f64>], old_chances: &[Vec<f64>]) {
        let mut new = self.new_play.at(vec![0; self.new_play.readers.len()]);
        let mut old = self.old_play.at(vec![0; self.old_play.readers.len()]);
        loop {
            let chance: f64 = vars.iter().map(|var| chances[*var][usize::from(new.point[*var])]).product();
            self.count_gone(&new, &mut old, chance, old_chances);
            // Counts like a mileage: the last variable fastest.
            let turns = |var: &&usize| usize::from(new.point[**var]) + 1 < chances[**var].len();
            let Some(place) = vars.iter().rposition(|var| turns(&var)) else { return };
            let next = new.point[vars[place]] + 1;
            self.new_play.set(&mut new, vars[place], next);
            vars[place + 1..].iter().for_each(|var| self.new_play.set(&mut new, *var, 0));
        }
    }

    /// Counts one point of the new space with everything that may be answered to the questions that are gone.
    fn count_gone(&mut self, new: &At, old: &mut At, chance: f64, old_chances: &[Vec<f64>]) {
        let gone = self.gone.clone();
        loop {
            let told: f64 = gone.iter().map(|var| old_chances[*var][usize::from(old.point[*var])]).product();
            self.count(new, old, chance * told);
            let turns = |var: usize| usize::from(old.point[var]) + 1 < old_chances[var].len();
            let place = gone.iter().rposition(|var| turns(*var));
            let first = place.map_or(0, |place| place + 1);
            if let Some(place) = place {
                let next = old.point[gone[place]] + 1;
                self.old_play.set(old, gone[place], next);
            }
            gone[first..].iter().for_each(|var| self.old_play.set(old, *var, 0));
            if place.is_none() {
                return;
            }
        }
    }

    fn sample(&mut self, chances: &[Vec<f64>], old_chances: &[Vec<f64>]) {
        let mut dice = Dice::new();
        let mut old = self.old_play.at(vec![0; self.old_play.readers.len()]);
        for _ in 0..N_SAMPLES {
            let point = chances.iter().map(|chances| draw(chances, &mut dice)).collect();
            let new = self.new_play.at(point);
            for var in self.gone.clone() {
                self.old_play.set(&mut old, var, draw(&old_chances[var], &mut dice));
            }
            self.count(&new, &mut old, 1.0 / N_SAMPLES as f64);
        }
    }

    fn count(&mut self, new: &At, old: &mut At, chance: f64) {
        self.total += chance;
        for (var, mapped) in self.map.0.iter().enumerate() {
            // What the new version does not ask is set by the caller.
            let Some((from, cells)) = mapped else { continue };
            match cells[usize::from(new.point[*from])] {
                Some(cell) if cell == old.point[var] => {}
                Some(cell) => self.old_play.set(old, var, cell),
                None => {
                    self.not_comparable += chance;
                    return;
                }
            }
        }
        let before = self.old_play.outcome(old);
        let after = self.new_play.outcome(new);
        let (old_options, new_options) = (&self.versions.before.1.options, &self.versions.after.1.options);
        let before = (before.winner.map(|o| self.names.option(self.versions, &old_options[o].id)), before.kind);
        let after = (after.winner.map(|o| new_options[o].id.clone()), after.kind);
        if before == after {
            return;
        }
        match self.seen.iter_mut().find(|seen| seen.before == before && seen.after == after) {
            Some(seen) => {
                seen.chance += chance;
                if seen.points.len() < N_STARTS {
                    seen.points.push((new.point.clone(), old.point.clone()));
                }
            }
            None => {
                self.seen.push(Seen { before, after, chance, points: vec![(new.point.clone(), old.point.clone())] });
            }
        }
    }

    fn finish(mut self, compiled: (&Compiled, &Compiled), is_exact: bool, n_points: usize) -> SpaceChange {
        let total = self.total;
        let share = |chance: f64| if total > 0.0 { chance / total } else { 0.0 };
        let mut other_outcome = 0.0;
        let mut transitions: Vec<Transition> = Vec::new();
        for Seen { before, after, chance, points } in std::mem::take(&mut self.seen) {
            if before.0 == after.0 {
                other_outcome += chance;
            } else if let Some(known) = transitions.iter_mut().find(|t| t.before == before.0 && t.after == after.0) {
                known.share += share(chance);
            } else {
                let (example, example_before) = self.smallest_example(compiled, &points);
                let (before, after) = (before.0, after.0);
                transitions.push(Transition { before, after, share: share(chance), example, example_before });
            }
        }
        transitions.sort_by(|a, b| b.share.total_cmp(&a.share));
        SpaceChange {
            other_winner: transitions.iter().fold(0.0, |sum, transition| sum + transition.share),
            other_outcome: share(other_outcome),
            not_comparable: share(self.not_comparable),
            no_longer_possible: 0.0,
            is_exact,
            n_points,
            transitions,
        }
    }

    /// The fewest answers found that show the difference, starting from each of some points.
    fn smallest_example(&self, compiled: (&Compiled, &Compiled), points: &[(Vec<u8>, Vec<u8>)]) -> (Answers, Answers) {
        let runners = (Runner::new(self.versions.before.0), Runner::new(self.versions.after.0));
        let examples = points.iter().map(|point| self.example_at(compiled, &runners, point));
        examples.min_by_key(|(now, before)| now.0.len() + before.0.len()).unwrap_or_default()
    }

    /// Takes answers back as long as the advice of the two versions still differs in the same way: those of today, and those to
    /// questions that are gone.
    fn example_at(
        &self,
        (old, new): (&Compiled, &Compiled),
        runners: &(Runner, Runner),
        (now, was): &(Vec<u8>, Vec<u8>),
    ) -> (Answers, Answers) {
        let (before, after) = (self.versions.before, self.versions.after);
        let (questions_before, questions) = (&before.0.questionnaire, &after.0.questionnaire);
        let cells: Vec<(VarIdx, u8)> = (0..).zip(now.iter().copied()).collect();
        let mut answers = new.space.answers_at(questions, &cells);
        let cells: Vec<(VarIdx, u8)> = self.gone.iter().map(|var| (*var as VarIdx, was[*var])).collect();
        let mut gone = old.space.answers_at(questions_before, &cells);
        let winners = |answers: &Answers, gone: &Answers| {
            let mut told = self.names.before(answers, questions_before, questions);
            told.0.extend(gone.0.clone());
            let old = came(&runners.0, before.1, &told).winner.map(|winner| self.names.option(self.versions, &winner));
            (old, came(&runners.1, after.1, answers).winner)
        };
        let wanted = winners(&answers, &gone);
        for question in questions.questions.iter().rev() {
            let Some(answer) = answers.0.remove(question.id.as_str()) else { continue };
            if winners(&answers, &gone) != wanted {
                answers.0.insert(question.id.clone(), answer);
            }
        }
        for question in questions_before.questions.iter().rev() {
            let Some(answer) = gone.0.remove(question.id.as_str()) else { continue };
            if winners(&answers, &gone) != wanted {
                gone.0.insert(question.id.clone(), answer);
            }
        }
        (answers, gone)
    }
}

fn draw(chances: &[f64], dice: &mut Dice) -> u8 {
    let fine = 1_000_000;
    let mut left = dice.below(fine) as f64 / fine as f64;
    for (cell, chance) in chances.iter().enumerate() {
        left -= chance;
        if left < 0.0 {
            return cell as u8;
        }
    }
    (chances.len() - 1) as u8
}

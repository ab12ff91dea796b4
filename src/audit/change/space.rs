//! What an edit changes over the whole answer space: which share of all answers gets another winner, and a smallest example of each.
//!
//! Answers are weighed by the likelihoods that the questionnaire declares, and each number of a band like any other of it. Where the answers that matter have few enough
//! combinations, all of them are looked at; otherwise a fixed sample, with its error stated.

use std::sync::Arc;

use super::mapping::{Names, Together, VariableMap};
use super::settled::{Settled, together};
use super::versions::{Versions, came};
use crate::audit::fewest::fewest;
use crate::audit::play::Dice;
use crate::audit::scenarios::Runner;
use crate::engine::bulk::{Block, Keep, LANES, Numbers, Ready, Run};
use crate::engine::facts::knowledge::Knowledge;
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::{Cuts, conditions, cuts_of};
use crate::engine::meaning::variable::VarIdx;
use crate::engine::meaning::weights::Weights;
use crate::model::{Answers, OptionId, OutcomeKind, Question, QuestionId, QuestionIdx, RuleBase, Subject};

/// The most combinations that are all looked at.
const MAX_EXACT: usize = 60_000;

/// How many combinations are drawn where there are more.
const N_SAMPLES: usize = 20_000;

/// From how many points a small example is looked for.
const N_STARTS: usize = 3;

/// The outcome as it is counted: what wins, or which options are level, and how.
type Outcome = (Vec<OptionId>, OutcomeKind);

/// What changed over the answer space.
#[derive(Clone, Debug, PartialEq)]
pub struct SpaceChange {
    /// The share of answers with another winner; with none any more, or one again, where options are level.
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
    /// What won before; the options that were level.
    pub before: Vec<OptionId>,
    /// What wins now; the options that are level.
    pub after: Vec<OptionId>,
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
    let names = Names::of(versions);
    let present = |question: &Question| names.question(question.id.as_str(), &new.questionnaire).to_owned();
    let was = |id: &str| old.questionnaire.questions.iter().position(|before| present(before) == id);
    let old_compiled = compiled(old, new, |question| was(question.id.as_str()).map(QuestionIdx::from));
    let new_compiled = compiled(new, old, |question| new.questionnaire.question_idx(&present(question)));
    let map = VariableMap::new((&old_compiled, &old.questionnaire), (&new_compiled, &new.questionnaire), &names);
    let together = Together::all((&old_compiled, &old.questionnaire), (&new_compiled, &new.questionnaire), &names);
    let (before, after) = (Side::new(versions.before, &old_compiled), Side::new(versions.after, &new_compiled));
    let no_longer_possible = map.no_longer_possible(&before.chances, before.reads());
    let gone = map.gone(before.reads());
    let mut tally = Tally {
        versions,
        before,
        after,
        map,
        together,
        gone,
        names,
        pending: Vec::new(),
        seen: Vec::new(),
        not_comparable: 0.0,
        total: 0.0,
    };
    let matters = tally.variables_that_matter();
    let sizes = matters.iter().map(|var| new_compiled.space.variables[*var].cells.len());
    let sizes = sizes.chain(tally.gone.iter().map(|var| old_compiled.space.variables[*var].cells.len()));
    let n_points = sizes.into_iter().try_fold(1_usize, usize::checked_mul);
    let exact = n_points.filter(|n| *n <= MAX_EXACT);
    if exact.is_some() {
        tally.count_all(&matters);
    } else {
        tally.sample();
    }
    let change = tally.finish((&old_compiled, &new_compiled), exact.is_some(), exact.unwrap_or(N_SAMPLES));
    SpaceChange { no_longer_possible, ..change }
}

/// A subject, cut where either version tells numbers apart: at thresholds, at the edges of bands and where what may be answered ends.
/// `here` finds a question of the other version in this one.
fn compiled(subject: &Subject, other: &Subject, here: impl Fn(&Question) -> Option<QuestionIdx>) -> Compiled {
    let mut cuts = Cuts::new();
    let mut thresholds = cuts_of(conditions(other));
    for (position, question) in other.questionnaire.questions.iter().enumerate() {
        let (Some(spec), Some(here)) = (question.kind.number(), here(question)) else { continue };
        let starts = cuts.entry(here).or_default();
        starts.extend(thresholds.remove(&QuestionIdx::from(position)).unwrap_or_default());
        starts.extend(spec.bands.iter().map(|band| band.from));
        starts.extend([spec.min, spec.max.saturating_add(1)]);
    }
    Compiled::new(subject, &cuts)
}

/// One version, made ready to be evaluated at many points of its answer space.
struct Side {
    ready: Ready,
    block: Block,
    run: Run,
    /// For each variable, the chance of each of its cells.
    chances: Vec<Vec<f64>>,
    /// The questions that other decisions settle.
    settled: Vec<Settled>,
    /// The variables on which the outcome depends, rising: its own, and those of what settles questions for it.
    reads: Vec<usize>,
}

impl Side {
    fn new((subject, base): (&Arc<Subject>, &RuleBase), compiled: &Compiled) -> Self {
        let position = subject.rule_bases.iter().position(|other| other.decision.id == base.decision.id);
        let position = position.unwrap_or_else(|| unreachable!("both versions have the decision"));
        let declared: Vec<u32> = base.criteria.iter().map(|criterion| criterion.weight).collect();
        let weights = Weights::new(&declared, &compiled.decisions[position]);
        let variables = &compiled.space.variables;
        let ready = Ready::new(subject, compiled, position, &weights, (Numbers::ByCell, Keep::Outcomes));
        let settled = Settled::all((subject, base), compiled);
        let mut reads = ready.reads().to_vec();
        settled.iter().for_each(|settled| reads.extend(settled.reads()));
        reads.sort_unstable();
        reads.dedup();
        Self {
            ready,
            settled,
            reads,
            block: Block::new(variables),
            run: Run::default(),
            chances: Knowledge::of_all_answers(&compiled.space, &subject.questionnaire).chances,
        }
    }

    /// The variables on which the outcome depends.
    fn reads(&self) -> &[usize] {
        &self.reads
    }

    /// A point with every variable in its first cell.
    fn first_point(&self) -> Vec<u8> {
        vec![0; self.chances.len()]
    }

    /// Evaluates points side by side.
    fn evaluate<'p>(&mut self, points: &'p [Pending], of: impl Fn(&'p Pending) -> &'p [u8]) {
        self.block.fill(points.len(), self.ready.reads(), |lane, var| of(&points[lane])[var]);
        self.ready.run(&mut self.block, &mut self.run);
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

/// A point to be evaluated in both versions.
#[derive(Clone)]
struct Pending {
    new: Vec<u8>,
    old: Vec<u8>,
    chance: f64,
}

/// What was counted so far.
struct Tally<'a> {
    versions: &'a Versions<'a>,
    before: Side,
    after: Side,
    map: VariableMap,
    together: Vec<Together>,
    /// The variables that only the old version has.
    gone: Vec<usize>,
    names: Names,
    /// Points that wait until there are enough of them to be evaluated side by side.
    pending: Vec<Pending>,
    seen: Vec<Seen>,
    not_comparable: f64,
    total: f64,
}

impl Tally<'_> {
    /// The variables of the new space on which either version depends.
    fn variables_that_matter(&self) -> Vec<usize> {
        let mapped = self.before.reads().iter().filter_map(|old| self.map.0[*old].as_ref()).map(|(var, _)| *var);
        // What the cells of a choice mean hangs on those of the others.
        let told = self.together.iter().filter(|question| question.is_read(self.before.reads()));
        let together = told.flat_map(Together::vars);
        let mut matters: Vec<usize> = self.after.reads().iter().copied().chain(mapped).chain(together).collect();
        matters.sort_unstable();
        matters.dedup();
        matters
    }

    fn count_all(&mut self, vars: &[usize]) {
        let (mut new, mut old) = (self.after.first_point(), self.before.first_point());
        loop {
            let chance = chance_of(&new, vars, &self.after.chances);
            self.count_gone(&new, &mut old, chance);
            if !turn(&mut new, vars, &self.after.chances) {
                return;
            }
        }
    }

    /// Counts one point of the new space with everything that may be answered to the questions that are gone.
    fn count_gone(&mut self, new: &[u8], old: &mut [u8], chance: f64) {
        let gone = self.gone.clone();
        loop {
            let told = chance_of(old, &gone, &self.before.chances);
            self.count(new, old, chance * told);
            if !turn(old, &gone, &self.before.chances) {
                return;
            }
        }
    }

    fn sample(&mut self) {
        let mut dice = Dice::new();
        let mut old = self.before.first_point();
        for _ in 0..N_SAMPLES {
            let new: Vec<u8> = self.after.chances.iter().map(|chances| draw(chances, &mut dice)).collect();
            for var in &self.gone {
                old[*var] = draw(&self.before.chances[*var], &mut dice);
            }
            self.count(&new, &mut old, 1.0 / N_SAMPLES as f64);
        }
    }

    /// Counts a point of the new space, and what it is in the old one, where what the new version does not ask is set already.
    fn count(&mut self, new: &[u8], old: &mut [u8], chance: f64) {
        self.total += chance;
        for var in self.before.reads.iter().copied() {
            let Some((from, cells)) = &self.map.0[var] else { continue };
            let Some(cell) = cells[usize::from(new[*from])] else {
                self.not_comparable += chance;
                return;
            };
            old[var] = cell;
        }
        self.together.iter().for_each(|question| question.tell(new, old));
        self.pending.push(Pending { new: new.to_vec(), old: old.to_vec(), chance });
        if self.pending.len() == LANES {
            self.evaluate();
        }
    }

    /// Evaluates the points that wait, and keeps those at which the versions differ.
    fn evaluate(&mut self) {
        let mut pending = std::mem::take(&mut self.pending);
        for (now, before) in self.settled_together() {
            pending = pending.chunks(LANES).flat_map(|points| self.follow(points, now, before)).collect();
        }
        let mut pending = pending.into_iter().peekable();
        while pending.peek().is_some() {
            let points: Vec<Pending> = pending.by_ref().take(LANES).collect();
            self.before.evaluate(&points, |point| &point.old);
            self.after.evaluate(&points, |point| &point.new);
            for (lane, point) in points.into_iter().enumerate() {
                let (before, after) = self.outcomes(lane);
                if before != after {
                    self.see(before, after, point);
                }
            }
        }
    }

    /// The questions that other decisions settle, by their places on the side of today and on that of before.
    fn settled_together(&self) -> Vec<(Option<usize>, Option<usize>)> {
        let questionnaire = &self.versions.after.0.questionnaire;
        let is_it = |now: &str, old: &Settled| self.names.question(&old.question, questionnaire) == now;
        let (after, before) = (&self.after.settled, &self.before.settled);
        let at_both =
            |(at, now): (usize, &Settled)| (Some(at), before.iter().position(|old| is_it(&now.question, old)));
        let mut all: Vec<_> = after.iter().enumerate().map(at_both).collect();
        let is_gone = |at: &usize| !all.iter().any(|(_, before)| *before == Some(*at));
        let gone: Vec<_> = (0..before.len()).filter(is_gone).map(|at| (None, Some(at))).collect();
        all.extend(gone);
        all
    }

    /// Points with what one question comes to there by the decision that settles it, in each version by its own.
    fn follow(&mut self, points: &[Pending], now: Option<usize>, before: Option<usize>) -> Vec<Pending> {
        let said = |side: &mut Side, at: Option<usize>, of: fn(&Pending) -> &[u8]| {
            let Some(settled) = at.map(|at| &mut side.settled[at]) else { return (None, vec![None; points.len()]) };
            let points: Vec<&[u8]> = points.iter().map(of).collect();
            (Some(settled.var), settled.said(&points, &side.chances[settled.var]))
        };
        let (var, now) = said(&mut self.after, now, |point| &point.new);
        let (old_var, before) = said(&mut self.before, before, |point| &point.old);
        let mut all = Vec::new();
        for ((point, now), before) in points.iter().zip(now).zip(before) {
            let as_it_is = || vec![(0, 1.0)];
            let is_said = (now.is_some(), before.is_some());
            let (now, mut before) = (now.unwrap_or_else(as_it_is), before.unwrap_or_else(as_it_is));
            // In the order of the choices of today.
            if let Some((_, cells)) = old_var.and_then(|old| self.map.0[old].as_ref()) {
                before.sort_by_key(|(old, _)| cells.iter().position(|cell| *cell == Some(*old)).unwrap_or(usize::MAX));
            }
            for (cell, old_cell, share) in together(&now, &before) {
                let mut point = Pending { chance: point.chance * share, ..point.clone() };
                if let Some(var) = var.filter(|_| is_said.0) {
                    point.new[var] = cell;
                }
                if let Some(old) = old_var.filter(|_| is_said.1) {
                    point.old[old] = old_cell;
                }
                all.push(point);
            }
        }
        all
    }

    /// What comes out in a lane in both versions, by today's names.
    fn outcomes(&self, lane: usize) -> (Outcome, Outcome) {
        let (old, new) = (&self.before.run, &self.after.run);
        let (old_options, new_options) = (&self.versions.before.1.options, &self.versions.after.1.options);
        let then = |option: usize| self.names.option(self.versions, &old_options[option].id);
        let now = |option: usize| new_options[option].id.clone();
        let leaders = |run: &Run, name: &dyn Fn(usize) -> OptionId| -> Vec<OptionId> {
            let level = if run.lead(lane) == Some(0) { run.level(lane) } else { Vec::new() };
            let mut leaders: Vec<OptionId> = match run.winner(lane) {
                Some(_) if level.len() > 1 => level.into_iter().map(name).collect(),
                winner => winner.into_iter().map(|option| name(option.get())).collect(),
            };
            leaders.sort();
            leaders
        };
        ((leaders(old, &then), old.kind(lane)), (leaders(new, &now), new.kind(lane)))
    }

    fn see(&mut self, before: Outcome, after: Outcome, point: Pending) {
        let points = (point.new, point.old);
        match self.seen.iter_mut().find(|seen| seen.before == before && seen.after == after) {
            Some(seen) => {
                seen.chance += point.chance;
                if seen.points.len() < N_STARTS {
                    seen.points.push(points);
                }
            }
            None => self.seen.push(Seen { before, after, chance: point.chance, points: vec![points] }),
        }
    }

    fn finish(mut self, compiled: (&Compiled, &Compiled), is_exact: bool, n_points: usize) -> SpaceChange {
        self.evaluate();
        let runners = (Runner::new(self.versions.before.0), Runner::new(self.versions.after.0));
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
                let (example, example_before) = self.smallest_example(compiled, &runners, &points);
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
    fn smallest_example(
        &self,
        compiled: (&Compiled, &Compiled),
        runners: &(Runner, Runner),
        points: &[(Vec<u8>, Vec<u8>)],
    ) -> (Answers, Answers) {
        let examples = points.iter().map(|point| self.example_at(compiled, runners, point));
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
        let answers = new.space.answers_at(questions, &cells);
        let cells: Vec<(VarIdx, u8)> = self.gone.iter().map(|var| (*var as VarIdx, was[*var])).collect();
        let gone = old.space.answers_at(questions_before, &cells);
        let winners = |answers: &Answers, gone: &Answers| {
            let mut told = self.names.before(answers, questions_before, questions);
            told.0.extend(gone.0.clone());
            let old = came(&runners.0, before.1, &told);
            let old = old.leaders().iter().map(|leader| self.names.option(self.versions, leader));
            let mut old: Vec<OptionId> = old.collect();
            old.sort();
            (old, came(&runners.1, after.1, answers).leaders().to_vec())
        };
        // What other decisions settle need not be said, as long as the versions differ without.
        let without = |answers: &Answers, side: &Side| {
            let is_free = |id: &QuestionId| !side.settled.iter().any(|settled| *id == *settled.question.as_str());
            Answers(
                answers
                    .0
                    .iter()
                    .filter(|(id, _)| is_free(id))
                    .map(|(id, answer)| (id.clone(), answer.clone()))
                    .collect(),
            )
        };
        let unsettled = (without(&answers, &self.after), without(&gone, &self.before));
        let (before_it, after_it) = winners(&unsettled.0, &unsettled.1);
        let (answers, gone) = if before_it == after_it { (answers, gone) } else { unsettled };
        let wanted = winners(&answers, &gone);
        let asked = questions.questions.iter().map(|question| (&question.id, false));
        let no_longer_asked = questions_before.questions.iter().map(|question| (&question.id, true));
        let given = |(id, is_gone): &(&QuestionId, bool)| {
            if *is_gone { gone.0.contains_key(id.as_str()) } else { answers.0.contains_key(id.as_str()) }
        };
        let all: Vec<(&QuestionId, bool)> = asked.chain(no_longer_asked).filter(given).collect();
        let kept = |part: &[(&QuestionId, bool)]| {
            let of = |from: &Answers, is_gone: bool| {
                let ids = part.iter().filter(|(_, gone)| *gone == is_gone);
                Answers(ids.map(|(id, _)| ((*id).clone(), from.0[id.as_str()].clone())).collect())
            };
            (of(&answers, false), of(&gone, true))
        };
        // What differs before anything is answered is no example yet.
        let is_enough = |part: &[(&QuestionId, bool)]| {
            let (answers, gone) = kept(part);
            !part.is_empty() && winners(&answers, &gone) == wanted
        };
        kept(&fewest(all, is_enough))
    }
}

/// The chance of the cells that these variables are in.
fn chance_of(point: &[u8], vars: &[usize], chances: &[Vec<f64>]) -> f64 {
    vars.iter().map(|var| chances[*var][usize::from(point[*var])]).product()
}

/// Moves a point on, as a mileage counts: the last of these variables fastest. False, and at its start again, after the last one.
fn turn(point: &mut [u8], vars: &[usize], chances: &[Vec<f64>]) -> bool {
    for var in vars.iter().rev() {
        point[*var] += 1;
        if usize::from(point[*var]) < chances[*var].len() {
            return true;
        }
        point[*var] = 0;
    }
    false
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

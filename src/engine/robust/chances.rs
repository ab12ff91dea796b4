//! How the open answers may come out: each option's chance to win, and the question most worth investigating.

use std::collections::BTreeSet;

use crate::engine::base::random::Stream;
use crate::engine::base::steps::Steps;
use crate::engine::bound::network::{LocalVar, Network, OpenVariable};
use crate::engine::bound::standpoint::{Change, Readers, Standpoint, level_with, winner};
use crate::engine::bulk::{Block, Keep, LANES, Numbers, Ready, Run, Sample, Words};
use crate::engine::meaning::variable::{Cells, NumberCell, VarIdx, cells};
use crate::engine::result::analysis::{Chances, Investigation, Method};
use crate::engine::situation::{Link, Situation};
use crate::model::{AnswerValue, ChoiceId, QuestionIdx, QuestionKind};

/// The most completions that are added up one by one; beyond, a sample is drawn.
pub const MAX_COMPLETIONS: u64 = 1 << 17;

/// How many completions are drawn, in blocks; fewer where the work allowed does not suffice for so many.
pub const MAX_BLOCKS: usize = 1 << 8;

/// The fewest blocks that are worth drawing.
const MIN_BLOCKS: usize = 1 << 5;

/// Of how many blocks it is counted which answers they contain; that takes longer than to evaluate them.
const N_JOINT_BLOCKS: usize = 1 << 6;

/// How many operations on a block are worth one step.
const OPERATIONS_PER_STEP: usize = 4;

/// The most answers of one question that are told apart.
const MAX_ANSWERS: usize = 64;

/// Each option's chance to win; `None` where no option is left, where nothing is known of some rule, or where the work was cut short.
pub fn chances(situation: &Situation, steps: &mut Steps) -> Option<Chances> {
    situation.winner()?;
    let network = situation.network();
    if !network.blind.is_empty() {
        return None;
    }
    let sizes = network.variables.iter().map(|variable| variable.classes.len() as u64);
    let n_completions = sizes.fold(1, u64::saturating_mul);
    let mut tally = Tally::new(situation);
    // What follows a decision is no answer of its own: only together with that decision is it known how likely it is.
    if n_completions <= MAX_COMPLETIONS && Chain::of(situation).is_empty() {
        if !steps.affords(work(network) as u64 * n_completions) {
            return None;
        }
        tally.add_all(network, steps)?;
        let n_completions = tally.n_cases();
        return Some(tally.chances(Method::Exact { n_completions }, 0.0));
    }
    let n_samples = tally.add_sample(network, steps)?;
    let error = error(&tally.wins, n_samples);
    let seen = error_of_questions(&tally.joint_wins, n_samples);
    Some(tally.chances(Method::Sampled { n_samples, error }, seen))
}

/// The variables of a question that are open, and on which something hangs.
fn open_variables(situation: &Situation, question: QuestionIdx) -> Vec<LocalVar> {
    let variables = situation.space().variables_of(question);
    variables.filter_map(|var| situation.network().local(var as VarIdx)).collect()
}

/// The steps of looking at one completion.
fn work(network: &Network) -> usize {
    network.tables.len() + network.variables.len() + network.loose.len() + 1
}

/// The greatest standard error of chances found by so many completions.
fn error(wins: &[f64], n_samples: u64) -> f64 {
    let error = |chance: &f64| (chance * (1.0 - chance) / n_samples as f64).max(0.0).sqrt();
    wins.iter().map(error).fold(0.0, f64::max)
}

/// The same of what is known of single answers.
fn error_of_questions(wins: &[f64], n_samples: u64) -> f64 {
    error(wins, n_samples.min((N_JOINT_BLOCKS * LANES) as u64))
}

/// Weights of completions by winner, and by winner and answer.
struct Tally<'a> {
    situation: &'a Situation,
    n_outcomes: usize,
    /// The weight of the completions in which each option wins; last, those in which none is left.
    wins: Vec<f64>,
    /// The same of the completions whose answers were counted.
    joint_wins: Vec<f64>,
    questions: Vec<QuestionTally>,
}

/// The weights for one question, by answer and outcome.
struct QuestionTally {
    question: QuestionIdx,
    variables: Vec<LocalVar>,
    dims: Vec<usize>,
    weights: Vec<f64>,
}

impl<'a> Tally<'a> {
    fn new(situation: &'a Situation) -> Self {
        let n_outcomes = situation.scores.len() + 1;
        let network = situation.network();
        let n_questions = situation.subject.questionnaire.questions.len();
        let tally = |question: QuestionIdx| {
            let variables = open_variables(situation, question);
            let dims: Vec<usize> = variables.iter().map(|v| network.variables[usize::from(*v)].classes.len()).collect();
            let n_answers: usize = dims.iter().fold(1, |product: usize, dim| product.saturating_mul(*dim));
            let is_open = !variables.is_empty() && n_answers <= MAX_ANSWERS;
            is_open.then(|| QuestionTally { question, variables, dims, weights: vec![0.0; n_answers * n_outcomes] })
        };
        let questions = (0..n_questions).map(QuestionIdx::from).filter_map(tally).collect();
        Self { situation, n_outcomes, wins: vec![0.0; n_outcomes], joint_wins: vec![0.0; n_outcomes], questions }
    }

    fn add(&mut self, point: &Standpoint, weight: f64, no_change: &Change) {
        match winner(point, no_change) {
            (None, _) => self.count(point, self.n_outcomes - 1, weight),
            // Options that are level win alike, whatever order the file has them in.
            (Some(winner), 0) => {
                let n_level = level_with(point, winner).count();
                level_with(point, winner).for_each(|option| self.count(point, option, weight / n_level as f64));
            }
            (Some(winner), _) => self.count(point, winner, weight),
        }
    }

    fn count(&mut self, point: &Standpoint, outcome: usize, weight: f64) {
        self.wins[outcome] += weight;
        self.joint_wins[outcome] += weight;
        for tally in &mut self.questions {
            let class = |var: &LocalVar| usize::from(point.classes[usize::from(*var)]);
            let answer =
                tally.variables.iter().zip(&tally.dims).fold(0, |answer, (var, dim)| answer * dim + class(var));
            tally.weights[answer * self.n_outcomes + outcome] += weight;
        }
    }

    /// Adds every completion, each by one or few changes from the one before.
    fn add_all(&mut self, network: &Network, steps: &Steps) -> Option<()> {
        let work = work(network);
        let readers = Readers::new(network);
        let mut point = Standpoint::new(network, &readers, vec![0; network.variables.len()]);
        let (mut changes, no_change) = (Vec::new(), Change::none(network));
        loop {
            let of = |(variable, class): (&OpenVariable, &u8)| variable.chances[usize::from(*class)];
            let weight: f64 = network.variables.iter().zip(&point.classes).map(of).product();
            if weight > 0.0 {
                self.add(&point, weight, &no_change);
            }
            if !steps.goes_on(work) {
                return None;
            }
            let n_classes = |var: usize| network.variables[var].classes.len();
            let next =
                (0..network.variables.len()).rev().find(|var| usize::from(point.classes[*var]) + 1 < n_classes(*var));
            let Some(next) = next else { return Some(()) };
            let class = point.classes[next] + 1;
            for (var, class) in
                std::iter::once((next, class)).chain((next + 1..network.variables.len()).map(|v| (v, 0)))
            {
                point.changes(var as LocalVar, class..class + 1, &mut changes);
                point.go(var as LocalVar, class, &changes[0]);
            }
        }
    }

    /// Adds as many completions as the work allowed suffices for, many at a time; says how many.
    fn add_sample(&mut self, network: &Network, steps: &mut Steps) -> Option<u64> {
        let mut lanes = Lanes::new(self.situation, network);
        let per_block = lanes.work() / OPERATIONS_PER_STEP + 1;
        let affordable = |n_blocks: &usize| steps.clone().affords((per_block * n_blocks) as u64);
        let n_blocks =
            std::iter::successors(Some(MAX_BLOCKS), |n| (*n > MIN_BLOCKS).then_some(n / 2)).find(affordable)?;
        steps.affords((per_block * n_blocks) as u64);
        let mut counts = vec![0.0; self.n_outcomes];
        let n_joint = n_blocks.min(N_JOINT_BLOCKS);
        for position in 0..n_blocks {
            if !steps.goes_on(per_block) {
                return None;
            }
            lanes.run(position);
            counts.iter_mut().zip(&lanes.wins).for_each(|(count, wins)| *count += f64::from(wins.count()));
            for (_, level) in &lanes.level {
                level.iter().for_each(|option| counts[*option] += 1.0 / level.len() as f64);
            }
            if position < n_joint {
                self.add_joint(network, &lanes, 1.0 / (n_joint * LANES) as f64);
            }
        }
        let n_samples = (n_blocks * LANES) as u64;
        self.wins = counts.iter().map(|count| count / n_samples as f64).collect();
        Some(n_samples)
    }

    /// Counts for each question which answers go with which outcome.
    fn add_joint(&mut self, network: &Network, lanes: &Lanes, weight: f64) {
        let add = |sum: &mut f64, lanes: Words| *sum += f64::from(lanes.count()) * weight;
        self.joint_wins.iter_mut().zip(&lanes.wins).for_each(|(sum, wins)| add(sum, *wins));
        for (_, level) in &lanes.level {
            level.iter().for_each(|option| self.joint_wins[*option] += weight / level.len() as f64);
        }
        for tally in &mut self.questions {
            let mut answers = vec![Words::ALL];
            for var in &tally.variables {
                let variable = &network.variables[usize::from(*var)];
                let within = |mask: &u64| {
                    let cell = |cell| lanes.block.cell(usize::from(variable.var), usize::from(cell));
                    cells(*mask).map(cell).fold(Words::NONE, |any, cell| any | cell)
                };
                let classes: Vec<Words> = variable.classes.iter().map(within).collect();
                answers = answers.iter().flat_map(|answer| classes.iter().map(|class| *answer & *class)).collect();
            }
            for (answer, weights) in answers.into_iter().zip(tally.weights.chunks_exact_mut(self.n_outcomes)) {
                weights.iter_mut().zip(&lanes.wins).for_each(|(sum, wins)| add(sum, answer & *wins));
                for (_, level) in lanes.level.iter().filter(|(lane, _)| answer.has(*lane)) {
                    level.iter().for_each(|option| weights[*option] += weight / level.len() as f64);
                }
            }
        }
    }

    fn chances(&self, method: Method, error_of_questions: f64) -> Chances {
        let (none_left, wins) = self.wins.split_last().map_or((0.0, Vec::new()), |(last, wins)| (*last, wins.to_vec()));
        Chances { wins, none_left, method, investigate: self.investigate(error_of_questions) }
    }

    /// The question whose answer raises the chance to choose right the most; among those that do not, the one that moves the
    /// chances most.
    fn investigate(&self, error: f64) -> Option<Investigation> {
        let best_now = self.joint_wins.iter().copied().fold(0.0, f64::max);
        let judged = self.questions.iter().map(|tally| {
            let by_answer = || tally.weights.chunks_exact(self.n_outcomes);
            let best = |weights: &[f64]| weights.iter().copied().fold(0.0, f64::max);
            let gain = by_answer().map(best).sum::<f64>() - best_now;
            // A sample shows small gains even where there are none.
            let gain = if gain > 2.0 * error + 1e-9 { gain } else { 0.0 };
            let moved = by_answer().map(|weights| self.moved(weights)).sum::<f64>();
            (gain, if moved > 4.0 * error + 1e-9 { moved } else { 0.0 }, tally)
        });
        let better = |a: &(f64, f64, &QuestionTally), b: &(f64, f64, &QuestionTally)| {
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(b.2.question.cmp(&a.2.question))
        };
        let (gain, moved, tally) = judged.max_by(better)?;
        (moved > 0.0).then(|| self.investigation(tally, gain))
    }

    /// By how much knowing an answer moves the chances, times the chance of the answer.
    fn moved(&self, weights: &[f64]) -> f64 {
        let chance: f64 = weights.iter().sum();
        weights.iter().zip(&self.joint_wins).map(|(joint, wins)| (joint - chance * wins).abs()).sum::<f64>() / 2.0
    }

    fn investigation(&self, tally: &QuestionTally, gain: f64) -> Investigation {
        // Where choices depend on each other, several combinations of cells are one answer.
        let mut told: Vec<(AnswerValue, Vec<f64>)> = Vec::new();
        for (answer, weights) in tally.weights.chunks_exact(self.n_outcomes).enumerate() {
            if weights.iter().sum::<f64>() > 0.0 {
                let said = self.say(tally, answer);
                match told.iter_mut().find(|(known, _)| *known == said) {
                    Some((_, sums)) => sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight),
                    None => told.push((said, weights.to_vec())),
                }
            }
        }
        let answers = told.into_iter().map(|(said, weights)| {
            let chance: f64 = weights.iter().sum();
            let wins = weights[..self.n_outcomes - 1].iter().map(|weight| weight / chance).collect();
            (said, chance, wins)
        });
        Investigation { question: tally.question, gain, answers: answers.collect() }
    }

    /// How many cases the open answers leave: those that mean the same are one.
    fn n_cases(&self) -> u64 {
        let network = self.situation.network();
        let questions = &self.situation.subject.questionnaire.questions;
        let of_question = |question: QuestionIdx| -> u64 {
            let open = open_variables(self.situation, question);
            let dims: Vec<usize> = open.iter().map(|v| network.variables[usize::from(*v)].classes.len()).collect();
            let n_answers: usize = dims.iter().product();
            if open.is_empty() || !questions[question.get()].kind.is_bound() {
                return n_answers as u64;
            }
            let tally = QuestionTally { question, variables: open, dims, weights: Vec::new() };
            let said: BTreeSet<String> =
                (0..n_answers).map(|answer| format!("{:?}", self.say(&tally, answer))).collect();
            said.len() as u64
        };
        (0..questions.len()).map(QuestionIdx::from).map(of_question).fold(1, u64::saturating_mul)
    }

    fn say(&self, tally: &QuestionTally, mut answer: usize) -> AnswerValue {
        let network = self.situation.network();
        let mut masks = Vec::new();
        for (var, dim) in tally.variables.iter().zip(&tally.dims).rev() {
            let variable = &network.variables[usize::from(*var)];
            masks.push((variable.var, variable.classes[answer % dim]));
            answer /= dim;
        }
        let question = &self.situation.subject.questionnaire.questions[tally.question.get()];
        let space = self.situation.space();
        match (&question.kind, &space.variables[usize::from(masks[0].0)].cells) {
            (QuestionKind::Number(spec), Cells::Numbers(numbers)) => say_numbers(spec, numbers, masks[0].1),
            (QuestionKind::Several { choices, .. }, _) => {
                let mask = |part: usize| {
                    let var = space.first_variable[tally.question.get()] + part as VarIdx;
                    let known = self.situation.knowledge.possible[usize::from(var)];
                    masks.iter().find(|(v, _)| *v == var).map_or(known, |(_, mask)| *mask)
                };
                let stand_ins = question.kind.stand_ins();
                let stands_in =
                    stand_ins.get(stand_ins.first().map_or(0, |_| mask(choices.len()).trailing_zeros() as usize));
                let held = question.kind.held(|choice| mask(choice) == 0b10, stands_in.copied());
                AnswerValue::Several(held.into_iter().map(|choice| choices[choice].id.clone()).collect())
            }
            (kind, _) => {
                let ids = cells(masks[0].1).map(|cell| kind.choices()[usize::from(cell)].id.clone());
                AnswerValue::OneOf(ids.collect::<Vec<ChoiceId>>())
            }
        }
    }
}

/// The stretch of numbers of some cells; a band where it is a whole one.
fn say_numbers(spec: &crate::model::NumberSpec, numbers: &[NumberCell], mask: u64) -> AnswerValue {
    let cells = || cells(mask).map(|cell| numbers[usize::from(cell)]);
    let low = cells().map(|cell| cell.low).min().unwrap_or(spec.min);
    let high = cells().map(|cell| cell.high).max().unwrap_or(spec.max);
    match spec.bands.iter().find(|band| band.from == low && band.to == high) {
        Some(band) => AnswerValue::Band(band.id.clone()),
        None => AnswerValue::Range(low, high),
    }
}

/// Completions side by side.
pub(super) struct Lanes {
    ready: Ready,
    /// The decisions before it that open questions follow.
    chain: Chain,
    sample: Sample,
    block: Block,
    /// What came out in those drawn last.
    pub run: Run,
    /// For each option, in which completions it wins by itself; last, in which none is left.
    wins: Vec<Words>,
    /// The completions in which several options are level, with these: they win alike, whatever order the file has them in.
    level: Vec<(usize, Vec<usize>)>,
}

impl Lanes {
    /// Makes the decision ready to be run.
    pub fn new(situation: &Situation, network: &Network) -> Self {
        let (subject, compiled, knowledge) = (&situation.subject, &situation.compiled, &situation.knowledge);
        let chain = Chain::of(situation);
        let mut vars: BTreeSet<usize> = network.variables.iter().map(|variable| usize::from(variable.var)).collect();
        vars.extend(chain.reads().filter(|var| knowledge.cell(*var).is_none()));
        let vars: Vec<usize> = vars.into_iter().filter(|var| !chain.settles(*var)).collect();
        let variables = &compiled.space.variables;
        let sample = Sample::new(&subject.questionnaire, variables, &knowledge.chances, &vars);
        let mut block = Block::new(variables);
        // What is open and makes no difference is taken as it may be first.
        for (var, possible) in knowledge.possible.iter().enumerate() {
            block.set_cell(var, possible.trailing_zeros() as usize, Words::ALL);
        }
        Self { ready: ready(situation), chain, sample, block, run: Run::default(), wins: Vec::new(), level: Vec::new() }
    }

    /// How many operations a block takes.
    fn work(&self) -> usize {
        self.ready.work() + self.chain.work()
    }

    /// Draws a block of completions and runs it.
    pub fn run(&mut self, position: usize) {
        self.sample.fill(position, &mut self.block);
        self.chain.settle(position, &mut self.block);
        self.ready.run(&mut self.block, &mut self.run);
        self.run.wins(&mut self.wins);
        self.level.clear();
        for lane in (0..self.run.n_lanes).filter(|lane| self.run.lead(*lane) == Some(0)) {
            let one = Words::lane(lane);
            self.wins.iter_mut().for_each(|wins| *wins = *wins & !one);
            self.level.push((lane, self.run.level(lane)));
        }
    }
}

fn ready(situation: &Situation) -> Ready {
    let keep = (Numbers::ByCell, Keep::Outcomes);
    let possible = Some(&situation.knowledge.possible[..]);
    Ready::within(&situation.subject, &situation.compiled, situation.position, &situation.weights, keep, possible)
}

/// The decisions that open questions follow on which a decision depends, in the order in which they are made.
struct Chain {
    settling: Vec<(Ready, Link, u64)>,
    run: Run,
}

impl Chain {
    fn of(situation: &Situation) -> Self {
        let open = situation.network().variables.iter();
        let mut needed: BTreeSet<usize> = open.map(|variable| usize::from(variable.var)).collect();
        let mut settling = Vec::new();
        for link in situation.links.iter().rev().filter(|link| situation.knowledge.cell(link.var).is_none()) {
            if needed.contains(&link.var) {
                let ready = ready(&link.settling);
                needed.extend(ready.reads());
                settling.push((ready, link.clone(), situation.knowledge.possible[link.var]));
            }
        }
        settling.reverse();
        Self { settling, run: Run::default() }
    }

    fn is_empty(&self) -> bool {
        self.settling.is_empty()
    }

    fn settles(&self, var: usize) -> bool {
        self.settling.iter().any(|(_, link, _)| link.var == var)
    }

    fn reads(&self) -> impl Iterator<Item = usize> + '_ {
        self.settling.iter().flat_map(|(ready, ..)| ready.reads().iter().copied())
    }

    fn work(&self) -> usize {
        self.settling.iter().map(|(ready, ..)| ready.work() + LANES).sum()
    }

    /// Puts what follows decisions into what these come to in each completion: into any choice of a close call, and as it would be by
    /// itself where no option is named.
    fn settle(&mut self, position: usize, block: &mut Block) {
        for (ready, link, possible) in &self.settling {
            ready.run(block, &mut self.run);
            let mut stream = Stream::new(((position as u64) << 32) ^ link.var as u64);
            let cell = |lane: usize| {
                let near: Vec<Option<u8>> = match (self.run.winner(lane), link.own) {
                    (None, _) => Vec::new(),
                    (_, Some(own)) => vec![link.cells[own.get()]],
                    _ => self.run.close_call(lane).map(|option| link.cells[option.get()]).collect(),
                };
                let one = stream.bits() as usize;
                let said = if near.is_empty() { None } else { near[one % near.len()] };
                let cell = said.unwrap_or_else(|| stream.pick(&link.as_it_is) as u8);
                if possible >> cell & 1 == 1 { cell } else { possible.trailing_zeros() as u8 }
            };
            let cells: Vec<u8> = (0..block.n_lanes).map(cell).collect();
            block.set_column(link.var, &cells);
        }
    }
}

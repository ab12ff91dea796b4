//! A decision made ready for many complete answers: its conditions as a program, its points as sums, its winner lane by lane.

use super::block::Block;
use super::conditions::{Compared, Conditions, Numbers, first_cells, variables_at};
use super::program::{ALWAYS, NEVER, Program, Reg};
use super::run::Run;
use super::sums::{Adder, Sum};
use super::words::{LANES, Words};
use crate::engine::meaning::compile::{Compiled, CompiledDecision};
use crate::engine::meaning::weights::Weights;
use crate::model::{CloseCall, OptionIdx, QuestionIdx, RuleBase, RuleIdx, Subject, Withheld};

/// What is wanted of every rule beside the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Nothing.
    Outcomes,
    /// Where it holds.
    Rules,
}

/// A decision made ready.
#[derive(Clone, Debug)]
pub struct Ready {
    program: Program,
    sums: Vec<Sum>,
    /// The options by their ids.
    by_id: Vec<OptionIdx>,
    /// For each option, where its exclusion stands among the program's results.
    excluded: Vec<usize>,
    /// Where it stands there that there is nothing to decide, and that no option is named.
    withheld: [usize; 2],
    /// For each rule, where it stands there; empty unless rules are kept.
    rules: Vec<usize>,
    /// The questions it depends on, with where it stands when they are asked; only for typed numbers.
    asked: Vec<(QuestionIdx, usize)>,
    /// The variables it depends on, rising.
    reads: Vec<usize>,
    compared: Vec<Compared>,
    /// The lead up to which it is too close to call.
    close: CloseCall,
    weights: Weights,
    /// What the weights come to; absent where no rule weighs.
    whole: Option<Sum>,
}

impl Ready {
    /// A decision of a subject under these weights, over the variables of its answer space.
    pub fn new(
        subject: &Subject,
        compiled: &Compiled,
        position: usize,
        weights: &Weights,
        (numbers, keep): (Numbers, Keep),
    ) -> Self {
        Self::within(subject, compiled, position, weights, (numbers, keep), None)
    }

    /// The same for lanes in which every variable is in one of these cells: what is certain there costs nothing.
    pub fn within(
        subject: &Subject,
        compiled: &Compiled,
        position: usize,
        weights: &Weights,
        (numbers, keep): (Numbers, Keep),
        possible: Option<&[u64]>,
    ) -> Self {
        let (variables, decision) = (&compiled.space.variables[..], &compiled.decisions[position]);
        let base = &subject.rule_bases[position];
        let mut conditions = Conditions::new(&subject.questionnaire, variables, numbers, possible);
        let mut rules: Vec<Reg> = base.rules.iter().map(|rule| conditions.lower(&rule.when.expr)).collect();
        for product in decision.products.iter() {
            let of = product.of.map_or(ALWAYS, |of| rules[of.get()]);
            rules.push(conditions.writer.and(of, rules[product.by.get()]));
        }
        let (mut starts, mut planes) = add_up(&mut conditions, &rules, decision, weights);
        if !decision.weighings.is_empty() {
            let (start, of_weights) = add_weights(&mut conditions, &rules, decision, weights);
            starts.push(start);
            planes.push(of_weights);
        }
        let excluded = exclusions(&mut conditions, &rules, decision);
        let withheld = withheld(&mut conditions, &rules, base);
        let mut kept: Vec<Reg> =
            planes.iter().flatten().map(|(plane, _)| *plane).chain(excluded.iter().copied()).chain(withheld).collect();
        let inputs = conditions.writer.inputs_of(&kept);
        let reads = variables_at(&inputs, &first_cells(variables), &conditions.compared);
        let kept_rules = if keep == Keep::Rules { &rules[..] } else { &[] };
        kept.extend(kept_rules);
        // A question whose answer is missing makes no difference as long as it is not asked.
        let mut asked: Vec<QuestionIdx> = reads.iter().map(|var| variables[*var].question).collect();
        asked.dedup();
        asked.retain(|_| numbers == Numbers::Typed);
        kept.extend(asked.iter().map(|question| conditions.asked[question.get()]));
        let compared = conditions.compared;
        let (program, places) = conditions.writer.finish(&kept);
        let mut places = places.into_iter();
        let sum = |(start, planes): (&i64, &Vec<(Reg, i64)>)| {
            let planes: Vec<(usize, i64)> =
                places.by_ref().zip(planes).map(|(place, (_, worth))| (place, *worth)).collect();
            Sum::new(*start, &planes)
        };
        let mut sums: Vec<Sum> = starts.iter().zip(&planes).map(sum).collect();
        let excluded = places.by_ref().take(excluded.len()).collect();
        let withheld = [(); 2].map(|()| places.next().unwrap_or_default());
        let rules = places.by_ref().take(kept_rules.len()).collect();
        let asked = asked.into_iter().zip(places).collect();
        let whole = sums.split_off(decision.start.len()).pop();
        let (close, weights) = (decision.close_call, weights.clone());
        let by_id = decision.by_id.options.clone();
        Self { program, sums, by_id, excluded, withheld, rules, asked, reads, compared, close, weights, whole }
    }

    /// The variables it depends on, rising.
    pub fn reads(&self) -> &[usize] {
        &self.reads
    }

    /// How many options there are.
    pub fn n_options(&self) -> usize {
        self.sums.len()
    }

    /// About how many steps it takes to evaluate one block, for budgets.
    pub fn work(&self) -> usize {
        self.program.len() + LANES * self.sums.iter().map(|sum| 1 + sum.n_tables()).sum::<usize>()
    }

    /// Evaluates all lanes of a block.
    pub fn run(&self, block: &mut Block, run: &mut Run) {
        run.n_lanes = block.n_lanes;
        run.places.resize(self.program.n_places(), Words::NONE);
        self.program.run(block.n_lanes, block.measure(&self.compared), &mut run.places);
        run.units.clear();
        if let Some(whole) = &self.whole {
            run.scores.resize(LANES, 0);
            whole.weigh(block.n_lanes, &run.places, &mut run.scores[..LANES]);
            run.units.extend(run.scores[..LANES].iter().map(|weights| self.weights.unit(*weights as f64)));
        }
        run.scores.resize(self.sums.len() * LANES, 0);
        for (sum, scores) in self.sums.iter().zip(run.scores.chunks_exact_mut(LANES)) {
            sum.weigh(block.n_lanes, &run.places, scores);
        }
        run.copy(&self.excluded, &self.by_id, self.withheld, &self.rules);
        run.find_winners();
        run.find_closes(self.close, self.weights.units_per_point);
    }

    /// In which lanes it depends on a question that is asked and whose answer is missing there, given where answers are missing.
    pub fn lacks(&self, run: &Run, missing: impl Fn(QuestionIdx) -> Words) -> Words {
        let lacks = |lacks, (question, place): &(QuestionIdx, usize)| lacks | run.places[*place] & missing(*question);
        self.asked.iter().fold(Words::NONE, lacks)
    }
}

/// The points of all rules as bit planes: for each option what it starts from, and its planes with what each stands for.
fn add_up(
    conditions: &mut Conditions,
    rules: &[Reg],
    decision: &CompiledDecision,
    weights: &Weights,
) -> (Vec<i64>, Vec<Vec<(Reg, i64)>>) {
    let mut adders: Vec<Adder> = decision.start_scores(weights).into_iter().map(Adder::new).collect();
    for (rule, (criterion, points)) in rules.iter().zip(decision.points.iter()) {
        for (option, points) in points {
            adders[option.get()].add(&mut conditions.writer, *rule, *points, weights.worth[*criterion]);
        }
    }
    adders.into_iter().map(|adder| adder.finish(&mut conditions.writer)).unzip()
}

/// What the weights come to, as bit planes.
fn add_weights(
    conditions: &mut Conditions,
    rules: &[Reg],
    decision: &CompiledDecision,
    weights: &Weights,
) -> (i64, Vec<(Reg, i64)>) {
    let (criteria, added) = weights.parts.split_at(weights.expected.len());
    let mut adder = Adder::new(criteria.iter().sum());
    for (weighing, part) in decision.weighings.iter().zip(added) {
        adder.add(&mut conditions.writer, rules[weighing.rule.get()], 1, *part);
    }
    adder.finish(&mut conditions.writer)
}

/// For each option where a veto holds.
fn exclusions(conditions: &mut Conditions, rules: &[Reg], decision: &CompiledDecision) -> Vec<Reg> {
    let mut any =
        |vetoes: &Vec<RuleIdx>| vetoes.iter().fold(NEVER, |any, veto| conditions.writer.or(any, rules[veto.get()]));
    decision.vetoes.iter().map(&mut any).collect()
}

/// Where there is nothing to decide, and where no option is named.
fn withheld(conditions: &mut Conditions, rules: &[Reg], base: &RuleBase) -> [Reg; 2] {
    let mut any = |is_it: fn(Withheld) -> bool| {
        let withholding = base.rules.iter().zip(rules).filter(|(rule, _)| rule.effect.withheld().is_some_and(is_it));
        withholding.fold(NEVER, |any, (_, rule)| conditions.writer.or(any, *rule))
    };
    [any(|why| why == Withheld::NothingToDecide), any(|_| true)]
}

//! The independent checker of certificates: it reads every rule again from its expression and adds every bound again.
//!
//! It uses neither diagrams nor tables nor the solver: it finds the least value of a term by taking questions case by case, and it
//! works out every figure shown from the premises alone.

use super::flaw::Flaw;
use super::premises::Premises;
use super::reads::{parts_of, reads_of, vetoes};
use crate::engine::base::multiple::common_multiple;
use crate::engine::meaning::reference::Reference;
use crate::engine::meaning::variable::{VarIdx, Variable, cells, variables_of};
use crate::engine::result::advice::Fit;
use crate::engine::result::proof::{Bound, Certificate, Counterexample, Proof, Shift};
use crate::model::{Effect, OptionIdx, Product, QuestionIdx, RuleBase, RuleIdx, Weighing};

/// The most times conditions are read for one certificate.
pub const MAX_READINGS: usize = 4_000_000;

/// Expected leads up to this, in score units, count as level: it is what rounding errors come to.
const LEVEL: f64 = 0.01;

/// Checks a certificate against the premises it is about.
pub fn check(certificate: &Certificate, premises: &Premises) -> Result<(), Flaw> {
    let base = premises.base;
    let winner = certificate.winner.get();
    let mut proven: Vec<usize> = certificate.rivals.iter().map(|proof| proof.rival.get()).collect();
    proven.sort_unstable();
    let others: Vec<usize> = (0..base.options.len()).filter(|option| *option != winner).collect();
    if winner >= base.options.len() {
        return Err(Flaw::Unknown);
    }
    if proven != others {
        return Err(Flaw::Rivals);
    }
    let mut checker = Checker::new(premises);
    let allowed = premises.possible.to_vec();
    checker.weigh(&allowed)?;
    for veto in vetoes(base, winner) {
        if checker.value_of(&[veto], &allowed)? != Some(false) {
            return Err(Flaw::WinnerCanBeExcluded(RuleIdx::from(veto)));
        }
    }
    for rival in &certificate.rivals {
        let pair = (winner, rival.rival.get());
        let ahead = checker.expected_lead(pair, &allowed, Blind::AsLikelyAsNot)?;
        checker.shown(rival.ahead, ahead)?;
        checker.proof(&rival.proof, pair, &allowed)?;
    }
    Ok(())
}

/// Checks that answers unsettle a winner: they exclude it, or bring an option that cannot be excluded at least level
/// with it, by expectation over all other open answers.
pub fn check_counterexample(example: &Counterexample, winner: OptionIdx, premises: &Premises) -> Result<(), Flaw> {
    let winner = winner.get();
    let mut checker = Checker::new(premises);
    let mut allowed = premises.possible.to_vec();
    for said in &example.cells {
        let var = checker.variable(said.question, said.choice)?;
        allowed[var] &= 1_u64.checked_shl(u32::from(said.cell)).unwrap_or(0);
        if allowed[var] == 0 {
            return Err(Flaw::Impossible(said.question));
        }
    }
    checker.weigh(&allowed)?;
    if example.excludes_winner {
        let excluded = checker.value_of(&vetoes(checker.base, winner), &allowed)?;
        return if excluded == Some(true) { Ok(()) } else { Err(Flaw::RivalCanBeLeft(OptionIdx::from(winner))) };
    }
    let rival = example.winner.ok_or(Flaw::Rivals)?.get();
    if rival >= checker.base.options.len() || rival == winner {
        return Err(Flaw::Rivals);
    }
    if checker.value_of(&vetoes(checker.base, rival), &allowed)? != Some(false) {
        return Err(Flaw::RivalCanBeExcluded(OptionIdx::from(rival)));
    }
    let lead = checker.expected_lead((winner, rival), &allowed, Blind::Refused)?;
    checker.shown(example.lead, -lead)?;
    if lead <= LEVEL { Ok(()) } else { Err(Flaw::StaysAhead(lead.ceil() as i64)) }
}

/// How open rules that have no diagram count where a lead is expected: the engine knows nothing of when they hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blind {
    /// A claim may not rest on one.
    Refused,
    /// Either is as likely, as it is shown.
    AsLikelyAsNot,
}

/// What a rule adds to a lead where it holds: by its points, and with the barrier where it is a veto against the rival.
pub(super) struct Worth {
    pub(super) rule: usize,
    pub(super) points: i64,
    pub(super) with_barrier: i64,
}

/// What rules come to under all allowed answers.
pub(super) struct Outcome {
    pub(super) least: i64,
    pub(super) expected: f64,
}

/// The checker at work.
pub(super) struct Checker<'a> {
    pub(super) base: &'a RuleBase,
    /// What rules add to weights, and what that does to points. Products are counted behind the rules.
    pub(super) weighings: Vec<Weighing>,
    pub(super) products: Vec<Product>,
    variables: &'a [Variable],
    reference: Reference<'a>,
    /// What the weights are expected to come to.
    pub(super) whole: f64,
    pub(super) weights: &'a [i64],
    chances: &'a [Vec<f64>],
    pub(super) too_complex: &'a [RuleIdx],
    pub(super) common_swing: i64,
    /// For each rule the variables it may read, directly or not.
    reads: Vec<Vec<VarIdx>>,
    n_readings: usize,
}

impl<'a> Checker<'a> {
    fn new(premises: &Premises<'a>) -> Self {
        let Premises { base, questionnaire, variables, .. } = *premises;
        let swings: Vec<i64> = base.criteria.iter().map(crate::model::Criterion::swing).collect();
        let products = base.products();
        let reads = reads_of(base, &products, questionnaire, variables);
        Self {
            base,
            weighings: base.weighings(),
            products,
            whole: 0.0,
            variables,
            reference: Reference { questionnaire, variables },
            weights: premises.weights,
            chances: premises.chances,
            too_complex: premises.too_complex,
            common_swing: common_multiple(&swings).unwrap_or(1),
            reads,
            n_readings: 0,
        }
    }

    fn proof(&mut self, proof: &Proof, pair: (usize, usize), allowed: &[u64]) -> Result<(), Flaw> {
        match proof {
            Proof::Excluded => {
                let excluded = self.value_of(&vetoes(self.base, pair.1), allowed)?;
                if excluded == Some(true) { Ok(()) } else { Err(Flaw::RivalCanBeLeft(OptionIdx::from(pair.1))) }
            }
            Proof::Bound(bound) => self.bound(bound, pair, allowed),
            Proof::Cases { question, choice, cases } => {
                let var = self.variable(*question, *choice)?;
                let covered = cases.iter().fold(0, |mask, (cells, _)| mask | cells);
                if allowed[var] & !covered != 0 {
                    return Err(Flaw::Cases);
                }
                for (cells, proof) in cases.iter().filter(|(cells, _)| cells & allowed[var] != 0) {
                    let mut narrower = allowed.to_vec();
                    narrower[var] &= cells;
                    self.proof(proof, pair, &narrower)?;
                }
                Ok(())
            }
        }
    }

    fn variable(&self, question: QuestionIdx, choice: Option<usize>) -> Result<usize, Flaw> {
        variables_of(self.variables, question).nth(choice.unwrap_or(0)).ok_or(Flaw::Unknown)
    }

    fn bound(&mut self, bound: &Bound, pair: (usize, usize), allowed: &[u64]) -> Result<(), Flaw> {
        let mut counted = vec![0; self.n_addends()];
        for rule in bound.terms.iter().flat_map(|term| &term.rules) {
            *counted.get_mut(rule.get()).ok_or(Flaw::Unknown)? += 1;
        }
        if let Some(twice) = counted.iter().position(|times| *times > 1) {
            return Err(Flaw::RuleNotCounted(RuleIdx::from(twice)));
        }
        let found = self.decided(pair, &counted, allowed)?;
        if bound.decided != found {
            return Err(Flaw::Decided { said: bound.decided, found });
        }
        self.shifts(bound, allowed)?;
        let mut ahead = bound.decided as f64;
        for (position, term) in bound.terms.iter().enumerate() {
            let worth = |rule: &RuleIdx| Worth {
                rule: rule.get(),
                points: self.worth(rule.get(), pair, 0),
                with_barrier: self.worth(rule.get(), pair, bound.barrier),
            };
            let rules: Vec<Worth> = term.rules.iter().map(worth).collect();
            let found = self.outcome(&rules, &self.amounts(&term.shifts)?, &mut allowed.to_vec())?;
            if found.least < term.least {
                return Err(Flaw::Term { term: position, said: term.least, found: found.least });
            }
            self.shown_within(term.moves, (found.expected - term.least as f64).max(0.0), 1.51)?;
            ahead += found.expected;
        }
        self.shown(bound.ahead, ahead)?;
        let can_move = bound.terms.iter().fold(0, |sum, term| term.moves.0.saturating_add(sum));
        if can_move != bound.can_move.0 {
            return Err(Flaw::Shown { said: bound.can_move.0, found: can_move });
        }
        let sum = bound.terms.iter().fold(bound.decided, |sum, term| sum.saturating_add(term.least));
        if sum > 0 { Ok(()) } else { Err(Flaw::NotAbove(sum)) }
    }

    /// A figure shown is within a tenth of a fit point, for figures are rounded to add up.
    fn shown(&self, said: Fit, found: f64) -> Result<(), Flaw> {
        self.shown_within(said, found, 1.01)
    }

    /// A part that stands alone takes up what equal ones beside it cannot, and may be off by half a tenth more.
    fn shown_within(&self, said: Fit, found: f64, most: f64) -> Result<(), Flaw> {
        let tenths = found / (self.whole * self.common_swing as f64) * 1_000.0;
        let is_close = (said.0 as f64 - tenths).abs() < most;
        if is_close { Ok(()) } else { Err(Flaw::Shown { said: said.0, found: tenths.round() as i64 }) }
    }

    /// The lead from what the options start with and from the rules in no term, which must be certain.
    fn decided(&mut self, pair: (usize, usize), counted: &[i32], allowed: &[u64]) -> Result<i64, Flaw> {
        let mut sum = self.starting_lead(pair);
        for (rule, times) in counted.iter().enumerate() {
            let worth = self.worth(rule, pair, 0);
            if worth != 0 && *times == 0 {
                let holds = self.value_of(&[rule], allowed)?.ok_or(Flaw::RuleNotCounted(RuleIdx::from(rule)))?;
                sum += if holds { worth } else { 0 };
            }
        }
        Ok(sum)
    }

    /// The lead of one option over another that is expected over all allowed answers.
    fn expected_lead(&mut self, pair: (usize, usize), allowed: &[u64], blind: Blind) -> Result<f64, Flaw> {
        let mut lead = self.starting_lead(pair) as f64;
        for rule in 0..self.n_addends() {
            let points = self.worth(rule, pair, 0);
            if points == 0 {
                continue;
            }
            if self.too_complex.contains(&RuleIdx::from(rule)) {
                lead += points as f64
                    * match self.read(rule, allowed)? {
                        Some(holds) => f64::from(u8::from(holds)),
                        None if blind == Blind::AsLikelyAsNot => 0.5,
                        None => return Err(Flaw::RuleNotCounted(RuleIdx::from(rule))),
                    };
                continue;
            }
            let worth = [Worth { rule, points, with_barrier: points }];
            lead += self.outcome(&worth, &[], &mut allowed.to_vec())?.expected;
        }
        Ok(lead)
    }

    /// The lead from what the options start with.
    fn starting_lead(&self, (winner, rival): (usize, usize)) -> i64 {
        let start = |option: usize| -> i64 {
            let points = &self.base.options[option].base;
            points.iter().map(|start| i64::from(start.points) * self.unit(start.criterion.get())).sum()
        };
        start(winner) - start(rival)
    }

    /// What one point on a criterion is worth.
    fn unit(&self, criterion: usize) -> i64 {
        self.weights[criterion] * (self.common_swing / self.base.criteria[criterion].swing())
    }

    /// How many rules and products there are.
    fn n_addends(&self) -> usize {
        self.base.rules.len() + self.products.len()
    }

    /// What a rule adds to the lead where it holds.
    fn worth(&self, rule: usize, (winner, rival): (usize, usize), barrier: i64) -> i64 {
        if let Some(nth) = rule.checked_sub(self.base.rules.len()) {
            return self.worth_of_product(self.products[nth], (winner, rival));
        }
        match &self.base.rules[rule].effect {
            Effect::Points { criterion, points } => {
                let of =
                    |option: usize| points.iter().find(|(o, _)| o.get() == option).map_or(0, |(_, p)| i64::from(*p));
                (of(winner) - of(rival)) * self.unit(criterion.get())
            }
            effect if effect.excluded().iter().any(|option| option.get() == rival) => barrier,
            Effect::Weighs(_) | Effect::Excludes(_) | Effect::Caution { .. } | Effect::Withholds { .. } => 0,
        }
    }

    /// For each variable that shifts speak of, the amount for each of its cells.
    fn amounts(&self, shifts: &[Shift]) -> Result<Vec<(usize, [i64; 64])>, Flaw> {
        let mut amounts: Vec<(usize, [i64; 64])> = Vec::new();
        for shift in shifts {
            let var = self.variable(shift.question, shift.choice)?;
            let known = amounts.iter().position(|(known, _)| *known == var).unwrap_or_else(|| {
                amounts.push((var, [0; 64]));
                amounts.len() - 1
            });
            for cell in cells(shift.cells).map(usize::from) {
                amounts[known].1[cell] = amounts[known].1[cell].saturating_add(shift.amount);
            }
        }
        Ok(amounts)
    }

    fn shifts(&self, bound: &Bound, allowed: &[u64]) -> Result<(), Flaw> {
        let all: Vec<Shift> = bound.terms.iter().flat_map(|term| term.shifts.iter().copied()).collect();
        for (var, amounts) in self.amounts(&all)? {
            if let Some(added) = cells(allowed[var]).map(|cell| amounts[usize::from(cell)]).find(|amount| *amount > 0) {
                return Err(Flaw::Shifts(added));
            }
        }
        Ok(())
    }

    /// The least that rules and shifts come to together, and what they are expected to come to.
    pub(super) fn outcome(
        &mut self,
        rules: &[Worth],
        shifts: &[(usize, [i64; 64])],
        allowed: &mut Vec<u64>,
    ) -> Result<Outcome, Flaw> {
        if let [Worth { rule, points, with_barrier }] = rules
            && self.too_complex.contains(&RuleIdx::from(*rule))
        {
            // Nothing is known of such a rule, so it may always hold or not.
            return Ok(Outcome { least: (*with_barrier).min(0), expected: *points as f64 / 2.0 });
        }
        let mut outcome = Outcome { least: 0, expected: 0.0 };
        let mut open = None;
        for Worth { rule, points, with_barrier } in rules {
            match self.read(*rule, allowed)? {
                Some(true) => {
                    outcome.least = outcome.least.saturating_add(*with_barrier);
                    outcome.expected += *points as f64;
                }
                Some(false) => {}
                None => open = Some(*rule),
            }
        }
        let Some(open) = open else {
            for (var, amounts) in shifts {
                let amounts = |cell: u8| amounts[usize::from(cell)];
                let least = cells(allowed[*var]).map(amounts).min().unwrap_or(0);
                outcome.least = outcome.least.saturating_add(least);
                let shares = self.shares_of(*var, allowed[*var]);
                outcome.expected += shares.iter().map(|(cell, share)| share * amounts(*cell) as f64).sum::<f64>();
            }
            return Ok(outcome);
        };
        let (var, mask) = self.open_variable(open, allowed)?;
        outcome = Outcome { least: i64::MAX, expected: 0.0 };
        for (cell, share) in self.shares_of(var, mask) {
            allowed[var] = 1 << cell;
            let below = self.outcome(rules, shifts, allowed)?;
            outcome.least = outcome.least.min(below.least);
            outcome.expected += share * below.expected;
        }
        allowed[var] = mask;
        Ok(outcome)
    }

    /// The cells of a mask with the chance of each among them.
    fn shares_of(&self, var: usize, mask: u64) -> Vec<(u8, f64)> {
        let chance = |cell: u8| self.chances[var][usize::from(cell)];
        let sum: f64 = cells(mask).map(chance).sum();
        let even = 1.0 / f64::from(mask.count_ones());
        cells(mask).map(|cell| (cell, if sum > 0.0 { chance(cell) / sum } else { even })).collect()
    }

    /// Whether at least one of some rules holds everywhere (true) or nowhere (false).
    fn value_of(&mut self, rules: &[usize], allowed: &[u64]) -> Result<Option<bool>, Flaw> {
        let mut values = [false; 2];
        self.values(rules, &mut allowed.to_vec(), &mut values)?;
        Ok(match values {
            [true, true] => None,
            [_, held] => Some(held),
        })
    }

    fn values(&mut self, rules: &[usize], allowed: &mut Vec<u64>, values: &mut [bool; 2]) -> Result<(), Flaw> {
        let mut open = None;
        for rule in rules {
            match self.read(*rule, allowed)? {
                Some(true) => {
                    values[1] = true;
                    return Ok(());
                }
                Some(false) => {}
                None => open = Some(*rule),
            }
        }
        let Some(open) = open else {
            values[0] = true;
            return Ok(());
        };
        let (var, mask) = self.open_variable(open, allowed)?;
        for cell in cells(mask).take_while(|_| !values.iter().all(|value| *value)).collect::<Vec<_>>() {
            allowed[var] = 1 << cell;
            self.values(rules, allowed, values)?;
        }
        allowed[var] = mask;
        Ok(())
    }

    pub(super) fn read(&mut self, rule: usize, allowed: &[u64]) -> Result<Option<bool>, Flaw> {
        self.n_readings += 1;
        if self.n_readings > MAX_READINGS {
            return Err(Flaw::TooLarge);
        }
        let parts = parts_of(rule, self.base.rules.len(), &self.products);
        let truth = |part: usize| self.reference.truth(&self.base.rules[part].when.expr, allowed);
        let (mut holds, mut fails) = (true, false);
        for truth in parts.map(truth) {
            holds &= truth == Some(true);
            fails |= truth == Some(false);
        }
        Ok(if fails { Some(false) } else { holds.then_some(true) })
    }

    /// A variable of a rule that is not down to one cell, with its cells.
    fn open_variable(&self, rule: usize, allowed: &[u64]) -> Result<(usize, u64), Flaw> {
        let vars = self.reads[rule].iter().map(|var| usize::from(*var));
        let open = vars.map(|var| (var, allowed[var])).find(|(_, mask)| mask.count_ones() > 1);
        open.ok_or(Flaw::RuleNotCounted(RuleIdx::from(rule)))
    }
}

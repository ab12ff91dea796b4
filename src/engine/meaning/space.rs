//! The answer space: one variable per question (one per choice where several may hold), each with finitely many cells.
//!
//! Number questions are cut at every threshold that a condition uses, at the edges of their bands, and at the numbers a person
//! typed. Skipping is substituted away: a variable is what *would* be answered, and an atom over a question with an `ask-if`
//! becomes "asked and so", or, for `is na`, "not asked". So the space is a plain product, and every proof is about a product.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cuts::Cuts;
use super::diagram::{Diagrams, FALSE, NodeId, TRUE, TooComplex};
use super::order::{Step, lowering_order};
use super::several::holds;
use super::variable::{Cells, VarIdx, Variable, number_cells, variables_of};
use crate::model::{Atom, Comparison, Expr, Interval, Quantity, QuantityIdx, QuestionIdx, QuestionKind, Questionnaire};

/// The steps that all conditions of a subject may take together until each of them has to do with [`FEW_STEPS`], so that making a space
/// ends soon whatever is loaded.
pub const MAX_STEPS: usize = 1 << 20;

/// One condition may take this part of the steps left, so that a few that explode leave enough to the others.
pub const SHARE_PER_CONDITION: usize = 8;

/// The steps that a condition may take in any case; what people write takes fewer.
pub const FEW_STEPS: usize = 1_000;

/// The most values of a quantity that are told apart.
pub const MAX_VALUES: usize = 1 << 16;

/// The variables of a questionnaire with the diagrams over them.
#[derive(Clone, Debug)]
pub struct Space {
    /// The variables, question by question.
    pub variables: Vec<Variable>,
    /// The first variable of each question; a question's variables end where the next one's start.
    pub first_variable: Vec<VarIdx>,
    /// All diagrams.
    pub diagrams: Diagrams,
    /// For each question, when it is asked.
    pub asked: Vec<NodeId>,
    /// For each question, where each of its odds that hang on other answers counts.
    pub likely_when: Vec<Vec<NodeId>>,
    /// For each trait and level, lowest first: when the trait is at least at this level.
    pub at_least: Vec<Vec<NodeId>>,
    /// Questions and traits whose conditions need too many nodes; conditions that read them are refused too.
    pub too_complex: Vec<Step>,
    /// How many steps all conditions have taken.
    pub n_steps: usize,
    /// The order in which questions and traits are lowered.
    order: Arc<[Step]>,
    /// The diagrams of comparisons of quantities while conditions are lowered.
    pub(super) tabulated: FxHashMap<(QuantityIdx, Comparison, i64), NodeId>,
}

impl Space {
    /// Builds the space of a questionnaire, cut as given.
    pub fn new(questionnaire: &Questionnaire, cuts: &Cuts) -> Self {
        Self::cut(questionnaire, cuts, lowering_order(questionnaire).into(), &[])
    }

    /// The same space cut as given. What was too complex stays so without being tried: more cells make nothing simpler.
    #[must_use]
    pub fn recut(&self, questionnaire: &Questionnaire, cuts: &Cuts) -> Self {
        Self::cut(questionnaire, cuts, Arc::clone(&self.order), &self.too_complex)
    }

    fn cut(questionnaire: &Questionnaire, cuts: &Cuts, order: Arc<[Step]>, refused: &[Step]) -> Self {
        let mut variables = Vec::new();
        let mut first_variable = Vec::new();
        for (position, question) in questionnaire.questions.iter().enumerate() {
            let idx = QuestionIdx::from(position);
            first_variable.push(variables.len() as VarIdx);
            let mut add = |cells| variables.push(Variable { question: idx, cells });
            match &question.kind {
                QuestionKind::Choice { choices, .. } => {
                    add(Cells::Choices(choices.iter().map(|c| c.likely).collect()));
                }
                kind @ QuestionKind::Several { choices, at_least_one } => {
                    (0..choices.len()).for_each(|c| add(Cells::Includes(c)));
                    if *at_least_one {
                        add(Cells::StandsIn(kind.stand_ins()));
                    }
                }
                QuestionKind::Number(spec) => {
                    add(Cells::Numbers(number_cells(spec, cuts.get(&idx).into_iter().flatten().copied())));
                }
            }
        }
        let n_cells = variables.iter().map(|v| v.cells.len() as u8).collect();
        let diagrams = Diagrams::new(n_cells);
        Self::lowered(variables, first_variable, diagrams, order, questionnaire, refused)
    }

    /// The variables, their numbers cut in more places.
    pub(in crate::engine) fn variables_cut_at(&self, questionnaire: &Questionnaire, more: &Cuts) -> Vec<Variable> {
        let mut variables = self.variables.clone();
        for (question, starts) in more {
            let variable = &mut variables[usize::from(self.first_variable[question.get()])];
            if let (Some(spec), Cells::Numbers(cells)) =
                (questionnaire.questions[question.get()].kind.number(), &mut variable.cells)
            {
                *cells = number_cells(spec, cells.iter().map(|cell| cell.low).chain(starts.iter().copied()));
            }
        }
        variables
    }

    /// The space over such variables, each confined to its possible cells, so that only what they leave open stands in diagrams.
    pub(in crate::engine) fn within(
        &self,
        questionnaire: &Questionnaire,
        variables: Vec<Variable>,
        possible: Vec<u64>,
    ) -> Self {
        let n_cells = variables.iter().map(|v| v.cells.len() as u8).collect();
        let diagrams = Diagrams::within(n_cells, possible);
        let order = Arc::clone(&self.order);
        Self::lowered(variables, self.first_variable.clone(), diagrams, order, questionnaire, &[])
    }

    fn lowered(
        variables: Vec<Variable>,
        first_variable: Vec<VarIdx>,
        diagrams: Diagrams,
        order: Arc<[Step]>,
        questionnaire: &Questionnaire,
        refused: &[Step],
    ) -> Self {
        let mut space = Self {
            variables,
            first_variable,
            diagrams,
            asked: Vec::new(),
            likely_when: Vec::new(),
            at_least: Vec::new(),
            too_complex: Vec::new(),
            n_steps: 0,
            order,
            tabulated: FxHashMap::default(),
        };
        space.lower_questionnaire(questionnaire, refused);
        space
    }

    /// The variables of a question.
    pub fn variables_of(&self, question: QuestionIdx) -> std::ops::Range<usize> {
        variables_of(&self.variables, question)
    }

    /// The question of a variable, and its position among that question's variables where there are several.
    pub fn name(&self, var: VarIdx) -> (QuestionIdx, Option<usize>) {
        let variable = &self.variables[usize::from(var)];
        let part = usize::from(var - self.first_variable[variable.question.get()]);
        let is_part = matches!(variable.cells, Cells::Includes(_) | Cells::StandsIn(_));
        (variable.question, is_part.then_some(part))
    }

    /// Makes something of diagrams with the steps that one condition may take.
    pub fn within_steps<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let allowed = (MAX_STEPS.saturating_sub(self.n_steps) / SHARE_PER_CONDITION).max(FEW_STEPS);
        self.diagrams.allow(allowed);
        let made = make(self);
        self.n_steps += allowed - self.diagrams.steps_left();
        made
    }

    /// The diagram of a condition. Parts that would grow too large are refused as a whole.
    pub fn lower(&mut self, expr: &Expr, questionnaire: &Questionnaire) -> Result<NodeId, TooComplex> {
        let n_nodes = self.diagrams.len();
        let lowered = self.within_steps(|space| space.lower_expr(expr, questionnaire));
        if lowered.is_err() {
            // What a refused condition has made would only be in the way of the others.
            self.diagrams.shrink_to(n_nodes);
            self.tabulated.retain(|_, node| (node.0 as usize) < n_nodes);
        }
        lowered
    }

    fn lower_questionnaire(&mut self, questionnaire: &Questionnaire, refused: &[Step]) {
        // The loader refuses cycles; the order makes sure that what a condition reads is there before it.
        self.asked = vec![TRUE; questionnaire.questions.len()];
        self.at_least = questionnaire.traits.iter().map(|t| vec![TRUE; t.levels.len()]).collect();
        for step in Arc::clone(&self.order).iter().copied() {
            let lowered = match step {
                _ if refused.contains(&step) => Err(TooComplex),
                Step::Question(question) => self.lower_question(question, questionnaire),
                Step::Trait(of) => self.lower_levels(of.get(), questionnaire),
            };
            if lowered.is_err() {
                self.too_complex.push(step);
            }
        }
        self.likely_when = vec![Vec::new(); questionnaire.questions.len()];
        for (position, question) in questionnaire.questions.iter().enumerate() {
            let nodes: Vec<NodeId> = question
                .likely_when
                .iter()
                .map(|of| {
                    // Odds that are too complex to follow say nothing; what follows from known answers does not hang on them.
                    self.lower(&of.when.expr, questionnaire).unwrap_or(FALSE)
                })
                .collect();
            self.likely_when[position] = nodes;
        }
    }

    fn lower_question(&mut self, question: QuestionIdx, questionnaire: &Questionnaire) -> Result<(), TooComplex> {
        if let Some(condition) = &questionnaire.questions[question.get()].ask_if {
            self.asked[question.get()] = self.lower(&condition.expr, questionnaire)?;
        }
        Ok(())
    }

    fn lower_levels(&mut self, of: usize, questionnaire: &Questionnaire) -> Result<(), TooComplex> {
        let mut reached = FALSE;
        for (level, declared) in questionnaire.traits[of].levels.iter().enumerate().rev() {
            let holds = match &declared.when {
                Some(condition) => self.lower(&condition.expr, questionnaire)?,
                None => TRUE,
            };
            reached = self.within_steps(|space| space.diagrams.or(reached, holds))?;
            self.at_least[of][level] = reached;
        }
        Ok(())
    }

    fn lower_expr(&mut self, expr: &Expr, questionnaire: &Questionnaire) -> Result<NodeId, TooComplex> {
        match expr {
            Expr::Const(true) => Ok(TRUE),
            Expr::Const(false) => Ok(FALSE),
            Expr::Not(inner) => {
                let inner = self.lower_expr(inner, questionnaire)?;
                self.diagrams.not(inner)
            }
            Expr::And(parts) => self.lower_parts(parts, TRUE, Diagrams::and, questionnaire),
            Expr::Or(parts) => self.lower_parts(parts, FALSE, Diagrams::or, questionnaire),
            Expr::Atom(atom) => self.lower_atom(atom, questionnaire),
        }
    }

    fn lower_parts(
        &mut self,
        parts: &[Expr],
        start: NodeId,
        join: fn(&mut Diagrams, NodeId, NodeId) -> Result<NodeId, TooComplex>,
        questionnaire: &Questionnaire,
    ) -> Result<NodeId, TooComplex> {
        parts.iter().try_fold(start, |so_far, part| {
            let part = self.lower_expr(part, questionnaire)?;
            join(&mut self.diagrams, so_far, part)
        })
    }

    fn lower_atom(&mut self, atom: &Atom, questionnaire: &Questionnaire) -> Result<NodeId, TooComplex> {
        match atom {
            Atom::Choice { question, mask } => self.asked_and(*question, *mask),
            Atom::Includes { question, choice } => {
                let (first, kind) =
                    (self.first_variable[question.get()], &questionnaire.questions[question.get()].kind);
                let holds = holds(&mut self.diagrams, kind, first, *choice)?;
                let asked = self.when_asked(*question)?;
                self.diagrams.and(asked, holds)
            }
            Atom::Number { question, intervals } => {
                let mask = self.cells_within(*question, intervals);
                self.asked_and(*question, mask)
            }
            Atom::IsNa { question } => {
                let asked = self.when_asked(*question)?;
                self.diagrams.not(asked)
            }
            Atom::Trait { of, .. } if self.too_complex.contains(&Step::Trait(*of)) => Err(TooComplex),
            Atom::Trait { of, mask } => self.trait_within(of.get(), *mask),
            Atom::Quantity { of, comparison, bound } => {
                if let Some(known) = self.tabulated.get(&(*of, *comparison, *bound)) {
                    return Ok(*known);
                }
                let quantity = &questionnaire.quantities[of.get()];
                if !quantity.sum.is_empty() {
                    let accepts = |sum: i128| comparison.accepts(sum.cmp(&i128::from(*bound)));
                    let node = self.total(quantity, questionnaire, &accepts)?;
                    self.tabulated.insert((*of, *comparison, *bound), node);
                    return Ok(node);
                }
                let holds = |(over, under): (i128, i128)| {
                    comparison.accepts(over.cmp(&i128::from(*bound).saturating_mul(under)))
                };
                let node = self.tabulate(quantity, &holds)?;
                self.tabulated.insert((*of, *comparison, *bound), node);
                Ok(node)
            }
        }
    }

    fn asked_and(&mut self, question: QuestionIdx, mask: u64) -> Result<NodeId, TooComplex> {
        let atom = self.diagrams.atom(self.first_variable[question.get()], mask)?;
        let asked = self.when_asked(question)?;
        self.diagrams.and(asked, atom)
    }

    pub(super) fn when_asked(&self, question: QuestionIdx) -> Result<NodeId, TooComplex> {
        let refused = self.too_complex.contains(&Step::Question(question));
        if refused { Err(TooComplex) } else { Ok(self.asked[question.get()]) }
    }

    fn cells_within(&self, question: QuestionIdx, intervals: &[Interval]) -> u64 {
        self.variables[usize::from(self.first_variable[question.get()])].cells_within(intervals)
    }

    /// The levels in a mask, as the union of its runs: a run from a to b is "at least a and not at least b + 1".
    fn trait_within(&mut self, of: usize, mask: u64) -> Result<NodeId, TooComplex> {
        let n_levels = self.at_least[of].len();
        let mut result = FALSE;
        let mut level = 0;
        while level < n_levels {
            if mask >> level & 1 == 0 {
                level += 1;
                continue;
            }
            let mut run = self.at_least[of][level];
            while level < n_levels && mask >> level & 1 == 1 {
                level += 1;
            }
            if level < n_levels {
                let beyond = self.diagrams.not(self.at_least[of][level])?;
                run = self.diagrams.and(run, beyond)?;
            }
            result = self.diagrams.or(result, run)?;
        }
        Ok(result)
    }

    /// The diagram of a test of a quantity's value, given as numerator and denominator, over the readings of what it reads.
    fn tabulate(&mut self, quantity: &Quantity, holds: &dyn Fn((i128, i128)) -> bool) -> Result<NodeId, TooComplex> {
        // A question that stands in the formula more than once is still one variable, with one cell at a time.
        let mut reads: BTreeMap<VarIdx, (u32, u32)> = BTreeMap::new();
        for question in &quantity.over {
            reads.entry(self.first_variable[question.get()]).or_default().0 += 1;
        }
        for question in &quantity.under {
            reads.entry(self.first_variable[question.get()]).or_default().1 += 1;
        }
        let reads: Vec<(VarIdx, (u32, u32))> = reads.into_iter().collect();
        let n_values = reads.iter().map(|(var, _)| self.variables[usize::from(*var)].cells.len());
        if n_values.fold(1, usize::saturating_mul) > MAX_VALUES {
            return Err(TooComplex);
        }
        let start = (i128::from(quantity.times), i128::from(quantity.divided_by));
        let mut result = self.tabulate_from(&reads, start, holds)?;
        for question in quantity.over.iter().chain(&quantity.under) {
            let asked = self.when_asked(*question)?;
            result = self.diagrams.and(asked, result)?;
        }
        Ok(result)
    }

    fn tabulate_from(
        &mut self,
        reads: &[(VarIdx, (u32, u32))],
        so_far: (i128, i128),
        holds: &dyn Fn((i128, i128)) -> bool,
    ) -> Result<NodeId, TooComplex> {
        let Some(((var, (over, under)), rest)) = reads.split_first() else {
            // Dividing by nothing gives no value, and what has no value satisfies no comparison.
            return Ok(if so_far.1 != 0 && holds(so_far) { TRUE } else { FALSE });
        };
        let Cells::Numbers(cells) = self.variables[usize::from(*var)].cells.clone() else { return Ok(FALSE) };
        self.diagrams.spend(cells.len())?;
        let children: Result<Vec<NodeId>, TooComplex> = (0..)
            .zip(&cells)
            .map(|(position, cell)| {
                if !self.diagrams.is_possible(*var, position) {
                    return Ok(FALSE);
                }
                let reading = i128::from(cell.reading);
                let times = |product: i128, n: u32| product.saturating_mul(reading.saturating_pow(n));
                let next = (times(so_far.0, *over), times(so_far.1, *under));
                self.tabulate_from(rest, next, holds)
            })
            .collect();
        self.diagrams.node(*var, &children?)
    }
}

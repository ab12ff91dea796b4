//! Conditions as operations over the cells of the variables.
//!
//! They are taken from the expressions, not from diagrams: a level of a trait is worked out once and read by all rules, nothing can be
//! too complex, and a typed number enters a quantity as what it is.

use std::collections::BTreeMap;

use super::program::{ALWAYS, NEVER, Reg, Writer};
use crate::engine::meaning::order::{Step, lowering_order};
use crate::engine::meaning::space::MAX_VALUES;
use crate::engine::meaning::variable::{Cells, Variable, full_mask, variables_of};
use crate::model::{Addend, Atom, Comparison, Expr, Interval, Quantity, QuantityIdx, QuestionIdx, Questionnaire};

/// A comparison of a quantity, worked out lane by lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The quantity.
    pub of: QuantityIdx,
    /// How its value compares with the bound.
    pub comparison: Comparison,
    /// The bound.
    pub bound: i64,
}

/// A comparison of a quantity with what it reads.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The comparison.
    pub measured: Measured,
    /// What the value starts from, above and below.
    pub start: (i128, i128),
    /// The variables it reads, with how often above and below.
    pub reads: Vec<(usize, (u32, u32))>,
}

/// How lanes say what number was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// By its cell, which stands for one number.
    ByCell,
    /// As typed, beside its cell.
    Typed,
}

/// Writes the conditions of one questionnaire.
pub struct Conditions<'a> {
    questionnaire: &'a Questionnaire,
    variables: &'a [Variable],
    numbers: Numbers,
    /// For each variable the cells it may be in.
    possible: Vec<u64>,
    /// The operations so far.
    pub writer: Writer,
    /// For each variable the position of its first cell among the input; last, where the cells end.
    first_cell: Vec<usize>,
    /// For each question, when it is asked.
    pub asked: Vec<Reg>,
    /// For each trait and level, lowest first: when the trait is at least at this level.
    at_least: Vec<Vec<Reg>>,
    /// The comparisons of quantities that the input has to say, after the cells.
    pub compared: Vec<Compared>,
}

/// For each variable the position of its first cell when all cells are listed; last, how many there are.
pub fn first_cells(variables: &[Variable]) -> Vec<usize> {
    let mut first = vec![0];
    for variable in variables {
        first.push(first[first.len() - 1] + variable.cells.len());
    }
    first
}

impl<'a> Conditions<'a> {
    /// The conditions of a questionnaire over these variables, `ask-if`s and levels included.
    pub fn new(
        questionnaire: &'a Questionnaire,
        variables: &'a [Variable],
        numbers: Numbers,
        possible: Option<&[u64]>,
    ) -> Self {
        let all = || variables.iter().map(|variable| full_mask(variable.cells.len())).collect();
        let mut conditions = Self {
            questionnaire,
            variables,
            numbers,
            possible: possible.map_or_else(all, <[u64]>::to_vec),
            writer: Writer::new(),
            first_cell: first_cells(variables),
            asked: vec![ALWAYS; questionnaire.questions.len()],
            at_least: questionnaire.traits.iter().map(|of| vec![ALWAYS; of.levels.len()]).collect(),
            compared: Vec::new(),
        };
        for step in lowering_order(questionnaire) {
            match step {
                Step::Question(question) => conditions.lower_question(question),
                Step::Trait(of) => conditions.lower_levels(of.get()),
            }
        }
        conditions
    }

    fn lower_question(&mut self, question: QuestionIdx) {
        let questionnaire = self.questionnaire;
        if let Some(condition) = &questionnaire.questions[question.get()].ask_if {
            self.asked[question.get()] = self.lower(&condition.expr);
        }
    }

    fn lower_levels(&mut self, of: usize) {
        let questionnaire = self.questionnaire;
        let mut reached = NEVER;
        for (level, declared) in questionnaire.traits[of].levels.iter().enumerate().rev() {
            let holds = declared.when.as_ref().map_or(ALWAYS, |condition| self.lower(&condition.expr));
            reached = self.writer.or(reached, holds);
            self.at_least[of][level] = reached;
        }
    }

    /// Where a condition holds.
    pub fn lower(&mut self, expr: &Expr) -> Reg {
        match expr {
            Expr::Const(true) => ALWAYS,
            Expr::Const(false) => NEVER,
            Expr::Not(inner) => {
                let inner = self.lower(inner);
                self.writer.not(inner)
            }
            Expr::And(parts) => parts.iter().fold(ALWAYS, |so_far, part| {
                let part = self.lower(part);
                self.writer.and(so_far, part)
            }),
            Expr::Or(parts) => parts.iter().fold(NEVER, |so_far, part| {
                let part = self.lower(part);
                self.writer.or(so_far, part)
            }),
            Expr::Atom(atom) => self.lower_atom(atom),
        }
    }

    fn lower_atom(&mut self, atom: &Atom) -> Reg {
        match atom {
            Atom::Choice { question, mask } => self.asked_and(*question, *mask),
            Atom::Includes { question, choice } => {
                let holds = self.includes(*question, *choice);
                self.writer.and(self.asked[question.get()], holds)
            }
            Atom::Number { question, intervals } => {
                let mask = self.cells_within(*question, intervals);
                self.asked_and(*question, mask)
            }
            Atom::IsNa { question } => self.writer.not(self.asked[question.get()]),
            Atom::Trait { of, mask } => self.trait_within(of.get(), *mask),
            Atom::Quantity { of, comparison, bound } => {
                let questionnaire = self.questionnaire;
                let measured = Measured { of: *of, comparison: *comparison, bound: *bound };
                self.quantity(&questionnaire.quantities[of.get()], measured)
            }
        }
    }

    /// Where a choice of several holds, as [`crate::model::QuestionKind::held`] has it.
    fn includes(&mut self, question: QuestionIdx, choice: usize) -> Reg {
        let questionnaire = self.questionnaire;
        let kind = &questionnaire.questions[question.get()].kind;
        let (choices, first) = (kind.choices(), variables_of(self.variables, question).start);
        let mut holds = self.within(first + choice, 0b10);
        let stand_ins = kind.stand_ins();
        if let Some(cell) = stand_ins.iter().position(|other| *other == choice) {
            let none = stand_ins.iter().fold(ALWAYS, |none, other| {
                let unsaid = self.within(first + other, 0b01);
                self.writer.and(none, unsaid)
            });
            let this = self.within(first + choices.len(), 1 << cell);
            let stands_in = self.writer.and(none, this);
            holds = self.writer.or(holds, stands_in);
        }
        let excludes = |other: &usize| choices[*other].exclusive && (*other < choice || !choices[choice].exclusive);
        (0..choices.len()).filter(excludes).fold(holds, |holds, other| {
            let unsaid = self.within(first + other, 0b01);
            self.writer.and(holds, unsaid)
        })
    }

    fn asked_and(&mut self, question: QuestionIdx, mask: u64) -> Reg {
        let var = variables_of(self.variables, question).start;
        let within = self.within(var, mask);
        self.writer.and(self.asked[question.get()], within)
    }

    /// Where a variable is in one of these cells. As it is in exactly one, the smaller side is enough.
    fn within(&mut self, var: usize, mask: u64) -> Reg {
        let possible = self.possible[var];
        let (inside, outside) = (possible & mask, possible & !mask);
        if inside.count_ones() > outside.count_ones() {
            let others = self.any_of(var, outside);
            return self.writer.not(others);
        }
        self.any_of(var, inside)
    }

    fn any_of(&mut self, var: usize, mask: u64) -> Reg {
        let first = self.first_cell[var];
        // From the last cell on, so that "at least" of an ordered question is shared by all that ask for less.
        (0..64).rev().filter(|cell| mask >> cell & 1 == 1).fold(NEVER, |any, cell| {
            let input = self.writer.input(first + cell);
            self.writer.or(any, input)
        })
    }

    fn cells_within(&self, question: QuestionIdx, intervals: &[Interval]) -> u64 {
        self.variables[variables_of(self.variables, question).start].cells_within(intervals)
    }

    /// The levels in a mask, as the union of its runs.
    fn trait_within(&mut self, of: usize, mask: u64) -> Reg {
        let n_levels = self.at_least[of].len();
        let (mut result, mut level) = (NEVER, 0);
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
                let below = self.writer.not(self.at_least[of][level]);
                run = self.writer.and(run, below);
            }
            result = self.writer.or(result, run);
        }
        result
    }

    fn quantity(&mut self, quantity: &Quantity, measured: Measured) -> Reg {
        if !quantity.sum.is_empty() {
            return self.total(quantity, measured);
        }
        let reads = reads_of(quantity, self.variables);
        let n_values = reads.iter().map(|(var, _)| self.variables[*var].cells.len()).fold(1, usize::saturating_mul);
        let compared = if self.numbers == Numbers::Typed || n_values > MAX_VALUES {
            self.measure(quantity, measured, reads)
        } else {
            self.tabulate(&reads, start_of(quantity), measured)
        };
        quantity.over.iter().chain(&quantity.under).fold(compared, |so_far, question| {
            let asked = self.asked[question.get()];
            self.writer.and(so_far, asked)
        })
    }

    /// A test of a sum, from the last addend on: for each sum so far, where the test is passed in the end.
    fn total(&mut self, quantity: &Quantity, measured: Measured) -> Reg {
        let questionnaire = self.questionnaire;
        let addends = quantity.addends(questionnaire);
        let mut most: usize = addends.iter().map(|addend| addend.most()).sum();
        let leaf = |sum: usize| if measured.accepts((sum as i128, 1)) { ALWAYS } else { NEVER };
        let mut from_here: Vec<Reg> = (0..=most).map(leaf).collect();
        for addend in addends.iter().rev() {
            most -= addend.most();
            let question = addend.question();
            let asked = self.asked[question.get()];
            let adds: Vec<Reg> = match addend {
                Addend::Level(_, n_levels) => {
                    let var = variables_of(self.variables, question).start;
                    (0..*n_levels).map(|level| self.within(var, 1 << level)).collect()
                }
                Addend::Choice(_, choice) => {
                    let holds = self.includes(question, *choice);
                    vec![self.writer.not(holds), holds]
                }
            };
            let not_asked = self.writer.not(asked);
            from_here = (0..=most)
                .map(|sum| {
                    let added = adds.iter().zip(&from_here[sum..]).fold(NEVER, |any, (here, then)| {
                        let both = self.writer.and(*here, *then);
                        self.writer.or(any, both)
                    });
                    let added = self.writer.and(asked, added);
                    let skipped = self.writer.and(not_asked, from_here[sum]);
                    self.writer.or(added, skipped)
                })
                .collect();
        }
        from_here[0]
    }

    fn measure(&mut self, quantity: &Quantity, measured: Measured, reads: Vec<(usize, (u32, u32))>) -> Reg {
        let known = self.compared.iter().position(|other| other.measured == measured);
        let position = known.unwrap_or_else(|| {
            self.compared.push(Compared { measured, start: start_of(quantity), reads });
            self.compared.len() - 1
        });
        self.writer.input(self.first_cell[self.variables.len()] + position)
    }

    /// The comparison for each combination of cells; cells after which it goes on alike are taken together.
    fn tabulate(&mut self, reads: &[(usize, (u32, u32))], so_far: (i128, i128), measured: Measured) -> Reg {
        let Some(((var, powers), rest)) = reads.split_first() else {
            return if measured.accepts(so_far) { ALWAYS } else { NEVER };
        };
        let variables = self.variables;
        let Cells::Numbers(cells) = &variables[*var].cells else { return NEVER };
        let mut groups: BTreeMap<Reg, u64> = BTreeMap::new();
        for (position, cell) in cells.iter().enumerate() {
            let below = self.tabulate(rest, times(so_far, cell.reading, *powers), measured);
            *groups.entry(below).or_default() |= 1 << position;
        }
        groups.into_iter().fold(NEVER, |any, (below, mask)| {
            let here = self.within(*var, mask);
            let both = self.writer.and(here, below);
            self.writer.or(any, both)
        })
    }
}

impl Measured {
    /// Whether a value, given as what is divided by what, satisfies the comparison. Dividing by nothing gives none.
    pub fn accepts(&self, (over, under): (i128, i128)) -> bool {
        under != 0 && self.comparison.accepts(over.cmp(&i128::from(self.bound).saturating_mul(under)))
    }
}

/// What a quantity starts from before any reading.
fn start_of(quantity: &Quantity) -> (i128, i128) {
    (i128::from(quantity.times), i128::from(quantity.divided_by))
}

/// A value with one more reading, in these powers above and below.
pub fn times(so_far: (i128, i128), reading: i64, (over, under): (u32, u32)) -> (i128, i128) {
    let reading = i128::from(reading);
    let times = |product: i128, power: u32| product.saturating_mul(reading.saturating_pow(power));
    (times(so_far.0, over), times(so_far.1, under))
}

/// The variables a quantity reads, with how often above and below.
fn reads_of(quantity: &Quantity, variables: &[Variable]) -> Vec<(usize, (u32, u32))> {
    let mut reads: BTreeMap<usize, (u32, u32)> = BTreeMap::new();
    let var = |question: &QuestionIdx| variables_of(variables, *question).start;
    quantity.over.iter().for_each(|question| reads.entry(var(question)).or_default().0 += 1);
    quantity.under.iter().for_each(|question| reads.entry(var(question)).or_default().1 += 1);
    reads.into_iter().collect()
}

/// The variables whose cells, or numbers, stand at these positions of the input.
pub fn variables_at(inputs: &[usize], first_cell: &[usize], compared: &[Compared]) -> Vec<usize> {
    let n_cells = first_cell[first_cell.len() - 1];
    let of = |input: &usize| match input.checked_sub(n_cells) {
        Some(position) => compared[position].reads.iter().map(|(var, _)| *var).collect(),
        None => vec![first_cell.partition_point(|first| first <= input) - 1],
    };
    let mut variables: Vec<usize> = inputs.iter().flat_map(of).collect();
    variables.sort_unstable();
    variables.dedup();
    variables
}

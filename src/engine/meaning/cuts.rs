//! Where number questions are cut into cells: at thresholds, at typed numbers, and where a typed number would carry a quantity
//! over a threshold.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::variable::MAX_CELLS;
use crate::model::{
    Answer, AnswerValue, Answers, Atom, Expr, NumberSpec, Quantity, QuestionIdx, QuestionKind, Questionnaire, Subject,
};

/// For each number question the first numbers of its cells.
pub type Cuts = BTreeMap<QuestionIdx, BTreeSet<i64>>;

/// Every condition of a subject.
pub fn conditions(subject: &Subject) -> impl Iterator<Item = &Expr> {
    let questions = subject.questionnaire.questions.iter().filter_map(|q| q.ask_if.as_ref());
    let odds = subject.questionnaire.questions.iter().flat_map(|q| &q.likely_when).map(|of| &of.when);
    let levels = subject.questionnaire.traits.iter().flat_map(|t| &t.levels).filter_map(|l| l.when.as_ref());
    let rules = subject.rule_bases.iter().flat_map(|b| &b.rules).map(|r| &r.when);
    let costs = subject.rule_bases.iter().flat_map(|b| &b.unit_costs).filter_map(|cost| cost.when.as_ref());
    questions.chain(odds).chain(levels).chain(rules).chain(costs).map(|condition| &condition.expr)
}

/// The cuts that conditions need: every threshold of every number question.
pub fn cuts_of<'a>(conditions: impl Iterator<Item = &'a Expr>) -> Cuts {
    let mut cuts = Cuts::new();
    for expr in conditions {
        each_atom(expr, &mut |atom| {
            if let Atom::Number { question, intervals } = atom {
                let starts = cuts.entry(*question).or_default();
                intervals.iter().for_each(|i| starts.extend([i.low, i.high.saturating_add(1)]));
            }
        });
    }
    cuts
}

/// The cuts that typed numbers and ranges need, so that they are unions of cells.
pub fn cuts_of_answers(questionnaire: &Questionnaire, answers: &Answers) -> Cuts {
    let mut cuts = Cuts::new();
    for (position, question) in questionnaire.questions.iter().enumerate() {
        let QuestionKind::Number(spec) = &question.kind else { continue };
        let (low, high) = match answers.value(question.id.as_str()) {
            Some(AnswerValue::Number(number)) => (*number, *number),
            Some(AnswerValue::Range(low, high)) => (*low, *high),
            _ => continue,
        };
        // Without bands no quantity reads the number, so the thresholds alone decide.
        if !spec.bands.is_empty() {
            cuts.entry(QuestionIdx::from(position)).or_default().extend([low, high.saturating_add(1)]);
        }
    }
    cuts
}

/// Looks at every comparison of a condition.
pub fn each_atom(expr: &Expr, look: &mut dyn FnMut(&Atom)) {
    match expr {
        Expr::Const(_) => {}
        Expr::Not(inner) => each_atom(inner, look),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| each_atom(part, look)),
        Expr::Atom(atom) => look(atom),
    }
}

/// What the cuts of a subject's answers are found from.
#[derive(Clone, Debug, Default)]
pub struct Thresholds {
    /// The cuts that conditions need by themselves.
    of_conditions: Cuts,
    /// For each quantity the bounds it is compared with.
    of_quantities: Vec<BTreeSet<i64>>,
}

impl Thresholds {
    /// The thresholds of a subject.
    pub fn new(subject: &Subject) -> Self {
        let mut of_quantities = vec![BTreeSet::new(); subject.questionnaire.quantities.len()];
        for expr in conditions(subject) {
            each_atom(expr, &mut |atom| {
                if let Atom::Quantity { of, bound, .. } = atom {
                    of_quantities[of.get()].insert(*bound);
                }
            });
        }
        Self { of_conditions: cuts_of(conditions(subject)), of_quantities }
    }

    /// The cuts that answers need, and where a sure number is read by a quantity, more of them: every other number that could be
    /// typed instead is then in a cell whose numbers all serve the quantity alike.
    pub fn cuts_for(&self, questionnaire: &Questionnaire, answers: &Answers) -> Cuts {
        let mut cuts = cuts_of_answers(questionnaire, answers);
        for (question, starts) in &mut cuts {
            let declared = &questionnaire.questions[question.get()];
            // Where a number is not sure, its band counts as a whole too, with its own reading.
            let is_sure = |answer: &Answer| answer.sure >= 100 && matches!(answer.value, AnswerValue::Number(_));
            if !answers.get(declared.id.as_str()).is_some_and(is_sure) {
                continue;
            }
            let more = self.quantity_cuts(questionnaire, answers, *question);
            let n_bands = declared.kind.number().map_or(0, |spec| spec.bands.len());
            let n_needed = starts.len() + n_bands + self.of_conditions.get(question).map_or(0, BTreeSet::len);
            if n_needed + more.len() < MAX_CELLS {
                starts.extend(more);
            }
        }
        cuts
    }

    /// Where numbers for these questions carry quantities over bounds, given what else those read; as many as there is room for.
    pub fn cuts_around(&self, questionnaire: &Questionnaire, answers: &Answers, questions: &[QuestionIdx]) -> Cuts {
        let mut cuts = Cuts::new();
        for question in questions {
            let more = self.quantity_cuts(questionnaire, answers, *question);
            let n_known = self.of_conditions.get(question).map_or(0, BTreeSet::len);
            let n_bands = questionnaire.questions[question.get()].kind.number().map_or(0, |spec| spec.bands.len());
            // Two more where a number was typed.
            if !more.is_empty() && n_known + n_bands + more.len() + 2 < MAX_CELLS {
                cuts.insert(*question, more);
            }
        }
        cuts
    }

    /// Where other numbers for a question carry a quantity over a bound, given what else it reads.
    fn quantity_cuts(&self, questionnaire: &Questionnaire, answers: &Answers, question: QuestionIdx) -> BTreeSet<i64> {
        let mut cuts = BTreeSet::new();
        let Some(spec) = questionnaire.questions[question.get()].kind.number() else { return cuts };
        for (quantity, bounds) in questionnaire.quantities.iter().zip(&self.of_quantities) {
            // Zero gives no value where it is divided by, also where nothing else of the number is left.
            if quantity.under.contains(&question) {
                cuts.insert(1);
            }
            let Some(line) = Line::new(quantity, questionnaire, answers, question) else { continue };
            cuts.insert(1);
            for bound in bounds {
                for passed in [Ordering::Less, Ordering::Equal] {
                    cuts.insert(line.first_beyond(spec.min.max(1), spec.max, *bound, passed));
                }
            }
        }
        cuts
    }
}

/// What a quantity comes to for each number of one question: `over x n^power_over : under x n^power_under`.
struct Line {
    over: i128,
    under: i128,
    power_over: u32,
    power_under: u32,
}

impl Line {
    /// `None` where the quantity does not depend on the question, or where something else it reads is not known.
    fn new(
        quantity: &Quantity,
        questionnaire: &Questionnaire,
        answers: &Answers,
        question: QuestionIdx,
    ) -> Option<Self> {
        let power = |questions: &[QuestionIdx]| questions.iter().filter(|q| **q == question).count() as u32;
        let (power_over, power_under) = (power(&quantity.over), power(&quantity.under));
        let reading = |idx: &QuestionIdx| {
            let question = &questionnaire.questions[idx.get()];
            known_reading(question.kind.number()?, answers.value(question.id.as_str())?)
        };
        let product = |start: i64, questions: &[QuestionIdx]| {
            let mut others = questions.iter().filter(|q| **q != question);
            others.try_fold(i128::from(start), |so_far, other| Some(so_far.saturating_mul(i128::from(reading(other)?))))
        };
        if power_over == power_under {
            return None;
        }
        let (over, under) = (product(quantity.times, &quantity.over)?, product(quantity.divided_by, &quantity.under)?);
        Some(Self { over, under, power_over, power_under })
    }

    /// How the value for a number compares with a bound, turned so that it rises with the number.
    fn compare(&self, number: i64, bound: i64) -> Ordering {
        let number = i128::from(number);
        let over = self.over.saturating_mul(number.saturating_pow(self.power_over));
        let under = self.under.saturating_mul(number.saturating_pow(self.power_under));
        let ordering = over.cmp(&i128::from(bound).saturating_mul(under));
        if self.power_over > self.power_under { ordering } else { ordering.reverse() }
    }

    /// The first number that compares as more than `passed`; the one after the last where none does.
    fn first_beyond(&self, min: i64, max: i64, bound: i64, passed: Ordering) -> i64 {
        let (mut low, mut high) = (min, max.saturating_add(1));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.compare(middle, bound) > passed {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }
}

fn known_reading(spec: &NumberSpec, value: &AnswerValue) -> Option<i64> {
    match value {
        AnswerValue::Number(number) => Some(*number),
        AnswerValue::Band(id) => spec.bands.iter().find(|band| band.id == *id).map(|band| band.reading),
        _ => None,
    }
}

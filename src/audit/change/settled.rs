//! What other decisions say, point by point, to the questions that they settle for the one that is compared.

use std::sync::Arc;

use crate::engine::bulk::{Block, Keep, Numbers, Ready, Run, settled_by};
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::order::{questions_behind, settled_behind};
use crate::engine::meaning::weights::Weights;
use crate::model::{OptionIdx, RuleBase, Subject};

/// The cells that a variable may have at a point, each with its share.
pub(super) type Cells = Vec<(u8, f64)>;

/// A question that another decision settles, in one version.
pub(super) struct Settled {
    /// Its id in that version.
    pub question: String,
    /// Its variable.
    pub var: usize,
    /// The cell that each option of the decision leads to.
    leads_to: Vec<(OptionIdx, u8)>,
    ready: Ready,
    block: Block,
    run: Run,
}

impl Settled {
    /// The questions that are settled for a decision, those first that others need.
    pub(super) fn all((subject, base): (&Arc<Subject>, &RuleBase), compiled: &Compiled) -> Vec<Self> {
        let needed = settled_behind(subject, questions_behind(base, &subject.questionnaire));
        let mut all = Vec::new();
        for position in compiled.order.iter().copied() {
            let settling = &subject.rule_bases[position];
            if settling.decision.id == base.decision.id {
                continue;
            }
            for (question, leads_to) in settled_by(subject, position) {
                if !needed.iter().any(|(of, _)| *of == question) {
                    continue;
                }
                let declared: Vec<u32> = settling.criteria.iter().map(|criterion| criterion.weight).collect();
                let weights = Weights::new(&declared, &compiled.decisions[position]);
                all.push(Self {
                    question: subject.questionnaire.questions[question.get()].id.to_string(),
                    var: compiled.space.variables_of(question).start,
                    leads_to,
                    ready: Ready::new(subject, compiled, position, &weights, (Numbers::ByCell, Keep::Outcomes)),
                    block: Block::new(&compiled.space.variables),
                    run: Run::default(),
                });
            }
        }
        all
    }

    /// The variables on which it depends what the decision says.
    pub(super) fn reads(&self) -> &[usize] {
        self.ready.reads()
    }

    /// What the decision says at points side by side; nothing where it leaves the question as it is. On a close call each choice of the
    /// options within it is as likely as `chances` has it.
    pub(super) fn said(&mut self, points: &[&[u8]], chances: &[f64]) -> Vec<Option<Cells>> {
        self.block.fill(points.len(), self.ready.reads(), |lane, var| points[lane][var]);
        self.ready.run(&mut self.block, &mut self.run);
        (0..points.len()).map(|lane| self.said_in(lane, chances)).collect()
    }

    fn said_in(&self, lane: usize, chances: &[f64]) -> Option<Cells> {
        self.run.winner(lane)?;
        let cell_of = |option: OptionIdx| self.leads_to.iter().find(|(of, _)| *of == option).map(|(_, cell)| *cell);
        let mut cells: Vec<u8> = self.run.close_call(lane).map(cell_of).collect::<Option<_>>()?;
        cells.sort_unstable();
        cells.dedup();
        let whole: f64 = cells.iter().map(|cell| chances[usize::from(*cell)]).sum();
        Some(cells.iter().map(|cell| (*cell, chances[usize::from(*cell)] / whole)).collect())
    }
}

/// Two ways to share out one point, put together so that as much of it as possible goes to what is alike: cells of the one with cells of
/// the other. `now` and `before` stand in the same order.
pub(super) fn together(now: &Cells, before: &Cells) -> Vec<(u8, u8, f64)> {
    let (mut left, mut right) = (now.iter().copied(), before.iter().copied());
    let (mut a, mut b) = (left.next(), right.next());
    let mut both = Vec::new();
    while let (Some((cell, share)), Some((old, told))) = (a, b) {
        let least = share.min(told);
        both.push((cell, old, least));
        // What is left of either by a rounding error is nothing.
        a = if share - least > 1e-12 { Some((cell, share - least)) } else { left.next() };
        b = if told - least > 1e-12 { Some((old, told - least)) } else { right.next() };
    }
    both
}

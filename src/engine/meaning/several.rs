//! Where a choice of a question with several holds, as a diagram over what may be said of each of them.

use super::diagram::{Diagrams, NodeId, TRUE, TooComplex};
use super::variable::VarIdx;
use crate::model::QuestionKind;

/// Where a choice holds, apart from whether its question is asked; `first` is the first of the question's variables. As
/// [`QuestionKind::held`] has it: it is said and nothing is that excludes it, or it stands in where none is said.
pub fn holds(diagrams: &mut Diagrams, kind: &QuestionKind, first: VarIdx, choice: usize) -> Result<NodeId, TooComplex> {
    let choices = kind.choices();
    let var = |choice: usize| first + choice as VarIdx;
    let mut holds = diagrams.atom(var(choice), 0b10)?;
    let stand_ins = kind.stand_ins();
    if let Some(cell) = stand_ins.iter().position(|other| *other == choice) {
        let mut stands_in = diagrams.atom(var(choices.len()), 1 << cell)?;
        for other in stand_ins.iter().rev() {
            let unsaid = diagrams.atom(var(*other), 0b01)?;
            stands_in = diagrams.and(unsaid, stands_in)?;
        }
        holds = diagrams.or(holds, stands_in)?;
    }
    let excludes = |other: &usize| choices[*other].exclusive && (*other < choice || !choices[choice].exclusive);
    let mut left = TRUE;
    for other in (0..choices.len()).rev().filter(excludes) {
        let unsaid = diagrams.atom(var(other), 0b01)?;
        left = diagrams.and(unsaid, left)?;
    }
    diagrams.and(left, holds)
}

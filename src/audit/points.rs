//! Points of the answer space around scenarios: each scenario itself, and with one question answered otherwise.

use super::cases::Stand;
use crate::engine::bulk::Block;
use crate::engine::facts::knowledge::Knowledge;
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::variable::{VarIdx, variables_of};
use crate::model::{Answers, Subject};

/// A point near a scenario.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// Which of the scenarios it starts from.
    pub(crate) start: usize,
    /// The variable that is moved, and its cell; nothing for the scenario itself.
    pub(crate) moved: Option<(usize, u8)>,
}

/// A case as a point: where it leaves something open, the likeliest cell.
pub(crate) fn likeliest(stand: &Stand, compiled: &Compiled) -> Vec<u8> {
    let situation = &stand.situation;
    let (space, questionnaire) = (&compiled.space, &situation.subject.questionnaire);
    let knowledge = Knowledge::new(space, &space.variables, questionnaire, &situation.answers);
    let best = |chances: &Vec<f64>| {
        let best = (0..chances.len()).max_by(|a, b| chances[*a].total_cmp(&chances[*b]).then(b.cmp(a)));
        best.unwrap_or(0) as u8
    };
    knowledge.chances.iter().map(best).collect()
}

/// Every start, and every start with one of the variables that matter moved to another cell.
pub(crate) fn neighbours(starts: &[Vec<u8>], compiled: &Compiled, reads: &[usize]) -> Vec<Point> {
    let mut points = Vec::new();
    for (start, cells) in starts.iter().enumerate() {
        points.push(Point { start, moved: None });
        for var in reads {
            let others = (0..compiled.space.variables[*var].cells.len() as u8).filter(|cell| *cell != cells[*var]);
            points.extend(others.map(|cell| Point { start, moved: Some((*var, cell)) }));
        }
    }
    points
}

impl Point {
    /// Fills a block with points.
    pub(crate) fn fill(points: &[Self], starts: &[Vec<u8>], reads: &[usize], block: &mut Block) {
        block.fill(points.len(), reads, |lane, var| match points[lane].moved {
            Some((moved, cell)) if moved == var => cell,
            _ => starts[points[lane].start][var],
        });
    }

    /// The one answer in which it differs from its start.
    pub(crate) fn changed(&self, starts: &[Vec<u8>], compiled: &Compiled, subject: &Subject) -> Answers {
        let Some((var, cell)) = self.moved else { return Answers::default() };
        let of_question = variables_of(&compiled.space.variables, compiled.space.variables[var].question);
        let cell_of = |other: usize| if other == var { cell } else { starts[self.start][other] };
        let cells: Vec<(VarIdx, u8)> = of_question.map(|other| (other as VarIdx, cell_of(other))).collect();
        compiled.space.answers_at(&subject.questionnaire, &cells)
    }
}

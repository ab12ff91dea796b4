//! The smallest set of given answers that already decides, whatever all others are.
//!
//! A set that does not decide leaves a completion that unsettles the winner; every set that does must contain an answer which that
//! completion contradicts. So the smallest set is a smallest one that meets all such contradictions (implicit hitting sets; Ignatiev,
//! Previti, Liffiton, Marques-Silva, CP 2015).

use super::hitting_set::{HittingSets, MAX_MEMBERS};
use crate::engine::base::steps::Steps;
use crate::engine::bound::network::Table;
use crate::engine::bound::search::{SearchResult, find_for};
use crate::engine::facts::knowledge::Knowledge;
use crate::engine::meaning::variable::full_mask;
use crate::engine::result::analysis::Sufficient;
use crate::engine::situation::Situation;
use crate::model::{Answers, OptionIdx, QuestionIdx};

/// The given answers that decide, where the winner is settled; `None` where it is not, or was not shown to be.
pub fn sufficient(situation: &Situation, steps: &mut Steps) -> Option<Sufficient> {
    let winner = situation.winner()?;
    let given = given(situation);
    if !decides(situation, winner, &given, steps).is_proven() {
        return None;
    }
    // Where looking for a smallest set takes too long, a small one is found with the same steps again.
    let mut again = steps.clone();
    let smallest = smallest(situation, winner, &given, steps);
    Some(smallest.unwrap_or_else(|| by_deletion(situation, winner, given, &mut again)))
}

/// A smallest set that decides; `None` where the steps ran out.
fn smallest(situation: &Situation, winner: OptionIdx, given: &[QuestionIdx], steps: &mut Steps) -> Option<Sufficient> {
    if given.len() > MAX_MEMBERS {
        return None;
    }
    let mut contradictions = HittingSets::default();
    loop {
        let candidate: Vec<QuestionIdx> = contradictions.smallest(steps)?.into_iter().map(|at| given[at]).collect();
        match decides(situation, winner, &candidate, steps) {
            Trial::Proven => return Some(Sufficient { questions: candidate, is_smallest: true }),
            Trial::ContradictedBy(questions) => {
                let questions = shrunk(situation, winner, given, questions, steps)?;
                contradictions.add(given.iter().enumerate().filter(|(_, q)| questions.contains(q)).map(|(at, _)| at));
            }
            Trial::NotDecided => return None,
        }
    }
}

/// A contradiction made as small as it gets: keeping any more of the given answers would decide. Small ones lead to the smallest
/// set in fewer rounds.
fn shrunk(
    situation: &Situation,
    winner: OptionIdx,
    given: &[QuestionIdx],
    mut contradicted: Vec<QuestionIdx>,
    steps: &mut Steps,
) -> Option<Vec<QuestionIdx>> {
    let mut needed = Vec::new();
    while let Some(question) = contradicted.pop() {
        let is_kept = |q: &&QuestionIdx| !contradicted.contains(q) && !needed.contains(*q);
        let kept: Vec<QuestionIdx> = given.iter().filter(is_kept).copied().collect();
        match decides(situation, winner, &kept, steps) {
            Trial::Proven => needed.push(question),
            Trial::ContradictedBy(fewer) => contradicted.retain(|q| fewer.contains(q)),
            Trial::NotDecided => return None,
        }
    }
    Some(needed)
}

/// The questions with an answer that says something.
pub fn given(situation: &Situation) -> Vec<QuestionIdx> {
    let space = situation.space();
    let is_narrowed = |var: usize| situation.knowledge.possible[var] != full_mask(space.variables[var].cells.len());
    let questions = (0..space.first_variable.len()).map(QuestionIdx::from);
    questions.filter(|question| space.variables_of(*question).any(is_narrowed)).collect()
}

/// What is known from the answers to these questions alone.
pub fn knowledge_from(situation: &Situation, questions: &[QuestionIdx]) -> Knowledge {
    let questionnaire = &situation.subject.questionnaire;
    let id = |question: &QuestionIdx| &questionnaire.questions[question.get()].id;
    let answer =
        |question: &QuestionIdx| Some((id(question).clone(), situation.answers.get(id(question).as_str())?.clone()));
    let answers = Answers(questions.iter().filter_map(answer).collect());
    Knowledge::new(situation.space(), &situation.space().variables, questionnaire, &answers)
}

/// Whether some of the given answers decide.
enum Trial {
    Proven,
    /// They do not: a completion that unsettles the winner contradicts only these of the other given answers.
    ContradictedBy(Vec<QuestionIdx>),
    NotDecided,
}

impl Trial {
    fn is_proven(&self) -> bool {
        matches!(self, Self::Proven)
    }
}

fn decides(situation: &Situation, winner: OptionIdx, kept: &[QuestionIdx], steps: &mut Steps) -> Trial {
    if !steps.goes_on(0) {
        return Trial::NotDecided;
    }
    let freed = situation.under(knowledge_from(situation, kept));
    // Making the tables is most of the work; they may be as large as all that is asked for before they are there.
    if !steps.take(freed.network().tables.iter().map(Table::n_entries).sum::<usize>() * 8 + situation.work()) {
        return Trial::NotDecided;
    }
    let cells: Vec<(usize, u64)> = match find_for(&freed, freed.network(), winner, steps) {
        SearchResult::Proven(_) => return Trial::Proven,
        SearchResult::NotDecided | SearchResult::NoOption => return Trial::NotDecided,
        SearchResult::Excludes(cells) => cells.into_iter().map(|(var, cell)| (usize::from(var), 1 << cell)).collect(),
        SearchResult::Reaches(_, point) => {
            let variables = &freed.network().variables;
            let cells = |(var, class): (u16, u8)| {
                let variable = &variables[usize::from(var)];
                (usize::from(variable.var), variable.classes[usize::from(class)])
            };
            point.into_iter().map(cells).collect()
        }
    };
    let contradicted = cells.iter().filter(|(var, cells)| situation.knowledge.possible[*var] & cells == 0);
    let mut questions: Vec<QuestionIdx> =
        contradicted.map(|(var, _)| situation.space().variables[*var].question).collect();
    questions.sort_unstable();
    questions.dedup();
    Trial::ContradictedBy(questions)
}

/// Leaves out one answer after the other, the last first, as long as the rest still decides.
fn by_deletion(situation: &Situation, winner: OptionIdx, given: Vec<QuestionIdx>, steps: &mut Steps) -> Sufficient {
    let mut kept = given;
    for position in (0..kept.len()).rev() {
        let question = kept.remove(position);
        if !decides(situation, winner, &kept, steps).is_proven() {
            kept.insert(position, question);
        }
    }
    Sufficient { questions: kept, is_smallest: false }
}

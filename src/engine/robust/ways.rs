//! What comes out at the steps of a map however they are reached.
//!
//! A level of a trait may be reached by many answers, and a stretch of numbers is more than one number. Another decision may come out
//! otherwise there, and with it the questions that follow it. A cell names its winner without more only where all of that leads to it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::base::steps::Cancel;
use crate::engine::bound::network::classes;
use crate::engine::considered::Considered;
use crate::engine::facts::knowledge::Knowledge;
use crate::engine::follow::follows;
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::Cuts;
use crate::engine::meaning::diagram::NodeId;
use crate::engine::meaning::variable::{Cells, VarIdx, full_mask};
use crate::engine::result::advice::Fit;
use crate::engine::result::analysis::{Axis, AxisStep, DecisionMap, MapCell};
use crate::engine::situation::Situation;
use crate::model::{AnswerValue, Answers, AnswersFile, DecisionId, OptionIdx, Question, QuestionIdx, Subject};

/// How many ways to put the axes into all their places are looked through.
const MAX_POINTS: usize = 8_192;
/// How many ways into one cell are followed.
const MAX_WAYS: usize = 256;

/// The questions that an axis can read: itself, or those its levels depend on.
pub fn questions_open(situation: &Situation, axes: [Axis; 2]) -> Vec<QuestionIdx> {
    let of = |var: &VarIdx| situation.space().variables[usize::from(*var)].question;
    variables_open(situation, axes).iter().map(of).collect::<BTreeSet<_>>().into_iter().collect()
}

fn variables_open(situation: &Situation, axes: [Axis; 2]) -> Vec<VarIdx> {
    let space = situation.space();
    let mut variables = BTreeSet::new();
    for axis in axes {
        match axis {
            Axis::Question(question) => drop(variables.insert(space.first_variable[question.get()])),
            Axis::Choice(question, choice) => {
                variables.insert(space.first_variable[question.get()] + choice as VarIdx);
            }
            Axis::Trait(of) => {
                let levels = space.at_least.get(of.get()).into_iter().flatten();
                levels.for_each(|level| variables.extend(space.diagrams.scope(*level)));
            }
        }
    }
    variables.into_iter().collect()
}

/// Everything that leads to the cells of a map.
pub struct Ways {
    subject: Arc<Subject>,
    decision: DecisionId,
    /// The answers, with only the decisions that have a say.
    file: AnswersFile,
    compiled: Arc<Compiled>,
    /// For each variable a cell that is possible.
    cells: Vec<u8>,
    /// The subject as compiled for the answers alone.
    uncut: Arc<Compiled>,
    /// The variables behind the axes, each with its cells in classes that nothing tells apart.
    open: Vec<(VarIdx, Vec<u64>)>,
    /// The questions among them that another decision settles.
    settled: Vec<(VarIdx, QuestionIdx)>,
}

/// What comes out in a cell.
struct Outcomes {
    winner: Option<OptionIdx>,
    level: Vec<OptionIdx>,
    lead: Fit,
    is_close: bool,
}

impl Outcomes {
    fn of(there: &Situation) -> Self {
        Self { winner: there.winner(), level: there.level(), lead: there.shown_lead(), is_close: there.is_close_call() }
    }

    fn is_as(&self, other: &Self) -> bool {
        self.winner == other.winner && self.level == other.level
    }
}

impl Ways {
    /// The ways to the cells of a map of this situation. `more`: where numbers are cut so that all of a cell serve alike. `None` where
    /// a condition is too complex to follow.
    pub fn new(situation: &Situation, file: &AnswersFile, axes: [Axis; 2], more: &Cuts) -> Option<Self> {
        let (subject, questionnaire) = (&situation.subject, &situation.subject.questionnaire);
        let open = variables_open(situation, axes);
        let variables = situation.space().variables_cut_at(questionnaire, more);
        let knowledge = Knowledge::new(situation.space(), &variables, questionnaire, &file.answers);
        let mut possible = knowledge.possible.clone();
        for var in open.iter().map(|var| usize::from(*var)) {
            possible[var] = full_mask(variables[var].cells.len());
        }
        let space = situation.space().within(questionnaire, variables, possible.clone());
        let compiled = situation.compiled.over(subject, space, |_| true);
        let file = AnswersFile { decisions: having_a_say(situation, file), ..file.clone() };
        let is_made = |position: &usize| file.decisions.contains(&subject.rule_bases[*position].decision.id);
        let made: Vec<usize> = (0..subject.rule_bases.len()).filter(is_made).collect();
        let is_whole = made.iter().all(|position| compiled.decisions[*position].too_complex.is_empty());
        if !is_whole || !compiled.space.too_complex.is_empty() {
            return None;
        }
        let rules = made.iter().flat_map(|position| &compiled.decisions[*position].rules);
        let levels = axes.iter().flat_map(|axis| match axis {
            Axis::Trait(of) => compiled.space.at_least[of.get()].as_slice(),
            _ => &[],
        });
        // The odds of what is open may tell apart what no rule does.
        let odds = compiled.space.likely_when.iter().flatten();
        let roots: Vec<NodeId> = rules.chain(levels).chain(odds).copied().collect();
        let classes = classes(&compiled.space.diagrams.confined(&roots, &possible).0, &possible);
        let settled_of = |var: &VarIdx| {
            let question = compiled.space.variables[usize::from(*var)].question;
            questionnaire.questions[question.get()].settled_by.as_ref().map(|_| (*var, question))
        };
        Some(Self {
            subject: Arc::clone(subject),
            decision: situation.base().decision.id.clone(),
            settled: open.iter().filter_map(settled_of).collect(),
            open: open.into_iter().map(|var| (var, classes[usize::from(var)].clone())).collect(),
            file,
            compiled: Arc::new(compiled),
            uncut: Arc::clone(&situation.compiled),
            cells: knowledge.possible.iter().map(|mask| mask.trailing_zeros() as u8).collect(),
        })
    }

    /// The map with what all ways into its cells come to; `None` where it was cancelled.
    pub fn over(&self, mut map: DecisionMap, cancel: &dyn Cancel) -> Option<DecisionMap> {
        let points = self.points();
        for y in 0..map.cells.len() {
            for x in 0..map.cells[y].len() {
                let MapCell::Outcome { winner, lead, level, is_close, depends, puts, .. } = &mut map.cells[y][x] else {
                    continue;
                };
                if cancel.is_set(self.uncut.space.diagrams.n_children()) {
                    return None;
                }
                let shown = self.carried_out(puts)?;
                // Where the present answers stand, it is as they come out.
                let is_other = map.present == (Some(x), Some(y)) && shown.winner != *winner;
                if map.present != (Some(x), Some(y)) {
                    (*winner, *lead, *is_close) = (shown.winner, shown.lead, shown.is_close);
                    level.clone_from(&shown.level);
                }
                let (across, up) = ((map.x.0, &map.x.1[x]), (map.y.0, &map.y.1[y]));
                let ways = points.as_ref().map(|points| self.into(points, &[across, up]));
                *depends = is_other
                    || match ways.filter(|ways| ways.len() <= MAX_WAYS) {
                        Some(ways) => self.is_split(&shown, &ways, cancel)?,
                        None => true,
                    };
            }
        }
        Some(map)
    }

    /// Every way to put the variables into classes; `None` where there are too many.
    fn points(&self) -> Option<Vec<Vec<u64>>> {
        let n_points = self.open.iter().try_fold(1_usize, |n, (_, classes)| n.checked_mul(classes.len()))?;
        if n_points > MAX_POINTS {
            return None;
        }
        let mut points = vec![Vec::new()];
        for (_, classes) in &self.open {
            let with = |point: &Vec<u64>| {
                let further = |class: &u64| point.iter().copied().chain([*class]).collect();
                classes.iter().map(further).collect::<Vec<Vec<u64>>>()
            };
            points = points.iter().flat_map(with).collect();
        }
        Some(points)
    }

    /// The points at which all these steps are taken.
    fn into<'p>(&self, points: &'p [Vec<u64>], steps: &[(Axis, &AxisStep)]) -> Vec<&'p Vec<u64>> {
        points.iter().filter(|point| steps.iter().all(|(axis, step)| self.is_at(point, *axis, step))).collect()
    }

    fn is_at(&self, point: &[u64], axis: Axis, step: &AxisStep) -> bool {
        let class_of = |var: VarIdx| {
            let at = self.open.iter().position(|(open, _)| *open == var);
            at.map_or(0, |at| point[at])
        };
        let first = |question: QuestionIdx| self.compiled.space.first_variable[question.get()];
        match (axis, step) {
            (Axis::Question(question), AxisStep::Answer(value)) => {
                let choices = self.question(question).kind.choices();
                let is_said = |id| matches!(value, AnswerValue::OneOf(ids) if ids.contains(id));
                choices
                    .iter()
                    .position(|choice| is_said(&choice.id))
                    .is_some_and(|cell| class_of(first(question)) >> cell & 1 == 1)
            }
            (Axis::Question(question), AxisStep::Numbers(low, high)) => {
                let var = first(question);
                let Cells::Numbers(cells) = &self.compiled.space.variables[usize::from(var)].cells else {
                    return false;
                };
                let lies_within = |(_, cell): &(usize, &crate::engine::meaning::variable::NumberCell)| {
                    cell.low >= *low && cell.high <= *high
                };
                let mask = cells.iter().enumerate().filter(lies_within).fold(0_u64, |mask, (cell, _)| mask | 1 << cell);
                class_of(var) & mask != 0
            }
            (Axis::Choice(question, choice), AxisStep::Holds(holds)) => {
                class_of(first(question) + choice as VarIdx) == if *holds { 0b10 } else { 0b01 }
            }
            (Axis::Trait(of), AxisStep::Level(id)) => {
                let levels = &self.subject.questionnaire.traits[of.get()].levels;
                levels.iter().position(|level| level.id == *id) == self.level(point, of.get())
            }
            _ => false,
        }
    }

    /// The level of a trait at a point.
    fn level(&self, point: &[u64], of: usize) -> Option<usize> {
        let mut cells = self.cells.clone();
        for ((var, _), class) in self.open.iter().zip(point) {
            cells[usize::from(*var)] = class.trailing_zeros() as u8;
        }
        let space = &self.compiled.space;
        space.at_least[of].iter().rposition(|level| space.diagrams.holds(*level, &cells))
    }

    fn question(&self, question: QuestionIdx) -> &Question {
        &self.subject.questionnaire.questions[question.get()]
    }

    /// What comes out where nothing is known but that these variables are put into these cells, with all that follows from it.
    fn carried_out(&self, puts: &[(VarIdx, u64)]) -> Option<Outcomes> {
        let mut file = self.file.clone();
        for (var, cells) in puts.iter().filter(|(_, cells)| cells.is_power_of_two()) {
            file.answers = self.settled_as(file.answers, *var, *cells)?;
        }
        let puts: Vec<(usize, u64)> = puts.iter().map(|(var, cells)| (usize::from(*var), *cells)).collect();
        let knowledge = Knowledge::with(&self.uncut.space, &self.subject.questionnaire, &file.answers, &puts);
        self.made(&self.uncut, knowledge, &file).map(|there| Outcomes::of(&there))
    }

    /// Whether one of these ways comes to something else; `None` where it was cancelled.
    fn is_split(&self, shown: &Outcomes, ways: &[&Vec<u64>], cancel: &dyn Cancel) -> Option<bool> {
        for way in ways {
            if cancel.is_set(self.compiled.space.diagrams.n_children()) {
                return None;
            }
            if !shown.is_as(&Outcomes::of(&*self.situation(way)?)) {
                return Some(true);
            }
        }
        Some(false)
    }

    fn situation(&self, way: &[u64]) -> Option<Arc<Situation>> {
        let mut file = self.file.clone();
        for ((var, _), class) in self.open.iter().zip(way) {
            file.answers = self.settled_as(file.answers, *var, *class)?;
        }
        let puts: Vec<(usize, u64)> =
            self.open.iter().zip(way).map(|((var, _), class)| (usize::from(*var), *class)).collect();
        let knowledge = Knowledge::with(&self.compiled.space, &self.subject.questionnaire, &file.answers, &puts);
        self.made(&self.compiled, knowledge, &file)
    }

    /// The answers where a question that another decision settles is put into a cell: then it no longer follows.
    fn settled_as(&self, answers: Answers, var: VarIdx, cells: u64) -> Option<Answers> {
        let Some((_, question)) = self.settled.iter().find(|(settled, _)| *settled == var) else {
            return Some(answers);
        };
        let question = self.question(*question);
        let choice = question.kind.choices().get(cells.trailing_zeros() as usize)?;
        Some(answers.with(&question.id, AnswerValue::OneOf(vec![choice.id.clone()])))
    }

    fn made(&self, compiled: &Arc<Compiled>, knowledge: Knowledge, file: &AnswersFile) -> Option<Arc<Situation>> {
        let considered = Considered::new(&self.subject, Arc::clone(compiled), knowledge, file);
        considered.situation(self.decision.as_str()).cloned()
    }
}

/// A map none of whose cells is followed further.
pub fn untold(mut map: DecisionMap) -> DecisionMap {
    for cell in map.cells.iter_mut().flatten() {
        if let MapCell::Outcome { depends, .. } = cell {
            *depends = true;
        }
    }
    map
}

/// The decision, and those that questions follow, of those that the file makes.
fn having_a_say(situation: &Situation, file: &AnswersFile) -> Vec<DecisionId> {
    let questions = situation.subject.questionnaire.questions.iter();
    let following = questions.filter(|question| follows(question, file.answers.get(question.id.as_str())));
    let settling = following.filter_map(|question| question.settled_by.as_ref());
    let all = settling.chain([&situation.base().decision.id]).collect::<BTreeSet<_>>().into_iter();
    all.filter(|id| file.decisions.is_empty() || file.decisions.contains(id)).cloned().collect()
}

//! Many answers files at once: every decision of each, those first that settle questions for others.

use super::block::Block;
use super::conditions::Numbers;
use super::ready::{Keep, Ready};
use super::run::Run;
use super::words::{LANES, Words};
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::variable::{Cells, NumberCell, stand_in_of, variables_of};
use crate::engine::meaning::weights::Weights;
use crate::model::{
    Answer, AnswerValue, Answers, ChoiceId, DecisionId, OptionIdx, QuestionId, QuestionIdx, QuestionKind, Subject,
};

/// Decisions made ready for many answers files.
#[derive(Debug)]
pub struct Portfolio {
    decisions: Vec<Planned>,
    questions: Vec<Reader>,
    /// The positions of the questions in the order of their ids, as answers have them.
    by_id: Vec<usize>,
    empty: Block,
}

/// A decision to make, with what it settles.
#[derive(Debug)]
struct Planned {
    position: usize,
    ready: Ready,
    /// Questions that it answers for others: with the option that wins, the cell that is then said.
    settles: Vec<(QuestionIdx, Vec<(OptionIdx, u8)>)>,
}

/// How answers to one question are read.
#[derive(Debug)]
struct Reader {
    id: QuestionId,
    first_var: usize,
    kind: Reading,
}

#[derive(Debug)]
enum Reading {
    OneOf(Vec<ChoiceId>),
    /// The choices, and those that may stand in for none.
    Several(Vec<ChoiceId>, Vec<usize>),
    Number {
        cells: Vec<NumberCell>,
        bands: Vec<(crate::model::BandId, i64, i64, i64)>,
    },
}

/// What one consideration after the other is worked out on.
#[derive(Clone, Debug)]
pub struct Desk {
    block: Block,
    gaps: Gaps,
    run: Run,
}

/// Where answers are missing, question by question.
#[derive(Clone, Debug)]
struct Gaps {
    /// Nothing definite is said.
    missing: Vec<Words>,
    /// Nothing at all is said, if only by "don't know".
    absent: Vec<Words>,
}

impl Portfolio {
    /// The named decisions of a subject (all where none is named), each under the weights that are given for its position.
    pub fn new(
        subject: &Subject,
        compiled: &Compiled,
        named: &[DecisionId],
        keep: Keep,
        weights: impl Fn(usize) -> Weights,
    ) -> Self {
        let planned = |position: usize| {
            let ready = Ready::new(subject, compiled, position, &weights(position), (Numbers::Typed, keep));
            Planned { position, ready, settles: settled_by(subject, position) }
        };
        let variables = &compiled.space.variables;
        let questions: Vec<Reader> = (0..subject.questionnaire.questions.len())
            .map(|question| {
                let declared = &subject.questionnaire.questions[question];
                let first_var = variables_of(variables, QuestionIdx::from(question)).start;
                Reader {
                    id: declared.id.clone(),
                    first_var,
                    kind: reading(&declared.kind, &variables[first_var].cells),
                }
            })
            .collect();
        let mut by_id: Vec<usize> = (0..questions.len()).collect();
        by_id.sort_by(|a, b| questions[*a].id.cmp(&questions[*b].id));
        let is_named =
            |position: &usize| named.is_empty() || named.contains(&subject.rule_bases[*position].decision.id);
        let decisions = compiled.order.iter().copied().filter(is_named).map(planned).collect();
        Self { decisions, questions, by_id, empty: Block::new(variables) }
    }

    /// How many decisions are made for each answer set.
    pub fn n_decisions(&self) -> usize {
        self.decisions.len()
    }

    /// A desk for considering answer sets: kept from one call to the next, it saves making it anew.
    pub fn desk(&self) -> Desk {
        let nowhere = vec![Words::NONE; self.questions.len()];
        Desk {
            block: self.empty.clone(),
            gaps: Gaps { missing: nowhere.clone(), absent: nowhere },
            run: Run::default(),
        }
    }

    /// Considers up to [`LANES`] answer sets: each decision in the order in which they are made, with the lanes in which everything
    /// is known on which it depends. What came out in the other lanes means nothing.
    pub fn consider(&self, desk: &mut Desk, answers: &[&Answers], mut look: impl FnMut(usize, &Run, Words)) {
        let Desk { block, gaps, run } = desk;
        block.clear();
        [&mut gaps.missing, &mut gaps.absent].into_iter().for_each(|lanes| lanes.fill(Words::NONE));
        block.n_lanes = answers.len().min(LANES);
        for (lane, answers) in answers.iter().take(LANES).enumerate() {
            self.read(lane, answers, block, gaps);
        }
        for decision in &self.decisions {
            decision.ready.run(block, run);
            let lacks = decision.ready.lacks(run, |question| gaps.missing[question.get()]);
            let complete = Words::first(block.n_lanes) & !lacks;
            look(decision.position, run, complete);
            self.settle(decision, run, complete, block, gaps);
        }
    }

    fn read(&self, lane: usize, answers: &Answers, block: &mut Block, gaps: &mut Gaps) {
        let mut given = answers.0.iter().peekable();
        for position in &self.by_id {
            let question = &self.questions[*position];
            while given.peek().is_some_and(|(id, _)| **id < question.id) {
                given.next();
            }
            let answer = given.next_if(|(id, _)| **id == question.id).map(|(_, answer)| answer);
            if answer.is_none_or(|answer| answer.value == AnswerValue::Unknown || answer.sure == 0) {
                gaps.absent[*position].set(lane);
            }
            if !answer.is_some_and(|answer| question.read(lane, answer, block)) {
                gaps.missing[*position].set(lane);
            }
        }
    }

    /// Answers what follows a decision, where all that it may come out with leads to the same.
    fn settle(&self, decision: &Planned, run: &Run, complete: Words, block: &mut Block, gaps: &mut Gaps) {
        for (question, cells) in &decision.settles {
            let open = complete & gaps.absent[question.get()];
            let mut settled = Words::NONE;
            for lane in open.lanes() {
                let cell_of = |option: OptionIdx| cells.iter().find(|(of, _)| *of == option).map(|(_, cell)| *cell);
                let mut said = run.close_call(lane).map(cell_of);
                let first = said.next().flatten();
                if let Some(cell) = first.filter(|first| said.all(|cell| cell == Some(*first))) {
                    block.set(lane, self.questions[question.get()].first_var, cell);
                    settled.set(lane);
                }
            }
            gaps.missing[question.get()] = gaps.missing[question.get()] & !settled;
            gaps.absent[question.get()] = gaps.absent[question.get()] & !settled;
        }
    }
}

/// The questions that a decision answers for others, with the cell that each of its options leads to.
pub fn settled_by(subject: &Subject, position: usize) -> Vec<(QuestionIdx, Vec<(OptionIdx, u8)>)> {
    let base = &subject.rule_bases[position];
    let of = |(idx, question): (usize, &crate::model::Question)| {
        let is_choice = matches!(question.kind, QuestionKind::Choice { .. });
        let by_this = is_choice && question.settled_by.as_ref() == Some(&base.decision.id);
        let cell = |(option, declared): (usize, &crate::model::ArchOption)| {
            Some((OptionIdx::from(option), question.kind.place_led_to(&declared.id)? as u8))
        };
        by_this.then(|| (QuestionIdx::from(idx), base.options.iter().enumerate().filter_map(cell).collect()))
    };
    subject.questionnaire.questions.iter().enumerate().filter_map(of).collect()
}

fn reading(kind: &QuestionKind, cells: &Cells) -> Reading {
    let ids = || kind.choices().iter().map(|choice| choice.id.clone()).collect();
    match (kind, cells) {
        (QuestionKind::Number(spec), Cells::Numbers(cells)) => {
            let band = |band: &crate::model::Band| (band.id.clone(), band.from, band.to, band.reading);
            Reading::Number { cells: cells.clone(), bands: spec.bands.iter().map(band).collect() }
        }
        (QuestionKind::Several { .. }, _) => Reading::Several(ids(), kind.stand_ins()),
        _ => Reading::OneOf(ids()),
    }
}

impl Reader {
    /// Writes a definite answer into a lane; false where it leaves open which cell it is.
    fn read(&self, lane: usize, answer: &Answer, block: &mut Block) -> bool {
        if answer.sure < 100 {
            return false;
        }
        match (&self.kind, &answer.value) {
            (Reading::OneOf(ids), AnswerValue::OneOf(said)) => {
                let [said] = &said[..] else { return false };
                let cell = ids.iter().position(|id| id == said);
                cell.map(|cell| block.set(lane, self.first_var, cell as u8)).is_some()
            }
            (Reading::Several(ids, stand_ins), AnswerValue::Several(said)) => {
                for (choice, id) in ids.iter().enumerate() {
                    block.set(lane, self.first_var + choice, u8::from(said.contains(id)));
                }
                if !stand_ins.is_empty() {
                    let cell = stand_in_of(stand_ins, |choice| said.contains(&ids[choice]));
                    block.set(lane, self.first_var + ids.len(), cell);
                }
                true
            }
            (Reading::Number { cells, bands }, value) => {
                let within = match value {
                    AnswerValue::Number(number) => Some((*number, *number)),
                    AnswerValue::Range(low, high) => Some((*low, *high)),
                    AnswerValue::Band(said) => {
                        bands.iter().find(|(id, ..)| id == said).map(|(_, from, to, _)| (*from, *to))
                    }
                    _ => None,
                };
                within.is_some_and(|within| self.read_number(lane, within, cells, bands, block))
            }
            _ => false,
        }
    }

    fn read_number(
        &self,
        lane: usize,
        (low, high): (i64, i64),
        cells: &[NumberCell],
        bands: &[(crate::model::BandId, i64, i64, i64)],
        block: &mut Block,
    ) -> bool {
        let cell = cells.partition_point(|cell| cell.high < low);
        let Some(here) = cells.get(cell).filter(|here| here.low <= low && low <= high && high <= here.high) else {
            return false;
        };
        // What the whole cell stands for, moved to what was said of it.
        let reading = here.band.map_or(low, |band| bands[band].3).clamp(low, high);
        block.set(lane, self.first_var, cell as u8);
        block.set_number(lane, self.first_var, reading);
        true
    }
}

//! What changes of answers come to once all that follows from them is taken in: what other decisions say to questions then, and the odds
//! of what stays open. Flips are what one decision's own rules make of a change; here they are carried out.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::advisor::Advisor;
use super::base::steps::{Cancel, Steps};
use super::considered::{Considered, Made};
use super::facts::knowledge::Knowledge;
use super::follow::follows;
use super::meaning::diagram::NodeId;
use super::meaning::space::Space;
use super::meaning::variable::Cells;
use super::result::analysis::{Analysis, Change, Flip, Flips};
use super::robust::flips::MAX_FLIPS;
use super::robust::singles::{Single, singles};
use super::situation::Situation;
use crate::model::{AnswerValue, AnswersFile, OptionIdx, Question, QuestionIdx, QuestionKind, Subject};

impl Advisor {
    /// Keeps of the flips of a decision those that come about. Where more hangs on answers than the decision's own rules tell, and where
    /// the search was cut short, every single change is tried.
    pub(super) fn carry_out(
        &mut self,
        file: &AnswersFile,
        analysis: &mut Analysis,
        steps: &mut Steps,
        cancel: &dyn Cancel,
    ) {
        let decision = analysis.decision.clone();
        let Some(situation) = self.situation(file, decision.as_str()) else { return };
        let moves_more = self.may_move_more(file, &situation);
        for flips in &mut analysis.flips {
            let n_found = flips.found.len();
            let option = flips.option;
            flips.found.retain_mut(|flip| self.comes_about(file, &situation, option, flip, moves_more, cancel));
            // Where one is dropped, another that was not looked at may take its place; and what answers do by way of other decisions
            // and of odds was not looked for. A single change is the least there is all the same.
            let is_least = flips.found.first().is_some_and(|flip| flip.changes.len() == 1);
            flips.is_exact &= flips.found.len() == n_found && (is_least || !moves_more);
        }
        if moves_more || analysis.flips.iter().any(|flips| !flips.is_exact) {
            self.put_in_singles(file, &situation, &mut analysis.flips, steps, cancel);
        }
    }

    /// Whether changed answers may move more than the rules that read them: what other decisions say to questions here, and the odds of
    /// what is open.
    fn may_move_more(&self, file: &AnswersFile, situation: &Situation) -> bool {
        let (space, made) = (situation.space(), situation.decision());
        let read: BTreeSet<usize> =
            made.rules.iter().flat_map(|node: &NodeId| space.diagrams.variables_of(*node)).map(usize::from).collect();
        let is_read = |question: QuestionIdx| {
            !made.too_complex.is_empty() || space.variables_of(question).any(|var| read.contains(&var))
        };
        let questions = (0..).map(QuestionIdx).zip(&self.subject().questionnaire.questions);
        questions.filter(|(idx, _)| is_read(*idx)).any(|(idx, question)| {
            let is_open = |var: usize| situation.knowledge.cell(var).is_none();
            let leans = !space.likely_when[idx.get()].is_empty() && space.variables_of(idx).any(is_open);
            leans || follows_another(question, file, situation)
        })
    }

    /// Whether a quantity is made of a question's number, so that numbers which no condition tells apart may still come out differently.
    fn is_measured(&self, question: QuestionIdx) -> bool {
        self.subject().questionnaire.quantities.iter().any(|quantity| quantity.reads().any(|read| *read == question))
    }

    /// Whether a flip comes about. Its lead is then the one it comes to, and of stretches of numbers, where a quantity is made of the
    /// number, the ends that do not win are cut off.
    fn comes_about(
        &mut self,
        file: &AnswersFile,
        situation: &Situation,
        option: OptionIdx,
        flip: &mut Flip,
        moves_more: bool,
        cancel: &dyn Cancel,
    ) -> bool {
        let is_stretch = |change: &Change| change.span.is_some() && self.is_measured(change.question);
        let is_measured = flip.changes.iter().any(is_stretch);
        if cancel.is_set(0) {
            return false;
        }
        if moves_more || is_measured {
            let there = self.with(file, situation, &flip.changes, &|change| change.to.clone());
            match there.filter(|there| there.leaders() == [option]) {
                Some(there) => flip.lead = there.shown_lead(),
                None => return false,
            }
        }
        let mut wins = |values: &dyn Fn(&Change) -> AnswerValue| {
            let there = self.with(file, situation, &flip.changes, values);
            there.is_some_and(|there| there.leaders() == [option])
        };
        if is_measured {
            let (has_least, has_most) =
                (wins(&|change| end(change, Side::Least)), wins(&|change| end(change, Side::Most)));
            flip.changes.iter_mut().for_each(|change| narrow(change, has_least, has_most));
        }
        true
    }

    /// Puts in the single changes that make an option win which has none yet.
    fn put_in_singles(
        &mut self,
        file: &AnswersFile,
        situation: &Situation,
        all: &mut [Flips],
        steps: &mut Steps,
        cancel: &dyn Cancel,
    ) {
        let lacks_one = |flips: &Flips| flips.found.first().is_none_or(|flip| flip.changes.len() > 1);
        if !all.iter().any(lacks_one) {
            return;
        }
        let Some(singles) = self.singles(file, steps) else { return };
        for flips in all.iter_mut().filter(|flips| lacks_one(flips)) {
            let mut found = Vec::new();
            for single in singles.iter() {
                let Some((_, lead)) = single.winning(situation.position).filter(|(winner, _)| *winner == flips.option)
                else {
                    continue;
                };
                let mut flip = Flip { changes: vec![single.change.clone()], lead };
                if found.len() < MAX_FLIPS && self.comes_about(file, situation, flips.option, &mut flip, false, cancel)
                {
                    found.push(flip);
                }
            }
            if !found.is_empty() {
                (flips.found, flips.is_exact) = (found, true);
            }
        }
    }

    /// Every single change of an answer with what all decisions come to, those that move answers the least first; kept until other
    /// answers are looked at. `None` where steps ran out.
    fn singles(&mut self, file: &AnswersFile, steps: &mut Steps) -> Option<Arc<[Single]>> {
        if let Some((_, singles)) = self.singles.as_ref().filter(|(of, _)| of == file) {
            return Some(Arc::clone(singles));
        }
        let (considered, subject) = (self.consider(file), Arc::clone(self.subject()));
        let space = &considered.compiled.space;
        let mut all = Vec::new();
        for (idx, question) in (0..).map(QuestionIdx).zip(&subject.questionnaire.questions) {
            let is_asked = considered.readings.of(space.asked[idx.get()]).can_hold;
            if question.fixed || !is_asked {
                continue;
            }
            for (change, cost) in singles(space, &considered.knowledge, &considered.answers, idx, question) {
                if !steps.take(space.diagrams.n_children()) {
                    return None;
                }
                let changed =
                    AnswersFile { answers: file.answers.with(&question.id, change.to.clone()), ..file.clone() };
                let there = uncut(&subject, &considered, &changed);
                // Where options are level none of them wins.
                let winning = |made: &Made| match made.situation.leaders()[..] {
                    [only] => Some((only, made.situation.shown_lead())),
                    _ => None,
                };
                let outcomes = there.decisions.iter().map(|made| (made.situation.position, winning(made))).collect();
                all.push((cost, Single { change, outcomes }));
            }
        }
        all.sort_by_key(|(cost, _)| *cost);
        let singles: Arc<[Single]> = all.into_iter().map(|(_, single)| single).collect();
        self.singles = Some((file.clone(), Arc::clone(&singles)));
        Some(singles)
    }

    /// A decision once answers are changed, with what follows from them for those before it.
    fn with(
        &mut self,
        file: &AnswersFile,
        situation: &Situation,
        changes: &[Change],
        value: &dyn Fn(&Change) -> AnswerValue,
    ) -> Option<Arc<Situation>> {
        let mut changed = file.clone();
        for change in changes {
            let id = &self.subject().questionnaire.questions[change.question.get()].id;
            changed.answers = changed.answers.with(id, value(change));
        }
        let (considered, decision) = (self.consider(file), situation.base().decision.id.as_str());
        let is_cell = |change: &Change| {
            let question = &self.subject().questionnaire.questions[change.question.get()];
            is_cell(&considered.compiled.space, change.question, question, &value(change))
        };
        if changes.iter().all(is_cell) {
            return uncut(self.subject(), &considered, &changed).situation(decision).cloned();
        }
        // What was cut for the file is kept.
        self.clone().situation(&changed, decision)
    }
}

/// What follows from changed answers of which each is a cell of the space that is there: nothing has to be cut anew for them.
fn uncut(subject: &Arc<Subject>, considered: &Considered, changed: &AnswersFile) -> Considered {
    let compiled = Arc::clone(&considered.compiled);
    let knowledge =
        Knowledge::new(&compiled.space, &compiled.space.variables, &subject.questionnaire, &changed.answers);
    Considered::new(subject, compiled, knowledge, changed)
}

/// Whether an answer is a choice, or numbers of which the space tells no part from another.
fn is_cell(space: &Space, idx: QuestionIdx, question: &Question, answer: &AnswerValue) -> bool {
    let (Cells::Numbers(cells), QuestionKind::Number(spec)) =
        (&space.variables[space.variables_of(idx).start].cells, &question.kind)
    else {
        return true;
    };
    let ends = match answer {
        AnswerValue::Number(number) => Some((*number, *number)),
        AnswerValue::Range(least, most) => Some((*least, *most)),
        AnswerValue::Band(id) => spec.bands.iter().find(|band| band.id == *id).map(|band| (band.from, band.to)),
        _ => None,
    };
    ends.is_some_and(|ends| cells.iter().any(|cell| (cell.low, cell.high) == ends))
}

/// Whether a question follows another decision than this one.
fn follows_another(question: &Question, file: &AnswersFile, situation: &Situation) -> bool {
    let by_another = question.settled_by.as_ref().is_some_and(|by| *by != situation.base().decision.id);
    by_another && follows(question, file.answers.get(question.id.as_str()))
}

/// One side of a stretch of numbers.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Least,
    Most,
}

/// The number at an end of a stretch; what was tried where it is open there, and where a change is none of numbers.
fn end(change: &Change, side: Side) -> AnswerValue {
    let span = change.span.filter(|_| !matches!(change.to, AnswerValue::Band(_)));
    let at = span.and_then(|span| if side == Side::Least { span.from } else { span.to });
    at.map_or_else(|| change.to.clone(), AnswerValue::Number)
}

/// Leaves of a stretch the part between what was tried and the ends that win.
fn narrow(change: &mut Change, has_least: bool, has_most: bool) {
    let tried = match change.to {
        AnswerValue::Number(number) => (number, number),
        AnswerValue::Range(least, most) => (least, most),
        _ => return,
    };
    if let Some(span) = &mut change.span {
        span.from = if has_least { span.from } else { Some(tried.0) };
        span.to = if has_most { span.to } else { Some(tried.1) };
    }
}

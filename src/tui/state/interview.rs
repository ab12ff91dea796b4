//! The interview under way: the answers, and what follows from them, derived anew after every change.

use std::path::PathBuf;
use std::sync::Arc;

use super::message::Opened;
use crate::engine::base::steps::Budget;
use crate::engine::outlook::{self, n_left_to_ask};
use crate::engine::result::analysis::{Outlook, Stake};
use crate::engine::result::proof::Settled;
use crate::engine::{Advice, Advisor, Applies, DecisionAdvice, Known};
use crate::load::Library;
use crate::model::{Answer, AnswersFile, Choice, Question, QuestionIdx, RuleBase, Subject};
use crate::observe::proposal::{Proposal, propose};
use crate::observe::{Observation, room};
use crate::report;

/// The interview under way.
pub struct Interview {
    /// What is answered.
    pub subject: Arc<Subject>,
    /// Where the answers are kept.
    pub path: PathBuf,
    /// What the answers are, in memory.
    pub file: AnswersFile,
    /// Why the file on disk is behind, if it is.
    pub unsaved: Option<String>,
    /// What follows from the answers.
    pub advice: Advice,
    /// What is certain and what is open, one per decision of the advice.
    pub outlooks: Vec<Outlook>,
    /// For each of those, whether so little hangs on what is open that nothing more has to be asked.
    holds: Vec<bool>,
    /// What followed before the last change, to show what moved.
    pub before: Option<Advice>,
    /// What was observed, as answers to the questions.
    pub proposals: Vec<Proposal>,
    observations: Arc<Vec<Observation>>,
    advisor: Advisor,
}

impl Interview {
    /// The interview in a file; `None` where its questionnaire is not in the library.
    pub fn new(opened: &Opened) -> Option<Self> {
        let subject = Arc::clone(opened.library.subject(opened.questionnaire.as_str())?);
        let mut advisor = Advisor::new(Arc::clone(&subject));
        let advice = advisor.advise(&opened.file);
        let outlooks = advisor.outlook(&opened.file, Budget::LIVE);
        let holds = advisor.hold_well_enough(&opened.file, &outlooks);
        let (path, file) = (opened.path.clone(), opened.file.clone());
        Some(Self {
            subject,
            path,
            file,
            unsaved: None,
            advice,
            outlooks,
            holds,
            before: None,
            proposals: Vec::new(),
            observations: Arc::default(),
            advisor,
        })
    }

    /// Takes over changed answers and derives the advice anew.
    pub fn set_file(&mut self, file: AnswersFile) {
        let advice = self.advisor.advise(&file);
        self.outlooks = self.advisor.outlook(&file, Budget::LIVE);
        self.holds = self.advisor.hold_well_enough(&file, &self.outlooks);
        self.before = Some(std::mem::replace(&mut self.advice, advice));
        self.file = file;
        self.propose();
    }

    /// Takes in what was observed.
    pub fn observe(&mut self, observations: &Arc<Vec<Observation>>) {
        self.observations = Arc::clone(observations);
        self.propose();
    }

    fn propose(&mut self) {
        self.proposals = propose(&self.subject.questionnaire, &self.observations, &self.file.answers);
    }

    /// Everything that was observed.
    pub fn observations(&self) -> &Arc<Vec<Observation>> {
        &self.observations
    }

    /// What was observed about the questions that are asked.
    pub fn proposals(&self) -> impl Iterator<Item = &Proposal> {
        self.proposals.iter().filter(|proposal| self.is_asked(proposal.question))
    }

    /// What was observed about a question.
    pub fn proposal(&self, question: QuestionIdx) -> Option<&Proposal> {
        self.proposals.iter().find(|proposal| proposal.question == question)
    }

    /// Takes over changed rules and derives the advice anew.
    pub fn set_subject(&mut self, subject: Arc<Subject>) {
        self.advisor = Advisor::new(Arc::clone(&subject));
        self.subject = subject;
        self.set_file(self.file.clone());
    }

    /// An advisor on the same subject, for what-if and for work in the background.
    pub fn advisor(&self) -> Advisor {
        self.advisor.clone()
    }

    /// What does not go together among the decisions, what of the answers and of the rules does not count, and which answers were
    /// observed otherwise, in sentences.
    pub fn warnings(&self, library: &Library) -> Vec<String> {
        let advisor = self.advisor();
        let observed = room::otherwise(&self.proposals, &self.file, &advisor, |_| true);
        let warnings = report::warnings_of(&mut { advisor }, &self.file, library);
        warnings.into_iter().chain(observed.into_iter().map(|observed| observed.said)).collect()
    }

    /// A question.
    pub fn question(&self, question: QuestionIdx) -> &Question {
        &self.subject.questionnaire.questions[question.get()]
    }

    /// The number of questions, skipped ones included.
    pub fn n_questions(&self) -> usize {
        self.subject.questionnaire.questions.len()
    }

    /// The person's answer to a question.
    pub fn answer(&self, question: QuestionIdx) -> Option<&Answer> {
        self.file.answers.get(self.question(question).id.as_str())
    }

    /// Whether a question is asked, as far as is known.
    pub fn is_asked(&self, question: QuestionIdx) -> bool {
        self.advice.questions[question.get()].applies != Applies::No
    }

    /// Whether a question that is asked has no answer yet.
    pub fn is_open(&self, question: QuestionIdx) -> bool {
        self.is_asked(question) && self.advice.questions[question.get()].known == Known::Open
    }

    /// The decision whose outcome answers a question that the person left open, and the choice that follows from it.
    pub fn settled_by(&self, question: QuestionIdx) -> Option<(&RuleBase, &Choice)> {
        if self.advice.questions[question.get()].known != Known::Settled {
            return None;
        }
        let asked = self.question(question);
        let base = self.subject.rule_base(asked.settled_by.as_ref()?.as_str())?;
        let followed = self.advice.followed.iter().find(|followed| followed.question == question)?;
        Some((base, asked.kind.choices().iter().find(|choice| followed.choices.contains(&choice.id))?))
    }

    /// The decision that a question follows, and the choices that its outcome leaves open.
    pub fn follows(&self, question: QuestionIdx) -> Option<(&RuleBase, String)> {
        let asked = self.question(question);
        let base = self.subject.rule_base(asked.settled_by.as_ref()?.as_str())?;
        let followed = self.advice.followed.iter().find(|followed| followed.question == question)?;
        let choices = asked.kind.choices().iter().filter(|choice| followed.choices.contains(&choice.id));
        Some((base, choices.map(|choice| choice.label.as_str()).collect::<Vec<_>>().join(" or ")))
    }

    /// The decisions that have not to be made under the present answers.
    pub fn nothing_to_decide(&self) -> impl Iterator<Item = &RuleBase> {
        self.advice.nothing_to_decide.iter().filter_map(|id| self.subject.rule_base(id.as_str()))
    }

    /// The questions to be walked through, in file order: those asked, without those that a decision answers.
    pub fn walked(&self) -> impl DoubleEndedIterator<Item = QuestionIdx> + '_ {
        self.asked().filter(|q| self.advice.questions[q.get()].known != Known::Settled)
    }

    /// The questions that are asked, in file order.
    pub fn asked(&self) -> impl DoubleEndedIterator<Item = QuestionIdx> + '_ {
        (0..self.n_questions()).map(QuestionIdx::from).filter(|q| self.is_asked(*q))
    }

    /// How many of the questions asked have an answer, and how many are asked; those that a decision answers count as neither.
    pub fn progress(&self) -> (usize, usize) {
        let n_asked = self.walked().count();
        (n_asked - self.walked().filter(|q| self.is_open(*q)).count(), n_asked)
    }

    /// The advice on the decision at this position among those made, with its rule base.
    pub fn decision(&self, position: usize) -> Option<(&RuleBase, &DecisionAdvice)> {
        let advice = self.advice.decisions.get(position)?;
        Some((self.subject.rule_base(advice.decision.as_str())?, advice))
    }

    /// What is certain and what is open about a decision.
    pub fn outlook(&self, decision: &DecisionAdvice) -> Option<&Outlook> {
        self.outlooks.iter().find(|o| o.decision == decision.decision)
    }

    /// Whether the winner of a decision is settled, by the outlook where there is one.
    pub fn is_proven(&self, decision: &DecisionAdvice) -> bool {
        match self.outlook(decision).map(|o| &o.settled) {
            Some(Settled::Proven(_)) => true,
            Some(Settled::Open(_) | Settled::NoOption) => false,
            Some(Settled::NotDecided) | None => decision.proven,
        }
    }

    /// Whether the outcome of a decision is settled too: what is clear stays clear, and what is close stays close.
    pub fn is_outcome_proven(&self, decision: &DecisionAdvice) -> bool {
        decision.outcome_proven && self.is_proven(decision)
    }

    /// Whether the winners of all decisions are settled.
    pub fn is_settled(&self) -> bool {
        (!self.advice.decisions.is_empty() || !self.advice.nothing_to_decide.is_empty())
            && self.advice.decisions.iter().all(|d| self.is_proven(d))
    }

    /// Whether so little hangs on what is open, in all decisions, that nothing more has to be asked.
    pub fn is_enough(&self) -> bool {
        self.is_settled() || (!self.holds.is_empty() && self.holds.iter().all(|holds| *holds))
    }

    /// What hangs on a question: the most that does in any decision. `None` where nothing is known of that.
    pub fn stake(&self, question: QuestionIdx) -> Option<Stake> {
        self.outlooks.iter().filter_map(|o| o.stakes.get(question.get()).copied()).max()
    }

    /// The open question that is asked next, as the one whose answer is the most useful.
    pub fn most_useful(&self) -> Option<QuestionIdx> {
        let of = |also_followed: bool| {
            let may_be_asked = |q: QuestionIdx| self.is_open(q) && (also_followed || self.follows(q).is_none());
            outlook::most_useful(&self.outlooks, 0, false, may_be_asked)
        };
        of(false).or_else(|| of(true))
    }

    /// How many open questions may still change a winner, which is how many are left to ask as things stand.
    pub fn n_that_matter(&self) -> usize {
        n_left_to_ask(&self.outlooks, self.n_questions(), |question| self.is_open(question))
    }

    /// The standing of the same option before the last change.
    pub fn fit_before(&self, decision: &DecisionAdvice, option: crate::model::OptionIdx) -> Option<crate::engine::Fit> {
        let before = self.before.as_ref()?.decision(decision.decision.as_str())?;
        before.standings.iter().find(|s| s.option == option).map(|s| s.fit)
    }
}

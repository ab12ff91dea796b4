//! The report on one answers file: asks the engine about every decision and puts the parts together.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use schemars::JsonSchema;
use serde::Serialize;

use super::agreement::{DisagreementInfo, disagreements, warnings};
use super::decision::{DecisionReport, Writer};
use super::first_page::FirstPage;
use super::growth::GrowthInfo;
use super::names::Names;
use super::observed::ObservedInfo;
use super::origins::OriginsInfo;
use super::unread::{self, UnreadInfo};
use super::workload::{self, AnswerInfo, OpenInfo, QuantityInfo, TraitInfo};
use crate::engine::base::steps::Cancel;
use crate::engine::{Advice, Advisor, Analysis, Budget, DecisionAdvice, DecisionMap, Outlook};
use crate::load::{Library, fingerprint_of};
use crate::model::{AnswersFile, DecisionId, QuestionnaireId, RuleBase, Subject, Withheld};

/// The format of [`Report`] as JSON. It changes when a field goes or means something else, not when one is added.
const FORMAT: u32 = 1;

/// The report on one answers file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// The format of this value.
    pub format: u32,
    /// What is decided for.
    pub system: Option<String>,
    /// The day on which it was made, where that was said.
    pub date: Option<String>,
    /// Who made it, where that was said.
    pub author: Option<String>,
    /// What a reader has to know before anything else.
    pub first_page: FirstPage,
    /// The questionnaire answered.
    pub questionnaire: QuestionnaireInfo,
    /// Where the answers stand.
    pub answers_file: AnswersInfo,
    /// What was answered, in file order; questions that are skipped or open are left out.
    pub answers: Vec<AnswerInfo>,
    /// How many of them come from where, and how many questions are open.
    pub origins: OriginsInfo,
    /// The answers given to questions that are not asked under the others; nothing is made of them.
    pub not_asked: Vec<AnswerInfo>,
    /// What stands in the answers file and the rules and could not be used.
    pub unread: Vec<UnreadInfo>,
    /// The answers that stand otherwise in the answers file than they were observed; empty where no observations were read.
    pub observed_otherwise: Vec<ObservedInfo>,
    /// The workload's traits.
    pub traits: Vec<TraitInfo>,
    /// The quantities that apply.
    pub quantities: Vec<QuantityInfo>,
    /// The questions that apply or may apply and have no definite answer.
    pub open: Vec<OpenInfo>,
    /// The decisions made.
    pub decisions: Vec<DecisionReport>,
    /// The decisions that have not to be made under these answers.
    pub nothing_to_decide: Vec<NothingToDecide>,
    /// What does not go together among the decisions.
    pub disagreements: Vec<DisagreementInfo>,
}

/// A decision that has not to be made.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NothingToDecide {
    /// The decision.
    pub decision: DecisionId,
    /// Its title.
    pub title: String,
    /// The condition under which it would have to be made.
    pub decide_if: String,
    /// Why it has not.
    pub because: String,
}

impl NothingToDecide {
    /// What a decision says where it has not to be made.
    pub fn new(base: &RuleBase) -> Option<Self> {
        let rule = base.rules.iter().find(|rule| rule.effect.withheld() == Some(Withheld::NothingToDecide))?;
        Some(Self {
            decision: base.decision.id.clone(),
            title: base.decision.title.clone(),
            decide_if: base.decision.decide_if.as_ref().map(|condition| condition.text.clone()).unwrap_or_default(),
            because: rule.because.clone(),
        })
    }

    /// The same in words.
    pub fn sentence(&self) -> String {
        format!("{}: nothing to decide. {}", self.title, self.because)
    }
}

impl Report {
    /// What of answers and rules does not count, and which answers were observed otherwise, in sentences.
    pub fn not_counted(&self) -> Vec<String> {
        let observed = self.observed_otherwise.iter().map(|observed| observed.said.clone());
        unread::warnings(&self.unread, &self.not_asked, &self.answers).into_iter().chain(observed).collect()
    }

    /// Takes in that an answer was observed otherwise.
    pub fn observe(&mut self, observed: ObservedInfo) {
        self.first_page.warnings.push(observed.said.clone());
        self.observed_otherwise.push(observed);
    }

    /// Takes in how long a decision holds at the growth of an answer.
    pub fn grow(&mut self, decision: &DecisionId, growth: GrowthInfo) {
        let Some(made) = self.decisions.iter_mut().find(|made| made.decision == *decision) else { return };
        made.grow(growth);
        self.first_page.grow(made);
    }

    /// Leaves out all decisions but one, and what hangs on open questions in the others.
    pub fn keep_only(&mut self, decision: &str) {
        self.decisions.retain(|made| made.decision == *decision);
        self.first_page.keep(|made| made.decision == *decision);
        self.nothing_to_decide.retain(|idle| idle.decision == *decision);
        if let Some(only) = self.decisions.first() {
            self.open = self.open.iter().filter_map(|open| open.within(&only.decision)).collect();
        }
    }
}

/// The questionnaire answered.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct QuestionnaireInfo {
    /// Its id.
    pub id: QuestionnaireId,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
}

/// Where the answers stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswersInfo {
    /// The path as given; absent where the answers are in no file yet.
    pub path: Option<String>,
    /// The fingerprint of its text.
    pub sha256: Option<String>,
}

/// Where answers and rules come from: what a record names so that the decision can be made again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The answers file.
    pub answers: AnswersInfo,
    /// The fingerprint of each decision's files.
    pub rules: BTreeMap<DecisionId, String>,
    /// What of the rules could not be used.
    pub broken: Vec<UnreadInfo>,
}

impl Origin {
    /// The fingerprints of a subject's decisions and of an answers file with this path and text.
    pub fn new(library: &Library, subject: &Subject, path: Option<&str>, text: &str) -> Self {
        let decisions = subject.rule_bases.iter().map(|base| &base.decision.id);
        Self {
            answers: AnswersInfo { path: path.map(str::to_owned), sha256: Some(fingerprint_of(text)) },
            rules: decisions.map(|id| (id.clone(), library.fingerprint(id))).collect(),
            broken: unread::errors_of_rules(library, subject),
        }
    }
}

/// The report on an answers file. Takes as long as a full analysis of every decision does.
pub fn build(advisor: &mut Advisor, file: &AnswersFile, origin: &Origin) -> Report {
    build_to(advisor, file, origin, Extent::whole(&AtomicBool::new(false)))
}

/// The same, unless it is cancelled before it is done.
pub fn build_until(advisor: &mut Advisor, file: &AnswersFile, origin: &Origin, cancel: &dyn Cancel) -> Option<Report> {
    let report = build_to(advisor, file, origin, Extent::whole(cancel));
    (!cancel.is_set(0)).then_some(report)
}

/// The report without what takes an analysis: flips, conflicts and how firm the weights are.
pub fn build_scores(advisor: &mut Advisor, file: &AnswersFile, origin: &Origin) -> Report {
    build_to(advisor, file, origin, Extent { has_outlook: false, analysed: None, is_whole: false })
}

/// The report on scores and on what hangs on open questions.
pub fn build_outlook(advisor: &mut Advisor, file: &AnswersFile, origin: &Origin) -> Report {
    build_to(advisor, file, origin, Extent { has_outlook: true, analysed: None, is_whole: false })
}

/// The report without what only people read of it: maps, and which answers alone suffice.
pub fn build_essence(advisor: &mut Advisor, file: &AnswersFile, origin: &Origin) -> Report {
    let never = AtomicBool::new(false);
    build_to(advisor, file, origin, Extent { is_whole: false, ..Extent::whole(&never) })
}

/// How much of a report is made.
#[derive(Clone, Copy)]
struct Extent<'a> {
    /// What hangs on open questions.
    has_outlook: bool,
    /// Flips, conflicts and how firm the weights are, with what may cancel that.
    analysed: Option<&'a dyn Cancel>,
    /// Of every decision that is analysed, the map that says the most, and which answers alone suffice.
    is_whole: bool,
}

impl<'a> Extent<'a> {
    fn whole(cancel: &'a dyn Cancel) -> Self {
        Self { has_outlook: true, analysed: Some(cancel), is_whole: true }
    }
}

fn build_to(advisor: &mut Advisor, file: &AnswersFile, origin: &Origin, extent: Extent) -> Report {
    let subject = std::sync::Arc::clone(advisor.subject());
    let advice = advisor.advise(file);
    let outlooks = if extent.has_outlook { advisor.outlook(file, Budget::FULL) } else { Vec::new() };
    let decisions: Vec<DecisionReport> = advice
        .decisions
        .iter()
        .filter_map(|made| {
            let base = subject.rule_base(made.decision.as_str())?;
            let id = made.decision.as_str();
            let analysis = extent.analysed.and_then(|cancel| {
                if extent.is_whole {
                    advisor.analyse(file, id, Budget::FULL, cancel)
                } else {
                    advisor.analyse_essence(file, id, Budget::FULL, cancel)
                }
            });
            let mapped = extent.analysed.filter(|_| extent.is_whole);
            let map = mapped.and_then(|cancel| telling_map(advisor, file, id, cancel));
            let outlook = outlooks.iter().find(|o| o.decision == made.decision);
            let names = Names { subject: &subject, base, file, followed: &advice.followed };
            let writer = Writer { names, advice: made, outlook, analysis: analysis.as_ref(), map: map.as_ref() };
            Some(writer.decision(origin.rules.get(&made.decision).cloned()))
        })
        .collect();
    let disagreements = disagreements(advisor, file);
    let given = Given::new(&subject, &advice, file, origin.broken.clone());
    let warnings = warnings(&disagreements).into_iter().chain(given.not_counted()).collect();
    let questionnaire = &subject.questionnaire;
    let idle = advice.nothing_to_decide.iter().filter_map(|id| subject.rule_base(id.as_str()));
    Report {
        format: FORMAT,
        system: file.system.clone(),
        date: None,
        author: None,
        first_page: FirstPage::new(&decisions, warnings),
        questionnaire: QuestionnaireInfo {
            id: questionnaire.id.clone(),
            title: questionnaire.title.clone(),
            version: questionnaire.version.clone(),
        },
        answers_file: origin.answers.clone(),
        answers: given.answers,
        origins: workload::origins(&subject, &advice, file).0,
        not_asked: given.not_asked,
        unread: given.unread,
        observed_otherwise: Vec::new(),
        traits: workload::traits(&subject, &advice),
        quantities: workload::quantities(&subject, &advice),
        open: workload::open(&subject, &advice, file, &outlooks),
        decisions,
        nothing_to_decide: idle.filter_map(NothingToDecide::new).collect(),
        disagreements,
    }
}

/// What a reader of the first page has to know first: what does not go together, and what does not count.
pub fn warnings_of(advisor: &mut Advisor, file: &AnswersFile, library: &Library) -> Vec<String> {
    let (subject, advice) = (std::sync::Arc::clone(advisor.subject()), advisor.advise(file));
    let given = Given::new(&subject, &advice, file, unread::errors_of_rules(library, &subject));
    warnings(&disagreements(advisor, file)).into_iter().chain(given.not_counted()).collect()
}

/// What was given: what counts, and what does not.
struct Given {
    answers: Vec<AnswerInfo>,
    not_asked: Vec<AnswerInfo>,
    unread: Vec<UnreadInfo>,
}

impl Given {
    /// From an answers file, and what of the rules could not be used.
    fn new(subject: &Subject, advice: &Advice, file: &AnswersFile, broken: Vec<UnreadInfo>) -> Self {
        Self {
            answers: workload::answers(subject, advice, file, &advice.followed),
            not_asked: workload::not_asked(subject, advice, file),
            unread: broken.into_iter().chain(file.unread.iter().map(UnreadInfo::from)).collect(),
        }
    }

    /// What does not count, in sentences.
    fn not_counted(&self) -> Vec<String> {
        unread::warnings(&self.unread, &self.not_asked, &self.answers)
    }
}

/// The decision map that says the most.
fn telling_map(advisor: &mut Advisor, file: &AnswersFile, decision: &str, cancel: &dyn Cancel) -> Option<DecisionMap> {
    let axes = advisor.axes(file, decision, cancel);
    advisor.telling_map(file, decision, &axes, cancel)
}

/// The report on one decision from what is at hand: without an analysis, what only that can tell is left out.
pub fn build_decision(
    subject: &Subject,
    advice: &DecisionAdvice,
    outlook: Option<&Outlook>,
    file: &AnswersFile,
    analysis: Option<&Analysis>,
) -> Option<DecisionReport> {
    let base = subject.rule_base(advice.decision.as_str())?;
    let names = Names { subject, base, file, followed: &[] };
    Some(Writer { names, advice, outlook, analysis, map: None }.decision(None))
}

//! From answers to a report: asks the engine and puts names to what it says.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use super::caveat::caveat;
use super::context::{
    AnswerInfo, AnswersInfo, CautionInfo, Chosen, ConflictInfo, ContributionInfo, CriterionInfo, DecisionReport,
    FlipInfo, LevelInfo, MeasureInfo, OpenInfo, OptionAmount, OverrideInfo, QuantityInfo, QuestionnaireInfo, Report,
    StableInfo, TraitInfo, VoteInfo,
};
use super::flips::flip_info;
use super::reasons::{Reasons, Words};
use crate::engine::{
    Advice, Advisor, Analysis, Applies, Budget, DecisionAdvice, Known, Outlook, QuantityReading, Stake, TraitReading,
};
use crate::load::{Library, answer_to_text, display_answer, display_number, fingerprint_of};
use crate::model::{
    AnswersFile, CriterionIdx, DecisionId, Effect, Measure, OptionIdx, OutcomeKind, Question, RuleBase, RuleIdx,
    Subject,
};

/// Where answers and rules come from: what a record names so that the decision can be made again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The answers file.
    pub answers: AnswersInfo,
    /// The fingerprint of each decision's files.
    pub rules: BTreeMap<DecisionId, String>,
}

impl Origin {
    /// The fingerprints of a subject's decisions and of an answers file with this path and text.
    pub fn new(library: &Library, subject: &Subject, path: Option<&str>, text: &str) -> Self {
        let decisions = subject.rule_bases.iter().map(|base| &base.decision.id);
        Self {
            answers: AnswersInfo { path: path.map(str::to_owned), sha256: Some(fingerprint_of(text)) },
            rules: decisions.map(|id| (id.clone(), library.fingerprint(id))).collect(),
        }
    }
}

/// The report on an answers file. Takes as long as a full analysis of every decision does.
pub fn build(advisor: &mut Advisor, file: &AnswersFile, origin: &Origin) -> Report {
    build_to(advisor, file, origin, true)
}

/// The report without what takes an analysis: flips, conflicts and how firm the weights are.
pub fn build_scores(advisor: &mut Advisor, file: &AnswersFile, origin: &Origin) -> Report {
    build_to(advisor, file, origin, false)
}

fn build_to(advisor: &mut Advisor, file: &AnswersFile, origin: &Origin, is_analysed: bool) -> Report {
    let subject = std::sync::Arc::clone(advisor.subject());
    let advice = advisor.advise(file);
    let outlooks = if is_analysed { advisor.outlook(file, Budget::FULL) } else { Vec::new() };
    let never = AtomicBool::new(false);
    let decisions: Vec<DecisionReport> = advice
        .decisions
        .iter()
        .filter_map(|made| {
            let base = subject.rule_base(made.decision.as_str())?;
            let id = made.decision.as_str();
            let analysis = if is_analysed { advisor.analyse(file, id, Budget::FULL, &never) } else { None };
            let outlook = outlooks.iter().find(|o| o.decision == made.decision);
            let writer = Writer { subject: &subject, base, advice: made, outlook, file, analysis: analysis.as_ref() };
            Some(writer.decision(origin.rules.get(&made.decision).cloned()))
        })
        .collect();
    let questionnaire = &subject.questionnaire;
    Report {
        format: 1,
        system: file.system.clone(),
        questionnaire: QuestionnaireInfo {
            id: questionnaire.id.clone(),
            title: questionnaire.title.clone(),
            version: questionnaire.version.clone(),
        },
        answers_file: origin.answers.clone(),
        answers: answers(&subject, &advice, file, &decisions),
        traits: traits(&subject, &advice),
        quantities: quantities(&subject, &advice),
        open: open(&subject, &advice, file, &outlooks),
        decisions,
    }
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
    Some(Writer { subject, base, advice, outlook, file, analysis }.decision(None))
}

fn answers(subject: &Subject, advice: &Advice, file: &AnswersFile, made: &[DecisionReport]) -> Vec<AnswerInfo> {
    let states = subject.questionnaire.questions.iter().zip(&advice.questions);
    let asked = states.filter(|(_, state)| state.applies != Applies::No);
    asked.filter_map(|(question, state)| answer(question, state.known, file, made)).collect()
}

fn answer(question: &Question, known: Known, file: &AnswersFile, made: &[DecisionReport]) -> Option<AnswerInfo> {
    let info = |said: String, value: String| AnswerInfo {
        question: question.id.clone(),
        section: question.section.clone(),
        ask: question.ask.clone(),
        said,
        value,
        sure: 100,
        note: None,
        settled_by: None,
        votes: Vec::new(),
    };
    if known == Known::Settled {
        let decision = made.iter().find(|d| question.settled_by.as_ref() == Some(&d.decision))?;
        let winner = decision.winner.as_ref()?;
        let choice = question.kind.choices().iter().find(|c| c.options.contains(winner))?;
        let settled_by = Some(decision.decision.clone());
        return Some(AnswerInfo { settled_by, ..info(choice.label.clone(), choice.id.to_string()) });
    }
    let answer = file.answers.get(question.id.as_str())?;
    let vote = |(name, value): (&String, &crate::model::AnswerValue)| VoteInfo {
        name: name.clone(),
        said: display_answer(value, question),
        dissents: *value != answer.value,
    };
    let said = display_answer(&answer.value, question);
    Some(AnswerInfo {
        sure: answer.sure,
        note: answer.note.clone(),
        votes: answer.votes.iter().map(vote).collect(),
        ..info(said, answer_to_text(&answer.value))
    })
}

fn traits(subject: &Subject, advice: &Advice) -> Vec<TraitInfo> {
    let info = |(of, reading): (&crate::model::Trait, &TraitReading)| {
        let chance = |level: usize| reading.levels.get(level).copied().unwrap_or_default();
        let possible: Vec<usize> = (0..of.levels.len()).filter(|level| chance(*level) > 0.0).collect();
        let said = match (possible.first(), possible.last()) {
            (Some(low), Some(high)) if low != high => {
                format!("{} to {}", of.levels[*low].label, of.levels[*high].label)
            }
            (Some(only), _) => of.levels[*only].label.clone(),
            _ => "open".to_owned(),
        };
        let level = |(position, level): (usize, &crate::model::Level)| LevelInfo {
            level: level.id.clone(),
            label: level.label.clone(),
            chance: rounded(chance(position)),
        };
        TraitInfo {
            id: of.id.clone(),
            name: of.name.clone(),
            level: reading.decided().map(|level| of.levels[level].id.clone()),
            said,
            levels: of.levels.iter().enumerate().map(level).collect(),
        }
    };
    subject.questionnaire.traits.iter().zip(&advice.traits).map(info).collect()
}

/// A chance with three decimals: more would only be noise in a diff.
fn rounded(chance: f64) -> f64 {
    (chance * 1_000.0).round() / 1_000.0
}

fn quantities(subject: &Subject, advice: &Advice) -> Vec<QuantityInfo> {
    let info = |(quantity, reading): (&crate::model::Quantity, &QuantityReading)| match reading {
        QuantityReading::NotApplicable => None,
        QuantityReading::Between { low, high } => Some(QuantityInfo {
            quantity: quantity.id.clone(),
            name: quantity.name.clone(),
            low: *low,
            high: *high,
            unit: quantity.unit.clone(),
            said: say_quantity(*low, *high, quantity.unit.as_deref()),
        }),
    };
    subject.questionnaire.quantities.iter().zip(&advice.quantities).filter_map(info).collect()
}

fn say_quantity(low: f64, high: f64, unit: Option<&str>) -> String {
    let number = |value: f64| {
        if value.abs() >= 10.0 { display_number(value.round() as i64) } else { format!("{}", rounded(value)) }
    };
    let unit = unit.map_or_else(String::new, |unit| format!(" {unit}"));
    let (low, high) = (number(low), number(high));
    if low == high { format!("{low}{unit}") } else { format!("{low} to {high}{unit}") }
}

fn open(subject: &Subject, advice: &Advice, file: &AnswersFile, outlooks: &[Outlook]) -> Vec<OpenInfo> {
    let info = |(position, question): (usize, &Question)| {
        let asked = advice.questions[position];
        let known = match asked.known {
            _ if asked.applies == Applies::No => return None,
            Known::Fully | Known::Settled => return None,
            Known::Open => "open",
            Known::Unknown => "unknown",
            Known::Partly => "partly",
        };
        let stake = |outlook: &Outlook| outlook.stakes.get(position).copied();
        let can_change = outlooks.iter().filter(|o| stake(o) == Some(Stake::Winner)).map(|o| o.decision.clone());
        let is_harmless = |o: &Outlook| matches!(stake(o), Some(Stake::Irrelevant | Stake::LeadOnly | Stake::Closed));
        Some(OpenInfo {
            question: question.id.clone(),
            ask: question.ask.clone(),
            known,
            said: file.answers.value(question.id.as_str()).map(|value| display_answer(value, question)),
            can_change: can_change.collect(),
            cannot_change: !outlooks.is_empty() && outlooks.iter().all(is_harmless),
        })
    };
    subject.questionnaire.questions.iter().enumerate().filter_map(info).collect()
}

/// Writes the report on one decision.
struct Writer<'a> {
    subject: &'a Subject,
    base: &'a RuleBase,
    advice: &'a DecisionAdvice,
    outlook: Option<&'a Outlook>,
    file: &'a AnswersFile,
    analysis: Option<&'a Analysis>,
}

impl Writer<'_> {
    fn decision(&self, rules_sha256: Option<String>) -> DecisionReport {
        let (base, advice) = (self.base, self.advice);
        let reasons = Reasons { base, advice, words: Words::of(base) };
        let name = |option: OptionIdx| base.options[option.get()].name.clone();
        let id = |option: OptionIdx| base.options[option.get()].id.clone();
        let chosen = self.chosen();
        let chosen_idx = chosen.as_ref().and_then(|c| base.option_idx(c.option.as_str()));
        let cautions = self.cautions(chosen_idx);
        DecisionReport {
            decision: base.decision.id.clone(),
            title: base.decision.title.clone(),
            ask: base.decision.ask.clone(),
            about: base.decision.about.clone(),
            version: base.decision.version.clone(),
            rules_sha256,
            outcome: advice.outcome,
            winner: advice.winner.map(id),
            winner_name: advice.winner.map(name),
            runner_up: advice.runner_up.map(id),
            runner_up_name: advice.runner_up.map(name),
            lead: advice.lead.points(),
            close_call: base.decision.close_call,
            proven: self.is_proven(),
            headline: self.headline(),
            verdict: self.verdict(),
            standings: advice.standings.iter().map(|s| reasons.standing(s)).collect(),
            criteria: self.criteria(&reasons),
            contributions: self.contributions(),
            why_not: reasons.why_not(chosen_idx),
            flips: self.flips(),
            sufficient: self.sufficient(),
            conflict: self.conflict(),
            measure: chosen_idx.map(|o| measures(&base.options[o.get()].measure)).unwrap_or_default(),
            follow_ups: chosen_idx.map(|option| self.follow_ups(option)).unwrap_or_default(),
            evidence: reasons.evidence(&cautions),
            cautions,
            chosen,
        }
    }

    fn is_proven(&self) -> bool {
        self.advice.proven || self.outlook.is_some_and(|outlook| outlook.settled.is_proven())
    }

    fn name(&self, option: Option<OptionIdx>) -> &str {
        option.map_or("no option", |o| &self.base.options[o.get()].name)
    }

    fn headline(&self) -> String {
        let winner = self.name(self.advice.winner);
        match self.advice.outcome {
            OutcomeKind::Recommended => winner.to_owned(),
            OutcomeKind::CloseCall => {
                format!("Too close to call: {winner} or {}", self.name(self.advice.runner_up))
            }
            OutcomeKind::NoOption => "No option is left".to_owned(),
        }
    }

    fn verdict(&self) -> String {
        let (winner, runner_up) = (self.name(self.advice.winner), self.name(self.advice.runner_up));
        let lead = self.advice.lead;
        let sure =
            if self.is_proven() { "No open answer can change that." } else { "Open answers can still change that." };
        let verdict = match (self.advice.outcome, self.advice.runner_up) {
            (OutcomeKind::NoOption, _) => "Every option is excluded by an answer given.".to_owned(),
            (_, None) => format!("{winner} is the only option that is not excluded. {sure}"),
            (OutcomeKind::Recommended, _) => {
                format!("{winner} leads {runner_up} by {lead} fit points. {sure}")
            }
            (OutcomeKind::CloseCall, _) => format!(
                "{winner} leads {runner_up} by {lead} fit points, and a lead of at most {} is too close to call. {sure}",
                self.base.decision.close_call
            ),
        };
        [Some(verdict), caveat(self.base, self.advice)].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn chosen(&self) -> Option<Chosen> {
        let own = self.file.overrides.iter().find(|o| o.decision == self.base.decision.id);
        let own_idx = own.and_then(|o| self.base.option_idx(o.option.as_str()));
        let option = own_idx.or(self.advice.winner)?;
        let override_ = own.filter(|_| own_idx.is_some()).map(|own| {
            let fit = |o: OptionIdx| self.advice.standing(o).fit.0;
            let cost = self.advice.winner.map_or(0, |w| fit(w) - fit(option));
            OverrideInfo {
                because: own.because.clone(),
                cost: crate::engine::Fit(cost).points(),
                needed: self.advice.winner != Some(option),
                excluded: self.advice.standing(option).excluded.is_certain(),
            }
        });
        let chosen = &self.base.options[option.get()];
        Some(Chosen { option: chosen.id.clone(), name: chosen.name.clone(), override_ })
    }

    fn criteria(&self, reasons: &Reasons) -> Vec<CriterionInfo> {
        let info = |(position, criterion): (usize, &crate::model::Criterion)| {
            let idx = CriterionIdx::from(position);
            let amount = |option: OptionIdx| self.advice.on_criterion(option, idx);
            let of = |option: OptionIdx| OptionAmount {
                option: self.base.options[option.get()].id.clone(),
                name: self.base.options[option.get()].name.clone(),
                points: 0,
                amount: amount(option).points(),
            };
            let leads = self.advice.winner.zip(self.advice.runner_up);
            CriterionInfo {
                criterion: criterion.id.clone(),
                name: criterion.name.clone(),
                about: criterion.about.clone(),
                weight: f64::from(self.advice.weights.get(position).copied().unwrap_or_default()) / 100.0,
                own_weight: self.file.weights.contains_key(&criterion.id),
                stable: self.stable(idx),
                options: self.advice.standings.iter().map(|s| of(s.option)).collect(),
                lead: leads.map_or(0.0, |(a, b)| crate::engine::Fit(amount(a).0 - amount(b).0).points()),
                rules: reasons.rules_on(idx),
            }
        };
        self.base.criteria.iter().enumerate().map(info).collect()
    }

    fn stable(&self, criterion: CriterionIdx) -> Option<StableInfo> {
        let weights = self.analysis?.weights.as_ref()?;
        let stability = weights.criteria.iter().find(|s| s.criterion == criterion)?;
        let name = |option: Option<OptionIdx>| option.map(|o| self.base.options[o.get()].name.clone());
        let percent = |share: f64| (share * 1_000.0).round() / 10.0;
        Some(StableInfo {
            low: percent(stability.low),
            below: name(stability.below),
            high: percent(stability.high),
            above: name(stability.above),
        })
    }

    fn contributions(&self) -> Vec<ContributionInfo> {
        let info = |part: &crate::engine::Contribution| ContributionInfo {
            option: self.base.options[part.option.get()].id.clone(),
            criterion: self.base.criteria[part.criterion.get()].id.clone(),
            rule: part.rule.map(|rule| self.base.rules[rule.get()].id.clone()),
            points: part.points,
            amount: part.amount.points(),
        };
        self.advice.contributions.iter().map(info).collect()
    }

    /// The cautions that hold, for what the team goes for: where it chose otherwise, those of its own option are shown.
    fn cautions(&self, chosen: Option<OptionIdx>) -> Vec<CautionInfo> {
        let holds = |rule: usize| self.advice.rules[rule] == crate::engine::RuleReading::Holds;
        let info = |(position, rule): (usize, &crate::model::Rule)| match &rule.effect {
            Effect::Caution { text, options } if holds(position) => {
                let shown = self.advice.cautions.contains(&RuleIdx::from(position))
                    || chosen.is_some_and(|o| options.is_empty() || options.contains(&o));
                shown.then(|| CautionInfo {
                    rule: rule.id.clone(),
                    text: text.clone(),
                    because: rule.because.clone(),
                    evidence: rule.evidence.clone(),
                })
            }
            _ => None,
        };
        self.base.rules.iter().enumerate().filter_map(info).collect()
    }

    /// What the rules that hold ask for, as far as they concern the option chosen: the rest would be work for another architecture.
    fn follow_ups(&self, chosen: OptionIdx) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (rule, reading) in self.base.rules.iter().zip(&self.advice.rules) {
            let counts = *reading == crate::engine::RuleReading::Holds && concerns(&rule.effect, chosen);
            if let Some(text) = rule.follow_up.as_ref().filter(|text| counts && !found.contains(text)) {
                found.push(text.clone());
            }
        }
        found
    }

    fn flips(&self) -> Vec<FlipInfo> {
        let Some(analysis) = self.analysis else { return Vec::new() };
        let first = |flips: &crate::engine::Flips| {
            let option = &self.base.options[flips.option.get()];
            flips.found.first().map(|flip| flip_info(&self.subject.questionnaire, option, flip))
        };
        analysis.flips.iter().filter_map(first).collect()
    }

    fn sufficient(&self) -> Vec<crate::model::QuestionId> {
        let questions = self.analysis.and_then(|a| a.sufficient.as_ref()).map(|s| s.questions.as_slice());
        let id = |q: &crate::model::QuestionIdx| self.subject.questionnaire.questions[q.get()].id.clone();
        questions.unwrap_or_default().iter().map(id).collect()
    }

    fn conflict(&self) -> Vec<ConflictInfo> {
        let questions = self.analysis.and_then(|a| a.conflict.as_ref()).map(|c| c.questions.as_slice());
        let info = |q: &crate::model::QuestionIdx| {
            let question = &self.subject.questionnaire.questions[q.get()];
            let value = self.file.answers.value(question.id.as_str());
            ConflictInfo {
                question: question.id.clone(),
                ask: question.ask.clone(),
                said: value.map_or_else(|| "open".to_owned(), |value| display_answer(value, question)),
            }
        };
        questions.unwrap_or_default().iter().map(info).collect()
    }
}

fn measures(measures: &[Measure]) -> Vec<MeasureInfo> {
    measures.iter().map(|m| MeasureInfo { what: m.what.clone(), target: m.target.clone() }).collect()
}

/// Whether what follows from a rule is about an option.
fn concerns(effect: &Effect, option: OptionIdx) -> bool {
    match effect {
        Effect::Points { points, .. } => points.iter().any(|(given, _)| *given == option),
        Effect::Excludes(options) => options.contains(&option),
        Effect::Caution { options, .. } => options.is_empty() || options.contains(&option),
    }
}

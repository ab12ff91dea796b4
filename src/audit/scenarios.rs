//! The scenario runner: worked cases against a rule base, with what made the difference where one fails.

use std::sync::Arc;

use crate::engine::considered::Considered;
use crate::engine::meaning::order::{questions_behind, settled_behind};
use crate::engine::situation::Situation;
use crate::engine::{Advisor, Exclusion, Fit, InPlay, RuleReading};
use crate::model::{
    AnswerValue, Answers, AnswersFile, DecisionId, OptionIdx, OutcomeKind, QuestionId, QuestionIdx, RuleBase, RuleIdx,
    Scenario, Subject,
};

/// How one scenario came out.
#[derive(Clone, Debug)]
pub struct ScenarioResult {
    /// The scenario's position in its rule base.
    pub scenario: usize,
    /// What leads.
    pub winner: Option<OptionIdx>,
    /// The options that share the lead, by their ids; none where one is ahead of all others.
    pub level: Vec<OptionIdx>,
    /// How it came out.
    pub outcome: OutcomeKind,
    /// The lead, in fit points.
    pub lead: f64,
    /// Every option, best first, with its fit; nothing where it is excluded.
    pub standings: Vec<(OptionIdx, Option<Fit>)>,
    /// The rules that fired.
    pub fired: Vec<RuleIdx>,
    /// What did not come out as expected and fails the scenario.
    pub failures: Vec<Failure>,
    /// What did not come out as expected, in a scenario that says so.
    pub missed: Vec<Failure>,
}

impl ScenarioResult {
    /// Whether everything came out as expected.
    pub fn passed(&self) -> bool {
        self.failures.is_empty() && self.missed.is_empty()
    }

    /// Whether it came out otherwise than the scenario says: a known miss does not fail, one that is a miss no longer does.
    pub fn failed(&self) -> bool {
        !self.failures.is_empty()
    }
}

/// What wins, and how clearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What leads.
    pub winner: Option<OptionIdx>,
    /// How it comes out.
    pub kind: OutcomeKind,
}

/// What follows from some answers for one decision.
#[derive(Debug)]
pub struct Played {
    /// Everything considered, decisions that settle questions included.
    pub considered: Considered,
    /// The decision.
    pub situation: Arc<Situation>,
}

impl Played {
    /// What wins, and how clearly.
    pub fn outcome(&self) -> Outcome {
        Outcome { winner: self.situation.winner(), kind: self.situation.outcome() }
    }

    /// The rules that fire.
    pub fn fired(&self) -> Vec<RuleIdx> {
        let rules = self.situation.rules.iter().enumerate().take(self.situation.decision().n_rules());
        let holding = rules.filter(|(_, reading)| **reading == RuleReading::Holds);
        holding.map(|(position, _)| RuleIdx::from(position)).collect()
    }

    /// What would come out with one rule left out, exactly.
    pub fn outcome_without(&self, rule: RuleIdx) -> Outcome {
        let situation = &self.situation;
        let decision = situation.decision();
        let mut scores = situation.scores.clone();
        for part in decision.with_products(rule) {
            let (slot, points) = &decision.points[part.get()];
            let chance = situation.rules[part.get()].chance();
            for (option, points) in points {
                let worth = (points * situation.weights.worth[*slot]) as f64;
                scores[option.get()] = ((scores[option.get()] - chance * worth) * 1024.0).round() / 1024.0;
            }
        }
        let chance = |other: usize| if other == rule.get() { 0.0 } else { situation.rules[other].chance() };
        let weights = situation.weights.where_chance(decision, chance);
        let holds = |veto: &RuleIdx| situation.rules[veto.get()] == RuleReading::Holds;
        let in_play = |option: OptionIdx| {
            let exclusion = &situation.exclusions[option.get()];
            let is_freed = match exclusion {
                Exclusion::Certain(vetoes) if vetoes.iter().any(holds) => {
                    !vetoes.iter().any(|veto| *veto != rule && holds(veto))
                }
                // It takes several vetoes together, one of which holds whatever is open: each of them is needed.
                Exclusion::Certain(vetoes) => vetoes.contains(&rule),
                Exclusion::No | Exclusion::Possible(_) => false,
            };
            if is_freed { InPlay::Likely } else { InPlay::of(exclusion, situation.out_chances[option.get()]) }
        };
        let ranking = decision.ranking(&scores, in_play);
        let mut left = ranking.into_iter().filter(|option| in_play(*option) != InPlay::Out);
        let Some(winner) = left.next() else { return Outcome { winner: None, kind: OutcomeKind::NoOption } };
        let is_close = left.next().is_some_and(|second| {
            scores[winner.get()] - scores[second.get()] <= weights.close_call(decision, scores[winner.get()])
        });
        let kind = if is_close { OutcomeKind::CloseCall } else { OutcomeKind::Recommended };
        Outcome { winner: Some(winner), kind }
    }
}

/// One expectation that was not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The part of `expect`, as it is written there.
    pub part: &'static str,
    /// What was expected.
    pub expected: String,
    /// What came out.
    pub got: String,
    /// The rules that made the difference, the strongest first.
    pub because: Vec<String>,
    /// The rules that speak for what was expected, the strongest first.
    pub for_expected: Vec<String>,
}

impl Failure {
    /// A part that came out otherwise, with no rules to name.
    fn new(part: &'static str, expected: String, got: String) -> Self {
        Self { part, expected, got, because: Vec::new(), for_expected: Vec::new() }
    }
}

/// Runs scenarios of one subject.
pub struct Runner {
    advisor: Advisor,
    subject: Arc<Subject>,
    /// For each decision the questions settled by others that are made with it, with these.
    settled: Vec<Vec<(QuestionId, DecisionId)>>,
}

impl Runner {
    /// Compiles a subject for its scenarios.
    pub fn new(subject: &Arc<Subject>) -> Self {
        let questions = subject.questionnaire.questions.iter();
        let all: Vec<_> = questions.filter_map(|q| Some((q.id.clone(), q.settled_by.clone()?))).collect();
        let settled = vec![all; subject.rule_bases.len()];
        Self { advisor: Advisor::new(Arc::clone(subject)), subject: Arc::clone(subject), settled }
    }

    /// The same where nothing is asked of what a decision does not depend on: only what it depends on is made with it.
    pub(crate) fn for_outcomes(subject: &Arc<Subject>) -> Self {
        let settled = subject.rule_bases.iter().map(|base| settled_for(subject, base)).collect();
        Self { settled, ..Self::new(subject) }
    }

    /// Runs the scenarios of one rule base that the filter accepts; the results stand in file order.
    pub fn run(&self, base: &RuleBase, filter: impl Fn(&Scenario) -> bool) -> Vec<ScenarioResult> {
        let chosen = base.scenarios.iter().enumerate().filter(|(_, scenario)| filter(scenario));
        chosen.map(|(position, _)| self.run_and_keep(base, position).0).collect()
    }

    /// What follows from some answers for one decision, together with what answers settle for it.
    pub fn play(&self, base: &RuleBase, answers: &Answers) -> Played {
        let considered = self.advisor.consider_alone(&self.file_for(base, answers));
        let Some(situation) = considered.situation(base.decision.id.as_str()).cloned() else {
            unreachable!("the file asks for this decision")
        };
        Played { considered, situation }
    }

    /// How a decision stands by everything that an answers file says; nothing where the file does not make it.
    pub(crate) fn play_file(&self, base: &RuleBase, file: &AnswersFile) -> Option<Arc<Situation>> {
        self.advisor.consider_alone(file).situation(base.decision.id.as_str()).cloned()
    }

    /// Runs one scenario, and keeps what follows from its answers.
    pub(crate) fn run_and_keep(&self, base: &RuleBase, position: usize) -> (ScenarioResult, Played) {
        let (result, played, _) = self.run_and_keep_all(base, position);
        (result, played)
    }

    /// The same, and keeps what follows from each changed answer that must change the winner.
    pub(crate) fn run_and_keep_all(&self, base: &RuleBase, position: usize) -> (ScenarioResult, Played, Vec<Played>) {
        let scenario = &base.scenarios[position];
        let played = self.play(base, &scenario.answers);
        let changes = scenario.expect.flips_with.iter();
        let flips: Vec<Played> =
            changes.map(|(question, to)| self.play(base, &scenario.answers.with(question, to.clone()))).collect();
        (self.result_of(base, position, &played, &flips), played, flips)
    }

    fn result_of(&self, base: &RuleBase, position: usize, played: &Played, flips: &[Played]) -> ScenarioResult {
        let scenario = &base.scenarios[position];
        let situation = &*played.situation;
        let mut failures = Vec::new();
        if scenario.expect.is_empty() {
            let (expected, got) =
                ("something that must come out".to_owned(), "nothing: any outcome would do".to_owned());
            failures.push(Failure::new("expect", expected, got));
        }
        check_winner(scenario, situation, &mut failures);
        check_options(scenario, situation, &mut failures);
        check_rules(scenario, situation, &mut failures);
        check_lead(scenario, situation, &mut failures);
        self.check_levels(scenario, &played.considered, &mut failures);
        for ((question, _), flipped) in scenario.expect.flips_with.iter().zip(flips) {
            let (now, then) = (situation.leaders(), flipped.situation.leaders());
            if now == then {
                let got = format!("still {}", names_of(base, &then));
                let expected = format!("another winner with `{question}` changed");
                failures.push(Failure::new("flips-with", expected, got));
            }
        }
        let (failures, missed) = sort_out(scenario, failures);
        ScenarioResult {
            scenario: position,
            winner: situation.winner(),
            level: situation.level(),
            outcome: situation.outcome(),
            lead: situation.shown_lead().points(),
            standings: standings(situation),
            fired: played.fired(),
            failures,
            missed,
        }
    }

    /// An answers file for one decision: this decision, and those that settle questions for it.
    fn file_for(&self, base: &RuleBase, answers: &Answers) -> AnswersFile {
        let mut decisions = vec![base.decision.id.clone()];
        let position = self.subject.rule_bases.iter().position(|other| other.decision.id == base.decision.id);
        let settled = position.map_or(&[][..], |position| &self.settled[position]);
        let is_said = |question: &QuestionId| {
            let answer = answers.get(question.as_str());
            answer.is_some_and(|answer| answer.sure > 0 && answer.value != AnswerValue::Unknown)
        };
        decisions.extend(settled.iter().filter(|(question, _)| !is_said(question)).map(|(_, by)| by.clone()));
        AnswersFile {
            questionnaire: self.subject.questionnaire.id.clone(),
            decisions,
            answers: answers.clone(),
            ..AnswersFile::default()
        }
    }

    fn check_levels(&self, scenario: &Scenario, considered: &Considered, failures: &mut Vec<Failure>) {
        if scenario.expect.levels.is_empty() {
            return;
        }
        let traits = considered.traits();
        for (of, level) in &scenario.expect.levels {
            let Some(idx) = self.subject.questionnaire.trait_idx(of.as_str()) else { continue };
            let levels = &self.subject.questionnaire.traits[idx.get()].levels;
            let got = traits[idx.get()].decided().map(|l| levels[l].id.to_string());
            if got.as_deref() != Some(level.as_str()) {
                let got = format!("{of} = {}", got.as_deref().unwrap_or("open"));
                failures.push(Failure::new("levels", format!("{of} = {level}"), got));
            }
        }
    }
}

/// Every option, best first, with its fit; nothing where it is excluded.
fn standings(situation: &Situation) -> Vec<(OptionIdx, Option<Fit>)> {
    let fits = situation.fits();
    let is_out = |option: OptionIdx| situation.exclusions[option.get()].is_certain();
    in_play_order(situation).map(|option| (option, (!is_out(option)).then(|| fits[option.get()]))).collect()
}

/// What fails a scenario, and what it says itself is missed.
fn sort_out(scenario: &Scenario, failures: Vec<Failure>) -> (Vec<Failure>, Vec<Failure>) {
    if scenario.miss.is_none() {
        (failures, Vec::new())
    } else if failures.is_empty() {
        let (expected, got) = ("a miss".to_owned(), "everything as expected: take `miss` out".to_owned());
        (vec![Failure::new("miss", expected, got)], Vec::new())
    } else {
        (Vec::new(), failures)
    }
}

/// Whether what leads is what was expected: of level options each has to do.
pub fn meets(acceptable: &[OptionIdx], leaders: &[OptionIdx]) -> bool {
    acceptable.is_empty() || !leaders.is_empty() && leaders.iter().all(|option| acceptable.contains(option))
}

fn check_winner(scenario: &Scenario, situation: &Situation, failures: &mut Vec<Failure>) {
    let (expect, base) = (&scenario.expect, situation.base());
    let mut in_play = situation.in_play();
    let (winner, runner_up) = (in_play.next(), in_play.next());
    let leaders = situation.leaders();
    if !meets(&expect.acceptable, &leaders) {
        let names: Vec<String> = expect.acceptable.iter().map(|o| name(base, Some(*o))).collect();
        // Of several that would do, the one that comes nearest.
        let wanted = in_play_order(situation).find(|option| expect.acceptable.contains(option));
        let wanted = wanted.unwrap_or(expect.acceptable[0]);
        let ahead = leaders.iter().copied().find(|option| !expect.acceptable.contains(option)).or(winner);
        let because = ahead.map_or_else(Vec::new, |ahead| difference(situation, ahead, wanted));
        let for_expected = ahead.map_or_else(Vec::new, |ahead| parts_ahead(situation, wanted, ahead));
        let got = names_of(base, &leaders);
        failures.push(Failure { because, for_expected, ..Failure::new("winner", names.join(" or "), got) });
    }
    if let Some(outcome) = expect.outcome.filter(|o| *o != situation.outcome()) {
        let got = format!("{} (lead {})", word(situation.outcome()), situation.shown_lead());
        failures.push(Failure::new("outcome", word(outcome).to_owned(), got));
    }
    let applies = situation.outcome() != OutcomeKind::NothingToDecide;
    if expect.applies.is_some_and(|expected| expected != applies) {
        let say = |applies| if applies { "something to decide" } else { "nothing to decide" };
        let (expected, got) = (say(!applies).to_owned(), say(applies).to_owned());
        failures.push(Failure::new("applies", expected, got));
    }
    if expect.runner_up.is_some() && expect.runner_up != runner_up {
        let (expected, got) = (name(base, expect.runner_up), name(base, runner_up));
        failures.push(Failure::new("runner-up", expected, got));
    }
}

fn check_options(scenario: &Scenario, situation: &Situation, failures: &mut Vec<Failure>) {
    let base = situation.base();
    let is_out = |option: &OptionIdx| situation.exclusions[option.get()].is_certain();
    let mut check = |part, options: &[OptionIdx], expected: bool| {
        for option in options.iter().filter(|o| is_out(o) != expected) {
            let say = |out| format!("{} {}", name(base, Some(*option)), if out { "excluded" } else { "not excluded" });
            failures.push(Failure::new(part, say(expected), say(!expected)));
        }
    };
    check("excluded", &scenario.expect.excluded, true);
    check("not-excluded", &scenario.expect.not_excluded, false);
}

fn check_rules(scenario: &Scenario, situation: &Situation, failures: &mut Vec<Failure>) {
    let base = situation.base();
    let mut check = |part, rules: &[RuleIdx], expected: bool| {
        for rule in rules {
            let got = situation.rules[rule.get()];
            if (got == RuleReading::Holds) != expected {
                let id = &base.rules[rule.get()].id;
                let word = match got {
                    RuleReading::Holds => "fires",
                    RuleReading::Perhaps(_) => "may fire, depending on open answers",
                    RuleReading::CannotHold => "does not fire",
                };
                let expected = format!("`{id}` {}", if expected { "fires" } else { "does not fire" });
                failures.push(Failure::new(part, expected, format!("`{id}` {word}")));
            }
        }
    };
    check("fires", &scenario.expect.fires, true);
    check("not-fires", &scenario.expect.not_fires, false);
}

fn check_lead(scenario: &Scenario, situation: &Situation, failures: &mut Vec<Failure>) {
    let lead = situation.shown_lead().points();
    let mut check = |part, bound: Option<f64>, fine: fn(f64, f64) -> bool, word: &str| {
        if let Some(bound) = bound.filter(|bound| !fine(lead, *bound)) {
            let expected = format!("a lead of {word} {bound}");
            failures.push(Failure::new(part, expected, format!("{lead}")));
        }
    };
    check("lead-at-least", scenario.expect.lead_at_least, |lead, bound| lead >= bound, "at least");
    check("lead-at-most", scenario.expect.lead_at_most, |lead, bound| lead <= bound, "at most");
}

/// The options, best first.
fn in_play_order(situation: &Situation) -> impl Iterator<Item = OptionIdx> + '_ {
    situation.ranking().iter().copied()
}

/// The rules that put one option ahead of another, the strongest first, and why else it is ahead.
fn difference(situation: &Situation, ahead: OptionIdx, behind: OptionIdx) -> Vec<String> {
    let mut because = parts_ahead(situation, ahead, behind);
    if situation.exclusions[behind.get()].is_certain() {
        because.insert(0, format!("{} is excluded", name(situation.base(), Some(behind))));
    }
    because
}

/// The rules that put one option ahead of another, the strongest first.
fn parts_ahead(situation: &Situation, ahead: OptionIdx, behind: OptionIdx) -> Vec<String> {
    let base = situation.base();
    let mut by_rule: Vec<i64> = vec![0; base.rules.len()];
    let mut start = 0;
    for part in situation.contributions() {
        let sign = i64::from(part.option == ahead) - i64::from(part.option == behind);
        let sum = part.rule.map_or(&mut start, |rule| &mut by_rule[rule.get()]);
        *sum += sign * part.amount.0;
    }
    let mut order: Vec<usize> = (0..by_rule.len()).filter(|rule| by_rule[*rule] > 0).collect();
    order.sort_by_key(|rule| std::cmp::Reverse(by_rule[*rule]));
    let say = |rule: &usize| format!("`{}` (+{})", base.rules[*rule].id, Fit(by_rule[*rule]));
    let mut because: Vec<String> = order.iter().take(3).map(say).collect();
    if start > 0 {
        because.push(format!("the points they start with (+{})", Fit(start)));
    }
    because
}

fn name(base: &RuleBase, option: Option<OptionIdx>) -> String {
    option.map_or_else(|| "no option".to_owned(), |o| format!("`{}`", base.options[o.get()].id))
}

/// What leads, in words.
pub fn names_of(base: &RuleBase, leaders: &[OptionIdx]) -> String {
    let named: Vec<String> = leaders.iter().map(|option| name(base, Some(*option))).collect();
    match named.split_last() {
        None => name(base, None),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}, which are level", others.join(", ")),
    }
}

/// How an outcome is written in files.
pub fn word(outcome: OutcomeKind) -> &'static str {
    match outcome {
        OutcomeKind::Recommended => "recommended",
        OutcomeKind::CloseCall => "close-call",
        OutcomeKind::NoOption => "no-option",
        OutcomeKind::NothingToDecide => "nothing-to-decide",
        OutcomeKind::OutOfScope => "out-of-scope",
    }
}

/// The questions on which a decision depends and that other decisions settle, with these; those of these decisions too. Where scenarios
/// look at levels, any question may matter.
fn settled_for(subject: &Subject, base: &RuleBase) -> Vec<(QuestionId, DecisionId)> {
    let questionnaire = &subject.questionnaire;
    let all = || (0..questionnaire.questions.len()).map(QuestionIdx::from);
    let looks_at_levels = base.scenarios.iter().any(|scenario| !scenario.expect.levels.is_empty());
    let behind = if looks_at_levels { all().collect() } else { questions_behind(base, questionnaire) };
    let settled = settled_behind(subject, behind).into_iter();
    settled.map(|(question, by)| (questionnaire.questions[question.get()].id.clone(), by)).collect()
}

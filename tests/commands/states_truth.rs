//! The first page and the record's one sentence agree with the body in states that no scenario is in: answers half given, one taken
//! away, one unsure, one criterion alone, a choice of the team's own, and what answers drawn at random come to where that is rare: level
//! options, one option left, none left, a decision that most likely does not apply.
//!
//! Beside what can be read off the body, this test tries what is claimed: the flip is made and turns the winner, what is proven holds
//! under answers drawn for what is open, and what one decision comes to is put in where another depends on it.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use archfit::adr::Draft;
use archfit::engine::{Advice, Advisor, Applies, Budget, DecisionAdvice, Known, Outlook};
use archfit::load::{Library, Locations, load};
use archfit::model::{
    AnswerValue, AnswersFile, Day, OutcomeKind, Override, Question, QuestionId, QuestionKind, RuleBase, Subject,
};
use archfit::report::{FirstPage, Origin, Report, build_decision, build_scores, warnings_of};
use rayon::prelude::*;
use serde_json::Value;

use crate::first_page_truth::{check, drawn, lead, list, number, text};

/// How many states are looked at closely; all of them with `ALL_STATES=1`, which takes some minutes.
const N_CLOSELY: usize = 18;
/// How many sets of answers are drawn to find what is rare.
const N_DRAWN: u64 = 40;
/// How many of each rare kind are looked at closely.
const N_OF_A_KIND: usize = 1;
/// Under how many completions of what is open a proof is tried.
const N_COMPLETIONS: u64 = 2;

/// Answers with how they came about.
struct State {
    how: String,
    file: AnswersFile,
}

/// How a scenario's answers are taken apart.
const WAYS: usize = 9;

/// A state made of a scenario's answers, another way for each position.
fn state(base: &RuleBase, at: usize, position: usize, subject: &Subject) -> State {
    let scenario = &base.scenarios[at];
    let mut file = AnswersFile {
        questionnaire: subject.questionnaire.id.clone(),
        answers: scenario.answers.clone(),
        ..AnswersFile::default()
    };
    let order = subject.questionnaire.questions.iter().map(|question| &question.id);
    let given: Vec<QuestionId> = order.filter(|id| file.answers.0.contains_key(*id)).cloned().collect();
    let nth = |n: usize| given[n % given.len()].clone();
    let mut first = |n: usize| file.answers.0.retain(|id, _| given.iter().take(n).any(|given| given == id));
    let how = match position % WAYS {
        0 => {
            first(1 + position / WAYS % 5);
            "the first few answers"
        }
        1 => {
            first(given.len() / 3);
            "the first third of the answers"
        }
        2 => {
            first(given.len() * 2 / 3);
            "the first two thirds of the answers"
        }
        3 | 4 => {
            file.answers.0.remove(&nth(position * 7));
            "one answer taken away"
        }
        5 => {
            file.answers.0.get_mut(&nth(position * 5)).unwrap().sure = 60;
            "one answer unsure"
        }
        6 => {
            let criteria = subject.rule_bases.iter().flat_map(|base| &base.criteria);
            let only = &base.criteria[position % base.criteria.len()].id;
            file.weights = criteria.map(|criterion| (criterion.id.clone(), 0)).collect();
            for base in &subject.rule_bases {
                file.weights.insert(base.criteria[position % base.criteria.len()].id.clone(), 10);
            }
            file.weights.insert(only.clone(), 10);
            "one criterion alone"
        }
        7 => {
            let option = &base.options[position % base.options.len()].id;
            let (decision, because) = (base.decision.id.clone(), "We know it best.".to_owned());
            file.overrides = vec![Override { decision, option: option.clone(), because }];
            "a choice of the team's own"
        }
        _ => "all answers",
    };
    State { how: format!("{}/{}, {how}", base.decision.id, scenario.id), file }
}

fn states(subject: &Subject) -> Vec<State> {
    let of =
        |base: &'_ RuleBase| (0..base.scenarios.len()).map(|at| (base.decision.id.clone(), at)).collect::<Vec<_>>();
    let all: Vec<_> = subject.rule_bases.iter().flat_map(of).collect();
    let made = |(position, (decision, at)): (usize, &(archfit::model::DecisionId, usize))| {
        state(subject.rule_base(decision.as_str()).unwrap(), *at, position, subject)
    };
    all.iter().enumerate().map(made).collect()
}

/// What a decision comes to, where that is rare.
fn rare_kind(made: &DecisionAdvice) -> Option<&'static str> {
    let fit = |option| made.standing(option).fit;
    Some(match (made.winner, made.runner_up) {
        (None, _) if !made.withheld.is_empty() => "withheld",
        (None, _) => "no option",
        (Some(_), None) => "one option",
        _ if made.applies < 0.5 => "most likely idle",
        _ if made.applies < 1.0 => "perhaps idle",
        _ if !made.withheld.is_empty() => "perhaps out of scope",
        _ if !made.level.is_empty() => "level",
        (Some(winner), Some(second)) if fit(second) > fit(winner) => "the second has the greater fit",
        _ => return None,
    })
}

/// States drawn at random in which a decision comes to what is rare.
fn rare_states(advisor: &Advisor, subject: &Subject) -> Vec<State> {
    let kinds_of = |seed: u64| {
        let mut file = drawn(subject, seed);
        if seed.is_multiple_of(3) {
            // Few answers and few criteria make ties.
            file.answers.0 = file.answers.0.into_iter().take(seed as usize % 6).collect();
        }
        let advice = advisor.clone().advise(&file);
        let kinds = advice.decisions.iter().filter_map(|made| Some((rare_kind(made)?, made.decision.to_string())));
        (seed, file, kinds.collect::<Vec<_>>())
    };
    let mut taken: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (seed, file, kinds) in (1..=N_DRAWN).into_par_iter().map(kinds_of).collect::<Vec<_>>() {
        let mut is_new = Vec::new();
        for kind in kinds {
            let n = taken.entry(kind.clone()).or_default();
            *n += 1;
            if *n <= N_OF_A_KIND {
                is_new.push(format!("{} in {}", kind.0, kind.1));
            }
        }
        if !is_new.is_empty() {
            found.push(State { how: format!("drawn by {seed}: {}", is_new.join(", ")), file });
        }
    }
    found
}

/// The answers that fit a change's condition, at both ends where it is about numbers.
fn values(question: &Question, when: &str, before: Option<&AnswerValue>) -> Vec<AnswerValue> {
    let id = question.id.as_str();
    let value = |text: &str| match (&question.kind, text.parse::<i64>()) {
        (QuestionKind::Number(_), Ok(number)) => AnswerValue::Number(number),
        (QuestionKind::Number(_), Err(_)) => AnswerValue::Band(text.into()),
        _ => AnswerValue::OneOf(vec![text.into()]),
    };
    let rest = |sign: &str| when.strip_prefix(&format!("{id} {sign} "));
    if let Some(text) = ["==", ">=", "<="].iter().find_map(|sign| rest(sign)) {
        return vec![value(text)];
    }
    if let Some((low, high)) = rest("between").and_then(|text| text.split_once(" and ")) {
        return vec![value(low), value(high)];
    }
    if let Some(list) = rest("in") {
        let ids = list.trim_matches(['[', ']']).split(", ").map(Into::into).collect();
        return vec![AnswerValue::OneOf(ids)];
    }
    let mut chosen = match before {
        Some(AnswerValue::Several(ids)) => ids.clone(),
        _ => Vec::new(),
    };
    for part in when.split(" and ") {
        let choice = part.trim_start_matches("not (").trim_end_matches(')');
        let choice = choice.strip_prefix(&format!("{id} includes ")).unwrap_or_else(|| panic!("{when}")).into();
        chosen.retain(|id| *id != choice);
        if !part.starts_with("not (") {
            chosen.push(choice);
        }
    }
    vec![AnswerValue::Several(chosen)]
}

fn of<'a>(advice: &'a Advice, decision: &str) -> Option<&'a DecisionAdvice> {
    advice.decisions.iter().find(|made| made.decision == *decision)
}

struct Look<'a> {
    advisor: &'a mut Advisor,
    subject: &'a Subject,
    file: &'a AnswersFile,
    found: Vec<String>,
}

impl Look<'_> {
    fn question(&self, id: &str) -> &Question {
        &self.subject.questionnaire.questions[self.subject.questionnaire.question_idx(id).unwrap().get()]
    }

    fn name(&self, decision: &str, option: archfit::model::OptionIdx) -> String {
        self.subject.rule_base(decision).unwrap().options[option.get()].name.clone()
    }

    /// Whoever leads is not behind, and what leads by so much is so much ahead.
    fn lead(&mut self, made: &Value) {
        let [first, second, ..] = list(made, "standings") else { return };
        let is_led = made["runner_up"] == second["option"] && made["winner"] == first["option"];
        if !is_led || made["chosen"]["override"]["needed"] == true {
            return;
        }
        let apart = number(first, "fit") - number(second, "fit");
        let said = format!("{} {}", text(&made["summary"], "firm"), text(&made["summary"], "answer"));
        if apart < -0.01 && !said.contains("excluded") {
            self.found.push(format!("the second has {:.1} more fit, and the page says: {said}", -apart));
        }
        if apart >= 0.0 && (apart - number(made, "lead")).abs() > 0.051 {
            self.found.push(format!("{apart} apart, and the lead is {}", number(made, "lead")));
        }
    }

    /// The change that the page names is made, and the option that it names wins.
    fn flip(&mut self, made: &Value) {
        let Some(said) = made["summary"]["flip"].as_str() else { return };
        if said.starts_with("No change") {
            return self.no_flip(made, said);
        }
        let all = list(made, "flips").iter().filter_map(|flip| list(flip, "ways").first().map(|way| (flip, way)));
        let is_told =
            |(flip, way): &(&Value, &Value)| said == format!("If {}: {}.", text(way, "brief"), text(flip, "name"));
        let Some((flip, way)) = all.into_iter().find(is_told) else { return };
        for end in 0..2 {
            let mut changed = self.file.clone();
            for change in list(way, "changes") {
                let question = self.question(text(change, "question")).clone();
                let before = changed.answers.value(question.id.as_str()).cloned();
                let values = values(&question, text(change, "when"), before.as_ref());
                let value = values[end.min(values.len() - 1)].clone();
                changed.answers = changed.answers.with(&question.id, value);
            }
            let advice = self.advisor.advise(&changed);
            let there = of(&advice, text(made, "decision")).and_then(|there| there.winner);
            let winner = there.map(|option| self.name(text(made, "decision"), option));
            if winner.as_deref() != flip["name"].as_str() {
                self.found.push(format!("{said} makes {winner:?} win ({})", text(way, "when")));
            }
        }
    }

    /// Where the page names no flip, no other answer to one question is one.
    fn no_flip(&mut self, made: &Value, said: &str) {
        let (id, winner) = (text(made, "decision"), text(made, "winner"));
        for question in self.subject.questionnaire.questions.clone() {
            let values: Vec<AnswerValue> = match &question.kind {
                QuestionKind::Choice { choices, .. } => {
                    choices.iter().map(|choice| AnswerValue::OneOf(vec![choice.id.clone()])).collect()
                }
                QuestionKind::Several { choices, .. } => {
                    choices.iter().map(|choice| AnswerValue::Several(vec![choice.id.clone()])).collect()
                }
                QuestionKind::Number(spec) => {
                    spec.bands.iter().map(|band| AnswerValue::Band(band.id.clone())).collect()
                }
            };
            // Of several that are said, another set is no single change.
            let is_set = matches!(question.kind, QuestionKind::Several { .. });
            if question.fixed || (is_set && self.file.answers.value(question.id.as_str()).is_some()) {
                continue;
            }
            for value in values {
                let answers = self.file.answers.with(&question.id, value.clone());
                let advice = self.advisor.advise(&AnswersFile { answers, ..self.file.clone() });
                // Of level options none wins.
                let wins = |there: &&DecisionAdvice| there.outcome.names_an_option() && there.level.is_empty();
                let there = of(&advice, id).filter(wins);
                let Some(there) = there.and_then(|there| there.winner) else { continue };
                if self.subject.rule_base(id).unwrap().options[there.get()].id != *winner {
                    let (other, question) = (self.name(id, there), question.id.clone());
                    self.found.push(format!("{said} With {question} {value:?}, {other} leads in {id}"));
                }
            }
        }
    }

    /// What no open answer can change is not changed by open answers. What another decision settles is left to follow it.
    fn proofs(&mut self, report: &Value) {
        let proven: Vec<&Value> = list(report, "decisions").iter().filter(|made| made["proven"] == true).collect();
        let states = self.advisor.advise(self.file).questions;
        for seed in 1..=N_COMPLETIONS {
            let other = drawn(self.subject, seed * 31);
            let mut completed = self.file.clone();
            for (question, state) in self.subject.questionnaire.questions.iter().zip(&states) {
                if let (Known::Open, Some(answer)) = (state.known, other.answers.get(question.id.as_str())) {
                    let is_asked = state.applies != Applies::No && question.settled_by.is_none();
                    if is_asked && answer.value != AnswerValue::Unknown {
                        completed.answers.0.insert(question.id.clone(), answer.clone());
                    }
                }
            }
            let advice = self.advisor.advise(&completed);
            for made in &proven {
                let Some(there) = of(&advice, text(made, "decision")) else { continue };
                let Some(winner) = there.winner.filter(|_| there.outcome.names_an_option()) else { continue };
                let (winner, said) = (self.name(text(made, "decision"), winner), text(made, "winner_name"));
                if winner != said {
                    let more = completed.answers.0.iter().filter(|(id, _)| !self.file.answers.0.contains_key(*id));
                    let more: Vec<_> = more.map(|(id, answer)| (id.as_str(), &answer.value)).collect();
                    self.found.push(format!("{said} is proven, and {winner} wins under {more:?}"));
                }
                let is_close = there.outcome == OutcomeKind::CloseCall;
                if made["outcome_proven"] == true && (made["outcome"] == "close-call") != is_close {
                    self.found.push(format!(
                        "the outcome of {} is proven, and it comes to {:?}",
                        text(made, "decision"),
                        there.outcome
                    ));
                }
            }
        }
    }

    /// What a decision comes to excludes what is chosen elsewhere only where the page says so.
    fn agreement(&mut self, report: &Value) {
        let warnings: String = list(&report["first_page"], "warnings").iter().filter_map(Value::as_str).collect();
        let questions: Vec<Question> = self.subject.questionnaire.questions.clone();
        let asked = self.advisor.advise(self.file).questions;
        for (question, state) in questions.iter().zip(asked).filter(|(_, state)| state.applies != Applies::No) {
            let decisions = list(report, "decisions");
            let Some(by) = question.settled_by.as_ref() else { continue };
            let Some(made) = decisions.iter().find(|made| made["decision"] == by.as_str()) else { continue };
            let choice_of =
                |option: &str| question.kind.choices().iter().find(|c| c.options.iter().any(|o| *o == *option));
            let Some(choice) = made["chosen"]["option"].as_str().and_then(choice_of) else { continue };
            // Of options within a close call the person's own answer may take any.
            let own = self.file.answers.value(question.id.as_str());
            let best = list(made, "standings").first().map_or(0.0, |first| number(first, "fit"));
            let is_near = |standing: &&Value| {
                standing["excluded"] == false && best - number(standing, "fit") <= number(made, "close_call") + 0.051
            };
            let near = list(made, "standings").iter().filter(is_near);
            let near: Vec<_> = near.filter_map(|s| Some(choice_of(s["option"].as_str()?)?.id.clone())).collect();
            let is_own_near = matches!(own, Some(AnswerValue::OneOf(ids)) if ids.iter().any(|id| near.contains(id)));
            if is_own_near || state.known == Known::Settled {
                continue;
            }
            let put_in = self.file.answers.with(&question.id, AnswerValue::OneOf(vec![choice.id.clone()]));
            let advice = self.advisor.advise(&AnswersFile { answers: put_in, ..self.file.clone() });
            for other in decisions.iter().filter(|other| other["decision"] != made["decision"]) {
                let (id, chosen) = (text(other, "decision"), text(&other["chosen"], "option"));
                let Some(there) = of(&advice, id) else { continue };
                let Some(idx) = self.subject.rule_base(id).unwrap().option_idx(chosen) else { continue };
                let is_out = there.standing(idx).excluded.is_certain() && there.outcome.names_an_option();
                let was_out = list(other, "standings").iter().any(|s| s["option"] == chosen && s["excluded"] == true);
                if is_out && !was_out && !warnings.contains(text(other, "title")) {
                    let (title, said) = (text(made, "title"), text(&made["chosen"], "name"));
                    self.found.push(format!("{title} comes to {said}, which excludes {chosen} in {id}: {warnings}"));
                }
            }
        }
    }

    /// The one sentence of the record names what the body has first.
    fn record(&mut self, report: &Report, made: &Value, library: &Library) {
        let id = text(made, "decision");
        let base = self.subject.rule_base(id).unwrap();
        let day: Day = Day { year: 2026, month: 11, day: 30 };
        let Some(draft) = Draft::new(report, id, self.file, base, day) else { return };
        let text_of_it = draft.text(1, &library.templates).unwrap().replace('\n', " ");
        let chosen = &made["chosen"];
        let leader = list(made, "why_not").iter().find(|why| why["option"] == made["runner_up"]);
        let because = if chosen["override"]["needed"] == true {
            "the team prefers it.".to_owned()
        } else if made["runner_up"].is_null() {
            "it is the only option that no answer excludes.".to_owned()
        } else if !list(made, "level").is_empty() {
            return;
        } else {
            let first = leader.and_then(|why| list(why, "criteria").iter().find(|c| number(c, "lead") < 0.0));
            let first = first.map(|c| format!(", most of all on {} ({:+.1})", text(c, "name"), -number(c, "lead")));
            let (second, lead) = (text(made, "runner_up_name"), lead(number(made, "lead")));
            format!("it leads {second} by {lead} of 100 fit points{}.", first.unwrap_or_default())
        };
        let sentence = format!("Chosen option: \"{}\", because {because}", text(chosen, "name"));
        if !text_of_it.contains(&sentence) {
            let at = text_of_it.find("Chosen option").unwrap_or(0);
            let said: String = text_of_it[at..].chars().take(240).collect();
            self.found.push(format!("the record says: {said}\n    instead of: {sentence}"));
        }
        let is_doubted = made["recommended"] == false && made["outcome"] == "recommended";
        let is_own = chosen["override"]["needed"] == true;
        if is_doubted && !is_own && !text_of_it.contains("This is not a recommendation yet") {
            self.found.push(format!("the record recommends what the report does not: {}", text(made, "headline")));
        }
    }
}

/// The report with analyses of the budget that is there while a key is down: a search that is cut short says so.
fn report(advisor: &mut Advisor, file: &AnswersFile, library: &Library) -> Report {
    let subject = Arc::clone(advisor.subject());
    let mut report = build_scores(advisor, file, &Origin::default());
    let (advice, outlooks) = (advisor.advise(file), advisor.outlook(file, Budget::LIVE));
    let made = |(made, outlook): (&DecisionAdvice, &Outlook)| {
        let cancel = AtomicBool::new(false);
        let analysis = advisor.analyse_essence(file, made.decision.as_str(), Budget::LIVE, &cancel);
        build_decision(&subject, made, Some(outlook), file, analysis.as_ref()).unwrap()
    };
    report.decisions = advice.decisions.iter().zip(&outlooks).map(made).collect();
    report.first_page = FirstPage::new(&report.decisions, warnings_of(advisor, file, library));
    report
}

/// All that does not fit in a state.
fn contradictions(advisor: &Advisor, library: &Library, state: &State) -> Vec<String> {
    let mut advisor = advisor.clone();
    let subject = Arc::clone(advisor.subject());
    let report = report(&mut advisor, &state.file, library);
    let told = serde_json::to_value(&report).unwrap();
    let mut look = Look { advisor: &mut advisor, subject: &subject, file: &state.file, found: Vec::new() };
    for made in list(&told, "decisions") {
        if let Err(why) = catch_unwind(AssertUnwindSafe(|| check(made))) {
            let why = why.downcast_ref::<String>().cloned().unwrap_or_else(|| "a check failed".to_owned());
            look.found.push(why.replace('\n', " "));
        }
        look.lead(made);
        look.flip(made);
        look.record(&report, made, library);
    }
    look.proofs(&told);
    look.agreement(&told);
    look.found.into_iter().map(|found| format!("{}: {found}", state.how)).collect()
}

#[test]
fn nothing_on_the_page_or_in_the_record_is_refuted_by_the_body_in_states_between() {
    let library = load(&Locations::default());
    let subject = library.subject("backend").unwrap();
    let advisor = Advisor::new(Arc::clone(subject));
    let mut states = states(subject);
    assert!(states.len() > 300);
    if std::env::var_os("ALL_STATES").is_none() {
        // Every way is met as often: the step shares no factor with their number.
        let step = (states.len() / N_CLOSELY) / WAYS * WAYS + 1;
        states = states.into_iter().step_by(step).collect();
    }
    states.extend(rare_states(&advisor, subject));
    let found: Vec<String> =
        states.par_iter().flat_map_iter(|state| contradictions(&advisor, &library, state)).collect();
    assert!(found.is_empty(), "{} contradictions in {} states:\n{}", found.len(), states.len(), found.join("\n"));
}

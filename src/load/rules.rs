//! The files of a rule base to a [`RuleBase`].

use std::ops::Range;

use toml::Spanned;

use super::answer_value::{answer_from_toml, parse_answer};
use super::answers::resolve_alias;
use super::document::Document;
use super::questionnaire::{check_id, question_ids, read_condition};
use super::raw::{RawCriterion, RawDecision, RawEvidence, RawExpect, RawOption, RawRule, RawScenario, RawSource};
use crate::condition::closest;
use crate::diagnostic::Diagnostic;
use crate::engine::compile::{MAX_COMMON_SWING, common_multiple};
use crate::model::{
    Answer, Answers, ArchOption, Criterion, CriterionIdx, Decision, Effect, Evidence, Expectation, FileId, Measure,
    OptionIdx, OutcomeKind, Questionnaire, Risk, Rule, RuleBase, RuleIdx, Scenario,
};

/// The most options and criteria a rule base may have.
const MAX_ENTRIES: usize = 64;

/// The greatest weight a criterion may have.
const MAX_WEIGHT: u32 = 1_000_000;

/// The most points a rule may give.
const MAX_POINTS: i32 = 1_000;

/// What a rules file holds before its names are resolved.
pub struct RulesFile<'a> {
    document: Document<'a>,
    /// The decision, where the file declares it.
    pub decision: Option<(RawDecision, Range<usize>)>,
    aliases: Vec<(String, String, Range<usize>)>,
    criteria: Vec<(RawCriterion, Range<usize>)>,
    options: Vec<(RawOption, Range<usize>)>,
    rules: Vec<(RawRule, Range<usize>)>,
    evidence: Vec<(RawEvidence, Range<usize>)>,
    scenarios: Vec<(RawScenario, Range<usize>)>,
}

impl<'a> RulesFile<'a> {
    /// Reads one file's entries; those that cannot be read are findings.
    pub fn new(file: FileId, text: &'a str) -> Self {
        let mut document = Document::new(file, text);
        document.check_format();
        let known = ["format", "decision", "aliases", "criterion", "option", "rule", "evidence", "scenario"];
        let mut read = Self {
            decision: document.take_table("decision"),
            aliases: document.take_aliases(),
            criteria: document.take_entries("criterion"),
            options: document.take_entries("option"),
            rules: document.take_entries("rule"),
            evidence: document.take_entries("evidence"),
            scenarios: document.take_entries("scenario"),
            document: Document::source_only(file, text),
        };
        read.document.findings = document.finish(&known);
        read
    }

    /// Takes the findings out, leaving none.
    pub fn take_findings(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.document.findings)
    }

    /// Whether anything was found in the file so far.
    pub fn has_findings(&self) -> bool {
        !self.document.findings.is_empty()
    }

    /// A finding at the decision's table, or at the start of the file.
    pub fn error_at_decision(&mut self, code: &'static str, title: String, help: &str) {
        let span = self.decision.as_ref().map_or(0..0, |(_, span)| span.start..span.start + 10);
        self.document.error(code, span, title, help);
    }

    /// Evidence that stands in this file, resolved.
    pub fn take_evidence(&mut self) -> Vec<Evidence> {
        let mut found: Vec<Evidence> = Vec::new();
        for (raw, _) in std::mem::take(&mut self.evidence) {
            check_id(&mut self.document, raw.id.get_ref(), raw.id.span());
            if let Some(first) = found.iter().find(|e| e.id == *raw.id.get_ref().as_str()) {
                let title = format!("the evidence `{}` stands twice", raw.id.get_ref());
                self.document.duplicate(raw.id.span(), &first.place, title, "rename or remove one");
                continue;
            }
            let evidence = self.evidence_of(raw);
            found.push(evidence);
        }
        found
    }

    /// Reports entries that a file of shared evidence must not hold.
    pub fn only_evidence(&mut self) {
        let others = self.criteria.len() + self.options.len() + self.rules.len() + self.scenarios.len();
        if others > 0 || self.decision.is_some() {
            let help = "move them into the folder of their decision: `rules/<decision>/`";
            self.document.error("misplaced", 0..0, "a file directly under `rules` may hold only evidence", help);
        }
    }

    fn evidence_of(&mut self, raw: RawEvidence) -> Evidence {
        let checked = raw.checked.and_then(|checked| {
            let day = super::document::day_of(*checked.get_ref());
            if day.is_none() {
                self.document.error("wrong-type", checked.span(), "`checked` is a day", "write `checked = 2026-01-31`");
            }
            day
        });
        if let Some(link) = raw.link.as_ref().filter(|l| !(l.starts_with("https://") || l.starts_with("http://"))) {
            let help = "start it with `https://`, or describe your own measurement in `method`";
            self.document.error("bad-link", raw.id.span(), format!("`{link}` is not a link"), help);
        }
        Evidence {
            place: self.document.place(raw.id.span()),
            id: raw.id.into_inner().into(),
            kind: raw.kind,
            title: raw.title,
            publisher: raw.publisher,
            year: raw.year,
            link: raw.link.filter(|l| l.starts_with("https://") || l.starts_with("http://")),
            method: raw.method,
            says: raw.says,
            limits: raw.limits,
            checked,
            accept: self.document.accepted(raw.accept),
        }
    }
}

/// Puts a rule base together from its files. `None` when nothing can be decided with them.
pub fn assemble(files: &mut [RulesFile], questionnaire: &Questionnaire, shared: &[Evidence]) -> Option<RuleBase> {
    let home = files.iter().position(|f| f.decision.is_some())?;
    for file in &mut files[home + 1..] {
        if file.decision.is_some() {
            let help = "keep one `[decision]` per folder; another decision has a folder of its own";
            file.error_at_decision("several-decisions", "this folder already declares a decision".into(), help);
        }
    }
    let (raw, span) = files[home].decision.take()?;
    let mut base = RuleBase { decision: read_decision(&mut files[home].document, raw, &span), ..RuleBase::default() };
    for file in files.iter_mut() {
        let evidence = file.take_evidence();
        base.evidence.extend(evidence);
    }
    let own: Vec<_> = base.evidence.iter().map(|e| e.id.clone()).collect();
    base.evidence.extend(shared.iter().filter(|e| !own.contains(&e.id)).cloned());
    for file in files.iter_mut() {
        read_criteria(file, &mut base);
    }
    check_swings(&mut files[home].document, &base);
    for file in files.iter_mut() {
        read_options(file, &mut base);
    }
    for file in files.iter_mut() {
        read_rules(file, &mut base, questionnaire);
    }
    for file in files.iter_mut() {
        read_scenarios(file, &mut base, questionnaire);
    }
    for file in files.iter_mut() {
        read_aliases(file, &mut base);
    }
    let home = &mut files[home].document;
    let at = base.decision.place.span.clone();
    if base.options.len() < 2 {
        let has = if base.options.is_empty() { "no option" } else { "one option" };
        let title = format!("the decision `{}` has {has}, and a decision needs two", base.decision.id);
        home.error("too-few-options", at.clone(), title, "add `[[option]]` entries");
    }
    if base.criteria.is_empty() {
        let title = format!("the decision `{}` has no criteria", base.decision.id);
        home.error("no-criteria", at, title, "add at least one `[[criterion]]`");
    }
    // Without these there is nothing to decide and nothing to decide by.
    (base.options.len() >= 2 && !base.criteria.is_empty()).then_some(base)
}

fn read_decision(document: &mut Document, raw: RawDecision, span: &Range<usize>) -> Decision {
    check_id(document, raw.id.get_ref(), raw.id.span());
    let close_call = raw.close_call.map_or(4, |close| {
        if *close.get_ref() > 100 {
            document.error(
                "out-of-range",
                close.span(),
                "`close-call` is above 100 fit points",
                "write 0 to 100, such as 4",
            );
        }
        (*close.get_ref()).min(100)
    });
    Decision {
        place: document.place(span.start.min(raw.id.span().start)..raw.id.span().end),
        id: raw.id.into_inner().into(),
        ask: raw.ask.unwrap_or_else(|| raw.title.clone()),
        title: raw.title,
        about: raw.about,
        questionnaire: raw.questionnaire.into_inner().into(),
        version: raw.version.unwrap_or_default(),
        close_call,
        evidence_max_age_months: raw.evidence_max_age_months,
        aliases: std::collections::BTreeMap::new(),
        accept: document.accepted(raw.accept),
    }
}

fn read_aliases(file: &mut RulesFile, base: &mut RuleBase) {
    for (old, new, span) in std::mem::take(&mut file.aliases) {
        let exists =
            |id: &str| base.option_idx(id).is_some() || base.criterion_idx(id).is_some() || base.rule_idx(id).is_some();
        file.document.check_alias(&old, &new, span, exists);
        base.decision.aliases.insert(old, new);
    }
}

fn read_criteria(file: &mut RulesFile, base: &mut RuleBase) {
    for (raw, _) in std::mem::take(&mut file.criteria) {
        let (id, span) = (raw.id.get_ref().clone(), raw.id.span());
        check_id(&mut file.document, &id, span.clone());
        let [low, high] = raw.scale.get_ref()[..] else {
            let title = format!("the scale of criterion `{id}` has {} numbers", raw.scale.get_ref().len());
            let help = "write two: the points that count as 0 and as 100, such as `scale = [-2, 4]`";
            file.document.error("wrong-type", raw.scale.span(), title, help);
            continue;
        };
        if let Some(first) = base.criterion_idx(&id) {
            let title = format!("the criterion `{id}` stands twice");
            file.document.duplicate(span, &base.criteria[first.get()].place, title, "rename or remove one");
            continue;
        }
        let problem = if low >= high || low < -100_000 || high > 100_000 {
            let title = format!("the scale of criterion `{id}` goes from {low} to {high}");
            Some((
                "out-of-range",
                raw.scale.span(),
                title,
                "write the points that count as 0 and as 100, the lower ones first",
            ))
        } else if raw.weight.get_ref() > &MAX_WEIGHT {
            let title = format!("the weight of criterion `{id}` is above {MAX_WEIGHT}");
            Some(("out-of-range", raw.weight.span(), title, "only the shares of the weights count: write smaller ones"))
        } else if base.criteria.len() >= MAX_ENTRIES {
            Some((
                "too-many",
                span.clone(),
                format!("there are more than {MAX_ENTRIES} criteria"),
                "merge some of them",
            ))
        } else {
            None
        };
        if let Some((code, span, title, help)) = problem {
            file.document.error(code, span, title, help);
            continue;
        }
        base.criteria.push(Criterion {
            place: file.document.place(span),
            name: raw.name.unwrap_or_else(|| id.clone()),
            id: id.into(),
            about: raw.about,
            weight: *raw.weight.get_ref(),
            scale_low: low,
            scale_high: high,
            accept: file.document.accepted(raw.accept),
        });
    }
}

fn check_swings(document: &mut Document, base: &RuleBase) {
    let swings: Vec<i64> = base.criteria.iter().map(Criterion::swing).collect();
    if common_multiple(&swings).is_none() {
        let title = format!(
            "the swings of the criteria have no common multiple below {MAX_COMMON_SWING}, so scores cannot be exact"
        );
        let help = "choose rounder scales: swings such as 10, 12 or 20 share their factors";
        document.error("swings", base.decision.place.span.clone(), title, help);
    }
}

fn read_options(file: &mut RulesFile, base: &mut RuleBase) {
    for (raw, _) in std::mem::take(&mut file.options) {
        let (id, span) = (raw.id.get_ref().clone(), raw.id.span());
        check_id(&mut file.document, &id, span.clone());
        if let Some(first) = base.option_idx(&id) {
            let first = &base.options[first.get()].place;
            let title = format!("the option `{id}` stands twice");
            file.document.duplicate(span, first, title, "rename or remove one");
            continue;
        }
        if base.options.len() >= MAX_ENTRIES {
            file.document.error(
                "too-many",
                span,
                format!("there are more than {MAX_ENTRIES} options"),
                "merge some of them",
            );
            continue;
        }
        let mut starting = Vec::new();
        for (criterion, points) in raw.base {
            let idx =
                find(&mut file.document, "criterion", &criterion, &criterion_names(base), |id| base.criterion_idx(id));
            if let Some(idx) = idx.filter(|_| points != 0) {
                starting.push((idx, points.clamp(-MAX_POINTS, MAX_POINTS)));
            }
        }
        starting.sort_by_key(|(criterion, _)| *criterion);
        base.options.push(ArchOption {
            place: file.document.place(span),
            id: id.into(),
            name: raw.name,
            summary: raw.summary,
            right_when: raw.right_when,
            costs: raw.costs,
            risks: raw.risks.into_iter().map(|r| Risk { risk: r.risk, mitigation: r.mitigation }).collect(),
            first_steps: raw.first_steps,
            measure: raw.measure.into_iter().map(|m| Measure { what: m.what, target: m.target }).collect(),
            base: starting,
            accept: file.document.accepted(raw.accept),
        });
    }
}

fn criterion_names(base: &RuleBase) -> Vec<String> {
    base.criteria.iter().map(|c| c.id.to_string()).collect()
}

fn option_names(base: &RuleBase) -> Vec<String> {
    base.options.iter().map(|o| o.id.to_string()).collect()
}

/// Looks a name up; an unknown one is an error with "did you mean".
fn find<T>(
    document: &mut Document,
    what: &str,
    name: &Spanned<String>,
    known: &[String],
    look_up: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let found = look_up(name.get_ref());
    if found.is_none() {
        let help = closest(name.get_ref(), known.iter().map(String::as_str))
            .unwrap_or_else(|| format!("known: {}", super::document::quote(known)));
        let code = match what {
            "option" => "unknown-option",
            "criterion" => "unknown-criterion",
            "evidence" => "unknown-evidence",
            "rule" => "unknown-rule",
            _ => "unknown-name",
        };
        document.error(code, name.span(), format!("unknown {what} `{}`", name.get_ref()), help);
    }
    found
}

fn find_options(document: &mut Document, names: &[Spanned<String>], base: &RuleBase) -> Vec<OptionIdx> {
    let look_up = |id: &str| base.option_idx(id);
    names.iter().filter_map(|name| find(document, "option", name, &option_names(base), look_up)).collect()
}

fn read_rules(file: &mut RulesFile, base: &mut RuleBase, questionnaire: &Questionnaire) {
    for (raw, _) in std::mem::take(&mut file.rules) {
        let errors_before = file.document.findings.len();
        let (id, span) = (raw.id.get_ref().clone(), raw.id.span());
        check_id(&mut file.document, &id, span.clone());
        if let Some(first) = base.rule_idx(&id) {
            let first = &base.rules[first.get()].place;
            let title = format!("the rule `{id}` stands twice");
            file.document.duplicate(span.clone(), first, title, "rename or remove one");
        }
        let when = read_condition(&mut file.document, &raw.when, questionnaire);
        let effect = read_effect(&mut file.document, &raw, base);
        for evidence in &raw.evidence {
            let known: Vec<String> = base.evidence.iter().map(|e| e.id.to_string()).collect();
            find(&mut file.document, "evidence", evidence, &known, |id| base.evidence(id).map(|_| ()));
        }
        let evidence = raw.evidence.iter().map(|e| e.get_ref().as_str());
        let evidence = evidence.filter(|id| base.evidence(id).is_some()).map(Into::into).collect();
        let is_usable = file.document.findings.len() == errors_before
            || errors_are_harmless(&file.document.findings[errors_before..]);
        if let (Some(when), Some(effect), true) = (when, effect, is_usable) {
            base.rules.push(Rule {
                place: file.document.place(span),
                id: id.into(),
                when,
                effect,
                because: raw.because,
                evidence,
                confidence: raw.confidence,
                follow_up: raw.follow_up,
                accept: file.document.accepted(raw.accept),
            });
        }
    }
}

/// Missing evidence does not make a rule unusable; everything else does.
fn errors_are_harmless(findings: &[Diagnostic]) -> bool {
    findings.iter().all(|finding| finding.code == "unknown-evidence")
}

fn read_effect(document: &mut Document, raw: &RawRule, base: &RuleBase) -> Option<Effect> {
    let id = raw.id.get_ref();
    let what = (raw.points.is_some() || raw.criterion.is_some(), raw.excludes.is_some(), raw.caution.is_some());
    match what {
        (true, false, false) => read_points(document, raw, base),
        (false, true, false) => {
            let excluded = find_options(document, raw.excludes.as_deref().unwrap_or_default(), base);
            if excluded.is_empty() {
                // Names that are not known have been reported; only an empty list says nothing by itself.
                let says_nothing = raw.excludes.as_ref().is_some_and(Vec::is_empty);
                if !says_nothing {
                    return None;
                }
                document.error(
                    "no-effect-declared",
                    raw.id.span(),
                    format!("veto `{id}` excludes nothing"),
                    "name at least one option",
                );
                return None;
            }
            Some(Effect::Excludes(excluded))
        }
        (false, false, true) => {
            let options = find_options(document, raw.options.as_deref().unwrap_or_default(), base);
            Some(Effect::Caution { text: raw.caution.clone().unwrap_or_default(), options })
        }
        (false, false, false) => {
            let help = "add `criterion` and `points`, or `excludes`, or `caution`";
            document.error("no-effect-declared", raw.id.span(), format!("rule `{id}` says nothing that follows"), help);
            None
        }
        _ => {
            let help = "split it: one rule gives points, another excludes or cautions";
            document.error("several-effects", raw.id.span(), format!("rule `{id}` does more than one thing"), help);
            None
        }
    }
}

fn read_points(document: &mut Document, raw: &RawRule, base: &RuleBase) -> Option<Effect> {
    let id = raw.id.get_ref();
    let (Some(criterion), Some(points)) = (&raw.criterion, &raw.points) else {
        let missing = if raw.points.is_none() { "points" } else { "criterion" };
        let title = format!("rule `{id}` needs both `criterion` and `points`");
        document.error("missing-key", raw.id.span(), title, format!("add `{missing} = …`"));
        return None;
    };
    let look_up = |id: &str| base.criterion_idx(id);
    let criterion: Option<CriterionIdx> = find(document, "criterion", criterion, &criterion_names(base), look_up);
    let mut given = Vec::new();
    for (option, points) in points {
        let look_up = |id: &str| base.option_idx(id);
        let idx: Option<OptionIdx> = find(document, "option", option, &option_names(base), look_up);
        if points.abs() > MAX_POINTS {
            let title = format!("rule `{id}` gives {points} points");
            document.error(
                "out-of-range",
                option.span(),
                title,
                format!("give -{MAX_POINTS} to {MAX_POINTS}; usual are -3 to 3"),
            );
        } else if *points == 0 {
            let title = format!("rule `{id}` gives `{}` 0 points, which says nothing", option.get_ref());
            document.error(
                "zero-points",
                option.span(),
                title,
                "leave the option out; to say a sentence without points, write a `caution`",
            );
        } else if let Some(idx) = idx {
            given.push((idx, *points));
        }
    }
    given.sort_by_key(|(option, _)| *option);
    if points.is_empty() {
        let title = format!("rule `{id}` gives no option any points");
        document.error("no-effect-declared", raw.id.span(), title, "name at least one option in `points`");
    }
    criterion.filter(|_| !given.is_empty()).map(|criterion| Effect::Points { criterion, points: given })
}

fn read_scenarios(file: &mut RulesFile, base: &mut RuleBase, questionnaire: &Questionnaire) {
    for (raw, _) in std::mem::take(&mut file.scenarios) {
        let (id, span) = (raw.id.get_ref().clone(), raw.id.span());
        check_id(&mut file.document, &id, span.clone());
        if let Some(first) = base.scenarios.iter().find(|s| s.id == *id.as_str()) {
            let title = format!("the scenario `{id}` stands twice");
            file.document.duplicate(span, &first.place, title, "rename or remove one");
            continue;
        }
        let mut answers = Answers::default();
        for (name, value) in &raw.answers {
            if let Some((question, answer)) = read_answer(&mut file.document, name, value, questionnaire) {
                answers.0.insert(question, answer);
            }
        }
        for cited in &raw.cites {
            let known: Vec<String> = base.evidence.iter().map(|e| e.id.to_string()).collect();
            find(&mut file.document, "evidence", cited, &known, |id| base.evidence(id).map(|_| ()));
        }
        let expect = read_expectation(&mut file.document, &raw.expect, base, questionnaire);
        base.scenarios.push(Scenario {
            place: file.document.place(span),
            id: id.into(),
            title: raw.title,
            independent: raw.source == RawSource::Independent,
            by: raw.by,
            cites: raw.cites.into_iter().map(|c| c.into_inner().into()).collect(),
            answers,
            expect,
            miss: raw.miss,
            accept: file.document.accepted(raw.accept),
        });
    }
}

fn read_answer(
    document: &mut Document,
    name: &Spanned<String>,
    value: &Spanned<toml::Value>,
    questionnaire: &Questionnaire,
) -> Option<(crate::model::QuestionId, Answer)> {
    let known = resolve_alias(questionnaire, name.get_ref());
    let Some(question) = questionnaire.question(known) else {
        let help = closest(name.get_ref(), question_ids(questionnaire).into_iter())
            .unwrap_or_else(|| format!("the questions of `{}` are listed by `archfit list`", questionnaire.id));
        document.error("unknown-question", name.span(), format!("unknown question `{}`", name.get_ref()), help);
        return None;
    };
    if known != name.get_ref() {
        document.old_name(name.get_ref(), known, name.span());
    }
    match answer_from_toml(value.get_ref(), question) {
        Ok(value) => Some((question.id.clone(), Answer::plain(value))),
        Err(message) => {
            let (title, help) = message.split_once("; ").unwrap_or((&message, "see docs/formats.md"));
            document.error("bad-answer", value.span(), title, help);
            None
        }
    }
}

fn read_expectation(
    document: &mut Document,
    raw: &RawExpect,
    base: &RuleBase,
    questionnaire: &Questionnaire,
) -> Expectation {
    let mut acceptable: Vec<Spanned<String>> = raw.acceptable.clone();
    acceptable.extend(raw.winner.clone());
    let rules = |document: &mut Document, names: &[Spanned<String>]| -> Vec<RuleIdx> {
        let known = || base.rules.iter().map(|r| r.id.to_string()).collect::<Vec<_>>();
        names.iter().filter_map(|name| find(document, "rule", name, &known(), |id| base.rule_idx(id))).collect()
    };
    let outcome = raw.outcome.or(match raw.close_call {
        Some(true) => Some(OutcomeKind::CloseCall),
        Some(false) => Some(OutcomeKind::Recommended),
        None => None,
    });
    Expectation {
        acceptable: find_options(document, &acceptable, base),
        runner_up: raw
            .runner_up
            .as_ref()
            .and_then(|name| find_options(document, std::slice::from_ref(name), base).pop()),
        outcome,
        excluded: find_options(document, &raw.excluded, base),
        not_excluded: find_options(document, &raw.not_excluded, base),
        fires: rules(document, &raw.fires),
        not_fires: rules(document, &raw.not_fires),
        levels: read_levels(document, raw, questionnaire),
        flips_with: read_flips(document, raw, questionnaire),
        lead_at_least: read_lead(document, raw.lead_at_least.as_ref()),
        lead_at_most: read_lead(document, raw.lead_at_most.as_ref()),
    }
}

/// A lead in fit points, as it is expected.
fn read_lead(document: &mut Document, raw: Option<&Spanned<f64>>) -> Option<f64> {
    let lead = raw?;
    let is_fine = lead.get_ref().is_finite() && *lead.get_ref() >= 0.0;
    if !is_fine {
        let title = format!("no lead is {} fit points", lead.get_ref());
        document.error("out-of-range", lead.span(), title, "write a number from 0 on, such as 4");
    }
    is_fine.then_some(*lead.get_ref())
}

fn read_levels(
    document: &mut Document,
    raw: &RawExpect,
    questionnaire: &Questionnaire,
) -> Vec<(crate::model::TraitId, crate::model::LevelId)> {
    let mut levels = Vec::new();
    for (name, level) in &raw.levels {
        let Some(idx) = questionnaire.trait_idx(name.get_ref()) else {
            let known = questionnaire.traits.iter().map(|t| t.id.as_str());
            let help =
                closest(name.get_ref(), known).unwrap_or_else(|| "traits are listed by `archfit list`".to_owned());
            document.error("unknown-trait", name.span(), format!("unknown trait `{}`", name.get_ref()), help);
            continue;
        };
        let of = &questionnaire.traits[idx.get()];
        if of.levels.iter().any(|l| l.id == *level.get_ref().as_str()) {
            levels.push((of.id.clone(), level.get_ref().as_str().into()));
        } else {
            let known: Vec<&str> = of.levels.iter().map(|l| l.id.as_str()).collect();
            let help = format!("its levels are {}", super::document::quote(&known));
            document.error(
                "unknown-level",
                level.span(),
                format!("trait `{}` has no level `{}`", of.id, level.get_ref()),
                help,
            );
        }
    }
    levels
}

fn read_flips(
    document: &mut Document,
    raw: &RawExpect,
    questionnaire: &Questionnaire,
) -> Vec<(crate::model::QuestionId, crate::model::AnswerValue)> {
    let mut flips = Vec::new();
    for flip in &raw.flips_with {
        let mut wrong = |title: String, help: String| document.error("bad-answer", flip.span(), title, help);
        let Some((name, value)) = flip.get_ref().split_once('=') else {
            wrong(format!("`{}` is not a changed answer", flip.get_ref()), "write `question = answer`".into());
            continue;
        };
        let name = name.trim();
        let Some(question) = questionnaire.question(resolve_alias(questionnaire, name)) else {
            let help = closest(name, question_ids(questionnaire).into_iter())
                .unwrap_or_else(|| "write `question = answer`".into());
            wrong(format!("unknown question `{name}`"), help);
            continue;
        };
        match parse_answer(value.trim_start_matches('=').trim().trim_matches('"'), question) {
            Ok(value) => flips.push((question.id.clone(), value)),
            Err(message) => {
                let (title, help) = message.split_once("; ").unwrap_or((&message, "see docs/formats.md"));
                wrong(title.to_owned(), help.to_owned());
            }
        }
    }
    flips
}

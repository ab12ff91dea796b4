//! The files of a rule base to a [`RuleBase`].

mod capacity;
mod evidence;
mod head;
mod rule;
mod scenario;

use std::ops::Range;

use super::document::{Document, quote};
use super::raw::{
    Placed, RawCriterion, RawDecision, RawEvidence, RawOption, RawRule, RawScenario, RawSteps, RawUnitCost,
};
use crate::condition::closest;
use crate::diagnostic::Diagnostic;
use crate::model::{CriterionIdx, Evidence, EvidenceId, FileId, Named, OptionIdx, Questionnaire, RuleBase, RuleIdx};
use capacity::{add_steps, read_unit_costs};
use head::{check_swings, read_aliases, read_criteria, read_decision, read_options};
use rule::{add_decide_if, read_rules};
use scenario::read_scenarios;

/// What a rules file holds before its names are resolved.
pub struct RulesFile<'a> {
    document: Document<'a>,
    /// The decision, where the file declares it.
    pub decision: Option<(RawDecision, Range<usize>)>,
    aliases: Vec<(String, String, Range<usize>)>,
    criteria: Vec<(RawCriterion, Range<usize>)>,
    options: Vec<(RawOption, Range<usize>)>,
    rules: Vec<(RawRule, Range<usize>)>,
    unit_costs: Vec<(RawUnitCost, Range<usize>)>,
    steps: Vec<(RawSteps, Range<usize>)>,
    evidence: Vec<(RawEvidence, Range<usize>)>,
    scenarios: Vec<(RawScenario, Range<usize>)>,
}

impl<'a> RulesFile<'a> {
    /// Reads one file's entries; those that cannot be read are findings.
    pub fn new(file: FileId, text: &'a str) -> Self {
        let mut document = Document::new(file, text);
        document.check_format();
        let known = [
            "format",
            "decision",
            "aliases",
            "criterion",
            "option",
            "rule",
            "unit-cost",
            "steps",
            "evidence",
            "scenario",
        ];
        let mut read = Self {
            decision: document.take_table("decision"),
            aliases: document.take_aliases(),
            criteria: document.take_entries("criterion"),
            options: document.take_entries("option"),
            rules: document.take_entries("rule"),
            unit_costs: document.take_entries("unit-cost"),
            steps: document.take_entries("steps"),
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

    /// Reports that the decision reads a questionnaire that is not there.
    pub fn unknown_questionnaire(&mut self, name: &str, help: &str) {
        self.error_at_decision("unknown-questionnaire", format!("unknown questionnaire `{name}`"), help);
        self.document.last_is_unknown(Named::Questionnaire, name);
    }

    /// Reports entries that a file of shared evidence must not hold.
    pub fn only_evidence(&mut self) {
        let others = self.unit_costs.len()
            + self.steps.len()
            + self.criteria.len()
            + self.options.len()
            + self.rules.len()
            + self.scenarios.len();
        if others > 0 || self.decision.is_some() {
            let help = "move them into the folder of their decision: `rules/<decision>/`";
            self.document.error("misplaced", 0..0, "a file directly under `rules` may hold only evidence", help);
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
    let decision = read_decision(&mut files[home].document, raw, &span, questionnaire);
    let mut base = RuleBase { decision, ..RuleBase::default() };
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
    add_decide_if(&mut base);
    for file in files.iter_mut() {
        read_unit_costs(file, &mut base, questionnaire);
    }
    for file in files.iter_mut() {
        add_steps(file, &mut base, questionnaire);
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

/// Looks a name up; an unknown one is an error with "did you mean".
fn find<'b, T>(
    document: &mut Document,
    what: Named,
    code: &'static str,
    name: &Placed<String>,
    known: impl Iterator<Item = &'b str>,
    found: Option<T>,
) -> Option<T> {
    if found.is_none() {
        let known: Vec<&str> = known.collect();
        let help =
            closest(name.get_ref(), known.iter().copied()).unwrap_or_else(|| format!("known: {}", quote(&known)));
        document.unknown(code, name.span(), what, name.get_ref(), help);
    }
    found
}

fn find_criterion(document: &mut Document, name: &Placed<String>, base: &RuleBase) -> Option<CriterionIdx> {
    let known = base.criteria.iter().map(|c| c.id.as_str());
    find(document, Named::Criterion, "unknown-criterion", name, known, base.criterion_idx(name.get_ref()))
}

fn find_option(document: &mut Document, name: &Placed<String>, base: &RuleBase) -> Option<OptionIdx> {
    let known = base.options.iter().map(|o| o.id.as_str());
    find(document, Named::Option, "unknown-option", name, known, base.option_idx(name.get_ref()))
}

fn find_options(document: &mut Document, names: &[Placed<String>], base: &RuleBase) -> Vec<OptionIdx> {
    names.iter().filter_map(|name| find_option(document, name, base)).collect()
}

fn find_rules(document: &mut Document, names: &[Placed<String>], base: &RuleBase) -> Vec<RuleIdx> {
    let known = || base.rules.iter().map(|r| r.id.as_str());
    let one = |name: &Placed<String>| {
        find(document, Named::Rule, "unknown-rule", name, known(), base.rule_idx(name.get_ref()))
    };
    names.iter().filter_map(one).collect()
}

fn find_evidence(document: &mut Document, name: &Placed<String>, base: &RuleBase) -> Option<EvidenceId> {
    let known = base.evidence.iter().map(|e| e.id.as_str());
    let found = base.evidence(name.get_ref()).map(|evidence| evidence.id.clone());
    find(document, Named::Evidence, "unknown-evidence", name, known, found)
}

//! Findings about what is written otherwise than it was probably meant: reasons that many rules share, conditions that read in two ways,
//! thresholds that part a single number from its neighbours.

use std::collections::BTreeMap;

use super::context::{Context, Findings};
use crate::condition::mixes_and_or;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::compile::CompiledDecision;
use crate::engine::meaning::variable::{Cells, NumberCell};
use crate::load::{display_number, span_of_text};
use crate::model::{Accepted, Condition, Effect, Place, Question, QuestionKind, Rule, RuleBase, RuleIdx};

/// Checks names, conditions and thresholds.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let questionnaire = &context.subject.questionnaire;
    for question in &questionnaire.questions {
        mixed(context, question.ask_if.as_ref(), &question.accept, &question.place, findings);
        for of in &question.likely_when {
            mixed(context, Some(&of.when), &question.accept, &of.place, findings);
        }
        falling_choices(question, findings);
    }
    for of in &questionnaire.traits {
        for level in &of.levels {
            mixed(context, level.when.as_ref(), &of.accept, &level.place, findings);
        }
    }
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        same_reasons(base, decision, findings);
        for rule in base.written_rules() {
            mixed(context, rule.own.as_ref(), &rule.accept, &rule.place, findings);
        }
    }
    single_numbers(context, findings);
}

/// How many rules may share one reason: a second one is often the other half of the first.
const MAX_SAME_REASON: usize = 2;

/// Reports a reason that several rules share, so that nobody who reads it knows which of them is meant; and one that counts on two criteria
/// under the same answers, as a rule does that was copied.
fn same_reasons(base: &RuleBase, decision: &CompiledDecision, findings: &mut Findings) {
    let mut by_reason: BTreeMap<&str, Vec<RuleIdx>> = BTreeMap::new();
    for entry in base.entries() {
        by_reason.entry(base.rules[entry.get()].because.trim()).or_default().push(entry);
    }
    for rules in by_reason.values() {
        if rules.len() <= MAX_SAME_REASON {
            let [first, second] = rules[..] else { continue };
            let (one, other) = (&base.rules[first.get()], &base.rules[second.get()]);
            let (Effect::Points { criterion: a, .. }, Effect::Points { criterion: b, .. }) =
                (&one.effect, &other.effect)
            else {
                continue;
            };
            if a != b && decision.rules[first.get()] == decision.rules[second.get()] {
                let (first, second) = (base.entry_id(first), base.entry_id(second));
                let title = format!("rules `{first}` and `{second}` count one reason on two criteria");
                let finding = Diagnostic::new(Severity::Note, "same-reason", &other.place, title)
                    .note("both fire under exactly the same answers and say the same")
                    .help("say in each `because` what it means for its criterion, or remove one of the two")
                    .also(&one.place, "");
                findings.report(&other.accept, finding);
            }
            continue;
        }
        let rules: Vec<&Rule> = rules.iter().map(|rule| &base.rules[rule.get()]).collect();
        let last = rules[rules.len() - 1];
        let others = rules.iter().take(rules.len() - 1);
        let title = format!("{} rules give the same reason", rules.len());
        let finding = others.fold(
            Diagnostic::new(Severity::Note, "same-reason", &last.place, title)
                .note("reports and screens tell rules apart by their reasons")
                .help("say in each `because` what is its own"),
            |finding, other| finding.also(&other.place, ""),
        );
        findings.report(&last.accept, finding);
    }
}

/// Words for amounts, each with how much it says.
const AMOUNTS: [(&str, u8); 27] = [
    ("never", 0),
    ("none", 0),
    ("nothing", 0),
    ("no", 0),
    ("few", 1),
    ("low", 1),
    ("minimal", 1),
    ("rarely", 1),
    ("small", 1),
    ("little", 1),
    ("medium", 2),
    ("moderate", 2),
    ("partly", 2),
    ("some", 2),
    ("sometimes", 2),
    ("heavy", 3),
    ("high", 3),
    ("large", 3),
    ("many", 3),
    ("most", 3),
    ("mostly", 3),
    ("often", 3),
    ("all", 4),
    ("always", 4),
    ("extreme", 4),
    ("full", 4),
    ("fully", 4),
];

/// Reports ordered choices whose ids are words for amounts that fall: the first choice is the lowest.
fn falling_choices(question: &Question, findings: &mut Findings) {
    let QuestionKind::Choice { choices, ordered: true } = &question.kind else { return };
    let amount = |id: &str| AMOUNTS.iter().find(|(word, _)| *word == id).map(|(_, amount)| *amount);
    let amounts: Vec<u8> = choices.iter().filter_map(|choice| amount(choice.id.as_str())).collect();
    if amounts.len() < 2 || !amounts.windows(2).all(|pair| pair[0] > pair[1]) {
        return;
    }
    let (first, last) = (&choices[0].id, &choices[choices.len() - 1].id);
    let title = format!("the choices of question `{}` rise from `{first}` to `{last}`", question.id);
    let finding = Diagnostic::new(Severity::Warning, "falling-choices", &question.place, title)
        .note("with `ordered = true` the first choice is the lowest, so `>=` asks for those that stand below it")
        .help("list the choices from the least to the most, or accept this where they are meant so");
    findings.report(&question.accept, finding);
}

/// Reports a condition in which `and` and `or` stand side by side.
fn mixed(context: &Context, when: Option<&Condition>, accept: &Accepted, entry: &Place, findings: &mut Findings) {
    let Some(when) = when.filter(|when| mixes_and_or(&when.text)) else { return };
    let text = &context.sources.get(entry.file).text;
    let place = span_of_text(text, &when.text, entry.span.start)
        .map_or_else(|| entry.clone(), |span| Place { file: entry.file, span });
    let title = format!("`{}` mixes `and` with `or` without parentheses", when.text);
    let finding = Diagnostic::new(Severity::Warning, "mixed-and-or", &place, title)
        .note("`and` binds first, which not every reader knows")
        .help("put parentheses around what belongs together");
    findings.report_in(entry, accept, finding);
}

/// Reports numbers that a threshold and an edge of bands part from their neighbours.
fn single_numbers(context: &Context, findings: &mut Findings) {
    for variable in &context.compiled.space.variables {
        let question = &context.subject.questionnaire.questions[variable.question.get()];
        let Cells::Numbers(cells) = &variable.cells else { continue };
        let Some(spec) = question.kind.number().filter(|spec| !spec.bands.is_empty()) else { continue };
        let is_meant = |number: i64| spec.bands.iter().any(|band| band.from == number && band.to == number);
        let is_end = |number: i64| number == spec.min || number == spec.max;
        for pair in cells.windows(2) {
            let [first, second] = pair else { continue };
            // What lies between an edge of bands and the number after it.
            if first.low == first.high && first.band == second.band && !is_meant(first.low) && !is_end(first.low) {
                findings.report(&question.accept, single(question, first));
            }
        }
    }
}

fn single(question: &Question, cell: &NumberCell) -> Diagnostic {
    let number = display_number(cell.low);
    let title = format!("in question `{}`, conditions tell `{number}` alone from the numbers after it", question.id);
    Diagnostic::new(Severity::Warning, "single-number", &question.place, title)
        .note(format!("a band begins with {number}, and a condition asks for more than {number}"))
        .help(format!("write `>= {}` in the condition if the whole band is meant", cell.low))
}

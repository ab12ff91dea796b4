//! Findings about questions, answers, levels and quantities that do nothing or cannot come about.

use rustc_hash::FxHashSet;

use super::conflicts::conflicts;
use super::context::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::cuts::{conditions, each_atom};
use crate::engine::meaning::diagram::{FALSE, NodeId, TRUE};
use crate::engine::meaning::order::{Step, reads};
use crate::engine::meaning::space::Space;
use crate::engine::meaning::variable::{Cells, VarIdx};
use crate::model::{Atom, Expr, LikelyWhen, Question, QuestionIdx, QuestionKind, Trait};

/// Checks what is asked, and whether anything reads it.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let questionnaire = &context.subject.questionnaire;
    let read = variables_read(context);
    for (position, question) in questionnaire.questions.iter().enumerate() {
        let asked = context.compiled.space.asked[position];
        odds(question, findings);
        idle_odds(context, position, question, findings);
        if question.ask_if.is_some() {
            reachability(context, question, asked, findings);
        }
        // Without rule bases a questionnaire is unfinished rather than wrong.
        if !context.subject.rule_bases.is_empty() && asked != FALSE {
            usefulness(context, QuestionIdx::from(position), question, &read, findings);
        }
    }
    levels(context, findings);
    unused_quantities(context, findings);
}

/// Odds that differ, and of which it is not said why.
fn odds(question: &Question, findings: &mut Findings) {
    let bands = question.kind.number().map_or(&[][..], |spec| &spec.bands).iter().map(|band| band.likely);
    let mut likely = question.kind.choices().iter().map(|choice| choice.likely).chain(bands);
    let first = likely.next().unwrap_or(1);
    if question.likely_because.is_some() || likely.all(|next| next == first) {
        return;
    }
    let title = format!("question `{}` calls some answers likelier than others, and does not say why", question.id);
    let finding = Diagnostic::new(Severity::Warning, "unfounded-odds", &question.place, title)
        .note("these odds decide what leads while the answer is open")
        .help("add `likely-because = \"…\"`: a source, a count, or that it is a judgement and whose");
    findings.report(&question.accept, finding);
}

/// Odds that hang on a condition which never holds.
fn idle_odds(context: &Context, position: usize, question: &Question, findings: &mut Findings) {
    for (of, counts) in question.likely_when.iter().zip(&context.compiled.space.likely_when[position]) {
        // A condition that could not be read has been reported.
        if of.when.text.is_empty() {
            continue;
        }
        let says_anything = of.likely.iter().any(Option::is_some);
        if says_anything && says_what_is_said(question, of) {
            let title =
                format!("the odds of question `{}` where `{}` are those it has anyway", question.id, of.when.text);
            let finding = Diagnostic::new(Severity::Warning, "idle-odds", &of.place, title)
                .help("write how the odds differ there, or remove these");
            findings.report(&question.accept, finding);
        }
        if *counts == FALSE {
            let title = format!("odds of question `{}` never count: where `{}`", question.id, of.when.text);
            let finding = Diagnostic::new(Severity::Warning, "idle-odds", &of.place, title)
                .notes(conflicts(&of.when.expr, context))
                .help("mend the condition, or remove these odds");
            findings.report(&question.accept, finding);
        }
    }
}

/// Whether odds under a condition are in the proportions of those without it.
fn says_what_is_said(question: &Question, of: &LikelyWhen) -> bool {
    let usual: Vec<u64> = match &question.kind {
        QuestionKind::Choice { choices, .. } => choices.iter().map(|choice| u64::from(choice.likely)).collect(),
        QuestionKind::Number(spec) => spec.bands.iter().map(|band| u64::from(band.likely)).collect(),
        // What is not named holds in fifty of a hundred.
        QuestionKind::Several { choices, .. } => {
            return of.likely.iter().take(choices.len()).flatten().all(|odds| *odds == 50);
        }
    };
    let there: Vec<u64> = of.likely.iter().zip(&usual).map(|(odds, usual)| odds.map_or(*usual, u64::from)).collect();
    let pairs = || there.iter().zip(&usual);
    there.len() == usual.len() && pairs().all(|(a, b)| pairs().all(|(c, d)| a * d == b * c))
}

/// For every node that a rule depends on: its variable, and which of its cells lead to the same place.
struct Reads {
    vars: FxHashSet<VarIdx>,
    nodes: Vec<NodeId>,
}

/// The nodes that rules can reach. Conditions of `ask-if` and levels are part of them where they matter.
fn variables_read(context: &Context) -> Reads {
    let diagrams = &context.compiled.space.diagrams;
    let mut seen = FxHashSet::default();
    let mut stack: Vec<NodeId> =
        context.compiled.decisions.iter().flat_map(|d| d.rules.iter().chain(&d.costs).copied()).collect();
    let mut found = Reads { vars: FxHashSet::default(), nodes: Vec::new() };
    while let Some(node) = stack.pop() {
        if node > TRUE && seen.insert(node) {
            found.vars.insert(diagrams.var(node));
            found.nodes.push(node);
            stack.extend_from_slice(diagrams.children(node));
        }
    }
    found
}

fn reachability(context: &Context, question: &Question, asked: NodeId, findings: &mut Findings) {
    let finding = match asked {
        FALSE => Diagnostic::new(
            Severity::Error,
            "never-asked",
            &question.place,
            format!("question `{}` can never be asked: no answers satisfy its `ask-if`", question.id),
        )
        .notes(question.ask_if.iter().flat_map(|when| conflicts(&when.expr, context)))
        .help("mend the `ask-if`, or remove the question"),
        TRUE => Diagnostic::new(
            Severity::Warning,
            "always-asked",
            &question.place,
            format!("the `ask-if` of question `{}` holds whatever is answered", question.id),
        )
        .help("remove the `ask-if`"),
        _ => return,
    };
    findings.report(&question.accept, finding);
}

fn usefulness(context: &Context, idx: QuestionIdx, question: &Question, read: &Reads, findings: &mut Findings) {
    let vars = context.compiled.space.variables_of(idx);
    if !vars.clone().any(|var| read.vars.contains(&(var as VarIdx))) {
        let title = format!("no rule depends on question `{}`", question.id);
        let finding = Diagnostic::new(Severity::Warning, "unused-question", &question.place, title)
            .help("remove it, write a rule that reads it, or accept this with a reason");
        findings.report(&question.accept, finding);
        return;
    }
    let is_said = |var: &usize| !matches!(context.compiled.space.variables[*var].cells, Cells::StandsIn(_));
    for var in vars.filter(is_said) {
        if let Some((first, second)) = cells_never_told_apart(context, var as VarIdx, read) {
            let (a, b) = (cell_name(context, var, first), cell_name(context, var, second));
            let title = match context.compiled.space.variables[var].cells {
                Cells::Includes(_) => format!("no rule asks whether `{a}` is among the answers to `{}`", question.id),
                _ => format!("no rule tells `{a}` from `{b}` in question `{}`", question.id),
            };
            let finding = Diagnostic::new(Severity::Note, "same-answers", &question.place, title)
                .help("merge or remove, write a rule that tells them apart, or accept this with a reason");
            let choices = match context.compiled.space.variables[var].cells {
                Cells::Choices(_) => vec![first, second],
                Cells::Includes(choice) => vec![choice],
                Cells::Numbers(_) | Cells::StandsIn(_) => Vec::new(),
            };
            let label = |finding: Diagnostic, choice: usize| finding.also(&question.kind.choices()[choice].place, "");
            findings.report(&question.accept, choices.into_iter().fold(finding, label));
        }
    }
}

/// Two answers of a variable that lead to the same place in everything that rules depend on.
fn cells_never_told_apart(context: &Context, var: VarIdx, read: &Reads) -> Option<(usize, usize)> {
    let diagrams = &context.compiled.space.diagrams;
    let nodes: Vec<&[NodeId]> =
        read.nodes.iter().filter(|node| diagrams.var(**node) == var).map(|node| diagrams.children(*node)).collect();
    let n_cells = usize::from(diagrams.n_cells(var));
    let same = |a: usize, b: usize| nodes.iter().all(|children| children[a] == children[b]);
    (1..n_cells).find(|cell| same(cell - 1, *cell)).map(|cell| (cell - 1, cell))
}

pub(super) fn cell_name(context: &Context, var: usize, cell: usize) -> String {
    let variable = &context.compiled.space.variables[var];
    let question = &context.subject.questionnaire.questions[variable.question.get()];
    match (&variable.cells, &question.kind) {
        (Cells::Numbers(cells), QuestionKind::Number(spec)) => {
            let cell = cells[cell];
            // Of a band that a condition cuts, only the numbers tell the parts apart.
            let whole = cell.band.map(|band| &spec.bands[band]).filter(|b| b.from == cell.low && b.to == cell.high);
            whole.map_or_else(|| format!("{}..{}", cell.low, cell.high), |band| band.id.to_string())
        }
        (Cells::Includes(choice), kind) => kind.choices()[*choice].id.to_string(),
        (Cells::StandsIn(choices), kind) => kind.choices()[choices[cell]].id.to_string(),
        (_, kind) => kind.choices()[cell].id.to_string(),
    }
}

fn levels(context: &Context, findings: &mut Findings) {
    let used = steps_read_by_rules(context);
    let masks = level_masks(context);
    for (position, of) in context.subject.questionnaire.traits.iter().enumerate() {
        let at_least = &context.compiled.space.at_least[position];
        for level in 0..of.levels.len() {
            let higher = at_least.get(level + 1).copied().unwrap_or(FALSE);
            if at_least[level] == higher {
                findings.report_in(&of.place, &of.accept, unreachable(context, of, level));
            }
        }
        if !context.subject.rule_bases.is_empty() && !used.contains(&Step::Trait(position.into())) {
            let title = format!("no rule reads trait `{}`", of.id);
            let finding = Diagnostic::new(Severity::Note, "unused-trait", &of.place, title)
                .help("write a rule that reads it, or accept this: a trait may be there to be shown");
            findings.report(&of.accept, finding);
        } else if !context.subject.rule_bases.is_empty() {
            unread_levels(of, &masks[position], findings);
        }
    }
}

/// For each trait the sets of levels that conditions ask for.
fn level_masks(context: &Context) -> Vec<Vec<u64>> {
    let mut masks = vec![Vec::new(); context.subject.questionnaire.traits.len()];
    for expr in conditions(context.subject) {
        each_atom(expr, &mut |atom| {
            if let Atom::Trait { of, mask } = atom {
                masks[of.get()].push(*mask);
            }
        });
    }
    masks
}

/// Reports levels that no condition tells from the one below.
fn unread_levels(of: &Trait, masks: &[u64], findings: &mut Findings) {
    for level in 1..of.levels.len() {
        let tells_apart = |mask: &u64| mask >> level & 1 != mask >> (level - 1) & 1;
        if !masks.iter().any(tells_apart) {
            let (lower, upper) = (&of.levels[level - 1].id, &of.levels[level].id);
            let title = format!("no condition tells level `{upper}` of trait `{}` from `{lower}`", of.id);
            let finding = Diagnostic::new(Severity::Note, "unread-level", &of.place, title)
                .also(&of.levels[level].place, "")
                .help("merge the two, write a rule that tells them apart, or accept this: a level may be there to be shown");
            findings.report(&of.accept, finding);
        }
    }
}

/// A level that is never the first one whose condition holds.
fn unreachable(context: &Context, of: &Trait, level: usize) -> Diagnostic {
    let title = format!("trait `{}` can never be `{}`", of.id, of.levels[level].id);
    let finding = Diagnostic::new(Severity::Warning, "unreachable-level", &of.levels[level].place, title);
    let mut space = Space::clone(&context.compiled.space);
    let own = of.levels[level].when.as_ref();
    let node = own.map_or(Ok(TRUE), |when| space.lower(&when.expr, &context.subject.questionnaire));
    if let (Ok(FALSE), Some(when)) = (&node, own) {
        return finding.notes(conflicts(&when.expr, context)).help("mend its condition: no answers satisfy it");
    }
    let cells = node.ok().and_then(|node| space.diagrams.witness(node)).unwrap_or_default();
    let higher = |other: &usize| {
        let when = of.levels[*other].when.as_ref();
        let node = when.and_then(|when| space.lower(&when.expr, &context.subject.questionnaire).ok());
        node.is_some_and(|node| {
            let mut point = vec![0; space.diagrams.n_vars()];
            cells.iter().for_each(|(var, cell)| point[usize::from(*var)] = *cell);
            space.diagrams.holds(node, &point)
        })
    };
    let finding = match (level + 1..of.levels.len()).rev().find(higher) {
        Some(higher) => finding.also(&of.levels[higher].place, "this level comes first").note(format!(
            "it is `{}` instead, {}",
            of.levels[higher].id,
            context.example(&cells)
        )),
        None => finding,
    };
    finding.help("no answers satisfy its condition without satisfying a higher level's; mend one of them")
}

fn steps_read_by_rules(context: &Context) -> Vec<Step> {
    let mut found = Vec::new();
    for rule in context.subject.rule_bases.iter().flat_map(|base| &base.rules) {
        reads(&rule.when.expr, &context.subject.questionnaire, &mut found);
    }
    found
}

fn unused_quantities(context: &Context, findings: &mut Findings) {
    let conditions: Vec<&Expr> = conditions(context.subject).collect();
    for (position, quantity) in context.subject.questionnaire.quantities.iter().enumerate() {
        let mut costs = context.subject.rule_bases.iter().flat_map(|base| &base.unit_costs);
        let is_counted = costs.any(|cost| cost.per.is_some_and(|of| of.get() == position));
        if !is_counted && !conditions.iter().any(|expr| reads_quantity(expr, position)) {
            let title = format!("no condition reads quantity `{}`", quantity.id);
            let finding = Diagnostic::new(Severity::Note, "unused-quantity", &quantity.place, title)
                .help("write a condition that reads it, or accept this: a quantity may be there to be shown");
            findings.report(&quantity.accept, finding);
        }
    }
}

fn reads_quantity(expr: &Expr, position: usize) -> bool {
    match expr {
        Expr::Atom(Atom::Quantity { of, .. }) => of.get() == position,
        Expr::Not(inner) => reads_quantity(inner, position),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().any(|part| reads_quantity(part, position)),
        Expr::Const(_) | Expr::Atom(_) => false,
    }
}

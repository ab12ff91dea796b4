//! What rules and products read: themselves, and everything behind them.

use crate::engine::meaning::order::{Step, reads};
use crate::engine::meaning::variable::{VarIdx, Variable, variables_of};
use crate::model::{Effect, Product, Questionnaire, RuleBase, RuleIdx};

/// For each rule, and behind them each product, the variables it may read, directly or not.
pub(super) fn reads_of(
    base: &RuleBase,
    products: &[Product],
    questionnaire: &Questionnaire,
    variables: &[Variable],
) -> Vec<Vec<VarIdx>> {
    let n_rules = base.rules.len();
    let of = |position: usize| {
        let mut steps = Vec::new();
        for rule in parts_of(position, n_rules, products) {
            reads(&base.rules[rule].when.expr, questionnaire, &mut steps);
        }
        variables_behind(steps, questionnaire, variables)
    };
    (0..n_rules + products.len()).map(of).collect()
}

/// The rules that have to hold for a rule or product to hold: itself, or all its parts.
pub(super) fn parts_of(position: usize, n_rules: usize, products: &[Product]) -> impl Iterator<Item = usize> {
    let product = position.checked_sub(n_rules).map(|nth| products[nth]);
    let own = product.map_or(position, |product| product.by.get());
    std::iter::once(own).chain(product.and_then(|product| product.of).map(RuleIdx::get))
}

/// The rules that exclude an option.
pub(super) fn vetoes(base: &RuleBase, option: usize) -> Vec<usize> {
    let excludes = |effect: &Effect| effect.excluded().iter().any(|o| o.get() == option);
    base.rules.iter().enumerate().filter(|(_, rule)| excludes(&rule.effect)).map(|(position, _)| position).collect()
}

/// The variables of everything that the steps read, directly or through traits and `ask-if` conditions.
fn variables_behind(mut steps: Vec<Step>, questionnaire: &Questionnaire, variables: &[Variable]) -> Vec<VarIdx> {
    let mut seen = Vec::new();
    let mut vars = Vec::new();
    while let Some(step) = steps.pop() {
        if seen.contains(&step) {
            continue;
        }
        seen.push(step);
        match step {
            Step::Question(question) => {
                vars.extend(variables_of(variables, question).map(|var| var as VarIdx));
                let condition = questionnaire.questions[question.get()].ask_if.as_ref();
                condition.iter().for_each(|condition| reads(&condition.expr, questionnaire, &mut steps));
            }
            Step::Trait(of) => {
                let conditions = questionnaire.traits[of.get()].levels.iter().filter_map(|level| level.when.as_ref());
                conditions.for_each(|condition| reads(&condition.expr, questionnaire, &mut steps));
            }
        }
    }
    vars.sort_unstable();
    vars
}

//! The files of a rule base to a [`RuleBase`].

mod capacity;
mod evidence;
mod file;
mod find;
mod group;
mod head;
mod level;
mod pieces;
mod rule;
mod scenario;

use rustc_hash::FxHashMap;

use crate::model::{Effect, Evidence, Questionnaire, RuleBase};
pub use capacity::MAX_STEP_POINTS;
pub use file::RulesFile;
pub use level::ordered;
pub use pieces::Pieces;
pub use rule::{MAX_POINTS, MAX_WEIGHT};

use capacity::{add_steps, read_dominance, read_unit_costs};
use group::Groups;
use head::{check_aliases, check_swings, read_criteria, read_decision, read_options, take_aliases};
use rule::{add_decide_if, read_rules};
use scenario::read_scenarios;

/// The most pairs of a rule that weighs and points that it weighs, so that scores stay quick to work out.
const MAX_PRODUCTS: usize = 20_000;

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
    files.iter().for_each(|file| take_aliases(file, &mut base));
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
    let mut known = FxHashMap::default();
    for file in files.iter_mut() {
        // A group stands in one file: between files there is no order.
        let mut groups = Groups::default();
        read_rules(file, &mut base, questionnaire, &mut groups, &mut known);
        groups.finish(&mut file.document);
    }
    add_decide_if(&mut base);
    for file in files.iter_mut() {
        read_unit_costs(file, &mut base, questionnaire);
    }
    for file in files.iter_mut() {
        add_steps(file, &mut base, questionnaire);
    }
    for file in files.iter_mut() {
        read_dominance(file, &mut base, questionnaire);
    }
    for file in files.iter_mut() {
        read_scenarios(file, &mut base, questionnaire);
    }
    for file in files.iter_mut() {
        check_aliases(file, &base);
    }
    let home = &mut files[home].document;
    let at = base.decision.place.span.clone();
    if base.options.len() < 2 {
        let has = if base.options.is_empty() { "no option" } else { "one option" };
        let title = format!("the decision `{}` has {has}, and a decision needs two", base.decision.id);
        home.error("too-few-options", at.clone(), title, "add `[[option]]` entries");
    }
    let n_products = base.products().len();
    if n_products > MAX_PRODUCTS {
        let title = format!("rules that weigh, and what they weigh, make {n_products} pairs, more than {MAX_PRODUCTS}");
        let help = "let fewer rules weigh: one with `per-level`, or one for a trait that several answers add up to";
        home.error("too-many", at.clone(), title, help);
        base.rules.iter_mut().for_each(|rule| {
            if let Effect::Weighs(added) = &mut rule.effect {
                added.clear();
            }
        });
    }
    let may_weigh = base.weighings().iter().any(|weighing| weighing.amount > 0);
    let weighs = may_weigh || base.criteria.iter().any(|criterion| criterion.weight > 0);
    if base.criteria.is_empty() {
        let title = format!("the decision `{}` has no criteria", base.decision.id);
        home.error("no-criteria", at, title, "add at least one `[[criterion]]`");
    } else if !weighs {
        let title = format!("all criteria of the decision `{}` have the weight 0", base.decision.id);
        home.error("no-criteria", at, title, "give at least one of them a weight, such as `weight = 10`");
    }
    // Without these there is nothing to decide and nothing to decide by.
    (base.options.len() >= 2 && weighs).then_some(base)
}

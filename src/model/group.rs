//! Groups of rules: of those in one group the first fires whose condition holds. Each has a condition of its own, with those before it denied,
//! so that nothing else needs to know of groups.

use super::condition::{Condition, Expr};
use super::id::RuleIdx;
use super::rule_base::{Origin, RuleBase};

impl Condition {
    /// A condition where none of some others holds; without text where nothing has to hold.
    #[must_use]
    pub fn after(own: Option<&Self>, earlier: &[Self]) -> Self {
        let denied = || earlier.iter().map(|before| Expr::Not(Box::new(before.expr.clone())));
        let texts = earlier.iter().map(|before| format!("not ({})", before.text));
        match (own, earlier) {
            (None, []) => Self { text: String::new(), expr: Expr::Const(true) },
            (Some(own), []) => own.clone(),
            (None, _) => Self { text: texts.collect::<Vec<_>>().join(" and "), expr: Expr::And(denied().collect()) },
            (Some(own), _) => {
                let texts: Vec<String> = std::iter::once(format!("({})", own.text)).chain(texts).collect();
                let expr = Expr::And(std::iter::once(own.expr.clone()).chain(denied()).collect());
                Self { text: texts.join(" and "), expr }
            }
        }
    }

    /// A condition that holds where a level is reached besides.
    #[must_use]
    pub fn at_level(self, level: Self) -> Self {
        if self.text.is_empty() {
            return level;
        }
        Self { text: format!("({}) and {}", self.text, level.text), expr: Expr::And(vec![self.expr, level.expr]) }
    }
}

impl RuleBase {
    /// Lets an author's condition of a rule be another one: its levels follow, and those behind it in its group. Texts stay as they are.
    pub fn set_own(&mut self, rule: RuleIdx, expr: &Expr) {
        for level in self.with_levels(rule) {
            let rule = &mut self.rules[level.get()];
            let text = rule.own.take().map_or_else(|| "always".to_owned(), |own| own.text);
            rule.own = Some(Condition { text, expr: expr.clone() });
        }
        let (file, group) = (self.rules[rule.get()].place.file, self.rules[rule.get()].group.clone());
        let mut earlier: Vec<Condition> = Vec::new();
        for entry in self.entries().collect::<Vec<_>>() {
            let of = &self.rules[entry.get()];
            let is_with = entry == rule || group.is_some() && of.group == group && of.place.file == file;
            if !is_with {
                continue;
            }
            let own = of.own.clone();
            let joined = Condition::after(own.as_ref(), &earlier);
            for level in self.with_levels(entry) {
                let of = &mut self.rules[level.get()];
                of.when.expr = match of.origin {
                    Origin::Level => {
                        let reached = Condition { text: String::new(), expr: level_of(&of.when.expr) };
                        joined.clone().at_level(reached).expr
                    }
                    _ => joined.expr.clone(),
                };
            }
            earlier.extend(own);
        }
    }
}

/// The level that a rule for each level counts: the last part of its condition.
fn level_of(expr: &Expr) -> Expr {
    match expr {
        Expr::And(parts) => parts.last().unwrap_or(expr).clone(),
        whole => whole.clone(),
    }
}

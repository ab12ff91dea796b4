//! Reasons for and against options, from the parts of their fits and the vetoes that hold.

use std::collections::BTreeSet;

use super::context::{
    CautionInfo, EvidenceInfo, OptionAmount, Reason, RiskInfo, RuleInfo, Sentence, StandingInfo, WhyNot,
};
use crate::engine::{Contribution, DecisionAdvice, Exclusion, Fit, RuleReading, Standing};
use crate::model::{ArchOption, CriterionIdx, Effect, EvidenceId, OptionIdx, Rule, RuleBase, RuleIdx};

/// Words that open a sentence with a capital and lose it after "because"; any other first word may be a name.
const OPENERS: [&str; 54] = [
    "a", "after", "all", "an", "any", "as", "at", "because", "before", "below", "beside", "between", "both", "by",
    "each", "every", "few", "for", "from", "here", "if", "in", "it", "its", "many", "more", "most", "no", "nobody",
    "nothing", "on", "once", "one", "only", "other", "our", "several", "some", "somebody", "that", "the", "their",
    "there", "these", "they", "this", "those", "two", "what", "when", "where", "with", "within", "without",
];

/// What speaks for and against the options of one decision.
pub(super) struct Reasons<'a> {
    /// The rule base.
    pub base: &'a RuleBase,
    /// The advice.
    pub advice: &'a DecisionAdvice,
    /// The words the rule base writes small.
    pub words: Words,
}

impl Reasons<'_> {
    /// An option and how it stands.
    pub fn standing(&self, standing: &Standing) -> StandingInfo {
        let option = &self.base.options[standing.option.get()];
        let vetoes: &[RuleIdx] = match &standing.excluded {
            Exclusion::No => &[],
            Exclusion::Possible(vetoes) | Exclusion::Certain(vetoes) => vetoes,
        };
        let parts = self.by_rule(standing.option, None);
        StandingInfo {
            option: option.id.clone(),
            name: option.name.clone(),
            summary: option.summary.clone(),
            right_when: option.right_when.clone(),
            fit: standing.fit.points(),
            low: standing.low.points(),
            high: standing.high.points(),
            excluded: standing.excluded.is_certain(),
            may_be_excluded: matches!(standing.excluded, Exclusion::Possible(_)),
            because: vetoes.iter().map(|rule| self.base.rules[rule.get()].because.clone()).collect(),
            good: self.sorted(&parts, 1),
            bad: vetoes.iter().map(|veto| self.reason(*veto, 0)).chain(self.sorted(&parts, -1)).collect(),
            costs: option.costs.iter().map(|cost| self.sentence(cost)).collect(),
            risks: self.risks(option),
            first_steps: option.first_steps.clone(),
        }
    }

    /// Why not each option but the one chosen.
    pub fn why_not(&self, chosen: Option<OptionIdx>) -> Vec<WhyNot> {
        let others = self.advice.standings.iter().filter(|s| Some(s.option) != chosen);
        others.map(|standing| self.why_not_one(standing, chosen)).collect()
    }

    fn why_not_one(&self, standing: &Standing, chosen: Option<OptionIdx>) -> WhyNot {
        let option = &self.base.options[standing.option.get()];
        let differences = self.by_rule(standing.option, chosen);
        let vetoes: &[RuleIdx] = match &standing.excluded {
            Exclusion::Certain(vetoes) => vetoes,
            _ => &[],
        };
        let behind = chosen.map_or(0, |chosen| self.advice.standing(chosen).fit.0 - standing.fit.0);
        WhyNot {
            option: option.id.clone(),
            name: option.name.clone(),
            excluded: standing.excluded.is_certain(),
            behind: Fit(behind).points(),
            against: vetoes.iter().map(|v| self.reason(*v, 0)).chain(self.sorted(&differences, -1)).collect(),
            ahead: self.sorted(&differences, 1),
            right_when: option.right_when.clone(),
        }
    }

    /// Per rule, an option's share, less that of another option where one is given.
    fn by_rule(&self, option: OptionIdx, less: Option<OptionIdx>) -> Vec<i64> {
        let mut amounts = vec![0; self.base.rules.len()];
        for part in &self.advice.contributions {
            let sign = i64::from(part.option == option) - i64::from(Some(part.option) == less);
            if let Some(rule) = part.rule.filter(|_| sign != 0) {
                amounts[rule.get()] += sign * part.amount.0;
            }
        }
        amounts
    }

    /// The rules whose amount has this sign, the strongest first.
    fn sorted(&self, amounts: &[i64], sign: i64) -> Vec<Reason> {
        let mut rules: Vec<usize> = (0..amounts.len()).filter(|rule| amounts[*rule].signum() == sign).collect();
        rules.sort_by_key(|rule| -amounts[*rule].abs());
        rules.into_iter().map(|rule| self.reason(RuleIdx::from(rule), amounts[rule])).collect()
    }

    fn reason(&self, idx: RuleIdx, amount: i64) -> Reason {
        let rule = &self.base.rules[idx.get()];
        let criterion = match &rule.effect {
            Effect::Points { criterion, .. } => Some(self.base.criteria[criterion.get()].name.clone()),
            _ => None,
        };
        Reason {
            rule: rule.id.clone(),
            because: rule.because.clone(),
            clause: self.words.clause(&rule.because),
            criterion,
            amount: Fit(amount).points(),
            chance: chance(self.advice.rules[idx.get()]),
            evidence: rule.evidence.clone(),
        }
    }

    fn risks(&self, option: &ArchOption) -> Vec<RiskInfo> {
        let info = |risk: &crate::model::Risk| RiskInfo {
            risk: self.sentence(&risk.risk),
            mitigation: risk.mitigation.as_ref().map(|text| self.sentence(text)),
        };
        option.risks.iter().map(info).collect()
    }

    fn sentence(&self, text: &str) -> Sentence {
        Sentence { text: text.to_owned(), clause: self.words.clause(text) }
    }

    /// The rules that count on a criterion, those that move the lead most first.
    pub fn rules_on(&self, criterion: CriterionIdx) -> Vec<RuleInfo> {
        let counts = |rule: &&RuleIdx| match &self.base.rules[rule.get()].effect {
            Effect::Points { criterion: on, .. } => {
                *on == criterion && self.advice.rules[rule.get()] != RuleReading::CannotHold
            }
            _ => false,
        };
        let all: Vec<RuleIdx> = (0..self.base.rules.len()).map(RuleIdx::from).collect();
        let mut found: Vec<(i64, RuleInfo)> = all.iter().filter(counts).map(|rule| self.rule_info(*rule)).collect();
        found.sort_by_key(|(lead, _)| -lead.abs());
        found.into_iter().map(|(_, info)| info).collect()
    }

    fn rule_info(&self, idx: RuleIdx) -> (i64, RuleInfo) {
        let rule: &Rule = &self.base.rules[idx.get()];
        let parts: Vec<&Contribution> = self.advice.contributions.iter().filter(|p| p.rule == Some(idx)).collect();
        let of = |option: Option<OptionIdx>| -> i64 {
            parts.iter().filter(|p| Some(p.option) == option).map(|p| p.amount.0).sum()
        };
        let lead = of(self.advice.winner) - of(self.advice.runner_up);
        let amount = |part: &&Contribution| OptionAmount {
            option: self.base.options[part.option.get()].id.clone(),
            name: self.base.options[part.option.get()].name.clone(),
            points: part.points,
            amount: part.amount.points(),
        };
        let info = RuleInfo {
            rule: rule.id.clone(),
            when: rule.when.text.clone(),
            because: rule.because.clone(),
            clause: self.words.clause(&rule.because),
            chance: chance(self.advice.rules[idx.get()]),
            confidence: rule.confidence,
            evidence: rule.evidence.clone(),
            lead: Fit(lead).points(),
            options: parts.iter().map(amount).collect(),
        };
        (lead, info)
    }

    /// The evidence behind the rules that hold or may hold, in file order.
    pub fn evidence(&self, cautions: &[CautionInfo]) -> Vec<EvidenceInfo> {
        let speaks = |(position, rule): &(usize, &Rule)| match &rule.effect {
            Effect::Caution { .. } => cautions.iter().any(|c| c.rule == rule.id),
            _ => self.advice.rules[*position] != RuleReading::CannotHold,
        };
        let rules: Vec<&Rule> = self.base.rules.iter().enumerate().filter(speaks).map(|(_, rule)| rule).collect();
        let cited = |id: &EvidenceId| rules.iter().filter(|r| r.evidence.contains(id)).map(|r| r.id.clone()).collect();
        let info = |evidence: &crate::model::Evidence| EvidenceInfo {
            evidence: evidence.id.clone(),
            kind: evidence.kind,
            title: evidence.title.clone(),
            publisher: evidence.publisher.clone(),
            year: evidence.year,
            link: evidence.link.clone(),
            method: evidence.method.clone(),
            says: evidence.says.clone(),
            limits: evidence.limits.clone(),
            checked: evidence.checked.map(|day| day.to_string()),
            rules: cited(&evidence.id),
        };
        self.base.evidence.iter().map(info).filter(|info| !info.rules.is_empty()).collect()
    }
}

fn chance(reading: RuleReading) -> f64 {
    (reading.chance() * 1_000.0).round() / 1_000.0
}

/// The words that a rule base writes with a small letter somewhere: at the start of a sentence they are no names.
#[derive(Clone, Debug, Default)]
pub struct Words(BTreeSet<String>);

impl Words {
    /// The small words of a rule base's sentences.
    pub fn of(base: &RuleBase) -> Self {
        let said = |rule: &'_ Rule| match &rule.effect {
            Effect::Caution { text, .. } => Some(text.clone()),
            _ => rule.follow_up.clone(),
        };
        let more: Vec<String> = base.rules.iter().filter_map(said).collect();
        let rules = base.rules.iter().map(|rule| rule.because.as_str()).chain(more.iter().map(String::as_str));
        let options = base.options.iter().flat_map(|o| {
            let risks = o.risks.iter().flat_map(|r| [Some(r.risk.as_str()), r.mitigation.as_deref()]).flatten();
            o.costs.iter().map(String::as_str).chain(risks).chain([o.summary.as_str()]).chain(o.right_when.as_deref())
        });
        let words = rules.chain(options).flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        Self(words.filter(|word| word.starts_with(char::is_lowercase)).map(str::to_owned).collect())
    }

    /// A sentence as it follows the word "because": without final stop, the first letter small where the word is no name.
    pub fn clause(&self, sentence: &str) -> String {
        let sentence = sentence.trim();
        let sentence = sentence.strip_suffix('.').filter(|s| !s.ends_with('.')).unwrap_or(sentence);
        let first = sentence.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let small = first.to_lowercase();
        let is_word = OPENERS.contains(&small.as_str()) || self.0.contains(&small);
        if is_word { format!("{small}{}", &sentence[first.len()..]) } else { sentence.to_owned() }
    }
}

/// As [`Words::clause`], for a sentence of a person: only words that open sentences lose their capital.
pub fn clause(sentence: &str) -> String {
    Words::default().clause(sentence)
}

#[cfg(test)]
mod tests {
    use super::clause;

    #[test]
    fn a_sentence_becomes_a_clause_and_names_keep_their_capital() {
        assert_eq!(clause("A file has one lock; writers queue."), "a file has one lock; writers queue");
        assert_eq!(clause("SQL answers it."), "SQL answers it");
        assert_eq!(clause("The end..."), "the end...");
        assert_eq!(clause(""), "");
    }
}

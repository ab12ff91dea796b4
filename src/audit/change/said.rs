//! What each entry says, in one line, where that matters for outcomes; and what else it says, so that new words are seen as such.

use crate::audit::readers::Read;
use crate::audit::scenarios::word;
use crate::condition::print;
use crate::load::answer_to_text;
use crate::model::{
    Answer, AnswerValue, ArchOption, Condition, Effect, Expectation, LevelId, LikelyWhen, NumberSpec, OptionIdx,
    Quantity, QuantityIdx, Question, QuestionId, QuestionIdx, QuestionKind, Questionnaire, Rule, RuleBase, RuleIdx,
    Scenario, Start, Subject, Trait, TraitId, TraitIdx, Withheld,
};

/// The kinds of entries that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// The decision itself.
    Decision,
    /// A criterion.
    Criterion,
    /// An option.
    Option,
    /// A rule.
    Rule,
    /// A question that rules depend on.
    Question,
    /// A quantity that rules depend on.
    Quantity,
    /// A trait that rules depend on.
    Trait,
    /// A scenario.
    Scenario,
}

impl EntryKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Criterion => "criterion",
            Self::Option => "option",
            Self::Rule => "rule",
            Self::Question => "question",
            Self::Quantity => "quantity",
            Self::Trait => "trait",
            Self::Scenario => "scenario",
        }
    }
}

/// An entry in words.
pub(super) struct Said {
    /// What it is.
    pub kind: EntryKind,
    /// Its present id.
    pub id: String,
    /// What matters for outcomes, as its author wrote it.
    pub text: String,
    /// The same under present ids and in one way of writing: what is compared.
    pub sense: String,
    /// Everything else that readers see of it.
    pub words: String,
    /// Whether the decision depends on it.
    pub is_read: bool,
}

/// The present names of ids that were renamed.
pub(super) struct Renamed<'a> {
    /// Where questions, quantities, traits and decisions have them.
    pub subject: &'a Subject,
    /// Where options, criteria and rules have them.
    pub base: &'a RuleBase,
}

impl Renamed<'_> {
    fn option(&self, id: &str) -> String {
        self.base.present_option(id).to_owned()
    }

    fn criterion(&self, id: &str) -> String {
        self.base.present_criterion(id).to_owned()
    }

    fn rule(&self, id: &str) -> String {
        self.base.present_rule(id).to_owned()
    }

    fn decision(&self, id: &str) -> String {
        self.subject.rule_base_named(id).map_or(id, |base| base.decision.id.as_str()).to_owned()
    }

    fn aliases(&self) -> &std::collections::BTreeMap<String, String> {
        &self.subject.questionnaire.aliases
    }

    fn present(&self, subject: &str) -> String {
        self.aliases().get(subject).map_or_else(|| subject.to_owned(), Clone::clone)
    }

    /// An answer, under present names.
    fn answer(&self, question: &QuestionId, value: &AnswerValue) -> String {
        let of = self.present(question.as_str());
        let mut value = value.clone();
        match &mut value {
            AnswerValue::OneOf(ids) | AnswerValue::Several(ids) => ids.iter_mut().for_each(|id| self.part(&of, id)),
            AnswerValue::Band(id) => self.part(&of, id),
            AnswerValue::Unknown | AnswerValue::Number(_) | AnswerValue::Range(..) => {}
        }
        format!("{of} = {}", answer_to_text(&value))
    }

    fn id<Id: AsRef<str> + for<'b> From<&'b str>>(&self, id: &mut Id) {
        if let Some(new) = self.aliases().get(id.as_ref()) {
            *id = Id::from(new);
        }
    }

    fn part<Id: AsRef<str> + for<'b> From<&'b str>>(&self, of: &str, id: &mut Id) {
        let new = self.aliases().get(&format!("{of}.{}", id.as_ref()));
        if let Some((_, new)) = new.and_then(|new| new.split_once('.')) {
            *id = Id::from(new);
        }
    }

    /// A questionnaire under its present names.
    fn questionnaire(&self, old: &Questionnaire) -> Questionnaire {
        let mut new = old.clone();
        for question in &mut new.questions {
            self.id(&mut question.id);
            if let Some(by) = &mut question.settled_by {
                *by = self.decision(by.as_str()).as_str().into();
            }
            let of = question.id.to_string();
            match &mut question.kind {
                QuestionKind::Choice { choices, .. } | QuestionKind::Several { choices, .. } => {
                    choices.iter_mut().for_each(|choice| self.part(&of, &mut choice.id));
                }
                QuestionKind::Number(spec) => spec.bands.iter_mut().for_each(|band| self.part(&of, &mut band.id)),
            }
        }
        new.quantities.iter_mut().for_each(|quantity| self.id(&mut quantity.id));
        for of_trait in &mut new.traits {
            self.id(&mut of_trait.id);
            let of = of_trait.id.to_string();
            of_trait.levels.iter_mut().for_each(|level| self.part(&of, &mut level.id));
        }
        new
    }
}

/// Everything that a rule base and its questionnaire say.
pub(super) fn said(subject: &Subject, base: &RuleBase, renamed: &Renamed) -> Vec<Said> {
    let questionnaire = renamed.questionnaire(&subject.questionnaire);
    let sayer = Sayer { written: &subject.questionnaire, questionnaire: &questionnaire, base, renamed };
    let mut all = vec![sayer.decision()];
    all.extend(base.criteria.iter().map(|criterion| Said {
        words: format!("{} {:?}", criterion.name, criterion.about),
        ..plain(
            EntryKind::Criterion,
            renamed.criterion(criterion.id.as_str()),
            format!("weight {}, scale [{}, {}]", criterion.weight, criterion.scale_low, criterion.scale_high),
        )
    }));
    all.extend(base.options.iter().map(|option| sayer.option(option)));
    all.extend(base.rules.iter().map(|rule| sayer.rule(rule)));
    let read = Read::by(subject, base);
    all.extend((0..questionnaire.questions.len()).map(|at| sayer.question(at, &read)));
    all.extend((0..questionnaire.quantities.len()).map(|at| sayer.quantity(at, &read)));
    all.extend((0..questionnaire.traits.len()).map(|at| sayer.of_trait(at, &read)));
    all.extend(base.scenarios.iter().map(|scenario| sayer.scenario(scenario)));
    all
}

fn plain(kind: EntryKind, id: String, text: String) -> Said {
    Said { kind, id, sense: text.clone(), text, words: String::new(), is_read: true }
}

/// Says the entries of one rule base.
struct Sayer<'a> {
    /// The questionnaire as it is written.
    written: &'a Questionnaire,
    /// The same under present names.
    questionnaire: &'a Questionnaire,
    base: &'a RuleBase,
    renamed: &'a Renamed<'a>,
}

impl Sayer<'_> {
    fn sense(&self, condition: &Condition) -> String {
        print(&condition.expr, self.questionnaire)
    }

    fn decision(&self) -> Said {
        let decision = &self.base.decision;
        Said {
            words: format!("{} {} {:?}", decision.title, decision.ask, decision.about),
            ..plain(
                EntryKind::Decision,
                self.renamed.decision(decision.id.as_str()),
                format!("close call {}", decision.close_call),
            )
        }
    }

    fn option(&self, option: &ArchOption) -> Said {
        let start = |start: &Start| {
            let criterion = &self.base.criteria[start.criterion.get()];
            format!("{} {:+}", self.renamed.criterion(criterion.id.as_str()), start.points)
        };
        let starts: Vec<String> = option.base.iter().map(start).collect();
        let text = if starts.is_empty() { "starts from nothing".to_owned() } else { starts.join(", ") };
        let (costs, risks) = (&option.costs, &option.risks);
        let (first, measure) = (&option.first_steps, &option.measure);
        Said {
            words: format!(
                "{} {} {:?} {costs:?} {risks:?} {first:?} {measure:?} {:?}",
                option.name,
                option.summary,
                option.right_when,
                option.base.iter().filter_map(|start| start.cause.as_deref()).collect::<Vec<_>>()
            ),
            ..plain(EntryKind::Option, self.renamed.option(option.id.as_str()), text)
        }
    }

    /// A rule: its condition and what follows.
    fn rule(&self, rule: &Rule) -> Said {
        let option = |option: &OptionIdx| self.renamed.option(self.base.options[option.get()].id.as_str());
        let follows = match &rule.effect {
            Effect::Points { criterion, points } => {
                let points: Vec<String> =
                    points.iter().map(|(o, points)| format!("{} {points:+}", option(o))).collect();
                let criterion = self.renamed.criterion(self.base.criteria[criterion.get()].id.as_str());
                format!("{criterion}: {}", points.join(", "))
            }
            Effect::Weighs(added) => {
                let name =
                    |on: &crate::model::CriterionIdx| self.renamed.criterion(self.base.criteria[on.get()].id.as_str());
                let each: Vec<String> = added.iter().map(|(on, amount)| format!("{} {amount:+}", name(on))).collect();
                format!("weighs {}", each.join(", "))
            }
            Effect::Excludes(options) => {
                format!("excludes {}", options.iter().map(option).collect::<Vec<_>>().join(", "))
            }
            Effect::Caution { text, .. } => format!("cautions: {text}"),
            Effect::Withholds { why: Withheld::NothingToDecide, text, .. } => format!("nothing to decide: {text}"),
            Effect::Withholds { why: Withheld::OutOfScope, text, .. } => format!("out of scope: {text}"),
        };
        let (evidence, follow_up) = (&rule.evidence, &rule.follow_up);
        Said {
            kind: EntryKind::Rule,
            id: self.renamed.rule(rule.id.as_str()),
            text: format!("{} => {follows}", rule.when.text),
            sense: format!("{} => {follows}", self.sense(&rule.when)),
            words: format!("{} {evidence:?} {:?} {follow_up:?}", rule.because, rule.confidence),
            is_read: true,
        }
    }

    fn scenario(&self, scenario: &Scenario) -> Said {
        let Expectation { acceptable, runner_up, outcome, excluded, not_excluded, fires, not_fires, .. } =
            &scenario.expect;
        let option = |option: &OptionIdx| self.renamed.option(self.base.options[option.get()].id.as_str());
        let options = |of: &[OptionIdx]| of.iter().map(option).collect::<Vec<_>>();
        let rules = |of: &[RuleIdx]| -> Vec<String> {
            of.iter().map(|rule| self.renamed.rule(self.base.rules[rule.get()].id.as_str())).collect()
        };
        let Expectation { applies, levels, flips_with, lead_at_least, lead_at_most, .. } = &scenario.expect;
        let answer = |(id, answer): (&QuestionId, &Answer)| {
            let sure = if answer.sure == 100 { String::new() } else { format!(" ({} % sure)", answer.sure) };
            format!("{}{sure}", self.renamed.answer(id, &answer.value))
        };
        // By their present names, in whatever order those put them.
        let sorted = |mut said: Vec<String>| {
            said.sort_unstable();
            said
        };
        let listed = |what: &str, of: Vec<String>| (!of.is_empty()).then(|| format!("{what} {}", of.join(", ")));
        let level = |(of, level): (&TraitId, &LevelId)| {
            let of = self.renamed.present(of.as_str());
            let mut level = level.clone();
            self.renamed.part(&of, &mut level);
            format!("{of} = {level}")
        };
        let levels = sorted(levels.iter().map(|(of, is)| level((of, is))).collect());
        let flips = flips_with.iter().map(|(id, value)| self.renamed.answer(id, value)).collect();
        let lead = |what: &str, lead: &Option<f64>| lead.map(|lead| format!("{what} {lead}"));
        let parts = [
            listed("with", sorted(scenario.answers.0.iter().map(answer).collect())),
            listed("winner", options(acceptable)),
            runner_up.as_ref().map(|of| format!("runner-up {}", option(of))),
            outcome.map(|outcome| format!("outcome {}", word(outcome))),
            applies.map(|applies| format!("applies {applies}")),
            listed("excluded", options(excluded)),
            listed("not excluded", options(not_excluded)),
            listed("fires", rules(fires)),
            listed("does not fire", rules(not_fires)),
            listed("levels", levels),
            listed("flips with", flips),
            lead("lead at least", lead_at_least),
            lead("lead at most", lead_at_most),
            scenario.miss.as_ref().map(|_| "a known miss".to_owned()),
        ];
        let text = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
        Said {
            words: format!(
                "{:?} {} {} {:?} {:?} {:?}",
                scenario.title, scenario.example, scenario.independent, scenario.by, scenario.cites, scenario.miss
            ),
            ..plain(EntryKind::Scenario, scenario.id.to_string(), text)
        }
    }

    fn question(&self, at: usize, read: &Read) -> Said {
        let (written, question) = (&self.written.questions[at], &self.questionnaire.questions[at]);
        let labels: Vec<_> =
            question.kind.choices().iter().map(|choice| format!("{} {:?}", choice.label, choice.help)).collect();
        Said {
            kind: EntryKind::Question,
            id: question.id.to_string(),
            text: asked(written, |condition| condition.text.clone()),
            sense: asked(question, |condition| self.sense(condition)),
            words: format!("{} {} {:?} {:?} {labels:?}", question.section, question.ask, question.why, question.help),
            is_read: read.questions.contains(&QuestionIdx::from(at)),
        }
    }

    fn quantity(&self, at: usize, read: &Read) -> Said {
        let quantity = &self.questionnaire.quantities[at];
        let Quantity { times, divided_by, over, under, .. } = quantity;
        let ids = |of: &[QuestionIdx]| {
            of.iter().map(|of| self.questionnaire.questions[of.get()].id.to_string()).collect::<Vec<_>>().join(" ")
        };
        Said {
            sense: format!("{times} {} / {divided_by} {}", ids(over), ids(under)),
            words: format!("{} {:?} {:?}", quantity.name, quantity.unit, quantity.help),
            is_read: read.quantities.contains(&QuantityIdx::from(at)),
            ..plain(EntryKind::Quantity, quantity.id.to_string(), quantity.formula.clone())
        }
    }

    fn of_trait(&self, at: usize, read: &Read) -> Said {
        let (written, of_trait) = (&self.written.traits[at], &self.questionnaire.traits[at]);
        let labels: Vec<&str> = of_trait.levels.iter().map(|level| level.label.as_str()).collect();
        Said {
            kind: EntryKind::Trait,
            id: of_trait.id.to_string(),
            text: levels(written, |condition| condition.text.clone()),
            sense: levels(of_trait, |condition| self.sense(condition)),
            words: format!("{} {:?} {labels:?}", of_trait.name, of_trait.help),
            is_read: read.traits.contains(&TraitIdx::from(at)),
        }
    }
}

/// What may be answered, and when it is asked.
fn asked(question: &Question, say: impl Fn(&Condition) -> String) -> String {
    let choices = || -> Vec<String> {
        let each = question.kind.choices().iter();
        each.map(|choice| format!("{}{}", choice.id, likely(choice.likely))).collect()
    };
    let answers = match &question.kind {
        QuestionKind::Choice { ordered: true, .. } => choices().join(" < "),
        QuestionKind::Choice { .. } => choices().join(" | "),
        QuestionKind::Several { choices: of, at_least_one } => {
            let alone: Vec<String> =
                of.iter().filter(|choice| choice.exclusive).map(|choice| choice.id.to_string()).collect();
            let alone = if alone.is_empty() { String::new() } else { format!(", only alone: {}", alone.join(", ")) };
            let least = if *at_least_one { "at least one" } else { "several" };
            format!("{least} of {}{alone}", choices().join(" | "))
        }
        QuestionKind::Number(spec) => number(spec),
    };
    let asked_if = question.ask_if.as_ref().map(|condition| format!(", asked if {}", say(condition)));
    let leaning: String = question.likely_when.iter().map(|of| leaning(question, of, &say)).collect();
    let settled_by = question.settled_by.as_ref().map(|decision| format!(", settled by {decision}"));
    [Some(answers), asked_if, settled_by, Some(leaning)].into_iter().flatten().collect()
}

/// Odds that hang on a condition.
fn leaning(question: &Question, of: &LikelyWhen, say: &impl Fn(&Condition) -> String) -> String {
    let bands = question.kind.number().map_or(&[][..], |spec| &spec.bands);
    let ids =
        question.kind.choices().iter().map(|choice| choice.id.as_str()).chain(bands.iter().map(|b| b.id.as_str()));
    let each: Vec<String> =
        ids.zip(&of.likely).filter_map(|(id, likely)| likely.map(|likely| format!("{id} {likely}"))).collect();
    format!(", where {} likely {}", say(&of.when), each.join(" "))
}

fn number(spec: &NumberSpec) -> String {
    let bands = spec
        .bands
        .iter()
        .map(|band| format!(", {} up to {} read as {}{}", band.id, band.to, band.reading, likely(band.likely)));
    format!("{} to {}{}", spec.min, spec.max, bands.collect::<String>())
}

fn likely(weight: u32) -> String {
    if weight == 1 { String::new() } else { format!(" (likely {weight})") }
}

/// The levels of a trait, as its file has them: the highest first.
fn levels(of: &Trait, say: impl Fn(&Condition) -> String) -> String {
    let level = |level: &crate::model::Level| match &level.when {
        Some(condition) => format!("{} if {}", level.id, say(condition)),
        None => format!("otherwise {}", level.id),
    };
    of.levels.iter().rev().map(level).collect::<Vec<_>>().join("; ")
}

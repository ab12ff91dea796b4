//! A rule base as a book: everything that stands in its files, put together for people who read rather than edit.

use serde::Serialize;

use crate::model::{
    ArchOption, CloseCall, Confidence, Criterion, Effect, Evidence, EvidenceKind, LikelyWhen, OutcomeKind, Question,
    QuestionIdx, QuestionKind, Rule, RuleBase, Scenario, Start, Subject, Withheld,
};

/// What the template of a book may use.
#[derive(Clone, Debug, Serialize)]
pub struct Book {
    id: String,
    title: String,
    ask: String,
    about: Option<String>,
    version: String,
    close_call: String,
    decide_if: Option<String>,
    nothing_to_decide: Option<String>,
    questionnaire: Asked,
    options: Vec<OptionPage>,
    criteria: Vec<CriterionPage>,
    sections: Vec<Section>,
    quantities: Vec<QuantityPage>,
    traits: Vec<TraitPage>,
    vetoes: Vec<RulePage>,
    out_of_scope: Vec<RulePage>,
    weighing: Vec<RulePage>,
    cautions: Vec<RulePage>,
    evidence: Vec<EvidencePage>,
    scenarios: Vec<ScenarioPage>,
}

#[derive(Clone, Debug, Serialize)]
struct Asked {
    id: String,
    title: String,
}

#[derive(Clone, Debug, Serialize)]
struct OptionPage {
    id: String,
    name: String,
    summary: String,
    right_when: Option<String>,
    base: Vec<Points>,
    costs: Vec<String>,
    risks: Vec<(String, Option<String>)>,
    first_steps: Vec<String>,
    measure: Vec<(String, Option<String>)>,
}

#[derive(Clone, Debug, Serialize)]
struct CriterionPage {
    id: String,
    name: String,
    about: Option<String>,
    share: String,
    low: i32,
    high: i32,
    rules: Vec<RulePage>,
}

#[derive(Clone, Debug, Serialize)]
struct Points {
    name: String,
    points: String,
}

#[derive(Clone, Debug, Serialize)]
struct RulePage {
    id: String,
    when: String,
    points: Vec<Points>,
    options: Vec<String>,
    weighs: Vec<Points>,
    caution: Option<String>,
    because: String,
    confidence: Confidence,
    evidence: Vec<Cited>,
    follow_up: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Cited {
    anchor: String,
    title: String,
}

#[derive(Clone, Debug, Serialize)]
struct Section {
    name: String,
    questions: Vec<QuestionPage>,
}

#[derive(Clone, Debug, Serialize)]
struct QuestionPage {
    id: String,
    ask: String,
    why: Option<String>,
    help: Option<String>,
    ask_if: Option<String>,
    /// How many of the answers may be given together, where several may.
    how_many: Option<&'static str>,
    answers: Vec<Answer>,
    likely_because: Option<String>,
    /// Odds that hang on other answers.
    likely_when: Vec<OddsPage>,
    range: Option<String>,
    read_by: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
struct OddsPage {
    when: String,
    /// Each answer with its odds.
    likely: Vec<(String, u32)>,
    /// Whether they are in a hundred, since several may hold.
    of_hundred: bool,
    because: String,
}

#[derive(Clone, Debug, Serialize)]
struct Answer {
    id: String,
    label: String,
    /// Its weight while the question is open, where answers are not all alike.
    likely: Option<u32>,
    /// Of several, that it is answered only by itself.
    alone: bool,
}

#[derive(Clone, Debug, Serialize)]
struct QuantityPage {
    id: String,
    name: String,
    formula: String,
    unit: Option<String>,
    help: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct TraitPage {
    id: String,
    name: String,
    help: Option<String>,
    levels: Vec<(String, Option<String>)>,
}

#[derive(Clone, Debug, Serialize)]
struct EvidencePage {
    id: String,
    kind: EvidenceKind,
    title: String,
    publisher: Option<String>,
    year: Option<i32>,
    link: Option<String>,
    method: Option<String>,
    says: Option<String>,
    limits: Option<String>,
    checked: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct ScenarioPage {
    id: String,
    title: Option<String>,
    independent: bool,
    by: Option<String>,
    answers: Vec<(String, String)>,
    expect: Vec<String>,
}

impl Book {
    /// Puts the book of one rule base together.
    pub fn new(subject: &Subject, base: &RuleBase) -> Self {
        let questionnaire = &subject.questionnaire;
        let pages = |keep: &dyn Fn(&Rule) -> bool| {
            base.rules.iter().filter(|rule| keep(rule)).map(|rule| rule_page(base, rule)).collect()
        };
        let cited = |evidence: &&Evidence| {
            let in_rules = base.rules.iter().any(|rule| rule.evidence.contains(&evidence.id));
            in_rules || base.scenarios.iter().any(|scenario| scenario.cites.contains(&evidence.id))
        };
        let quantity = |quantity: &crate::model::Quantity| QuantityPage {
            id: code(&quantity.id),
            name: quantity.name.clone(),
            formula: code(&quantity.formula),
            unit: quantity.unit.clone(),
            help: quantity.help.clone(),
        };
        let of_trait = |of: &crate::model::Trait| TraitPage {
            id: code(&of.id),
            name: of.name.clone(),
            help: of.help.clone(),
            levels: of.levels.iter().rev().map(|l| (l.label.clone(), l.when.as_ref().map(|w| code(&w.text)))).collect(),
        };
        Self {
            id: code(&base.decision.id),
            title: base.decision.title.clone(),
            ask: base.decision.ask.clone(),
            about: base.decision.about.clone(),
            version: base.decision.version.clone(),
            close_call: match base.decision.close_call {
                points @ CloseCall::Points(_) => format!("{points} fit points"),
                share @ CloseCall::ShareOfFit(_) => share.to_string(),
            },
            decide_if: base.decision.decide_if.as_ref().map(|condition| code(&condition.text)),
            nothing_to_decide: base.decision.nothing_to_decide.clone(),
            questionnaire: Asked { id: code(&questionnaire.id), title: questionnaire.title.clone() },
            options: base.options.iter().map(|option| option_page(base, option)).collect(),
            criteria: criteria(base),
            sections: sections(subject, base),
            quantities: questionnaire.quantities.iter().map(quantity).collect(),
            traits: questionnaire.traits.iter().map(of_trait).collect(),
            vetoes: pages(&|rule| matches!(rule.effect, Effect::Excludes(_))),
            out_of_scope: pages(&|rule| rule.effect.withheld() == Some(Withheld::OutOfScope)),
            weighing: pages(&|rule| matches!(rule.effect, Effect::Weighs(_))),
            cautions: pages(&|rule| matches!(rule.effect, Effect::Caution { .. })),
            evidence: base.evidence.iter().filter(cited).map(evidence_page).collect(),
            scenarios: base.scenarios.iter().map(|scenario| scenario_page(subject, base, scenario)).collect(),
        }
    }
}

/// A word of the files, set as code.
fn code(word: impl AsRef<str>) -> String {
    format!("`{}`", word.as_ref().split_whitespace().collect::<Vec<_>>().join(" "))
}

fn option_page(base: &RuleBase, option: &ArchOption) -> OptionPage {
    let start = |start: &Start| Points {
        name: base.criteria[start.criterion.get()].name.clone(),
        points: code(format!("{:+}", start.points)),
    };
    OptionPage {
        id: code(&option.id),
        name: option.name.clone(),
        summary: option.summary.clone(),
        right_when: option.right_when.clone(),
        base: option.base.iter().map(start).collect(),
        costs: option.costs.clone(),
        risks: option.risks.iter().map(|risk| (risk.risk.clone(), risk.mitigation.clone())).collect(),
        first_steps: option.first_steps.clone(),
        measure: option.measure.iter().map(|measure| (measure.what.clone(), measure.target.clone())).collect(),
    }
}

fn criteria(base: &RuleBase) -> Vec<CriterionPage> {
    let whole: u64 = base.criteria.iter().map(|criterion| u64::from(criterion.weight)).sum();
    let page = |(position, criterion): (usize, &Criterion)| {
        let counts =
            |rule: &&Rule| matches!(&rule.effect, Effect::Points { criterion, .. } if criterion.get() == position);
        let share = u64::from(criterion.weight) * 1_000 / whole.max(1);
        CriterionPage {
            id: code(&criterion.id),
            name: criterion.name.clone(),
            about: criterion.about.clone(),
            share: format!("{}.{} %", share / 10, share % 10),
            low: criterion.scale_low,
            high: criterion.scale_high,
            rules: base.rules.iter().filter(counts).map(|rule| rule_page(base, rule)).collect(),
        }
    };
    base.criteria.iter().enumerate().map(page).collect()
}

fn rule_page(base: &RuleBase, rule: &Rule) -> RulePage {
    let name = |option: &crate::model::OptionIdx| base.options[option.get()].name.clone();
    let (mut points, mut weighs, mut options, mut caution) = (Vec::new(), Vec::new(), Vec::new(), None);
    match &rule.effect {
        Effect::Points { points: given, .. } => {
            points = given.iter().map(|(o, p)| Points { name: name(o), points: code(format!("{p:+}")) }).collect();
        }
        Effect::Weighs(added) => {
            let one = |(on, amount): &(crate::model::CriterionIdx, i32)| Points {
                name: base.criteria[on.get()].name.clone(),
                points: code(format!("{amount:+}")),
            };
            weighs = added.iter().map(one).collect();
        }
        Effect::Excludes(excluded) => options = excluded.iter().map(name).collect(),
        Effect::Caution { text, options: concerned } => {
            options = concerned.iter().map(name).collect();
            caution = Some(text.clone());
        }
        Effect::Withholds { text, .. } => caution = Some(text.clone()),
    }
    let cited = |id: &crate::model::EvidenceId| {
        let title = base.evidence(id.as_str()).map_or_else(|| id.to_string(), |evidence| evidence.title.clone());
        Cited { anchor: id.to_string(), title }
    };
    RulePage {
        id: code(&rule.id),
        when: code(&rule.when.text),
        points,
        weighs,
        options,
        caution,
        because: rule.because.clone(),
        confidence: rule.confidence,
        evidence: rule.evidence.iter().map(cited).collect(),
        follow_up: rule.follow_up.clone(),
    }
}

/// The questions by section, each with the rules of this rule base that depend on it.
fn sections(subject: &Subject, base: &RuleBase) -> Vec<Section> {
    let readers = super::readers::readers(subject, base);
    let mut sections: Vec<Section> = Vec::new();
    for (position, question) in subject.questionnaire.questions.iter().enumerate() {
        let read_by = readers[QuestionIdx::from(position).get()].iter();
        let read_by = read_by.map(|rule| code(&base.rules[rule.get()].id)).collect();
        let page = question_page(question, read_by);
        match sections.iter_mut().find(|section| section.name == question.section) {
            Some(section) => section.questions.push(page),
            None => sections.push(Section { name: question.section.clone(), questions: vec![page] }),
        }
    }
    sections
}

fn question_page(question: &Question, read_by: Vec<String>) -> QuestionPage {
    let likely = |weight: u32| question.likely_because.as_ref().map(|_| weight);
    let spec = question.kind.number();
    let bands = spec.map_or(&[][..], |spec| &spec.bands).iter();
    let bands = bands.map(|band| Answer {
        id: code(&band.id),
        label: band.label.clone(),
        likely: likely(band.likely),
        alone: false,
    });
    let choices = question.kind.choices().iter();
    let choices = choices.map(|choice| Answer {
        id: code(&choice.id),
        label: choice.label.clone(),
        likely: likely(choice.likely),
        alone: choice.exclusive,
    });
    let how_many = match &question.kind {
        QuestionKind::Several { at_least_one: true, .. } => Some("At least one of these"),
        QuestionKind::Several { .. } => Some("Any of these, or none"),
        QuestionKind::Choice { .. } | QuestionKind::Number(_) => None,
    };
    let ids = || {
        question
            .kind
            .choices()
            .iter()
            .map(|c| &c.id)
            .map(code)
            .chain(spec.into_iter().flat_map(|spec| spec.bands.iter().map(|b| code(&b.id))))
    };
    let odds = |of: &LikelyWhen| OddsPage {
        when: code(&of.when.text),
        likely: ids().zip(&of.likely).filter_map(|(id, likely)| Some((id, (*likely)?))).collect(),
        of_hundred: matches!(question.kind, QuestionKind::Several { .. }),
        because: of.because.clone(),
    };
    let range = spec.map(|spec| {
        let unit = spec.unit.as_deref().map_or_else(String::new, |unit| format!(" {unit}"));
        let number = crate::load::display_number;
        format!("{} to {}{unit}", number(spec.min), number(spec.max))
    });
    QuestionPage {
        id: code(&question.id),
        ask: question.ask.clone(),
        why: question.why.clone(),
        help: question.help.clone(),
        ask_if: question.ask_if.as_ref().map(|condition| code(&condition.text)),
        how_many,
        answers: choices.chain(bands).collect(),
        likely_because: question.likely_because.clone(),
        likely_when: question.likely_when.iter().map(odds).collect(),
        range,
        read_by,
    }
}

fn evidence_page(evidence: &Evidence) -> EvidencePage {
    EvidencePage {
        id: code(&evidence.id),
        kind: evidence.kind,
        title: evidence.title.clone(),
        publisher: evidence.publisher.clone(),
        year: evidence.year,
        link: evidence.link.clone(),
        method: evidence.method.clone(),
        says: evidence.says.clone(),
        limits: evidence.limits.clone(),
        checked: evidence.checked.map(|day| day.to_string()),
    }
}

fn scenario_page(subject: &Subject, base: &RuleBase, scenario: &Scenario) -> ScenarioPage {
    let answers = scenario.answers.0.iter().filter_map(|(id, answer)| {
        let question = subject.questionnaire.question(id.as_str())?;
        Some((code(&question.id), crate::load::display_answer(&answer.value, question)))
    });
    ScenarioPage {
        id: code(&scenario.id),
        title: scenario.title.clone(),
        independent: scenario.independent,
        by: scenario.by.clone(),
        answers: answers.collect(),
        expect: expectations(base, scenario),
    }
}

fn expectations(base: &RuleBase, scenario: &Scenario) -> Vec<String> {
    let expect = &scenario.expect;
    let option = |option: &crate::model::OptionIdx| base.options[option.get()].name.clone();
    let names = |options: &[crate::model::OptionIdx]| options.iter().map(option).collect::<Vec<_>>().join(" or ");
    let mut said = Vec::new();
    if !expect.acceptable.is_empty() {
        said.push(format!("{} leads", names(&expect.acceptable)));
    }
    said.extend(expect.outcome.map(|outcome| match outcome {
        OutcomeKind::Recommended => "by a clear margin".to_owned(),
        OutcomeKind::CloseCall => "too close to call".to_owned(),
        OutcomeKind::NoOption => "no option is left".to_owned(),
        OutcomeKind::NothingToDecide => "there is nothing to decide".to_owned(),
        OutcomeKind::OutOfScope => "out of scope".to_owned(),
    }));
    said.extend(expect.excluded.iter().map(|excluded| format!("{} is excluded", option(excluded))));
    said.extend(expect.levels.iter().map(|(of, level)| format!("{} is {}", code(of), code(level))));
    said.extend(scenario.miss.iter().map(|why| format!("known miss: {why}")));
    said
}

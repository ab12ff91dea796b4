//! Tools that decide: what answers lead to, what to ask next, why and why not, and what would change it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answers::Given;
use super::decided::Decided;
use super::desk::Desk;
use crate::condition::closest;
use crate::diagnostic::catalogue;
use crate::model::{OutcomeKind, Question, QuestionKind};
use crate::report::{
    AskNext, DecisionReport, FlipsInfo, Reason, StakeKind, explanations, render_template, unknown_topic,
};

/// How many reasons for and against are told.
const MAX_REASONS: usize = 5;
/// How many questions are asked for at once, unless more or fewer are wanted.
const USUAL_QUESTIONS: usize = 3;
/// How many ways to make one option win are told.
const MAX_WAYS: usize = 2;

pub(super) const DECIDE: &str = "What these answers lead to: for each decision the recommended option with its plain cause, the price, the one change that \
would flip it, how firm it is, and all options with their fit. An open answer widens the range instead of counting as average; too close to call is a result.";

/// Answers, and which decisions of them.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct DecideAsked {
    #[serde(flatten)]
    given: Given,
    /// Only this decision.
    decision: Option<String>,
}

/// What answers lead to.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Advice {
    /// What is decided for.
    system: Option<String>,
    decisions: Vec<Outcome>,
    /// Decisions that these answers do not ask for, each with the reason.
    nothing_to_decide: Vec<String>,
    /// Answers that do not fit and were left out, and rules that did not load.
    warnings: Vec<String>,
}

/// How one decision comes out.
#[derive(Debug, Serialize, JsonSchema)]
struct Outcome {
    decision: String,
    /// The question decided.
    title: String,
    /// How it comes out.
    outcome: OutcomeKind,
    /// The option that leads.
    winner: Option<String>,
    /// Whether the leading option is recommended.
    recommended: bool,
    /// Whether no completion of the open answers changes the winner.
    proven: bool,
    /// The lead in fit points.
    lead: f64,
    /// What to do, why, what it costs, what would change it, and how firm it is.
    says: Vec<String>,
    /// All options, best first.
    options: Vec<Standing>,
}

/// How one option stands.
#[derive(Debug, Serialize, JsonSchema)]
struct Standing {
    option: String,
    name: String,
    /// From 0 to 100.
    fit: f64,
    /// The least and the greatest fit that open answers allow.
    range: (f64, f64),
    /// Whether a rule excludes it.
    excluded: bool,
}

pub(super) fn decide(desk: &mut Desk, asked: DecideAsked) -> Result<Advice, String> {
    let decided = asked.given.decide(desk)?;
    let decisions = of(&decided, asked.decision.as_deref())?;
    let idle = decided.report.nothing_to_decide.iter();
    Ok(Advice {
        system: decided.report.system.clone(),
        decisions: decisions.into_iter().map(outcome).collect(),
        nothing_to_decide: idle.map(|idle| format!("{}: {}", idle.decision, idle.because)).collect(),
        warnings: decided.warnings.clone(),
    })
}

/// The decisions of a report, or the one asked for.
fn of<'a>(decided: &'a Decided, only: Option<&str>) -> Result<Vec<&'a DecisionReport>, String> {
    let all = &decided.report.decisions;
    let found: Vec<&DecisionReport> =
        all.iter().filter(|made| only.is_none_or(|only| made.decision == *only)).collect();
    if found.is_empty()
        && let Some(only) = only
    {
        let names: Vec<&str> = all.iter().map(|made| made.decision.as_str()).collect();
        let help = closest(only, names.iter().copied()).unwrap_or_else(|| format!("they lead to {}", names.join(", ")));
        return Err(format!("the answers do not lead to a decision `{only}`; {help}"));
    }
    Ok(found)
}

fn outcome(made: &DecisionReport) -> Outcome {
    Outcome {
        decision: made.decision.to_string(),
        title: made.title.clone(),
        outcome: made.outcome,
        winner: made.winner.as_ref().map(ToString::to_string),
        recommended: made.recommended,
        proven: made.proven,
        lead: made.lead,
        says: made.summary.sentences().into_iter().chain(made.summary.sure.as_deref()).map(str::to_owned).collect(),
        options: made
            .standings
            .iter()
            .map(|standing| Standing {
                option: standing.option.to_string(),
                name: standing.name.clone(),
                fit: standing.fit,
                range: (standing.low, standing.high),
                excluded: standing.excluded,
            })
            .collect(),
    }
}

pub(super) const ASK_NEXT: &str = "The open questions that still matter most, the most useful first, with their choices: ask a person, or find the answer in \
the project. With a questionnaire and no answers it shows where to begin. Once the winner is proven nothing more has to be asked, and this says so.";

/// Answers so far.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct AskNextAsked {
    #[serde(flatten)]
    given: Given,
    /// Only what matters to this decision.
    decision: Option<String>,
    /// The most questions; 3 unless given.
    limit: Option<usize>,
}

/// What to ask.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ToAsk {
    /// Whether the winner of every decision is proven already.
    settled: bool,
    /// The questions, the most useful first.
    questions: Vec<Asking>,
    /// How many more open questions could still be asked.
    n_more: usize,
    warnings: Vec<String>,
}

/// One question.
#[derive(Debug, Serialize, JsonSchema)]
struct Asking {
    /// Its id, by which `answers` name it.
    question: String,
    ask: String,
    help: Option<String>,
    /// What may be answered.
    takes: Takes,
    /// What hangs on it.
    stake: Option<StakeKind>,
    /// Its share of what is open between the leading option and those that may overtake it, from 0 to 1.
    share: f64,
}

/// What may be answered to a question.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Takes {
    /// One of these.
    OneOf(Vec<Choice>),
    /// Any of these, as a list; it may be empty.
    SomeOf(Vec<Choice>),
    /// Any of these, as a list; at least one.
    AtLeastOneOf(Vec<Choice>),
    /// A whole number, a range such as `5k..50k`, or the id of a band.
    Number { min: i64, max: i64, unit: Option<String>, bands: Vec<Choice> },
}

/// A choice or a band.
#[derive(Debug, Serialize, JsonSchema)]
struct Choice {
    id: String,
    label: String,
    /// Of several, that it is answered only by itself: it excludes all others.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    exclusive: bool,
}

pub(super) fn ask_next(desk: &mut Desk, asked: AskNextAsked) -> Result<ToAsk, String> {
    let decided = asked.given.ask(desk)?;
    let decisions = of(&decided, asked.decision.as_deref())?;
    let mut next: Vec<AskNext> = Vec::new();
    for ask in decisions.iter().filter_map(|made| made.settled.as_ref()).flat_map(|settled| &settled.ask_next) {
        match next.iter_mut().find(|known| known.question == ask.question) {
            Some(known) if known.share < ask.share => *known = ask.clone(),
            Some(_) => {}
            None => next.push(ask.clone()),
        }
    }
    next.sort_by(|a, b| b.stake.cmp(&a.stake).then(b.share.total_cmp(&a.share)));
    let limit = asked.limit.unwrap_or(USUAL_QUESTIONS).max(1);
    let asking = |ask: &AskNext| {
        let question = decided.read.subject.questionnaire.question(ask.question.as_str())?;
        Some(Asking {
            question: question.id.to_string(),
            ask: question.ask.clone(),
            help: question.help.clone(),
            takes: takes(question),
            stake: ask.stake,
            share: ask.share,
        })
    };
    Ok(ToAsk {
        settled: !decisions.is_empty() && decisions.iter().all(|made| made.proven),
        questions: next.iter().take(limit).filter_map(asking).collect(),
        n_more: next.len().saturating_sub(limit),
        warnings: decided.warnings.clone(),
    })
}

fn takes(question: &Question) -> Takes {
    let choices = |choices: &[crate::model::Choice]| {
        let choice =
            |c: &crate::model::Choice| Choice { id: c.id.to_string(), label: c.label.clone(), exclusive: c.exclusive };
        choices.iter().map(choice).collect()
    };
    let band =
        |band: &crate::model::Band| Choice { id: band.id.to_string(), label: band.label.clone(), exclusive: false };
    match &question.kind {
        QuestionKind::Choice { choices: of, .. } => Takes::OneOf(choices(of)),
        QuestionKind::Several { choices: of, at_least_one: true } => Takes::AtLeastOneOf(choices(of)),
        QuestionKind::Several { choices: of, .. } => Takes::SomeOf(choices(of)),
        QuestionKind::Number(spec) => Takes::Number {
            min: spec.min,
            max: spec.max,
            unit: spec.unit.clone(),
            bands: spec.bands.iter().map(band).collect(),
        },
    }
}

pub(super) const EXPLAIN: &str = "Why a rule holds or does not under these answers, comparison by comparison; or what speaks for and against an option. \
Without answers, `topic` is the kind of a finding, and it says what that means.";

/// What to explain.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct ExplainAsked {
    #[serde(flatten)]
    given: Given,
    /// The id of a rule or an option; without answers, the kind of a finding such as `winner-changed`.
    topic: String,
}

/// An explanation.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Explained {
    /// The explanation, for people.
    text: String,
    warnings: Vec<String>,
}

pub(super) fn explain(desk: &mut Desk, asked: ExplainAsked) -> Result<Explained, String> {
    if asked.given.is_empty() {
        let entry = catalogue::find(&asked.topic).ok_or_else(|| {
            let all = catalogue::entries().iter().chain(catalogue::of_records());
            let help = closest(&asked.topic, all.map(|entry| entry.code.as_str())).map(|help| format!("; {help}"));
            let help = help.unwrap_or_default();
            format!("`{}` is no kind of finding{help}; a rule or an option is explained with answers", asked.topic)
        })?;
        return Ok(Explained { text: catalogue::explain(entry, 1), warnings: Vec::new() });
    }
    let decided = asked.given.decide(desk)?;
    let (subject, report) = (&decided.read.subject, &decided.report);
    let found = explanations(subject, &decided.read.file, report, Some(&asked.topic));
    if found.is_empty() {
        return Err(unknown_topic(&asked.topic, subject));
    }
    let value = serde_json::json!({ "warnings": report.first_page.warnings, "explanations": found });
    let text = render_template("explain.txt", &value, &desk.rulings.of(&decided.whose).library.templates)
        .map_err(|error| error.to_string())?;
    Ok(Explained { text, warnings: decided.warnings.clone() })
}

pub(super) const WHY_NOT: &str = "Why an option is not the one chosen: what excludes or outweighs it, where it is ahead all the same, when it would be the right \
one, and which change of answers would make it win.";

/// An option.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct WhyNotAsked {
    #[serde(flatten)]
    given: Given,
    /// The option's id.
    option: String,
    /// Only in this decision.
    decision: Option<String>,
}

/// Why an option is not chosen, in each decision that has it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WhyNots {
    why_not: Vec<WhyNot>,
    warnings: Vec<String>,
}

/// Why an option is not chosen in one decision.
#[derive(Debug, Serialize, JsonSchema)]
struct WhyNot {
    decision: String,
    name: String,
    /// The option chosen instead; absent where this one is chosen, or none is left.
    chosen: Option<String>,
    /// How far it is behind, in fit points; negative where it is ahead.
    behind: f64,
    excluded: bool,
    /// What excludes or outweighs it, the strongest first.
    against: Vec<Because>,
    /// Where it is ahead all the same.
    ahead: Vec<Because>,
    /// When it is the right one.
    right_when: Option<String>,
    /// What would make it win, or free it where it is excluded.
    would_take: Option<String>,
}

/// A reason.
#[derive(Debug, Serialize, JsonSchema)]
struct Because {
    rule: String,
    because: String,
    criterion: Option<String>,
    /// Its share of the fit.
    amount: f64,
}

impl Because {
    fn of(reasons: &[Reason]) -> Vec<Self> {
        let because = |reason: &Reason| Self {
            rule: reason.rule.to_string(),
            because: reason.because.clone(),
            criterion: reason.criterion.clone(),
            amount: reason.amount,
        };
        reasons.iter().take(MAX_REASONS).map(because).collect()
    }
}

pub(super) fn why_not(desk: &mut Desk, asked: WhyNotAsked) -> Result<WhyNots, String> {
    let decided = asked.given.decide(desk)?;
    let decisions = of(&decided, asked.decision.as_deref())?;
    let found: Vec<WhyNot> = decisions.iter().filter_map(|made| why_not_in(made, &asked.option)).collect();
    if found.is_empty() {
        return Err(unknown_option(&asked.option, &decisions));
    }
    Ok(WhyNots { why_not: found, warnings: decided.warnings.clone() })
}

fn unknown_option(option: &str, decisions: &[&DecisionReport]) -> String {
    let names: Vec<&str> = decisions.iter().flat_map(|made| &made.standings).map(|s| s.option.as_str()).collect();
    let help = closest(option, names.iter().copied()).unwrap_or_else(|| format!("there are {}", names.join(", ")));
    format!("there is no option `{option}`; {help}")
}

fn why_not_in(made: &DecisionReport, option: &str) -> Option<WhyNot> {
    let standing = made.standings.iter().find(|standing| standing.option == *option)?;
    let why = made.why_not.iter().find(|why| why.option == *option);
    let flips = made.flips.iter().find(|flips| flips.option == *option).map(|flips| flips.said.clone());
    let relaxation = made.relaxations.iter().find(|r| r.option == *option).map(|r| r.said.clone());
    Some(WhyNot {
        decision: made.decision.to_string(),
        name: standing.name.clone(),
        chosen: why.and(made.chosen.as_ref()).map(|chosen| chosen.option.to_string()),
        behind: why.map_or(0.0, |why| why.behind),
        excluded: standing.excluded,
        against: Because::of(why.map_or(&standing.bad, |why| &why.against)),
        ahead: Because::of(why.map_or(&standing.good, |why| &why.ahead)),
        right_when: standing.right_when.clone(),
        would_take: if standing.excluded { relaxation.or(flips) } else { flips },
    })
}

pub(super) const FLIP: &str = "What would change a decision: for each other option the fewest changes of answers that make it win, in words and as a condition. \
Exact: where a search was not exhaustive, it says so.";

/// Answers, and what is asked of them.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct FlipAsked {
    #[serde(flatten)]
    given: Given,
    /// Only this decision.
    decision: Option<String>,
    /// Only what makes this option win.
    option: Option<String>,
}

/// What would change decisions.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WouldFlip {
    decisions: Vec<Flips>,
    warnings: Vec<String>,
}

/// What would change one decision.
#[derive(Debug, Serialize, JsonSchema)]
struct Flips {
    decision: String,
    winner: Option<String>,
    lead: f64,
    /// Whether open answers alone can change it.
    open_answers_can: bool,
    flips: Vec<FlipTo>,
}

/// What makes one option win.
#[derive(Debug, Serialize, JsonSchema)]
struct FlipTo {
    option: String,
    name: String,
    /// The least change, or that there is none.
    said: String,
    /// The changes as conditions over answers; all have the same number of changes.
    when: Vec<String>,
    /// Whether there is no shorter way.
    exhaustive: bool,
}

pub(super) fn what_would_flip(desk: &mut Desk, asked: FlipAsked) -> Result<WouldFlip, String> {
    let decided = asked.given.decide(desk)?;
    let decisions = of(&decided, asked.decision.as_deref())?;
    if let Some(option) = &asked.option
        && !decisions.iter().flat_map(|made| &made.standings).any(|standing| standing.option == **option)
    {
        return Err(unknown_option(option, &decisions));
    }
    let is_asked = |flips: &&FlipsInfo| asked.option.as_ref().is_none_or(|option| flips.option == **option);
    let flip = |flips: &FlipsInfo| FlipTo {
        option: flips.option.to_string(),
        name: flips.name.clone(),
        said: flips.said.clone(),
        when: flips.ways.iter().take(MAX_WAYS).map(|way| way.when.clone()).collect(),
        exhaustive: flips.exhaustive,
    };
    let of_decision = |made: &&DecisionReport| Flips {
        decision: made.decision.to_string(),
        winner: made.winner.as_ref().map(ToString::to_string),
        lead: made.lead,
        open_answers_can: !made.proven,
        flips: made.flips.iter().filter(is_asked).map(flip).collect(),
    };
    Ok(WouldFlip { decisions: decisions.iter().map(of_decision).collect(), warnings: decided.warnings.clone() })
}

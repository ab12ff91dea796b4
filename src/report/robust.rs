//! How robust the result is: over the weights, and over what is not known.

use schemars::JsonSchema;
use serde::Serialize;

use super::filters::percent;
use super::names::Names;
use super::workload::rounded;
use crate::engine::{Chances, Investigation, Method, PairShares, RankShares, Stability};
use crate::load::{display_answer, display_number};
use crate::model::{OptionId, OptionIdx, QuestionId};

/// How far a weight may move by itself, all others keeping their proportions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StableInfo {
    /// The least weight, in percent.
    pub low: f64,
    /// The name of what wins below it.
    pub below: Option<String>,
    /// The greatest weight, in percent.
    pub high: f64,
    /// The name of what wins above it.
    pub above: Option<String>,
    /// The same in words without final stop.
    pub said: String,
}

/// How the winner depends on the weights, taken together.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WeightsInfo {
    /// The winner against each other option in play, the most dangerous first. These figures are exact.
    pub pairs: Vec<PairInfo>,
    /// How often each option takes each rank; absent where only two options are in play, for which `pairs` says it all.
    pub ranks: Option<RanksInfo>,
}

/// Over which share of the weights the winner is ahead of one other option.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PairInfo {
    /// The other option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// The share of all weights, from 0 to 1.
    pub all: f64,
    /// The share of those that rank the criteria as now.
    pub same_ranking: f64,
    /// The share of those within `drift` of the present ones.
    pub within_drift: f64,
    /// The drift: that part of the whole is spread anew, in any way.
    pub drift: f64,
    /// The least drift at which the other option can draw level; absent where no weights let it.
    pub tipping_drift: Option<f64>,
}

/// How often each option takes each rank, over weights drawn evenly from all.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RanksInfo {
    /// The options, those that come first most often first.
    pub options: Vec<RankInfo>,
    /// How many weights were tried.
    pub n_weights: usize,
    /// The sampling error: the greatest standard error of any share.
    pub error: f64,
}

/// How often an option takes each rank.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RankInfo {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// Its share of the first, second, … rank, from 0 to 1.
    pub shares: Vec<f64>,
}

/// How the open answers may come out, each weighed by its chance.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChancesInfo {
    /// Each option's chance to win, the greatest first.
    pub wins: Vec<WinInfo>,
    /// The chance that no option is left.
    pub none_left: f64,
    /// How it was found.
    pub method: MethodKind,
    /// How many completions of the open answers were added up or drawn.
    pub n: u64,
    /// The greatest standard error of any chance, where they are sampled.
    pub error: Option<f64>,
    /// How it was found, in words without final stop.
    pub said: String,
    /// The question most worth investigating before deciding; absent where none can change the winner.
    pub investigate: Option<InvestigateInfo>,
}

/// How chances were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MethodKind {
    /// By adding up all completions that differ in anything that matters.
    Exact,
    /// From a fixed sample.
    Sampled,
}

/// An option's chance to win.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WinInfo {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// The chance, from 0 to 1.
    pub chance: f64,
}

/// The question most worth investigating, and what it could change.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InvestigateInfo {
    /// The question.
    pub question: QuestionId,
    /// The prompt.
    pub ask: String,
    /// By how much knowing the answer raises the chance of choosing what would win if everything were known.
    pub gain: f64,
    /// That in a sentence.
    pub said: String,
    /// What each possible answer would make likeliest to win, with the answers in file order.
    pub answers: Vec<IfAnswered>,
    /// The same by option: which answers make it the likeliest winner, the likeliest case first.
    pub outcomes: Vec<OutcomeIf>,
}

/// What one possible answer would bring.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct IfAnswered {
    /// The answer, as a person would say it.
    pub said: String,
    /// Its chance.
    pub chance: f64,
    /// How likely each option would then be to win, the likeliest first; those that could not are left out.
    pub wins: Vec<WinInfo>,
}

/// The answers that make an option the likeliest winner.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OutcomeIf {
    /// The option's name.
    pub name: String,
    /// The answers.
    pub answers: Vec<String>,
    /// Their chances together.
    pub chance: f64,
}

impl Names<'_> {
    /// How far a weight may move.
    pub fn stable(self, stability: &Stability) -> StableInfo {
        let percent = |share: f64| (share * 1_000.0).round() / 10.0;
        let name = |option: Option<OptionIdx>| option.map(|option| self.option(option).1);
        let (low, high) = (percent(stability.low), percent(stability.high));
        let (below, above) = (name(stability.below), name(stability.above));
        let said = match (&below, &above) {
            (None, None) => "any weight".to_owned(),
            (Some(below), None) => format!("from {low:.1} % on; below that {below}"),
            (None, Some(above)) => format!("up to {high:.1} %; above that {above}"),
            (Some(below), Some(above)) if below == above => {
                format!("from {low:.1} to {high:.1} %; beyond that {below}")
            }
            (Some(below), Some(above)) => {
                format!("from {low:.1} to {high:.1} %; below that {below}, above that {above}")
            }
        };
        StableInfo { low, below, high, above, said }
    }

    /// How the winner depends on all weights together.
    pub fn weights(self, pairs: &[PairShares], ranks: Option<&RankShares>) -> WeightsInfo {
        let pair = |pair: &PairShares| {
            let (option, name) = self.option(pair.rival);
            PairInfo {
                option,
                name,
                all: rounded(pair.all),
                same_ranking: rounded(pair.same_ranking),
                within_drift: rounded(pair.within_drift),
                drift: rounded(pair.drift),
                tipping_drift: pair.tipping_drift.map(rounded),
            }
        };
        let mut found: Vec<PairInfo> = pairs.iter().map(pair).collect();
        let tipping = |pair: &PairInfo| pair.tipping_drift.unwrap_or(f64::INFINITY);
        found.sort_by(|a, b| tipping(a).total_cmp(&tipping(b)));
        WeightsInfo { pairs: found, ranks: ranks.map(|ranks| self.ranks(ranks)) }
    }

    fn ranks(self, ranks: &RankShares) -> RanksInfo {
        let info = |(option, shares): &(OptionIdx, Vec<f64>)| {
            let (option, name) = self.option(*option);
            RankInfo { option, name, shares: shares.iter().map(|share| rounded(*share)).collect() }
        };
        let mut options: Vec<RankInfo> = ranks.options.iter().map(info).collect();
        options.sort_by(|a, b| b.shares.partial_cmp(&a.shares).unwrap_or(std::cmp::Ordering::Equal));
        RanksInfo { options, n_weights: ranks.n_weights, error: precise(ranks.error) }
    }

    /// How the open answers may come out.
    pub fn chances(self, chances: &Chances) -> ChancesInfo {
        let (method, n, error) = match chances.method {
            Method::Exact { n_completions } => (MethodKind::Exact, n_completions, None),
            Method::Sampled { n_samples, error } => (MethodKind::Sampled, n_samples, Some(precise(error))),
        };
        ChancesInfo {
            wins: self.wins(&chances.wins),
            none_left: rounded(chances.none_left),
            method,
            n,
            error,
            said: say_method(chances.method),
            investigate: chances.investigate.as_ref().map(|found| self.investigate(found)),
        }
    }

    /// Each option's chance to win, the greatest first.
    fn wins(self, chances: &[f64]) -> Vec<WinInfo> {
        let info = |(position, chance): (usize, &f64)| {
            let (option, name) = self.option(OptionIdx::from(position));
            WinInfo { option, name, chance: rounded(*chance) }
        };
        let mut wins: Vec<WinInfo> = chances.iter().enumerate().map(info).collect();
        wins.sort_by(|a, b| b.chance.total_cmp(&a.chance).then_with(|| a.option.cmp(&b.option)));
        wins
    }

    fn investigate(self, found: &Investigation) -> InvestigateInfo {
        let question = self.question(found.question);
        let answer = |(value, chance, wins): &(crate::model::AnswerValue, f64, Vec<f64>)| {
            let mut wins = self.wins(wins);
            wins.retain(|win| win.chance > 0.0);
            IfAnswered { said: display_answer(value, question), chance: rounded(*chance), wins }
        };
        let answers: Vec<IfAnswered> = found.answers.iter().map(answer).collect();
        InvestigateInfo {
            question: question.id.clone(),
            ask: question.ask.clone(),
            gain: rounded(found.gain),
            said: say_gain(found.gain),
            outcomes: by_outcome(&answers),
            answers,
        }
    }
}

/// What an answer to the question most worth investigating is good for.
pub fn say_gain(gain: f64) -> String {
    if rounded(gain) > 0.0 {
        return format!("It raises the chance to choose right by {}.", percent(gain));
    }
    "It moves the chances the most, though by itself it does not raise the chance to choose right.".to_owned()
}

/// The answers together by what they make the likeliest winner.
fn by_outcome(answers: &[IfAnswered]) -> Vec<OutcomeIf> {
    let mut outcomes: Vec<OutcomeIf> = Vec::new();
    for answer in answers.iter().filter(|answer| answer.chance > 0.0) {
        // Of options that are as likely each is the likeliest.
        let likeliest = answer.wins.iter().take_while(|win| win.chance >= answer.wins[0].chance);
        let likeliest: Vec<&str> = likeliest.map(|win| win.name.as_str()).collect();
        let name = if likeliest.is_empty() { "no option".to_owned() } else { likeliest.join(" or ") };
        let known = outcomes.iter().position(|outcome| outcome.name == name);
        let at = known.unwrap_or_else(|| {
            outcomes.push(OutcomeIf { name, answers: Vec::new(), chance: 0.0 });
            outcomes.len() - 1
        });
        outcomes[at].answers.push(answer.said.clone());
        outcomes[at].chance = rounded(outcomes[at].chance + answer.chance);
    }
    outcomes.sort_by(|a, b| b.chance.total_cmp(&a.chance));
    outcomes
}

/// An error with two digits, never rounded away.
fn precise(error: f64) -> f64 {
    (error * 100_000.0).ceil() / 100_000.0
}

fn say_method(method: Method) -> String {
    match method {
        Method::Exact { n_completions: 1 } => "exact: nothing that matters is open".to_owned(),
        Method::Exact { n_completions } => {
            format!("exact, over all {} cases that the open answers leave", display_number(n_completions as i64))
        }
        Method::Sampled { n_samples, error } => {
            let n = display_number(n_samples as i64);
            format!("sampled from {n} completions of the open answers; standard error at most {:.1} %", error * 100.0)
        }
    }
}

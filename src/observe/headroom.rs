//! Headroom: how long until what was observed several times passes the next number at which another option leads.

use std::fmt;

use super::observation::{Observation, Value};
use super::proposal::Proposal;
use super::trend::{Trend, trend};
use crate::engine::Advisor;
use crate::engine::considered::Considered;
use crate::engine::meaning::variable::Cells;
use crate::load::display_number;
use crate::model::{AnswerValue, AnswersFile, OptionIdx, Question, QuestionIdx};

/// How many steps are tried upward or downward for the next flip: each a tenth further, to about ten times the value.
const N_STEPS: u32 = 24;

/// How many times the stretch between two steps is halved.
const N_HALVES: u32 = 40;

/// How long a decision holds at the growth that was observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headroom {
    /// The nearest number at which another option leads.
    pub flip: i64,
    /// Whether the answer falls towards it.
    pub falls: bool,
    /// The option that leads from there on; absent where none is left.
    pub then: Option<OptionIdx>,
    /// Over how many days the growth was observed.
    pub observed: i64,
    /// In how many days the number is reached.
    pub days: i64,
    /// In how many at the soonest.
    pub soonest: i64,
    /// In how many at the latest; absent where growth may be none.
    pub latest: Option<i64>,
}

impl Headroom {
    /// What several observations of a proposal's measure tell about a decision; `None` where they tell no growth, no flip is neared, or
    /// what was observed makes another option lead already.
    pub fn find(
        advisor: &Advisor,
        file: &AnswersFile,
        question: &Question,
        observations: &[Observation],
        (proposal, decision): (&Proposal, &str),
    ) -> Option<Self> {
        question.kind.number()?;
        let grown = trend(&points(observations, &proposal.observation))?;
        let winner = |number: i64| winner_with(advisor, file, question, number, decision);
        let considered = advisor.consider_alone(file);
        let present = considered.situation(decision)?.winner();
        let flip = next_flip(question, grown, present, &edges(&considered, proposal.question), &winner)?;
        let (days, soonest, latest) = grown.days_until(flip as f64)?;
        let falls = grown.slope < 0.0;
        Some(Self { flip, falls, then: winner(flip), observed: grown.days, days, soonest, latest })
    }
}

impl Headroom {
    /// The growth that is meant, in words.
    pub fn growth(&self) -> String {
        format!("the {} of the last {}", if self.falls { "decline" } else { "growth" }, weeks(self.observed))
    }

    /// In how long the number is reached, with the error of that.
    pub fn when(&self) -> String {
        let (about, soonest) = (weeks(self.days), weeks(self.soonest));
        match self.latest.map(weeks) {
            Some(latest) if latest == soonest => about,
            Some(latest) => format!("{about} (between {soonest} and {latest})"),
            None => format!("{about} ({soonest} at the soonest, perhaps never)"),
        }
    }
}

impl fmt::Display for Headroom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {} the flip at {} is reached in about {}", self.growth(), display_number(self.flip), self.when())
    }
}

/// The days and values of a measure's observations from the same source; the greater end of a range.
fn points(observations: &[Observation], like: &Observation) -> Vec<(i64, f64)> {
    // What two systems were asked on different days is no growth of either.
    let is_same = |observation: &&Observation| {
        observation.measure == like.measure && stem(&observation.source) == stem(&like.source)
    };
    let same = observations.iter().filter(is_same);
    let point = |observation: &Observation| match observation.value {
        Value::Number(_, high) => Some((observation.to.unwrap_or(observation.on).number(), high)),
        Value::Names(_) => None,
    };
    same.filter_map(point).collect()
}

/// What the names of a source share from month to month: `ops/access-2026-11.log` and `ops/access.log and 3 more` are `ops/access`, and
/// `web1.log` is another one than `web2.log`.
fn stem(source: &str) -> &str {
    let start = source.rfind('/').map_or(0, |at| at + 1);
    let end = source[start..].find(['.', ' ']).map_or(source.len(), |at| start + at);
    let mut stem = &source[..end];
    // A day or a month stands apart from the name, in digits: `-2026-11-20`, `_20261120`.
    while let Some((left, last)) = stem.rsplit_once(['-', '_']).filter(|(left, _)| left.len() > start) {
        if last.is_empty() || !last.bytes().all(|byte| byte.is_ascii_digit()) {
            break;
        }
        stem = left;
    }
    stem
}

/// The numbers at which conditions begin or cease to hold, whatever else is answered.
fn edges(considered: &Considered, question: QuestionIdx) -> Vec<i64> {
    let variables = considered.compiled.space.variables.iter();
    let cells = variables.filter(|variable| variable.question == question).map(|variable| &variable.cells);
    let numbers = cells.filter_map(|cells| if let Cells::Numbers(cells) = cells { Some(cells) } else { None });
    numbers.flatten().flat_map(|cell| [cell.low, cell.high]).collect()
}

/// The nearest number in the direction of growth at which another option leads than at present; `None` where one does already.
fn next_flip(
    question: &Question,
    grown: Trend,
    present: Option<OptionIdx>,
    edges: &[i64],
    winner: &dyn Fn(i64) -> Option<OptionIdx>,
) -> Option<i64> {
    let spec = question.kind.number()?;
    let start = (grown.value.round() as i64).clamp(spec.min, spec.max);
    if winner(start) != present {
        return None;
    }
    let rises = grown.slope > 0.0;
    let factor: f64 = if rises { 1.1 } else { 1.0 / 1.1 };
    // What conditions compare with is tried number by number, and between those, where products of answers are compared, in steps.
    let steps = (1..=N_STEPS).map(|step| (grown.value * factor.powi(step as i32)).round() as i64);
    let steps: Vec<i64> = steps.map(|step| step.clamp(spec.min, spec.max)).collect();
    let farthest = steps.last().copied().unwrap_or(start);
    let is_on_the_way =
        |edge: &&i64| if rises { start < **edge && **edge <= farthest } else { farthest <= **edge && **edge < start };
    let mut tried: Vec<i64> = edges.iter().filter(is_on_the_way).copied().chain(steps.iter().copied()).collect();
    tried.sort_unstable();
    tried.dedup();
    if !rises {
        tried.reverse();
    }
    let mut same = start;
    for far in tried {
        if winner(far) == present {
            same = far;
            continue;
        }
        let mut other = far;
        for _ in 0..N_HALVES {
            let middle = same + (other - same) / 2;
            if middle == same || middle == other {
                break;
            }
            if winner(middle) == present { same = middle } else { other = middle }
        }
        return Some(other);
    }
    None
}

fn winner_with(
    advisor: &Advisor,
    file: &AnswersFile,
    question: &Question,
    number: i64,
    decision: &str,
) -> Option<OptionIdx> {
    let mut changed = file.clone();
    changed.answers = changed.answers.with(&question.id, AnswerValue::Number(number));
    let considered = advisor.consider_alone(&changed);
    considered.situation(decision)?.winner()
}

/// Days as people say them.
fn weeks(days: i64) -> String {
    match days {
        1 => "1 day".to_owned(),
        ..14 => format!("{days} days"),
        14..=120 => format!("{} weeks", (days + 3) / 7),
        _ => format!("{} months", (days + 15) / 30),
    }
}

#[cfg(test)]
mod tests {
    use super::{stem, weeks};

    #[test]
    fn a_source_is_the_same_from_month_to_month() {
        for name in ["ops/access.log", "ops/access-2026-11.log.gz", "ops/access.log and 3 more"] {
            assert_eq!(stem(name), "ops/access", "{name}");
        }
        assert_ne!(stem("web.log"), stem("api.log"));
        assert_ne!(stem("web1.log"), stem("web2.log"), "two hosts are no growth of one");
        for name in ["ops/web1-2026-11-20.log", "ops/web1_20261120.log.gz", "ops/web1-2026-10.log", "ops/web1.log.3"] {
            assert_eq!(stem(name), "ops/web1", "{name}");
        }
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        assert_eq!((weeks(1), weeks(63), weeks(150)), ("1 day".into(), "9 weeks".into(), "5 months".into()));
    }
}

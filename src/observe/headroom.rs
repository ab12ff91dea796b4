//! Headroom: how long until what was observed several times passes the next number at which another option leads.

use std::fmt;

use super::observation::{Observation, Value};
use super::proposal::Proposal;
use super::trend::{Trend, trend};
use crate::engine::Advisor;
use crate::load::display_number;
use crate::model::{AnswerValue, AnswersFile, OptionIdx, Question};

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
        let present = advisor.consider_alone(file).situation(decision)?.winner();
        let flip = next_flip(question, grown, present, &winner)?;
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

/// What the names of a source share from month to month: `ops/access-2026-11.log` and `ops/access.log and 3 more` are `ops/access`.
fn stem(source: &str) -> &str {
    let start = source.rfind('/').map_or(0, |at| at + 1);
    let end = source[start..]
        .find(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '))
        .map_or(source.len(), |at| start + at);
    source[..end].trim_end_matches(['-', '_'])
}

/// The nearest number in the direction of growth at which another option leads than at present; `None` where one does already.
fn next_flip(
    question: &Question,
    grown: Trend,
    present: Option<OptionIdx>,
    winner: &dyn Fn(i64) -> Option<OptionIdx>,
) -> Option<i64> {
    let spec = question.kind.number()?;
    let start = (grown.value.round() as i64).clamp(spec.min, spec.max);
    if winner(start) != present {
        return None;
    }
    let factor = if grown.slope > 0.0 { 1.1 } else { 1.0 / 1.1 };
    let mut same = start;
    for step in 1..=N_STEPS {
        let far = (grown.value * f64::powi(factor, step as i32)).round() as i64;
        let far = far.clamp(spec.min, spec.max);
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
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        assert_eq!((weeks(1), weeks(63), weeks(150)), ("1 day".into(), "9 weeks".into(), "5 months".into()));
    }
}

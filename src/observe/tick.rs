//! What observations say of the things that an option asks to be measured first.

use super::observation::{Observation, Value};
use super::say;
use crate::model::Reading;
use crate::report::{MeasureInfo, Report, SeenInfo};

/// Puts what came out beside each thing to measure that was observed; of several observations of one measure, the latest.
pub(super) fn tick(report: &mut Report, observations: &[Observation]) {
    for measure in report.decisions.iter_mut().flat_map(|decision| &mut decision.measure) {
        measure.seen = measure.reading.and_then(|reading| seen(reading, measure, observations));
    }
}

fn seen(reading: Reading, asked: &MeasureInfo, observations: &[Observation]) -> Option<SeenInfo> {
    let of_it = observations.iter().filter(|observation| observation.measure == reading.measure);
    let observation = of_it.max_by_key(|observation| (observation.to.unwrap_or(observation.on), observation.on))?;
    let Value::Number(low, high) = observation.value else { return None };
    let (value, from) = (say::value(observation), observation.origin());
    let reached = reached(reading, low, high);
    let verdict = match (reached, &asked.target) {
        (Some(true), _) => ": reached",
        (Some(false), _) => ": not reached",
        (None, Some(_)) => "; whether that reaches it is for you to say",
        (None, None) => "",
    };
    let said = format!("Measured {value} ({from}){verdict}");
    Some(SeenInfo { measure: reading.measure.name.to_owned(), value, from, reached, said })
}

/// Whether all of a range reaches the target; nothing where no number is given for it.
fn reached(reading: Reading, low: f64, high: f64) -> Option<bool> {
    let below = reading.at_most.map(|most| high <= most);
    let above = reading.at_least.map(|least| low >= least);
    match (below, above) {
        (None, None) => None,
        (below, above) => Some(below.unwrap_or(true) && above.unwrap_or(true)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Day, measure};

    fn reading(at_most: Option<f64>, at_least: Option<f64>) -> Reading {
        Reading { measure: measure("load.time.p95").expect("a measure"), at_most, at_least }
    }

    #[test]
    fn a_range_reaches_a_target_as_a_whole_or_not() {
        let most = reading(Some(300.0), None);
        assert_eq!(reached(most, 250.0, 300.0), Some(true), "the bound itself is reached");
        assert_eq!(reached(most, 250.0, 301.0), Some(false));
        assert_eq!(reached(reading(None, Some(99.0)), 98.0, 100.0), Some(false));
        assert_eq!(reached(reading(Some(9.0), Some(1.0)), 1.0, 9.0), Some(true));
        assert_eq!(reached(reading(None, None), 1.0, 9.0), None);
    }

    #[test]
    fn the_latest_observation_counts_and_a_target_in_words_is_left_to_people() {
        let on = |number: f64, day: i8| {
            let day = Day { year: 2026, month: 11, day };
            Observation::new("load.time.p95", Value::Number(number, number), "k6.json", day)
        };
        let observations = [on(500.0, 1), on(200.0, 20), on(400.0, 10)];
        let asked = MeasureInfo { what: "p95".into(), target: Some("fast".into()), reading: None, seen: None };
        let told = seen(reading(Some(300.0), None), &asked, &observations).expect("it was observed");
        assert_eq!((told.said.as_str(), told.reached), ("Measured 200 ms (k6.json): reached", Some(true)));
        let told = seen(reading(None, None), &asked, &observations).expect("it was observed");
        assert_eq!(told.said, "Measured 200 ms (k6.json); whether that reaches it is for you to say");
        let other = Reading { measure: measure("load.rate").expect("a measure"), at_most: None, at_least: None };
        assert!(seen(other, &asked, &observations).is_none());
    }
}

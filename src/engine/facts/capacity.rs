//! The capacity sheet: what each option needs at peak, by its unit costs and the answers.
//!
//! Bounds are exact integers that cannot overflow: the least amount at the least cost, the greatest at the greatest. What is expected is
//! expected over what is open.

use super::Facts;
use crate::engine::meaning::variable::Cells;
use crate::engine::result::advice::{CostLine, Need};
use crate::model::{AnswerValue, OptionIdx, Quantity, QuestionIdx, Resource, UnitCost};

/// The needs of every option for which there are unit costs, by resource and option.
pub fn sheet(facts: &Facts) -> Vec<Need> {
    let base = facts.base();
    let mut needs = Vec::new();
    for resource in [Resource::Cores, Resource::Memory] {
        for option in (0..base.options.len()).map(OptionIdx::from) {
            let costs = base.unit_costs.iter().enumerate();
            let mine = costs.filter(|(_, cost)| cost.resource == resource && cost.options.contains(&option));
            let lines: Vec<CostLine> = mine.map(|(position, cost)| line(facts, position, cost)).collect();
            if !lines.is_empty() {
                needs.push(Need::new(option, resource, lines));
            }
        }
    }
    needs
}

fn line(facts: &Facts, position: usize, cost: &UnitCost) -> CostLine {
    let when = facts.readings.of(facts.decision().costs[position]);
    let [least, expected, most] = cost.cost.map(i128::from);
    let (mut low, mut high, mut mean) = match cost.per {
        None => (least, most, expected as f64),
        Some(of) => {
            let amount = amount(facts, &facts.subject.questionnaire.quantities[of.get()]);
            (
                least.saturating_mul(amount.low.0) / amount.low.1,
                div_up(most.saturating_mul(amount.high.0), amount.high.1),
                expected as f64 * amount.mean,
            )
        }
    };
    if when.can_fail {
        low = 0;
    }
    if !when.can_hold {
        high = 0;
    }
    mean *= when.chance;
    CostLine { cost: position, low, expected: mean.round() as i128, high }
}

/// How many units of work there are: the least and the greatest number as fractions, and the expected one.
struct Amount {
    low: (i128, i128),
    high: (i128, i128),
    mean: f64,
}

fn amount(facts: &Facts, quantity: &Quantity) -> Amount {
    let (times, by) = (i128::from(quantity.times), i128::from(quantity.divided_by));
    let mut amount = Amount { low: (times, by), high: (times, by), mean: times as f64 / by as f64 };
    for (question, is_over) in quantity.over.iter().map(|q| (q, true)).chain(quantity.under.iter().map(|q| (q, false)))
    {
        let asked = facts.readings.of(facts.space().asked[question.get()]);
        let (least, greatest, mean) = readings_of(facts, *question);
        if is_over {
            amount.low.0 = amount.low.0.saturating_mul(if asked.can_fail { 0 } else { least });
            amount.high.0 = amount.high.0.saturating_mul(if asked.can_hold { greatest } else { 0 });
            amount.mean *= mean * asked.chance;
        } else {
            // Dividing by nothing gives no value; the next number is what bounds it.
            amount.low.1 = amount.low.1.saturating_mul(greatest.max(1));
            amount.high.1 = amount.high.1.saturating_mul(least.max(1));
            amount.mean *= asked.chance / mean.max(1.0);
        }
    }
    amount
}

/// The least, the greatest and the expected reading of a number question.
fn readings_of(facts: &Facts, question: QuestionIdx) -> (i128, i128, f64) {
    let var = usize::from(facts.space().first_variable[question.get()]);
    let Cells::Numbers(cells) = &facts.space().variables[var].cells else { return (0, 0, 0.0) };
    // What was typed is counted as it was typed, not as the cells that it cuts a band into are read.
    let answer = facts.answers.get(facts.subject.questionnaire.questions[question.get()].id.as_str());
    if let Some(AnswerValue::Range(low, high)) = answer.filter(|answer| answer.sure >= 100).map(|answer| &answer.value)
    {
        return (i128::from(*low), i128::from(*high), f64::midpoint(*low as f64, *high as f64));
    }
    let (possible, chances) = (facts.knowledge.possible[var], &facts.knowledge.chances[var]);
    let possible = || cells.iter().zip(chances).enumerate().filter(|(cell, _)| possible >> cell & 1 == 1);
    let reading = || possible().map(|(_, (cell, _))| i128::from(cell.reading));
    let mean = possible().map(|(_, (cell, chance))| cell.reading as f64 * chance).sum();
    (reading().min().unwrap_or(0), reading().max().unwrap_or(0), mean)
}

fn div_up(amount: i128, by: i128) -> i128 {
    amount / by + i128::from(amount % by != 0)
}

//! The numbers that are no points or weights of a single rule, each changed by itself: those of steps, of starting points and of weights.
//! They come from the same list as those that are tuned.

use crate::audit::cases::Case;
use crate::audit::tune::{Edit, Number, noticed};
use crate::model::RuleBase;

/// A number set to another value.
#[derive(Clone, Debug)]
pub struct Turned {
    /// What is set.
    pub edit: Edit,
    /// Whether a scenario notices.
    pub is_pinned: bool,
}

/// Every such number with the other sign, without its points, and halved; a weight only halved, for it has to stay above zero.
pub(super) fn turned(base: &RuleBase, cases: &[Case]) -> Vec<Turned> {
    let of_no_rule = |number: &Number| !matches!(number, Number::Points(..) | Number::Weighs(..));
    let numbers = Number::all(base).into_iter().filter(|(number, _)| of_no_rule(number));
    let edits: Vec<Edit> = numbers.flat_map(|(number, old)| others(base, number, old)).collect();
    let pinned = noticed(base, cases, &edits);
    edits.into_iter().zip(pinned).map(|(edit, is_pinned)| Turned { edit, is_pinned }).collect()
}

fn others(base: &RuleBase, number: Number, old: i32) -> Vec<Edit> {
    let (least, most) = number.domain(base);
    let values = if number.is_of_weight() { vec![old / 2] } else { vec![-old, 0, old / 2] };
    let mut found: Vec<Edit> = Vec::new();
    for new in values {
        if new != old && (least..=most).contains(&new) && found.iter().all(|edit| edit.new != new) {
            found.push(Edit { number, old, new });
        }
    }
    found
}

//! Weights that people set for themselves, where the declared ones move with their scales: theirs stand as they are, and so count for another share.

use crate::load::{Library, Source, read_answers_text};
use crate::model::{CriterionIdx, RuleBase};

/// What each answers file sets by hand that is not worth any more what it was, in words; `after` has other weights and scales than `before`.
pub fn left_behind(before: &Library, after: &Library, answers: &[Source]) -> Vec<String> {
    let mut library = after.clone();
    let mut said = Vec::new();
    for source in answers {
        let name = source.name.clone();
        let Ok(read) = read_answers_text(source.clone(), &mut library) else { continue };
        let own = &read.file.weights;
        let is_made =
            |base: &&RuleBase| read.file.decisions.is_empty() || read.file.decisions.contains(&base.decision.id);
        for base in read.subject.rule_bases.iter().filter(is_made) {
            let Some(was) = before.subjects.iter().find_map(|subject| subject.rule_base(base.decision.id.as_str()))
            else {
                continue;
            };
            for (at, criterion) in base.criteria.iter().enumerate() {
                let Some(weight) = own.get(&criterion.id).copied() else { continue };
                let Some(worth) = worth(was, base, CriterionIdx::from(at)) else { continue };
                let wanted = f64::from(weight) * worth;
                if (wanted - f64::from(weight)).abs() >= 0.5 {
                    said.push(format!(
                        "{name}: `{} = {weight}` in `[weights]` is a person's own and stands as it is; to be worth what it was, it would have to be {wanted:.0}",
                        criterion.id
                    ));
                }
            }
        }
    }
    said
}

/// How many times the weight of a criterion has to be what it was to be worth the same beside the declared ones; nothing where no declared one
/// tells.
fn worth(was: &RuleBase, is: &RuleBase, criterion: CriterionIdx) -> Option<f64> {
    let of = |base: &RuleBase, at: usize| {
        let criterion = &base.criteria[at];
        (criterion.weight > 0).then(|| f64::from(criterion.weight) / criterion.swing() as f64)
    };
    let before = |at: usize| was.criterion_idx(is.criteria[at].id.as_str()).map(CriterionIdx::get);
    let swing = was.criteria[before(criterion.get())?].swing() as f64;
    let mut per_point = (0..is.criteria.len()).filter_map(|at| Some(of(is, at)? / of(was, before(at)?)?));
    Some(per_point.next()? * is.criteria[criterion.get()].swing() as f64 / swing)
}

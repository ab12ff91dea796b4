//! Mending a scale so that every rule stays worth what it was: the weight moves with the scale, and where no whole weight does it, all
//! weights are multiplied, for only their proportions count.

use num_integer::Integer;

use super::context::Context;
use crate::diagnostic::{Diagnostic, Fix};
use crate::load::MAX_WEIGHT;
use crate::model::{Criterion, Place, RuleBase};

/// A finding about a criterion's scale, with what to write and, where it can be done mechanically, the edits.
pub(super) fn mend(
    context: &Context,
    base: &RuleBase,
    criterion: usize,
    (low, high): (i64, i64),
    finding: Diagnostic,
) -> Diagnostic {
    let declared = &base.criteria[criterion];
    let scale = format!("[{low}, {high}]");
    let weights = weights(base, criterion, high - low);
    let help = match &weights {
        Some(weights) if weights.iter().zip(&base.criteria).all(|(new, old)| *new == old.weight) => {
            format!("write `scale = {scale}`")
        }
        Some(weights) => {
            let of =
                |at: usize| (weights[at] != base.criteria[at].weight).then(|| said(&base.criteria[at], weights[at]));
            let others: Vec<String> = (0..weights.len()).filter(|at| *at != criterion).filter_map(of).collect();
            let own = weights[criterion];
            let with = if others.is_empty() { String::new() } else { format!(", and {}", others.join(", ")) };
            format!("write `scale = {scale}` and `weight = {own}`{with}: so every rule stays worth what it was")
        }
        None => format!(
            "write `scale = {scale}`, and beside it a weight, and what rules add to it, in the same proportion as the new width of the scale to the old one: so every rule stays worth what it was"
        ),
    };
    let edits = weights.and_then(|weights| {
        let mut edits = vec![(value_place(context, declared, "scale")?, scale)];
        for (criterion, weight) in base.criteria.iter().zip(weights).filter(|(old, new)| old.weight != *new) {
            edits.push((value_place(context, criterion, "weight")?, weight.to_string()));
        }
        // A mend is made in one file.
        edits.iter().all(|(place, _)| place.file == declared.place.file).then_some(edits)
    });
    let mut finding = finding.help(help);
    finding.fix = edits.map(|edits| Fix { edits });
    finding
}

fn said(criterion: &Criterion, weight: u32) -> String {
    format!("`weight = {weight}` at `{}`", criterion.id)
}

/// The least whole weights, no smaller than those there are, under which a point on every criterion stays worth what it was, once one of
/// them has another swing. Nothing where rules add to weights, which would have to move too, or where weights would be too great.
fn weights(base: &RuleBase, criterion: usize, swing: i64) -> Option<Vec<u32>> {
    let declared = &base.criteria[criterion];
    if !base.weighings().is_empty() {
        return None;
    }
    let (moved, old) = (i64::from(declared.weight) * swing, declared.swing());
    let times = old / moved.gcd(&old).max(1);
    let weight = |(at, other): (usize, &Criterion)| {
        let weight = if at == criterion { moved * times / old } else { i64::from(other.weight) * times };
        u32::try_from(weight).ok().filter(|weight| *weight <= MAX_WEIGHT)
    };
    base.criteria.iter().enumerate().map(weight).collect()
}

/// Where the value of a key stands in a criterion's entry: a number, or a list.
fn value_place(context: &Context, criterion: &Criterion, key: &str) -> Option<Place> {
    let text = &context.sources.get(criterion.place.file).text;
    let start = text.get(..criterion.place.span.start)?.rfind("[[criterion]]")?;
    let entry = &text[start..];
    let entry = &entry[..entry[1..].find("\n[").map_or(entry.len(), |end| end + 1)];
    let mut at = 0;
    for line in entry.split_inclusive('\n') {
        let value = line.trim_start().strip_prefix(key).and_then(|rest| rest.trim_start().strip_prefix('='));
        if let Some(value) = value {
            let from = start + at + line.len() - value.trim_start().len();
            let value = &text[from..start + entry.len()];
            let length = match value.strip_prefix('[') {
                Some(_) => value.find(']')? + 1,
                None => value.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(value.len()),
            };
            return (length > 0).then(|| Place { file: criterion.place.file, span: from..from + length });
        }
        at += line.len();
    }
    None
}

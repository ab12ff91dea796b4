//! Mending a scale so that every rule stays worth what it was: the weight moves with the scale, and with it what rules add to it. Where
//! no whole number does it, all weights are multiplied, for only their proportions count.

use std::cell::OnceCell;

use num_integer::Integer;

use super::context::Context;
use crate::audit::entry_values::EntryValues;
use crate::diagnostic::{Diagnostic, Fix};
use crate::load::MAX_WEIGHT;
use crate::model::{Effect, Place, RuleBase};

/// Something that makes a criterion count: its weight, or what a rule adds to it.
struct Part<'a> {
    criterion: usize,
    value: i64,
    /// The entry that it stands in, and the key of that entry.
    entry: &'a Place,
    key: &'static str,
    /// What it is, as a person would say it.
    said: String,
}

/// All parts of all weights, as the files say them.
fn parts(base: &RuleBase) -> Vec<Part<'_>> {
    let declared = base.criteria.iter().enumerate().map(|(criterion, declared)| Part {
        criterion,
        value: i64::from(declared.weight),
        entry: &declared.place,
        key: "weight",
        said: format!("at `{}`", declared.id),
    });
    let mut parts: Vec<Part> = declared.collect();
    for rule in &base.rules {
        let Effect::Weighs(added) = &rule.effect else { continue };
        // A rule that counts per level is one entry, and a rule for each level.
        if parts.iter().any(|part| part.entry == &rule.place) {
            continue;
        }
        parts.extend(added.iter().map(|(criterion, amount)| Part {
            criterion: criterion.get(),
            value: i64::from(*amount),
            entry: &rule.place,
            key: "weighs",
            said: format!("to `{}` in rule `{}`", base.criteria[criterion.get()].id, rule.id),
        }));
    }
    parts
}

/// What the parts of weights become once a criterion has another swing.
enum Moved {
    /// The proportions of all that rules are worth stay.
    Exactly(Vec<i64>),
    /// No whole numbers within bounds do it; these come nearest.
    Nearly(Vec<i64>),
}

/// The entries of a rule base as they are written, read with the first scale that is mended.
pub(super) type Written<'a> = OnceCell<EntryValues<'a>>;

/// A finding about a criterion's scale, with what to write and, where it can be done mechanically, the edits.
pub(super) fn mend<'a>(
    context: &Context<'a>,
    (base, written): (&RuleBase, &Written<'a>),
    criterion: usize,
    (low, high): (i64, i64),
    finding: Diagnostic,
) -> Diagnostic {
    let parts = parts(base);
    let moved = moved(&parts, criterion, high - low, base.criteria[criterion].swing());
    let (Moved::Exactly(values) | Moved::Nearly(values)) = &moved;
    let scale = format!("[{low}, {high}]");
    let mut finding = finding.help(help(&parts, criterion, &scale, &moved));
    let written = written.get_or_init(|| EntryValues::new(base, context.sources));
    finding.fix = edits(written, base, &parts, criterion, &scale, values).map(|edits| Fix { edits, is_name: false });
    finding
}

/// What to write.
fn help(parts: &[Part], criterion: usize, scale: &str, moved: &Moved) -> String {
    let (Moved::Exactly(values) | Moved::Nearly(values)) = moved;
    let changed = || parts.iter().zip(values).filter(|(part, value)| part.value != **value);
    let own = changed().find(|(part, _)| part.criterion == criterion && part.key == "weight");
    let own = own.map(|(_, value)| format!(" and `weight = {value}`"));
    let mut others: Vec<String> = changed()
        .filter(|(part, _)| part.criterion != criterion || part.key == "weighs")
        .map(|(part, value)| format!("{value} {}", part.said))
        .collect();
    if others.len() > MOST_SAID {
        let left = others.len() - MOST_SAID;
        others.truncate(MOST_SAID);
        others.push(format!("{left} more in the same proportion"));
    }
    let others = if others.is_empty() { String::new() } else { format!(", {}", others.join(", ")) };
    let so = match moved {
        Moved::Exactly(_) => "so every rule stays worth what it was".to_owned(),
        Moved::Nearly(_) => {
            format!("no whole numbers up to {MAX_WEIGHT} keep exactly what every rule is worth; these come nearest")
        }
    };
    format!("write `scale = {scale}`{}{others}: {so}", own.unwrap_or_default())
}

/// How many other weights are said one by one.
const MOST_SAID: usize = 4;

/// The least whole numbers, where possible no smaller than those there are, under which a point on every criterion stays worth what it was.
fn moved(parts: &[Part], criterion: usize, swing: i64, old: i64) -> Moved {
    // All parts over one denominator, `old`.
    let over = |part: &Part| if part.criterion == criterion { part.value * swing } else { part.value * old };
    let wanted: Vec<i64> = parts.iter().map(over).collect();
    let shared = wanted.iter().fold(0, |shared: i64, value| shared.gcd(value)).max(1);
    let most = wanted.iter().map(|value| value.abs()).max().unwrap_or(0);
    // What they have to be divided by at least, so that all stay whole: a part of `old`, or the least numbers there are.
    let by = if most / old.gcd(&shared) <= i64::from(MAX_WEIGHT) { old.gcd(&shared) } else { shared };
    if most / by <= i64::from(MAX_WEIGHT) {
        return Moved::Exactly(wanted.iter().map(|value| value / by).collect());
    }
    let nearest = |value: &i64| {
        let share = i128::from(value.abs()) * i128::from(MAX_WEIGHT);
        let rounded = (2 * share + i128::from(most)) / (2 * i128::from(most));
        i64::try_from(rounded).unwrap_or(1).max(value.signum().abs()) * value.signum()
    };
    Moved::Nearly(wanted.iter().map(nearest).collect())
}

/// The edits that write a scale and the parts of weights that change with it; nothing where one of them cannot be found.
fn edits(
    written: &EntryValues,
    base: &RuleBase,
    parts: &[Part],
    criterion: usize,
    scale: &str,
    values: &[i64],
) -> Option<Vec<(Place, String)>> {
    let mut edits = vec![(written.of(&base.criteria[criterion].place, &["scale"])?, scale.to_owned())];
    for (part, value) in parts.iter().zip(values).filter(|(part, value)| part.value != **value) {
        let place = match part.key {
            "weighs" => {
                let names = names(base, part.criterion);
                names.iter().find_map(|name| written.of(part.entry, &["weighs", name]))?
            }
            key => written.of(part.entry, &[key])?,
        };
        edits.push((place, value.to_string()));
    }
    Some(edits)
}

/// What a criterion may be called in a file: its id, and old names of it.
fn names(base: &RuleBase, criterion: usize) -> Vec<&str> {
    let id = base.criteria[criterion].id.as_str();
    let old = base.decision.aliases.iter().filter(|(_, new)| new.as_str() == id);
    std::iter::once(id).chain(old.map(|(old, _)| old.as_str())).collect()
}

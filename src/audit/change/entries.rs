//! Which entries of a rule base and its questionnaire an edit added, removed or changed.

use super::said::{EntryKind, Renamed, Said, said};
use super::versions::Versions;

/// One entry that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryChange {
    /// What it is.
    pub kind: EntryKind,
    /// Its id.
    pub id: String,
    /// What it said where that matters for outcomes; absent: it was not there.
    pub before: Option<String>,
    /// What it says now; absent: it is gone.
    pub after: Option<String>,
    /// How much of it changed.
    pub extent: Extent,
    /// What else readers see of it.
    words: String,
}

/// How much of an entry changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What matters for outcomes.
    Meaning,
    /// It means the same; only its words, its evidence or its name are others.
    Words,
    /// It means the same under another id, this one before, and no alias says so.
    Id(String),
}

impl EntryChange {
    /// What happened to which entry.
    pub fn headline(&self) -> String {
        let (kind, id) = (self.kind.word(), &self.id);
        match (&self.extent, &self.before, &self.after) {
            (Extent::Id(before), ..) => format!("{kind} `{before}` is called `{id}` now"),
            (Extent::Words, ..) => format!("{kind} `{id}`: only its words or evidence"),
            (Extent::Meaning, None, _) => format!("{kind} `{id}` added"),
            (Extent::Meaning, _, None) => format!("{kind} `{id}` removed"),
            (Extent::Meaning, Some(_), Some(_)) => format!("{kind} `{id}` changed"),
        }
    }

    /// What it said before and says now, where that is another thing and short enough for a line.
    pub fn sides(&self) -> (Option<&str>, Option<&str>) {
        // What a scenario asks for is too long for a line; its file shows it.
        if self.extent != Extent::Meaning || self.kind == EntryKind::Scenario {
            return (None, None);
        }
        (self.before.as_deref(), self.after.as_deref())
    }
}

/// The entries that an edit changed, as far as the decision depends on them; new ones and changed ones first, in file order.
pub fn entries(versions: &Versions) -> Vec<EntryChange> {
    let ((old_subject, old_base), (subject, base)) = (versions.before, versions.after);
    // What was renamed, and has an alias, is the same entry under another name.
    let renamed = Renamed { subject, base };
    let (before, after) = (said(old_subject, old_base, &renamed), said(subject, base, &renamed));
    let find =
        |all: &[Said], said: &Said| all.iter().position(|other| (other.kind, &other.id) == (said.kind, &said.id));
    let of_present = after.iter().filter_map(|now| change(find(&before, now).map(|at| &before[at]), Some(now)));
    let gone = before.iter().filter(|was| find(&after, was).is_none());
    renamings(of_present.chain(gone.filter_map(|was| change(Some(was), None))).collect())
}

/// What is gone and came back word for word under another id, as one change.
fn renamings(mut changes: Vec<EntryChange>) -> Vec<EntryChange> {
    let is_gone = |old: &EntryChange| old.after.is_none();
    while let Some((new, old)) = (0..changes.len()).find_map(|new| {
        let added = &changes[new];
        // Questions that may be answered alike are many: only one that asks the same is the same.
        let asks_same = |old: &EntryChange| old.kind != EntryKind::Question || old.words == added.words;
        let same =
            |old: &EntryChange| is_gone(old) && old.kind == added.kind && old.before == added.after && asks_same(old);
        let old = changes.iter().position(same).filter(|_| added.before.is_none())?;
        Some((new, old))
    }) {
        // What is gone stands behind all that is there.
        let old = changes.remove(old);
        changes[new].before = old.before;
        changes[new].extent = Extent::Id(old.id);
    }
    changes
}

fn change(before: Option<&Said>, after: Option<&Said>) -> Option<EntryChange> {
    let is_read = before.into_iter().chain(after).any(|said| said.is_read);
    let only_words = before.zip(after).is_some_and(|(before, after)| before.sense == after.sense);
    let same_words = before.zip(after).is_some_and(|(before, after)| before.words == after.words);
    let either = after.or(before)?;
    // Where both say it in the same words, it is what they mean that changed.
    let same_text = before.zip(after).is_some_and(|(before, after)| before.text == after.text);
    let shown = |said: &Said| if same_text && !only_words { said.sense.clone() } else { said.text.clone() };
    (is_read && !(only_words && same_words)).then(|| EntryChange {
        kind: either.kind,
        id: either.id.clone(),
        before: before.map(shown),
        after: after.map(shown),
        extent: if only_words { Extent::Words } else { Extent::Meaning },
        words: either.words.clone(),
    })
}

//! What a folder of rules declares, as far as it can be told before it is read: by this layers know what they replace.

/// What a folder says it decides, and for which questionnaire; nothing where that cannot be read.
#[derive(Debug, Default)]
pub(super) struct Declared {
    /// The id of the decision.
    pub decision: Option<String>,
    questionnaire: Option<String>,
}

impl Declared {
    /// What one file of the folder declares.
    pub(super) fn of_text(text: &str) -> Self {
        let table = toml::de::DeTable::parse_recoverable(text).0;
        let text_at = |key: &str| {
            let value = table.get_ref().get("decision")?.get_ref().as_table()?.get(key)?;
            value.get_ref().as_str().map(str::to_owned)
        };
        Self { decision: text_at("id"), questionnaire: text_at("questionnaire") }
    }

    /// Whether both may be the same decision: a key that one of them does not give tells nothing.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        let same = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
        same(&self.decision, &other.decision) && same(&self.questionnaire, &other.questionnaire)
    }
}

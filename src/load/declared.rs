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
        let table = toml::de::DeTable::parse_recoverable(of_decision(text)).0;
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

/// The table of the decision, where that can be told from all else at a glance: files have thousands of rules, and layers are laid at every
/// key. Otherwise the whole text.
fn of_decision(text: &str) -> &str {
    let head = "[decision]\n";
    let start = if text.starts_with(head) { Some(0) } else { text.find("\n[decision]\n").map(|at| at + 1) };
    let Some(start) = start.filter(|_| !text.contains("\"\"\"") && !text.contains("'''")) else { return text };
    let end = text[start + head.len()..].find("\n[").map_or(text.len(), |length| start + head.len() + length);
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_declared_is_found_however_it_is_written() {
        let table = "[decision]\nid = \"d\" # the id\ntitle = \"D\"\nquestionnaire = \"q\"\n";
        let rule = "[[rule]]\nid = \"r\"\nevidence = [\n[\"e\"],\n]\n";
        let long = "[[option]]\nid = \"o\"\nabout = \"\"\"\n[decision]\nid = \"x\"\nquestionnaire = \"y\"\n\"\"\"\n";
        let texts = [
            table.to_owned(),
            format!("format = 1\n{table}"),
            format!("{rule}{table}{rule}"),
            format!("{long}{table}"),
            format!("{rule}{table}").replace('\n', "\r\n"),
            "decision = { id = \"d\", title = \"D\", questionnaire = \"q\" }\n".to_owned(),
            "decision.id = \"d\"\ndecision.questionnaire = \"q\"\n".to_owned(),
        ];
        for text in texts {
            let found = Declared::of_text(&text);
            assert_eq!((found.decision.as_deref(), found.questionnaire.as_deref()), (Some("d"), Some("q")), "{text}");
        }
        assert!(Declared::of_text(rule).decision.is_none());
    }
}

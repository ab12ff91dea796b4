//! The evidence that rules cite.

use super::file::RulesFile;
use super::pieces::Entry;
use crate::load::document::day_of;
use crate::load::id::check_id;
use crate::load::raw::RawEvidence;
use crate::model::Evidence;

impl RulesFile<'_> {
    /// Evidence that stands in this file, resolved.
    pub fn take_evidence(&mut self) -> Vec<Evidence> {
        let mut found: Vec<Evidence> = Vec::new();
        for Entry { raw, at } in std::mem::take(&mut self.evidence) {
            self.document.at = at;
            check_id(&mut self.document, raw.id.get_ref(), raw.id.span());
            if let Some(first) = found.iter().find(|e| e.id == *raw.id.get_ref().as_str()) {
                let title = format!("the evidence `{}` stands twice", raw.id.get_ref());
                self.document.duplicate(raw.id.span(), &first.place, title, "rename or remove one");
                continue;
            }
            let evidence = self.evidence_of(raw);
            found.push(evidence);
        }
        self.document.at = 0;
        found
    }

    fn evidence_of(&mut self, raw: RawEvidence) -> Evidence {
        let checked = raw.checked.and_then(|checked| {
            let day = day_of(*checked.get_ref());
            if day.is_none() {
                self.document.error("wrong-type", checked.span(), "`checked` is a day", "write `checked = 2026-01-31`");
            }
            day
        });
        let help = "start it with `https://`, or describe your own measurement in `method`";
        let link = self.document.link(raw.link.as_ref(), raw.id.span(), help);
        Evidence {
            place: self.document.place(raw.id.span()),
            id: raw.id.into_inner().into(),
            kind: raw.kind,
            title: raw.title,
            publisher: raw.publisher,
            year: raw.year,
            link,
            method: raw.method,
            says: raw.says,
            limits: raw.limits,
            checked,
            accept: self.document.accepted(raw.accept),
        }
    }
}

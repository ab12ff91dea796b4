//! A questionnaire file to a [`Questionnaire`].

mod choices;
mod levels;
mod likely_when;
mod observe;
mod quantity;
mod question;
mod reader;

use reader::{Reader, is_named};

pub(in crate::load) use reader::find_measure;
pub use reader::{allowed, check_thresholds, question_ids, read_condition, resolve_alias};

use std::collections::BTreeMap;

use super::document::Document;
use super::raw::{Placed, RawQuantity, RawQuestion, RawTrait};
use crate::diagnostic::Diagnostic;
use crate::model::{FileId, Named, Questionnaire};

/// Reads a questionnaire; entries that cannot be used are reported and left out. `None` when the file is none at all.
pub fn read(file: FileId, text: &str) -> (Option<Questionnaire>, Vec<Diagnostic>) {
    let mut document = Document::new(file, text);
    if !document.check_format() {
        return (None, document.findings);
    }
    let id: Option<Placed<String>> = document.need("id", "give the questionnaire an id: `id = \"backend\"`");
    let mut reader =
        Reader { questionnaire: Questionnaire::default(), document, conditions: Vec::new(), shared: BTreeMap::new() };
    let Some(id) = id else { return (None, reader.document.findings) };
    reader.check_id(&id);
    reader.questionnaire.place = reader.document.place(id.span());
    reader.questionnaire.id = id.into_inner().into();
    reader.questionnaire.title =
        reader.document.take("title").unwrap_or_else(|| reader.questionnaire.id.as_str().to_owned());
    reader.questionnaire.about = reader.document.take("about");
    reader.questionnaire.version = reader.document.take("version").unwrap_or_default();
    let aliases = reader.document.take_aliases();
    reader.read_shared();
    for (raw, span) in reader.document.take_entries::<RawQuestion>("question") {
        reader.question(raw, span);
    }
    reader.report_unused();
    for (raw, span) in reader.document.take_entries::<RawQuantity>("quantity") {
        reader.quantity(raw, span);
    }
    for (raw, span) in reader.document.take_entries::<RawTrait>("trait") {
        reader.add_trait(raw, span);
    }
    if reader.questionnaire.questions.is_empty() && reader.document.findings.is_empty() {
        let help = "add a `[[question]]`; `archfit new questionnaire` begins from an example";
        let at = reader.questionnaire.place.span.clone();
        reader.document.error("missing-key", at, "the questionnaire asks nothing", help);
    }
    reader.questionnaire.aliases = aliases.iter().map(|(old, new, _)| (old.clone(), new.clone())).collect();
    reader.resolve_conditions();
    reader.check_cycles();
    reader.check_likely_when();
    for (old, new, span) in aliases {
        reader.document.check_alias(&old, &new, span, |name| is_named(&reader.questionnaire, name));
        let of = new.split('.').next().unwrap_or_default();
        if !is_named(&reader.questionnaire, of) {
            reader.document.last_is_unknown(Named::Subject, of);
        }
    }
    let known = ["format", "id", "title", "about", "version", "aliases", "choices", "question", "quantity", "trait"];
    (Some(reader.questionnaire), reader.document.finish(&known))
}

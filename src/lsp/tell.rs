//! What an editor is told of the files of a project: what was found in them, where that is not what was told last.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lsp_server::Notification;
use lsp_types::Uri;
use serde_json::json;

use super::convert::Places;
use super::documents::{Document, Documents};
use super::state::Project;
use super::text::Encoding;
use crate::model::FileId;

/// What there is to tell of a project. Of a text that has changed since it was looked at nothing is told: the places would be wrong, and
/// the state that is looked at next tells of it.
pub fn tell(project: &mut Project, documents: &Documents, encoding: Encoding) -> Vec<Notification> {
    let Some((_, loaded)) = project.seen.now.clone() else { return Vec::new() };
    let sources = &loaded.library.sources;
    let document = |path: &Path| documents.all().find(|document: &&Document| document.path.as_deref() == Some(path));
    let open = |path: &Path| -> Option<Uri> { document(path).map(|document| document.uri.clone()) };
    let mut changed = BTreeSet::new();
    let mut found: BTreeMap<String, Vec<lsp_types::Diagnostic>> = BTreeMap::new();
    // What was told before, and every text that is open, is told of also where nothing is wrong any more.
    found.extend(project.told.keys().map(|uri| (uri.clone(), Vec::new())));
    for (position, source) in sources.0.iter().enumerate() {
        let Some(document) = source.path.as_deref().and_then(document) else { continue };
        found.entry(document.uri.as_str().to_owned()).or_default();
        if document.text.content != source.text {
            changed.insert(FileId(position as u32));
            found.remove(document.uri.as_str());
        }
    }
    let mut places = Places::new(sources, encoding, &open);
    for finding in project.seen.findings() {
        let file = finding.place().file;
        if let Some(uri) = places.uri(file).filter(|_| !changed.contains(&file)) {
            found.entry(uri.as_str().to_owned()).or_default().push(places.diagnostic(&finding));
        }
    }
    project.is_told = changed.is_empty();
    let mut notes = Vec::new();
    for (uri, diagnostics) in found {
        let version = documents.all().find(|document| document.uri.as_str() == uri).map(|of| of.version);
        let news = (version, diagnostics);
        if project.told.get(&uri) != Some(&news) {
            let mut params = json!({ "uri": uri, "diagnostics": news.1 });
            if let Some(version) = news.0 {
                params["version"] = json!(version);
            }
            notes.push(Notification { method: "textDocument/publishDiagnostics".to_owned(), params });
            project.told.insert(uri, news);
        }
    }
    notes
}

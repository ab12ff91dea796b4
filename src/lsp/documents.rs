//! The texts that an editor holds, with their versions. A text that comes later than a newer one is dropped: it would put an old state back.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use lsp_types::{TextDocumentContentChangeEvent, Uri};

use super::by_table::ByTable;
use super::colours::Colour;
use super::kind::quick_kind;
use super::symbols::Given;
use super::text::{Encoding, Text};
use super::uri::path_of;
use crate::load::{PathKind, kind_of_text};

/// A text that an editor holds.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its address, as the editor writes it.
    pub uri: Uri,
    /// Its file; absent for a text that was never saved.
    pub path: Option<PathBuf>,
    /// Its version, as the editor counts.
    pub version: i32,
    /// The text.
    pub text: Arc<Text>,
    /// The colours of its conditions.
    pub colours: Arc<ByTable<Colour>>,
    /// The names that it gives.
    pub given: Arc<ByTable<Given>>,
}

impl Document {
    /// What its text is; `None` where it is none of archfit's.
    pub fn kind(&self) -> Option<PathKind> {
        let text = &self.text.content;
        self.path.as_deref().map_or_else(|| kind_of_text(text), |path| quick_kind(path, text))
    }
}

/// All texts that an editor holds, by address.
#[derive(Clone, Debug, Default)]
pub struct Documents(BTreeMap<String, Document>);

impl Documents {
    /// Takes a text that was opened. One that is open already is opened anew.
    pub fn open(&mut self, uri: Uri, version: i32, text: String) {
        let (text, path) = (Arc::new(Text::new(text)), path_of(&uri));
        let (colours, given) = (Arc::default(), Arc::default());
        let document = Document { path, version, text, uri: uri.clone(), colours, given };
        self.0.insert(uri.as_str().to_owned(), document);
    }

    /// Takes changes of a text; whether they were taken. Without a version they follow what is there.
    pub fn change(
        &mut self,
        uri: &Uri,
        version: Option<i32>,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> bool {
        let Some(document) = self.0.get_mut(uri.as_str()) else { return false };
        let version = version.unwrap_or(document.version.saturating_add(1));
        if version <= document.version {
            return false;
        }
        for change in changes {
            let content = match change.range {
                None => change.text,
                Some(range) => {
                    let at = |position: lsp_types::Position| {
                        document.text.offset(position.line, position.character, encoding)
                    };
                    let (start, end) = (at(range.start), at(range.end));
                    let mut content = document.text.content.clone();
                    content.replace_range(start..end.max(start), &change.text);
                    content
                }
            };
            document.text = Arc::new(Text::new(content));
        }
        document.version = version;
        true
    }

    /// Forgets a text that was closed.
    pub fn close(&mut self, uri: &Uri) {
        self.0.remove(uri.as_str());
    }

    /// The text of an address.
    pub fn get(&self, uri: &Uri) -> Option<&Document> {
        self.0.get(uri.as_str())
    }

    /// All texts.
    pub fn all(&self) -> impl Iterator<Item = &Document> {
        self.0.values()
    }
}

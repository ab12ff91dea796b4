//! What notifications say, where the protocol's own types are too narrow.

use lsp_types::{TextDocumentContentChangeEvent, Uri};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A change of a text. Editors of older protocols leave the version out.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    /// The text.
    pub text_document: ChangedText,
    /// What changed.
    pub content_changes: Vec<TextDocumentContentChangeEvent>,
}

/// The text that changed.
#[derive(Deserialize)]
pub struct ChangedText {
    /// Its address.
    pub uri: Uri,
    /// Its version after the change.
    pub version: Option<i32>,
}

/// What a notification says; one that makes no sense is passed over.
pub fn read<T: DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}

//! Knowledge in the words of the protocol: bytes as positions, findings as diagnostics, edits of several files as one.

use std::collections::BTreeMap;
use std::ops::Range;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, DiagnosticRelatedInformation, DiagnosticSeverity,
    DocumentChanges, Documentation, Location, MarkupContent, MarkupKind, NumberOrString, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, SemanticToken, SymbolKind, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};

use super::colours::Colour;
use super::complete::{Proposal, Sort};
use super::text::{Encoding, Text};
use super::uri::uri_of;
use crate::diagnostic::{Diagnostic, Severity, Sources};
use crate::load::slot::Thing;
use crate::model::{FileId, Place};

/// The position of a byte.
pub fn position(text: &Text, offset: usize, encoding: Encoding) -> Position {
    let (line, character) = text.position(offset, encoding);
    Position { line, character }
}

/// The range of some bytes.
pub fn range(text: &Text, span: &Range<usize>, encoding: Encoding) -> lsp_types::Range {
    lsp_types::Range { start: position(text, span.start, encoding), end: position(text, span.end, encoding) }
}

/// The byte of a position.
pub fn offset(text: &Text, position: Position, encoding: Encoding) -> usize {
    text.offset(position.line, position.character, encoding)
}

/// The version of the text of a path that an editor holds.
pub type Versions<'v> = dyn Fn(&std::path::Path) -> Option<i32> + 'v;

/// The files of a project as positions count in them: each is cut into lines once.
pub struct Places<'a> {
    sources: &'a Sources,
    encoding: Encoding,
    texts: BTreeMap<FileId, Text>,
    addresses: &'a dyn Fn(&std::path::Path) -> Option<Uri>,
}

impl<'a> Places<'a> {
    /// The files of a project; `addresses` gives the address of a path that an editor has open.
    pub fn new(
        sources: &'a Sources,
        encoding: Encoding,
        addresses: &'a dyn Fn(&std::path::Path) -> Option<Uri>,
    ) -> Self {
        Self { sources, encoding, texts: BTreeMap::new(), addresses }
    }

    /// The address of a file; `None` for a built-in one.
    pub fn uri(&self, file: FileId) -> Option<Uri> {
        let path = self.sources.get(file).path.as_deref()?;
        (self.addresses)(path).or_else(|| uri_of(path))
    }

    /// The range of a place.
    pub fn range(&mut self, place: &Place) -> lsp_types::Range {
        let source = self.sources.get(place.file);
        let text = self.texts.entry(place.file).or_insert_with(|| Text::new(source.text.clone()));
        range(text, &place.span, self.encoding)
    }

    /// A place with its file; `None` in a built-in one.
    pub fn location(&mut self, place: &Place) -> Option<Location> {
        Some(Location { uri: self.uri(place.file)?, range: self.range(place) })
    }

    /// Edits of several files as one; `None` where one of them is built in. `versions` gives the version of the text that an editor holds,
    /// to those that can tell by it that they have typed on since.
    pub fn edit(&mut self, edits: &[(Place, String)], versions: Option<&Versions>) -> Option<WorkspaceEdit> {
        let mut by_file: BTreeMap<FileId, Vec<TextEdit>> = BTreeMap::new();
        for (place, new) in edits {
            let edit = TextEdit { range: self.range(place), new_text: new.clone() };
            by_file.entry(place.file).or_default().push(edit);
        }
        let Some(versions) = versions else {
            let changes = by_file.into_iter().map(|(file, edits)| Some((self.uri(file)?, edits)));
            return Some(WorkspaceEdit { changes: Some(changes.collect::<Option<_>>()?), ..WorkspaceEdit::default() });
        };
        let of_document = |(file, edits): (FileId, Vec<TextEdit>)| {
            let version = self.sources.get(file).path.as_deref().and_then(versions);
            let text_document = OptionalVersionedTextDocumentIdentifier { uri: self.uri(file)?, version };
            Some(TextDocumentEdit { text_document, edits: edits.into_iter().map(OneOf::Left).collect() })
        };
        let documents: Option<Vec<TextDocumentEdit>> = by_file.into_iter().map(of_document).collect();
        Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(documents?)), ..WorkspaceEdit::default() })
    }

    /// A finding.
    pub fn diagnostic(&mut self, finding: &Diagnostic) -> lsp_types::Diagnostic {
        let related = finding.labels[1..].iter().filter_map(|label| {
            Some(DiagnosticRelatedInformation { location: self.location(&label.place)?, message: label.text.clone() })
        });
        let related: Vec<_> = related.collect();
        lsp_types::Diagnostic {
            range: self.range(finding.place()),
            severity: Some(match finding.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Note => DiagnosticSeverity::INFORMATION,
            }),
            code: Some(NumberOrString::String(finding.code.to_owned())),
            source: Some("archfit".to_owned()),
            message: message(finding),
            related_information: (!related.is_empty()).then_some(related),
            ..lsp_types::Diagnostic::default()
        }
    }
}

/// A finding in words: what is wrong, what more is known, and the way out.
fn message(finding: &Diagnostic) -> String {
    let notes = finding.notes.iter().map(String::as_str);
    let help = finding.help.as_deref().map(|help| format!("help: {help}"));
    std::iter::once(finding.title.as_str()).chain(notes).chain(help.as_deref()).collect::<Vec<_>>().join("\n")
}

/// A proposal; `order` keeps the order in which they were made.
pub fn completion(proposal: Proposal, order: usize, text: &Text, encoding: Encoding) -> CompletionItem {
    let about = MarkupContent { kind: MarkupKind::Markdown, value: proposal.about };
    CompletionItem {
        kind: Some(match proposal.sort {
            Sort::Name => CompletionItemKind::VARIABLE,
            Sort::Value => CompletionItemKind::ENUM_MEMBER,
            Sort::Operator => CompletionItemKind::OPERATOR,
            Sort::Reference => CompletionItemKind::REFERENCE,
            Sort::Key => CompletionItemKind::PROPERTY,
        }),
        detail: (!proposal.detail.is_empty()).then_some(proposal.detail),
        documentation: (!about.value.is_empty()).then_some(Documentation::MarkupContent(about)),
        sort_text: Some(format!("{order:05}")),
        filter_text: Some(filter_text(&proposal.insert, &proposal.label)),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit {
            range: range(text, &proposal.replace, encoding),
            new_text: proposal.insert,
        })),
        label: proposal.label,
        ..CompletionItem::default()
    }
}

/// What the typed letters are compared with: where a quote is written too, the word with it, for editors that compare what is replaced.
fn filter_text(insert: &str, label: &str) -> String {
    if insert.starts_with('"') || insert.starts_with('[') { insert.to_owned() } else { label.to_owned() }
}

/// The sign of an entry.
pub fn symbol_kind(thing: Thing) -> SymbolKind {
    match thing {
        Thing::Questionnaire => SymbolKind::MODULE,
        Thing::Subject => SymbolKind::VARIABLE,
        Thing::Part => SymbolKind::ENUM_MEMBER,
        Thing::Decision => SymbolKind::NAMESPACE,
        Thing::Option => SymbolKind::CLASS,
        Thing::Criterion => SymbolKind::PROPERTY,
        Thing::Rule => SymbolKind::FUNCTION,
        Thing::Evidence => SymbolKind::CONSTANT,
        Thing::Scenario => SymbolKind::EVENT,
        Thing::Cost => SymbolKind::NUMBER,
        Thing::List | Thing::Group => SymbolKind::ARRAY,
    }
}

/// Coloured words as the protocol counts them: each from the one before.
pub fn tokens(colours: &[(Range<usize>, Colour)], text: &Text, encoding: Encoding) -> Vec<SemanticToken> {
    let (mut tokens, mut before) = (Vec::new(), (0, 0));
    for (span, colour) in colours {
        let (start, end) = (text.position(span.start, encoding), text.position(span.end, encoding));
        if start.0 != end.0 || start < before {
            continue;
        }
        let delta_line = start.0 - before.0;
        tokens.push(SemanticToken {
            delta_line,
            delta_start: if delta_line == 0 { start.1 - before.1 } else { start.1 },
            length: end.1 - start.1,
            token_type: *colour as u32,
            token_modifiers_bitset: 0,
        });
        before = start;
    }
    tokens
}

//! What the server offers, and what it makes use of where the editor can.

use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions, CompletionOptions,
    ExecuteCommandOptions, HoverProviderCapability, OneOf, PositionEncodingKind, RenameOptions, SemanticTokenType,
    SemanticTokensFullOptions, SemanticTokensLegend, SemanticTokensOptions, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, WorkDoneProgressOptions,
};
use serde_json::Value;

use super::text::Encoding;

/// Runs a scenario and says how it comes out.
pub const RUN_SCENARIO: &str = "archfit.runScenario";

/// Says what unsaved texts change for a decision.
pub const WHAT_CHANGES: &str = "archfit.whatChanges";

/// Mends everything in a file that leaves the advice as it is.
pub const FIX_ALL: &str = "source.fixAll.archfit";

/// What an editor can do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Client {
    /// The units in which it counts characters.
    pub encoding: Encoding,
    /// Whether it asks for lenses again when told to.
    pub refreshes_lenses: bool,
    /// Whether it asks for hints again when told to.
    pub refreshes_hints: bool,
    /// Whether it can be asked to watch files.
    pub watches_files: bool,
    /// Whether it takes edits with the versions of the texts that they are of.
    pub takes_versions: bool,
}

impl Client {
    /// Reads what an editor says of itself when it begins.
    pub fn of(initialize: &Value) -> Self {
        let can = |pointer: &str| initialize.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
        let offered = initialize.pointer("/capabilities/general/positionEncodings").and_then(Value::as_array);
        let offers = |encoding: &str| offered.is_some_and(|offered| offered.iter().any(|one| one == encoding));
        let encoding = if offers("utf-8") { Encoding::Utf8 } else { Encoding::Utf16 };
        Self {
            encoding,
            refreshes_lenses: can("/capabilities/workspace/codeLens/refreshSupport"),
            refreshes_hints: can("/capabilities/workspace/inlayHint/refreshSupport"),
            takes_versions: can("/capabilities/workspace/workspaceEdit/documentChanges"),
            watches_files: can("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }
}

/// The colours of words, in the order in which their numbers say them.
pub const COLOURS: [SemanticTokenType; 5] = [
    SemanticTokenType::VARIABLE,
    SemanticTokenType::OPERATOR,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::NUMBER,
    SemanticTokenType::KEYWORD,
];

/// What the server offers.
pub fn capabilities(client: Client) -> ServerCapabilities {
    let encoding = match client.encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    };
    let triggers = ["\"", " ", "[", "{", ",", "=", ">", "<", "!", "."].map(str::to_owned).to_vec();
    let tokens = SemanticTokensOptions {
        legend: SemanticTokensLegend { token_types: COLOURS.to_vec(), token_modifiers: Vec::new() },
        full: Some(SemanticTokensFullOptions::Bool(true)),
        ..SemanticTokensOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(encoding),
        // Whole texts: then a change that arrives too late can be told and dropped, and no later one rests on it.
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::FULL),
            save: Some(true.into()),
            ..TextDocumentSyncOptions::default()
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(triggers),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::new(FIX_ALL)]),
            ..CodeActionOptions::default()
        })),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        inlay_hint_provider: Some(OneOf::Left(true)),
        semantic_tokens_provider: Some(tokens.into()),
        document_formatting_provider: Some(OneOf::Left(true)),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![RUN_SCENARIO.to_owned(), WHAT_CHANGES.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

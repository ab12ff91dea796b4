//! Answers to requests: from the protocol's words to those of the files that know, and back.

use std::path::Path;

use lsp_types::request::{
    CodeActionRequest, CodeLensRequest, Completion, DocumentHighlightRequest, DocumentSymbolRequest, ExecuteCommand,
    Formatting, GotoDefinition, HoverRequest, InlayHintRequest, PrepareRenameRequest, References, Rename, Request,
    SemanticTokensFullRequest, WorkspaceSymbolRequest,
};
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeLens, Command, CompletionList, CompletionResponse,
    DocumentHighlight, DocumentSymbol, DocumentSymbolResponse, GotoDefinitionResponse, Hover, HoverContents, InlayHint,
    InlayHintLabel, InlayHintTooltip, Location, MarkupContent, MarkupKind, Position, PrepareRenameResponse,
    SemanticTokens, SymbolInformation, TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit, WorkspaceSymbolResponse,
};
use serde_json::{Value, json};

use super::actions::actions;
use super::capabilities::{Client, FIX_ALL, RUN_SCENARIO, WHAT_CHANGES};
use super::colours::colours;
use super::complete::complete;
use super::convert::{Places, Versions, completion, offset, position, range, symbol_kind, tokens};
use super::documents::{Document, Documents};
use super::hints::{decisions, hints, lenses};
use super::hover::{NotYet, hover};
use super::known::Known;
use super::navigate::{definitions, references};
use super::project::Loaded;
use super::rename;
use super::state::{Need, Seen};
use super::symbols;
use super::words::{not_run, outcome_in_words};
use crate::audit::layout::lay_out;
use crate::audit::names::Mention;
use crate::load::Locations;
use crate::model::{FileId, Questionnaire, ScenarioId};

/// Why a request is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It makes no sense.
    Params(String),
    /// It cannot be done.
    Request(String),
    /// Not before the present texts were read.
    NotYet,
    /// A defect came in between.
    Defect,
}

impl From<String> for Refusal {
    fn from(why: String) -> Self {
        Self::Request(why)
    }
}

/// What an answer may look at.
pub struct View<'a> {
    /// The texts that the editor holds.
    pub documents: &'a Documents,
    /// The project that the request is about.
    pub project: Option<&'a Seen>,
    /// All projects, for what asks of all.
    pub projects: &'a [Seen],
    /// What the editor can.
    pub client: Client,
}

/// Whether a method is answered at once, before everything else: a person waits for it while typing.
pub fn is_urgent(method: &str) -> bool {
    matches!(method, Completion::METHOD | HoverRequest::METHOD)
}

/// What a method needs; `None` for one that is not answered.
pub fn need_of(method: &str) -> Option<Need> {
    Some(match method {
        Completion::METHOD
        | HoverRequest::METHOD
        | SemanticTokensFullRequest::METHOD
        | Formatting::METHOD
        | DocumentSymbolRequest::METHOD => Need::Text,
        GotoDefinition::METHOD
        | References::METHOD
        | DocumentHighlightRequest::METHOD
        | PrepareRenameRequest::METHOD
        | Rename::METHOD
        | WorkspaceSymbolRequest::METHOD => Need::Loaded,
        CodeActionRequest::METHOD => Need::Linted,
        CodeLensRequest::METHOD | ExecuteCommand::METHOD => Need::Played,
        // All at once: Neovim keeps the hints that it was given first for a version of a text.
        InlayHintRequest::METHOD => Need::Held,
        _ => return None,
    })
}

/// Answers a request whose needs are met.
pub fn answer(view: &View, method: &str, params: Value) -> Result<Value, Refusal> {
    match method {
        Completion::METHOD => reply::<Completion>(params, |params| {
            let at = params.text_document_position;
            Ok(view.complete(&at.text_document, at.position))
        }),
        HoverRequest::METHOD => reply::<HoverRequest>(params, |params| {
            let at = params.text_document_position_params;
            view.hover(&at.text_document, at.position)
        }),
        SemanticTokensFullRequest::METHOD => {
            reply::<SemanticTokensFullRequest>(params, |params| Ok(view.tokens(&params.text_document).map(Into::into)))
        }
        Formatting::METHOD => reply::<Formatting>(params, |params| Ok(view.format(&params.text_document))),
        DocumentSymbolRequest::METHOD => reply::<DocumentSymbolRequest>(params, |params| {
            Ok(view.symbols(&params.text_document).map(DocumentSymbolResponse::Nested))
        }),
        GotoDefinition::METHOD => reply::<GotoDefinition>(params, |params| {
            let at = params.text_document_position_params;
            let found = view
                .at(&at.text_document, at.position)
                .map(|(loaded, file, offset)| view.locations(loaded, &definitions(loaded, file, offset)));
            Ok(found.map(GotoDefinitionResponse::Array))
        }),
        References::METHOD => reply::<References>(params, |params| {
            let (at, with) = (params.text_document_position, params.context.include_declaration);
            Ok(view
                .at(&at.text_document, at.position)
                .map(|(loaded, file, offset)| view.locations(loaded, &references(loaded, file, offset, with))))
        }),
        DocumentHighlightRequest::METHOD => reply::<DocumentHighlightRequest>(params, |params| {
            let at = params.text_document_position_params;
            Ok(view.highlights(&at.text_document, at.position))
        }),
        PrepareRenameRequest::METHOD => reply::<PrepareRenameRequest>(params, |params| {
            Ok(view.prepare_rename(&params.text_document, params.position)?)
        }),
        Rename::METHOD => reply::<Rename>(params, |params| {
            let at = params.text_document_position;
            let Some((loaded, file, offset)) = view.at(&at.text_document, at.position) else { return Ok(None) };
            Ok(view.rename(&at.text_document, (loaded, file, offset), &params.new_name)?)
        }),
        WorkspaceSymbolRequest::METHOD => {
            reply::<WorkspaceSymbolRequest>(params, |params| Ok(Some(view.search(&params.query))))
        }
        CodeActionRequest::METHOD => reply::<CodeActionRequest>(params, |params| {
            let only = params.context.only;
            Ok(view.actions(&params.text_document, params.range, only.as_deref()))
        }),
        CodeLensRequest::METHOD => reply::<CodeLensRequest>(params, |params| Ok(view.lenses(&params.text_document))),
        InlayHintRequest::METHOD => {
            reply::<InlayHintRequest>(params, |params| Ok(view.hints(&params.text_document, params.range)))
        }
        ExecuteCommand::METHOD => reply::<ExecuteCommand>(params, |params| match params.command.as_str() {
            RUN_SCENARIO => Ok(Some(view.run_scenario(&params.arguments)?)),
            WHAT_CHANGES => {
                Err("what an edit changes is told of an open file and the id of its decision".to_owned().into())
            }
            other => Err(format!("`{other}` is no command of archfit").into()),
        }),
        _ => Err(Refusal::Params(format!("`{method}` is not answered here"))),
    }
}

/// Reads what is asked, and writes what is answered.
fn reply<R: Request>(
    params: Value,
    answer: impl FnOnce(R::Params) -> Result<R::Result, Refusal>,
) -> Result<Value, Refusal> {
    let params = serde_json::from_value(params).map_err(|error| Refusal::Params(error.to_string()))?;
    let result = answer(params)?;
    serde_json::to_value(result).map_err(|error| Refusal::Request(error.to_string()))
}

impl<'a> View<'a> {
    fn document(&self, of: &TextDocumentIdentifier) -> Option<&'a Document> {
        self.documents.get(&of.uri)
    }

    /// A text of the project with its path.
    fn text(&self, of: &TextDocumentIdentifier) -> Option<(&'a Document, &'a Path)> {
        let document = self.document(of)?;
        Some((document, document.path.as_deref()?))
    }

    fn known(&self) -> Known<'a> {
        let Some(project) = self.project else { return Known::default() };
        let played = project.played.as_ref().filter(|_| project.has(Need::Loaded) && project.has(Need::Played));
        Known {
            now: project.now.as_ref().map(|(_, loaded)| &**loaded),
            good: project.good.as_deref(),
            played: played.map(|(_, played)| &**played),
            newer: (!project.has(Need::Loaded)).then_some(self.documents),
        }
    }

    /// The project as the editor has it, with a file of it.
    fn file(&self, of: &TextDocumentIdentifier) -> Option<(&'a Loaded, FileId)> {
        let (_, path) = self.text(of)?;
        let loaded = self.known().now?;
        Some((loaded, loaded.file(path)?))
    }

    fn at(&self, of: &TextDocumentIdentifier, at: Position) -> Option<(&'a Loaded, FileId, usize)> {
        let (loaded, file) = self.file(of)?;
        Some((loaded, file, offset(&self.document(of)?.text, at, self.client.encoding)))
    }

    /// Does something with the places of a project.
    fn places<T>(&self, loaded: &Loaded, work: impl FnOnce(&mut Places) -> T) -> T {
        let open = |path: &Path| -> Option<Uri> {
            self.documents.all().find(|document| document.path.as_deref() == Some(path)).map(|of| of.uri.clone())
        };
        work(&mut Places::new(&loaded.library.sources, self.client.encoding, &open))
    }

    /// The version of the text that the editor holds of a path.
    fn version(&self, path: &Path) -> Option<i32> {
        let document = self.documents.all().find(|document| document.path.as_deref() == Some(path));
        document.map(|document| document.version)
    }

    /// The edits of a rename, those of answers files that are not open included.
    fn rename(
        &self,
        of: &TextDocumentIdentifier,
        (loaded, file, offset): (&Loaded, FileId, usize),
        new: &str,
    ) -> Result<Option<WorkspaceEdit>, String> {
        let Some((_, path)) = self.text(of) else { return Ok(None) };
        let project = Locations::project_of(path.parent().unwrap_or(path));
        let document = |path: &Path| self.documents.all().find(|document| document.path.as_deref() == Some(path));
        let text = |path: &Path| document(path).map(|document| document.text.content.clone());
        let (sources, edits) = rename::rename(loaded, (file, offset), new, &project, text)?;
        let open = |path: &Path| document(path).map(|of| of.uri.clone());
        let version = |path: &Path| self.version(path);
        let versions = self.client.takes_versions.then_some(&version as &Versions);
        Ok(Places::new(&sources, self.client.encoding, &open).edit(&edits, versions))
    }

    fn locations(&self, loaded: &Loaded, mentions: &[&Mention]) -> Vec<Location> {
        self.places(loaded, |places| mentions.iter().filter_map(|mention| places.location(&mention.place)).collect())
    }

    fn complete(&self, of: &TextDocumentIdentifier, at: Position) -> Option<CompletionResponse> {
        let (document, path) = self.text(of)?;
        let encoding = self.client.encoding;
        let at = offset(&document.text, at, encoding);
        let proposals = complete(&document.text.content, path, at, self.known());
        let items = proposals.into_iter().enumerate();
        let items = items.map(|(order, proposal)| completion(proposal, order, &document.text, encoding)).collect();
        Some(CompletionResponse::List(CompletionList { is_incomplete: false, items }))
    }

    fn hover(&self, of: &TextDocumentIdentifier, at: Position) -> Result<Option<Hover>, Refusal> {
        let Some((document, path)) = self.text(of) else { return Ok(None) };
        let encoding = self.client.encoding;
        let at = offset(&document.text, at, encoding);
        let told = hover(&document.text.content, path, at, self.known()).map_err(|NotYet| Refusal::NotYet)?;
        Ok(told.map(|(span, value)| Hover {
            contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value }),
            range: Some(range(&document.text, &span, encoding)),
        }))
    }

    fn tokens(&self, of: &TextDocumentIdentifier) -> Option<SemanticTokens> {
        let document = self.document(of)?;
        let kind = document.kind();
        let found = document
            .colours
            .of(&document.text.content, |table| kind.map_or_else(Vec::new, |kind| colours(table, kind)));
        let data = tokens(&found, &document.text, self.client.encoding);
        Some(SemanticTokens { result_id: None, data })
    }

    /// The edits that lay out the conditions; none where the text is not TOML.
    fn format(&self, of: &TextDocumentIdentifier) -> Option<Vec<TextEdit>> {
        let document = self.document(of)?;
        let text = &document.text.content;
        let scope = document.path.as_deref().and_then(|path| self.known().scope(path, text));
        let subjects = scope.map_or_else(Vec::new, |scope| scope.subjects);
        let questionnaires: Vec<&Questionnaire> = subjects.iter().map(|subject| &subject.questionnaire).collect();
        let laid_out = lay_out(text, &questionnaires).ok()?;
        let edit = |(span, new): (std::ops::Range<usize>, String)| TextEdit {
            range: range(&document.text, &span, self.client.encoding),
            new_text: new,
        };
        Some(laid_out.edits.into_iter().map(edit).collect())
    }

    fn symbols(&self, of: &TextDocumentIdentifier) -> Option<Vec<DocumentSymbol>> {
        let document = self.document(of)?;
        let at = |span: &std::ops::Range<usize>| range(&document.text, span, self.client.encoding);
        #[expect(deprecated, reason = "the protocol's struct cannot be made without its deprecated field")]
        let symbol = |entry: symbols::Entry| DocumentSymbol {
            kind: symbol_kind(entry.thing),
            range: at(&entry.whole),
            selection_range: at(&entry.span),
            name: entry.name,
            detail: None,
            tags: None,
            deprecated: None,
            children: None,
        };
        let (text, kind) = (&document.text.content, document.kind());
        let given = document.given.of(text, |table| kind.map_or_else(Vec::new, |kind| symbols::given(table, kind)));
        Some(symbols::entries(text, kind, given).into_iter().map(symbol).collect())
    }

    fn highlights(&self, of: &TextDocumentIdentifier, at: Position) -> Option<Vec<DocumentHighlight>> {
        let (loaded, file, offset) = self.at(of, at)?;
        let here = references(loaded, file, offset, true).into_iter().filter(|mention| mention.place.file == file);
        let one = |places: &mut Places| {
            here.map(|mention| DocumentHighlight { range: places.range(&mention.place), kind: None }).collect()
        };
        Some(self.places(loaded, one))
    }

    fn prepare_rename(
        &self,
        of: &TextDocumentIdentifier,
        at: Position,
    ) -> Result<Option<PrepareRenameResponse>, String> {
        let Some((loaded, file, offset)) = self.at(of, at) else { return Ok(None) };
        let (span, placeholder) = rename::prepare(loaded, file, offset)?;
        let Some(document) = self.document(of) else { return Ok(None) };
        let range = range(&document.text, &span, self.client.encoding);
        Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder }))
    }

    fn search(&self, wanted: &str) -> WorkspaceSymbolResponse {
        let mut found: Vec<SymbolInformation> = Vec::new();
        for (_, loaded) in self.projects.iter().filter_map(|project| project.now.as_ref()) {
            let mentions = symbols::search(loaded, wanted);
            #[expect(deprecated, reason = "the protocol's struct cannot be made without its deprecated field")]
            let one = |places: &mut Places, mention: &Mention| {
                Some(SymbolInformation {
                    name: mention.name.name.clone(),
                    kind: symbol_kind(mention.name.thing),
                    location: places.location(&mention.place)?,
                    container_name: Some(mention.name.scope.clone()),
                    tags: None,
                    deprecated: None,
                })
            };
            found.extend(self.places(loaded, |places| {
                mentions.into_iter().filter_map(|mention| one(places, mention)).collect::<Vec<_>>()
            }));
        }
        WorkspaceSymbolResponse::Flat(found)
    }

    fn actions(
        &self,
        of: &TextDocumentIdentifier,
        at: lsp_types::Range,
        only: Option<&[CodeActionKind]>,
    ) -> Option<Vec<CodeActionOrCommand>> {
        let (loaded, file) = self.file(of)?;
        let document = self.document(of)?;
        let findings = self.project?.findings();
        let byte = |position| offset(&document.text, position, self.client.encoding);
        let found = actions(&findings, file, &(byte(at.start)..byte(at.end)));
        let wants = |kind: &CodeActionKind| {
            only.is_none_or(|only| only.iter().any(|one| kind.as_str().starts_with(one.as_str())))
        };
        let version = |path: &Path| self.version(path);
        let versions = self.client.takes_versions.then_some(&version as &Versions);
        let action = |places: &mut Places, action: super::actions::Action| {
            let kind = if action.finding.is_some() { CodeActionKind::QUICKFIX } else { CodeActionKind::new(FIX_ALL) };
            let finding = action.finding.map(|position| places.diagnostic(&findings[position]));
            wants(&kind).then(|| {
                CodeActionOrCommand::CodeAction(CodeAction {
                    title: action.title,
                    is_preferred: (action.is_safe && finding.is_some()).then_some(true),
                    diagnostics: finding.map(|finding| vec![finding]),
                    edit: places.edit(&action.edits, versions),
                    kind: Some(kind),
                    ..CodeAction::default()
                })
            })
        };
        Some(self.places(loaded, |places| found.into_iter().filter_map(|one| action(places, one)).collect()))
    }

    fn lenses(&self, of: &TextDocumentIdentifier) -> Option<Vec<CodeLens>> {
        let (loaded, file) = self.file(of)?;
        let played = self.known().played?;
        let uri = of.uri.as_str();
        Some(self.places(loaded, |places| {
            let changes = decisions(loaded, file).into_iter().map(|(place, decision)| {
                let arguments = vec![json!(uri), json!(decision)];
                lens(places.range(&place), "what this edit changes".to_owned(), WHAT_CHANGES, arguments)
            });
            let mut all: Vec<CodeLens> = changes.collect();
            all.extend(lenses(loaded, played, file).into_iter().map(|found| {
                let arguments = vec![json!(uri), json!(found.decision), json!(found.scenario.as_str())];
                lens(places.range(&found.place), format!("run scenario: {}", found.words), RUN_SCENARIO, arguments)
            }));
            all
        }))
    }

    fn hints(&self, of: &TextDocumentIdentifier, within: lsp_types::Range) -> Option<Vec<InlayHint>> {
        let (loaded, file) = self.file(of)?;
        let (document, played) = (self.document(of)?, self.known().played?);
        let text = &document.text;
        let byte = |position| offset(text, position, self.client.encoding);
        let within = byte(within.start)..byte(within.end);
        let (_, held) = self.project?.held.as_ref()?;
        let found = hints(loaded, played, held, file).into_iter();
        let found = found.filter(|hint| within.start <= hint.place.span.end && hint.place.span.end <= within.end);
        let hint = |hint: super::hints::Hint| InlayHint {
            position: position(text, hint.place.span.end, self.client.encoding),
            label: InlayHintLabel::String(hint.words),
            kind: None,
            text_edits: None,
            tooltip: Some(InlayHintTooltip::String(hint.about)),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        };
        Some(found.map(hint).collect())
    }

    /// How a scenario comes out, with what was expected where it fails.
    fn run_scenario(&self, arguments: &[Value]) -> Result<Value, String> {
        let said = |position: usize| arguments.get(position).and_then(Value::as_str);
        let (Some(decision), Some(scenario)) = (said(1), said(2)) else {
            return Err("a scenario is run by its file, its decision and its id".to_owned());
        };
        let not_there = || format!("`{decision}` has no scenario `{scenario}`");
        let known = self.known();
        let (loaded, played) = known.now.zip(known.played).ok_or_else(not_there)?;
        let bases = loaded.library.subjects.iter().flat_map(|subject| &subject.rule_bases);
        let base = bases.into_iter().find(|base| base.decision.id == *decision).ok_or_else(not_there)?;
        if let Some(n_errors) = played.broken.get(&base.decision.id) {
            return Ok(Value::String(format!("{scenario} {}", not_run(*n_errors))));
        }
        let results = played.scenarios.get(&base.decision.id).ok_or_else(not_there)?;
        let result = results.get(&ScenarioId::from(scenario)).ok_or_else(not_there)?;
        let mut lines = vec![format!("{scenario} {}", outcome_in_words(result, base).replace('`', ""))];
        for failure in result.failures.iter().chain(&result.missed) {
            lines.push(format!("{}: expected {}, got {}", failure.part, failure.expected, failure.got));
            lines.extend(failure.because.iter().map(|because| format!("  {because}")));
        }
        Ok(Value::String(lines.join("\n")))
    }
}

fn lens(range: lsp_types::Range, title: String, command: &str, arguments: Vec<Value>) -> CodeLens {
    let command = Command { title, command: command.to_owned(), arguments: Some(arguments) };
    CodeLens { range, command: Some(command), data: None }
}

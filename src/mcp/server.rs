//! The server: what the protocol asks for, answered from the table of tools.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, CustomRequest, CustomResult, ErrorCode,
    ErrorData, Implementation, ListToolsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::{ServerHandler, ServiceExt as _};

use super::bounded::{Bounded, TOO_LONG};
use super::desk::Office;
use super::settings::Settings;
use super::tools::{self, Entry};
use super::warm::warm;
use crate::condition::closest;

/// The longest line that is read as one message: answers and paths are far shorter.
const MAX_MESSAGE: usize = 4 * 1024 * 1024;

/// What a client is told about the server as a whole.
const INSTRUCTIONS: &str = "archfit keeps a project's architecture decisions (ADRs) and can make them again from rules and answers. \
Before you change files, call `governs` with their paths: it names the decisions in force for them, and what those demand. Before you propose \
another library, framework or structure, call `search` with its name: it may have been rejected, with reasons. `show` gives one record. Where \
a decision seems wrong, do not work around it: ask `why_not` and `what_would_flip`, and write with `propose_record` what should replace it; people \
accept it. To decide something new, call `ask_next` until nothing that matters is open, then `decide`. Answer only what you know; \
leave out what you do not, for an open answer widens the range instead of counting as average. `recheck` says which recorded decisions no longer follow.";

/// Why serving ended otherwise than by the client.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The streams failed.
    #[error("cannot serve: {0}")]
    Io(#[from] io::Error),
    /// The client did not speak the protocol.
    #[error(
        "the client did not begin as the Model Context Protocol asks: {0}; start `archfit mcp` from a client, see docs/mcp.md"
    )]
    Handshake(String),
}

/// Serves one client on standard input and output until it goes away.
pub fn serve(settings: Settings) -> Result<(), ServeError> {
    let server = Server::new(settings);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let result = runtime.block_on(async {
        let input = Bounded::new(tokio::io::BufReader::new(tokio::io::stdin()), MAX_MESSAGE);
        let transport = rmcp::transport::async_rw::AsyncRwTransport::new_server(input, tokio::io::stdout());
        let office = Arc::clone(&server.office);
        match server.serve(transport.with_max_line_length(2 * MAX_MESSAGE)).await {
            Ok(running) => {
                // Nobody waits for it: the program ends with its client.
                std::thread::spawn(move || warm(&office));
                // However it ends, the client is gone.
                let _ = running.waiting().await;
                Ok(())
            }
            Err(error) => ended(&error.to_string()),
        }
    });
    // A read of standard input that nobody will answer must not hold the program back.
    runtime.shutdown_background();
    result
}

/// A client that says nothing at all and goes away did nothing wrong.
fn ended(why: &str) -> Result<(), ServeError> {
    if why.contains("connection closed") { Ok(()) } else { Err(ServeError::Handshake(why.to_owned())) }
}

/// The methods that are answered.
const KNOWN: [&str; 4] = ["initialize", "ping", "tools/call", "tools/list"];

#[derive(Clone)]
struct Server {
    office: Arc<Mutex<Office>>,
    tools: Arc<Vec<Entry>>,
}

impl Server {
    fn new(settings: Settings) -> Self {
        let tools = Arc::new(tools::all(settings.may_write));
        Self { office: Arc::new(Mutex::new(Office::new(settings))), tools }
    }

    /// Answers a call once its turn comes, unless it was taken back until then.
    fn call(
        &self,
        request: &CallToolRequestParams,
        is_taken_back: impl Fn() -> bool,
    ) -> Result<CallToolResult, ErrorData> {
        let Some(entry) = self.tools.iter().find(|entry| entry.tool.name == request.name) else {
            let known: Vec<&str> = self.tools.iter().map(|entry| entry.tool.name.as_ref()).collect();
            let help = closest(&request.name, known.iter().copied())
                .unwrap_or_else(|| format!("there are {}", known.join(", ")));
            return Err(ErrorData::invalid_params(format!("unknown tool `{}`; {help}", request.name), None));
        };
        let arguments = request.arguments.clone().unwrap_or_default();
        // What a call that failed left behind is read anew by the next one.
        let mut office = self.office.lock().unwrap_or_else(PoisonError::into_inner);
        if is_taken_back() {
            return Err(ErrorData::internal_error("the call was cancelled", None));
        }
        let answer = tools::fitting(&entry.tool, arguments).and_then(|arguments| {
            let desk = office.desk()?;
            let answer = (entry.run)(desk, arguments);
            desk.rulings.clear();
            answer
        });
        Ok(match answer {
            Ok(value) => CallToolResult::structured(value),
            Err(why) => CallToolResult::error(vec![ContentBlock::text(why)]),
        })
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let itself = Implementation::new("archfit", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(itself)
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools: Vec<Tool> = self.tools.iter().map(|entry| entry.tool.clone()).collect();
        Ok(ListToolsResult::with_all_items(tools))
    }

    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        if request.method == TOO_LONG {
            let most = MAX_MESSAGE >> 20;
            return Err(ErrorData::invalid_request(
                format!(
                    "the message is longer than {most} MiB and was not read; send less, or name a file of the project"
                ),
                None,
            ));
        }
        // A method that is known comes here where it is asked for in a way that it does not take.
        if KNOWN.contains(&request.method.as_str()) {
            let how = format!("the `params` of `{}` are not what the protocol has there", request.method);
            let tool = "; a tool is called with `name`, a text, and `arguments`, an object";
            let more = if request.method == "tools/call" { tool } else { "" };
            return Err(ErrorData::invalid_params(format!("{how}{more}"), None));
        }
        Err(ErrorData::new(ErrorCode::METHOD_NOT_FOUND, request.method, None))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.tools.iter().find(|entry| entry.tool.name == name).map(|entry| entry.tool.clone())
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let server = self.clone();
        // Beside the reading of messages, so that a long call keeps nobody from taking it back or from going away.
        let called = tokio::task::spawn_blocking(move || server.call(&request, || context.ct.is_cancelled()));
        let done = called.await.map_err(|_| ErrorData::internal_error("the call failed", None))?;
        done.map(CallToolResponse::from)
    }
}

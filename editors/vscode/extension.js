// Starts `archfit lsp` for TOML files. Everything else is between the editor and the server.
"use strict";

const { workspace } = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

/** How the server is started, by the setting of where the program is. */
function serverOptions(path) {
  return { command: path, args: ["lsp"], transport: TransportKind.stdio };
}

async function activate() {
  const path = workspace.getConfiguration("archfit").get("path", "archfit");
  const documents = [{ scheme: "file", language: "toml" }, { scheme: "untitled", language: "toml" }];
  client = new LanguageClient("archfit", "archfit", serverOptions(path), { documentSelector: documents });
  await client.start();
}

async function deactivate() {
  await client?.stop();
}

module.exports = { activate, deactivate, serverOptions };

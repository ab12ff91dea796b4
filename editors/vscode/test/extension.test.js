// The extension starts the server that the setting names, and that server answers. `ARCHFIT` says where the program is.
"use strict";

const assert = require("node:assert");
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const Module = require("node:module");
const os = require("node:os");
const path = require("node:path");
const test = require("node:test");
const { pathToFileURL } = require("node:url");
const rpc = require("vscode-jsonrpc/node");

const program = process.env.ARCHFIT ?? "archfit";

/** Loads the extension with an editor in which one setting is made, and a client that only notes what it is given. */
function load(setting) {
  const started = [];
  class LanguageClient {
    constructor(...given) { this.given = given; }
    async start() { started.push(this.given); }
    async stop() { started.pop(); }
  }
  const editor = { workspace: { getConfiguration: () => ({ get: (_, otherwise) => setting ?? otherwise }) } };
  const stubs = { vscode: editor, "vscode-languageclient/node": { LanguageClient, TransportKind: { stdio: 0 } } };
  const original = Module._load;
  Module._load = (name, ...rest) => stubs[name] ?? original(name, ...rest);
  try {
    const file = require.resolve("../extension.js");
    delete require.cache[file];
    return { extension: require(file), started };
  } finally {
    Module._load = original;
  }
}

test("the program of the setting is started, and stopped when the editor leaves", async () => {
  for (const [setting, command] of [[undefined, "archfit"], ["/opt/archfit", "/opt/archfit"]]) {
    const { extension, started } = load(setting);
    await extension.activate();
    assert.deepStrictEqual(started[0][2], { command, args: ["lsp"], transport: 0 });
    assert.ok(started[0][3].documentSelector.some(({ scheme, language }) => scheme === "file" && language === "toml"));
    await extension.deactivate();
    assert.strictEqual(started.length, 0);
  }
});

test("the server that is started so finds what is wrong and completes a condition", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "archfit-"));
  const { command, args } = load(program).extension.serverOptions(program);
  const made = spawn(command, ["new", "rule-base", "caching", "--project", folder], { stdio: "ignore" });
  assert.strictEqual(await new Promise((resolve) => made.on("close", resolve)), 0);
  const server = spawn(command, args, { cwd: folder });
  const speak = rpc.createMessageConnection(
    new rpc.StreamMessageReader(server.stdout),
    new rpc.StreamMessageWriter(server.stdin),
  );
  const told = new Promise((resolve) => {
    speak.onNotification("textDocument/publishDiagnostics", ({ diagnostics }) => {
      if (diagnostics.length > 0) resolve(diagnostics);
    });
  });
  speak.listen();
  await speak.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
  await speak.sendNotification("initialized", {});
  const file = path.join(folder, "archfit/rules/caching/rules.toml");
  const text = fs.readFileSync(file, "utf8").replace("pressure >= moderate", "pressure >= moderat");
  const uri = pathToFileURL(file).href;
  await speak.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "toml", version: 1, text } });
  assert.strictEqual((await told)[0].code, "bad-condition");
  const before = text.slice(0, text.indexOf("moderat"));
  const position = { line: before.split("\n").length - 1, character: before.length - before.lastIndexOf("\n") - 1 };
  const { items } = await speak.sendRequest("textDocument/completion", { textDocument: { uri }, position });
  assert.deepStrictEqual(items.map(({ label }) => label), ["low", "moderate", "high"]);
  await speak.sendRequest("shutdown");
  await speak.sendNotification("exit");
  assert.strictEqual(await new Promise((resolve) => server.on("close", resolve)), 0);
  speak.dispose();
  fs.rmSync(folder, { recursive: true });
});

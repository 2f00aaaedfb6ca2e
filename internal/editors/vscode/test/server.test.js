// The protocol library of the extension's client, against the program that
// LOGSIEVE names: what the extension asks is answered.
"use strict";

const assert = require("node:assert");
const { spawn } = require("node:child_process");
const { test } = require("node:test");
const protocol = require("vscode-languageserver-protocol/node");

const uri = "file:///workspace/template.yaml";
const text = (pattern) => `Resources:
  F:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: g
      FilterPattern: '${pattern}'
      MetricTransformations: [{MetricName: m, MetricNamespace: n, MetricValue: "1"}]
`;

test("a session", async () => {
  const server = spawn(process.env.LOGSIEVE || "logsieve", ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = protocol.createProtocolConnection(server.stdout, server.stdin);
  const published = [];
  let notify;
  connection.onNotification(protocol.PublishDiagnosticsNotification.type, (params) => {
    published.push(params);
    if (notify) notify();
  });
  const diagnostics = async (version) => {
    for (;;) {
      const found = published.find((p) => p.version === version);
      if (found) return found.diagnostics;
      await new Promise((resolve) => (notify = resolve));
    }
  };
  connection.listen();

  const { capabilities } = await connection.sendRequest(protocol.InitializeRequest.type, {
    processId: process.pid,
    rootUri: "file:///workspace",
    capabilities: {},
  });
  assert.ok(capabilities.hoverProvider && capabilities.completionProvider && capabilities.codeActionProvider);
  await connection.sendNotification(protocol.InitializedNotification.type, {});

  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "yaml", version: 1, text: text('{ $.level == "ERROR" }') },
  });
  const [first] = await diagnostics(1);
  assert.strictEqual(first.code, "FP010");

  const [action] = await connection.sendRequest(protocol.CodeActionRequest.type, {
    textDocument: { uri },
    range: first.range,
    context: { diagnostics: [first] },
  });
  const [edit] = action.edit.changes[uri];
  await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: edit.range, text: edit.newText }],
  });
  assert.deepStrictEqual(await diagnostics(2), []);

  const hover = await connection.sendRequest(protocol.HoverRequest.type, {
    textDocument: { uri },
    position: first.range.start,
  });
  assert.match(hover.contents.value, /\$\.level = "ERROR"/);

  await connection.sendRequest(protocol.ShutdownRequest.type);
  await connection.sendNotification(protocol.ExitNotification.type);
  const code = await new Promise((resolve) => server.on("exit", resolve));
  assert.strictEqual(code, 0);
});

// The client of the language server: it starts `logsieve lsp` and hands it the
// files that may hold filter patterns.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

// The languages whose files lint reads, as package.json starts the extension for.
const languages = require("./package.json").activationEvents.map((event) => event.replace("onLanguage:", ""));

let client;

function start() {
  const command = vscode.workspace.getConfiguration("logsieve").get("path") || "logsieve";
  client = new LanguageClient(
    "logsieve",
    "logsieve",
    { command, args: ["lsp"] },
    {
      documentSelector: languages.map((language) => ({ scheme: "file", language })),
    },
  );
  return client.start().catch((error) => {
    vscode.window.showErrorMessage(
      `logsieve could not be started: ${error.message}. Install it, or name it in the setting logsieve.path.`,
    );
  });
}

async function stop() {
  const running = client;
  client = undefined;
  if (running && running.isRunning()) {
    await running.stop();
  }
}

exports.activate = async function (context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("logsieve.restart", async () => {
      await stop();
      await start();
    }),
  );
  await start();
};

exports.deactivate = stop;

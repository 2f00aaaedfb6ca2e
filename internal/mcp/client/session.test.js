// The client of the protocol's own SDK, against the program that LOGSIEVE
// names.
import assert from "node:assert";
import { test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

test("a session", async () => {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(new StdioClientTransport({ command: process.env.LOGSIEVE || "logsieve", args: ["mcp"] }));
  assert.strictEqual(client.getServerVersion().name, "logsieve");
  await client.ping();

  const { tools } = await client.listTools();
  assert.deepStrictEqual(
    tools.map((tool) => tool.name),
    ["test_filter_pattern", "explain_filter_pattern", "why", "compare_filter_patterns", "lint", "alarms", "diff", "rule"],
  );

  const tested = await client.callTool({
    name: "test_filter_pattern",
    arguments: { filterPattern: '{ $.level = "ERROR" }', logEventMessages: ['{"level":"ERROR"}', "x"] },
  });
  assert.deepStrictEqual(tested.structuredContent.matches.map((match) => match.eventNumber), [1]);

  const refused = await client.callTool({
    name: "test_filter_pattern",
    arguments: { filterPattern: '{ $.level == "ERROR" }', logEventMessages: ["x"] },
  });
  assert.ok(refused.isError);
  assert.deepStrictEqual(refused.structuredContent.errors[0].span, { start: 10, end: 12 });

  const compared = await client.callTool({
    name: "compare_filter_patterns",
    arguments: { filterPattern: "a", otherFilterPattern: "a b" },
  });
  assert.strictEqual(compared.structuredContent.relation, "implied-by");

  await assert.rejects(client.callTool({ name: "nothing", arguments: {} }), /there is no tool/);
  await client.close();
});

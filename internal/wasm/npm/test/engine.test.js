import assert from "node:assert";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { RequestError, open } from "../index.js";

for (const name of ["../README.md", "embed.md"]) {
  test(`the example of ${name}`, async () => {
    const page = await readFile(new URL(name, import.meta.url), "utf8");
    const [, code] = page.match(/```js\n([^]*?)```/);
    const seen = [];
    const body = code.replace(/^import .*$/m, "").replace("await open()", "engine0");
    new Function("engine0", "console", body)(await open(), { log: (value) => seen.push(value) });
    assert.deepStrictEqual(seen, [[1]]);
  });
}

test("each operation", async () => {
  const engine = await open();
  assert.strictEqual(engine.format("{$.a=1}"), "{ $.a = 1 }");
  assert.strictEqual(engine.explain("ERROR").kind, "terms");
  assert.strictEqual(engine.compare("a", "a b").relation, "implied-by");
  const [why] = engine.why("{ $.é = 1 }", ['{"é": "1"}']);
  assert.strictEqual(why.conditions.length, 1);
  assert.deepStrictEqual(engine.testMetricFilter({ filterPattern: "\"é𝄞\"", logEventMessages: ["x é𝄞 y"] }).matches[0].eventMessage, "x é𝄞 y");
});

test("what is wrong is told", async () => {
  const engine = await open();
  assert.throws(
    () => engine.testMetricFilter({ filterPattern: "{ $.a == 1 }", logEventMessages: ["x"] }),
    (error) => error instanceof RequestError && error.code === "InvalidParameterException" &&
      error.message === "Invalid metric filter pattern" && error.problems[0].span.start === 6,
  );
  for (const text of ["", "{", "null", '{"operation":"TestMetricFilter"}', '{"operation":"Why","request":5}']) {
    assert.ok(JSON.parse(engine.answer(text)), text);
  }
  assert.strictEqual(engine.answer('{"operation":"PutMetricFilter","request":{}}'), '{"unsupported":true}');
  assert.throws(() => engine.answer("x".repeat((16 << 20) + 2)), /too large/);
  // It goes on.
  assert.strictEqual(engine.testMetricFilter({ filterPattern: "a", logEventMessages: ["a"] }).matches.length, 1);
});

test("many requests take no more memory than one", async () => {
  const engine = await open();
  const messages = Array.from({ length: 50 }, (_, i) => `{"level": "ERROR", "n": ${i}}`);
  for (let i = 0; i < 500; i++) {
    const { matches } = engine.testMetricFilter({ filterPattern: `{ $.n < ${i % 50} }`, logEventMessages: messages });
    assert.strictEqual(matches.length, i % 50);
  }
});

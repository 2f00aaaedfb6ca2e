"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const most = 200; // log events that are tried

  const examples = [
    ["Terms: one of two words", "?ERROR ?WARN", ["[ERROR] disk full", "[WARN] disk at 91 %", "[INFO] started"]],
    ["Terms: without a word", "ERROR -Exiting", ["ERROR: Exiting with code 3", "ERROR: no route to host"]],
    ["JSON: comparisons", '{ $.level = "ERROR" && $.latency > 100 }', ['{"level":"ERROR","latency":250}', '{"level":"ERROR","latency":"250"}', '{"Level":"ERROR","latency":250}', "plain text"]],
    ["JSON: AWS CloudTrail", '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }', ['{"eventName":"RunInstances","errorCode":"Client.UnauthorizedOperation"}', '{"eventName":"GetObject","errorCode":"AccessDenied"}', '{"eventName":"ListBuckets"}']],
    ["JSON: members that are not there", "{ $.userIdentity.invokedBy NOT EXISTS }", ['{"userIdentity":{"type":"Root"}}', '{"userIdentity":{"type":"Root","invokedBy":"support.amazonaws.com"}}']],
    ["Space-delimited: access log", "[ip, id, user, timestamp, request, status=4*, size]", ['192.0.2.7 - frank [10/Oct/2026:13:55:36 +0000] "GET /index.html HTTP/1.1" 404 512', '192.0.2.9 - - [10/Oct/2026:13:55:37 +0000] "GET / HTTP/1.1" 200 99']],
    ["Regular expression", "%Task timed out after [0-9]+%", ["2026-11-20T11:37:36Z 0b713d69 Task timed out after 30.00 seconds", "Task done after 30 seconds"]],
  ];

  function element(name, properties, ...children) {
    const one = Object.assign(document.createElement(name), properties);
    one.append(...children);
    return one;
  }

  const shownBytes = 20_000; // of a log event

  // marked is a text in which parts, given in bytes, are marked. A long one is
  // shown from its start.
  function marked(text, spans) {
    let bytes = encoder.encode(text);
    const more = bytes.length - shownBytes;
    if (more > 0) {
      bytes = bytes.slice(0, shownBytes);
      spans = spans.filter((s) => s.end <= shownBytes);
    }
    const parts = [];
    let at = 0;
    for (const { start, end } of spans.filter((s) => s.end > s.start).sort((a, b) => a.start - b.start || b.end - a.end)) {
      if (start < at) continue;
      parts.push(decoder.decode(bytes.slice(at, start)), element("mark", {}, decoder.decode(bytes.slice(start, end))));
      at = end;
    }
    parts.push(decoder.decode(bytes.slice(at)));
    if (more > 0) parts.push(element("i", {}, ` … ${more} more bytes`));
    return parts;
  }

  // The engine, in a worker. One that fails or does not answer is replaced, and
  // asked once more; if that fails, too, what ended it is not asked again.
  const source = new Blob([byId("worker").textContent], { type: "text/javascript" });
  const packed = byId("engine").textContent.trim();
  byId("engine").remove();
  const patience = 10_000; // in milliseconds
  let worker, question, watch;
  let ready = false;
  let failures = 0;
  let asked = 0;

  function start() {
    const one = new Worker(URL.createObjectURL(source));
    one.onmessage = ({ data }) => {
      if (data.ready) {
        ready = true;
        expect();
      } else if (data.id === asked) {
        clearTimeout(watch);
        failures = 0;
        show(data.answer);
        document.body.dataset.shown = data.id;
      }
    };
    one.onerror = () => {
      if (one === worker) fail();
    };
    one.postMessage({ engine: packed });
    ready = false;
    sent = undefined; // it knows no log events
    return one;
  }

  function fail() {
    clearTimeout(watch);
    worker?.terminate();
    worker = undefined;
    if (failures++ === 0) {
      byId("summary").textContent = "The engine has failed and starts again.";
      send();
    } else {
      byId("summary").textContent = "The engine fails at this; change the filter pattern or the log events.";
    }
  }

  let sent; // the log events that the worker has
  function send() {
    worker ??= start();
    const events = question.lines.join("\n");
    worker.postMessage({ ...question, lines: undefined, events: events === sent ? undefined : events });
    sent = events;
    if (ready) expect();
  }

  // expect waits for an answer.
  function expect() {
    clearTimeout(watch);
    watch = setTimeout(fail, patience);
  }

  const shown = {};
  function ask() {
    const pattern = byId("pattern").value;
    const lines = byId("events").value.split("\n").filter((line) => line !== "");
    const other = byId("comparison").open && byId("other").value !== "" ? byId("other").value : undefined;
    Object.assign(shown, { pattern, lines: lines.slice(0, most), left: Math.max(0, lines.length - most), other });
    question = { id: ++asked, pattern, other, lines: shown.lines };
    send();
    linkLater();
  }

  // The address follows what is typed once there is a pause: browsers bound how
  // often it changes.
  let linking;
  function linkLater() {
    clearTimeout(linking);
    linking = setTimeout(link, 300);
  }

  function link() {
    clearTimeout(linking);
    linking = undefined;
    history.replaceState(null, "", "#" + fragment());
  }

  const longest = 100_000; // characters of a link

  // fragment is what a link says.
  function fragment() {
    const state = { p: byId("pattern").value, e: byId("events").value };
    if (byId("comparison").open) state.o = byId("other").value;
    byId("copied").textContent = "";
    if (state.e.length > longest) {
      state.e = "";
      byId("copied").textContent = "The log events are too long for a link; it holds the patterns alone.";
    }
    const bytes = encoder.encode(JSON.stringify(state));
    let text = "";
    for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
    return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  function restore() {
    try {
      const text = atob(location.hash.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
      const state = JSON.parse(decoder.decode(Uint8Array.from(text, (c) => c.charCodeAt(0))));
      if (typeof state.p !== "string" || typeof state.e !== "string") return false;
      byId("pattern").value = state.p;
      byId("events").value = state.e;
      byId("comparison").open = typeof state.o === "string";
      byId("other").value = state.o ?? "";
      return true;
    } catch {
      return false; // a link that is not ours
    }
  }

  // use is a button that takes a suggested pattern for a field.
  function use(pattern, id = "pattern") {
    return element("button", { type: "button", onclick: () => {
      byId(id).value = pattern;
      byId(id).focus();
      ask();
    } }, "Use it");
  }

  function problems(pattern, error, id) {
    return (error.problems ?? []).map((p) =>
      element("div", { className: "problem" },
        element("pre", {}, ...marked(pattern, [p.span.start < p.span.end ? p.span : { start: Math.max(0, p.span.start - 1), end: p.span.start }])),
        element("div", {}, `${p.message}. `, p.remedy, ` [${p.code}]`),
        ...(p.suggestion ? [element("div", { className: "near" }, element("code", {}, p.suggestion), " ", use(p.suggestion, id))] : [])));
  }

  function show({ error: bad, explanation, events, comparison }) {
    const state = byId("state");
    byId("pattern").setAttribute("aria-invalid", bad ? "true" : "false");
    if (bad) {
      state.replaceChildren(element("span", { className: "bad" }, `CloudWatch Logs: ${bad.message}`), ...problems(shown.pattern, bad));
      byId("verdicts").replaceChildren();
      byId("meaning").replaceChildren();
      byId("summary").textContent = "The pattern is invalid.";
    } else {
      const kind = { "match-all": "It matches everything.", terms: "Terms.", json: "For JSON.", "space-delimited": "Space-delimited." };
      state.textContent = `Valid. ${kind[explanation.kind]}`;
      verdicts(events ?? []);
      meaning(explanation);
    }
    relation(bad ? undefined : comparison);
  }

  // verdicts shows what the filter says of each event; what has not changed stays.
  function verdicts(events) {
    const list = byId("verdicts");
    const before = [...list.children];
    let matches = 0;
    events.forEach((event, i) => {
      if (event.why.verdict === "match") matches++;
      const key = JSON.stringify([shown.lines[i], event]);
      if (before[i]?.key === key) return;
      const item = Object.assign(verdict(shown.lines[i], event), { key });
      if (before[i]) before[i].replaceWith(item);
      else list.append(item);
    });
    for (const item of before.slice(events.length)) item.remove();
    byId("summary").textContent = `${matches} of ${events.length} log events match.` + (shown.left > 0 ? ` ${shown.left} more are not tried.` : "");
  }

  function verdict(line, { why, values }) {
    const match = why.verdict === "match";
    const spans = why.conditions.flatMap((c) => [...(c.matched ?? []), ...(c.verdict === "true" && c.operand?.span ? [c.operand.span] : [])]);
    const item = element("li", {},
      element("span", { className: `verdict ${match ? "match" : "miss"}` }, match ? "match" : "no match"),
      element("div", { className: "message" }, ...marked(line, match ? spans : [])));
    const extracted = Object.entries(values ?? {});
    if (extracted.length > 0) {
      item.append(element("dl", {}, ...extracted.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])));
    }
    if (!match) {
      const list = why.conditions.map((c) => element("li", {}, element("code", {}, c.text), `: ${c.verdict}${c.saw ? `, ${c.saw}` : ""}`));
      if (why.requirement?.reason) list.unshift(element("li", {}, why.requirement.reason));
      item.append(element("ul", { className: "conditions" }, ...list));
    }
    for (const near of why.nearMisses) {
      const line = element("div", { className: "near" }, `${near.message}. ${near.suggestion ?? ""} `);
      if (near.filterPattern) {
        line.append(element("code", {}, near.filterPattern), " ", use(near.filterPattern));
      }
      item.append(line);
    }
    return item;
  }

  function meaning(x) {
    const tree = (node) => {
      if (!node.children?.length) return element("li", {}, node.meaning);
      return element("li", {}, node.meaning, element("ul", {}, ...node.children.map(tree)));
    };
    byId("meaning").replaceChildren(
      element("p", {}, x.summary),
      ...(x.tree ? [element("ul", {}, tree(x.tree))] : []),
      ...x.remarks.map((r) => element("p", {}, r.message, " ", r.help ?? "")),
      ...(x.canonical !== x.filterPattern ? [element("p", {}, "In its canonical form: ", element("code", {}, x.canonical))] : []),
    );
  }

  function relation(compared) {
    if (!compared) {
      byId("relation").replaceChildren();
      return;
    }
    if (compared.error) {
      byId("relation").replaceChildren(element("span", { className: "bad" }, "One of the patterns is invalid."), ...problems(shown.other, compared.error, "other"));
      return;
    }
    const { relation, both, onlyA, onlyB, reason } = compared.response;
    const words = {
      equivalent: "Both match the same log events.", implies: "Whatever the first matches, the other matches too, and more.",
      "implied-by": "Whatever the other matches, the first matches too, and more.", overlapping: "Some log events match both, some only one of them.",
      disjoint: "No log event matches both.", unknown: `It could not be proved how they relate: ${reason}`,
    };
    const rows = [["Both", both], ["Only the first", onlyA], ["Only the other", onlyB]].filter(([, event]) => event !== null);
    byId("relation").replaceChildren(element("p", {}, words[relation]), element("dl", {}, ...rows.flatMap(([name, event]) => [element("dt", {}, name), element("dd", {}, element("code", {}, event))])));
  }

  for (const [i, [name]] of examples.entries()) {
    byId("example").append(element("option", { value: String(i) }, name));
  }
  function choose(i) {
    const [, pattern, events] = examples[i];
    byId("pattern").value = pattern;
    byId("events").value = events.join("\n");
  }
  byId("example").addEventListener("change", ({ target }) => {
    if (target.value !== "") choose(Number(target.value));
    ask();
  });
  for (const id of ["pattern", "events", "other"]) byId(id).addEventListener("input", ask);
  byId("comparison").addEventListener("toggle", ask);
  window.addEventListener("hashchange", () => {
    clearTimeout(linking);
    if (restore()) ask();
  });
  byId("link").addEventListener("click", async () => {
    link();
    const warning = byId("copied").textContent;
    try {
      await navigator.clipboard.writeText(location.href);
      byId("copied").textContent = `Copied. ${warning}`;
    } catch {
      byId("copied").textContent = `The address of this page is the link. ${warning}`;
    }
  });

  if (!restore()) choose(2);
  ask();
})();

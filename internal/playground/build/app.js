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

  // marked is a text in which parts, given in bytes, are marked.
  function marked(text, spans) {
    const bytes = encoder.encode(text);
    const parts = [];
    let at = 0;
    for (const { start, end } of spans.filter((s) => s.end > s.start).sort((a, b) => a.start - b.start || b.end - a.end)) {
      if (start < at) continue;
      parts.push(decoder.decode(bytes.slice(at, start)), element("mark", {}, decoder.decode(bytes.slice(start, end))));
      at = end;
    }
    parts.push(decoder.decode(bytes.slice(at)));
    return parts;
  }

  // The engine.
  const source = new Blob([byId("worker").textContent], { type: "text/javascript" });
  const worker = new Worker(URL.createObjectURL(source));
  const packed = Uint8Array.from(atob(byId("engine").textContent.trim()), (c) => c.charCodeAt(0));
  worker.postMessage({ engine: packed.buffer }, [packed.buffer]);
  byId("engine").remove();
  worker.onerror = () => {
    byId("summary").textContent = "The engine has failed; load the page again.";
  };

  let asked = 0;
  const shown = {};
  worker.onmessage = ({ data }) => {
    if (data.ready) {
      document.body.dataset.ready = "true";
    } else if (data.id === asked) {
      show(...data.answers);
      document.body.dataset.shown = data.id;
    }
  };

  function ask() {
    const pattern = byId("pattern").value;
    const lines = byId("events").value.split("\n").filter((line) => line !== "");
    Object.assign(shown, { pattern, lines: lines.slice(0, most), left: Math.max(0, lines.length - most), other: byId("other").value });
    const request = { filterPattern: pattern, logEventMessages: shown.lines };
    const requests = [
      { operation: "Explain", request },
      { operation: "Why", request },
      { operation: "ExtractAll", request },
    ];
    if (byId("comparison").open && shown.other !== "") {
      requests.push({ operation: "Compare", request: { filterPattern: pattern, otherFilterPattern: shown.other } });
    }
    worker.postMessage({ id: ++asked, requests });
    history.replaceState(null, "", "#" + fragment());
  }

  // fragment is what a link says.
  function fragment() {
    const state = { p: byId("pattern").value, e: byId("events").value };
    if (byId("comparison").open) state.o = byId("other").value;
    const text = Array.from(encoder.encode(JSON.stringify(state)), (b) => String.fromCharCode(b)).join("");
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

  function show(explained, why, extracted, compared) {
    const state = byId("state");
    const bad = explained.error;
    byId("pattern").setAttribute("aria-invalid", bad ? "true" : "false");
    if (bad) {
      state.replaceChildren(element("span", { className: "bad" }, `CloudWatch Logs: ${bad.message}`), ...problems(shown.pattern, bad));
      byId("verdicts").replaceChildren();
      byId("meaning").replaceChildren();
      byId("summary").textContent = "The pattern is invalid.";
    } else {
      const kind = { "match-all": "It matches everything.", terms: "Terms.", json: "For JSON.", "space-delimited": "Space-delimited." };
      state.textContent = `Valid. ${kind[explained.response.kind]}`;
      verdicts(why.response.reasons, extracted.response.values);
      meaning(explained.response);
    }
    relation(bad ? undefined : compared);
  }

  function verdicts(reasons, values) {
    let matches = 0;
    byId("verdicts").replaceChildren(...reasons.map((why, i) => {
      const match = why.verdict === "match";
      if (match) matches++;
      const spans = why.conditions.flatMap((c) => [...(c.matched ?? []), ...(c.verdict === "true" && c.operand?.span ? [c.operand.span] : [])]);
      const item = element("li", {},
        element("span", { className: `verdict ${match ? "match" : "miss"}` }, match ? "match" : "no match"),
        element("div", { className: "message" }, ...marked(shown.lines[i], match ? spans : [])));
      const extracted = Object.entries(values[i] ?? {});
      if (extracted.length > 0) {
        item.append(element("dl", {}, ...extracted.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])));
      }
      if (!match) {
        const list = why.conditions.map((c) => element("li", {}, element("code", {}, c.text), `: ${c.verdict}${c.saw ? `, ${c.saw}` : ""}`));
        if (why.requirement?.reason) list.unshift(element("li", {}, why.requirement.reason));
        item.append(element("ul", { className: "conditions" }, ...list));
      }
      for (const near of why.nearMisses) {
        const line = element("div", { className: "near" }, `${near.message} ${near.suggestion ?? ""} `);
        if (near.filterPattern) {
          line.append(element("code", {}, near.filterPattern), " ", use(near.filterPattern));
        }
        item.append(line);
      }
      return item;
    }));
    byId("summary").textContent = `${matches} of ${reasons.length} log events match.` + (shown.left > 0 ? ` ${shown.left} more are not tried.` : "");
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
    if (restore()) ask();
  });
  byId("link").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      byId("copied").textContent = "Copied.";
    } catch {
      byId("copied").textContent = "The address of this page is the link.";
    }
  });

  if (!restore()) choose(2);
  ask();
})();

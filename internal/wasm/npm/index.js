// The engine of logsieve, compiled to WebAssembly. It has no access to files,
// network, environment or arguments.
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

/** What is wrong with a request: the service's code and message, and where. */
export class RequestError extends Error {
  constructor({ code, message, problems }) {
    super(message);
    this.name = "RequestError";
    this.code = code;
    this.problems = problems ?? [];
  }
}

/** One instance of the engine. It answers one request at a time. */
export class Engine {
  #exports;

  constructor(exports) {
    this.#exports = exports;
  }

  /** The answer to a request as JSON, both as text. */
  answer(text) {
    const request = new TextEncoder().encode(text);
    const at = this.#exports.allocate(request.length);
    if (at === 0) {
      throw new RequestError({ code: "InvalidParameterException", message: "the request is too large" });
    }
    // The memory may have moved since the last request.
    new Uint8Array(this.#exports.memory.buffer, at, request.length).set(request);
    const answer = this.#exports.answer(at, request.length);
    const start = Number(answer >> 32n) >>> 0;
    const size = Number(answer & 0xffffffffn);
    return new TextDecoder().decode(new Uint8Array(this.#exports.memory.buffer, start, size));
  }

  #call(operation, request) {
    const { response, error } = JSON.parse(this.answer(JSON.stringify({ operation, request })));
    if (error) throw new RequestError(error);
    return response;
  }

  testMetricFilter(request) {
    return this.#call("TestMetricFilter", request);
  }

  evaluateMetricFilter(request) {
    return this.#call("EvaluateMetricFilter", request);
  }

  explain(filterPattern) {
    return this.#call("Explain", { filterPattern });
  }

  why(filterPattern, logEventMessages) {
    return this.#call("Why", { filterPattern, logEventMessages }).reasons;
  }

  compare(filterPattern, otherFilterPattern) {
    return this.#call("Compare", { filterPattern, otherFilterPattern });
  }

  format(filterPattern) {
    return this.#call("Format", { filterPattern }).filterPattern;
  }
}

let compiled;

/** A new instance of the engine. */
export async function open() {
  compiled ??= readFile(new URL("./logsieve.wasm", import.meta.url)).then((bytes) => WebAssembly.compile(bytes));
  const wasi = new WASI({ version: "preview1", args: [], env: {} });
  const instance = await WebAssembly.instantiate(await compiled, wasi.getImportObject());
  wasi.initialize(instance);
  return new Engine(instance.exports);
}

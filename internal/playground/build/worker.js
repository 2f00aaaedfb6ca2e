// The engine, away from the page: the newest question is answered, older ones
// that wait are passed over.
let waiting;
let events; // those that the engine has not seen
let ready = false;

function run() {
  if (!ready || !waiting) return;
  const { id, pattern, other } = waiting;
  const answer = logsieve(pattern, other, events);
  waiting = events = undefined;
  postMessage({ id, answer: JSON.parse(answer) });
}

// start starts the engine; it is compiled while it is decompressed.
async function start(packed) {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const program = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")), { headers: { "Content-Type": "application/wasm" } });
  const go = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(program, go.importObject);
  go.run(instance);
  ready = true;
  postMessage({ ready });
  run();
}

onmessage = ({ data }) => {
  if (data.engine) {
    start(data.engine).catch((error) => setTimeout(() => { throw error; })); // so that the page is told
    return;
  }
  waiting = data;
  events = data.events ?? events;
  setTimeout(run); // what has arrived meanwhile comes first
};

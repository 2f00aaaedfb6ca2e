// The engine, away from the page: the newest requests are answered, older ones
// that wait are passed over.
let waiting;
let ready = false;

function run() {
  if (!ready || !waiting) return;
  const { id, requests } = waiting;
  waiting = undefined;
  postMessage({ id, answers: requests.map((request) => JSON.parse(logsieve(JSON.stringify(request)))) });
}

onmessage = async ({ data }) => {
  if (data.engine) {
    const text = new Response(new Blob([data.engine]).stream().pipeThrough(new DecompressionStream("gzip")));
    const go = new Go();
    const { instance } = await WebAssembly.instantiate(await text.arrayBuffer(), go.importObject);
    go.run(instance);
    ready = true;
    postMessage({ ready });
  } else {
    waiting = data;
  }
  // What has arrived meanwhile comes first.
  setTimeout(run);
};

// An adapter for `logsieve conformance run --target exec="node adapter.mjs"`.
//
// It answers with the simplest matcher there is, one that looks for the pattern
// as it stands. Put your own implementation in testMetricFilter.
import { createInterface } from 'node:readline';

function testMetricFilter({ filterPattern, logEventMessages }) {
  const matches = [];
  logEventMessages.forEach((eventMessage, i) => {
    if (eventMessage.includes(filterPattern)) {
      matches.push({ eventNumber: i + 1, eventMessage, extractedValues: {} });
    }
  });
  return { matches };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { service, operation, request } = JSON.parse(line);
  let answer = { unsupported: true };
  if (service === 'logs' && operation === 'TestMetricFilter') {
    try {
      answer = { response: testMetricFilter(request) };
    } catch {
      answer = { error: { code: 'InvalidParameterException', message: '' } };
    }
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}

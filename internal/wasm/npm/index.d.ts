/** A half-open range of bytes. */
export interface Span {
  start: number;
  end: number;
}

/** An error of a filter pattern; the span is in the pattern. */
export interface Problem {
  code: string;
  span: Span;
  message: string;
  remedy: string;
  /** What CloudWatch Logs answers. */
  service?: string;
  /** The whole pattern as it was probably meant; it is valid. */
  suggestion?: string;
}

/** What is wrong with a request: the service's code and message, and where. */
export class RequestError extends Error {
  code: string;
  problems: Problem[];
}

export interface TestMetricFilterRequest {
  filterPattern: string;
  logEventMessages: string[];
}

export interface MetricFilterMatchRecord {
  eventNumber: number;
  eventMessage: string;
  extractedValues: Record<string, string>;
}

export type Relation = "equivalent" | "implies" | "implied-by" | "overlapping" | "disjoint" | "unknown";

/** How two filter patterns relate, with a log event for each difference. */
export interface Comparison {
  relation: Relation;
  both: string | null;
  onlyA: string | null;
  onlyB: string | null;
  reason?: string;
}

/** As logsieve explain -o json prints it, without its version. */
export interface Explanation {
  filterPattern: string;
  kind: "match-all" | "terms" | "json" | "space-delimited";
  canonical: string;
  summary: string;
  [member: string]: unknown;
}

/** As logsieve match --why --json prints it; spans of conditions are in the pattern, all others in the message. */
export interface Why {
  filterPattern: string;
  kind: string;
  verdict: "match" | "no match";
  conditions: {
    number: number;
    verdict: "true" | "false" | "not applicable";
    span: Span;
    text: string;
    saw: string;
    operand?: { span?: Span; [member: string]: unknown };
    matched?: Span[];
    [member: string]: unknown;
  }[];
  decidedBy: number[];
  nearMisses: { code: string; message: string; suggestion: string; filterPattern?: string; [member: string]: unknown }[];
  [member: string]: unknown;
}

/** One instance of the engine. It answers one request at a time. */
export class Engine {
  /** The answer to a request as JSON, both as text. */
  answer(text: string): string;
  /** As the service answers, with its limits and texts. */
  testMetricFilter(request: TestMetricFilterRequest): { matches: MetricFilterMatchRecord[] };
  /** What metric filters publish for log events. */
  evaluateMetricFilter(request: object): object;
  explain(filterPattern: string): Explanation;
  why(filterPattern: string, logEventMessages: string[]): Why[];
  compare(filterPattern: string, otherFilterPattern: string): Comparison;
  /** The canonical form. */
  format(filterPattern: string): string;
}

/** A new instance of the engine. */
export function open(): Promise<Engine>;

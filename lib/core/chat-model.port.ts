/** The JSON object that an answer is to be: every field is needed, and there are no others. */
export type AnswerSchema = {
  /** Letters, digits and `_`. */
  name: string;
  properties: Readonly<Record<string, { type: "string"; enum?: readonly string[] } | { type: "boolean" }>>;
};

export type ChatRequest = {
  /** What it is for, in logs and errors. */
  operation: "generate" | "scan" | "classify" | "choose";
  system: string;
  user: string;
  maxOutputTokens: number;
  /** 0 is the most predictable. */
  temperature: number;
  /**
   * Asks for an answer of this shape, where the model can be held to one. Not all can: whoever reads the answer reads it
   * as if nobody had asked.
   */
  schema?: AnswerSchema;
  /** How long it may take, all tries together, ms; absent: as long as is usual for the model. */
  timeoutMs?: number;
  /** Not tried again after what may pass: whoever asked has no time for it. */
  isTriedOnce?: boolean;
};

export type ChatAnswer = {
  text: string;
  /** Why the model stopped: `stop` when it had said all; `length` and `content_filter` end in the middle. */
  finishReason: "stop" | "length" | "content_filter";
  inputTokens: number | null;
  outputTokens: number | null;
  milliseconds: number;
};

/**
 * Asks a language model once. Throws UpstreamError, with `retryable` for what may pass (time-out, 429, 5xx); never an
 * error that quotes what was asked.
 */
export type CompleteChat = (request: ChatRequest) => Promise<ChatAnswer>;

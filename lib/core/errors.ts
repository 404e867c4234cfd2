export type AppErrorCode =
  | "invalid_input"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "rate_limited"
  | "too_large"
  | "tries_used_up";

/**
 * Next bundles instrumentation and each route apart, each with its own copy of these classes, and what one copy threw
 * is caught by another: they know each other by name, or a refusal would be taken for a fault of ours.
 */
function isCalled(name: string, value: unknown): boolean {
  return value instanceof Error && value.name === name;
}

/** A refusal. Its message is safe to show: it names the field and what was expected, never a secret. */
export class AppError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is AppError {
    return isCalled("AppError", value);
  }

  override readonly name = "AppError";
  constructor(
    readonly code: AppErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** A vendor refuses whatever this installation asks: its HTTP status, and its own code and parameter where it names them. */
export type VendorRefusal = { status: number; code: string | null; parameter: string | null };

/** A vendor did not do what it was asked. Carries no message text, number or token. */
export class UpstreamError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is UpstreamError {
    return isCalled("UpstreamError", value);
  }

  override readonly name = "UpstreamError";
  /** Set where not this request is at fault, but a key, an account or the name of a model. */
  readonly refusal: VendorRefusal | null;
  /** Whether it took longer than it was given, and may answer another time. */
  readonly late: boolean;
  constructor(
    readonly vendor: string,
    readonly operation: string,
    readonly retryable: boolean,
    detail: string,
    options?: ErrorOptions & { refusal?: VendorRefusal | null; late?: boolean },
  ) {
    super(`${vendor} ${operation}: ${detail}`, options);
    this.refusal = options?.refusal ?? null;
    this.late = options?.late ?? false;
  }
}

/** One safe line about any thrown value: its class and code, not its message, which may quote input. */
export function describeError(error: unknown): string {
  if (error instanceof AppError) return `AppError ${error.code}`;
  if (error instanceof UpstreamError) return error.message;
  if (error instanceof Error) {
    const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
    return `${error.name}${code}`;
  }
  return typeof error;
}

import { afterEach, describe, expect, it, vi } from "vitest";
import { AppError, describeError, UpstreamError } from "./errors";

afterEach(() => vi.resetModules());

describe("errors that come from another bundle's copy of the class", () => {
  it("are known as what they are", async () => {
    vi.resetModules();
    const copy = await import("./errors");
    expect(copy.AppError).not.toBe(AppError);
    const refusal = new copy.AppError("conflict", "Load it, then save again.");
    expect(refusal instanceof AppError).toBe(true);
    expect(describeError(refusal)).toBe("AppError conflict");
    const failure = new copy.UpstreamError("ai", "generate", true, "HTTP 500");
    expect(failure instanceof UpstreamError).toBe(true);
    expect(failure instanceof AppError).toBe(false);
    expect(new Error("AppError") instanceof AppError).toBe(false);
  });
});

import type { StandInAnswer } from "../http/route";

/** The envelope of Cloudflare's API v4 (developers.cloudflare.com/api). */
export const runResult = (result: unknown): StandInAnswer => ({
  status: 200,
  body: { result, success: true, errors: [], messages: [] },
});

export const runError = (status: number, code: number, message: string): StandInAnswer => ({
  status,
  body: { result: null, success: false, errors: [{ code, message }], messages: [] },
});

/** The codes that signups gave out, in memory only: each lives 30 seconds and is exchanged once. */
import { randomBytes } from "node:crypto";
import { GraphError } from "../world/graph-error";
import type { MetaWorld } from "../world/meta-world";
import type { AccessToken, NewToken } from "../world/world-record";

const codeLifeMs = 30_000;

interface SignupCode {
  token: NewToken;
  until: number;
  used: boolean;
}

function refused(message: string, subcode?: number): GraphError {
  return new GraphError({ status: 400, code: 100, message, subcode });
}

export class CodeBook {
  private readonly codes = new Map<string, SignupCode>();

  constructor(private readonly world: MetaWorld) {}

  /** A new code for a token, which comes into being when the code is exchanged. */
  issue(token: NewToken, lifeMs = codeLifeMs, used = false): string {
    const code = `AQ${randomBytes(24).toString("base64url")}`;
    this.codes.set(code, { token, until: Date.now() + lifeMs, used });
    return code;
  }

  /** The token of a code. @throws GraphError 100, with 36009 for a used and 36007 for an expired code */
  redeem(code: string): AccessToken {
    const known = this.codes.get(code);
    if (!known) throw refused("Invalid verification code format.");
    if (known.used) throw refused("This authorization code has been used.", 36009);
    if (Date.now() >= known.until) throw refused("This authorization code has expired.", 36007);
    known.used = true;
    return this.world.registerToken(known.token);
  }
}

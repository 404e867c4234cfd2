const faultKinds = ["error", "delay", "drop_before", "drop_after", "hold", "duplicate", "reorder"] as const;

export type FaultKind = (typeof faultKinds)[number];

/**
 * A fault that the next `times` operations named `op` meet (`*`: any operation). `ms` is in milliseconds.
 * `when` belongs to `hold`: `before` (default) holds the request, `after` holds the answer of an operation that has
 * taken effect.
 */
export type Fault = {
  op: string;
  times: number;
  kind: FaultKind;
  status?: number;
  code?: number;
  subcode?: number;
  /** Belongs to `error`: sent as it is, in place of an error in the vendor's shape. May be empty. */
  body?: string;
  /** Belongs to `error`: sent with it, e.g. a vendor's advice on retries. */
  headers?: Record<string, string>;
  ms?: number;
  when?: "before" | "after";
};

export type Release = "go" | "drop";

export type FaultTable = {
  add(faults: readonly Fault[]): void;
  /** The first fault that waits for this operation, which may have several names; counts it down. */
  take(names: string | readonly string[]): Fault | undefined;
  remaining(): readonly Fault[];
  /** Forgets all faults and lets go what is held. */
  clear(): void;
  /** Resolves when `release` is called; `drop` means that the connection should die without any effect. */
  held(names: string | readonly string[]): Promise<Release>;
  /** Lets go everything that is held now (of one operation, if named) and says how many that were. */
  release(how: Release, op?: string): number;
};

export function createFaultTable(): FaultTable {
  let faults: Fault[] = [];
  let waiting: { names: readonly string[]; resolve: (how: Release) => void }[] = [];
  const release = (how: Release, op?: string): number => {
    const freed = waiting.filter((one) => op === undefined || one.names.includes(op));
    waiting = waiting.filter((one) => !freed.includes(one));
    for (const one of freed) one.resolve(how);
    return freed.length;
  };
  return {
    add(more) {
      faults.push(...more.map((fault) => ({ ...fault })));
    },
    take(names) {
      const known = [names].flat();
      const fault = faults.find((one) => one.op === "*" || known.includes(one.op));
      if (!fault) return undefined;
      fault.times -= 1;
      if (fault.times <= 0) faults = faults.filter((one) => one !== fault);
      return { ...fault };
    },
    remaining: () => faults,
    clear() {
      faults = [];
      release("go");
    },
    held: (names) => new Promise((resolve) => waiting.push({ names: [names].flat(), resolve })),
    release,
  };
}

/**
 * Reads the body of `POST /_sandbox/faults`: one fault or an array of them; `times` is 1 if missing.
 * @throws Error that names the field at fault
 */
export function readFaults(body: unknown): Fault[] {
  return (Array.isArray(body) ? body : [body]).map(readFault);
}

function readFault(value: unknown, index: number): Fault {
  const fail = (field: string, expected: string): never => {
    throw new Error(`faults[${index}].${field}: expected ${expected}`);
  };
  if (typeof value !== "object" || value === null) throw new Error(`faults[${index}]: expected an object`);
  const given = new Map<string, unknown>(Object.entries(value));
  const number = (field: string, lowest: number): number | undefined => {
    const found = given.get(field);
    if (found === undefined) return undefined;
    return typeof found === "number" && Number.isInteger(found) && found >= lowest
      ? found
      : fail(field, `a whole number from ${lowest}`);
  };
  const op = given.get("op");
  const kind = faultKinds.find((one) => one === given.get("kind"));
  const body = given.get("body");
  const when = given.get("when");
  const headers = given.get("headers");
  return {
    op: typeof op === "string" && op !== "" ? op : fail("op", "the name of an operation, or *"),
    kind: kind ?? fail("kind", faultKinds.join(", ")),
    times: number("times", 1) ?? 1,
    status: number("status", 100),
    code: number("code", 0),
    subcode: number("subcode", 0),
    body: body === undefined || typeof body === "string" ? body : fail("body", "text"),
    headers: headers === undefined ? undefined : (headersOf(headers) ?? fail("headers", "names and texts")),
    ms: number("ms", 0),
    when: when === undefined || when === "before" || when === "after" ? when : fail("when", "before or after"),
  };
}

function headersOf(given: unknown): Record<string, string> | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  const entries = Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return entries.length === Object.keys(given).length ? Object.fromEntries(entries) : undefined;
}

/**
 * The parameters of a Graph call: Graph reads them from the query, from JSON, from a form and from multipart alike; nested
 * ones may be JSON text everywhere, or `text[body]=…` in a form. Not imitated: batches, `method=` overrides.
 */
import type { StandInRequest } from "../../http/route";

export type Fields = ReadonlyMap<string, unknown>;

/** The fields of an object, which may have travelled as JSON text; empty for anything else. */
export function fieldsOf(value: unknown): Fields {
  const object = unpacked(value, "{");
  return new Map<string, unknown>(typeof object === "object" && object !== null ? Object.entries(object) : []);
}

/** The items of a list, which may have travelled as JSON text; empty for anything else. */
export function listOf(value: unknown): unknown[] {
  const list = unpacked(value, "[");
  return Array.isArray(list) ? list : [];
}

function unpacked(value: unknown, sign: string): unknown {
  if (typeof value !== "string" || !value.trimStart().startsWith(sign)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const isForm = (contentType: string) => contentType.includes("application/x-www-form-urlencoded");
const isMultipart = (contentType: string) => contentType.includes("multipart/form-data");

/** All parameters by name; those of the body win over those of the query. */
export async function requestFields(request: Pick<StandInRequest, "query" | "headers" | "body" | "rawBody">) {
  const type = request.headers["content-type"] ?? "";
  const fields = formFields(request.query);
  const body = isForm(type)
    ? formFields(new URLSearchParams(request.rawBody.toString("utf8")))
    : isMultipart(type)
      ? await multipartFields(request.rawBody, type)
      : fieldsOf(request.body);
  for (const [name, value] of body) fields.set(name, value);
  return fields;
}

/** What a JSON body would have held: `text[body]=hi` is an object named text. */
function formFields(form: Iterable<[string, unknown]>): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [key, value] of form) {
    const [, name = key, path = ""] = /^([^[\]]+)((?:\[[^[\]]+\])+)$/.exec(key) ?? [];
    const steps = [...path.matchAll(/\[([^[\]]+)\]/g)].map(([, step]) => step ?? "");
    fields.set(name, steps.length === 0 ? value : nested(fields.get(name), steps, value));
  }
  return fields;
}

function nested(into: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  const fields = fieldsOf(into);
  return { ...Object.fromEntries(fields), [step]: nested(fields.get(step), rest, value) };
}

async function multipartFields(rawBody: Buffer, contentType: string): Promise<Fields> {
  try {
    const body = new Uint8Array(rawBody);
    return formFields(await new Response(body, { headers: { "content-type": contentType } }).formData());
  } catch {
    // Not what it says it is: Graph then finds none of the parameters that it needs.
    return new Map();
  }
}

/** The names of a `fields` parameter: split at the commas that stand outside of braces and parentheses. */
export function fieldNames(list: string): string[] {
  const names = [""];
  let depth = 0;
  for (const sign of list) {
    if (sign === "{" || sign === "(") depth += 1;
    if (sign === "}" || sign === ")") depth -= 1;
    if (sign === "," && depth === 0) names.push("");
    else if (depth === 0 && sign !== "}" && sign !== ")") names.push(`${names.pop()}${sign}`);
  }
  return names.map((name) => name.trim().replace(/\..*$/, "")).filter((name) => name !== "");
}

/**
 * The body of a send as Meta reads it (WA/messages/send-messages, WA/business-scoped-user-ids/, WA/support/error-codes).
 * Text and templates are checked inside; of other types that the object of that name is there, with an id or link for media.
 */
import { GraphError, invalidParameter } from "../world/graph-error";
import { userIdOf } from "../world/message-id";
import type { MessageTemplate } from "../world/world-record";
import { type Fields, fieldsOf, listOf } from "./request-fields";

const maxTextLength = 4096;
const maxCallbackDataLength = 512;
const userIdShape = /^[A-Z]{2}\.[A-Za-z0-9.]{1,132}$/;
const mediaTypes = ["audio", "document", "image", "sticker", "video"];
const types = [...mediaTypes, "contacts", "interactive", "location", "reaction", "template", "text"];

export interface Recipient {
  input: string;
  phone: string | undefined;
  userId: string | undefined;
  /** Accepted and never delivered, without a word: what Meta does with a user id in `to`. */
  lost: boolean;
}

/** @throws GraphError 131009 */
export function readRecipient(fields: Fields): Recipient {
  const [to, recipient] = [fields.get("to"), fields.get("recipient")];
  // WA/business-scoped-user-ids/: if both are there, `to` wins. Numbers are taken for text.
  if (typeof to === "number") return readTo(String(to));
  if (typeof to === "string" && to !== "") return readTo(to);
  if (typeof recipient === "string" && recipient !== "") {
    if (!userIdShape.test(recipient)) throw invalidValue("recipient is not a business-scoped user id");
    return { input: recipient, phone: undefined, userId: recipient, lost: false };
  }
  throw invalidValue("One of to and recipient is required");
}

function readTo(to: string): Recipient {
  if (userIdShape.test(to)) return { input: to, phone: undefined, userId: undefined, lost: true };
  const digits = to.replace(/[+\s().-]/g, "");
  if (!/^\d{5,15}$/.test(digits)) throw invalidValue("Recipient phone number not in allowed format");
  return { input: to, phone: digits, userId: userIdOf(digits), lost: false };
}

/** What the phone shows of the message. `type` is text where it is missing. @throws GraphError 100, 132000, 132001 */
export function readContent(fields: Fields, templates: readonly MessageTemplate[]): string {
  const given = fields.get("type") ?? "text";
  const type = typeof given === "string" ? given.toLowerCase() : "";
  if (!types.includes(type)) {
    throw invalidParameter(`Param type must be one of {${types.map((one) => one.toUpperCase()).join(", ")}}`);
  }
  // Contacts are a list, all others an object.
  const content = type === "contacts" ? fieldsOf(listOf(fields.get(type))) : fieldsOf(fields.get(type));
  if (type === "text") return readText(content);
  if (content.size === 0) throw invalidParameter(`The parameter ${type} is required.`);
  if (mediaTypes.includes(type) && !content.get("id") && !content.get("link")) {
    throw invalidParameter(`The parameter ${type}['id'] or ${type}['link'] is required.`);
  }
  if (type === "template") return readTemplate(content, templates);
  const caption = content.get("caption");
  return `[${type}]${typeof caption === "string" ? ` ${caption}` : ""}`;
}

function readText(content: Fields): string {
  const stray = [...content.keys()].find((key) => key !== "body" && key !== "preview_url");
  if (stray !== undefined) throw invalidParameter("Invalid parameter", `Unexpected key "${stray}" on param "text".`);
  const body = content.get("body");
  if (typeof body !== "string" || body.trim() === "") throw invalidParameter("The parameter text['body'] is required.");
  if ([...body].length > maxTextLength) {
    throw invalidParameter(`Param text['body'] must be at most ${maxTextLength} characters long.`);
  }
  return body;
}

/** WA/support/error-codes: 132001 for a name or language that isn't there or not approved, 132000 for a wrong count. */
function readTemplate(content: Fields, templates: readonly MessageTemplate[]): string {
  const name = content.get("name");
  const language = content.get("language");
  const code = fieldsOf(language).get("code") ?? language;
  if (typeof name !== "string" || name === "") throw invalidParameter("The parameter template['name'] is required.");
  if (typeof code !== "string") throw invalidParameter("The parameter template['language'] is required.");
  const found = templates.find((one) => one.name === name && one.language === code && one.status === "APPROVED");
  if (!found) {
    throw new GraphError({
      status: 404,
      code: 132001,
      message: "(#132001) Template name does not exist in the translation",
      details: `template name (${name}) does not exist in ${code}`,
    });
  }
  const body = found.components.find(({ type }) => String(type).toUpperCase() === "BODY");
  const text = String(body?.text ?? "");
  const wanted = new Set(text.match(/\{\{[^{}]+\}\}/g) ?? []).size;
  const given = parametersOf(content.get("components"));
  if (given.length !== wanted) {
    throw new GraphError({
      status: 400,
      code: 132000,
      message: "(#132000) Number of parameters does not match the expected number of params",
      details: `body: number of localizable_params (${given.length}) does not match the expected number of params (${wanted})`,
    });
  }
  let place = 0;
  return text.replace(/\{\{[^{}]+\}\}/g, () => String(fieldsOf(given[place++]).get("text") ?? ""));
}

function parametersOf(components: unknown): unknown[] {
  const body = listOf(components).find((one) => String(fieldsOf(one).get("type")).toLowerCase() === "body");
  return listOf(fieldsOf(body).get("parameters"));
}

/** @throws GraphError 100 */
export function readCallbackData(fields: Fields): string | undefined {
  const data = fields.get("biz_opaque_callback_data");
  if (data === undefined || (typeof data === "string" && data.length <= maxCallbackDataLength)) return data;
  throw invalidParameter(`Param biz_opaque_callback_data must be at most ${maxCallbackDataLength} characters`);
}

function invalidValue(details: string): GraphError {
  return new GraphError({ status: 400, code: 131009, message: "(#131009) Parameter value is not valid", details });
}

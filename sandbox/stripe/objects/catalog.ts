/** Finds an object by its id, shows it as the API does (with what a test altered), and expands ids in it. */

import type { StripeWorld } from "../stripe-world";
import { customerObject, methodObject } from "./customer";
import { invoiceObject } from "./invoice";
import { chargeObject, intentObject } from "./payment";
import { disputeObject, refundObject } from "./reversal";
import { lineObject, portalObject, sessionObject } from "./session";
import { invalid } from "./stripe-error";

/** The only version whose parameters and objects are imitated. */
export const apiVersion = "2026-10-28.endive";

type Fields = Record<string, unknown>;

export class Catalog {
  constructor(readonly world: StripeWorld) {}

  /** Any object of the API by its id. */
  find(id: string): Fields | undefined {
    const { world } = this;
    const show = <Row>(rows: Map<string, Row>, render: (row: Row) => object): Fields | undefined => {
      const row = rows.get(id);
      return row && this.altered(id, { ...render(row) });
    };
    return (
      show(world.customers, customerObject) ??
      show(world.methods, methodObject) ??
      show(world.intents, (row) => intentObject(world, row)) ??
      show(world.charges, (row) => chargeObject(world, row)) ??
      show(world.refunds, (row) => refundObject(world, row)) ??
      show(world.disputes, disputeObject) ??
      show(world.sessions, (row) => sessionObject(world, row)) ??
      show(world.invoices, (row) => invoiceObject(world, row)) ??
      show(world.portals, (row) => portalObject(world, row))
    );
  }

  /** The same for an object that must be there. */
  get(id: string): Fields {
    const found = this.find(id);
    if (!found) throw new Error(`no object ${id}`);
    return found;
  }

  /** @throws StripeFailure 400 if a path names what can't be expanded */
  expand(object: object, paths: readonly string[]): Fields {
    let shown: Fields = { ...object };
    for (const path of paths) shown = this.expandOne(shown, path.split("."), path);
    return shown;
  }

  private expandOne(object: Fields, [name = "", ...rest]: readonly string[], path: string): Fields {
    const value = object[name] ?? this.included(object, name);
    if (value === undefined) throw invalid(`This property cannot be expanded (${path}).`, "expand");
    return { ...object, [name]: this.expandValue(value, rest, path) };
  }

  private expandValue(value: unknown, rest: readonly string[], path: string): unknown {
    if (Array.isArray(value)) return value.map((one) => this.expandValue(one, rest, path));
    const found = typeof value === "string" ? this.find(value) : value;
    if (found === null) return null;
    if (typeof found !== "object") throw invalid(`This property cannot be expanded (${path}).`, "expand");
    return rest.length === 0 ? found : this.expandOne({ ...found }, rest, path);
  }

  /** Lists that an object has only when they are asked for; undefined for what is no field at all. */
  private included(object: Fields, name: string): unknown {
    const id = String(object.id);
    const session = this.world.sessions.get(id);
    if (session && name === "line_items") {
      const data = session.lines.map((line) => lineObject(line, session));
      return { object: "list", url: `/v1/checkout/sessions/${id}/line_items`, has_more: false, data };
    }
    if (this.world.charges.has(id) && name === "refunds") {
      const data = [...this.world.refunds.values()].filter(({ charge }) => charge === id).reverse();
      return {
        object: "list",
        url: `/v1/charges/${id}/refunds`,
        has_more: false,
        data: data.map((refund) => refundObject(this.world, refund)),
      };
    }
    return object[name];
  }

  private altered(id: string, object: Fields): Fields {
    const set = this.world.alterations.get(id);
    return set ? withFields(object, set) : object;
  }
}

/** A copy with other values; dots in a name lead inside. */
export function withFields(object: Fields, set: Readonly<Record<string, unknown>>): Fields {
  const copy = structuredClone(object);
  for (const [path, value] of Object.entries(set)) {
    const way = path.split(".");
    const last = way.pop() ?? "";
    let at = copy;
    for (const name of way) {
      const inner = at[name];
      const next: Fields = typeof inner === "object" && inner !== null ? (inner as Fields) : {};
      at[name] = next;
      at = next;
    }
    at[last] = value;
  }
  return copy;
}

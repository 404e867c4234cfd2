/**
 * `POST /_sandbox/health`: something happens to an account at Meta, and the app is told, at its own address, whatever
 * overrides are set (WA/webhooks/override). `POST /_sandbox/webhooks` posts any field and value as they are given.
 */
import * as z from "zod";
import { readControlBody } from "../../http/request-body";
import type { StandInRoute } from "../../http/route";
import type { WebhookCourier } from "../webhooks/deliver-webhooks";
import type { WebhookTarget } from "../webhooks/webhook-target";
import { demoNumber, type MetaWorld } from "../world/meta-world";
import { healthNews, tellNews } from "./health-news";

const anyWebhook = z.object({
  field: z.string().min(1),
  value: z.record(z.string(), z.unknown()),
  entry_id: z.string().min(1).optional(),
  time: z.union([z.number(), z.string()]).optional(),
});

export function healthRoutes(world: MetaWorld, courier: WebhookCourier, target: WebhookTarget): StandInRoute[] {
  const post = (path: string, handle: StandInRoute["handle"]): StandInRoute => ({
    method: "POST",
    pattern: new RegExp(`^/_sandbox/${path}$`),
    op: "_sandbox",
    log: false,
    handle,
  });
  return [
    post("health", async ({ body }) =>
      readControlBody(healthNews, body, (news) => {
        const named = news.number_id ?? (news.waba_id === undefined ? demoNumber.id : undefined);
        const number = named === undefined ? world.numbersOf(news.waba_id ?? "")[0] : world.numbers.get(named);
        const waba = world.wabas.get(number?.wabaId ?? news.waba_id ?? "");
        if (!waba) return { status: 404, body: { error: "number_id or waba_id: Meta knows none such" } };
        const { entryId, value, effect } = tellNews(news, world, waba, number);
        if (news.effect) effect();
        world.changed();
        courier.dispatch(target.appCallback, { entryId, field: news.field, value, time: news.time });
        return { status: 202, body: { field: news.field, entry_id: entryId, value } };
      }),
    ),
    post("webhooks", async ({ body }) =>
      readControlBody(anyWebhook, body, ({ field, value, entry_id = world.platformWabaId, time }) => {
        courier.dispatch(target.appCallback, { entryId: entry_id, field, value, time });
        return { status: 202, body: { field, entry_id, value } };
      }),
    ),
  ];
}

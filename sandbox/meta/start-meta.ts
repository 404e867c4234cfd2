/**
 * A stand-in for Meta's WhatsApp Cloud API: Graph API, Embedded Signup, signed webhooks, and the phones. Written from Meta's
 * documentation, apart from the app. What it imitates and what it doesn't: describeMeta and the top of each file.
 */
import { type StandInServer, startStandInServer } from "../http/stand-in-server";
import { metaControlRoutes } from "./control-routes";
import { graphRoutes, unknownPathRoutes } from "./graph/graph-route";
import { meRoutes } from "./graph/me-routes";
import { mediaRoutes } from "./graph/media-routes";
import { numberRoutes } from "./graph/number-routes";
import { profileRoutes } from "./graph/profile-routes";
import { MessageDoor } from "./graph/send-message";
import { settingsRoutes } from "./graph/settings-routes";
import { templateRoutes } from "./graph/template-routes";
import { tokenRoutes } from "./graph/token-routes";
import { wabaRoutes } from "./graph/waba-routes";
import { accountsPageRoutes } from "./health/accounts-page";
import { healthRoutes } from "./health/health-routes";
import { MediaShelf } from "./media/media-shelf";
import { type EnterOptions, enterRoutes } from "./phone/enter-route";
import { ownerRoutes } from "./phone/owner-message";
import { describeMeta, pageRoutes } from "./phone/page-routes";
import { phoneRoutes } from "./phone/phone-routes";
import { CodeBook } from "./signup/code-book";
import { SignupDesk } from "./signup/play-signup";
import { signupRoutes } from "./signup/signup-routes";
import { WebhookCourier } from "./webhooks/deliver-webhooks";
import { StatusRhythm } from "./webhooks/status-rhythm";
import { WebhookTarget } from "./webhooks/webhook-target";
import { MetaWorld } from "./world/meta-world";
import { PhoneThreads } from "./world/phone-threads";
import { openWorldFile } from "./world/world-file";
import { worldControlRoutes } from "./world-control";

/** How a stand-in for Meta is started. */
export interface MetaOptions {
  /** 0 takes any free port. */
  port: number;
  host: "127.0.0.1";
  /** Base URL of the app; webhooks go to `/webhook/whatsapp` under it. */
  appUrl: string;
  /** Signs webhooks. */
  appSecret: string;
  /** The platform's token: may act for the numbers of the platform WABA. */
  accessToken: string;
  /** The platform WABA. */
  wabaId: string;
  /** What the app expects in the webhook handshake. */
  verifyToken: string;
  /** Numbers, WABAs and tokens are kept here; message text never is. */
  dataDir: string;
  appId?: string;
  /** Shows the button "Enter as the demo owner" on the page; missing when mails go elsewhere. */
  enter?: EnterOptions;
  /** What the start page says of the model that compares meanings, where it is a stand-in. */
  encoder?: string;
}

const defaultAppId = "300000000000001";

/** Starts it; `close` ends timers, open streams and retries. @throws the listener's error, e.g. EADDRINUSE */
export async function startMeta(
  options: MetaOptions,
): Promise<{ url: string; port: number; close: () => Promise<void> }> {
  let server: StandInServer | undefined;
  const appId = options.appId ?? defaultAppId;
  const file = openWorldFile(options.dataDir);
  const world = new MetaWorld(options.wabaId, options.accessToken, file.record, file.save);
  const target = new WebhookTarget(world, options.appUrl);
  const threads = new PhoneThreads();
  const courier = new WebhookCourier(options.appSecret, () => server?.faults);
  const statuses = new StatusRhythm(world, threads, courier, target);
  const codes = new CodeBook(world);
  const desk = new SignupDesk(world, codes, courier, target);
  const app = { id: appId, secret: options.appSecret };
  const graph = graphRoutes(world, options.appSecret);
  const door = new MessageDoor(world, threads, statuses);
  const shelf = new MediaShelf(() => server?.url ?? "");
  const phones = { world, threads, courier, target, statuses, shelf };
  const stop = () => {
    statuses.close();
    courier.close();
    threads.close();
  };
  const running = await startStandInServer({
    name: "meta",
    host: options.host,
    port: options.port,
    describe: describeMeta,
    routes: [
      ...wabaRoutes(graph, world, target, appId),
      // Before the numbers: their ids are digits too.
      ...templateRoutes(graph, world, courier, target),
      ...numberRoutes(graph, world, target, door, shelf),
      ...mediaRoutes(graph, world, shelf),
      ...profileRoutes(graph, world, courier, target),
      ...settingsRoutes(graph, world),
      ...tokenRoutes(world, codes, app),
      ...meRoutes(graph, target, app),
      ...signupRoutes({ world, desk, codes, appId }),
      ...phoneRoutes(phones),
      ...ownerRoutes(phones),
      ...healthRoutes(world, courier, target),
      ...accountsPageRoutes(),
      ...worldControlRoutes(world),
      ...metaControlRoutes({ courier, statuses, target, verifyToken: options.verifyToken }),
      ...pageRoutes({ appUrl: options.appUrl, enter: options.enter !== undefined, encoder: options.encoder }),
      ...enterRoutes(options.appUrl, options.enter),
      ...unknownPathRoutes(),
    ],
  });
  server = running;
  return {
    url: running.url,
    port: running.port,
    close: async () => {
      stop();
      await running.close();
    },
  };
}

import type { EnterOptions } from "./phone/enter-route";

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
}

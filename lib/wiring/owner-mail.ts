import { UpstreamError } from "../core/errors";
import type { NoticePorts } from "../credits/deliver-notices";

/** No mail server is connected and nobody signs in: notices wait in the database and are tried again. */
export const ownerMail: Pick<NoticePorts, "findOwners" | "sendMail"> = {
  findOwners: async () => [],
  sendMail: async () => {
    throw new UpstreamError("smtp", "send", true, "not connected");
  },
};

/**
 * Media up and down (WA/business-phone-numbers/media): `POST /{number}/media`, the object with its address, the bytes
 * behind that address, and its end. Meta serves the bytes from a host of its own, here it is this one.
 */
import type { StandInAnswer, StandInRequest, StandInRoute } from "../../http/route";
import type { KeptMedia, MediaShelf } from "../media/media-shelf";
import { GraphError, graphErrorBody, invalidParameter, unreachableObject } from "../world/graph-error";
import type { MetaWorld } from "../world/meta-world";
import { bearerOf, type GraphCall, type GraphRoute } from "./graph-route";

/** In bytes, by the kind of medium; stickers are counted as the larger, animated ones. */
const limits = new Map([
  ["audio", 16_000_000],
  ["video", 16_000_000],
  ["image", 5_000_000],
  ["application", 100_000_000],
  ["text", 100_000_000],
]);

/** An object of the shelf as Graph shows it. @throws GraphError 100/33 where the token may not see it */
export function mediaObject(shelf: MediaShelf, { id, wabaIds }: GraphCall): object {
  const media = visibleMedia(shelf, id, wabaIds, "get");
  return {
    messaging_product: "whatsapp",
    url: shelf.addressOf(media, "getMedia"),
    mime_type: media.mimeType,
    sha256: media.sha256.toString("hex"),
    file_size: media.bytes.length,
    id,
  };
}

function visibleMedia(shelf: MediaShelf, id: string, wabaIds: ReadonlySet<string>, verb: "get" | "delete"): KeptMedia {
  const media = shelf.get(id);
  if (!media || !wabaIds.has(media.wabaId)) throw unreachableObject(id, verb);
  return media;
}

export function mediaRoutes(graph: GraphRoute, world: MetaWorld, shelf: MediaShelf): StandInRoute[] {
  const upload = async ({ id, wabaIds, fields }: GraphCall) => {
    const number = world.visibleNumber(id, wabaIds, "post");
    if (fields.get("messaging_product") !== "whatsapp") {
      throw invalidParameter("The parameter messaging_product is required.");
    }
    const file = fields.get("file");
    if (!(file instanceof Blob)) throw invalidParameter("The parameter file is required.");
    const type = fields.get("type");
    const mimeType = typeof type === "string" && type.includes("/") ? type : file.type;
    const limit = limits.get(mimeType.split("/")[0] ?? "");
    if (limit === undefined) {
      throw invalidParameter(
        "Param file must be a file with one of the following types: audio, video, image, application, text",
        `Received file of type '${mimeType || "application/octet-stream"}'.`,
      );
    }
    if (file.size > limit) {
      const details = `File size out of allowable range. Maximum allowed: ${limit} bytes`;
      throw new GraphError({ status: 400, code: 131053, message: "(#131053) Media upload error", details });
    }
    return { id: shelf.put(number.wabaId, mimeType, Buffer.from(await file.arrayBuffer())).id };
  };

  const remove = ({ id, wabaIds }: GraphCall) => {
    visibleMedia(shelf, id, wabaIds, "delete");
    shelf.delete(id);
    return { success: true };
  };

  const download = async ({ query, headers }: StandInRequest): Promise<StandInAnswer> => {
    try {
      const token = world.authenticate(bearerOf(headers.authorization, new Map(query)));
      const media = visibleMedia(shelf, query.get("mid") ?? "", world.readableWabas(token), "get");
      return { status: 200, headers: { "content-type": media.mimeType }, body: media.bytes };
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      // This host says no more than that it isn't there, or not for you.
      const status = error.failure.code === 190 ? 401 : 404;
      return { status, body: graphErrorBody(error.failure) };
    }
  };

  return [
    { ...graph("POST", "(\\d+)/media", "media", upload), logBody: () => "a file" },
    graph("DELETE", "(4\\d{14})", "media", remove),
    { method: "GET", pattern: /^\/whatsapp_business\/attachments\/?$/, op: "media_download", handle: download },
  ];
}

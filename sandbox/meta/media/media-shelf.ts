/**
 * Media that Meta keeps for a while (WA/business-phone-numbers/media), in memory only: what people send each other must
 * not reach the data folder. Oldest ones go first. Not imitated: the 5 minutes of an address, the 30 days of a file,
 * checks of what is inside. What customers send is a sample: pictures can be seen, sound and film can't be played.
 */
import { createHash, randomInt } from "node:crypto";

const maxKept = 200;

const jpeg =
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAQABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAgT/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCeASZ//9k=";
const webp = "UklGRi4AAABXRUJQVlA4ICIAAABwAQCdASoQABAABABoJaACdAFAAAD+69g/B5t5G30DAAAA";
const samples = new Map<string, Buffer>([
  ["image/jpeg", Buffer.from(jpeg, "base64")],
  ["image/webp", Buffer.from(webp, "base64")],
  ["application/pdf", Buffer.from("%PDF-1.1\n%%EOF\n")],
]);

export interface KeptMedia {
  id: string;
  /** Who may read it: tokens of this WABA. */
  wabaId: string;
  mimeType: string;
  bytes: Buffer;
  sha256: Buffer;
}

export class MediaShelf {
  private readonly kept = new Map<string, KeptMedia>();

  /** @param baseUrl where the stand-in answers */
  constructor(private readonly baseUrl: () => string) {}

  put(wabaId: string, mimeType: string, bytes: Buffer): KeptMedia {
    const id = `4${String(randomInt(1e13)).padStart(14, "0")}`;
    const media = { id, wabaId, mimeType, bytes, sha256: createHash("sha256").update(bytes).digest() };
    this.kept.set(id, media);
    if (this.kept.size > maxKept) this.kept.delete(this.kept.keys().next().value ?? "");
    return media;
  }

  /** What a customer is taken to have sent. */
  sample(wabaId: string, mimeType: string): KeptMedia {
    return this.put(wabaId, mimeType, samples.get(mimeType) ?? Buffer.from(`a sample of ${mimeType}`));
  }

  get(id: string): KeptMedia | undefined {
    return this.kept.get(id);
  }

  delete(id: string): void {
    this.kept.delete(id);
  }

  /** An address like Meta's; it needs the access token too. */
  addressOf({ id, sha256 }: KeptMedia, source: "getMedia" | "webhook"): string {
    const query = new URLSearchParams({
      mid: id,
      source,
      ext: String(Math.floor(Date.now() / 1000) + 300),
      hash: sha256.toString("base64url").slice(0, 40),
    });
    return `${this.baseUrl()}/whatsapp_business/attachments/?${query}`;
  }
}

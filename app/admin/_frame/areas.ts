import { BookOpenText, Coins, ListOrdered, MessageCircle, MessagesSquare, Smile } from "lucide-react";

/**
 * The areas of the admin, in order. One that gets its pages gets a row: side bar, tab bar and titles follow. The word
 * for it stands in the catalogue under `admin.areas`.
 */
export const AREAS = [
  { key: "whatsapp", href: "/admin/whatsapp", icon: MessageCircle },
  { key: "rules", href: "/admin/rules", icon: ListOrdered },
  { key: "persona", href: "/admin/persona", icon: Smile },
  { key: "facts", href: "/admin/facts", icon: BookOpenText },
  { key: "messages", href: "/admin/messages", icon: MessagesSquare },
  { key: "billing", href: "/admin/billing", icon: Coins },
] as const;

/** The address of an area; null for one that has no pages yet. */
export function areaHref(key: string): string | null {
  return AREAS.find((area) => area.key === key)?.href ?? null;
}

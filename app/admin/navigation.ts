import { MessageCircle } from "lucide-react";

/**
 * The areas of the admin, in order. One that gets its pages gets a row: side bar, tab bar and titles follow. The word
 * for it stands in the catalogue under `admin.areas`.
 */
export const AREAS = [{ key: "whatsapp", href: "/admin/whatsapp", icon: MessageCircle }] as const;

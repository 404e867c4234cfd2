import { getRequestConfig } from "next-intl/server";
import messages from "@/app/messages/en.json";

/** One language, no locale in the address. Times are shown in the reader's own zone by `LocalTime`. */
export default getRequestConfig(async () => ({ locale: "en", timeZone: "UTC", messages }));

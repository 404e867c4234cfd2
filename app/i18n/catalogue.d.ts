import type messages from "@/app/messages/en.json";

declare module "next-intl" {
  /** Makes the compiler refuse a key that the catalogue lacks. */
  interface AppConfig {
    Locale: "en";
    Messages: typeof messages;
  }
}

"use client";

import { Toaster as Sonner } from "sonner";

/** Where short news appear: above the tab bar on phones. Call `toast` from sonner to show one. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-center"
      offset={24}
      mobileOffset={{ bottom: 88 }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-center gap-3 rounded-control border border-line bg-ink px-4 py-3 text-ground text-[0.9375rem] shadow-lg sm:w-96",
          icon: "shrink-0",
          content: "min-w-0 flex-1",
          actionButton: "min-h-9 shrink-0 rounded-lg px-3 font-semibold underline underline-offset-4",
        },
      }}
    />
  );
}

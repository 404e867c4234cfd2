"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import "../style-nonce";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  text?: ReactNode;
  closeLabel: string;
  children: ReactNode;
};

/** A sheet from below on phones, a window in the middle on wide screens. */
export function Dialog({ open, onOpenChange, title, text, closeLabel, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Radix.Content
          aria-describedby={text ? undefined : ""}
          className="fixed inset-x-4 bottom-4 z-50 mx-auto max-h-[85dvh] max-w-lg overflow-y-auto rounded-card border border-line bg-card p-6 shadow-xl sm:top-1/2 sm:bottom-auto sm:-translate-y-1/2"
        >
          <Radix.Title className="pr-10 font-semibold text-lg tracking-tight">{title}</Radix.Title>
          {text ? <Radix.Description className="mt-1 text-soft">{text}</Radix.Description> : null}
          <Radix.Close
            aria-label={closeLabel}
            className="absolute top-4 right-4 grid size-10 place-items-center rounded-control hover:bg-well"
          >
            <X aria-hidden className="size-5" />
          </Radix.Close>
          <div className="mt-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

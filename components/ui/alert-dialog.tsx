"use client";

import { AlertDialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import "../style-nonce";

type AlertDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will happen, so that yes and no can be told apart. */
  text: ReactNode;
  children: ReactNode;
};

/** Asks before something that can't be undone. Focus starts on the way back, and returns to where it was. */
export function AlertDialog({ open, onOpenChange, title, text, children }: AlertDialogProps) {
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Radix.Content
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            // Radix knows no trigger here, and would leave the focus nowhere.
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          className="fixed inset-x-4 bottom-4 z-50 mx-auto max-h-[85dvh] max-w-md overflow-y-auto rounded-card border border-line bg-card p-6 shadow-xl sm:top-1/2 sm:bottom-auto sm:-translate-y-1/2"
        >
          <Radix.Title className="font-semibold text-lg tracking-tight">{title}</Radix.Title>
          <Radix.Description asChild>
            <div className="mt-2 text-soft leading-relaxed">{text}</div>
          </Radix.Description>
          <div className="mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const AlertDialogCancel = Radix.Cancel;

"use client";

import { useEffect, useRef, useState } from "react";
import { isAcceptedOrigin, readSignupEvent } from "@/lib/accounts/connection/whatsapp/signup/signup-event";
import { gatherReturn } from "@/lib/accounts/connection/whatsapp/signup/window-return";
import type { SignupWindow } from "@/lib/wiring/channels";

type LoginAnswer = { authResponse?: { code?: string } | null };

type MetaSdk = {
  init(settings: object): void;
  login(callback: (answer: LoginAnswer) => void, options: object): void;
};

declare global {
  interface Window {
    FB?: MetaSdk;
    fbAsyncInit?: () => void;
  }
}

export type SignupWay = keyof SignupWindow["extras"];

/** `blocked`: it did not load, or has not in that time; it still may. */
type SdkState = "loading" | "ready" | "blocked";
const SDK_TIMEOUT_MS = 15_000;

type Gather = ReturnType<typeof gatherReturn>;

/** Meta's script, and its window. `nonce` lets the page's policy take the script. */
export function useMetaWindow(window_: SignupWindow, nonce: string | null) {
  const [sdk, setSdk] = useState<SdkState>("loading");
  const gather = useRef<Gather | null>(null);
  const { appId, graphVersion, sdkUrl, origins } = window_;

  useEffect(() => {
    const ready = (): void => {
      window.FB?.init({ appId, version: graphVersion, xfbml: false, cookie: false });
      setSdk("ready");
    };
    if (window.FB) return ready();
    // The script calls it as soon as it is there.
    window.fbAsyncInit = ready;
    const script = document.createElement("script");
    Object.assign(script, { src: sdkUrl, async: true, crossOrigin: "anonymous", nonce: nonce ?? "" });
    script.onerror = () => setSdk("blocked");
    document.head.append(script);
    const timer = setTimeout(() => setSdk((now) => (now === "loading" ? "blocked" : now)), SDK_TIMEOUT_MS);
    return () => {
      clearTimeout(timer);
      script.remove();
    };
  }, [appId, graphVersion, sdkUrl, nonce]);

  useEffect(() => {
    function listen({ origin, data }: MessageEvent): void {
      if (!isAcceptedOrigin(origin, origins)) return;
      const event = readSignupEvent(data);
      if (event) gather.current?.message(event);
    }
    window.addEventListener("message", listen);
    return () => window.removeEventListener("message", listen);
  }, [origins]);

  /** To be called by the click itself: browsers let nothing else open a window. False where the browser blocked it. */
  function open(way: SignupWay, report: Parameters<typeof gatherReturn>[0], late: Parameters<typeof gatherReturn>[1]) {
    const { FB } = window;
    if (!FB) throw new Error("Meta's script is not there yet.");
    const mine = gatherReturn(report, late);
    let blocked = false;
    // Not an async function: the script's own check refuses one.
    function heard(answer: LoginAnswer): void {
      // A window that never opened looks like one that was closed.
      if (!blocked) mine.login(answer.authResponse?.code ?? null);
    }
    const opened = watchOpen(() =>
      FB.login(heard, {
        config_id: window_.configId,
        response_type: "code",
        override_default_response_type: true,
        extras: window_.extras[way],
      }),
    );
    blocked = opened === null;
    if (!blocked) gather.current = mine;
    return !blocked;
  }

  return { sdk, open };
}

/** The window that a call opened; null where the browser blocked it: Meta's script does not tell that from a closed one. */
function watchOpen(call: () => void): Window | null | undefined {
  const { open } = window;
  let opened: Window | null | undefined;
  window.open = (...given) => {
    opened = open.apply(window, given);
    return opened;
  };
  try {
    call();
  } finally {
    window.open = open;
  }
  return opened;
}

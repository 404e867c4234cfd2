"use client";

declare global {
  interface Window {
    __webpack_nonce__?: string;
  }
}

/**
 * By which the page's policy takes a style element that a script writes: the nonce of the document, on whose scripts Next has
 * put it. Undefined on the server, which writes none.
 */
export const styleNonce: string | undefined =
  typeof document === "undefined" ? undefined : document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;

// Where the style element that keeps a page from scrolling behind Radix' dialogs and menus looks for it (get-nonce).
if (styleNonce) window.__webpack_nonce__ = styleNonce;

"use client";

import { useEffect } from "react";

/**
 * A content security policy belongs to the document: every link away from this page loads the next one whole, so that
 * Meta's script stays behind, and whoever came without loading it whole loads it now.
 */
export function FullPageLinks() {
  useEffect(() => {
    const [loaded] = performance.getEntriesByType("navigation");
    if (loaded && new URL(loaded.name).pathname !== location.pathname) location.reload();

    function follow(event: MouseEvent): void {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      if (link.pathname === location.pathname) return;
      event.preventDefault();
      event.stopPropagation();
      location.assign(link.href);
    }
    window.addEventListener("click", follow, true);
    return () => window.removeEventListener("click", follow, true);
  }, []);
  return null;
}

/** What every mail looks alike in: few looks, because mail programs drop most. The icon's words stand where it is blocked. */
export function frameMail(html: string, appUrl: string): string {
  return `<div style="font:16px/1.5 sans-serif;max-width:480px;margin:0 auto;padding:24px">
<p><img src="${encodeURI(appUrl)}/icon-192.png" width="48" height="48" alt="Concierge"></p>
${html}
</div>`;
}

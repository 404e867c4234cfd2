import type { Mail } from "./mailbox";

export const describeMail =
  "Imitates a mail server that takes every mail (SMTP without encryption, any user and password) and a mailbox page that " +
  "shows what came. Doesn't deliver anything anywhere, check SPF or DKIM, bounce, or keep mails over a restart.";

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The mails as one page, newest first. Only their text is shown; each link can be followed. */
export function mailPage(mails: readonly Mail[], limits: string): string {
  const list = mails.length
    ? mails.map(mailEntry).join("\n")
    : '<p class="none">No mail yet. What the app sends shows up here: reload after you asked for one.</p>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox mail</title>
<link rel="stylesheet" href="/mail.css">
</head>
<body>
<main>
<h1>Sandbox mail</h1>
<p>Every mail of the app ends here. Nothing leaves this machine.</p>
${list}
<footer>${escapeHtml(limits)}</footer>
</main>
</body>
</html>`;
}

function mailEntry(mail: Mail): string {
  return `<article>
<h2>${escapeHtml(mail.subject)}</h2>
<p class="meta">to ${escapeHtml(mail.to.join(", "))} · ${new Date(mail.at).toISOString().slice(11, 19)} UTC</p>
<pre>${withLinks(mail.text.trim(), mail.links)}</pre>
</article>`;
}

/** Split at its links, which come out as they stand in the text. */
function withLinks(text: string, links: readonly string[]): string {
  const [link, ...rest] = links;
  if (link === undefined) return escapeHtml(text);
  const anchor = `<a rel="noreferrer" href="${escapeHtml(link)}">${escapeHtml(link)}</a>`;
  return text
    .split(link)
    .map((part) => withLinks(part, rest))
    .join(anchor);
}

export const mailPageStyle = `
:root { color-scheme: light dark; --ground: light-dark(#faf7f2, #191613); --card: light-dark(#fff, #221e1a);
  --ink: light-dark(#2a231c, #f2ebe2); --soft: light-dark(#6d6154, #b8ab9c); --line: light-dark(#e6ddd0, #3a332b);
  --accent: light-dark(#0f6b57, #6fd1b5); }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 ui-sans-serif, system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 0; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1rem; margin: 1rem 0; }
.meta, .none, footer { color: var(--soft); font-size: .9rem; }
.meta { margin: .15rem 0 .5rem; }
a { color: var(--accent); overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: .5rem 0 0; }
footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1rem; }
`;

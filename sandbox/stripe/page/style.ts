export const pageStyle = `
:root { color-scheme: light dark; --ground: light-dark(#f6f7f9, #14161a); --card: light-dark(#fff, #1d2026);
  --ink: light-dark(#1a1f2b, #eceef2); --soft: light-dark(#565e6e, #a9b1c0); --line: light-dark(#d9dde5, #363b46);
  --accent: light-dark(#4338ca, #a5b4fc); --on-accent: light-dark(#fff, #14161a); --bad: light-dark(#b42318, #fda29b); }
* { box-sizing: border-box; }
html { scroll-padding-bottom: 5rem; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 ui-sans-serif, system-ui, sans-serif; }
.notice { margin: 0; padding: .5rem 1rem; background: light-dark(#fef0c7, #4a3205); color: light-dark(#5f3503, #fde8b0);
  text-align: center; font-size: .875rem; }
main, footer { max-width: 32rem; margin: 0 auto; padding: 1.5rem 1rem 0; }
footer { padding-bottom: 2rem; color: var(--soft); font-size: .875rem; }
h1 { font-size: 1.125rem; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.0625rem; margin: 1.75rem 0 .5rem; }
p { margin: .25rem 0; }
.amount { font-size: 2.25rem; font-weight: 700; line-height: 1.2; letter-spacing: -.02em; margin: .25rem 0; }
.soft { color: var(--soft); font-size: .9375rem; }
.bad { color: var(--bad); border: 1px solid currentColor; border-radius: 10px; padding: .625rem .75rem; margin: 1rem 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.25rem; }
form.card { margin-top: 1.25rem; }
fieldset { border: 0; margin: 0 0 1rem; padding: 0; min-width: 0; }
legend { font-weight: 600; padding: 0; margin-bottom: .5rem; }
label.choice { display: flex; gap: .625rem; align-items: flex-start; padding: .5rem .625rem; border: 1px solid var(--line);
  margin-top: -1px; cursor: pointer; }
label.choice:first-of-type { border-radius: 10px 10px 0 0; }
label.choice:last-of-type { border-radius: 0 0 10px 10px; }
label.choice:only-of-type { border-radius: 10px; }
label.choice:has(input:checked) { background: light-dark(#eef0ff, #262a45); }
input[type=radio] { accent-color: var(--accent); margin: .3125rem 0 0; inline-size: 1rem; block-size: 1rem; flex: none; }
.choice b { font-weight: 600; white-space: nowrap; }
.choice span { min-width: 0; }
button { font: inherit; font-weight: 600; border-radius: 10px; border: 1px solid var(--line); background: var(--card);
  color: var(--ink); padding: .4375rem .875rem; min-height: 2.5rem; cursor: pointer; text-decoration: none; }
button.main { display: block; width: 100%; text-align: center; background: var(--accent); border-color: var(--accent);
  color: var(--on-accent); padding: .625rem .875rem; }
button.whole { width: 100%; }
.pay { position: sticky; bottom: 0; background: var(--card); margin: 0 -1.25rem; padding: .75rem 1.25rem; border-radius: 14px; }
form:has(.pay) { padding-bottom: .5rem; }
button + button { margin-top: .625rem; }
a { color: var(--accent); }
.back { display: inline-block; padding: .5rem 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
ul { list-style: none; margin: 0; padding: 0; }
li { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; padding: .625rem 0; border-top: 1px solid var(--line); }
li:first-child { border-top: 0; }
li > .grow { flex: 1 1 10rem; min-width: 0; }
.tag { border: 1px solid currentColor; border-radius: 99px; font-size: .8125rem; padding: 0 .5rem; color: var(--soft); }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 1rem 0 0; }
dt { color: var(--soft); }
dd { margin: 0; text-align: end; overflow-wrap: anywhere; }
select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 10px; min-height: 2.5rem;
  padding: 0 .5rem; width: 100%; }
summary { cursor: pointer; }
li:last-child { padding-bottom: 0; }
li:first-child { padding-top: 0; }
ul + form { margin-top: .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
.row > label { flex: 1 1 12rem; min-width: 0; }
.row button + button { margin-top: 0; }
`;

/** The report's only style sheet: light and dark, from a phone's width up. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f6f7f9, #11151b); --card: light-dark(#ffffff, #191f27);
  --ink: light-dark(#1b2430, #e4e9ef); --muted: light-dark(#5c6a7a, #94a1b1); --line: light-dark(#dfe4ea, #2b343f);
  --good: light-dark(#14713a, #5fce8b); --good-soft: light-dark(#e2f4e8, #153322);
  --bad: light-dark(#a6331f, #ff9d87); --bad-soft: light-dark(#fdeae5, #3a1d17);
  --preflight: #8d99a8; --backup: #3f8fc9; --export: #5b6fd6; --import: #8a5cc7; --validate: #b65aa6;
  --cutover: #d99a2b; --soak: #3ba36a; --rollback: #e08a4a; --failed: #d1493a;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { font-size: clamp(1.5rem, 4vw, 2.1rem); line-height: 1.2; margin: .1rem 0 .4rem; letter-spacing: -.01em; }
h2 { font-size: 1.15rem; margin: 0; } h3 { font-size: .95rem; margin: 1.4rem 0 .4rem; }
p { margin: .4rem 0; } a { color: inherit; }
.brand { margin: 0; font-weight: 700; color: var(--good); } .muted { color: var(--muted); } .small { font-size: .92em; }
code { font: .86em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.15rem 1.35rem 1.3rem; margin: 1.1rem 0; }
section > header { display: flex; align-items: center; gap: .75rem; flex-wrap: wrap; }
.badge { font-size: .8rem; font-weight: 600; padding: .1rem .6rem; border-radius: 1rem; white-space: nowrap; background: var(--bad-soft); color: var(--bad); }
.badge.migrated { background: var(--good-soft); color: var(--good); }
.timeline { margin-top: .8rem; }
.row { display: grid; grid-template-columns: 8.5rem 1fr 6.5rem; align-items: center; gap: .9rem; padding: .3rem 0; text-decoration: none; border-radius: .4rem; }
.row:hover .name { text-decoration: underline; } .row .name { font-weight: 600; } .row .badge { justify-self: start; }
.track { position: relative; height: 1.15rem; border-radius: .3rem; background: var(--paper); overflow: hidden; }
.track .step { position: absolute; top: 0; bottom: 0; border-right: 1px solid var(--card); min-width: 2px; }
.axis { display: flex; justify-content: space-between; margin: .35rem 7.4rem 0 9.4rem; color: var(--muted); font-size: .8rem; border-top: 1px solid var(--line); padding-top: .2rem; font-variant-numeric: tabular-nums; }
.legend, .steps { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; padding: 0; margin: .9rem 0 0; font-size: .87rem; color: var(--muted); }
.legend li, .steps li { display: inline-flex; align-items: center; gap: .4rem; } .steps { margin: 1rem 0 0; } .steps b { color: var(--ink); font-weight: 600; }
.legend .step, .steps .step { width: .75rem; height: .75rem; border-radius: .2rem; }
.preflight { background: var(--preflight); } .backup { background: var(--backup); } .export { background: var(--export); } .import { background: var(--import); }
.validate { background: var(--validate); } .cutover { background: var(--cutover); } .soak { background: var(--soak); } .rollback { background: var(--rollback); } .failed.step { background: var(--failed); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .6rem 1.4rem; margin: .9rem 0 0; }
.facts > :first-child { grid-column: span 2; }
dt { font-size: .8rem; color: var(--muted); } dd { margin: 0; }
.reason { border-left: .25rem solid var(--bad); background: var(--bad-soft); border-radius: 0 .5rem .5rem 0; padding: .7rem 1rem; margin: 1.1rem 0 0; overflow-wrap: anywhere; }
.reason h3 { margin: 0; color: var(--bad); }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0 2rem; }
.columns > div { min-width: 0; }
.digests dd { margin-bottom: .4rem; } .yes { color: var(--good); } .no { color: var(--bad); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
th, td { text-align: left; padding: .28rem .9rem .28rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--muted); font-size: .8rem; white-space: nowrap; } tbody tr:last-child td { border-bottom: 0; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .hash { white-space: nowrap; } .hash code { overflow-wrap: normal; } .long { overflow-wrap: anywhere; min-width: 12rem; }
details { margin-top: 1.2rem; } summary { cursor: pointer; font-weight: 600; font-size: .95rem; }
footer { color: var(--muted); font-size: .87rem; overflow-wrap: anywhere; }
@media (max-width: 44rem) {
  main { padding: 1.2rem .8rem 2rem; } section { padding: 1rem; }
  .row { grid-template-columns: 1fr auto; gap: .3rem .8rem; padding: .45rem 0; } .row .track { grid-row: 2; grid-column: 1 / -1; }
  th, td { padding-right: .55rem; }
  .axis { margin-inline: 0; } .facts { grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); }
}
@media print { body { background: none; } section { break-inside: avoid-page; } details { display: block; } }
`;

/**
 * The page's only style sheet: no external asset, light and dark, narrow and wide.
 */
export const pageStyle = `
:root { color-scheme: light dark; --ink: light-dark(#1b2430, #e7ebf0); --soft: light-dark(#5a6676, #9aa7b6);
  --paper: light-dark(#f5f7f9, #12171d); --card: light-dark(#fff, #1b222b); --line: light-dark(#d5dce3, #33404d);
  --good: light-dark(#176b3a, #6fd39a); --bad: light-dark(#a51d2d, #ff8f8f); --busy: light-dark(#8a5200, #f0b65a);
  --main: light-dark(#1d4f91, #7db4ff); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1rem; }
h1 { font-size: 1.35rem; margin: 0; } h2 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; } p { margin: .25rem 0 .5rem; }
small, caption, .calm, header p { color: var(--soft); }
[role=status]:not(:empty) { border-left: 4px solid var(--main); background: var(--card); padding: .5rem .75rem; }
.path { list-style: none; margin: 1rem 0 0; padding: 0; display: grid; gap: 1.5rem; grid-template-columns: repeat(4, 1fr); }
.path li { position: relative; display: flex; flex-direction: column; background: var(--card);
  border: 1px solid var(--line); border-top: 4px solid var(--line); border-radius: .4rem; padding: .5rem .75rem; }
ol.path li + li::before { content: "→"; position: absolute; left: -1.3rem; top: 50%; translate: 0 -50%; color: var(--soft); }
.path strong { font-size: 1.9rem; line-height: 1.2; font-variant-numeric: tabular-nums; } .path small { line-height: 1.3; }
.path .good { border-top-color: var(--good); } .path .bad { border-top-color: var(--bad); }
.path .busy { border-top-color: var(--busy); } .path .bad strong { color: var(--bad); }
svg { display: block; width: 100%; height: 3.5rem; background: var(--card); border: 1px solid var(--line); fill: var(--main); }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); }
caption { text-align: left; padding-bottom: .25rem; font-size: .875rem; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: baseline; }
tbody th { font-weight: 400; overflow-wrap: anywhere; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead th { font-size: .875rem; }
.stage { font-weight: 600; } .stage.good { color: var(--good); } .stage.bad { color: var(--bad); } .stage.busy { color: var(--busy); }
.controls { display: grid; gap: 1rem; grid-template-columns: 2fr 1fr; margin-top: 1rem; }
.controls section { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem; min-width: 0; }
.controls h2 { margin-top: 0; }
.buttons, .faults form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .5rem 0; }
.faults { list-style: none; margin: .5rem 0; padding: 0; } .faults span { flex: 1 1 14rem; color: var(--bad); }
.fields { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); align-items: end; margin: .75rem 0; }
label { display: flex; flex-direction: column; gap: .2rem; font-size: .875rem; }
input, select, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft);
  border-radius: .3rem; padding: .4rem .7rem; min-height: 2.5rem; max-width: 100%; }
button { cursor: pointer; } button.main { border-color: var(--main); color: var(--main); font-weight: 600; }
summary { cursor: pointer; padding: .4rem 0; } :focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
@media (max-width: 40rem) { .path { gap: .75rem; grid-template-columns: 1fr 1fr; } ol.path li + li::before { content: none; }
  .controls { grid-template-columns: 1fr; } .time { display: none; } tbody th { font-size: .875rem; } th, td { padding: .3rem .35rem; } .path strong { font-size: 1.5rem; } }
`;

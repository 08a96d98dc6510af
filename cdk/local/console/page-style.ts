/**
 * The page's only style sheet: no external asset, light and dark, narrow and wide.
 */
import { faultKinds } from './fault-form.ts';
import { labelPlaces } from './latency-view.ts';

const colours = `
:root { color-scheme: light dark; --ink: light-dark(#1b2430, #e7ebf0); --soft: light-dark(#566171, #a3b0be);
  --paper: light-dark(#f5f7f9, #12171d); --card: light-dark(#fff, #1b222b); --line: light-dark(#d5dce3, #33404d);
  --edge: light-dark(#7b8794, #75828f); --good: light-dark(#176b3a, #6fd39a); --bad: light-dark(#a51d2d, #ff8f8f);
  --busy: light-dark(#7d4a00, #f0b65a); --main: light-dark(#1d4f91, #7db4ff); }`;

const basics = `
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 80rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1rem; } header p { margin-right: auto; }
h1 { font-size: 1.35rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .25rem; } h3 { font-size: 1rem; margin: 0; }
p { margin: .25rem 0 .5rem; } small, caption, .calm, header p { color: var(--soft); } a { color: var(--main); }
input, select, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--edge);
  border-radius: .3rem; padding: .4rem .7rem; min-height: 2.5rem; max-width: 100%; min-width: 0; }
button { cursor: pointer; } button.main { border-color: var(--main); color: var(--main); font-weight: 600; }
button[aria-pressed=true] { background: var(--main); color: var(--paper); }
label { display: flex; flex-direction: column; gap: .2rem; font-size: .875rem; }
summary { cursor: pointer; padding: .4rem 0; } code { font-size: .875rem; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
.quiet { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:not(:focus) { position: absolute; left: -99rem; }
[role=status]:not(:empty) { position: sticky; top: .5rem; z-index: 1; }
[role=status]:not(:empty), [role=alert], .demo { border: 1px solid var(--line); border-left: 4px solid var(--main);
  border-radius: .4rem; background: var(--card); padding: .5rem .75rem; margin: .75rem 0; }
[role=alert] { border-left-color: var(--bad); } [hidden] { display: none; }
.stage { font-weight: 600; overflow-wrap: normal; } .stage.good { color: var(--good); } .stage.bad { color: var(--bad); } .stage.busy { color: var(--busy); }
.demo h2 { margin: 0; } .demo ol { list-style: none; margin: .25rem 0; padding: 0; }
.demo li { display: grid; grid-template-columns: auto 1fr; gap: .75rem; padding: .15rem 0; } time { color: var(--soft); font-variant-numeric: tabular-nums; }`;

const path = `
.path { list-style: none; margin: 1rem 0 0; padding: 0; display: grid; gap: 1.5rem; grid-template-columns: repeat(4, 1fr); }
.path li { position: relative; background: var(--card); min-width: 0;
  border: 1px solid var(--line); border-top: 4px solid var(--edge); border-radius: .4rem; padding: .5rem .75rem; }
.path li + li::before { content: "→"; position: absolute; left: -1.3rem; top: 2.2rem; color: var(--soft); }
.path strong { display: block; font-size: 1.9rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.path p { margin: 0; color: var(--soft); font-size: .875rem; line-height: 1.35; } .path .sum { border-top: 1px solid var(--line); padding-top: .3rem; }
.path dl { margin: .4rem 0; font-size: .875rem; } dl div { display: flex; justify-content: space-between; gap: .75rem; }
dd { margin: 0; font-variant-numeric: tabular-nums; } dl .bad { color: var(--bad); font-weight: 600; } dl .busy { color: var(--busy); font-weight: 600; }
.path .good { border-top-color: var(--good); } .path li.busy { border-top-color: var(--busy); }`;

const plot = `
.plot { display: grid; grid-template-columns: 3.5rem 1fr; height: 7rem; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; }
.plot svg { display: block; width: 100%; height: 100%; fill: var(--main); } .plot .late { fill: var(--bad); }
.plot line { stroke: var(--line); vector-effect: non-scaling-stroke; } .plot .promise { stroke: var(--bad); stroke-dasharray: 4 4; }
.scale { position: relative; font-size: .75rem; color: var(--soft); } .scale span { position: absolute; right: .4rem; translate: 0 50%; }
${labelPlaces.map((place) => `.at-${place} { bottom: ${place}%; }`).join(' ')}`;

const lists = `
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); margin-top: .5rem; }
caption { text-align: left; padding-bottom: .25rem; font-size: .875rem; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: baseline; }
tbody th { font-weight: 400; min-width: 10.5rem; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } thead th { font-size: .875rem; }
.find { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
dialog { width: min(64rem, calc(100vw - 2rem)); max-height: calc(100vh - 2rem); overflow: auto; overscroll-behavior: contain; color: inherit; background: var(--paper);
  border: 1px solid var(--edge); border-radius: .5rem; padding: 1rem; }
dialog::backdrop { background: rgb(0 0 0 / .5); } dialog h2 { margin: 0; } dialog form { position: sticky; top: 0; float: right; margin-left: .75rem; }
.story { list-style: none; margin: .5rem 0; padding: 0; }
.story li { display: grid; grid-template-columns: 7rem 11rem 6.5rem 1fr; gap: 0 .75rem; background: var(--card);
  border: 1px solid var(--line); border-top-width: 0; padding: .4rem .6rem; } .story li:first-child { border-top-width: 1px; }
.story small { display: block; } .service { color: var(--soft); }`;

const controls = `
.controls { display: grid; gap: 1rem; grid-template-columns: 3fr 2fr; align-items: start; margin-top: 1rem; }
.controls .whole { grid-column: 1 / -1; }
.controls section { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem; min-width: 0; }
.controls h2 { margin-top: 0; }
.buttons, .faults form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .5rem 0; }
.faults { list-style: none; margin: .5rem 0; padding: 0; } .faults span { flex: 1 1 12rem; color: var(--bad); }
.fields { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); align-items: end; margin: .75rem 0; }
.violations { border: 2px solid var(--bad); border-radius: .4rem; padding: .5rem .75rem; color: var(--bad); } .violations ul { margin: .25rem 0; padding-left: 1.2rem; } .violations a { color: inherit; }
.alarms { list-style: none; margin: .5rem 0; padding: 0; } .alarms li { border-left: 4px solid var(--line); padding: .1rem .6rem; margin: .5rem 0; }
.alarms li.fires { border-left-color: var(--bad); } .alarms p { margin: .1rem 0; }
.of-some { display: none; } ${faultKinds.map((kind) => `form:has(option[value="${kind}"]:checked) .of-${kind}`).join(', ')} { display: flex; }`;

/** What the widget's HTML looks like: as with CloudWatch's own styles, whose classes it uses. */
const widget = `
#widget h3, .widget h3 { margin: .5rem 0; } #widget tbody th, .widget tbody th { font-weight: 600; } h4 { margin: .75rem 0 .25rem; } #widget:empty { min-height: 6rem; } h3:focus { outline: none; }
.btn { display: inline-block; cursor: pointer; border: 1px solid var(--edge); border-radius: .3rem; padding: .2rem .6rem; margin: .1rem 0;
  color: inherit; background: var(--card); white-space: nowrap; user-select: none; }
.btn:hover { border-color: var(--main); color: var(--main); } .btn-primary, .btn-primary:hover { background: var(--main); color: var(--paper); border-color: var(--main); font-weight: 600; }
#widget form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: .75rem 0 .25rem; } #widget form .btn { padding: .5rem .9rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); border: 1px solid var(--line); border-radius: .3rem; padding: .5rem; max-height: 24rem; overflow: auto; }
progress { accent-color: var(--main); width: 8rem; vertical-align: middle; }
.confirm { width: min(30rem, calc(100vw - 2rem)); } .confirm form { position: static; float: none; margin: 1rem 0 0; display: flex; gap: .75rem; }`;

const narrow = `
@media (max-width: 60rem) { .controls { grid-template-columns: 1fr; } .path { grid-template-columns: 1fr 1fr; gap: .75rem; } .path li + li::before { content: none; } }
@media (max-width: 48rem) { :is(#widget, .widget) thead { position: absolute; clip-path: inset(50%); }
  :is(#widget, .widget) tr { display: flex; flex-wrap: wrap; gap: .1rem .9rem; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
  :is(#widget, .widget) :is(th, td) { border: 0; padding: 0; min-width: 0; } }
@media (max-width: 40rem) { body { padding: .75rem; } .time { display: none; } th, td { padding: .3rem .35rem; } tbody th { min-width: 7.5rem; } th, td { font-size: .8125rem; }
  .path strong { font-size: 1.5rem; } .story li { grid-template-columns: auto 1fr auto; } .story .says { grid-column: 1 / -1; }
  .demo li { grid-template-columns: 1fr; gap: 0; } }
@media (max-width: 30rem) { .attempts { display: none; } .story li { grid-template-columns: auto 1fr; } }
@media (max-width: 22rem) { .path { grid-template-columns: 1fr; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media (forced-colors: active) { .plot rect { fill: CanvasText; } }`;

export const pageStyle = [colours, basics, path, plot, lists, controls, widget, narrow].join('');

// The style sheet of all pages. Without < and &, so that a page is well-formed XML.
#pragma once

namespace lowlight::pages {

inline constexpr char kPageStyle[] = R"css(
:root {
  color-scheme: light dark;
  --ground: #faf9f7; --card: #ffffff; --ink: #1f2328; --soft: #5c636d; --line: #e3e0da;
  --accent: #2b5db5; --good: #1a6f43; --warning: #855300; --bad: #b3261e;
  --good-tint: #e7f3ec; --warning-tint: #faf0dc; --bad-tint: #fbe9e7; --plain-tint: #efeeeb;
  --s0: #2b5db5; --s1: #c2500a; --s2: #1a7f5a; --s3: #9a3d9a;
  --s4: #8a6a00; --s5: #00798c; --s6: #b3264e; --s7: #5f6368;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15171a; --card: #1d2024; --ink: #e7e5e0; --soft: #a4abb4; --line: #34383e;
    --accent: #8db4f5; --good: #7fd1a3; --warning: #e9bd66; --bad: #f2948c;
    --good-tint: #1b2e24; --warning-tint: #33291a; --bad-tint: #3a2120; --plain-tint: #282c31;
    --s0: #8db4f5; --s1: #f0a05a; --s2: #66c9a0; --s3: #d59ade;
    --s4: #d8bd5a; --s5: #5cc4d6; --s6: #f28aa6; --s7: #b4bac2;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 74rem; padding: clamp(1rem, 4vw, 3rem);
  background: var(--ground); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1 { font-size: clamp(1.5rem, 4vw, 2rem); line-height: 1.2; font-weight: 650; margin: 0 0 1.25rem; }
h2 { font-size: 1.2rem; line-height: 1.3; font-weight: 650; margin: 0; }
section {
  display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; margin: 2.75rem 0 0;
}
p { margin: 0 0 .75rem; max-width: 46rem; }
section > p, section > details, section > ol { margin: 0; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
ul.plain { margin: 0; padding-left: 1.2rem; max-width: 60rem; }
ul.plain li { margin: .25rem 0; }
.soft { color: var(--soft); }
.verdict {
  margin: 0; padding: 1rem 1.25rem; border-radius: 10px; border-left: 6px solid;
}
.verdict p { margin: .3rem 0 0; color: var(--ink); }
.verdict p.headline { margin: 0; font-size: 1.15rem; font-weight: 650; color: inherit; }
.verdict.plain { background: var(--plain-tint); color: var(--ink); border-color: var(--soft); }
.verdict.good { background: var(--good-tint); color: var(--good); border-color: var(--good); }
.verdict.warning {
  background: var(--warning-tint); color: var(--warning); border-color: var(--warning);
}
.verdict.bad { background: var(--bad-tint); color: var(--bad); border-color: var(--bad); }
.badge {
  display: inline-block; padding: 0 .5em; border-radius: 99px; font-size: .8rem;
  font-weight: 600; line-height: 1.6; white-space: nowrap;
}
.badge.plain { background: var(--plain-tint); color: var(--soft); }
.badge.good { background: var(--good-tint); color: var(--good); }
.badge.warning { background: var(--warning-tint); color: var(--warning); }
.badge.bad { background: var(--bad-tint); color: var(--bad); }
dl.facts {
  display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; margin: 0;
  font-variant-numeric: tabular-nums;
}
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-size: .92rem; overflow-wrap: normal; }
caption { text-align: left; padding: .7rem .9rem; color: var(--soft); }
h2 + .scroll caption {
  position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%);
}
th, td { padding: .45rem .9rem; text-align: left; vertical-align: top; }
thead th {
  color: var(--soft); font-weight: 600; border-bottom: 1px solid var(--line); white-space: nowrap;
}
tbody th { font-weight: 500; min-width: 9rem; overflow-wrap: anywhere; }
td { min-width: 5rem; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.bad > * { background: var(--bad-tint); }
tr.warning > * { background: var(--warning-tint); }
tr.good > * { background: var(--good-tint); }
tr.bad > th, tr.warning > th, tr.good > th { font-weight: 700; }
tr.bad > th { box-shadow: inset 4px 0 var(--bad); }
tr.warning > th { box-shadow: inset 4px 0 var(--warning); }
tr.good > th { box-shadow: inset 4px 0 var(--good); }
pre {
  margin: 0; padding: .9rem 1rem; overflow-x: auto; border: 1px solid var(--line);
  border-radius: 10px; background: var(--card); font-size: .85rem; line-height: 1.5;
}
details { margin: 1rem 0 0; }
summary { cursor: pointer; color: var(--accent); padding: .3rem 0; }
details[open] > summary { margin-bottom: .5rem; }
figure { margin: 0; min-width: 0; }
figure img { display: block; max-width: 100%; height: auto; border-radius: 6px; }
figcaption { margin: .4rem 0 0; font-size: .88rem; color: var(--soft); }
.gallery {
  display: grid; gap: 1.25rem; align-items: start;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--least)), 1fr));
}
.gallery img { width: 100%; }
figure.chart {
  max-width: 46rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: .9rem 1rem .8rem;
}
.gallery .chart { max-width: none; }
.chart figcaption { margin: 0 0 .4rem; color: var(--ink); font-size: 1rem; font-weight: 600; }
.chart svg { display: block; width: 100%; height: auto; }
.chart text { fill: var(--soft); font-size: 12px; font-family: inherit; }
.chart .grid { stroke: var(--line); stroke-width: 1; }
.chart .axis { stroke: var(--soft); stroke-width: 1; }
.chart path { fill: none; stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
.chart .faint { stroke-width: 1; opacity: .35; }
.chart .mark { stroke-width: 1; stroke-dasharray: 3 3; }
.mark.plain { stroke: var(--soft); } .mark.good { stroke: var(--good); }
.mark.warning { stroke: var(--warning); } .mark.bad { stroke: var(--bad); }
.s0 { stroke: var(--s0); color: var(--s0); } .s1 { stroke: var(--s1); color: var(--s1); }
.s2 { stroke: var(--s2); color: var(--s2); } .s3 { stroke: var(--s3); color: var(--s3); }
.s4 { stroke: var(--s4); color: var(--s4); } .s5 { stroke: var(--s5); color: var(--s5); }
.s6 { stroke: var(--s6); color: var(--s6); } .s7 { stroke: var(--s7); color: var(--s7); }
.chart circle { fill: currentColor; stroke: var(--card); stroke-width: 1; }
.legend {
  display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; list-style: none; margin: .4rem 0 0;
  padding: 0; font-size: .85rem;
}
.legend span { color: var(--ink); }
.legend li::before {
  content: ""; display: inline-block; width: 1.1em; height: 3px; margin-right: .45em;
  background: currentColor; vertical-align: middle; border-radius: 2px;
}
@media (max-width: 34rem) {
  dl.facts { grid-template-columns: 1fr; gap: 0; }
  dl.facts dd { margin: 0 0 .6rem; }
  th, td { padding: .4rem .65rem; }
}
@media print { body { max-width: none; padding: 0; } .scroll { overflow: visible; } }
)css";

}  // namespace lowlight::pages

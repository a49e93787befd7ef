/* The style of the report. One accent; everything else is ink, softened. Sizes of text in pictures are
 * those that svg.c reckons with. After a change tests/page_truth.py strict PAGE names the new hash. */
#include "analyzer/outputs/page.h"

/* Long rules are written in several pieces. NOLINTBEGIN(bugprone-suspicious-missing-comma) */
const char *const page_style[] = {
    ":root{color-scheme:light dark;--bg:#fbfaf7;--card:#f3f2ed;--ink:#1d2329;--mute:#565e67;--line:#dcdad3;"
    "--accent:#0b6676;--gap:#b9b6ad;--bar:#a9aeb0}\n",
    "@media(prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1c2125;--ink:#e8e6e0;--mute:#a6adb4;"
    "--line:#333a40;--accent:#62c4d1;--gap:#545b62;--bar:#5d666d}}\n",
    "*{box-sizing:border-box}\n",
    "html{-webkit-text-size-adjust:100%;text-size-adjust:100%}\n",
    "body{margin:0 auto;max-width:70rem;padding:clamp(1.25rem,4vw,3.5rem) clamp(1rem,4vw,2.5rem);"
    "background:var(--bg);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,\"Segoe UI\",Roboto,"
    "\"Helvetica Neue\",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word}\n",
    "h1{font-size:clamp(1.6rem,1.1rem + 2.2vw,2.5rem);line-height:1.15;letter-spacing:-.015em;margin:0;"
    "text-wrap:balance}\n",
    "h2{font-size:1.3rem;line-height:1.25;margin:0 0 .75rem;letter-spacing:-.005em}\n",
    "h3{font-size:1.02rem;margin:1.5rem 0 .35rem}\n",
    "p{margin:.5rem 0;max-width:46rem}\n",
    ".span,.note,.key,footer,figcaption{color:var(--mute)}\n",
    ".span{margin:.4rem 0 0}\n",
    ".lead{font-size:1.18rem;line-height:1.45;margin:1rem 0 0}\n",
    ".note,.key,footer,figcaption{font-size:.9rem}\n",
    ".defs{position:absolute}\n",
    "ul.f{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:1px;"
    "margin:1.75rem 0 0;padding:0;border:1px solid var(--line);border-radius:.5rem;overflow:hidden}\n"
    "ul.f li{box-shadow:0 0 0 1px var(--line);padding:.85rem 1rem;display:flex;flex-direction:column}\n"
    "ul.f span{font-size:.88rem;color:var(--mute)}\n",
    "dl.f dd{margin:0}\n",
    "ul.f strong{font-size:1.85rem;line-height:1.25;font-weight:600;letter-spacing:-.02em}\n",
    "ul.f small{font-size:.84rem;line-height:1.4;color:var(--mute)}\n",
    "nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.25rem;margin:1.25rem 0 0;padding:0;"
    "font-size:.92rem}\n",
    "a{color:var(--accent);text-underline-offset:.18em}\n",
    "a:focus-visible,summary:focus-visible,.t:focus-visible{outline:3px solid var(--accent);outline-offset:2px;"
    "border-radius:2px}\n",
    "section{margin-top:3rem;padding-top:1.5rem;border-top:1px solid var(--line)}\n",
    "figure{margin:.75rem 0 0}\n",
    "svg.w,svg.n{width:100%;height:auto;overflow:visible}\n",
    "svg.w{display:none}\n",
    "svg.n{display:block;max-width:30rem}\n",
    "@media(min-width:44rem){svg.w{display:block}svg.n{display:none}}\n",
    "svg text{font-size:12.5px;fill:var(--mute)}\n",
    "svg .i,svg .fl{fill:var(--ink)}\n",
    "svg "
    ".fl{font-size:11.5px;font-weight:600;paint-order:stroke;stroke:var(--bg);stroke-width:3.5px;stroke-linejoin:round}"
    "\n",
    "svg .a{fill:var(--accent);font-weight:600;paint-order:stroke;stroke:var(--bg);stroke-width:4px;"
    "stroke-linejoin:round}\n",
    ".g{stroke:var(--line)}.b{stroke:var(--mute)}\n",
    ".v{fill:var(--accent)}.vb{stroke:var(--accent)}\n",
    ".p{fill:url(#part);stroke:var(--accent);stroke-width:.7}\n",
    ".d{fill:url(#dots);stroke:var(--accent);stroke-width:.7}\n",
    ".s{fill:var(--bar)}\n"
    ".u{fill:url(#gap)}\n",
    ".pa{fill:var(--accent)}.pg{fill:var(--gap)}\n",
    ".w1{stroke:var(--accent);stroke-width:2;stroke-opacity:.55;fill:none}\n"
    ".o{fill:none;stroke:var(--ink);stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}\n",
    ".oh{fill:none;stroke:var(--bg);stroke-width:4.5;stroke-linejoin:round;stroke-linecap:round}\n"
    ".o2{fill:none;stroke:var(--mute);stroke-width:1.4;stroke-dasharray:1.5 4;stroke-linecap:round}\n",
    ".l{fill:none;stroke:var(--accent);stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}\n",
    ".l2{fill:none;stroke:var(--mute);stroke-width:1.6;stroke-dasharray:5 3.5;stroke-linejoin:round}\n",
    ".e{stroke:var(--ink);stroke-dasharray:3 3}\n",
    ".ec{fill:var(--ink)}\n",
    "svg .et{fill:var(--bg);font-size:11px;font-weight:700}\n",
    ".m{fill:var(--bg);stroke:var(--ink);stroke-width:1.5}\n",
    ".c{stroke:var(--bg);stroke-width:2.2;fill:none}\n",
    ".h path{stroke:transparent}.h :hover{stroke:var(--ink);stroke-opacity:.12}\n",
    ".key{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.5rem 0 0;padding:0}\n",
    ".key li{display:flex}.key svg{flex:none;width:22px;height:12px;margin:.42em .45rem 0 0;overflow:visible}\n",
    "ol.ev{margin:.6rem 0 0;padding-left:1.6rem;font-size:.95rem}\n",
    "details{margin-top:.9rem}\n",
    "summary{cursor:pointer;color:var(--accent);font-size:.92rem;width:fit-content;padding:.15rem 0}\n",
    ".t{overflow-x:auto;margin:.6rem 0 0}\n",
    "details .t{max-height:32rem;overflow:auto;border:1px solid var(--line);border-radius:.4rem}\n",
    "table{border-collapse:collapse;font-size:.88rem;line-height:1.35}\n",
    "caption{text-align:left;color:var(--mute);padding:.45rem .7rem;font-size:.86rem}\n",
    "th,td{padding:.3rem .7rem;text-align:right;white-space:nowrap;font-weight:400}\n",
    "th:first-child{text-align:left}\n",
    "@media(max-width:44rem){th,td{padding:.3rem .4rem}table{font-size:.82rem}.cmp "
    "td:nth-child(4){white-space:normal}}\n",
    "thead th{font-weight:600;border-bottom:1px solid var(--mute);vertical-align:bottom;white-space:normal;"
    "min-width:4.2rem}\n",
    "details thead th{position:sticky;top:0;background:var(--bg)}\n",
    "tbody tr+tr{border-top:1px solid var(--line)}\n",
    ".verdict{font-size:1.08rem;border-left:4px solid var(--accent);padding:.1rem 0 .1rem .9rem;margin:.75rem 0 "
    "1rem}\n",
    ".cmp td:nth-child(n+3),.cmp th:nth-child(n+3){text-align:left}\n",
    ".cmp caption{color:var(--ink);font-weight:600}\n",
    ".cmp th{white-space:normal;min-width:5.4rem}\n",
    "ul.n{padding-left:1.2rem;margin:.4rem 0;max-width:46rem;font-size:.95rem}\n",
    "ul.n li{margin:.3rem 0}details+ul.n{margin-top:1.1rem}\n",
    ".two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:0 "
    "3rem;margin-bottom:1rem}"
    "\n",
    "ol.top{list-style:none;margin:.5rem 0 0;padding:0}\n",
    "ol.top li{display:grid;grid-template-columns:3.4rem minmax(0,1fr);gap:0 .9rem;padding:.6rem 0;"
    "border-top:1px solid var(--line)}\n",
    "ol.wide li{grid-template-columns:6rem minmax(0,1fr)}\n",
    "ol.top b{text-align:right;white-space:nowrap;font-size:1.1rem;line-height:1.2;font-weight:600}\n",
    "ol.top svg{display:block;width:100%;height:7px;margin:.45rem 0 .4rem}\n",
    "ol.top p{margin:0;line-height:1.4;overflow-wrap:anywhere}\n",
    "ol.top small{display:block;line-height:1.45;color:var(--mute);font-size:.86rem;overflow-wrap:anywhere}\n",
    ".nc{fill:none;stroke:var(--mute);stroke-width:1}\n",
    ".lt td:nth-child(n+4),.lt th:nth-child(n+4){text-align:left}\n",
    ".lt td:nth-child(6){white-space:normal;overflow-wrap:anywhere;min-width:10rem}"
    ".lt td:nth-child(8){white-space:normal;min-width:11rem}\n",
    "@media(min-width:110rem){body{max-width:116rem}.cols{display:grid;grid-template-columns:1fr 1fr;gap:0 5rem}"
    "ul.f strong{font-size:2.1rem}}\n",
    "footer{margin-top:3.5rem;padding-top:1rem;border-top:1px solid var(--line)}\n",
    "@media print{@page{size:A4;margin:14mm}:root{color-scheme:light;--bg:#fff;--ink:#111;--mute:#444;--line:#ccc;"
    "--accent:#0b6676;--gap:#999;--bar:#aaa}html{font-size:10pt}body{padding:0;max-width:none}"
    "*{print-color-adjust:exact;-webkit-print-color-adjust:exact}"
    "nav,.np,details:not([open]){display:none}svg.w{display:block}svg.n{display:none}"
    ".t,details .t{overflow:visible;max-height:none}"
    "ul.f{grid-template-columns:repeat(3,1fr)}.two{grid-template-columns:1.3fr 1fr}"
    "section{margin-top:1.5rem;padding-top:.8rem}figure,tr,li,ul.f,.t{break-inside:avoid}h2,h3,h2+p{break-after:avoid}}"
    "\n",
    NULL,
};
/* NOLINTEND(bugprone-suspicious-missing-comma) */

const char page_style_hash[] = "LzgwRjfVHiP7OS32mRlziCuq2owKVfNzVwJdLVg7oJA=";

/** Colours and letters of the picture; dark where the reader's system is. */
export const PICTURE_STYLE = `
.wf{--bg:#f7f8fa;--card:#fff;--line:#d5d9e2;--text:#1a1f2b;--muted:#667085;--group:#eef1f6;--way:#7b879c;
--ok:#17803d;--bad:#c8242c;--warn:#b25e09;--stop:#6d4bd8;--off:#98a2b3;--icon:#eef2ff;--ink:#3b4fb8;
font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans","Noto Sans CJK SC",sans-serif}
@media (prefers-color-scheme:dark){.wf{--bg:#10131a;--card:#1b202b;--line:#343c4c;--text:#e9ecf3;--muted:#9aa4b8;--group:#161b25;--way:#77839a;
--ok:#4ade80;--bad:#f87171;--warn:#fbbf24;--stop:#b39bff;--off:#5d6779;--icon:#252c44;--ink:#a5b4fc}}
.wf .bg{fill:var(--bg)}
.wf .head{font-size:18px;font-weight:650;fill:var(--text)}
.wf .sub{font-size:12.5px;fill:var(--muted)}
.wf .pill{rx:10px}
.wf .pilltext{font-size:11.5px;font-weight:650;fill:var(--card)}
.wf .card{fill:var(--card);stroke:var(--line);stroke-width:1}
.wf .group{fill:var(--group);stroke:var(--line);stroke-width:1}
.wf .title{font-size:13px;font-weight:600;fill:var(--text)}
.wf .type,.wf .facts{font-size:11px;fill:var(--muted)}
.wf .facts .retry{fill:var(--warn);font-weight:600}
.wf .iconbox{fill:var(--icon)}
.wf .group~.iconbox,.wf circle.iconbox{fill:var(--card);stroke:var(--line)}
.wf .icon{fill:none;stroke:var(--ink);stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}
.wf .mark{fill:none;stroke:var(--card);stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.wf .way{fill:none;stroke:var(--way);stroke-width:1.7}
.wf .way.taken{stroke:var(--ok)}
.wf .way.skipped{stroke:var(--off);stroke-dasharray:5 5;opacity:.75}
.wf .way.unused{stroke:var(--off);stroke-dasharray:1.5 4.5;opacity:.75}
.wf .tip{fill:var(--way)}
.wf .tip.taken{fill:var(--ok)}
.wf .tip.skipped,.wf .tip.unused{fill:var(--off)}
.wf .chip{fill:var(--card);stroke:var(--line)}
.wf .chiptext{font-size:10.5px;fill:var(--muted);text-anchor:middle}
.wf .chiptext.taken{fill:var(--ok)}
.wf .succeeded{--state:var(--ok)}
.wf .failed{--state:var(--bad)}
.wf .exception,.wf .partial-succeeded{--state:var(--warn)}
.wf .stopped,.wf .paused,.wf .running{--state:var(--stop)}
.wf .skipped,.wf .idle{--state:var(--off)}
.wf .state{fill:var(--state)}
.wf .rim{fill:none;stroke:var(--state);stroke-width:1.6}
.wf .node.skipped,.wf .node.idle{opacity:.62}
.wf .node.skipped .card,.wf .node.idle .card{stroke-dasharray:4 4}
`.trim()

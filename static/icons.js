/** The icons of the pages: 24 grid, drawn in the text's colour, never without words beside them or a name. */

import { html, svg } from "lit-html";

/** @param {unknown} drawing */
const icon = (drawing) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${drawing}</svg>`;

export const icons = {
  clock: icon(svg`<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>`),
  tick: icon(svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`),
  forward: icon(svg`<path d="M4 12h15m-6-6 6 6-6 6"/>`),
  back: icon(svg`<path d="M20 12H5m6-6-6 6 6 6"/>`),
  info: icon(svg`<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5v.1"/>`),
  returned: icon(svg`<path d="M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3"/>`),
  offline: icon(svg`<path d="M4 4l16 16M8 8.5A5 5 0 0 0 7 18h10M10.5 6.3A6 6 0 0 1 17.5 11 3.6 3.6 0 0 1 20 16"/>`),
  pen: icon(svg`<path d="M4 20h4L19 9l-4-4L4 16zM13 7l4 4"/>`),
  screen: icon(svg`<path d="M3 4h18v12H3zM12 16v4m-4 0h8"/>`),
  plus: icon(svg`<path d="M5 12h14M12 5v14"/>`),
  minus: icon(svg`<path d="M5 12h14"/>`),
  down: icon(svg`<path d="m6 9 6 6 6-6"/>`),
  unseen: icon(
    svg`<path d="M4 4l16 16M9.5 5.6A10 10 0 0 1 12 5.2c4.5 0 8 2.8 9.5 6.8a11 11 0 0 1-2.7 4M6 7.5A11.5 11.5 0 0 0 2.5 12c1.5 4 5 6.8 9.5 6.8 1.7 0 3.2-.4 4.6-1.1"/>`,
  ),
  pause: icon(svg`<path d="M9 5v14M15 5v14"/>`),
  play: icon(svg`<path d="M8 5l11 7-11 7z"/>`),
  bin: icon(svg`<path d="M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3"/>`),
  people: icon(svg`<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8"/>`),
  more: icon(svg`<path d="M5 12v.1M12 12v.1M19 12v.1"/>`),
  close: icon(svg`<path d="m6 6 12 12M18 6 6 18"/>`),
};

/** The mark: one dot placed, one left. */
export const mark = html`<svg viewBox="0 0 32 16" aria-hidden="true"><circle class="mark-on" cx="8" cy="8" r="7"/><circle class="mark-off" cx="24" cy="8" r="6"/></svg>`;

/** The icons of the desk: those of all pages, and its own. */

import { html, svg } from "lit-html";

import { icons as shared } from "../icons.js";

/** @param {unknown} drawing */
const icon = (drawing) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${drawing}</svg>`;

export const icons = {
  ...shared,
  upward: icon(svg`<path d="M12 20V5m-6 6 6-6 6 6"/>`),
  downward: icon(svg`<path d="M12 4v15m-6-6 6 6 6-6"/>`),
  together: icon(svg`<path d="M3 3h11v11H3zM17 8h4v13H8v-4"/>`),
  lock: icon(svg`<path d="M5 11h14v9.5H5zM8 11V8a4 4 0 0 1 8 0v3"/>`),
  again: icon(svg`<path d="m16 5 4 4-4 4M20 9H10a5.5 5.5 0 0 0 0 11h3"/>`),
  history: icon(svg`<path d="M4 5v5h5M4.6 10A8 8 0 1 1 4 13.500M12 8v4.500l3 1.800"/>`),
  message: icon(svg`<path d="M4 5h16v11H10l-4 4v-4H4z"/>`),
  keys: icon(svg`<path d="M3 6h18v12H3zM7 10v.1M12 10v.1M17 10v.1M8 14.5h8"/>`),
  foldAll: icon(svg`<path d="m7 4 5 5 5-5M7 20l5-5 5 5"/>`),
};

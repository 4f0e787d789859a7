/** The icons of the desk: those of all pages, and its own. */

import { html, svg } from "lit-html";

import { icons as shared } from "../icons.js";

/** @param {unknown} drawing */
const icon = (drawing) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${drawing}</svg>`;

export const icons = {
  ...shared,
  grip: icon(svg`<path d="M9 6v.1M15 6v.1M9 12v.1M15 12v.1M9 18v.1M15 18v.1"/>`),
  together: icon(svg`<path d="M3 3h11v11H3zM17 8h4v13H8v-4"/>`),
  lock: icon(svg`<path d="M5 11h14v9.5H5zM8 11V8a4 4 0 0 1 8 0v3"/>`),
  keys: icon(svg`<path d="M3 6h18v12H3zM7 10v.1M12 10v.1M17 10v.1M8 14.5h8"/>`),
  foldAll: icon(svg`<path d="m7 4 5 5 5-5M7 20l5-5 5 5"/>`),
};

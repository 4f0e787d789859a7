/** How far last year's actions came, as marks that can be counted: told apart by shape, not by colour. */

import { html, svg } from "lit-html";

/** @typedef {import("../types.js").Status} Status */

/** @type {readonly Status[]} */
export const STATUSES = ["done", "under_way", "not_started", "dropped"];
const STEP = 1.35; // from a mark to the next, in marks
const A_ROW = 20;

const SHAPES = {
  done: svg`<path class="full" d="M.06 .06h.88v.88h-.88z"/>`,
  under_way: svg`<path class="full" d="M.06 .06v.88h.88z"/><path d="M.06 .06h.88v.88h-.88z"/>`,
  not_started: svg`<path d="M.06 .06h.88v.88h-.88z"/>`,
  dropped: svg`<path d="M.06 .06h.88v.88h-.88zM.06 .94 .94 .06"/>`,
};

/** Rows that so many marks take. @param {number} count */
export const markRows = (count) => Math.max(1, Math.ceil(count / A_ROW));

/**
 * So many marks of one status, the same figure standing in text beside them.
 * @param {Status} status
 * @param {number} count
 * @param {number} size of a mark, rem
 */
export function statusMarks(status, count, size) {
  const columns = Math.min(Math.max(count, 1), A_ROW);
  const rows = markRows(count);
  const width = (columns - 1) * STEP + 1;
  const height = (rows - 1) * STEP + 1;
  return html`<svg class="marks" aria-hidden="true" viewBox="0 0 ${width.toFixed(2)} ${height.toFixed(2)}" width="${(width * size).toFixed(2)}rem" height="${(height * size).toFixed(2)}rem">
    ${Array.from({ length: count }, (_, place) => svg`<g transform="translate(${((place % A_ROW) * STEP).toFixed(2)} ${(Math.floor(place / A_ROW) * STEP).toFixed(2)})">${SHAPES[status]}</g>`)}
  </svg>`;
}

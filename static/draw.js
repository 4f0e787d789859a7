/** Drawing with lit-html: focus stays where it was, and what did not change is not looked at again. */

import { noChange, render } from "lit-html";
import { Directive, directive } from "lit-html/directive.js";

/**
 * Draws a template into `root`. Moving a row makes a browser drop its focus, so it is given back, with the caret; when
 * the focused row is gone, its neighbour gets it (rows are elements with `data-key`).
 * @param {unknown} template
 * @param {HTMLElement} root
 */
export function draw(template, root) {
  const page = root.ownerDocument;
  const active = page.activeElement;
  if (!(active instanceof HTMLElement) || active === page.body || !root.contains(active)) {
    render(template, root);
    return;
  }
  const field = active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement ? active : null;
  const start = field?.selectionStart ?? null;
  const end = field?.selectionEnd ?? null;
  const neighbours = rowsAround(active);
  render(template, root);
  if (page.activeElement === active) return;
  if (active.isConnected) {
    active.focus({ preventScroll: true });
    if (field && start !== null && end !== null) field.setSelectionRange(start, end);
    return;
  }
  const next = neighbours.find((row) => row.isConnected);
  const target = next?.querySelector("button, a[href], input, textarea, summary, [tabindex]") ?? next;
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}

/**
 * Rows of the same list, the nearest first and the next before the previous.
 * @param {HTMLElement} active
 */
function rowsAround(active) {
  const row = active.closest("[data-key]");
  if (!row?.parentElement) return [];
  const rows = [...row.parentElement.children].filter((one) => one.matches("[data-key]"));
  const place = rows.indexOf(row);
  /** @param {Element} one */
  const distance = (one) => {
    const away = rows.indexOf(one) - place;
    return away > 0 ? away - 0.5 : -away;
  };
  return rows.filter((one) => one !== row).sort((a, b) => distance(a) - distance(b));
}

class Memo extends Directive {
  /** @type {readonly unknown[] | null} */
  seen = null;

  /**
   * @override
   * @param {readonly unknown[]} values
   * @param {() => unknown} template
   */
  render(values, template) {
    return template();
  }

  /**
   * @override
   * @param {unknown} part
   * @param {[readonly unknown[], () => unknown]} given
   */
  update(part, [values, template]) {
    const before = this.seen;
    if (before && before.length === values.length && values.every((value, place) => value === before[place])) return noChange;
    this.seen = values;
    return template();
  }
}

/**
 * Draws `template()` only when one of `values` is another object or value than last time:
 * `memo([note, chosen], () => html`…`)`.
 */
export const memo = directive(Memo);

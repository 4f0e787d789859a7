/** A paper ballot as it is typed: line numbers, "3 5 5" or "3 5x2", to dots on lines. Pure. */

/**
 * What is wrong with a ballot, most basic first; empty: it can be saved.
 * @typedef {"" | "unread" | "no-line" | "over-cap" | "over-budget" | "not-spent"} Wrong
 */

/**
 * @param {string} text
 * @param {readonly {id: string}[]} lines in the order of their numbers
 * @param {{budget: number, cap: number, must_spend: boolean}} round
 * @returns {{dots: Record<string, number>, spent: number, wrong: Wrong, at: string}} `at`: what is meant by `wrong`
 */
export function paperDots(text, lines, { budget, cap, must_spend }) {
  /** @type {Record<string, number>} */
  const dots = {};
  /** @type {Wrong} */
  let wrong = "";
  let at = "";
  let spent = 0;
  for (const word of text.replace(/\s*([x×*=:])\s*/gi, "$1").split(/[\s,.;+]+/).filter(Boolean)) {
    const found = /^(\d{1,4})(?:[x×*=:](\d{1,3}))?$/i.exec(word);
    const line = found ? lines[Number(found[1]) - 1] : undefined;
    if (!line || !found) {
      if (!wrong) [wrong, at] = [found ? "no-line" : "unread", found?.[1] ?? word];
      continue;
    }
    const count = Number(found[2] ?? 1);
    dots[line.id] = (dots[line.id] ?? 0) + count;
    spent += count;
    if ((dots[line.id] ?? 0) > cap && !wrong) [wrong, at] = ["over-cap", found[1] ?? ""];
  }
  if (!wrong && spent > budget) wrong = "over-budget";
  if (!wrong && must_spend && spent > 0 && spent < budget) wrong = "not-spent";
  return { dots, spent, wrong, at };
}

/**
 * The text for dots on lines, as somebody would type it.
 * @param {Readonly<Record<string, number>>} dots
 * @param {readonly {id: string}[]} lines
 */
export function paperText(dots, lines) {
  return lines.flatMap(({ id }, at) => (dots[id] ? [dots[id] > 1 ? `${at + 1}x${dots[id]}` : `${at + 1}`] : [])).join(" ");
}

/** What can be told of a round as a whole. */

import { html, nothing } from "lit-html";

import { number, t } from "../../words.js";

/**
 * @param {import("../../types.js").Round} round
 * @param {number} people who could have voted
 * @param {boolean} [voted] with how many have
 */
export function figures(round, people, voted = false) {
  const rows = /** @type {const} */ ([
    ["lines", round.lines.length],
    ["budget", round.budget],
    ["cap", round.cap],
    ["wanted", round.wanted],
  ]);
  return html`<dl class="settings told-figures">
    ${voted ? html`<div><dt>${t("desk.voted")}</dt><dd class="figure">${t("desk.of", { part: round.ballots, whole: people })}</dd></div>` : nothing}
    ${round.papers ? html`<div><dt>${t("desk.on_paper")}</dt><dd class="figure">${number(round.papers)}</dd></div>` : nothing}
    <div>
      <dt>${t("desk.dots_given")}</dt>
      <dd class="figure">${t("desk.of", { part: round.dots, whole: people * round.budget })}</dd>
    </div>
    ${rows.map(([name, value]) => html`<div><dt>${t(`desk.${name}`)}${name === "lines" && round.groups_only ? html`<span class="meta">${t("desk.kinds_groups")}</span>` : nothing}</dt><dd class="figure">${number(value)}</dd></div>`)}
    ${round.named ? html`<div><dt>${t("desk.votes")}</dt><dd>${t("desk.votes_named")}</dd></div>` : nothing}
    ${round.live ? html`<div><dt>${t("desk.result")}</dt><dd>${t("desk.result_live")}</dd></div>` : nothing}
  </dl>`;
}

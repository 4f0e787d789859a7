/** How people found it: how many gave each score, and what they wrote. For desks alone. */

import { html, nothing } from "lit-html";

import { dotRow } from "../dots.js";
import { language, number, t, tn } from "../words.js";
import { icons } from "./icons.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @type {import("./views.js").View} */
export const feedbackView = {
  id: "feedback",
  words: () => t("desk.feedback"),
  there: (desk) => desk.phase === "closed",
  home: (desk) => desk.phase === "closed",
  draw: feedback,
};

/** @param {Desk} desk */
function feedback(desk) {
  const { scores, texts } = desk.board.feedback ?? { scores: [], texts: [] };
  const people = scores.reduce((sum, count) => sum + count, 0);
  if (!people) return html`<div class="feedback"><p class="message">${icons.info}<span>${t("desk.feedback_none")}</span></p></div>`;
  const average = scores.reduce((sum, count, at) => sum + count * (at + 1), 0) / people;
  const most = Math.max(...scores);
  return html`<div class="feedback" role="region" tabindex="0" aria-label=${t("desk.feedback")}>
    <p>
      ${tn("desk.feedback_answers", people)}.
      ${t("desk.feedback_average", { average: new Intl.NumberFormat(language(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(average) })}
    </p>
    <table class="tally">
      <thead>
        <tr><th scope="col">${t("desk.feedback_score")}</th><td class="pic"></td><th scope="col" class="n">${t("desk.feedback_people")}</th></tr>
      </thead>
      <tbody>
        ${[...scores].map(
          (count, at) => html`<tr>
            <th scope="row" class="figure">${number(at + 1)}</th>
            <td class="pic">${count ? dotRow(count, most, tn("desk.feedback_answers", count)) : nothing}</td>
            <td class="n">${number(count)}</td>
          </tr>`,
        ).reverse()}
      </tbody>
    </table>
    ${texts.length
      ? html`<section aria-labelledby="own-words">
          <h2 id="own-words">${t("desk.feedback_texts")}</h2>
          <ul>
            ${texts.map((text) => html`<li>${text}</li>`)}
          </ul>
        </section>`
      : nothing}
  </div>`;
}

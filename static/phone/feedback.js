/** The one closing question: five numbers with words at the ends, and a line of text; it can be changed. */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { say } from "../announce.js";
import { data } from "../page.js";
import { icons } from "../icons.js";
import { charactersLeft, tidy } from "../texts.js";
import { t, tn } from "../words.js";
import { draft, keepDraft } from "./drafts.js";
import { focusSoon, redraw, room } from "./ui.js";

const SCORES = [1, 2, 3, 4, 5];
const SCORE = `${data.room}/feedback/score`;
const TEXT = `${data.room}/feedback/text`;
const EMPTIED = " "; // a draft that says: nothing, not even what was sent

let problem = "";

/** What has been answered, with what waits laid over it. */
function answered() {
  /** @type {{score: number, text: string} | null} */
  let found = room.state.yours.feedback;
  let waiting = false;
  for (const { command, state } of room.state.pending) {
    if (command.kind !== "GiveFeedback" || state !== "waiting") continue;
    found = { score: command.score, text: command.text };
    waiting = true;
  }
  return { found, waiting };
}

/** The answer as it stands now, which may be newer than what has been drawn. */
function standing() {
  const { found } = answered();
  const kept = draft(TEXT);
  return { score: Number(draft(SCORE)) || found?.score || 0, text: kept === EMPTIED ? "" : kept || (found?.text ?? "") };
}

export function feedback() {
  const { found, waiting } = answered();
  const { score, text } = standing();
  const left = charactersLeft(text);
  const changed = !found || score !== found.score || tidy(text) !== tidy(found.text);
  return html`<form class="section feedback" @submit=${submit}>
    <fieldset>
      <legend><h2>${t("phone.feedback_question")}</h2></legend>
      <div class="scores">
        ${SCORES.map(
          (one) =>
            html`<label class="choice score"
              ><input
                type="radio"
                name="score"
                value=${one}
                .checked=${live(one === score)}
                @change=${() => {
                  problem = "";
                  keepDraft(SCORE, String(one));
                  redraw();
                }}
              /><span>${one}${one === 1 || one === 5 ? html`<span class="sr"> ${t(one === 1 ? "phone.feedback_low" : "phone.feedback_high")}</span>` : nothing}</span></label
            >`,
        )}
      </div>
      <p class="ends meta" aria-hidden="true"><span>${t("phone.feedback_low")}</span><span>${t("phone.feedback_high")}</span></p>
    </fieldset>
    <div class="field">
      <label class="label asks" for="feedback-text">${t("phone.feedback_text")}</label>
      <textarea
        class="input"
        id="feedback-text"
        rows="2"
        aria-describedby="feedback-hint"
        .value=${live(text)}
        @input=${(/** @type {Event & {target: HTMLTextAreaElement}} */ event) => {
          keepDraft(TEXT, event.target.value || EMPTIED);
          redraw();
        }}
      ></textarea>
      <p class="meta" id="feedback-hint">${left < 0 ? tn("phone.too_long", -left) : t("phone.feedback_hint")}</p>
    </div>
    ${problem ? html`<p class="message">${icons.info}<span>${problem}</span></p>` : nothing}
    ${found && !changed
      ? html`<p class="message">
          ${waiting && room.state.status === "offline" ? html`${icons.clock}<span>${t("phone.waiting")}</span>` : html`${icons.tick}<span>${t("phone.feedback_thanks")}</span>`}
        </p>`
      : html`<button class="button" type="submit" aria-disabled=${score && left >= 0 ? nothing : "true"}>
          ${t(found ? "phone.feedback_change" : "phone.feedback_send")}
        </button>`}
  </form>`;
}

/** @param {Event} event */
async function submit(event) {
  event.preventDefault();
  const { score, text } = standing();
  if (charactersLeft(text) < 0) return focusSoon("#feedback-text");
  if (!score) {
    problem = t("phone.feedback_choose");
    say(problem);
    return focusSoon(".score input");
  }
  problem = "";
  const sent = room.send({ kind: "GiveFeedback", score, text: tidy(text) });
  focusSoon("main h1");
  const answer = await sent;
  if (answer.ok) {
    keepDraft(SCORE, "");
    keepDraft(TEXT, "");
    say(t("phone.feedback_thanks"));
  } else {
    problem = answer.text;
    say(problem);
    for (const { id, command, state } of room.state.pending) if (state === "refused" && command.kind === "GiveFeedback") room.dismiss(id);
  }
  redraw();
}

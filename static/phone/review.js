/** Last year's actions: how far each came, what one thinks of it, and the two that one wants to talk about. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { live } from "lit-html/directives/live.js";
import { say } from "../announce.js";
import { dots } from "../dots.js";
import { icons } from "../icons.js";
import { data } from "../page.js";
import { asTyped, charactersLeft } from "../texts.js";
import { inLanguage, languageOf, t, tn } from "../words.js";
import { ask } from "./asking.js";
import { draft, keepDraft } from "./drafts.js";
import { languages } from "./languages.js";
import { leftText } from "./own-note.js";
import { instruction, stepName } from "./sheet.js";
import { focusSoon, redraw, room, ui } from "./ui.js";
import { unsent } from "./unsent.js";

/** @typedef {import("../types.js").Board} Board */
/** @typedef {import("../types.js").Earlier} Earlier */
/** @typedef {import("../types.js").Verdict} Verdict */
/** @typedef {{verdict: Verdict | "", comment: string, waiting: boolean}} Judged */

const TALK_DOTS = 2;
const VERDICTS = /** @type {const} */ (["keep", "change", "drop"]);
const SAVE_AFTER_MS = 1_000; // a pause in typing
const FEW_LEFT = 40; // characters; more need not be told

/** What stands in the fields and is not saved yet. @type {Map<string, string>} */
const typed = new Map();
/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const saving = new Map();
/** Why something was not saved, by action. @type {Map<string, string>} */
const refused = new Map();
/** Whose field for a comment is open. @type {Set<string>} */
const open = new Set();
let hint = "";

/** @param {string} id */
const key = (id) => `${data.room}/earlier/${id}`;

/** @param {Board} board */
export function reviewView(board) {
  const step = board.steps[ui.step];
  const prompt = step?.prompt ?? {};
  const { by_votes, items } = board.earlier;
  const shown = by_votes ? byVotes(items) : items;
  const talk = talkNow();
  return html`<main>
      <h1 tabindex="-1" lang=${languageOf(prompt)}>${inLanguage(prompt) || (step ? stepName(step) : "")}</h1>
      <p class="lead">${instruction(step, items.length ? t(by_votes ? "phone.by_votes" : "phone.review_lead") : "")}</p>
      ${unsent()}
      ${items.length
        ? html`<ol class="earlier">
            ${repeat(shown, (one) => one.id, (one) => html`<li data-key=${one.id}>${card(one, by_votes, talk)}</li>`)}
          </ol>`
        : html`<p class="empty section near">${t("phone.no_earlier")}</p>`}
      <p class="secret">${icons.unseen}<span>${t("phone.review_privacy")}</span></p>
      ${languages()}
    </main>
    ${items.length && !by_votes ? bar(talk) : nothing}`;
}

/** Most wanted first; the list's own order among equals. @param {readonly Earlier[]} items */
export function byVotes(items) {
  return [...items].sort((a, b) => (b.tally?.talk ?? 0) - (a.tally?.talk ?? 0) || a.order - b.order);
}

/** @param {Earlier} one @param {boolean} byVotesNow @param {readonly string[]} talk */
function card(one, byVotesNow, talk) {
  const mine = judged(one.id);
  const wanted = talk.includes(one.id);
  return html`<h2 id=${`e-${one.id}`} lang=${one.lang}>${one.what}</h2>
    <p class="how-far"><b>${t(`common.status.${one.status}`)}</b>${one.who ? html` · <span lang=${one.lang}>${one.who}</span>` : nothing}</p>
    ${one.why ? html`<p class="lead" lang=${one.lang}>${one.why}</p>` : nothing}
    ${byVotesNow && one.tally ? tally(one.tally, wanted) : nothing}
    <div class="switches" role="group" aria-labelledby=${`e-${one.id}`}>
      ${VERDICTS.map(
        (verdict) =>
          html`<button class="switch" type="button" aria-pressed=${mine.verdict === verdict} @click=${() => judge(one.id, mine.verdict === verdict ? "" : verdict, comment(one.id, mine))}>
            ${t(`common.verdict.${verdict}`)}
          </button>`,
      )}
    </div>
    ${open.has(one.id) || typed.has(one.id) || mine.comment || draft(key(one.id)) ? field(one, mine) : nothing}
    <div class="row2 under">
      ${open.has(one.id) || typed.has(one.id) || mine.comment || draft(key(one.id))
        ? html`<span class="state">${state(one.id, mine)}</span>`
        : html`<button class="button bare comment" type="button" @click=${() => write(one.id)}>${icons.pen}${t("phone.comment_add")}<span class="sr">: ${one.what}</span></button>`}
      ${byVotesNow
        ? nothing
        : html`<button
            class="button toggle ${wanted ? "" : "plain"}"
            type="button"
            aria-pressed=${wanted}
            aria-disabled=${!wanted && talk.length >= TALK_DOTS ? "true" : nothing}
            @click=${() => talkAbout(one.id, talk)}
          >
            ${dots(wanted ? 1 : 0, 1)}<span>${t("phone.talk")}<span class="sr">: ${one.what}</span></span>
          </button>`}
    </div>`;
}

/** @param {Readonly<Record<Verdict | "talk", number>>} counts @param {boolean} wanted one's own dot is among them */
function tally(counts, wanted) {
  if (!counts.talk && VERDICTS.every((verdict) => !counts[verdict])) return nothing;
  return html`<p class="tally">
    ${counts.talk ? html`<b>${dots(1, 1)} ${tn("phone.talk_dots", counts.talk)}${wanted ? html`, ${t("phone.yours_too")}` : nothing}</b>` : nothing}
    ${VERDICTS.filter((verdict) => counts[verdict]).map((verdict) => html`<span>${t(`common.verdict.${verdict}`)} ${counts[verdict]}</span>`)}
  </p>`;
}

/** @param {Earlier} one @param {Judged} mine */
function field(one, mine) {
  const text = comment(one.id, mine);
  const left = charactersLeft(text);
  return html`<div class="field">
    <label class="label" for=${`c-${one.id}`}>${t("phone.comment")}<span class="sr">: ${one.what}</span></label>
    <textarea
      class="input"
      id=${`c-${one.id}`}
      rows="1"
      autocapitalize="sentences"
      .value=${live(asTyped(`c-${one.id}`, text))}
      @input=${(/** @type {Event & {target: HTMLTextAreaElement}} */ event) => type(one.id, event.target.value)}
      @change=${() => save(one.id)}
    ></textarea>
    ${left < FEW_LEFT ? html`<p class="meta">${leftText(left)}</p>` : nothing}
  </div>`;
}

/** How the comment stands, in words. @param {string} id @param {Judged} mine */
function state(id, mine) {
  const problem = refused.get(id);
  if (problem) return html`${icons.info}${t("phone.not_sent", { reason: problem })}`;
  if (mine.waiting) return html`${icons.clock}${t("phone.waiting")}`;
  return mine.comment && comment(id, mine).trim() === mine.comment ? html`${icons.tick}${t("phone.saved")}` : nothing;
}

/** One's judgement with what still waits laid over it. @param {string} id @returns {Judged} */
function judged(id) {
  const known = room.state.yours.judgements[id];
  /** @type {Judged} */
  let mine = { verdict: known?.verdict ?? "", comment: known?.comment ?? "", waiting: false };
  for (const { command, state: at } of room.state.pending) {
    if (command.kind === "JudgeEarlier" && command.earlier === id && at === "waiting") mine = { verdict: command.verdict, comment: command.comment, waiting: true };
  }
  return mine;
}

/** The comment as it stands in the field. @param {string} id @param {Judged} mine */
function comment(id, mine) {
  return typed.get(id) ?? (draft(key(id)) || mine.comment);
}

/** @param {string} id */
function write(id) {
  open.add(id);
  focusSoon(`#c-${id}`);
}

/** @param {string} id @param {string} text */
function type(id, text) {
  typed.set(id, text);
  keepDraft(key(id), text);
  clearTimeout(saving.get(id));
  saving.set(id, setTimeout(() => save(id), SAVE_AFTER_MS));
  redraw();
}

/** @param {string} id */
function save(id) {
  clearTimeout(saving.get(id));
  const mine = judged(id);
  const text = comment(id, mine);
  if (charactersLeft(text) < 0) return; // said below the field; the text stays there
  if (text.trim() === mine.comment) forget(id, text);
  else void judge(id, mine.verdict, text);
}

/** What is saved is no draft any more, unless it has gone on meanwhile. @param {string} id @param {string} text */
function forget(id, text) {
  if ((typed.get(id) ?? text) !== text) return;
  typed.delete(id);
  keepDraft(key(id), "");
}

/** @param {string} id @param {Verdict | ""} verdict @param {string} text */
async function judge(id, verdict, text) {
  clearTimeout(saving.get(id));
  const fits = charactersLeft(text) >= 0 ? text.trim() : judged(id).comment;
  refused.delete(id);
  const reason = await ask({ kind: "JudgeEarlier", earlier: id, verdict, comment: fits });
  if (reason) {
    refused.set(id, reason);
    keepDraft(key(id), text);
  } else {
    if (fits === text.trim()) forget(id, text);
    say(t("phone.saved"));
  }
  redraw();
}

/** The actions that one's dots are on, as one means them now. @returns {readonly string[]} */
function talkNow() {
  let wanted = room.state.yours.talk;
  for (const { command, state: at } of room.state.pending) if (command.kind === "TalkAbout" && at === "waiting") wanted = command.earlier;
  return wanted;
}

/** @param {string} id @param {readonly string[]} talk */
async function talkAbout(id, talk) {
  const on = !talk.includes(id);
  if (on && talk.length >= TALK_DOTS) {
    hint = t("refused.too-many-talk-dots");
    say(hint);
    redraw();
    return;
  }
  hint = "";
  const wanted = on ? [...talk, id] : talk.filter((one) => one !== id);
  say(tn("phone.dots_left", TALK_DOTS - wanted.length));
  hint = await ask({ kind: "TalkAbout", earlier: wanted });
  redraw();
}

/** @param {readonly string[]} talk */
function bar(talk) {
  const left = TALK_DOTS - talk.length;
  return html`<footer class="bar">
    ${hint ? html`<p class="bar-message">${icons.info}<span>${hint}</span></p>` : nothing}
    <p class="left">${dots(left, TALK_DOTS)}<span>${t("phone.talk")} · ${tn("phone.dots_left", left)}</span></p>
  </footer>`;
}

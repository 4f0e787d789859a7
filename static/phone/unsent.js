/** Notes that came too late: wherever the room is now, their texts are not lost. */

import { html, nothing } from "lit-html";
import { column } from "../board.js";
import { t } from "../words.js";
import { ownNotes } from "./mine.js";
import { ownNote } from "./own-note.js";
import { room } from "./ui.js";

export function unsent() {
  const { board, yours, pending } = room.state;
  const late = ownNotes(yours.notes, pending).filter((own) => own.problem);
  if (!board || !late.length) return nothing;
  return html`<section class="section" aria-labelledby="unsent">
    <h2 id="unsent">${t("phone.unsent")}</h2>
    <ul class="stack">
      ${late.map((own) => html`<li data-key=${own.id}>${ownNote(own, column(board, own.column)?.color ?? "yellow")}</li>`)}
    </ul>
  </section>`;
}

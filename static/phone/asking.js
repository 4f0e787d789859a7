/** Asking the room for something that is no text of its own: a refusal is said, and nothing of it is kept. */

import { say } from "../announce.js";
import { redraw, room } from "./ui.js";

/** What was written stays in view when it is refused; of these, there is nothing to keep. */
const WORDLESS = new Set(["JoinTable", "PickNote", "SaySame", "TalkAbout", "JudgeEarlier"]);

/**
 * Sends, and says aloud why not. Returns the reason, empty when it was done.
 * @param {import("../types.js").Command} command
 */
export async function ask(command) {
  const answer = await room.send(command);
  if (answer.ok) return "";
  say(answer.text);
  redraw();
  return answer.text;
}

/** Forgets refusals that nobody can do anything about, also those that an earlier page had left to be sent. */
export function forgetRefused() {
  for (const { id, command, state } of room.state.pending) if (state === "refused" && WORDLESS.has(command.kind)) room.dismiss(id);
}

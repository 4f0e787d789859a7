/** Notes that the desk writes itself. */

import { newId } from "../ids.js";
import { t } from "../words.js";

/** @typedef {import("./desk.js").Desk} Desk */

export class Posting {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
  }

  /** Opens the dialog for a new note. @param {string} [column] @param {string} [text] what stands in it at first */
  write(column = this.desk.board.columns[0]?.id ?? "", text = "") {
    this.desk.set({ dialog: { kind: "note", id: "", column, text, version: 0 }, menu: "" });
  }

  /** @param {string} column @param {string} text */
  post(column, text) {
    const command = /** @type {const} */ ({ kind: "PostNote", note: newId(), column, text, lang: this.desk.data.lang });
    return this.desk.ask(command, { told: t("desk.did.post") });
  }

  /** @param {string} id @param {string} text @param {number} version */
  edit(id, text, version) {
    return this.desk.ask({ kind: "EditNote", note: id, text, version }, { told: t("desk.did.edit") });
  }

  /** @param {string} id */
  remove(id) {
    this.desk.sure("remove", () => this.desk.ask({ kind: "DeleteNote", note: id }, { told: t("desk.did.remove") }));
  }
}

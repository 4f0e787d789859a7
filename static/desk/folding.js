/** Which groups are folded at this desk, and where hidden notes are unfolded. Sets are made anew: what is drawn knows by identity. */

/** @typedef {import("./desk.js").Desk} Desk */

export class Folding {
  /** @type {ReadonlySet<string>} ids of folded groups */
  folded = new Set();
  /** @type {ReadonlySet<string>} ids of columns whose hidden notes are unfolded */
  unhidden = new Set();

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
  }

  /** Folds a group, or unfolds it. @param {string} group */
  fold(group) {
    this.folded = withOrWithout(this.folded, group, !this.folded.has(group));
    this.desk.set({});
  }

  /** Folds all groups, or unfolds them when all are folded. */
  foldAll() {
    this.folded = this.allFolded ? new Set() : new Set(this.desk.board.groups.keys());
    this.desk.set({});
  }

  get allFolded() {
    return [...this.desk.board.groups.keys()].every((id) => this.folded.has(id));
  }

  /** @param {string} column @param {boolean} open */
  unfoldHidden(column, open) {
    if (this.unhidden.has(column) === open) return;
    this.unhidden = withOrWithout(this.unhidden, column, open);
    this.desk.set({});
  }
}

/** @param {ReadonlySet<string>} ids @param {string} id @param {boolean} there */
function withOrWithout(ids, id, there) {
  const after = new Set(ids);
  if (there) after.add(id);
  else after.delete(id);
  return after;
}

/** What a desk may do in which phase. Source: the table of rooms/phases.py, RULES P1. */

/** @typedef {import("../types.js").PhaseName} PhaseName */

/** @param {PhaseName[]} phases @returns {ReadonlySet<string>} */
const phases = (...phases) => new Set(phases);

/** Write notes, and change or delete its own. */
export const POSTING = phases("lobby", "agenda", "review", "question", "writing", "tables", "reading", "sorting");
/** Group, move and rename. */
export const SORTING = phases("reading", "sorting", "freeze", "voting", "results");
/** Decide whether notes are the same. */
export const TWINS = phases("reading", "sorting", "freeze");
/** Change headings. */
export const HEADINGS = phases("lobby", "agenda", "review", "question");
/** Set what became of last year's actions. */
export const EARLIER = phases("lobby", "agenda", "review");
/** Reveal the result of a round. */
export const VOTING = phases("freeze", "voting", "results", "commitments");
/** People see none but their own notes (RULES S1): so a desk that is seen on a screen shows no texts either. */
export const SILENT = phases("lobby", "agenda", "review", "question", "writing", "tables");

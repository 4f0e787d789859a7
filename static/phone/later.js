/** The views that a phone does not need while people gather and write: fetched when it has time, or when a step needs them. */

export { actionsView } from "./actions.js";
export { commitmentsView } from "./commitments.js";
export { closedView } from "./ending.js";
export { freezeView } from "./freeze.js";
export { readingView } from "./reading.js";
export { resultsView } from "./results.js";
export { reviewView } from "./review.js";
export { roomsView } from "./rooms.js";
export { pairingStrip } from "./same.js";
export { screenView } from "./screen.js";
export { tablesView } from "./tables.js";
export { roundNews, tellRefusedDots, VOTED_IN, votingView } from "./voting.js";

/** Where this phone is, as was said when joining: in the hall, at one of the workshop's towns, or afar. */

import { data } from "../page.js";
import { remembered } from "./drafts.js";

/** "hall", "remote" or "site-0", "site-1"…: what the live socket is told, for counting only. */
export function placeOfPhone() {
  const said = remembered(`place/${data.workshop}`) || remembered("place");
  const towns = Array.isArray(data["sites"]) ? data["sites"].length : 0;
  const town = /^site-(\d+)$/.exec(said);
  if (town && Number(town[1]) < towns) return said;
  return said === "remote" ? "remote" : "hall";
}

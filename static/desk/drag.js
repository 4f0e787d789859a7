/** Dragging notes and groups by mouse, pen or finger. An extra: menus and keys do all of it, too (WCAG 2.5.7). */

/**
 * What is dragged, and where it was let go. `over`: key of a note or group; else `column`.
 * @typedef {{key: string, over: string, column: string}} Drop
 */

const THRESHOLD = 6; // CSS px: a hand that only presses moves less
const EDGE = 56; // CSS px from the edge of the board within which it scrolls
const SCROLL = 14; // CSS px a frame at the very edge

/**
 * Lets everything in `board` with a `data-drop` be dragged, and dropped upon.
 * @param {HTMLElement} board what scrolls, and holds all columns
 * @param {object} does
 * @param {() => boolean} does.may whether anything can be moved now
 * @param {(key: string) => string} does.label what the thing in the hand is called
 * @param {(drop: Drop) => void} does.drop
 */
export function draggable(board, { may, label, drop }) {
  /** @type {{pointer: number, key: string, x: number, y: number, ghost: HTMLElement | null} | null} */
  let held = null;
  /** @type {Element | null} */
  let over = null;
  let point = { x: 0, y: 0 };
  let frame = 0;

  board.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || held || !may() || !(event.target instanceof Element)) return;
    const { target } = event;
    if (target.closest("input, .mini, summary")) return;
    // A finger scrolls the board; only the grip is for dragging.
    const finger = event.pointerType !== "mouse";
    const thing = target.closest(finger ? ".grip" : ".note, .group > header")?.closest("[data-key]");
    if (!(thing instanceof HTMLElement)) return;
    if (finger) event.preventDefault();
    held = { pointer: event.pointerId, key: thing.dataset["key"] ?? "", x: event.clientX, y: event.clientY, ghost: null };
    addEventListener("pointermove", moved);
    addEventListener("pointerup", let_go);
    addEventListener("pointercancel", give_up);
    addEventListener("keydown", escaped, true);
    addEventListener("selectstart", prevent);
  });

  /** @param {PointerEvent} event */
  function moved(event) {
    if (!held || event.pointerId !== held.pointer) return;
    point = { x: event.clientX, y: event.clientY };
    if (!held.ghost) {
      if (Math.hypot(point.x - held.x, point.y - held.y) < THRESHOLD) return;
      held.ghost = document.body.appendChild(ghost(label(held.key)));
      // Whoever has the pointer lends it its cursor. A cursor for the whole page would style every note anew.
      held.ghost.setPointerCapture(held.pointer);
    }
    frame ||= requestAnimationFrame(follow);
  }

  /** Once a frame while the hand moves or the board scrolls: to ask what lies under a point costs as much as to draw. */
  function follow() {
    frame = 0;
    held?.ghost?.style.setProperty("transform", `translate(${point.x + 12}px, ${point.y + 8}px)`);
    if (scrolled()) frame = requestAnimationFrame(follow);
    aim();
  }

  /** Marks what lies under the hand. */
  function aim() {
    const under = document.elementsFromPoint(point.x, point.y).find((one) => board.contains(one));
    const found = under?.closest("[data-drop]") ?? null;
    const note = found?.closest(".group") ?? found; // a note in a group stands for the group
    if (note === over) return;
    over?.removeAttribute("data-over");
    over = note;
    over?.setAttribute("data-over", "");
  }

  /** Scrolls the board when the hand is near its edge. Returns whether it is. */
  function scrolled() {
    const box = board.getBoundingClientRect();
    /** @param {number} at @param {number} from @param {number} to */
    const push = (at, from, to) => {
      const near = at < from + EDGE ? at - from - EDGE : at > to - EDGE ? at - to + EDGE : 0;
      return (Math.max(-EDGE, Math.min(near, EDGE)) / EDGE) * SCROLL;
    };
    const down = push(point.y, Math.max(box.top, 0), Math.min(box.bottom, innerHeight));
    const right = push(point.x, box.left, box.right);
    if (!down && !right) return false;
    board.scrollBy(right, down);
    if (board.scrollHeight <= board.clientHeight) scrollBy(0, down); // one column: the page itself scrolls
    return true;
  }

  /** @param {PointerEvent} event */
  function let_go(event) {
    if (!held || event.pointerId !== held.pointer) return;
    const { key, ghost } = held;
    point = { x: event.clientX, y: event.clientY };
    if (ghost) aim(); // the board may have changed below a hand at rest
    const target = over instanceof HTMLElement ? over : null;
    end();
    if (!ghost) return;
    board.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => board.removeEventListener("click", swallow, { capture: true }));
    if (!target) return;
    const column = target.closest("[data-column]");
    drop({ key, over: target.dataset["key"] ?? "", column: column instanceof HTMLElement ? (column.dataset["column"] ?? "") : "" });
  }

  /** The press that ended a drag is not a press of what lies there. @param {Event} event */
  function swallow(event) {
    event.stopPropagation();
    event.preventDefault();
  }

  function give_up() {
    if (held) end();
  }

  /** @param {KeyboardEvent} event */
  function escaped(event) {
    if (event.key !== "Escape" || !held?.ghost) return;
    event.stopPropagation();
    event.preventDefault();
    end();
  }

  function end() {
    held?.ghost?.remove(); // and with it the pointer
    cancelAnimationFrame(frame);
    frame = 0;
    over?.removeAttribute("data-over");
    over = null;
    held = null;
    removeEventListener("pointermove", moved);
    removeEventListener("pointerup", let_go);
    removeEventListener("pointercancel", give_up);
    removeEventListener("keydown", escaped, true);
    removeEventListener("selectstart", prevent);
  }
}

/** What is in the hand is carried, not marked as text. @param {Event} event */
function prevent(event) {
  event.preventDefault();
}

/** What is seen in the hand. @param {string} text */
function ghost(text) {
  const made = document.createElement("div");
  made.className = "ghost";
  made.setAttribute("aria-hidden", "true");
  made.textContent = text;
  return made;
}

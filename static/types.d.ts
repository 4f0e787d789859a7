/** What a room says and hears, named as in server/PROTOCOL.md. */

/** The same thing in several languages. */
export type Words = Record<string, string>;
export type Color = "yellow" | "blue" | "green" | "violet" | "orange" | "pink";
export type PhaseName = "lobby" | "writing" | "reading" | "sorting" | "voting" | "results" | "closed";
export type Audience = "phone" | "wall" | "desk";

export interface Column { readonly id: string; readonly title: Words; readonly prompt: Words; readonly color: Color }
export interface Step { readonly phase: PhaseName; readonly minutes: number; readonly title: Words; readonly prompt: Words }
export interface Timer { readonly version: number; readonly ends_at: number | null; readonly left_ms: number | null }

export interface Note {
  readonly id: string;
  readonly column: string;
  readonly text: string;
  readonly lang: string;
  readonly order: number;
  readonly version: number;
  readonly group: string;
  /** Desks, and one's own notes: a facilitator took it off the screens. */
  readonly hidden?: boolean;
  /** Desks: entered at a desk. */
  readonly own?: boolean;
}

export interface Group { readonly id: string; readonly title: string; readonly column: string; readonly order: number }
export interface Line { readonly id: string; readonly title: string; readonly notes: readonly string[]; readonly color: Color; readonly lang: string }
export interface Result { readonly line: string; readonly dots: number; readonly supporters: number; readonly rank: number }

export interface Round {
  readonly id: string;
  readonly lines: readonly Line[];
  readonly budget: number;
  readonly cap: number;
  readonly wanted: number;
  readonly state: "open" | "closed" | "revealed";
  readonly ballots: number;
  readonly dots: number;
  readonly results: readonly Result[] | null;
}

interface BoardParts {
  readonly room: string;
  readonly title: Words;
  readonly columns: readonly Column[];
  readonly steps: readonly Step[];
  readonly step: number;
  readonly timer: Timer;
  readonly counts: Readonly<Record<string, number>>;
  readonly round: Round | null;
}
/** A board as it comes over the wire. */
export interface Snapshot extends BoardParts { readonly notes: readonly Note[]; readonly groups: readonly Group[] }
/** A board as the page keeps it: notes and groups by id. Never changed, only replaced; what did not change stays the same object. */
export interface Board extends BoardParts { readonly notes: ReadonlyMap<string, Note>; readonly groups: ReadonlyMap<string, Group> }

export type RoomEvent =
  | { kind: "NotePosted"; note: Note }
  | { kind: "NoteEdited"; note: string; text: string; version: number }
  | { kind: "NotesRemoved" | "NotesHidden" | "NotesShown" | "NotesUngrouped"; notes: readonly string[] }
  | { kind: "NotesMoved"; notes: readonly string[]; column: string }
  | { kind: "NotesGrouped"; group: string; notes: readonly string[]; title: string; column: string }
  | { kind: "GroupRenamed"; group: string; title: string }
  | { kind: "GroupMoved"; group: string; column: string }
  | { kind: "NotesCounted"; counts: Record<string, number> }
  | { kind: "PhaseChanged"; step: number }
  | { kind: "TimerSet"; version: number; ends_at: number | null; left_ms: number | null }
  | { kind: "RoundOpened"; round: Round }
  | { kind: "TurnoutChanged"; round: string; ballots: number; dots: number }
  | { kind: "RoundClosed"; round: string }
  | { kind: "RoundRevealed"; round: string; results: readonly Result[] };

export type Command =
  | { kind: "PostNote"; note: string; column: string; text: string; lang: string }
  | { kind: "EditNote"; note: string; text: string; version: number }
  | { kind: "DeleteNote"; note: string }
  | { kind: "PlaceDots"; round: string; dots: Record<string, number>; tab: string; change: number }
  | { kind: "MoveNotes"; notes: readonly string[]; column: string }
  | { kind: "MoveGroup"; group: string; column: string }
  | { kind: "GroupNotes"; group: string; notes: readonly string[]; title: string }
  | { kind: "UngroupNotes" | "HideNotes" | "ShowNotes"; notes: readonly string[] }
  | { kind: "RenameGroup"; group: string; title: string }
  | { kind: "ChangePhase"; from_step: number; step: number }
  | { kind: "SetTimer"; version: number; ends_at?: number | null; left_ms?: number | null }
  | { kind: "OpenRound"; round: string; columns?: readonly string[]; budget?: number; cap: number; wanted: number }
  | { kind: "CloseRound" | "RevealRound"; round: string };

/** A participant's dots in the current round: line to dots, none stored for 0. */
export interface Ballot { readonly round: string; readonly dots: Readonly<Record<string, number>> }
/** The keys of `yours`; each only when it says something. */
export interface YoursFrame { notes?: readonly Note[]; gone?: readonly string[]; ballot?: Ballot | null }
export interface People { readonly hall: number; readonly remote: number; readonly desks: number; readonly walls: number }
export interface EventsFrame { kind: "events"; after: number; seq: number; events: readonly RoomEvent[] }

export type Frame =
  | {
      kind: "welcome"; role: string; epoch: string; seq: number; now: number; limits?: Record<string, number>;
      board?: Snapshot; events?: readonly Omit<EventsFrame, "kind">[]; yours?: YoursFrame; people?: People;
    }
  | EventsFrame
  | { kind: "board"; seq: number; board: Snapshot }
  | ({ kind: "yours" } & YoursFrame)
  | ({ kind: "ack"; n: number; seq: number } & YoursFrame)
  | { kind: "refused"; n: number; code: string; text: string; facts?: Record<string, number | string>; retry_ms?: number }
  | ({ kind: "people" } & People)
  | { kind: "beat"; now: number; seq: number }
  | { kind: "bye"; retry_ms: number };

/** What came of a command. */
export type Answer = { ok: true } | { ok: false; code: string; text: string };
/** A command that has not been done: it waits to be sent, or it was refused for good and is kept for the page to show. */
export interface Pending {
  readonly id: number;
  readonly command: Command;
  readonly state: "waiting" | "refused";
  readonly code: string;
  readonly text: string;
}
/** Why a room cannot be reached any more by trying again. */
export type Ending = "no-session" | "no-right" | "no-room" | "unreadable";

export interface RoomState {
  /** "offline" only after three seconds without a line; "ended": trying again would not help, see `ending`. */
  readonly status: "connecting" | "live" | "offline" | "ended";
  readonly ending: Ending | null;
  readonly board: Board | null;
  readonly yours: { readonly notes: ReadonlyMap<string, Note>; readonly ballot: Ballot | null };
  readonly people: People;
  readonly pending: readonly Pending[];
  readonly seq: number;
}
export interface Room {
  readonly state: RoomState;
  /** Calls `fn` after changes, at most once per animation frame. Returns what stops it. */
  subscribe(fn: () => void): () => void;
  /** Puts a command into the outbox, which sends it until it is answered, also after a reload. */
  send(command: Command): Promise<Answer>;
  /** Forgets a refused command. */
  dismiss(id: number): void;
  /** The server's clock, ms. */
  now(): number;
  close(): void;
}
/** The block of data in the page. */
export interface PageData {
  room: string; workshop: string; workshop_title: Words; title: Words; host: string; code: string; join_url: string; address: string;
  audience: Audience; lang: string; languages: string[]; [more: string]: unknown;
}

/** vendor/msgpack/msgpack.min.js is a classic script: what it leaves in the page. */
declare const MessagePack: typeof import("@msgpack/msgpack");

/** What early.js leaves in the phone's page. */
declare var early: { readonly place: string; readonly address: string; socket: WebSocket | null; readonly messages: readonly MessageEvent[] } | undefined;

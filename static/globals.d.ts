/** vendor/msgpack/msgpack.min.js is a classic script: what it leaves in the page. */
declare const MessagePack: typeof import("@msgpack/msgpack");

/** A new random id: 20 characters of a-z 0-9, about 103 bits. `crypto.randomUUID` is missing on plain http. */
export function newId() {
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  let id = "";
  while (id.length < 20) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      if (byte < 252 && id.length < 20) id += letters[byte % 36]; // 252 = 7 × 36: every letter equally likely
    }
  }
  return id;
}

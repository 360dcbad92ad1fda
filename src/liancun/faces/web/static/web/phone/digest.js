// What an item of a sheet is called: SHA-256 over its canonical text, as the server works it out again.
//
// The browser's own crypto.subtle is missing on plain http and never answers at once, which a database
// transaction does not wait for: so the digest is made here. tests/test_phone.py holds it to Python's.
(() => {
  // The first 32 bits of the fractions of the roots of the first primes, exactly, by whole numbers.
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  const fraction = (prime, power) => {
    let low = 0n, high = BigInt(prime) << 32n;
    const whole = BigInt(prime) << (32n * BigInt(power));
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** BigInt(power) <= whole) low = middle;
      else high = middle;
    }
    return Number(low & 0xffffffffn);
  };
  const START = primes.slice(0, 8).map((prime) => fraction(prime, 2));
  const STEPS = primes.map((prime) => fraction(prime, 3));

  const turned = (word, by) => (word >>> by) | (word << (32 - by));

  function block(state, words) {
    for (let at = 16; at < 64; at++) {
      const before = words[at - 15], last = words[at - 2];
      const one = turned(before, 7) ^ turned(before, 18) ^ (before >>> 3);
      const two = turned(last, 17) ^ turned(last, 19) ^ (last >>> 10);
      words[at] = (words[at - 16] + one + words[at - 7] + two) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < 64; at++) {
      const first = (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g));
      const next = (h + first + STEPS[at] + words[at]) | 0;
      const most = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + next) | 0, c, b, a, (next + most) | 0];
    }
    return [a, b, c, d, e, f, g, h].map((word, at) => (word + state[at]) | 0);
  }

  // The SHA-256 of a text in UTF-8, in hexadecimal.
  function sha256(text) {
    const bytes = new TextEncoder().encode(text);
    const padded = new Uint8Array(((bytes.length + 8) >> 6 << 6) + 64);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
    view.setUint32(padded.length - 4, bytes.length << 3);
    let state = START;
    for (let at = 0; at < padded.length; at += 64) {
      const words = new Int32Array(64);
      for (let word = 0; word < 16; word++) words[word] = view.getInt32(at + 4 * word);
      state = block(state, words);
    }
    return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  // One text for one meaning: keys sorted, no spaces, texts composed (NFC).
  function canonical(value) {
    if (typeof value === "string") return JSON.stringify(value.normalize("NFC"));
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const parts = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${parts.join(",")}}`;
  }

  const CONTENT = ["state", "base", "bonus", "deduction", "remark"];
  const content = (from) => Object.fromEntries(CONTENT.map((name) => [name, from[name]]));

  // The id of an item, from everything it says; two phones never give two meanings one id.
  function idOf(item) {
    const { kind, household, month, seen, sheet, seq, mark, scored_on } = item;
    const said = { kind, household, month, seen, sheet, seq, mark, scored_on };
    return sha256(canonical({ ...said, content: content(item), photos: [] }));
  }

  self.liancun = { ...self.liancun, sha256, canonical, content, idOf };
})();

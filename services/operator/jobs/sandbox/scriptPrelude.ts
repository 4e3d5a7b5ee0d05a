/**
 * What a script sees beside the language, written in the script's own language: it runs inside the interpreter, before
 * the script, and can do no more than the script could. Whatever it hands to the host is checked there.
 */
export const SCRIPT_PRELUDE = `(host, seen) => {
  const { job, environment } = JSON.parse(seen);
  const bytesOf = (value) => {
    if (typeof value === "string") return host.encodeText(value);
    if (value instanceof ArrayBuffer) return value;
    if (ArrayBuffer.isView(value)) {
      return value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength);
    }
    throw new TypeError("expected text or bytes");
  };
  const jsonOf = (value) => JSON.stringify(value, (key, item) => (typeof item === "bigint" ? item.toString() : item));
  const printable = (value) => (typeof value === "string" ? value : (jsonOf(value) ?? String(value)));
  const log = (...values) => host.log(values.map(printable).join(" "));

  const fetch = async (url, { method = "GET", headers = {}, body } = {}) => {
    const sent = body === undefined ? undefined : bytesOf(body);
    const answer = await host.request(String(method), String(url), JSON.stringify(headers), sent);
    const bytes = new Uint8Array(answer.body).slice();
    const text = () => host.decodeText(bytes.buffer);
    return Object.freeze({
      status: answer.status,
      ok: answer.status >= 200 && answer.status < 300,
      headers: Object.freeze(JSON.parse(answer.headers)),
      bytes: async () => bytes,
      text: async () => text(),
      json: async () => JSON.parse(text()),
    });
  };
  const storage = Object.freeze({
    get: (key) => host.storageGet(String(key)),
    set: (key, value) => host.storageSet(String(key), String(value)),
    remove: (key) => host.storageRemove(String(key)),
    keys: () => JSON.parse(host.storageKeys()),
  });
  const muster = Object.freeze({
    job: Object.freeze(job),
    environment: Object.freeze(environment),
    fetch,
    storage,
    log,
    sha256: (data) => new Uint8Array(host.sha256(bytesOf(data))),
    keccak256: (data) => new Uint8Array(host.keccak256(bytesOf(data))),
    encodeAbi: (types, values) => new Uint8Array(host.encodeAbi(JSON.stringify(types), jsonOf(values))),
    encodeText: (text) => new Uint8Array(host.encodeText(String(text))),
    decodeText: (data) => host.decodeText(bytesOf(data)),
  });
  const unchangeable = { writable: false, configurable: false, enumerable: true };
  Object.defineProperty(globalThis, "muster", { value: muster, ...unchangeable });
  Object.defineProperty(globalThis, "fetch", { value: fetch, ...unchangeable });
  Object.defineProperty(globalThis, "console", { value: Object.freeze({ log }), ...unchangeable });
  return async () => {
    const value = await main(muster);
    if (typeof value === "string") return value;
    return value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? bytesOf(value) : jsonOf(value);
  };
}`;

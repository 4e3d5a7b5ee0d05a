import { createHash } from "node:crypto";

import { AbiCoder, getBytes, keccak256 } from "ethers";
import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten";

import type { Meter } from "./createMeter.ts";
import type { createRequestQueue } from "./createRequestQueue.ts";
import type { ScriptStorage } from "./createScriptStorage.ts";

/** What the host's functions work with. */
export interface HostParts {
  readonly storage: ScriptStorage;
  readonly requests: ReturnType<typeof createRequestQueue>;
  readonly logs: { readonly add: (line: string) => void };
  readonly meter: Meter;
}

/**
 * The functions that the prelude calls, as one object of the interpreter. They take text and bytes and nothing else, and
 * a script that is over its limits is told so by each of them.
 */
export function createHost(context: QuickJSContext, { storage, requests, logs, meter }: HostParts): QuickJSHandle {
  const text = (handle: QuickJSHandle | undefined): string => {
    if (handle === undefined || context.typeof(handle) !== "string") throw new TypeError("expected text");
    return context.getString(handle);
  };
  const bytes = (handle: QuickJSHandle | undefined): Uint8Array => {
    if (handle === undefined || context.typeof(handle) !== "object") throw new TypeError("expected bytes");
    return context.getArrayBuffer(handle).consume(({ value }) => Uint8Array.from(value));
  };
  const bufferOf = (value: Uint8Array) => context.newArrayBuffer(Uint8Array.from(value).buffer);
  const optional = (value: string | undefined) => (value === undefined ? context.undefined : context.newString(value));

  function request(method: string, url: string, headersJson: string, body: Uint8Array | undefined): QuickJSHandle {
    const deferred = context.newPromise();
    const headers = readHeaders(headersJson);
    requests.add({ method, url, headers, body }, (answer) => {
      if (!deferred.alive) return;
      if (answer instanceof Error) return context.newError(answer.message).consume((error) => deferred.reject(error));
      const object = context.newObject();
      context.newNumber(answer.status).consume((status) => context.setProp(object, "status", status));
      context.newString(JSON.stringify(answer.headers)).consume((json) => context.setProp(object, "headers", json));
      bufferOf(answer.body).consume((buffer) => context.setProp(object, "body", buffer));
      object.consume((value) => deferred.resolve(value));
    });
    return deferred.handle;
  }

  const functions: Record<string, (...values: QuickJSHandle[]) => QuickJSHandle | void> = {
    request: (method, url, headers, body) => {
      const content = body === undefined || context.typeof(body) === "undefined" ? undefined : bytes(body);
      return request(text(method), text(url), text(headers), content);
    },
    storageGet: (key) => optional(storage.get(text(key))),
    storageSet: (key, value) => storage.set(text(key), text(value)),
    storageRemove: (key) => storage.remove(text(key)),
    storageKeys: () => context.newString(JSON.stringify(storage.keys())),
    log: (line) => logs.add(text(line)),
    sha256: (data) => bufferOf(createHash("sha256").update(bytes(data)).digest()),
    keccak256: (data) => bufferOf(getBytes(keccak256(bytes(data)))),
    encodeAbi: (types, values) => bufferOf(encodeAbi(text(types), text(values))),
    encodeText: (value) => bufferOf(Buffer.from(text(value))),
    decodeText: (data) => context.newString(Buffer.from(bytes(data)).toString()),
  };

  const host = context.newObject();
  for (const [name, run] of Object.entries(functions)) {
    const guarded = (...values: QuickJSHandle[]) => {
      if (meter.isOver()) throw new Error("the script is over its limits");
      return run(...values) ?? context.undefined;
    };
    context.newFunction(name, guarded).consume((handle) => context.setProp(host, name, handle));
  }
  return host;
}

function readHeaders(json: string): Record<string, string> {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== "object" || parsed === null) throw new TypeError("headers are an object of texts");
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
}

function encodeAbi(typesJson: string, valuesJson: string): Uint8Array {
  const [types, values] = [JSON.parse(typesJson) as string[], JSON.parse(valuesJson) as unknown[]];
  return getBytes(AbiCoder.defaultAbiCoder().encode(types, values));
}

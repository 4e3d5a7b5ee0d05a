import { lookup, type LookupAddress } from "node:dns";
import { type IncomingMessage, request as requestHttp, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";

import { isPublicAddress } from "./isPublicAddress.ts";

/** What a script asks for. */
export interface ScriptRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

/** An answer of any status. */
export interface ScriptResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** How a request is made. */
export interface RequestTerms {
  readonly allowsPrivateNetwork: boolean;
  readonly maxBytes: number;
  /** Calls the request off. */
  readonly signal: AbortSignal;
}

/** What the connection itself decides. */
const OWN_HEADERS = new Set(["host", "connection", "content-length", "transfer-encoding", "upgrade", "expect"]);

/**
 * Makes one request over HTTP or HTTPS, and follows no redirect: where it leads is the script's to see and to ask for.
 * The address is checked when the connection is made, so a name cannot change between the check and the use.
 *
 * @throws {Error} in words for the script.
 */
export async function requestOnce(request: ScriptRequest, terms: RequestTerms): Promise<ScriptResponse> {
  const url = readUrl(request.url);
  if (!terms.allowsPrivateNetwork) requirePublic(url);
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  const options: RequestOptions = {
    method: request.method,
    headers: Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.has(name.toLowerCase())),
    ),
    agent: false,
    signal: terms.signal,
    ...(terms.allowsPrivateNetwork ? {} : { lookup: lookupPublic }),
  };
  return new Promise((resolve, reject) => {
    const sent = send(url, options, (message) => {
      readBody(message, terms.maxBytes).then(
        (body) => resolve({ status: message.statusCode ?? 0, headers: headersOf(message), body }),
        reject,
      );
    });
    sent.once("error", reject);
    sent.end(request.body);
  });
}

function readUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new Error("the address of a request is no URL");
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new Error(`${url.protocol} is not http: or https:`);
  return url;
}

/** Names are looked at when they are looked up; an address in the URL never is. */
function requirePublic({ hostname }: URL): void {
  const address = hostname.replace(/^\[|\]$/g, "");
  if (isIP(address) !== 0 && !isPublicAddress(address)) throw new Error(`${address} is not on the public internet`);
}

const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const inside = addresses?.find(({ address }) => !isPublicAddress(address));
    if (error) return callback(error, "");
    if (inside) return callback(new Error(`${hostname} is not on the public internet`), "");
    if (options.all) return callback(null, addresses);
    const [first] = addresses;
    return first ? callback(null, first.address, first.family) : callback(new Error(`${hostname} has no address`), "");
  });
};

async function readBody(message: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]));
}

import { mkdir, open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from "@libp2p/crypto/keys";

import { PeerKeyExposedError } from "./peerKeyExposedError.ts";

/** The file of a node's identity, in its data directory. */
export const PEER_KEY_FILE = "peer.key";

/** The private key of a node's peer id. */
export type PeerKey = ReturnType<typeof privateKeyFromProtobuf>;

/**
 * Reads the key that a node is known by, or makes one.
 *
 * @throws {PeerKeyExposedError} when others may read the file.
 * @throws {Error} when it cannot be read, or holds no key.
 */
export async function loadPeerKey(dataDir: string): Promise<PeerKey> {
  const path = join(dataDir, PEER_KEY_FILE);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  return (await readPeerKey(path)) ?? createPeerKey(path);
}

async function readPeerKey(path: string): Promise<PeerKey | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  if (process.platform !== "win32" && (found.mode & 0o077) !== 0) throw new PeerKeyExposedError(path, found.mode);
  return privateKeyFromProtobuf(await readFile(path));
}

async function createPeerKey(path: string): Promise<PeerKey> {
  const key = await generateKeyPair("Ed25519");
  // Fails when another process was faster: two nodes must not share a directory.
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(privateKeyToProtobuf(key));
    await file.sync();
  } finally {
    await file.close();
  }
  return key;
}

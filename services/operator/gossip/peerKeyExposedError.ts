import { BaseError } from "../../../sdk/errors/baseError.ts";

/** Thrown when the file of a node's identity may be read by others than its owner. */
export class PeerKeyExposedError extends BaseError {
  readonly path: string;
  readonly mode: number;

  constructor(path: string, mode: number) {
    super("PEER_KEY_EXPOSED", `${path} may be read by others; "chmod 600" it, or delete it for a new identity`);
    this.path = path;
    this.mode = mode & 0o777;
  }
}

import { readFileSync, writeFileSync } from "node:fs";

/** What the repository says of one circuit; hashes are SHA-256 of files, in hex. */
export interface CircuitEntry {
  /** In the order in which a verifier takes them. */
  readonly publicSignals: readonly string[];
  readonly constraints: number;
  readonly hashes: {
    readonly r1cs: string;
    /** Of the witness program, not of its compressed form. */
    readonly wasm: string;
    readonly zkey: string;
  };
  /** What `Groth16Verifier` knows its key by. */
  readonly keyId: string;
}

/** `circuits/circuits.json`. */
export interface CircuitManifest {
  readonly ceremony: {
    /** `development`: anyone can forge proofs for these keys. */
    readonly kind: "development" | "public";
    /** Phase 1 is for 2^power constraints. */
    readonly power: number;
    /** SHA-256 of the prepared phase 1 file. */
    readonly phase1: string;
    /** Hex: what the last contribution of each phase was made of. */
    readonly beacon: string;
  };
  readonly circuits: Readonly<Record<string, CircuitEntry>>;
}

const MANIFEST = new URL("../../circuits/circuits.json", import.meta.url);

/** Reads the manifest. */
export function readManifest(): CircuitManifest {
  return JSON.parse(readFileSync(MANIFEST, "utf8")) as CircuitManifest;
}

/** Writes the manifest. */
export function writeManifest(manifest: CircuitManifest): void {
  writeFileSync(MANIFEST, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

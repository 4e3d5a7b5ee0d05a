/** Computes a blob's data hash while its bytes come. */
export interface ContentHasher {
  update(part: Uint8Array): void | Promise<void>;
  /** 32 bytes of hex. */
  digest(): string | Promise<string>;
}

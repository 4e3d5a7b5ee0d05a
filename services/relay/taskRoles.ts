import type { BlobKind } from "../../sdk/availability/blob.ts";

/** Who wants to upload what. */
export interface UploadClaim {
  /** Address of a market. */
  readonly market: string;
  /** 32 bytes of hex. */
  readonly taskId: string;
  readonly kind: BlobKind;
  /** Address of whoever signed the grant. */
  readonly signer: string;
}

/** Knows who has which part in a task. */
export interface TaskRoles {
  /**
   * Whether somebody may upload a blob: `true`, or else the reason.
   *
   * @throws whatever the chain cannot be asked with.
   */
  mayUpload(claim: UploadClaim): Promise<true | string>;
}

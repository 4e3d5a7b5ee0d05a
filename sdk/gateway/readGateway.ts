import { ZeroAddress, ZeroHash } from "ethers";

import { readCall } from "../client/readCall.ts";
import type { GatewayClient } from "./gatewayClient.ts";

/** A gateway as it stands. Times in seconds. */
export interface ReadGatewayReturnType {
  readonly homeChainId: bigint;
  readonly market: string;
  /** Oldest committee and oldest root that count. */
  readonly maxAge: bigint;
  /** How long a proposed committee waits, unless it is the first. */
  readonly seedDelay: bigint;
  /** The committee that counts; `undefined` before the first. */
  readonly committee: { readonly id: bigint; readonly size: bigint; readonly expiresAt: bigint } | undefined;
  /** The committee that governance wants to put in. */
  readonly proposal: { readonly id: bigint; readonly readyAt: bigint; readonly pageHash: string } | undefined;
}

/** Reads a gateway. */
export async function readGateway({ gateway }: GatewayClient): Promise<ReadGatewayReturnType> {
  const [homeChainId, market, maxAge, seedDelay, stored, proposed] = await readCall(async () =>
    Promise.all([
      gateway.homeChainId(),
      gateway.homeMarket(),
      gateway.maxAge(),
      gateway.seedDelay(),
      gateway.committee(),
      gateway.proposal(),
    ]),
  );
  const { id, size, page, sealedAt } = stored;
  const committee = page === ZeroAddress ? undefined : { id, size, expiresAt: sealedAt + maxAge };
  const { pageHash, readyAt, id: next } = proposed;
  const proposal = pageHash === ZeroHash ? undefined : { id: next, readyAt, pageHash };
  return { homeChainId, market, maxAge, seedDelay, committee, proposal };
}

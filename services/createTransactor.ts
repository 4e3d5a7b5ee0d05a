import type { ContractTransaction, Provider, Signer, TransactionReceipt, TransactionRequest } from "ethers";

/** What an estimate may lack: some guards ask for gas that depends on the block. */
const GAS_MARGIN_PERCENT = 15n;
/** Gas for a slot that turns out to be new when somebody else's transaction comes first. */
const GAS_MARGIN = 30_000n;
/** Blocks after which a transaction that no node knows any more is given up. */
const FORGET_AFTER_BLOCKS = 16;

/** A transaction that has been mined. */
export interface MinedTransaction {
  /** The name under which it was sent. */
  readonly key: string;
  readonly isSuccess: boolean;
  /** Wei that its gas cost. */
  readonly cost: bigint;
  readonly receipt: TransactionReceipt;
}

/** Sends the transactions of one account, one after the other, and knows which are under way. */
export interface Transactor {
  /**
   * Sends a transaction under a name; while it is under way the name is taken.
   *
   * @param gas Known gas; estimated when left out.
   * @throws whatever the node refuses it with; ethers' `CALL_EXCEPTION` when it would revert now.
   */
  send(key: string, transaction: ContractTransaction | TransactionRequest, gas?: bigint): Promise<string>;
  isUnderWay(key: string): boolean;
  /** The transactions mined since the last call; forgets those that nobody knows any more. */
  collect(head: number): Promise<MinedTransaction[]>;
}

/** The last sending of each account, of all its transactors in this process. */
const lastSends = new WeakMap<Signer, Promise<unknown>>();

/** Who pays for the transactions; nothing outside this process should use the account's nonces. */
export interface CreateTransactorParameters {
  readonly provider: Provider;
  readonly signer: Signer;
}

export function createTransactor({ provider, signer }: CreateTransactorParameters): Transactor {
  const sent = new Map<string, { hash: string | undefined; head: number }>();
  let newestHead = 0;

  function send(key: string, transaction: TransactionRequest, gas?: bigint): Promise<string> {
    sent.set(key, { hash: undefined, head: newestHead });
    // One at a time, so that each gets the nonce after the one before.
    const sending = (lastSends.get(signer) ?? Promise.resolve()).then(() => sendNow(key, transaction, gas));
    lastSends.set(
      signer,
      sending.catch(() => sent.delete(key)),
    );
    return sending;
  }

  async function sendNow(key: string, transaction: TransactionRequest, gas?: bigint): Promise<string> {
    const needed = gas ?? (await signer.estimateGas(transaction));
    const gasLimit = needed + (needed * GAS_MARGIN_PERCENT) / 100n + GAS_MARGIN;
    const { hash } = await signer.sendTransaction({ ...transaction, gasLimit });
    sent.set(key, { hash, head: newestHead });
    return hash;
  }

  async function collect(head: number): Promise<MinedTransaction[]> {
    newestHead = head;
    const mined: MinedTransaction[] = [];
    for (const [key, { hash, head: sentAt }] of [...sent]) {
      if (hash === undefined) continue;
      const receipt = await provider.getTransactionReceipt(hash);
      if (receipt !== null) {
        sent.delete(key);
        mined.push({ key, isSuccess: receipt.status === 1, cost: receipt.fee, receipt });
      } else if (head - sentAt >= FORGET_AFTER_BLOCKS && (await provider.getTransaction(hash)) === null) {
        sent.delete(key);
      }
    }
    return mined;
  }

  return { send, isUnderWay: (key) => sent.has(key), collect };
}

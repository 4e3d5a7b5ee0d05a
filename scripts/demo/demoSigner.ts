import { NonceManager, type TransactionRequest, type TransactionResponse } from "ethers";

/** A signer that counts its nonces itself, and anew after a transaction that could not be sent: else there is a gap. */
export class DemoSigner extends NonceManager {
  override async sendTransaction(transaction: TransactionRequest): Promise<TransactionResponse> {
    try {
      return await super.sendTransaction(transaction);
    } catch (error) {
      this.reset();
      throw error;
    }
  }
}

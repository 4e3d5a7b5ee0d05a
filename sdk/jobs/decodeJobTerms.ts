import type { JobRegisteredEvent } from "../../typechain-types/contracts/lifecycles/jobs/JobMarket.ts";
import type { JobTerms } from "./jobTerms.ts";

/** Terms as ethers decoded them from an event, without its wrappers. */
export function decodeJobTerms(terms: JobRegisteredEvent.OutputObject["terms"]): JobTerms {
  const { schedule, needs, destination } = terms;
  return {
    consumer: terms.consumer,
    salt: terms.salt,
    currency: terms.currency,
    template: terms.template,
    script: terms.script,
    access: Number(terms.access),
    processorsHash: terms.processorsHash,
    schedule: {
      startTime: schedule.startTime,
      endTime: schedule.endTime,
      interval: schedule.interval,
      duration: schedule.duration,
      maxStartDelay: schedule.maxStartDelay,
    },
    needs: {
      memoryBytes: needs.memoryBytes,
      networkRequests: needs.networkRequests,
      storageBytes: needs.storageBytes,
      modules: needs.modules,
      minReputation: needs.minReputation,
    },
    slots: terms.slots,
    reward: terms.reward,
    failureFee: terms.failureFee,
    isMajority: terms.isMajority,
    destination: {
      kind: Number(destination.kind),
      chainId: destination.chainId,
      target: destination.target,
      gasLimit: destination.gasLimit,
      gasFee: destination.gasFee,
    },
    runtime: Number(terms.runtime),
    verifier: terms.verifier,
    verifierTerms: terms.verifierTerms,
  };
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IJobConsumer} from "../../interfaces/IJobConsumer.sol";
import {IJobMarket} from "../../interfaces/IJobMarket.sol";
import {IProofVerifier} from "../../interfaces/IProofVerifier.sol";
import {BoundedCall} from "../../libraries/BoundedCall.sol";
import {DeferredCall} from "../../libraries/DeferredCall.sol";
import {
    Destination,
    DestinationKind,
    ExecutionReport,
    JobHead,
    JobRuntime,
    JobSlot,
    JobTerms,
    toJobTerms
} from "../../types/Job.sol";
import {JobId} from "../../types/JobId.sol";
import {Receipt, hashReceipt} from "../../types/JobLeaves.sol";
import {JobStatus} from "../../types/JobStatus.sol";
import {JobStore} from "./JobStore.sol";
import {MajorityDesk} from "./MajorityDesk.sol";
import {Penalties} from "./Penalties.sol";

/// @title ReportDesk
/// @notice Reports: in their window, vouched for by the runtime, delivered to the destination.
library ReportDesk {
    using JobStore for JobStore.Store;

    /// @dev keccak256 of the type of what devices and endpoints sign.
    bytes32 internal constant OUTPUT_TYPE = keccak256(
        "ExecutionOutput(bytes32 job,uint256 slot,uint256 execution,bytes32 outputHash)"
    );

    /// @notice Gas that a verifier gets.
    uint256 private constant JUDGE_GAS = 2_000_000;
    /// @notice Gas kept for what follows a consumer's call, whatever it burns.
    uint256 private constant RESERVE_GAS = 120_000;
    /// @notice Longest message of a failure, in bytes.
    uint256 private constant MAX_MESSAGE = 1_024;
    /// @notice Longest output that is no calldata of a contract of this chain, in bytes: it points to the delivery.
    uint256 private constant MAX_REFERENCE = 256;

    /// @notice See IJobMarket.report.
    /// @param domain Domain separator of the market's signatures.
    function report(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        bytes32[29] calldata words,
        ExecutionReport calldata told,
        bytes32 domain
    ) external {
        JobTerms calldata terms = toJobTerms(words);
        JobHead memory head = store.requireStatus(id, terms, JobStatus.Assigned);
        JobSlot memory slot = store.requireProcessor(wiring, id, told.slot);
        _requireWindow(wiring, id, head, terms, told, slot);

        if (told.execution > slot.next) {
            Penalties.miss(store, wiring, id, terms, told.slot, slot, told.execution);
        }
        slot.next = told.execution + 1;
        _count(terms, told, slot);
        store.slots[id][told.slot] = slot;
        if (told.isSuccess) _succeed(store, wiring, id, terms, told, slot, domain);
        else _fail(wiring, id, terms, told, slot);
    }

    /// @dev What a contract is still to take is undecided until then; votes are counted with their execution.
    function _count(JobTerms calldata terms, ExecutionReport calldata told, JobSlot memory slot) private pure {
        if (!told.isSuccess) ++slot.failures;
        else if (terms.destination.kind == DestinationKind.SameChain) ++slot.undecided;
        else if (!terms.isMajority) ++slot.successes;
    }

    /// @dev Executions are reported in order, each from its start until its window closes.
    function _requireWindow(
        JobStore.Wiring memory wiring,
        JobId id,
        JobHead memory head,
        JobTerms calldata terms,
        ExecutionReport calldata told,
        JobSlot memory slot
    ) private view {
        uint256 execution = told.execution;
        if (execution < slot.next || execution >= JobStore.executionsOf(terms))
            revert IJobMarket.JobExecutionClosed(id, told.slot, execution, slot.next);
        uint256 from = JobStore.startOf(wiring, head, terms, slot.startDelay) + execution * terms.schedule.interval;
        uint256 until = from + JobStore.windowLengthOf(wiring, terms);
        uint256 time = JobStore.timeNow();
        if (time < from || time >= until) revert IJobMarket.JobOutsideWindow(id, execution, time, from, until);
    }

    /* FAILURE */

    function _fail(
        JobStore.Wiring memory wiring,
        JobId id,
        JobTerms calldata terms,
        ExecutionReport calldata told,
        JobSlot memory slot
    ) private {
        if (told.output.length > MAX_MESSAGE) revert IJobMarket.JobOutputTooLong(id, told.output.length, MAX_MESSAGE);

        emit IJobMarket.ExecutionFailed(id, slot.processor, told.slot, told.execution, told.output);

        Penalties.remember(wiring, terms, slot, msg.sender, false);
    }

    /* SUCCESS */

    function _succeed(
        JobStore.Store storage store,
        JobStore.Wiring memory wiring,
        JobId id,
        JobTerms calldata terms,
        ExecutionReport calldata told,
        JobSlot memory slot,
        bytes32 domain
    ) private {
        _requireRuntime(wiring, id, terms, told, slot, domain);
        if (terms.destination.kind == DestinationKind.SameChain) {
            if (!_deliver(store, id, terms, told, slot)) return;
        } else {
            _requireDelivery(wiring, id, terms, told, domain);
        }

        emit IJobMarket.ExecutionSucceeded(id, slot.processor, told.slot, told.execution, told.outputHash, told.output);

        if (terms.isMajority) return MajorityDesk.vote(store, wiring, id, terms, told);
        Penalties.remember(wiring, terms, slot, msg.sender, true);
    }

    /// @dev Calls the consumer's contract. The slot is stored before, so that nothing depends on what the call does.
    /// A refusal is no matter of reputation: a consumer could otherwise ruin whom it likes.
    function _deliver(
        JobStore.Store storage store,
        JobId id,
        JobTerms calldata terms,
        ExecutionReport calldata told,
        JobSlot memory slot
    ) private returns (bool isTaken) {
        bytes32 given = keccak256(told.output);
        if (given != told.outputHash) revert IJobMarket.JobWrongOutput(id, given, told.outputHash);

        bytes memory returned;
        (isTaken, returned) = DeferredCall.perform(
            DeferredCall.Call({
                target: terms.destination.target,
                gasLimit: terms.destination.gasLimit,
                payload: abi.encodeCall(IJobConsumer.fulfill, (id, told.slot, told.execution, msg.sender, told.output)),
                reserve: RESERVE_GAS
            })
        );
        if (isTaken) {
            JobSlot storage stored = store.slots[id][told.slot];
            (stored.undecided, stored.successes) = (stored.undecided - 1, stored.successes + 1);
            return true;
        }

        emit IJobMarket.ExecutionRefused(id, slot.processor, told.slot, told.execution, told.outputHash, returned);
    }

    /* JUDGES */

    function _requireRuntime(
        JobStore.Wiring memory wiring,
        JobId id,
        JobTerms calldata terms,
        ExecutionReport calldata told,
        JobSlot memory slot,
        bytes32 domain
    ) private view {
        if (terms.runtime == JobRuntime.Open) return;
        bool isVouchedFor =
            terms.runtime == JobRuntime.SecureHardware
                ? wiring.ground.devices.isSignedBy(
                    slot.processor,
                    digestOf(domain, id, told.slot, told.execution, told.outputHash),
                    told.runtimeProof
                )
                : _isProven(id, terms, told);
        if (!isVouchedFor) revert IJobMarket.JobRuntimeRefused(id, told.slot, told.execution);
    }

    function _isProven(JobId id, JobTerms calldata terms, ExecutionReport calldata told) private view returns (bool) {
        bytes32 context = keccak256(
            abi.encode(block.chainid, address(this), id, told.slot, told.execution, msg.sender)
        );
        bytes memory claim = abi.encodeCall(
            IProofVerifier.verify,
            (terms.verifierTerms, context, abi.encode(told.outputHash), told.runtimeProof)
        );
        return BoundedCall.affirms(terms.verifier, JUDGE_GAS, claim);
    }

    function _requireDelivery(
        JobStore.Wiring memory wiring,
        JobId id,
        JobTerms calldata terms,
        ExecutionReport calldata told,
        bytes32 domain
    ) private view {
        if (told.output.length > MAX_REFERENCE)
            revert IJobMarket.JobOutputTooLong(id, told.output.length, MAX_REFERENCE);
        Destination calldata destination = terms.destination;
        bool isShown = true;
        if (destination.kind == DestinationKind.OtherChain) {
            isShown = _isReceived(wiring, id, destination.chainId, told);
        } else if (destination.target != address(0)) {
            bytes32 digest = digestOf(domain, id, told.slot, told.execution, told.outputHash);
            isShown = SignatureChecker.isValidSignatureNow(destination.target, digest, told.deliveryProof);
        }
        if (!isShown) revert IJobMarket.JobDeliveryRefused(id, told.slot, told.execution);
    }

    function _isReceived(
        JobStore.Wiring memory wiring,
        JobId id,
        uint256 chainId,
        ExecutionReport calldata told
    ) private view returns (bool) {
        (bytes32 root, bytes32[] memory path) = abi.decode(told.deliveryProof, (bytes32, bytes32[]));
        bytes32 leaf = hashReceipt(
            Receipt({
                homeChainId: block.chainid,
                market: address(this),
                job: id,
                slot: told.slot,
                execution: told.execution,
                processor: msg.sender,
                outputHash: told.outputHash,
                isSuccess: true
            })
        );
        return MerkleProof.verify(path, root, leaf) && wiring.ground.receipts.isReceiptRoot(chainId, root);
    }

    /// @dev What a device signs of an execution, and an endpoint of its delivery.
    function digestOf(
        bytes32 domain,
        JobId id,
        uint256 slot,
        uint256 execution,
        bytes32 outputHash
    ) internal pure returns (bytes32) {
        bytes32 content = keccak256(abi.encode(OUTPUT_TYPE, id, slot, execution, outputHash));
        return keccak256(abi.encodePacked(hex"1901", domain, content));
    }
}

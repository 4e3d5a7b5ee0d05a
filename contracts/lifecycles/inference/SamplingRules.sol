// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceMarket} from "../../interfaces/IInferenceMarket.sol";
import {VrfProof} from "../../interfaces/IVrfVerifier.sol";
import {InferenceOrder, hashSpec} from "../../types/InferenceTask.sol";
import {TaskId} from "../../types/TaskId.sol";
import {InferenceStore} from "./InferenceStore.sol";

/// @title SamplingRules
/// @notice What makes a task sampled, and what makes another its sibling.
library SamplingRules {
    /// @notice Keeps the seed of the sampling number apart from the others.
    bytes32 internal constant SAMPLING = keccak256("muster.inference.sampling");

    function requireGuid(TaskId id, InferenceOrder calldata order, bytes32 guid) internal pure {
        if (keccak256(abi.encode(guid, uint256(order.terms.nonce))) != order.terms.taskIdCommitment)
            revert IInferenceMarket.InferenceWrongOpening(id);
    }

    /// @dev Created after the first had committed itself: before, their absence would have told it that it may cheat.
    function requireSibling(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId first,
        InferenceOrder calldata original,
        TaskId id,
        InferenceOrder calldata order
    ) internal view {
        uint256 scoredAt = store.tasks[first].since;
        bool isInTime = order.createdAt > scoredAt && order.createdAt <= scoredAt + wiring.periods.siblings();
        bool isAlike = original.creator == order.creator && hashSpec(original.terms) == hashSpec(order.terms);
        if (!isInTime || !isAlike) revert IInferenceMarket.InferenceBadGroup(first, id);
    }

    function samplingNumber(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id,
        InferenceOrder calldata order,
        VrfProof calldata proof
    ) internal view returns (uint256) {
        return wiring.ground.vrf.outputOf(order.keys.vrfKey, samplingSeedOf(store, wiring, id), proof);
    }

    function isSampled(InferenceStore.Wiring memory wiring, uint256 number) internal pure returns (bool) {
        return number % wiring.sampling.samplingModulus() == 0;
    }

    /// @notice See IInferenceMarket.samplingSeedOf.
    function samplingSeedOf(
        InferenceStore.Store storage store,
        InferenceStore.Wiring memory wiring,
        TaskId id
    ) internal view returns (uint256) {
        (bytes32 seed, ) = wiring.ground.beacon.seedOf(store.tasks[id].round, address(this), id, SAMPLING);
        return uint256(seed);
    }
}

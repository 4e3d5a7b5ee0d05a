// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ApplicationKeys, InferenceOrder, InferenceTerms, hashOrder} from "../../../contracts/types/InferenceTask.sol";
import {JobTerms, hashJobTerms, toJobTerms, toTermsWords} from "../../../contracts/types/Job.sol";
import {Currency} from "../../../contracts/types/Currency.sol";
import {Assert} from "../helpers/Assert.sol";

/// @title CalldataHashesTest
/// @notice What is hashed where it lies, against what Solidity encodes.
contract CalldataHashesTest {
    /* ORDERS */

    function testFuzz_HashesAnOrderAsItsEncoding(uint256 seed, uint8 models, uint8 publishers) external view {
        InferenceOrder memory order = _orderOf(seed, models % 9, publishers % 9);
        Assert.isTrue(this.hashOf(order) == keccak256(abi.encode(order)), "agrees");
    }

    function testFuzz_TellsOrdersApart(uint256 seed, uint8 models, uint8 publishers) external view {
        InferenceOrder memory order = _orderOf(seed, 1 + (models % 8), 1 + (publishers % 8));
        bytes32 known = this.hashOf(order);
        order.terms.models[order.terms.models.length - 1] ^= bytes32(uint256(1));
        Assert.isTrue(this.hashOf(order) != known, "a model counts");
        order.terms.models[order.terms.models.length - 1] ^= bytes32(uint256(1));
        order.terms.publishers[order.terms.publishers.length - 1] = address(this);
        Assert.isTrue(this.hashOf(order) != known, "a publisher counts");
    }

    /// @dev The same order behind other offsets: its fields read the same, and it is not what was stored.
    function test_RefusesAnotherEncodingOfTheSameOrder() external view {
        InferenceOrder memory order = _orderOf(7, 1, 1);
        bytes memory encoded = abi.encode(order);
        bytes memory tail = new bytes(encoded.length - 32);
        for (uint256 i; i < tail.length; ++i) tail[i] = encoded[i + 32];
        // A word of nothing before the order, which the first offset leaps over.
        bytes memory shifted = abi.encodePacked(this.hashOf.selector, uint256(64), uint256(0), tail);
        (bool isDone, bytes memory answer) = address(this).staticcall(shifted);
        Assert.isTrue(isDone && abi.decode(answer, (bytes32)) == keccak256(encoded), "where it lies is no matter");

        // Nothing between the order's own words and its terms is the one place that it may have them in.
        bytes memory apart = new bytes(tail.length + 32);
        for (uint256 i; i < 7 * 32; ++i) apart[i] = tail[i];
        (apart[30], apart[31]) = (bytes1(0x01), bytes1(0x00));
        for (uint256 i = 7 * 32; i < tail.length; ++i) apart[i + 32] = tail[i];
        (isDone, answer) = address(this).staticcall(abi.encodePacked(this.hashOf.selector, uint256(32), apart));
        Assert.isTrue(isDone && abi.decode(answer, (bytes32)) != keccak256(encoded), "how it lies is");
    }

    function hashOf(InferenceOrder calldata order) external pure returns (bytes32) {
        return hashOrder(order);
    }

    function _orderOf(
        uint256 seed,
        uint256 models,
        uint256 publishers
    ) private pure returns (InferenceOrder memory order) {
        InferenceTerms memory terms = order.terms;
        terms.taskType = uint8(seed);
        terms.taskIdCommitment = keccak256(abi.encode(seed, "commitment"));
        terms.nonce = uint88(seed >> 8);
        terms.models = new bytes32[](models);
        for (uint256 i; i < models; ++i) terms.models[i] = keccak256(abi.encode(seed, "model", i));
        (terms.minimumVram, terms.requiredGpu, terms.version) = (
            uint8(seed >> 96),
            uint8(seed >> 104),
            uint24(seed >> 112)
        );
        (terms.size, terms.executionBlocks) = (uint32(seed >> 136), uint16(seed >> 168));
        (terms.currency, terms.fee) = (Currency.wrap(address(uint160(seed))), uint88(seed >> 160));
        terms.parametersCommitment = keccak256(abi.encode(seed, "parameters"));
        terms.publishers = new address[](publishers);
        for (uint256 i; i < publishers; ++i)
            terms.publishers[i] = address(uint160(uint256(keccak256(abi.encode(seed, i)))));
        order.keys = ApplicationKeys([seed, ~seed], [seed ^ 1, seed ^ 2]);
        (order.creator, order.createdAt) = (address(uint160(seed >> 3)), uint40(seed));
    }

    /* JOBS */

    function testFuzz_HandsTermsOnAsTheyAre(address consumer, bytes32 salt, uint88 reward) external view {
        JobTerms memory terms;
        (terms.consumer, terms.salt, terms.reward, terms.verifierTerms) = (consumer, salt, reward, ~salt);
        Assert.isTrue(this.handOn(terms) == keccak256(abi.encode(terms)), "agrees");
    }

    /// @dev Terms become words for another call, which takes them for terms again.
    function handOn(JobTerms calldata terms) external view returns (bytes32) {
        return this.receiveWords(toTermsWords(terms));
    }

    function receiveWords(bytes32[29] calldata words) external pure returns (bytes32) {
        return hashJobTerms(toJobTerms(words));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "./Bps.sol";
import {Currency} from "./Currency.sol";
import {PoolId} from "./PoolId.sol";

/// @notice What a task definition asks for, in the order that its users know.
/// @param blockExpiry Block from which on tasks of this type are refused; more than 2^40 - 1 means never.
/// @param baseRewardFeeForAttesters Fee of each attester that signs, in the smallest unit of the reward currency.
/// @param baseRewardFeeForPerformer Fee of the performer of an approved task.
/// @param baseRewardFeeForAggregator Fee of the aggregator.
/// @param disputePeriodBlocks Blocks before a task is final; 0 disables disputes.
/// @param minimumVotingPower Least power, in wei of stake, of performer, attesters and aggregator.
/// @param restrictedOperatorIndexes Operators that may perform and attest, ascending; empty lets everybody.
struct TaskDefinitionParams {
    uint256 blockExpiry;
    uint256 baseRewardFeeForAttesters;
    uint256 baseRewardFeeForPerformer;
    uint256 baseRewardFeeForAggregator;
    uint256 disputePeriodBlocks;
    uint256 minimumVotingPower;
    uint256[] restrictedOperatorIndexes;
}

/// @notice A task definition as it is stored. A submission reads the first three slots, a claim the first.
struct TaskDefinition {
    // slot 0: nobody's before it was created, since blockExpiry is never 0 then
    uint96 attesterFee;
    uint96 performerFee;
    uint40 blockExpiry;
    uint24 disputePeriodBlocks;
    // slot 1
    uint96 aggregatorFee;
    uint96 minimumVotingPower;
    PoolId pool;
    uint32 restrictionEpoch;
    // slot 2: funds that nobody is owed; the first task fixes the currency; approveBps 0 is more than two thirds
    uint128 funds;
    uint40 lastTaskBlock;
    uint16 termsVersion;
    uint16 minimumAttesters;
    Bps approveBps;
    bool isRestricted;
    bool hasHook;
    bool hasElection;
    // slot 3; depositedAt 0: the deposit was returned
    address owner;
    uint40 depositedAt;
    uint32 hookGasLimit;
    // slot 4
    Currency currency;
    // slot 5
    address hook;
    // slot 6
    address election;
}

/// @notice What offences cost operators who accepted it. A share of zero switches its offence off.
/// @param doubleAttestationBps For two contradicting votes in one phase on one task.
/// @param incorrectAttestationBps For a vote on the losing side of an overturned task that was not corrected.
/// @param rejectedPerformerBps For performing a task that was rejected, or approved and overturned.
/// @param reporterBps Share of a slash for who reported it; below half.
/// @param jails Whether a double attestation jails as well.
struct SlashingTerms {
    Bps doubleAttestationBps;
    Bps incorrectAttestationBps;
    Bps rejectedPerformerBps;
    Bps reporterBps;
    bool jails;
}

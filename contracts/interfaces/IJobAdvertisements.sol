// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Advertisement, Commitment, Offer} from "../types/Advertisement.sol";
import {Currency} from "../types/Currency.sol";
import {OperatorId} from "../types/OperatorId.sol";

/// @title IJobAdvertisements
/// @notice What processors offer, what they have taken on, and why an offer does not fit a job.
interface IJobAdvertisements {
    /* ERRORS */

    /// @notice Thrown when an advertisement has no scheduling window, or two.
    error JobBadWindow(OperatorId processor, uint256 windowEnd, uint256 windowDelta);

    /// @notice Thrown when an advertisement to everybody names consumers, or another one none or too many.
    error JobBadConsumers(OperatorId processor, bool isRestricted, uint256 given, uint256 limit);

    /// @notice Thrown when an operator is no member of the market's pool.
    error JobNotMember(OperatorId processor);

    /// @notice Thrown when a processor advertises nothing.
    error JobNoAdvertisement(OperatorId processor);

    /// @notice Thrown when no live certificate vouches for a processor's device.
    error JobNotAttested(OperatorId processor);

    /// @notice Thrown when a processor lacks a module. Bit k stands for module k.
    error JobModuleMissing(OperatorId processor, uint32 needed, uint32 available);

    /// @notice Thrown when a processor has prices in another currency.
    error JobCurrencyMismatch(OperatorId processor, Currency needed, Currency available);

    /// @notice Thrown when a job ends after a processor's scheduling window. Milliseconds.
    error JobWindowExceeded(OperatorId processor, uint256 endsAt, uint256 windowEnd);

    /// @notice Thrown when an execution needs more memory than a processor has.
    error JobMemoryExceeded(OperatorId processor, uint256 needed, uint256 available);

    /// @notice Thrown when an execution needs more requests than a processor makes in its duration.
    error JobNetworkQuotaExceeded(OperatorId processor, uint256 needed, uint256 available);

    /// @notice Thrown when a job stores more than a processor has left.
    error JobStorageExceeded(OperatorId processor, uint256 needed, uint256 available);

    /// @notice Thrown when a job does not name a processor, or calls another's processor personal.
    error JobProcessorNotAllowed(OperatorId processor);

    /// @notice Thrown when a processor does not serve a consumer.
    error JobConsumerNotAllowed(OperatorId processor, address consumer);

    /// @notice Thrown when a processor's score is too low. Parts per million.
    error JobReputationTooLow(OperatorId processor, uint256 score, uint256 needed);

    /// @notice Thrown when a processor would start later than the job allows. Milliseconds.
    error JobDelayTooLong(OperatorId processor, uint256 delay, uint256 limit);

    /// @notice Thrown when a processor would run two executions at once.
    error JobScheduleOverlap(OperatorId processor, uint256 lane);

    /// @notice Thrown when a processor has as many commitments as are kept.
    error JobProcessorBusy(OperatorId processor, uint256 limit);

    /// @notice Thrown when a processor asks more for an execution than the job pays.
    error JobRewardTooLow(OperatorId processor, uint256 fee, uint256 reward);

    /// @notice Thrown when a processor would run two slots of a job.
    error JobDuplicateProcessor(OperatorId processor);

    /* EVENTS */

    /// @notice Emitted when a processor advertises, or anew.
    event Advertised(OperatorId indexed processor, Advertisement advertisement, address[] consumers);

    /// @notice Emitted when a processor advertises no longer.
    event AdvertisementWithdrawn(OperatorId indexed processor);

    /* WRITES */

    /// @notice Offers the caller's processor, or changes the offer. What it has taken on stays as it was agreed.
    /// @param advertisement What it offers, and at which price.
    /// @param consumers Whom it serves where it is restricted, else empty.
    function advertise(Advertisement calldata advertisement, address[] calldata consumers) external;

    /// @notice Takes the offer of the caller's processor back. What it has taken on stays as it was agreed.
    function withdrawAdvertisement() external;

    /* VIEWS */

    /// @notice A processor's offer, and what it has taken on.
    function offerOf(OperatorId processor) external view returns (Offer memory);

    /// @notice Whether a processor's present offer names a consumer.
    function servesByName(OperatorId processor, address consumer) external view returns (bool);

    /// @notice A processor's commitment in a lane. Old ones stay in place until their lane is needed.
    function commitmentAt(OperatorId processor, uint256 lane) external view returns (Commitment memory);
}

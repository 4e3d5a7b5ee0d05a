// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ResultSchema, SchemaKind} from "../../../contracts/types/ResultSchema.sol";
import {ResultSchemaHarness} from "../harness/ResultSchemaHarness.sol";
import {Assert} from "../helpers/Assert.sol";
import {Mutations} from "../helpers/Mutations.sol";
import {Schemas} from "../helpers/Schemas.sol";
import {VM} from "../helpers/Vm.sol";

/// @notice A result matches exactly when Solidity decodes it and encodes it again to the same bytes.
contract ResultSchemaCanonicalTest {
    ResultSchemaHarness private immutable HARNESS = new ResultSchemaHarness();

    /// @dev Mutations tried on each encoding: few where the runner brings 80 times as many encodings, since these tests
    /// alone would take as long as all others.
    uint256 private immutable MUTATIONS = VM.envOr("MUSTER_DEEP", 0) == 1 ? 6 : 24;

    /* STATIC */

    function testFuzz_StaticFieldsMatchOnlyAsEncoded(
        uint8 a,
        int24 b,
        bytes5 c,
        bool d,
        address e,
        int256 f,
        bytes32 g,
        uint256 seed
    ) external view {
        ResultSchema schema = Schemas.write(SchemaKind.StaticAbi, 512, hex"0123456162402060");
        bytes memory result = abi.encode(a, b, c, d, e, f, uint256(g), g);
        _requireCanonical(schema, result, this.encodeStatic, seed);
    }

    /// @notice Decodes and encodes again.
    function encodeStatic(bytes calldata result) external pure returns (bytes memory) {
        (uint8 a, int24 b, bytes5 c, bool d, address e, int256 f, uint256 g, bytes32 h) = abi.decode(
            result,
            (uint8, int24, bytes5, bool, address, int256, uint256, bytes32)
        );
        return abi.encode(a, b, c, d, e, f, g, h);
    }

    /* TAILS */

    function testFuzz_TextAndNumbersMatchOnlyAsEncoded(
        uint64 a,
        string calldata b,
        uint256[] calldata c,
        uint256 seed
    ) external view {
        ResultSchema schema = Schemas.write(SchemaKind.TailedAbi, 16_384, hex"0864a0");
        _requireCanonical(schema, abi.encode(a, b, c), this.encodeTextAndNumbers, seed);
    }

    /// @notice Decodes and encodes again.
    function encodeTextAndNumbers(bytes calldata result) external pure returns (bytes memory) {
        (uint64 a, string memory b, uint256[] memory c) = abi.decode(result, (uint64, string, uint256[]));
        return abi.encode(a, b, c);
    }

    function testFuzz_NarrowListsMatchOnlyAsEncoded(
        bytes calldata a,
        int16[] calldata b,
        bool[] calldata c,
        bytes4[] calldata d,
        uint256 seed
    ) external view {
        ResultSchema schema = Schemas.write(SchemaKind.TailedAbi, 16_384, hex"63a2e1c4");
        bytes memory result = abi.encode(
            a,
            b[:_atMost(b.length, 8)],
            c[:_atMost(c.length, 8)],
            d[:_atMost(d.length, 8)]
        );
        _requireCanonical(schema, result, this.encodeNarrowLists, seed);
    }

    /// @notice Decodes and encodes again.
    function encodeNarrowLists(bytes calldata result) external pure returns (bytes memory) {
        (bytes memory a, int16[] memory b, bool[] memory c, bytes4[] memory d) = abi.decode(
            result,
            (bytes, int16[], bool[], bytes4[])
        );
        return abi.encode(a, b, c, d);
    }

    function testFuzz_FieldsBetweenTailsMatchOnlyAsEncoded(
        address[] calldata a,
        int40 b,
        bytes calldata c,
        bool d,
        uint256 seed
    ) external view {
        // Short tails, so that most of the damage falls on offsets, lengths and padding.
        address[] calldata few = a[:_atMost(a.length, 2)];
        bytes calldata short = c[:_atMost(c.length, 40)];
        ResultSchema schema = Schemas.write(SchemaKind.TailedAbi, 16_384, hex"e2256361");
        _requireCanonical(schema, abi.encode(few, b, short, d), this.encodeFieldsBetweenTails, seed);
    }

    /// @notice Decodes and encodes again.
    function encodeFieldsBetweenTails(bytes calldata result) external pure returns (bytes memory) {
        (address[] memory a, int40 b, bytes memory c, bool d) = abi.decode(result, (address[], int40, bytes, bool));
        return abi.encode(a, b, c, d);
    }

    /* THE PROPERTY */

    function _requireCanonical(
        ResultSchema schema,
        bytes memory result,
        function(bytes memory) external view returns (bytes memory) encodeAgain,
        uint256 seed
    ) private view {
        HARNESS.requireWellFormed(schema);
        HARNESS.requireMatch(schema, result);
        for (uint256 i; i < MUTATIONS; i++) {
            bytes memory mutated = Mutations.mutate(result, uint256(keccak256(abi.encode(seed, i))));
            bool isCanonical = _isCanonical(mutated, encodeAgain) && mutated.length <= schema.maxBytes();
            Assert.isTrue(_matches(schema, mutated) == isCanonical, "matches exactly when canonical");
        }
    }

    function _atMost(uint256 length, uint256 most) private pure returns (uint256) {
        return length < most ? length : most;
    }

    function _isCanonical(
        bytes memory result,
        function(bytes memory) external view returns (bytes memory) encodeAgain
    ) private view returns (bool) {
        try encodeAgain(result) returns (bytes memory again) {
            return keccak256(again) == keccak256(result);
        } catch {
            return false;
        }
    }

    function _matches(ResultSchema schema, bytes memory result) private view returns (bool) {
        try HARNESS.requireMatch(schema, result) {
            return true;
        } catch {
            return false;
        }
    }
}

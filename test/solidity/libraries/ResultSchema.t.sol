// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    ResultSchema,
    ResultSchemaMalformed,
    ResultSchemaMismatch,
    SchemaKind
} from "../../../contracts/types/ResultSchema.sol";
import {ResultSchemaHarness} from "../harness/ResultSchemaHarness.sol";
import {Assert} from "../helpers/Assert.sol";
import {Schemas} from "../helpers/Schemas.sol";
import {VM} from "../helpers/Vm.sol";

contract ResultSchemaTest {
    ResultSchemaHarness private immutable HARNESS = new ResultSchemaHarness();

    /* SCHEMAS */

    function test_ReadsKindAndMaxBytesBack() external pure {
        ResultSchema schema = Schemas.write(SchemaKind.TailedAbi, 1000, hex"0864");
        Assert.isTrue(schema.kind() == SchemaKind.TailedAbi, "kind");
        Assert.isEqual(schema.maxBytes(), 1000);
    }

    function test_AcceptsTheEdgesOfEveryKind() external view {
        _expectSound(Schemas.write(SchemaKind.Raw, 1, ""));
        _expectSound(Schemas.write(SchemaKind.Raw, 16_384, ""));
        _expectSound(Schemas.write(SchemaKind.Custom, 16_384, ""));
        _expectSound(Schemas.write(SchemaKind.HashOnly, 32, ""));
        _expectSound(Schemas.write(SchemaKind.StaticAbi, 32, hex"62"));
        _expectSound(Schemas.write(SchemaKind.StaticAbi, 832, _repeat(0x20, 26)));
        _expectSound(Schemas.write(SchemaKind.TailedAbi, 64, hex"64"));
        _expectSound(Schemas.write(SchemaKind.TailedAbi, 1664, _repeat(0xe2, 26)));
    }

    function test_RefusesUnknownKinds() external {
        _expectMalformed(ResultSchema.wrap(bytes32(0)));
        _expectMalformed(Schemas.write(SchemaKind.None, 32, ""));
        for (uint256 code = 6; code < 256; code++) {
            bytes32 word = bytes32(abi.encodePacked(uint8(code), uint32(32)));
            Assert.isTrue(ResultSchema.wrap(word).kind() == SchemaKind.None, "no kind");
            _expectMalformed(ResultSchema.wrap(word));
        }
    }

    function test_RefusesBoundsOutsideOneToMost() external {
        _expectMalformed(Schemas.write(SchemaKind.Raw, 0, ""));
        _expectMalformed(Schemas.write(SchemaKind.Raw, 16_385, ""));
        _expectMalformed(Schemas.write(SchemaKind.Custom, type(uint32).max, ""));
        _expectMalformed(Schemas.write(SchemaKind.StaticAbi, 16_385, hex"01"));
        _expectMalformed(Schemas.write(SchemaKind.HashOnly, 31, ""));
        _expectMalformed(Schemas.write(SchemaKind.HashOnly, 33, ""));
    }

    function test_RefusesBoundsThatNoResultFits() external {
        _expectMalformed(Schemas.write(SchemaKind.StaticAbi, 63, hex"0101"));
        _expectMalformed(Schemas.write(SchemaKind.TailedAbi, 63, hex"63"));
        _expectMalformed(Schemas.write(SchemaKind.TailedAbi, 95, hex"0163"));
    }

    function test_RefusesBadAndMissingCodes() external {
        _expectMalformed(Schemas.write(SchemaKind.StaticAbi, 32, ""));
        _expectMalformed(Schemas.write(SchemaKind.TailedAbi, 32, ""));
        _expectMalformed(Schemas.write(SchemaKind.StaticAbi, 64, hex"0100"));
        _expectMalformed(ResultSchema.wrap(bytes32(abi.encodePacked(uint8(2), uint32(16_384), uint8(27)))));
        for (uint256 code = 0x63; code < 256; code++) {
            bytes memory codes = abi.encodePacked(uint8(code));
            _expectMalformed(Schemas.write(SchemaKind.StaticAbi, 1000, codes));
            bool isTailed = code <= 0x64 || (code > 0x80 && code <= 0xe2);
            if (isTailed) _expectSound(Schemas.write(SchemaKind.TailedAbi, 1000, codes));
            else _expectMalformed(Schemas.write(SchemaKind.TailedAbi, 1000, codes));
        }
    }

    function testFuzz_RefusesAnyUnusedBitThatIsSet(uint256 bit) external {
        bytes32 set = bytes32(uint256(1) << Assert.bound(bit, 0, 199));
        _expectMalformed(_with(Schemas.write(SchemaKind.StaticAbi, 32, hex"01"), set));
        _expectMalformed(_with(Schemas.write(SchemaKind.Raw, 32, ""), set));
        _expectMalformed(_with(Schemas.write(SchemaKind.HashOnly, 32, ""), set));
        _expectMalformed(_with(Schemas.write(SchemaKind.Custom, 32, ""), set));
        _expectMalformed(Schemas.write(SchemaKind.Raw, 32, hex"01"));
    }

    /* LENGTHS */

    function testFuzz_BoundsRawAndCustomByLengthAlone(bytes calldata result, uint256 limit) external {
        limit = Assert.bound(limit, 1, 64);
        _expectLengthBound(Schemas.write(SchemaKind.Raw, limit, ""), result, limit);
        _expectLengthBound(Schemas.write(SchemaKind.Custom, limit, ""), result, limit);
    }

    function _expectLengthBound(ResultSchema schema, bytes calldata result, uint256 limit) private {
        if (result.length > limit) _expectMismatch(schema, result, result.length);
        else HARNESS.requireMatch(schema, result);
    }

    function test_HoldsHashOnlyToOneWord() external {
        ResultSchema schema = Schemas.write(SchemaKind.HashOnly, 32, "");
        HARNESS.requireMatch(schema, abi.encode(keccak256("anything")));
        _expectMismatch(schema, "", 0);
        _expectMismatch(schema, new bytes(31), 31);
        _expectMismatch(schema, new bytes(33), 33);
    }

    function test_MatchesNothingForNoSchema() external {
        _expectMismatch(ResultSchema.wrap(bytes32(0)), "", 0);
        _expectMismatch(Schemas.write(SchemaKind.None, 64, ""), new bytes(32), 32);
    }

    /* OFFSETS OF OFFENCES */

    function test_NamesTheLengthOfAShortOrLongHead() external {
        ResultSchema schema = Schemas.write(SchemaKind.StaticAbi, 96, hex"0101");
        _expectMismatch(schema, new bytes(63), 63);
        _expectMismatch(schema, new bytes(65), 65);
        _expectMismatch(schema, new bytes(97), 97);
    }

    function test_NamesTheFirstDirtyField() external {
        ResultSchema schema = Schemas.write(SchemaKind.StaticAbi, 96, hex"016162");
        _expectMismatch(schema, abi.encode(255, 2, type(uint256).max), 32);
    }

    function test_NamesWhatIsWrongWithATail() external {
        ResultSchema schema = Schemas.write(SchemaKind.TailedAbi, 1000, hex"0863");
        _expectMismatch(schema, abi.encode(1), 32);
        _expectMismatch(schema, abi.encode(1, 96, 0), 32);
        _expectMismatch(schema, abi.encode(1, 64), 64);
        _expectMismatch(schema, abi.encode(1, 64, 33, 0), 64);
        _expectMismatch(schema, abi.encode(1, 64, type(uint256).max, 0), 64);
        _expectMismatch(schema, abi.encode(1, 64, 31, 1), 96);
        _expectMismatch(schema, abi.encode(1, 64, 0, 0), 128);
        _expectMismatch(schema, bytes.concat(abi.encode(1, 64, 1), hex"ff"), 64);
    }

    function test_NamesWhatIsWrongWithAnArray() external {
        ResultSchema schema = Schemas.write(SchemaKind.TailedAbi, 1000, hex"a281");
        _expectMismatch(schema, abi.encode(64, 96, 0, 1, 256), 128);
        _expectMismatch(schema, abi.encode(64, 160, 2, 1, 0x8000, 0), 128);
        _expectMismatch(schema, abi.encode(64, 96, 4, 0, 0), 64);
        _expectMismatch(schema, abi.encode(64, 96, uint256(1) << 251, 0), 64);
        _expectMismatch(schema, abi.encode(64, 64, 0), 32);
    }

    /* TYPES */

    function testFuzz_AWordIsCleanExactlyWhenItIsSomeValue(uint256 code, uint256 word, uint256 shift) external {
        code = Assert.bound(code, 1, 0x62);
        shift = Assert.bound(shift, 0, 255);
        _requireVerdict(code, word);
        _requireVerdict(code, word >> shift);
        _requireVerdict(code, word << shift);
        _requireVerdict(code, ~(word >> shift));
        _requireVerdict(code, uint256(1) << shift);
        _requireVerdict(code, type(uint256).max << shift);
        _requireVerdict(code, type(uint256).max >> shift);
    }

    function _requireVerdict(uint256 code, uint256 word) private {
        ResultSchema field = Schemas.write(SchemaKind.StaticAbi, 32, abi.encodePacked(uint8(code)));
        ResultSchema list = Schemas.write(SchemaKind.TailedAbi, 96, abi.encodePacked(uint8(0x80 + code)));
        if (_isValue(code, word)) {
            HARNESS.requireMatch(field, abi.encode(word));
            HARNESS.requireMatch(list, abi.encode(32, 1, word));
        } else {
            _expectMismatch(field, abi.encode(word), 0);
            _expectMismatch(list, abi.encode(32, 1, word), 64);
        }
    }

    function _isValue(uint256 code, uint256 word) private pure returns (bool) {
        if (code == 0x61) return word == 0 || word == 1;
        if (code == 0x62) return word == uint256(uint160(word));
        if (code == 0x20 || code == 0x40 || code == 0x60) return true;
        if (code < 0x20) return word < 2 ** (code * 8);
        if (code > 0x40) return word % 2 ** (256 - (code - 0x40) * 8) == 0;
        int256 half = int256(2 ** ((code - 0x20) * 8 - 1));
        return -half <= int256(word) && int256(word) < half;
    }

    /* HELPERS */

    function _with(ResultSchema schema, bytes32 bits) private pure returns (ResultSchema) {
        return ResultSchema.wrap(ResultSchema.unwrap(schema) | bits);
    }

    function _repeat(uint8 code, uint256 count) private pure returns (bytes memory codes) {
        codes = new bytes(count);
        for (uint256 i; i < count; i++) {
            codes[i] = bytes1(code);
        }
    }

    function _expectSound(ResultSchema schema) private view {
        HARNESS.requireWellFormed(schema);
    }

    function _expectMalformed(ResultSchema schema) private {
        VM.expectRevert(abi.encodeWithSelector(ResultSchemaMalformed.selector, schema));
        HARNESS.requireWellFormed(schema);
    }

    function _expectMismatch(ResultSchema schema, bytes memory result, uint256 offset) private {
        VM.expectRevert(abi.encodeWithSelector(ResultSchemaMismatch.selector, schema, offset));
        HARNESS.requireMatch(schema, result);
    }
}

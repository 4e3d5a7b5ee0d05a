import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import { inferenceModule } from "./inference.ts";

/**
 * The keys of both circuits, and what proves digits to the Dispatcher. Parameters: `uploadKey` and `digitKey` (see
 * IGroth16Verifier.VerifyingKey), `digitKeyId`, and `isVetted`: whether tasks may name the digits' verifier, which
 * nobody should trust whose key comes from a development ceremony.
 */
export const digitsModule = buildModule("Digits", (m) => {
  const suite = m.useModule(inferenceModule);
  const { proofs, dispatcher } = suite;
  const upload = m.call(proofs, "register", [m.getParameter("uploadKey")], {
    id: "registerUploadKey",
    after: [inferenceModule],
  });
  const digits = m.call(proofs, "register", [m.getParameter("digitKey")], {
    id: "registerDigitKey",
    after: [upload],
  });
  const digitVerifier = m.contract("DigitVerifier", [proofs, m.getParameter("digitKeyId")], { after: [digits] });
  m.call(dispatcher, "setVetted", [digitVerifier, m.getParameter("isVetted")], { id: "vetDigits" });
  return { ...suite, digitVerifier };
});

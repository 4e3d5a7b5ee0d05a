/** What we use of snarkjs, which ships no types. */
declare module "snarkjs" {
  type Signals = Readonly<Record<string, unknown>>;
  /** A file by its path, or one in memory. */
  type File = string | Uint8Array | { type: "mem"; data?: Uint8Array };
  interface Logger {
    info(message: string): void;
    debug(message: string): void;
    warn(message: string): void;
    error(message: string): void;
  }
  interface Proof {
    pi_a: string[];
    pi_b: string[][];
    pi_c: string[];
    protocol: string;
    curve: string;
  }
  interface Key {
    protocol: string;
    curve: string;
    nPublic: number;
    vk_alpha_1: string[];
    vk_beta_2: string[][];
    vk_gamma_2: string[][];
    vk_delta_2: string[][];
    IC: string[][];
  }

  export const groth16: {
    fullProve(
      signals: Signals,
      program: File,
      key: File,
      logger?: Logger,
      calculatorOptions?: object,
      proverOptions?: { singleThread?: boolean },
    ): Promise<{ proof: Proof; publicSignals: string[] }>;
    prove(key: File, witness: File): Promise<{ proof: Proof; publicSignals: string[] }>;
    verify(key: object, publicSignals: readonly string[], proof: object): Promise<boolean>;
  };
  export const wtns: {
    calculate(signals: Signals, program: File, witness: File): Promise<void>;
    check(constraints: File, witness: File): Promise<boolean>;
    exportJson(witness: File): Promise<bigint[]>;
  };
  export const r1cs: {
    info(constraints: File): Promise<{ nConstraints: number; nVars: number; nPubInputs: number; nOutputs: number }>;
    exportJson(constraints: File): Promise<unknown>;
  };
  export const curves: {
    getCurveFromName(name: string): Promise<unknown>;
  };
  export const powersOfTau: {
    newAccumulator(curve: unknown, power: number, file: string, logger?: Logger): Promise<Uint8Array>;
    contribute(from: string, to: string, name: string, entropy: string, logger?: Logger): Promise<Uint8Array>;
    beacon(
      from: string,
      to: string,
      name: string,
      beacon: string,
      iterations: number,
      logger?: Logger,
    ): Promise<Uint8Array>;
    preparePhase2(from: string, to: string, logger?: Logger): Promise<void>;
    verify(file: string, logger?: Logger): Promise<boolean>;
  };
  export const zKey: {
    newZKey(constraints: string, powers: string, key: string, logger?: Logger): Promise<Uint8Array>;
    contribute(from: string, to: string, name: string, entropy: string, logger?: Logger): Promise<Uint8Array>;
    beacon(
      from: string,
      to: string,
      name: string,
      beacon: string,
      iterations: number,
      logger?: Logger,
    ): Promise<Uint8Array>;
    verifyFromR1cs(constraints: string, powers: string, key: string, logger?: Logger): Promise<boolean>;
    exportVerificationKey(key: File, logger?: Logger): Promise<Key>;
  };
}

import { BaseError } from "../errors/baseError.ts";

const ARRAY_FLAG = 0x80;
const LAST_STATIC = 0x62;

/** One byte a type, as tabled beside the Solidity type `ResultSchema`. */
const NAME_OF_CODE = new Map<number, string>();
for (let size = 1; size <= 32; size++) {
  NAME_OF_CODE.set(size, `uint${size * 8}`);
  NAME_OF_CODE.set(0x20 + size, `int${size * 8}`);
  NAME_OF_CODE.set(0x40 + size, `bytes${size}`);
}
NAME_OF_CODE.set(0x61, "bool").set(0x62, "address").set(0x63, "bytes").set(0x64, "string");
for (const [code, name] of [...NAME_OF_CODE]) {
  if (code <= LAST_STATIC) NAME_OF_CODE.set(ARRAY_FLAG + code, `${name}[]`);
}

const CODE_OF_NAME = new Map([...NAME_OF_CODE].map(([code, name]) => [name, code]));

/** Thrown when a schema cannot hold a type: a nested or fixed-size array, a struct, or an alias like `uint`. */
export class ResultTypeUnknownError extends BaseError {
  readonly type: string;

  constructor(type: string) {
    super("RESULT_TYPE_UNKNOWN", `A result schema has no type "${type}".`);
    this.type = type;
  }
}

/**
 * The code of a Solidity type name.
 *
 * @throws ResultTypeUnknownError
 */
export function typeCodeOf(name: string): number {
  const code = CODE_OF_NAME.get(name);
  if (code === undefined) throw new ResultTypeUnknownError(name);
  return code;
}

/** The type name of a code, or undefined when the code names none. */
export function typeNameOf(code: number): string | undefined {
  return NAME_OF_CODE.get(code);
}

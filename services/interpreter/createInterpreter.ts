import {
  DefaultIntrinsics,
  type Intrinsics,
  newQuickJSWASMModule,
  newVariant,
  type QuickJSContext,
  type QuickJSRuntime,
  RELEASE_SYNC,
} from "quickjs-emscripten";

const MAX_STACK_BYTES = 512 * 1024;
const PAGE_BYTES = 65_536;
/** What the interpreter's build wants to begin with. */
const FIRST_PAGES = 256;
/** Taken at once, so that a script finds little more than its own share. */
const BALLAST_BYTES = 9 * 1024 * 1024;
/** Room beyond the limit in which the excess is noticed and told of. */
const SLACK_BYTES = 1024 * 1024;
/** A look at the heap takes longer the more there is; this many times as long passes before the next. */
const REST_FACTOR = 20;

/** An interpreter that keeps to its memory. */
export interface Interpreter {
  readonly runtime: QuickJSRuntime;
  readonly context: QuickJSContext;
  /** From now on, what is held counts from zero. */
  readonly setBaseline: () => void;
  /** Bytes that the script holds, from the baseline on. Walks the whole heap. */
  readonly heldBytes: () => number;
  /** Whether it is time to look at the heap again. */
  readonly isLookDue: () => boolean;
  /** Whether the wall was reached: then anything may have failed for want of memory. */
  readonly isWalled: () => boolean;
}

/**
 * Creates an interpreter for one run, with a WebAssembly memory of its own.
 *
 * QuickJS's own limit does not hold in WebAssembly: there, its allocator cannot tell the size of a block, and counts
 * eight bytes for each, however large. So the memory that it lives in has a wall, somewhat beyond the limit, and what is
 * held is measured by walking the heap.
 *
 * @param memoryBytes What the script may hold.
 * @param intrinsics Parts of the language that the script gets beside the usual ones, or does not get.
 */
export async function createInterpreter(memoryBytes: number, intrinsics: Intrinsics = {}): Promise<Interpreter> {
  const maximum = FIRST_PAGES + Math.ceil((memoryBytes + SLACK_BYTES) / PAGE_BYTES);
  const { wasmMemory, isWalled } = createMemory(maximum);
  const module = await newQuickJSWASMModule(newVariant(RELEASE_SYNC, { wasmMemory }));
  const runtime = module.newRuntime();
  runtime.setMaxStackSize(MAX_STACK_BYTES);
  const context = runtime.newContext({ intrinsics: { ...DefaultIntrinsics, BigInt: true, ...intrinsics } });
  context.newArrayBuffer(new ArrayBuffer(BALLAST_BYTES));

  const takenBytes = () => {
    const usage = runtime.computeMemoryUsage().consume((handle) => context.dump(handle) as unknown);
    return (usage as { memory_used_size: number }).memory_used_size;
  };
  let baseline = 0;
  let nextLookAt = 0;
  return {
    runtime,
    context,
    setBaseline: () => (baseline = takenBytes()),
    heldBytes() {
      const startedAt = performance.now();
      const held = takenBytes() - baseline;
      const endedAt = performance.now();
      nextLookAt = endedAt + REST_FACTOR * (endedAt - startedAt);
      return held;
    },
    isLookDue: () => performance.now() >= nextLookAt,
    isWalled,
  };
}

/** A memory that remembers whether it was refused more. A first refusal may be followed by a smaller request. */
function createMemory(maximum: number) {
  const wasmMemory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum });
  const grow = wasmMemory.grow.bind(wasmMemory);
  let isRefused = false;
  wasmMemory.grow = (pages) => {
    isRefused = true;
    const before = grow(pages);
    isRefused = false;
    return before;
  };
  return { wasmMemory, isWalled: () => isRefused };
}

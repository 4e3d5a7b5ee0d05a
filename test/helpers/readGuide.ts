/** A fenced block of a guide. */
export interface GuideBlock {
  /**
   * `settings` begin every terminal, a `terminal` goes on until the end, a `command` ends by itself, a `file` is written,
   * and `output` is what the command above it prints.
   */
  readonly kind: "settings" | "terminal" | "command" | "file" | "output";
  /** Of a terminal, what it prints when it works; of a file, its path; or else empty. */
  readonly name: string;
  readonly text: string;
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;

/**
 * Reads the fenced blocks of a guide, in their order. The first line of a block says what it is, to people and to tests.
 *
 * @throws {Error} when a block is in a language that no reader could follow by rule.
 */
export function readGuide(markdown: string): GuideBlock[] {
  return [...markdown.matchAll(FENCE)].map(([, language = "", text = ""]) => {
    const [first = ""] = text.split("\n");
    const [, path] = /^\/\/ (\S+\.ts)$/.exec(first) ?? [];
    const [, printed] = /^# In a terminal of its own; it works when it prints "(.+)"\.$/.exec(first) ?? [];
    if (language === "ts" && path !== undefined) return { kind: "file", name: path, text };
    if (language === "text") return { kind: "output", name: "", text };
    if (language !== "sh") throw new Error(`Nothing says what to do with a block that begins with: ${first}`);
    if (first === "# Begin every terminal with this.") return { kind: "settings", name: "", text };
    return printed === undefined ? { kind: "command", name: "", text } : { kind: "terminal", name: printed, text };
  });
}

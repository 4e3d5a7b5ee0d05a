import { formatTable } from "../../scripts/print/formatTable.ts";

/** Prints text, or rows of names and values. */
export function printText(text: string | readonly (readonly [name: string, value: string])[]): void {
  console.log(typeof text === "string" ? text : formatTable([{ title: "" }, { title: "" }], text));
}

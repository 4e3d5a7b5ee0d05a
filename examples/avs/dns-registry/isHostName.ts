const MAX_NAME = 253;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Whether text is the name of a host as RFC 1123 has it: labels of letters, digits and inner hyphens, in lower case here;
 * two hyphens after the second letter are left to internationalised names (RFC 5891); the last label is no number.
 */
export function isHostName(text: string): boolean {
  const labels = text.split(".");
  const isLabel = (label: string) => LABEL.test(label) && (label.slice(2, 4) !== "--" || label.startsWith("xn--"));
  return text.length <= MAX_NAME && labels.length > 1 && labels.every(isLabel) && !/^\d+$/.test(labels.at(-1) ?? "");
}

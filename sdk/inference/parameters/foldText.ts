/** What the text model reads and writes, in the order of its outputs. */
export const ALPHABET = " abcdefghijklmnopqrstuvwxyz.,;:!?'\"-()";

const alike: Readonly<Record<string, string>> = {
  "\u2018": "'",
  "\u2019": "'",
  "\u201c": '"',
  "\u201d": '"',
  "\u2013": "-",
  "\u2014": "-",
};

/** Text as a small model knows it: small letters without accents, one space for all that it does not know. */
export function foldText(text: string): string {
  const plain = text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const known = Array.from(plain, (sign) => alike[sign] ?? sign).map((sign) => (ALPHABET.includes(sign) ? sign : " "));
  return known.join("").replaceAll(/ +/g, " ");
}

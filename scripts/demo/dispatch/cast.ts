import { id } from "ethers";

/** How one of the seven runners behaves. */
export type Behaviour = "honest" | "liar" | "sleeper" | "skipper" | "crasher";

const TROUBLE: readonly Behaviour[] = ["liar", "sleeper", "skipper", "crasher"];

/** Who plays what: the seed shuffles four trouble makers among the runners. */
export function castRunners(count: number, seed: string): Behaviour[] {
  const seats = Array.from({ length: count }, (_, index) => index);
  const shuffled = seats.sort((a, b) => (id(`${seed}:${a}`) < id(`${seed}:${b}`) ? -1 : 1));
  const cast: Behaviour[] = Array.from({ length: count }, () => "honest");
  TROUBLE.forEach((behaviour, index) => (cast[shuffled[index]!] = behaviour));
  return cast;
}

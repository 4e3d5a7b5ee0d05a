import type { Provider } from "ethers";

/** A provider whose `method` fails the first `times` it is called, as when a node is away. */
export function failProvider<T extends Provider>(provider: T, method: keyof Provider, times: number): T {
  let left = times;
  return new Proxy(provider, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      if (property !== method) return value.bind(target);
      return (...values: unknown[]) => {
        if (left-- > 0) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
        return value.apply(target, values);
      };
    },
  });
}

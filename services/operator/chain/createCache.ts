/** Answers that are asked for once. */
export interface Cache<Key, Value> {
  /** What `ask` answers for a key; whoever asks meanwhile gets the same answer. A failure is not remembered. */
  get(key: Key): Promise<Value>;
  forget(key: Key): void;
  clear(): void;
}

/** Remembers answers, the newest `maxSize` of them. */
export function createCache<Key, Value>(ask: (key: Key) => Promise<Value>, maxSize = 4_096): Cache<Key, Value> {
  const answers = new Map<Key, Promise<Value>>();

  function get(key: Key): Promise<Value> {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(key);
    answers.set(key, answer);
    answer.catch(() => {
      if (answers.get(key) === answer) answers.delete(key);
    });
    const [oldest] = answers.keys();
    if (answers.size > maxSize && oldest !== undefined) answers.delete(oldest);
    return answer;
  }

  return { get, forget: (key) => void answers.delete(key), clear: () => answers.clear() };
}

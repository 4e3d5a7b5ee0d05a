/** What a promise is rejected with; fails when it is not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("Nothing was thrown.");
    },
    (reason: unknown) => reason,
  );
}

/** Prints what a check found and sets the exit code that says so. */
export function reportProblems(problems: string[], whenNone: string): void {
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? whenNone : `${problems.length} found.`);
  if (problems.length > 0) process.exitCode = 1;
}

/** Tells a measured figure on the test's output. */
export function report(line: string): void {
	process.stdout.write(`${line}\n`);
}

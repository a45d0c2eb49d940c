// Sets the colour theme before the first paint; src/shell/theme.svelte.ts takes over once the page runs.
(() => {
	const matches = (query) => window.matchMedia(query).matches;
	let choice = "system";
	try {
		choice = localStorage.getItem("sensocto:theme") ?? "system";
	} catch {
		// Storage can be forbidden; the system's choice is the answer then.
	}
	const system = matches("(prefers-contrast: more)")
		? "contrast"
		: matches("(prefers-color-scheme: light)")
			? "light"
			: "dark";
	document.documentElement.dataset.theme = choice === "system" ? system : choice;
})();

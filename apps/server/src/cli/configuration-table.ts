import { settings } from "../config.ts";

/** The table of all settings as Markdown, for docs/configuration.md. */
export function configurationTable(): string {
	const rows = Object.entries(settings.shape).map(([name, schema]) => {
		const standard = schema.safeParse(undefined);
		const value = standard.success && standard.data !== undefined ? String(standard.data) : "";
		return `| \`${name}\` | ${value === "" ? "" : `\`${value}\``} | ${schema.description ?? ""} |`;
	});
	return ["| Setting | Default | Meaning |", "|---|---|---|", ...rows].join("\n");
}

import { svelte } from "@sveltejs/vite-plugin-svelte";
import tailwind from "@tailwindcss/vite";
import { defineConfig } from "vite";

const backend = process.env.SENSOCTO_URL ?? "http://127.0.0.1:4000";

/** Build of the web UI; `vite dev` forwards API and socket to the server named by `SENSOCTO_URL`. */
export default defineConfig({
	root: import.meta.dirname,
	plugins: [svelte(), tailwind()],
	build: {
		outDir: "dist",
		target: "es2023",
		// Every asset stays a file of its own: the content security policy allows no data: URLs.
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
	},
	server: {
		proxy: {
			"/api": backend,
			"/health": backend,
			"/metrics": backend,
			"/socket": { target: backend, ws: true },
		},
	},
});

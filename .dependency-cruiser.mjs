/** Server layers in start order: a layer may import only from itself and those before it. */
const LAYERS = ["infrastructure", "registry", "storage", "bio", "domain", "accounts", "web", "simulator"];

/** Files that only tests and benchmarks use. */
const TEST_CODE = "\\.test\\.ts$|/test/|/testing/|/conformance/|\\.bench\\.ts$";

const SERVER = "^apps/server/src/";

/** Accounts use the storage of tokens, and the web layer uses accounts; the simulator comes last. */
const layerRules = LAYERS.slice(0, -1).map((layer, index) => ({
	name: `layer-${layer}`,
	comment: `${layer} stands on earlier layers only`,
	severity: "error",
	from: { path: `${SERVER}${layer}/`, pathNot: "\\.test\\.ts$" },
	to: { path: LAYERS.slice(index + 1).map((later) => `${SERVER}${later}/`) },
}));

const packageRule = (name, allowed) => ({
	name: `package-${name}`,
	comment: `${name} may import ${allowed.length === 0 ? "no other package" : allowed.join(", ")}`,
	severity: "error",
	from: { path: `^packages/${name}/src/`, pathNot: TEST_CODE },
	to: { path: "^(packages|apps)/", pathNot: [name, ...allowed].map((other) => `^packages/${other}/`) },
});

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
	forbidden: [
		...layerRules,
		packageRule("protocol", []),
		packageRule("supervision", []),
		packageRule("signals", []),
		packageRule("client", ["protocol"]),
		packageRule("simulator", ["client", "protocol"]),
		packageRule("testkit", ["supervision"]),
		{
			name: "web-imports",
			severity: "error",
			from: { path: "^apps/web/src/" },
			to: { path: "^(packages|apps)/", pathNot: "^(apps/web|packages/(protocol|client|signals))/" },
		},
		{
			name: "testkit-in-tests-only",
			severity: "error",
			from: {
				path: "^(packages|apps)/",
				pathNot: `^packages/testkit/|${TEST_CODE}`,
			},
			to: { path: "^packages/testkit/" },
		},
		{
			name: "no-zod-on-the-hot-path",
			comment:
				"schemas cost up to a hundred times a hand guard; they belong to HTTP, configuration and tests",
			severity: "error",
			from: {
				path: `${SERVER}(domain|web/socket)/|^packages/(client|signals|supervision)/src/`,
				pathNot: "\\.test\\.ts$",
			},
			to: { path: "node_modules/zod/" },
		},
		{
			name: "no-circles",
			severity: "error",
			from: { pathNot: "\\.test\\.ts$|/(value-tree|tree-branch)\\.svelte$" },
			to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
		},
	],
	options: {
		doNotFollow: { path: "node_modules" },
		exclude: { path: "(^|/)dist/" },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: "tsconfig.json" },
		enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "default"] },
	},
};

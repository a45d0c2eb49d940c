#!/usr/bin/env -S node --max-semi-space-size=16
import { simulateCommand } from "@sensocto/simulator";
import { configurationTable } from "./configuration-table.ts";
import { tokenCommand } from "./token-command.ts";

const USAGE = `Usage:
  sensocto start                                   run the platform (settings: docs/configuration.md)
  sensocto simulate FILE --url URL [--duration S] [--token T]
                                                   run a scenario against a platform
  sensocto token create NAME [--days N]            make an access token (default: 14 days)
  sensocto token revoke ID                         end one
  sensocto settings                                print the table of settings
`;

const [command, ...args] = process.argv.slice(2);

switch (command) {
	case "start":
		await import("../main.ts");
		break;
	case "simulate":
		process.exitCode = await simulateCommand(args);
		break;
	case "token":
		process.exitCode = await tokenCommand(args);
		break;
	case "settings":
		console.log(configurationTable());
		break;
	default:
		console.error(USAGE);
		process.exitCode = command === undefined || command === "help" || command === "--help" ? 0 : 64;
}

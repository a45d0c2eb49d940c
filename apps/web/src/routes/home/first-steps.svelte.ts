const HIDDEN = "sensocto:first-steps-hidden";
const SAW_SENSOR = "sensocto:saw-sensor";

/** What this device remembers of a person's first steps. */
class FirstSteps {
	hidden = $state(remembered(HIDDEN));
	sawSensor = $state(remembered(SAW_SENSOR));
}

/** The first steps' memory. */
export const firstSteps = new FirstSteps();

/** Hides the list for good on this device. */
export function hideFirstSteps(): void {
	firstSteps.hidden = true;
	remember(HIDDEN);
}

/** Notes that a person has looked at one sensor. */
export function noteSensorSeen(): void {
	if (firstSteps.sawSensor) return;
	firstSteps.sawSensor = true;
	remember(SAW_SENSOR);
}

function remembered(key: string): boolean {
	try {
		return localStorage.getItem(key) !== null;
	} catch {
		// Storage can be forbidden; the list is then shown each time.
		return false;
	}
}

function remember(key: string): void {
	try {
		localStorage.setItem(key, "1");
	} catch {
		// Storage can be forbidden; the page remembers as long as it lives.
	}
}

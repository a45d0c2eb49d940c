import { SensoctoSocket, ViewerSession } from "@sensocto/client";

/** Shows the latest temperature in an element of a page; answers a function that ends it. */
export async function showTemperature(element: HTMLElement, url: string = location.origin) {
	const socket = new SensoctoSocket(url);
	socket.onState((state) => element.classList.toggle("stale", state !== "open"));
	socket.connect();

	const viewer = new ViewerSession(socket, { viewId: crypto.randomUUID(), encoding: "columns" });
	await viewer.open();
	await viewer.stream("greenhouse-1", "temperature", { seedMs: 10_000 }, ({ values }) => {
		element.textContent = `${Number(values.at(-1)).toFixed(1)} °C`;
	});
	// Samples come as often as somebody looks: tell the server when the page does not show.
	document.addEventListener("visibilitychange", () => viewer.attention({ hidden: document.hidden }));
	return () => socket.close();
}

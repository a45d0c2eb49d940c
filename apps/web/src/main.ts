import "@fontsource-variable/inter/wght.css";
import "./app.css";
import { mount } from "svelte";
import App from "./app.svelte";

const target = document.getElementById("app");
if (target === null) throw new Error('The page has no element with the id "app" to draw into.');
mount(App, { target });

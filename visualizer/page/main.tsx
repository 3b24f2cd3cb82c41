import { render } from "preact";
import { App } from "./app.tsx";
import { connect } from "./connection.ts";
import "./style.css";

// The key has become a cookie: keep it out of the address bar, of bookmarks and of shared screens.
if (new URLSearchParams(location.search).has("token")) history.replaceState(null, "", `/${location.hash}`);

const root = document.getElementById("app");
/** The youngest of what the page needs of a browser. */
const isOld = !("toSorted" in Array.prototype);
if (isOld) root?.querySelector("p")?.replaceChildren("This browser is too old for the page: use one of 2023 or later.");
else if (root !== null) {
  root.textContent = "";
  render(<App />, root);
  connect();
}

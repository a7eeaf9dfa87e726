// The pages work without this: it shows codes below the field while somebody types (ARIA combobox pattern), copies
// values, and asks again whether a shop has called.
"use strict";

const WAIT_MS = 150;
const SHORTEST = 2;
const COPIED_MS = 2000;
const ASK_MS = 3000;
const MOST_ASKED = 200;

function codeList(input, number) {
  const list = document.createElement("ul");
  list.id = `code-list-${number}`;
  list.className = "code-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  list.hidden = true;
  const said = document.createElement("p");
  said.className = "hidden";
  said.setAttribute("role", "status");
  input.after(list, said);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let timer;
  let asked = "";
  let chosen = -1;
  const options = () => [...list.children];

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    const all = options();
    if (!all.length) return;
    chosen = (index + all.length) % all.length;
    all.forEach((one, at) => one.setAttribute("aria-selected", String(at === chosen)));
    all[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[chosen].id);
  }

  function take(option) {
    input.value = option.dataset.code;
    close();
  }

  async function ask() {
    const text = input.value.trim();
    asked = text;
    if (text.length < SHORTEST) return close();
    const country = input.form.elements.to_country.value;
    const answer = await fetch(`/console/codes?${new URLSearchParams({ country, q: text })}`);
    if (!answer.ok || asked !== text) return;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    list.replaceChildren(...parsed.querySelectorAll("li"));
    options().forEach((one, at) => {
      one.id = `${list.id}-${at}`;
      one.setAttribute("aria-selected", "false");
    });
    said.textContent = list.children.length ? input.dataset.hint.replace("#", list.children.length) : input.dataset.none;
    if (!list.children.length || document.activeElement !== input) return close();
    chosen = -1;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) take(options()[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("li");
    if (option) take(option);
  });
}

document.querySelectorAll("[data-codes]").forEach(codeList);

// A button that copies what stands beside it. Without a clipboard (no HTTPS) it stays hidden, and one selects by hand.
function copyButton(button) {
  if (!navigator.clipboard) return;
  const text = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = text), COPIED_MS);
  });
}

document.querySelectorAll("[data-copy]").forEach(copyButton);

// Ask again for what a shop has told, while somebody looks, until a call has come.
async function listen(place) {
  for (let asked = 0; asked < MOST_ASKED && !place.querySelector(".heard"); asked += 1) {
    await new Promise((go) => setTimeout(go, ASK_MS));
    if (document.hidden) continue;
    const answer = await fetch(place.dataset.calls);
    if (!answer.ok) return;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (parsed.body.textContent.trim() !== place.textContent.trim()) place.replaceChildren(...parsed.body.childNodes);
  }
}

document.querySelectorAll("[data-calls]").forEach(listen);

const fault = document.querySelector(".fault");
if (fault) fault.focus();

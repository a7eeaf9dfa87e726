// The pages work without this: it shows codes below the field while somebody types (ARIA combobox pattern).
"use strict";

const WAIT_MS = 150;
const SHORTEST = 2;

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

const fault = document.querySelector(".fault");
if (fault) fault.focus();

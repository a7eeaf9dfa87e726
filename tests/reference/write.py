"""`python -m tests.reference.write`: write the reference pages of the handbook anew, and the plot of the benchmarks."""

from loadtests import history_plot
from tests.reference.pages import PAGES, PROJECT


def main() -> None:
    folder = PROJECT / "handbook" / "reference"
    folder.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")
    history_plot.write()


if __name__ == "__main__":
    main()

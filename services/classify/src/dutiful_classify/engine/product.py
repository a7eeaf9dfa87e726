"""What is classified: one product in the shop's own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Product:
    """A product as the shop describes it; only the title is sure to be there.

    Attributes:
        attributes: facts such as material or power, by lower-case name, as text.
        category: the shop's own path, such as `Clothing > Tops`.
        language: BCP 47 tag, a hint and no more.
        merchant_code: digits the merchant uses today; weighed, not obeyed.
    """

    title: str
    description: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    language: str = "en"
    merchant_code: str | None = None

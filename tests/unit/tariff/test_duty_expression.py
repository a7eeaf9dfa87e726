"""Rate texts of every dialect and the tree each one means."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.duty_rate import (
    AdValorem,
    AgriculturalComponent,
    AtLeast,
    AtMost,
    Difference,
    DutyRate,
    Fixed,
    NotCalculable,
    Season,
    Seasonal,
    Specific,
    Sum,
)
from dutiful_quote.tariff.duty_dialects import DIALECTS
from dutiful_quote.tariff.duty_expression import DutyExpressionError, parse_rate

FREE = AdValorem(Decimal(0))


def share(per_cent: str) -> AdValorem:
    return AdValorem(Decimal(per_cent) / 100)


def usd(amount: str, unit: str = "KGM", per: str = "1") -> Specific:
    return Specific(Decimal(amount), "USD", Decimal(per), unit)


def eur(amount: str, unit: str = "KGM", per: str = "100") -> Specific:
    return Specific(Decimal(amount), "EUR", Decimal(per), unit)


def gbp(amount: str, unit: str = "KGM", per: str = "100") -> Specific:
    return Specific(Decimal(amount), "GBP", Decimal(per), unit)


def jpy(amount: str, unit: str = "KGM", per: str = "1") -> Specific:
    return Specific(Decimal(amount), "JPY", Decimal(per), unit)


AMERICAN: list[tuple[str, DutyRate]] = [
    ("Free", FREE),
    ("16.5%", share("16.5")),
    ("33 1/3%", AdValorem((Decimal(33) + Decimal(1) / Decimal(3)) / 100)),
    ("1.9¢/kg", usd("0.019")),
    ("$1.035/kg", usd("1.035")),
    ("68¢/head", usd("0.68", "NHD")),
    ("0.9¢ each", usd("0.009", "NAR")),
    ("20.7¢/kg + 7.5%", Sum((usd("0.207"), share("7.5")))),
    ("0.4¢/kg +20%", Sum((usd("0.004"), share("20")))),
    ("13.5¢/kg + 6.3% + 1.9¢/article", Sum((usd("0.135"), share("6.3"), usd("0.019", "NAR")))),
    ("4.4¢/liter + 31.4¢/pf. liter", Sum((usd("0.044", "LTR"), usd("0.314", "LPF")))),
    ("52.5¢/bbl", usd("0.525", "LTR", "158.987294928")),
    ("7.5¢/doz. + 3%", Sum((usd("0.075", "NAR", "12"), share("3")))),
    ("28.8¢/gross + 4.6%", Sum((usd("0.288", "NAR", "144"), share("4.6")))),
    ("90¢/pr. + 37.5%", Sum((usd("0.9", "NPR"), share("37.5")))),
    ("38.4¢/1000", usd("0.384", "NAR", "1000")),
    ("10¢/1,000 pins + 3.5%", Sum((usd("0.1", "NAR", "1000"), share("3.5")))),
    ("$2.50/thou- sand + 40%", Sum((usd("2.50", "NAR", "1000"), share("40")))),
    ("14.5¢/m2", usd("0.145", "MTK")),
    ("$1.13/m3", usd("1.13", "MTQ")),
    ("$12/t", usd("12", "KGM", "1000")),
    ("3.7¢/kg on drained weight", usd("0.037", "KGM.drained")),
    ("1.5¢/kg on lead content", usd("0.015", "KGM.lead")),
    ("1.7¢/clean kg", usd("0.017", "KGM.clean")),
    ("3¢ each + 4% + 0.9¢/jewel", Sum((usd("0.03", "NAR"), share("4"), usd("0.009", "JWL")))),
    ("51¢ each + 6.25% on the case and strap + 5.3% on the battery", NotCalculable("component")),
    ("2.5% on the value of the lead content", NotCalculable("component")),
    ("The rate applicable to each garment in the ensemble if separately entered",
     NotCalculable("rate of another article")),
    ("See additional U.S. note 1", NotCalculable("see a note")),
    ("5.9¢/kg on molybdenum content", NotCalculable("named quantity")),
    ("1¢/kg of total sugars + 2%", NotCalculable("named quantity")),
    ("3.6¢/kg less 0.02¢/kg for each degree under 100 but not less than 3.1¢/kg", NotCalculable("sliding scale")),
]  # fmt: skip

EUROPEAN: list[tuple[str, DutyRate]] = [
    ("0.0%", FREE),
    ("41.20 EUR / 100 kg", eur("41.20")),
    ("10.20% + 93.10 EUR / 100 kg", Sum((share("10.20"), eur("93.10")))),
    ("114.00 EUR / tonne", eur("114.00", per="1000")),
    ("32.00 EUR / hl", eur("32.00", "LTR")),
    ("52.00 EUR / 1,000 items", eur("52.00", "NAR", "1000")),
    ("1.75 EUR / % vol / hl", eur("1.75", "HLT.vol", "1")),
    ("0.90 EUR / % vol / hl + 6.40 EUR / hl", Sum((eur("0.90", "HLT.vol", "1"), eur("6.40", "LTR")))),
    ("1.30 EUR / % vol / hl MIN 7.20 EUR / hl", AtLeast(eur("1.30", "HLT.vol", "1"), eur("7.20", "LTR"))),
    ("1.19 EUR / kg / lactic matter + 27.50 EUR / 100 kg", Sum((eur("1.19", "KGM.lactic", "1"), eur("27.50")))),
    ("0.07 EUR / kg / dry lactic matter", eur("0.07", "KGM.dry_lactic", "1")),
    ("1.62 EUR / kg / tot alc", eur("1.62", "KGM.total_alcohol", "1")),
    ("5.10% + 9.40 EUR / 100 kg / net drained wt", Sum((share("5.10"), eur("9.40", "KGM.drained")))),
    ("50.70 EUR / 100 kg / net dry", eur("50.70", "KGM.dry")),
    ("33.90 EUR / 100 kg / std qual", eur("33.90", "KGM.standard_quality")),
    ("0.40 EUR / 100 kg /net/ % sacchar.", eur("0.40", "KGM.sucrose_percent")),
    ("8.00% MAX 2.80 EUR / m2", AtMost(share("8.00"), eur("2.80", "MTK", "1"))),
    ("6.50% MAX 5.00 EUR / 100 m", AtMost(share("6.50"), eur("5.00", "MTR", "100"))),
    ("4.50% MIN 0.30 EUR / item MAX 0.80 EUR / item",
     AtMost(AtLeast(share("4.50"), eur("0.30", "NAR", "1")), eur("0.80", "NAR", "1"))),
    ("0.50 EUR / item MIN 2.70% MAX 4.60%",
     AtMost(AtLeast(eur("0.50", "NAR", "1"), share("2.70")), share("4.60"))),
    ("6.20% + 27.10 EUR / 100 kg MAX 17.90%", AtMost(Sum((share("6.20"), eur("27.10"))), share("17.90"))),
    ("9.10% + 45.10 EUR / 100 kg MAX 18.90% + 16.50 EUR / 100 kg",
     AtMost(Sum((share("9.10"), eur("45.10"))), Sum((share("18.90"), eur("16.50"))))),
    ("9.00% +  EA MAX 18.70%  + ADSZ",
     AtMost(Sum((share("9.00"), AgriculturalComponent("EA"))), Sum((share("18.70"), AgriculturalComponent("ADSZ"))))),
    ("3.80% MIN 0.60 EUR / 100 kg / gross", AtLeast(share("3.80"), eur("0.60", "KGM.gross"))),
    ("6.4 + 24.6 EUR/100 kg", Sum((share("6.4"), eur("24.6")))),
    ("7.2 MIN 0.36 EUR/100 kg", AtLeast(share("7.2"), eur("0.36"))),
    ("8.3 + 3.8 EUR/100 kg eda", Sum((share("8.3"), eur("3.8", "KGM.drained")))),
    ("Entry Price", NotCalculable("entry price")),
    ("12.800 % + 176.800 EUR DTN", Sum((share("12.800"), eur("176.800")))),
    ("0.230 EUR KGM P + 5.500 EUR DTN", Sum((eur("0.230", "KGM.lactic", "1"), eur("5.500")))),
    ("NIHIL", FREE),
]  # fmt: skip

BRITISH: list[tuple[str, DutyRate]] = [
    ("10.00 GBP / hl", gbp("10.00", "LTR")),
    ("43.00 GBP/1000 items", gbp("43.00", "NAR", "1000")),
    ("4.00% + 7.80 GBP/100kg eda", Sum((share("4.00"), gbp("7.80", "KGM.drained")))),
    ("0.30 GBP/100kg/net/%sacchar.", gbp("0.30", "KGM.sucrose_percent")),
    ("42.00 GBP/100kg mas", gbp("42.00", "KGM.dry")),
    ("0.50 GBP/%vol/hl + 2.60 GBP/hl", Sum((gbp("0.50", "HLT.vol", "1"), gbp("2.60", "LTR")))),
]

JAPANESE: list[tuple[str, DutyRate]] = [
    ("無税", FREE),
    ("(無税)", FREE),
    ("29.8%\uff0b1,159円/kg", Sum((share("29.8"), jpy("1159")))),
    ("346円/kl", jpy("346", "LTR", "1000")),
    ("30%又は4,300円/足のうちいずれか高い税率", AtLeast(share("30"), jpy("4300", "NPR"))),
    ("3.7%又は2.9%\uff0b1.01円/㎡のうちいずれか高い税率",
     AtLeast(share("3.7"), Sum((share("2.9"), jpy("1.01", "MTK"))))),
    ("21.3%又は156.80円/lのうちいずれか低い税率\nただしその税率が93円/lを下回る場合は93円/l",
     AtLeast(AtMost(share("21.3"), jpy("156.80", "LTR")), jpy("93", "LTR"))),
    ("15円/kg | WTO 3%", AtMost(jpy("15"), share("3"))),
    ("482円/kg | WTO (482円/kg)", jpy("482")),
    ("29.8% | WTO *(90円/kg)", NotCalculable("see a note")),
    ("(500円\u2212課税価格)/kg | WTO 3%", NotCalculable("entry price")),
]  # fmt: skip

OTHERS: list[tuple[str, str, DutyRate]] = [
    ("ZA", "free", FREE),
    ("ZA", "20%", share("20")),
    ("ZA", "0.55c/li", Specific(Decimal("0.0055"), "ZAR", Decimal(1), "LTR")),
    ("ZA", "30% or 500c/2u", NotCalculable("text cut short in the source")),
    ("MX", "35", share("35")),
    ("MX", "Ex.", FREE),
    ("MX", "Prohibida", NotCalculable("prohibited goods")),
    ("MX", "AE (0.36 Dls EUA por Kg)", usd("0.36")),
    ("MX", "AMX (20%+0.36 Dls por Kg de azúcar)", NotCalculable("named quantity")),
    ("CA", "17.5%", share("17.5")),
    ("CA", "3.32 cents/kg", Specific(Decimal("0.0332"), "CAD", Decimal(1), "KGM")),
    ("CA", "13.5%/pair", share("13.5")),
    ("plain", "0.3464% MIN 34.58 USD MAX 670.86 USD",
     AtMost(AtLeast(AdValorem(Decimal("0.003464")), Fixed(Decimal("34.58"), "USD")), Fixed(Decimal("670.86"), "USD"))),
    ("plain", "10% - (2 EUR / KGM + 1%)",
     Difference(share("10"), Sum((Specific(Decimal(2), "EUR", Decimal(1), "KGM"), share("1"))))),
]  # fmt: skip

CASES = [
    *(("US", *case) for case in AMERICAN),
    *(("EU", *case) for case in EUROPEAN),
    *(("GB", *case) for case in BRITISH),
    *(("JP", *case) for case in JAPANESE),
    *OTHERS,
]


@pytest.mark.parametrize(("dialect", "text", "tree"), CASES, ids=[f"{case[0]}-{case[1][:40]!a}" for case in CASES])
def test_a_rate_text_means_its_tree(dialect: str, text: str, tree: DutyRate) -> None:
    assert parse_rate(text, dialect) == tree


def test_a_season_may_wrap_around_the_year() -> None:
    rate = parse_rate("8.00% (01 NOV - 14 MAY), 14.00% (15 MAY - 31 OCT)", "GB")
    assert rate == Seasonal((Season((11, 1), (5, 14), share("8.00")), Season((5, 15), (10, 31), share("14.00"))))


def test_a_season_may_have_several_windows() -> None:
    rate = parse_rate("8.50% (01 JAN-31 MAY, 1 NOV-31 DEC), 12.00% (01 JUN-31 OCT)", "EU")
    assert isinstance(rate, Seasonal)
    assert [(season.start, season.end) for season in rate.seasons] == [
        ((1, 1), (5, 31)),
        ((11, 1), (12, 31)),
        ((6, 1), (10, 31)),
    ]


def test_a_rate_without_a_window_has_the_rest_of_the_year() -> None:
    rate = parse_rate("9.60% MIN 1.1\xa0€/100\xa0kg/net (01 JAN-14 APR, 1 DEC-31 DEC), 13.60% MIN 1.6€/100kg/net", "EU")
    assert isinstance(rate, Seasonal)
    assert rate.seasons[-1] == Season((4, 15), (11, 30), AtLeast(share("13.60"), eur("1.6")))


def test_a_day_that_does_not_exist_is_the_last_of_its_month() -> None:
    rate = parse_rate("11.20% (01 JAN-31 APR), 12.80% (01 MAY-30 JUNE)", "EU")
    assert isinstance(rate, Seasonal)
    assert rate.seasons[0].end == (4, 30)


def test_a_window_may_leave_out_its_first_month() -> None:
    rate = parse_rate("4.00% (01-31 DEC), 5.10% (01 JUN-30 NOV)", "EU")
    assert isinstance(rate, Seasonal)
    assert (rate.seasons[0].start, rate.seasons[0].end) == ((12, 1), (12, 31))


@pytest.mark.parametrize(
    ("text", "column", "hint"),
    [
        ("", 1, "a number"),
        ("5 apples", 3, "a currency"),
        ("5%%", 3, "the end"),
        ("12 XYZ / KGM", 4, "not an active ISO 4217 currency"),
        ("3 USD / KGX", 7, "not in the table of this dialect"),
        ("5% (32 JANUAR)", 11, "expected"),
        ("5% MIN", 7, "expected"),
    ],
    ids=["empty", "word", "twice per cent", "currency", "unit", "month", "nothing after MIN"],
)
def test_an_unknown_text_is_refused_with_its_place(text: str, column: int, hint: str) -> None:
    with pytest.raises(DutyExpressionError) as caught:
        parse_rate(text)
    assert (caught.value.text, caught.value.column) == (text, column)
    assert hint in caught.value.hint


def test_a_text_of_another_country_is_refused() -> None:
    with pytest.raises(DutyExpressionError):
        parse_rate("20.7¢/kg + 7.5%", "EU")


def test_an_unknown_dialect_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        parse_rate("5%", "XX")


def test_every_dialect_reads_a_plain_share() -> None:
    assert {parse_rate("12%", dialect) for dialect in DIALECTS} == {share("12")}

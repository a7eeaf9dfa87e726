"""Numbers by which customs of a destination knows a buyer: their names, and how they look.

`python-stdnum` checks those that it knows, check digits included; the pattern is what its check asks of the form. Of a
number without a published form any text passes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from stdnum.ar import cuit
from stdnum.br import cnpj, cpf
from stdnum.ca import bn
from stdnum.cl import rut
from stdnum.cn import ric, uscc
from stdnum.ec import ci
from stdnum.ec import ruc as ec_ruc
from stdnum.es import nif
from stdnum.id import nik, npwp
from stdnum.il import hp
from stdnum.il import idnr as il_idnr
from stdnum.in_ import aadhaar, epic, gstin, pan
from stdnum.kr import brn
from stdnum.mx import curp, rfc
from stdnum.pk import cnic
from stdnum.tr import tckimlik, vkn
from stdnum.us import ein, ssn
from stdnum.za import idnr as za_idnr
from stdnum.za import tin

_Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class BuyerNumber:
    """`fits` takes a number without blanks, dots and hyphens, in capitals; `pattern` is of the whole of such a one."""

    name: str
    form: str
    pattern: str | None = None
    check: _Check | None = None

    def fits(self, number: str) -> bool:
        """Whether `number`, as a buyer writes it, can be one of this kind."""
        if self.pattern is not None and re.fullmatch(self.pattern, number) is None:
            return False
        return self.check is None or self.check(number)


#: Delegated Regulation (EU) 2015/2446, annex B: a2 + an..15; https://www.gov.uk/eori for GB and XI.
EORI_PATTERN: Final = "(?:GB|XI)(?:[0-9]{12}|[0-9]{15})|(?!GB|XI)[A-Z]{2}[A-Z0-9]{1,15}"
EORI_FORM: Final = "the country and up to 15 letters or digits; of GB and XI 12 or 15 digits"

BUYER_NUMBERS: Final[Mapping[str, BuyerNumber]] = {
    "AR_CUIT": BuyerNumber("CUIT, CUIL or CDI, taxpayer number", "11 digits", "[0-9]{11}", cuit.is_valid),
    "BR_CNPJ": BuyerNumber("CNPJ, taxpayer number of a company", "14 digits", "[0-9A-Z]{12}[0-9]{2}", cnpj.is_valid),
    "BR_CPF": BuyerNumber("CPF, taxpayer number of a person", "11 digits", "[0-9]{11}", cpf.is_valid),
    "CA_BN": BuyerNumber(
        "Business number with import-export account", "9 digits, RM and 4 digits", "[0-9]{9}RM[0-9]{4}", bn.is_valid
    ),
    "CL_RUT": BuyerNumber("RUT, taxpayer number", "7 or 8 digits and a digit or K", "[0-9]{7,8}[0-9K]", rut.is_valid),
    "CN_RIC": BuyerNumber("Resident identity number", "17 digits and a digit or X", "[0-9]{17}[0-9X]", ric.is_valid),
    "CN_USCC": BuyerNumber("Unified social credit code", "18 letters or digits", "[0-9A-Z]{18}", uscc.is_valid),
    "EC_CI": BuyerNumber("Cédula, identity number", "10 digits", "[0-9]{10}", ci.is_valid),
    "EC_RUC": BuyerNumber("RUC, taxpayer number", "13 digits", "[0-9]{13}", ec_ruc.is_valid),
    "EORI": BuyerNumber("EORI, number of an economic operator", EORI_FORM, EORI_PATTERN),
    "ES_NIF": BuyerNumber("NIF, taxpayer number", "9 letters or digits", "[0-9A-Z]{9}", nif.is_valid),
    "ID_NIK": BuyerNumber("NIK, identity number", "16 digits", "[0-9]{16}", nik.is_valid),
    "ID_NPWP": BuyerNumber("NPWP, taxpayer number", "15 or 16 digits", "[0-9]{15,16}", npwp.is_valid),
    "IL_HP": BuyerNumber("Company number", "9 digits", "[0-9]{9}", hp.is_valid),
    "IL_IDNR": BuyerNumber("Identity number", "up to 9 digits", "[0-9]{1,9}", il_idnr.is_valid),
    "IN_AADHAAR": BuyerNumber("Aadhaar, identity number", "12 digits", "[2-9][0-9]{11}", aadhaar.is_valid),
    "IN_EPIC": BuyerNumber("Number of the voter's card", "3 letters and 7 digits", "[A-Z]{3}[0-9]{7}", epic.is_valid),
    "IN_GSTIN": BuyerNumber("GSTIN, number of the GST", "15 letters or digits", "[0-9A-Z]{15}", gstin.is_valid),
    "IN_PAN": BuyerNumber(
        "PAN, taxpayer number", "5 letters, 4 digits, a letter", "[A-Z]{5}[0-9]{4}[A-Z]", pan.is_valid
    ),
    "KR_BRN": BuyerNumber("Business registration number", "10 digits", "[0-9]{10}", brn.is_valid),
    # https://fedex.com/en-kr/customs-tools/clearance/regulatory-services.html: P, 2 + 9 + 1 digits.
    "KR_PCCC": BuyerNumber("Personal customs clearance code (PCCC)", "P and 12 digits", "P[0-9]{12}"),
    "MX_CURP": BuyerNumber(
        "CURP, key in the population register", "18 letters or digits", "[A-Z]{4}[0-9]{6}[A-Z0-9]{8}", curp.is_valid
    ),
    "MX_RFC": BuyerNumber(
        "RFC, taxpayer number",
        "13 letters or digits of a person, 12 of a company",
        "[A-Z&Ñ]{3,4}[0-9]{6}[A-Z0-9]{3}",
        rfc.is_valid,
    ),
    "NZ_CLIENT": BuyerNumber("Client code or customs number", "digits and letters"),
    "PASSPORT": BuyerNumber("Number of the passport", "letters and digits"),
    "PK_CNIC": BuyerNumber("CNIC, identity number", "13 digits", "[0-9]{13}", cnic.is_valid),
    "PK_NTN": BuyerNumber("NTN, taxpayer number", "digits and letters"),
    "QA_QID": BuyerNumber("Number of the identity card or residence permit", "digits"),
    "SA_CR": BuyerNumber("Number of the commercial registration", "digits"),
    "SA_ID": BuyerNumber("Number of the national identity card or residence permit (iqama)", "digits"),
    "TR_TCKN": BuyerNumber("Turkish identity number", "11 digits", "[1-9][0-9]{10}", tckimlik.is_valid),
    "TR_VKN": BuyerNumber("Taxpayer number of a company", "10 digits", "[0-9]{10}", vkn.is_valid),
    "TW_ID": BuyerNumber("Number of the identity card, as registered in EZ WAY", "a letter and digits"),
    "US_EIN": BuyerNumber("Employer identification number (EIN)", "9 digits", "[0-9]{9}", ein.is_valid),
    "US_SSN": BuyerNumber("Social security number (SSN)", "9 digits", "[0-9]{9}", ssn.is_valid),
    "US_CBP": BuyerNumber("Number that CBP has assigned (Form 5106)", "digits and letters"),
    "ZA_IDNR": BuyerNumber("Identity number", "13 digits", "[0-9]{13}", za_idnr.is_valid),
    "ZA_IMPORTER": BuyerNumber("Code of a registered importer", "digits"),
    "ZA_TIN": BuyerNumber("Taxpayer number", "10 digits", "[0-9]{10}", tin.is_valid),
}

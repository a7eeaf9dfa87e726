"""Small files in the shape of the official lists. Every name in them is made up."""

import json
from pathlib import Path
from typing import Any

OFAC_XML = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML">
  <publshInformation><Publish_Date>11/20/2026</Publish_Date><Record_Count>2</Record_Count></publshInformation>
  <sdnEntry>
    <uid>90001</uid><firstName>Borvan Teodrik</firstName><lastName>ZALMEKOV</lastName>
    <sdnType>Individual</sdnType><remarks>Made up.</remarks>
    <programList><program>TEST1</program><program>TEST2</program></programList>
    <akaList>
      <aka><uid>1</uid><type>a.k.a.</type><category>strong</category>
        <lastName>SALMEKOFF</lastName><firstName>Borwan</firstName></aka>
      <aka><uid>2</uid><type>a.k.a.</type><category>weak</category><lastName>THE QUIET FOX</lastName></aka>
    </akaList>
    <addressList><address><uid>3</uid><city>Minsk</city><country>Belarus</country></address></addressList>
    <nationalityList><nationality><uid>4</uid><country>Russia</country></nationality></nationalityList>
    <dateOfBirthList>
      <dateOfBirthItem><uid>5</uid><dateOfBirth>17 May 1961</dateOfBirth><mainEntry>true</mainEntry></dateOfBirthItem>
    </dateOfBirthList>
  </sdnEntry>
  <sdnEntry>
    <uid>90002</uid><lastName>VENTRASOL QUIMEX TRADING LLC</lastName><sdnType>Entity</sdnType>
    <programList><program>TEST1</program></programList>
    <addressList><address><uid>6</uid><country>Panama</country></address></addressList>
  </sdnEntry>
</sdnList>
"""
OFAC_PRIMARY = (
    '70001,"ZALMEKOV, Borvan Teodrik","individual","TEST1] [TEST2",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    "\"DOB 17 May 1961; a.k.a. 'QUIET FOX'; nationality Russia.\"\r\n"
    '70002,"VENTRASOL QUIMEX TRADING LLC",-0- ,"TEST1",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a\r\n'
)
OFAC_ALIASES = '70001,1,"aka","SALMEKOFF, Borwan",-0- \r\n\x1a\r\n'
OFAC_ADDRESSES = (
    '70001,5,-0- ,"Minsk","Belarus",-0- \r\n70002,6,"Calle Inventada 1","Panama City","Panama",-0- \r\n\x1a\r\n'
)
UN_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" dateGenerated="2026-11-19T00:00:09.554Z">
  <INDIVIDUALS><INDIVIDUAL>
    <DATAID>1</DATAID><FIRST_NAME>KHALIDUN</FIRST_NAME><SECOND_NAME>MARZOUFI</SECOND_NAME>
    <UN_LIST_TYPE>TESTREGIME</UN_LIST_TYPE><REFERENCE_NUMBER>TSi.001</REFERENCE_NUMBER>
    <NAME_ORIGINAL_SCRIPT>خالدون مرزوفي</NAME_ORIGINAL_SCRIPT><COMMENTS1>Made up.</COMMENTS1>
    <NATIONALITY><VALUE>Yemen</VALUE></NATIONALITY>
    <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Khaldoun al-Marzufi</ALIAS_NAME></INDIVIDUAL_ALIAS>
    <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu Sarmad</ALIAS_NAME></INDIVIDUAL_ALIAS>
    <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
    <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1970</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
  </INDIVIDUAL></INDIVIDUALS>
  <ENTITIES><ENTITY>
    <DATAID>2</DATAID><FIRST_NAME>DORANTIS METALS FZE</FIRST_NAME><UN_LIST_TYPE>TESTREGIME</UN_LIST_TYPE>
    <REFERENCE_NUMBER>TSe.001</REFERENCE_NUMBER>
    <ENTITY_ADDRESS><COUNTRY>United Arab Emirates</COUNTRY></ENTITY_ADDRESS>
  </ENTITY></ENTITIES>
</CONSOLIDATED_LIST>
"""
_OFSI_HEADER = (
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,Non-Latin Script Type,"
    "Non-Latin Script Language,DOB,Town of Birth,Country of Birth,Nationality,Address 1,Country,Other Information,"
    "Group Type,Alias Type,Alias Quality,Regime,Listed On,UK Sanctions List Date Designated,Last Updated,Group ID"
)
UK_OFSI_CSV = f"""Last Updated,18/11/2026
{_OFSI_HEADER}
GRUNDELVOV,Pavlin,,,,,,Павлин Грунделвов,,,00/00/1958,,,Russia,,Russia,Made up,Individual,Primary name,,Testland,,,,50001
GRUNDELWOW,Pawlin,,,,,,,,,,,,,,,,Individual,Primary name variation,,Testland,,,,50001
LITTLE PAV,,,,,,,,,,,,,,,,,Individual,AKA,Low,Testland,,,,50001
OSTERMARK SHIPHOLDING LLP,,,,,,,,,,,,,,,Cyprus,,Entity,Primary name,,Testland,,,,50002
"""
UK_OFSI_XML = """<?xml version="1.0" encoding="utf-8"?>
<ArrayOfFinancialSanctionsTarget xmlns="http://schemas.hmtreasury.gov.uk/ofsi/consolidatedlist">
  <FinancialSanctionsTarget>
    <Name6>GRUNDELVOV</Name6><name1>Pavlin</name1><GroupTypeDescription>Individual</GroupTypeDescription>
    <AliasType>Primary name</AliasType><RegimeName>Testland</RegimeName>
    <Individual_DateOfBirth>01/02/1958</Individual_DateOfBirth><Country>Russia</Country><GroupID>50001</GroupID>
  </FinancialSanctionsTarget>
  <FinancialSanctionsTarget>
    <Name6>GRUNDELWOW</Name6><name1>Pawlin</name1><GroupTypeDescription>Individual</GroupTypeDescription>
    <AliasType>AKA</AliasType><AliasQuality>Good</AliasQuality><GroupID>50001</GroupID>
  </FinancialSanctionsTarget>
</ArrayOfFinancialSanctionsTarget>
"""
UK_FCDO_CSV = """Report Date: 17-Nov-2026
Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,Alias strength,Title,Name non-latin script,Regime Name,Designation Type,Other Information,Address Country,D.O.B,Nationality(/ies)
01/11/2026,TST0001,50001,,GRUNDELVOV,Pavlin,,,,,Primary Name,,,,Testland,Individual,Made up,Russia,dd/mm/1958,Russia
01/11/2026,TST0001,50001,,GRUNDELWOW,Pawlin,,,,,Alias,Good quality,,,Testland,Individual,,,,
01/11/2026,TST0002,50002,,OSTERMARK,,,,,,Primary Name,,,,Testland,Ship,,Cyprus,,
"""
UK_FCDO_XML = """<?xml version="1.0" encoding="UTF-8"?>
<Designations>
  <DateGenerated>17/11/2026</DateGenerated>
  <Designation>
    <LastUpdated>01/11/2026</LastUpdated><UniqueID>TST0001</UniqueID>
    <Names>
      <Name><Name1>Pavlin</Name1><Name6>GRUNDELVOV</Name6><NameType>Primary Name</NameType></Name>
      <Name><Name6>Little Pav</Name6><NameType>Alias</NameType><AliasStrength>Low quality</AliasStrength></Name>
    </Names>
    <NonLatinNames><NonLatinName><NameNonLatinScript>Павлин Грунделвов</NameNonLatinScript></NonLatinName></NonLatinNames>
    <RegimeName>Testland</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip>
    <Addresses><Address><AddressCountry>Russia</AddressCountry></Address></Addresses>
    <IndividualDetails><Individual>
      <DOBs><DOB>dd/mm/1958</DOB></DOBs><Nationalities><Nationality>Russia</Nationality></Nationalities>
    </Individual></IndividualDetails>
  </Designation>
</Designations>
"""
EU_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-11-16T16:47:04.449+02:00" globalFileId="1">
  <sanctionEntity euReferenceNumber="EU.99.01" logicalId="901" unitedNationId="">
    <remark>Made up.</remark>
    <regulation programme="TST" numberTitle="2026/1 (test)"/>
    <subjectType code="person" classificationCode="P"/>
    <nameAlias firstName="Milorat" lastName="Veskandic" wholeName="Milorat Veskandić" strong="true"/>
    <nameAlias wholeName="Mica" strong="false"/>
    <citizenship countryIso2Code="RS"/><citizenship countryIso2Code="00"/>
    <birthdate birthdate="1955-03-08" year="1955" circa="false"/>
  </sanctionEntity>
  <sanctionEntity euReferenceNumber="EU.99.02" logicalId="902">
    <subjectType code="enterprise" classificationCode="E"/>
    <nameAlias wholeName="Halverdun Chemie GmbH" strong="true"/>
    <address countryIso2Code="AT"/>
  </sanctionEntity>
</export>
"""
EU_CSV = (
    "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_SubjectType;Entity_Remark;"
    "Entity_Regulation_Programme;NameAlias_WholeName;BirthDate_BirthDate;BirthDate_Year;Citizenship_CountryIso2Code;"
    "Address_CountryIso2Code\n"
    "16/11/2026;901;EU.99.01;person;Made up;TST;Milorat Veskandić;;;;\n"
    "16/11/2026;901;EU.99.01;person;;TST;Milorad Veskandic;1955-03-08;1955;RS;\n"
    "16/11/2026;902;EU.99.02;enterprise;;TST;Halverdun Chemie GmbH;;;;AT\n"
)
CSL_RESULTS: list[dict[str, Any]] = [
    {
        "id": "aaa1",
        "source": "Entity List (EL) - Bureau of Industry and Security",
        "name": "Quendrik Semicon Co., Ltd.",
        "alt_names": ["Kuendrik Semikon"],
        "type": None,
        "addresses": [{"address": "1 Invented Road", "city": "Shenzhen", "country": "CN"}],
        "programs": [],
    },
    {
        "id": "aaa2",
        "source": "Denied Persons List (DPL) - Bureau of Industry and Security",
        "name": "TIMMOTH ARBELLANE",
        "alt_names": [],
        "addresses": [{"city": "Phoenix", "country": "US"}],
    },
]
CSL_JSON = json.dumps({"total": len(CSL_RESULTS), "results": CSL_RESULTS})
CSL_CSV = """_id,source,entity_number,type,programs,name,title,addresses,alt_names,dates_of_birth,nationalities,citizenships
aaa1,Entity List (EL) - Bureau of Industry and Security,,,,"Quendrik Semicon Co., Ltd.",,"1 Invented Road, Shenzhen, CN",Kuendrik Semikon; QSC Works,,,
aaa2,Denied Persons List (DPL) - Bureau of Industry and Security,,Individual,,TIMMOTH ARBELLANE,,"Phoenix, AZ, US",,1960-01-02,,
"""


def written(folder: Path, *texts: str) -> list[Path]:
    """The texts as files, in order."""
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"list-{number}.file"
        path.write_text(text, encoding="utf-8", newline="")
        paths.append(path)
    return paths

"""Words that say what form a firm has, or what somebody is called by, and not who it is.

The forms are those of ISO 20275 (entity legal forms) that traders meet most, in the spelling that is left after
transliteration and without dots: `G.m.b.H.` is `gmbh`, and the Russian form is `ooo`.
"""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEGAL_FORMS: Final = _words(
    """
    ab ag aktiebolag aktiengesellschaft aps as asa bhd bv bvba cjsc co company corp corporation cv doo dd ead
    eeig eood fze fzc fzco fzllc gmbh gbr ges gesellschaft gie gp inc incorporated jsc kft kg kgaa kk lda
    limitada limited limitee llc llp lp ltd ltda mbh nv oao obschestvo oboo oho ojsc ood ooo oy oyj ou pao pc
    pjsc plc pllc pt pte pty pvt private public qsc psc saog saoc sa sae sal sab sapi sarl sas sasu sca sccl sci
    sdn se sl slu snc spa spol sprl srl sro tbk tov uab ug vof wll xk zao zoo zrt nyrt eirl sti sirketi tic san
    ve limitet kabushiki kaisha gaisha yugen godo
    """
)

#: Said before or after a person's name. Abu, bin and van are parts of names and stay.
TITLES: Final = _words(
    """
    mr mrs ms miss dr prof professor sir dame lord lady general gen col colonel maj major capt captain lt sgt
    hajji haji hadji alhaji mullah mawlawi maulavi sheikh shaykh sheik imam ayatollah hojatoleslam jr sr ii iii
    iv esq phd md eng engineer
    """
)

#: Small words inside names; they are written or left out at will, so they weigh little and find nobody.
PARTICLES: Final = _words(
    """
    al el ul an ar as ash at az bin ibn ben bint abu abou umm ould uld de del della der den des di da do dos du
    d la le les lo los van von vom zu zur zum y e und and et of the for in on ter ten st san santa
    """
)

#: What so many firms are called that it tells little.
BUSINESS_WORDS: Final = _words(
    """
    trading trade trader traders general international group holding holdings industries industrial industry
    services service enterprise enterprises import export commercial commerce company global world worldwide
    management development investment investments capital bank finance financial shipping marine maritime
    logistics transport transportation technology technologies tech engineering construction consulting
    solutions systems electronics electronic products production manufacturing factory center centre institute
    association foundation organization organisation society national state committee agency office bureau
    ministry university research scientific
    """
)

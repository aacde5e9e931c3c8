"""How common a character is, without a frequency table: the tiers that the legacy encodings themselves carry.

GB 2312 level 1 (3,755 characters) and Big5 level 1 (5,401) were chosen by frequency of use; their codecs give them to
us. A short list of the commonest characters of both scripts tells text from bytes read wrongly. Pure, built lazily.
"""

from __future__ import annotations

from functools import lru_cache

# The commonest characters of running Chinese text, simplified and traditional forms side by side. About seven of ten
# characters of any news text are among them; of hanzi made by a wrong codec, about one in twenty.
COMMONEST = frozenset(
    "的一是不了在人有我他这这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年过過"
    "发發后後作里裡裏用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她"
    "本前开開但因只从從想实實日军軍者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問"
    "很最重并並物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内內信表化老给給世位次度门門任"
    "常先海通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认認条條平系係气氣题題活尔爾更别別打女变變四神总總"
    "何电電数數安少报報才结結反受目太量再感建务務做接必场場件计計管期市直德资資命山金指克许許统統区區保至队隊形社便空决決治"
    "展马馬科司五基眼书書非则則听聽白却卻界达達光放强強即像难難且权權思王象完设設式色路记記南品住告类類求据據程北边邊死张張该該"
    "交规規万萬取拉格望觉覺术術领領共确確传傳师師观觀清今切院让讓识識候带帶导導争爭运運京服职職农農劳勞培训訓技术術"
    "织織组組级級党黨委全企业業省县縣村镇鎮集团團推障益维維护護协協商谈談资資困扶贫貧补補贴貼案例议議届屆席主副记者報導"
    "香港台臺湾灣华華您吗嗎呢吧啊晚早午星周週今昨明年月日时時分秒元亿億百千百零六七八九"
)

# Punctuation of Chinese text, full width.
CHINESE_MARKS = frozenset("，。、：；？！“”‘’（）《》〈〉「」『』【】〔〕—…·　～")


@lru_cache(maxsize=1)
def simplified_level_1() -> frozenset[str]:
    """The 3,755 frequent characters of GB 2312, rows 16 to 55."""
    rows = b"".join(bytes((lead, trail)) for lead in range(0xB0, 0xD7) for trail in range(0xA1, 0xFF))
    last = b"".join(bytes((0xD7, trail)) for trail in range(0xA1, 0xFA))
    return frozenset((rows + last).decode("gb2312"))


@lru_cache(maxsize=1)
def traditional_level_1() -> frozenset[str]:
    """The 5,401 frequent characters of Big5, A440 to C67E."""
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    pairs = b"".join(bytes((lead, trail)) for lead in range(0xA4, 0xC6) for trail in trails)
    last = b"".join(bytes((0xC6, trail)) for trail in range(0x40, 0x7F))
    return frozenset((pairs + last).decode("big5"))


@lru_cache(maxsize=1)
def frequent() -> frozenset[str]:
    """Characters that either script counts among its frequent ones."""
    return simplified_level_1() | traditional_level_1()

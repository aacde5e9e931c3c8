"""Personal names in bylines: a piece of text in, the names it lists out; what is no name is left out.

Chinese names of two to four hanzi, names written with a blank (王 伟), minority names with a middle dot, and Western
names. Who plays which role is decided in bylines.py.
"""

from __future__ import annotations

import re

_HANZI = r"㐀-鿿〇\U00020000-\U0003ffff"
_DOT = "·•・‧∙．"
_CHINESE_NAME = re.compile(rf"[{_HANZI}]{{2,4}}")
_PART = rf"(?:[{_HANZI}]{{1,8}}|[A-Z](?=[{_DOT}]))"
_DOTTED_NAME = re.compile(rf"{_PART}(?:[{_DOT}]{_PART}){{1,4}}")
_WESTERN_NAME = re.compile(
    r"(?:[A-Z][\w'’.-]{0,24}|de|da|di|du|la|le|van|von|der|den|bin|ibn|al|el|ter|y)"
    r"(?: (?:[A-Z][\w'’.-]{0,24}|de|da|di|du|la|le|van|von|der|den|bin|ibn|al|el|ter|y|[A-Z]\.)){1,5}"
)
_SEPARATORS = re.compile(r"[、，,;；/／|｜丨│&＆＋+]|\s(?:and|with)\s|(?<=[㐀-鿿])[和与與](?=[㐀-鿿]{2})")
_NOTE = re.compile(r"[（(\[【〔][^）)\]】〕]{0,20}[）)\]】〕]")
_EDGES = " \t\u00a0\u3000\r\n:：。.．!！*＊-—–_□■◎●○◆◇▲△★☆※|｜/／\"“”'‘’《》<>"

_COMPOUNDS = (
    "欧阳歐陽司马司馬上官诸葛諸葛东方東方皇甫尉迟尉遲公孙公孫慕容长孙長孫宇文司徒司空令狐夏侯端木轩辕軒轅南宫南宮"
    "呼延独孤獨孤拓跋西门西門闻人聞人太史申屠澹台澹臺赫连赫連钟离鍾離濮阳濮陽淳于单于百里东郭东門公冶公羊万俟范姜"
)
_COMPOUND_SURNAMES = frozenset(_COMPOUNDS[at : at + 2] for at in range(0, len(_COMPOUNDS), 2))
# The commonest surnames of mainland, Hong Kong and Taiwan, both scripts. Used where nothing but the words themselves
# says that a run is a name.
SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧田董袁潘"
    "于余餘叶葉蒋蔣杜苏蘇魏程吕呂丁沈任姚卢盧傅钟鍾鐘姜崔谭譚廖范範汪陆陸金石戴贾賈韦韋夏邱丘方侯邹鄒熊孟秦白江阎閻"
    "閆闫薛尹段雷黎史龙龍陶贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戚莫孔向汤湯温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪"
    "庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢单單季裴霍涂塗成苗谷盛曲翁冉骆"
    "駱蓝藍路游遊辛靳管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦蘆麦麥褚娄婁"
    "窦竇岑景党黨宫宮费費卜冷晏席卫衛米柏宗瞿桂全佟应應臧闵閔苟邬鄔边邊卞姬师師和仇栾欒隋商刁沙荣榮巫寇桑郎甄丛叢仲"
    "虞敖巩鞏明佘池查麻苑迟遲邝鄺官封谈談匡鞠惠荆荊乐樂冀郁胥南班储儲原栗燕楚鄢劳勞谌諶奚皮粟冼蔺藺楼樓盘盤满滿闻聞"
    "位厉厲伊仝区區郜海阚闞花权權强強帅帥屠豆朴盖蓋练練廉禹井祖漆巴丰豐支卿国國狄平计計索宣晋晉相初门門云雲容敬来來"
    "扈晁芮都普阙闕浦戈伏鹿薄邸雍辜羊阿乌烏母裘亓修邰赫杭况況那宿鲜鮮印逯隆茹诺諾战戰慕危玉银銀亢嵇公哈湛宾賓戎勾茅"
    "利於呼居揭干但尉冶斯元束檀衣信展阴陰昝智幸奉植衡富尧堯闭閉由颉頡睦铁鐵塔伦倫咸鹹笪台臺蔡常赖賴洪付代竺訾郦酈璩濮诸諸厍宓郗鄂逄谯譙糜凤鳳淩畅暢稽习習巢禄祿"
)
# Characters that write the sounds of names from other languages of China and from abroad, both scripts. A run of four
# to nine of nothing else, where a name is asked for, is a name without its dot: 尼格买提, 阿不都热合曼.
_SOUNDS = (
    "阿巴拜拔白贝貝伯博布卜不勃波查察达達大代戴丹当當德迪蒂丁杜都顿頓朵尔爾俄恩法凡菲费費芬弗夫福盖蓋冈岡高戈格葛根古瓜果哈海罕汉漢"
    "合赫胡基吉加嘉贾賈杰傑金卡凯凱坎康考科克肯孔库庫奎坤拉莱萊兰蘭朗劳勞勒雷里莉丽麗力连連琳林隆鲁魯伦倫罗羅洛吕呂马馬玛瑪麦麥买買"
    "曼芒梅蒙米密敏姆木穆拿娜纳納乃南内妮尼涅宁寧努诺諾欧歐帕潘培佩蓬皮普其齐齊乔喬琴曲热熱仁日茹瑞若萨薩赛賽桑色瑟森沙山申圣聖诗詩"
    "什士斯松苏蘇索塔泰坦汤湯唐陶特腾騰提田铁鐵廷图圖托娃瓦万萬旺威维維韦韋温溫沃乌烏吾希锡錫夏肖谢謝辛欣雅亚亞延扬揚耶叶葉伊依意因"
    "永尤约約云雲泽澤扎札珍芝珠朱卓兹茲孜次央措江古别嘎噶那顺順音朝其格木巴彦多宗呼孟艾毕畢吐逊遜甫布衣祖"
)
_SOUNDED_NAME = re.compile(rf"[{_SOUNDS}]{{4,9}}")
# Words that stand where a name is asked for and name nobody.
_NOBODY = frozenset(
    """
    网络 網絡 网友 網友 本站 原创 原創 转载 轉載 资料 資料 小编 小編 管理员 管理員 受访者 受訪者
    集体 集體 暂无 暫無 未署名 官网 官網 微信 微博 高清 高清图 多图 组图 完毕 待续 读者 讀者
    作者 群众 群眾 文图 文圖 图文 圖文 文字 图片 圖片 责编 單位 单位 时间 時間 视频 視頻 供图
    供圖 中国 中國 全国 全國 金融 平台 平臺 国际 國際 时事 時事 关于 關於 于是 於是 双方 安全
    核稿 校对 校對 审核 審核
    打印 列印 收藏 分享 字号 字號 大小 关闭 關閉 繁体 繁體 简体 簡體 复制 複製 投稿 纠错 糾錯 返回
    专题 直播 图集 要闻 首页 频道 滚动 国内 社会 财经 体育 娱乐 科技 教育 健康 旅游 汽车 房产 军事 法治 文化
    生活 时政 理论 党建 维权 公告 通知 活动 服务 论坛 博客 更多 正文 目录 专栏 人物 观点 公益 综述 动态 資訊 资讯
    互动 点赞 朗读 朗讀 举报 推荐 推薦 评论
    """.split()  # noqa: SIM905
)
# Words that a run of hanzi beside 记者 contains when it is a sentence and not a name.
_NO_NAME = re.compile(
    r"记者|記者|通讯|通訊|编辑|編輯|报道|報道|報導|获悉|獲悉|采访|採訪|采写|了解|看到|发现|發現|表示|认为|介绍|来自|从|從|日前|近日|今天|昨天|今日|昨日|当日|"
    r"在|的|了|是|将|將|被|这|這|那里|他们|她们|我们|工会|工會|公司|新闻|新聞|日报|日報|晚报|时报|中心|部门|委员|单位|整理|摄影|攝影|供稿|供图|本报|本報|本网|全文|"
    r"综合|社|网$|不详|佚名|匿名|未知|原标题|来源|來源|责任|点击|关注|声明|版权|进入|进行|问|问及|随后"
)


def split_names(text: str) -> tuple[str, ...]:
    """The names a piece of text lists, in order, without repeats; pieces that cannot be names are dropped.

    >>> split_names("王 伟、欧阳 小梅 李建国"), split_names("Jane Doe and John Roe")
    (('王伟', '欧阳小梅', '李建国'), ('Jane Doe', 'John Roe'))
    """
    names: dict[str, None] = {}
    for piece in _SEPARATORS.split(_NOTE.sub(" ", text[:600])):
        piece = piece.strip(_EDGES)
        if not piece:
            continue
        if re.search(rf"[{_HANZI}]", piece):
            for name in _join_blanks(piece.split()):
                name = _TOOK.sub("", name)
                if is_name(name):
                    names.setdefault(name)
        elif is_western_name(piece):
            names.setdefault(_titled(piece))
    return tuple(names)


# 记者王伟说 is prose and names nobody's role; 记者王伟摄 names Wang Wei.
_SAYS = re.compile(rf"^[{_HANZI}]{{2,3}}[说說]$")
_TOOK = re.compile(rf"(?<=[{_HANZI}]{{2}})[摄攝等]$")


def is_name(text: str) -> bool:
    """A run of hanzi that can be one person's name: two to four hanzi, parts joined by a dot, sounds; no known word."""
    if _NO_NAME.search(text) or _SAYS.search(text):
        return False
    if text in _NOBODY or (len(text) > 2 and text[-1] in "部局厅廳社台网網厂廠"):
        return False
    if _DOTTED_NAME.fullmatch(text) or _SOUNDED_NAME.fullmatch(text):
        return True
    return _CHINESE_NAME.fullmatch(text) is not None and (
        len(text) < 4 or text[:2] in _COMPOUND_SURNAMES or _is_long(text)
    )


# Common names of peoples who use no surname: Tibetan and Mongolian ones, written in sounds.
_GIVEN = frozenset(
    """
    扎西 洛桑 卓玛 次仁 次旦 达娃 尼玛 巴桑 格桑 索朗 丹增 旦增 普布 拉巴 多吉 央金 德吉 白玛 平措 仁青 仁增 才让
    桑珠 强巴 贡布 贡嘎 晋美 朗杰 嘎玛 益西 边巴 米玛 巴特 巴图 乌兰 娜仁 其其 苏和 那日 斯琴 朝鲁 额尔 哈斯 阿古
    """.split()  # noqa: SIM905
)


def has_surname(text: str) -> bool:
    """The run begins with a surname: needed where the words around say nothing."""
    return text[:2] in _COMPOUND_SURNAMES or text[:1] in SURNAMES or text[:2] in _GIVEN


def is_sure_name(text: str) -> bool:
    """A name by its form alone: it begins with a surname, holds a dot, or is written in sounds."""
    return is_name(text) and (has_surname(text) or not _CHINESE_NAME.fullmatch(text) or len(text) == 4)


def is_western_name(text: str) -> bool:
    """Two to six capitalised words, or all capitals, that are no weekday, month, office or organisation.

    >>> is_western_name("JANE DOE"), is_western_name("The Associated Press"), is_western_name("Staff Reports")
    (True, False, False)
    """
    candidate = _titled(text)
    return _WESTERN_NAME.fullmatch(candidate) is not None and _NOT_PEOPLE.search(candidate) is None


def _is_long(text: str) -> bool:
    """Four hanzi without a compound surname: two surnames in front, as married names have; rare but real."""
    return text[0] in SURNAMES and text[1] in SURNAMES


def _join_blanks(parts: list[str]) -> list[str]:
    """王 伟 is one name in two pieces; so is 欧阳 娜. A piece of two hanzi and more stands for itself."""
    joined: list[str] = []
    open_piece = ""
    for part in parts:
        if open_piece:
            if len(part) <= 2 and (len(part) == 1 or open_piece in _COMPOUND_SURNAMES):
                joined.append(open_piece + part)
                open_piece = ""
                continue
            joined.append(open_piece)
            open_piece = ""
        if len(part) == 1 or part in _COMPOUND_SURNAMES:
            open_piece = part
        else:
            joined.append(part)
    return [*joined, open_piece] if open_piece else joined


_NOT_PEOPLE = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:January|February|March|April|June|July|August|September|October"
    r"|November|December)\b|\b(?:Staff|Writer|Columnist|Contributors?|Reporters?|Editors?|Correspondents?|Photographers?"
    r"|News|Newsroom|Press|Reuters|Xinhua|Agency|Agencies|Daily|Weekly|Times|Post|Journal|Gazette|Tribune|Herald|Chronicle"
    r"|Magazine|Union|Unions|Workers|Labou?r|Federation|Association|Alliance|Council|Committee|Congress|Institute|University"
    r"|College|School|Department|Ministry|Office|Bureau|Board|Editorial|Opinion|Desk|Team|Service|Services|Wire|Network"
    r"|Media|Center|Centre|Company|Corporation|Inc|Ltd|LLC|Group|Foundation|Project|Campaign|Associated|Reports?|Report"
    r"|Photos?|Photograph|Image|Courtesy|Getty|Updated|Published|Admin|Administrator|Webmaster|Guest|Author|Anonymous"
    r"|Insider|Guardian|Observer|Today|Online|Digital|Blog|Biography|About|Follow|Meet|View|AP|AFP|CNN|BBC|The|Our|This|By)\b"
)


def _titled(text: str) -> str:
    """JANE DOE, as some sites print it, becomes Jane Doe; initials and mixed case stay."""
    words = " ".join(text.split())
    if not words.isupper() or len(words) < 5:
        return words
    return " ".join(w if len(w) <= 2 and (w.endswith(".") or len(w) == 1) else w.title() for w in words.split())

"""What a column's heading says: which attribute of whom. Headings are read by rules, not by a list of known files."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from eventdesk.exchange.values.text import plain


class Kind(StrEnum):
    """What a column holds. ``CHILD_WORD`` is a heading like 儿童 that may mean a number or a name."""

    NAME = "name"
    SURNAME = "surname"
    NICKNAME = "nickname"
    SEX = "sex"
    BIRTH = "birthdate"
    ALLERGIES = "allergies"
    PHONE = "phone"
    RELATION = "relation"
    SLOTS = "slots"
    HEADCOUNT = "headcount"
    ADULTS = "adults"
    CHILDREN = "children"
    TOTAL = "total"
    CONSENT = "consent"
    NOTES = "notes"
    SUBMITTED = "submitted_at"
    SEQ = "seq"
    CHILD_WORD = "child_word"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Heading:
    """A reading of one heading. ``subject`` is ``guardian``, ``child`` or ``""``; ``index`` counts from 0, None if unsaid.

    ``role`` is ``mother`` or ``father`` where the heading names one; ``weak`` readings give way to others of the kind.
    """

    kind: Kind | None
    subject: str = ""
    index: int | None = None
    role: str = ""
    weak: bool = False
    spare: bool = False


_LONGEST = 120
_NUMBERING = re.compile(r"^(?:[*＊]|q?\d{1,3}\s*[、.:)_]|\(\d{1,3}\)|第\d{1,2}题[、.:]?|题目?\d{1,2}[、.:]?)+\s*", re.I)
_TAGS = re.compile(r"[\[【](?:单选|多选|填空|必填|选填|下拉|矩阵|单选题|多选题|填空题|required|optional)[^\]】]*[\]】]|[*＊]$")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〖[^〖〗]*〗")
_GUARDIAN = re.compile(
    "家长|监护人|父母|爸爸|妈妈|父亲|母亲|联系人|报名人|填表人|填写人|申请人|收货人|下单人|您的|您|我的|parent|guardian|carer|mother|father|mum|mom|dad|"
    "contact|applicant|registrant|your"
)
_CHILD = re.compile(
    "宝宝|宝贝|孩子|小孩|小朋友|儿童|学生|学员|幼儿|萌娃|娃|大宝|二宝|三宝|四宝|老大|老二|老三|二孩|三孩|小选手|营员|child|kid|baby|"
    "student|toddler|camper|son|daughter"
)
_MOTHER = re.compile("妈妈|母亲|mother|mum|mom")
_FATHER = re.compile("爸爸|父亲|father|dad")
_ORDINALS = (
    (0, re.compile("大宝|老大|第[一1][个位名]|首个|一孩|first|1st|①")),
    (1, re.compile("二宝|老二|第[二2][个位名]|二孩|二娃|另一[个位]|second|2nd|②")),
    (2, re.compile("三宝|老三|第[三3][个位名]|三孩|三娃|third|3rd|③")),
    (3, re.compile("四宝|老四|第[四4][个位名]|fourth|4th|④")),
)
_NUMBERED = re.compile(
    "(?:家长|监护人|联系人|宝宝|宝贝|孩子|小孩|小朋友|儿童|学生|学员|娃|child|kid|baby|student|camper|parent|guardian|姓名|性别|生日|小名|"
    "出生日期|手机号?|电话|name)(?:信息)?[#no.\\-_(]*([1-9一二三四五六])(?![\\d年月岁])"
)
_CN = {c: i for i, c in enumerate("一二三四五六")}

_EMERGENCY = re.compile("紧急|应急|emergency|incaseof")
_MACHINE = re.compile(
    "^提交[者人]$|openid|unionid|用户标识|用户类型|用户id|微信(?:昵称|名|号|头像|id)|^微信$|wechat|^qq|respondent|^来源|来源详情|渠道|来自ip|^ip|所用时间|"
    "答题时长|填写时长|用时|时长|语言|地理位置|^省|^市$|城市|自定义字段|设备|浏览器|操作系统|总分|得分|星标|标签|更新时间|修改时间|"
    "开始(?:答题|填写)|开始时间|started|updated|modified|duration|browser|device|source|ipaddress"
)
_SOMEBODY_ELSE = re.compile(
    "^(?:您?的?)?(?:推荐人|介绍人|邀请人|班主任|(?:任课|带班|班级)?老师|教师|团长|领队|接送人|代接人|接孩子的人|司机|顾问|业务员|购买人|付款人|"
    "开票人)(?:的?(?:姓名|名字|手机号?码?|电话|联系方式|号码|微信))?\\d?$|"
    "(?:referr(?:er|ed)|teacher|leader|driver|coach|pick-?upperson|payer).*(?:name|phone|mobile|contact|number)|^(?:referrer|teacher|referredby)$"
)
"""People who are named in a form without being of the family: their phones must never become its phones."""
_STAFF = re.compile(
    "内部|跟进|审核|客服|工作人员|经办|登记人|录入人|处理|缴费|付款|支付|收费|订单|金额|签到|座位|分组|staff|internal|status|paid|payment|invoice|"
    "officeuse"
)
_OTHER = re.compile(
    "身份证|证件|护照|邮箱|email|地址|住址|小区|学校|幼儿园|班级|年级|身高|体重|衣服|尺码|血型|民族|车牌|得知|了解到|从何|怎么知道|推荐人|"
    "address|school|grade|height|weight|size|howdidyouhear|passport"
)
_SUBMITTED = re.compile(
    "提交(?:答卷)?(?:时间|日期)|登记(?:时间|日期)|报名(?:时间|日期)$|填[写表](?:时间|日期)|结束答题时间|答题结束|完成时间|时间戳|创建时间|录入时间|"
    "timestamp|submi(?:tted|ssion)|createdat|registeredat|^registered$|registrationtime|^提交$"
)
_SEQ = re.compile(
    r"^(?:序号|编号|登记编号|答卷编号|报名编号|报名序号|登记序号|行号|序|no\.?|#|id|number|serial(?:no\.?|number)?|entry(?:id|no\.?)?|ref)$"
)
_MORE_CHILDREN = re.compile("^是否有[二三]宝$|^(?!.*(?:照片|拍照|拍摄|肖像)).*(?:是否|有没有|有无|还有|是不是).*(?:第二|二宝|二孩|其他|其它|更多|还有|另外|几个).*(?:孩|宝|娃|儿童)|another.*child|morechild")
_CONSENT = re.compile(
    "照片|肖像|拍照|拍摄|摄影|摄像|影像|公众号|宣传|photo|picture|image|media|filming|^(?:是否)?授权|^consent$|^(?:是否)?同意$|授权$"
)
_NUMBER_WORD = "人数|数量|个数|几个|几位|几人|几名|多少|数$|numberof|howmany|count|no\\.of|#of|qty"
_BOTH = re.compile("(?:大人|成人|家长|大).{0,6}(?:小孩|孩子|儿童|小)|几大几小|adults?(?:and|/|&|,)?(?:children|kids)")
_ADULTS = re.compile(f"(?:大人|成人|成年人|家长|adult|grown-?up).*(?:{_NUMBER_WORD})|(?:{_NUMBER_WORD}).*(?:大人|成人|成年人|家长|adult|parent)|"
                     "^(?:大人|成人|成年人|adults?)$")  # fmt: skip
_CHILDREN = re.compile(f"(?:孩子|小孩|儿童|宝宝|小朋友|child(?:ren)?|kids?).*(?:{_NUMBER_WORD})|"
                       f"(?:{_NUMBER_WORD}).*(?:孩子|小孩|儿童|宝宝|小朋友|children|kids)")  # fmt: skip
_TOTAL = re.compile("合计|总人数|总计|共计|小计|总数|^total|totalnumber")
_HEADCOUNT = re.compile("人数|几大几小|多少人|几人|几位|几口|headcount|partysize|attendees|howmanypeople|numberofpeople|参加人员|出席人员")
_CHILD_WORD = re.compile(
    "^(?:参加|参与|报名)?(?:的)?(?:儿童|孩子|小孩|小朋友|宝宝|宝贝|萌娃|娃|学员|营员|幼儿|children|child|kids?|student|camper|学生)"
    "(?:信息)?[#no.]*[1-9一二三四]?$|^(?:大宝|二宝|三宝|老大|老二|老三)$|^第[一二三四1-4]个?(?:孩子|宝宝|小朋友|娃)$"
)
_NICKNAME = re.compile("小名|乳名|昵称|nickname|nick|petname|preferredname")
_SEX = re.compile("性别|男女|男/女|男孩还是女孩|sex|gender")
_BIRTH = re.compile("出生|生日|birth|dob|bday|年龄|岁数|月龄|周岁|几岁|多大|^age|age$|\\bage\\b")
_ALLERGIES = re.compile("过敏|特殊需[求要]|特殊情况|特别需求|饮食|忌口|禁忌|健康|身体状况|疾病|病史|用药|allerg|diet|medical|health|specialneeds|需要注意")
_RELATION = re.compile("关系|relation|(?:您|你|家长)是(?:孩子|宝宝|小朋友|儿童)的|身份$|称谓$")
_PHONE = re.compile("手机|电话|联系方式|联系号码|号码|phone|mobile|^tel|cell|whatsapp|contactn(?:o|umber)|^联系$")
_SPARE = re.compile("备用|另一|其他|其它|第二(?:联系)?(?:电话|手机|号码)|alternat|backup|secondary|other")
_SURNAME = re.compile("^(?!.*(?:姓名|名字)).*(?:lastname|familyname|surname)|^(?:家长|孩子|宝宝|儿童|学生)?的?姓氏?$")
_NAME = re.compile("姓名|名字|称呼|大名|全名|真名|名称$|(?:娃|宝|孩子?|童)名$|name|^名$")
_SLOTS = re.compile("场次|时段|时间段|班次|档期|营期|哪[几一]?[场天]|session|slot|timepreference|课程|课堂|工作坊|workshop|想参加|参加场|选场|场$")
_SLOTS_WEAK = re.compile("活动|项目|参加时间|参与时间|时间选择|选择时间|日期|报名内容|参加的?内容|programme|program|activit|class|^time$|^date$|选择")
_NOTES = re.compile("备注|留言|说的话|要说的|说点|补充|说明|附言|建议|想说|想对|寄语|note|comment|remark|message|anythingelse|其他|其它|问题|需求|特别事项|more")


def clean_heading(text: str) -> str:
    """The heading without its number, marks and spaces, in lower case."""
    text = _TAGS.sub("", plain(text).lower()).strip()
    text = _NUMBERING.sub("", text)
    return re.sub(r"\s+", "", text).strip(":：*.。?？")


@lru_cache(maxsize=4096)
def read_heading(text: str, group: str = "") -> Heading:
    """What a heading says, together with the merged heading above it, if any."""
    full = clean_heading(text)
    if not full or len(full) > _LONGEST:
        return Heading(None)
    bare = _BRACKETS.sub("", full) or full.strip("()[]【】")
    above = _BRACKETS.sub("", clean_heading(group)) if group else ""
    kind, weak = _kind(bare, above)
    kind = _counted_inside(full) or kind if kind is Kind.HEADCOUNT else kind
    if kind is None and bare != full:
        kind, weak = _kind(full, above)[0], True
    if kind is None:
        return Heading(None)
    subject = _subject(bare, kind) or _subject(full, kind) or (_subject(above, kind) if above else "")
    index = _index(full)
    if index is None and above:
        index = _index(above)
    role_text = bare if _MOTHER.search(bare) or _FATHER.search(bare) else above
    role = "mother" if _MOTHER.search(role_text) else "father" if _FATHER.search(role_text) else ""
    return Heading(kind, subject, index, role if subject == "guardian" else "", weak, bool(_SPARE.search(bare)))


def _kind(text: str, above: str) -> tuple[Kind | None, bool]:
    """The kind, and whether the reading is a weak one. The order of the rules is what makes them right."""
    if any(pattern.search(text) or (above and pattern.search(above)) for pattern in (_EMERGENCY, _SOMEBODY_ELSE, _MACHINE, _STAFF)):
        return Kind.IGNORED, False
    firm = next((kind for kind, pattern in _FIRST if pattern.search(text)), None)
    firm = firm or _count_kind(text, counted=bool(above and _HEADCOUNT.search(above)))
    firm = firm or next((kind for kind, pattern in _ATTRIBUTES if pattern.search(text)), None)
    if firm is not None:
        return firm, False
    if _YES_OR_NO.search(text):
        return None, False
    if _SLOTS.search(text):
        return Kind.SLOTS, False
    return _weak_kind(text)


def _counted_inside(full: str) -> Kind | None:
    """到场人数(大人): whom the number counts stands in brackets."""
    inside = [part.strip("()[]【】〖〗") for part in _BRACKETS.findall(full)]
    for part in inside:
        if re.fullmatch("大人|成人|成年人|家长|adults?", part):
            return Kind.ADULTS
        if re.fullmatch("小孩|孩子|儿童|宝宝|小朋友|child(?:ren)?|kids?", part):
            return Kind.CHILDREN
    return None


def age_unit(text: str) -> str | None:
    """``岁`` or ``个月`` where a heading asks for an age, so that a bare number under it is one; None for days of birth."""
    full = clean_heading(text)
    if re.search("出生|生日|birth|dob|bday", full):
        return None
    if re.search("月龄|年龄[(（].{0,3}月|几个月|agein(?:months)|months", full):
        return "个月"
    return "岁" if re.search("年龄|岁数|周岁|几岁|多大|^age|age$|age[(]", full) else None


def _weak_kind(text: str) -> tuple[Kind | None, bool]:
    """Readings of headings that might mean something else."""
    if _CHILD_WORD.match(text):
        return Kind.CHILD_WORD, True
    if _GUARDIAN.fullmatch(re.sub(r"[\d一二三]$", "", text)):
        return Kind.NAME, True
    if _NOTES.search(text):
        return Kind.NOTES, "备注" not in text and "note" not in text and "remark" not in text
    if _SLOTS_WEAK.search(text):
        return Kind.SLOTS, True
    return None, False


_FIRST = (
    (Kind.SUBMITTED, _SUBMITTED),
    (Kind.SEQ, _SEQ),
    (Kind.IGNORED, _MORE_CHILDREN),
    (Kind.CONSENT, _CONSENT),
)
_YES_OR_NO = re.compile("是否|有没有|^有无")
_ATTRIBUTES = (
    (Kind.SURNAME, _SURNAME),
    (Kind.NICKNAME, _NICKNAME),
    (Kind.SEX, _SEX),
    (Kind.ALLERGIES, _ALLERGIES),
    (Kind.BIRTH, _BIRTH),
    (Kind.RELATION, _RELATION),
    (Kind.PHONE, _PHONE),
    (Kind.NAME, _NAME),
    (Kind.IGNORED, _OTHER),
)
"""In this order: 小名 before 姓名, 过敏 before everything that a form may add to it, 关系 before 家长 alone."""


def _count_kind(text: str, *, counted: bool) -> Kind | None:
    """Kinds of head counts; ``counted`` where the heading above says that numbers of people stand below."""
    if counted:
        if _TOTAL.search(text):
            return Kind.TOTAL
        if re.search("大人|成人|成年|家长|大|adult|parent", text) and not _BOTH.search(text):
            return Kind.ADULTS
        if re.search("小孩|孩子|儿童|宝宝|小朋友|小|child|kid", text) and not _BOTH.search(text):
            return Kind.CHILDREN
    if any(pattern.search(text) for pattern in (_NAME, _PHONE, _ALLERGIES, _BIRTH, _RELATION)):
        return None
    if _ADULTS.search(text) and not _BOTH.search(text):
        return Kind.ADULTS
    if _CHILDREN.search(text) and not _BOTH.search(text):
        return Kind.CHILDREN
    if _TOTAL.search(text):
        return Kind.TOTAL
    if _HEADCOUNT.search(text) or _BOTH.search(text):
        return Kind.HEADCOUNT
    return None


def _subject(text: str, kind: Kind) -> str:
    """Whom the attribute belongs to: the last one named before it, as in 参加活动的宝宝姓名 or 宝宝妈妈电话."""
    if kind in (Kind.RELATION, Kind.PHONE):
        return "guardian"
    if kind is Kind.SURNAME and not (_CHILD.search(text) or _GUARDIAN.search(text)):
        return ""
    if kind in (Kind.NICKNAME, Kind.SEX, Kind.BIRTH, Kind.ALLERGIES, Kind.CHILD_WORD):
        return "child"
    last = [(m.start(), "guardian") for m in _GUARDIAN.finditer(text)] + [(m.start(), "child") for m in _CHILD.finditer(text)]
    return max(last)[1] if last else ""


def _index(text: str) -> int | None:
    for index, pattern in _ORDINALS:
        if pattern.search(text):
            return index
    match = _NUMBERED.search(text)
    if match is None:
        return None
    digit = match.group(1)
    return int(digit) - 1 if digit.isdigit() else _CN[digit]

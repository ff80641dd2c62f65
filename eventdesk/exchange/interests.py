"""What families, forms and teams call things that the desk has one word for: what each kind of event is about."""

from eventdesk.domain.event import EventKind

KIND_WORDS: dict[EventKind, str] = {
    EventKind.LECTURE: "讲座 家长课堂 育儿 教育 lecture talk parenting",
    EventKind.OUTDOOR: "户外 自然 徒步 露营 森林 公园 运动 outdoor nature hiking camping",
    EventKind.FESTIVAL: "节日 庆祝 民俗 传统 表演 festival celebration",
    EventKind.WORKSHOP: "手工 工坊 动手 制作 艺术 美术 workshop crafts",
    EventKind.COURSE: "课程 早教 音乐 阅读 course class music reading",
    EventKind.BRAND: "品牌 体验 试用 brand",
    EventKind.OTHER: "",
}
"""Words that people use for interests, by the kind of event that meets them."""

_COMMON = """亲子 活动 家庭 孩子 宝宝 儿童 小朋 朋友 幼儿 喜欢 参加 周末 秋日 春日 夏日 冬日 春季 夏季 秋季 冬季
 and the for with kids family event day"""

COMMON = frozenset(_COMMON.split())
"""Pairs and words that say nothing of what an event is about."""

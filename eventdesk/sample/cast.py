"""The families that come first in the sample: those of the pictures in the handbook, with the same marks."""

from dataclasses import dataclass
from enum import Enum


class Part(Enum):
    """What becomes of a family's registration."""

    CONFIRMED = "confirmed"
    BY_PHONE = "by_phone"
    """Confirmed, registered at the desk, and nobody has agreed to the notice yet."""

    WAITING = "waiting"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class CastChild:
    """A child with its age on the day of the event, in completed years and months."""

    name: str
    nickname: str | None
    sex: str
    years: int
    months: int
    allergies: str | None = None


@dataclass(frozen=True)
class CastFamily:
    """A family of the cast; ``tail`` ends its phone."""

    guardian: str
    tail: str
    relation: str
    adults: int
    children: tuple[CastChild, ...]
    slots: tuple[str, ...]
    photo: bool | None = True
    part: Part = Part.CONFIRMED


CAST = (
    CastFamily("林晓梅", "1234", "妈妈", 2, (CastChild("周予安", "安安", "女", 3, 2, "花生"), CastChild("周予宁", "宁宁", "男", 5, 8)),
               ("LEAF", "BLOCKS"), photo=False),
    CastFamily("蒋文博", "0872", "爸爸", 1, (CastChild("蒋一帆", "帆帆", "男", 5, 4),), ("BLOCKS",)),
    CastFamily("罗诗雨", "6610", "妈妈", 2, (CastChild("杨朵朵", "朵朵", "女", 4, 1),), ("MUSIC",), part=Part.BY_PHONE),
    CastFamily("唐可心", "3345", "妈妈", 1, (CastChild("唐小果", "果果", "女", 1, 9), CastChild("唐小枣", "枣枣", "男", 4, 0)),
               ("MUSIC",), part=Part.BY_PHONE),
    CastFamily("黄薇", "5526", "妈妈", 1, (CastChild("黄子墨", "墨墨", "男", 5, 0), CastChild("黄子衿", "小衿", "女", 3, 5)),
               ("LEAF", "BLOCKS")),
    CastFamily("何静", "2067", "妈妈", 1, (CastChild("何乐乐", "乐乐", "男", 3, 0), CastChild("何欢欢", "欢欢", "女", 6, 6)),
               ("STORY",), photo=False),
    CastFamily("吴琳", "5930", "妈妈", 1, (CastChild("吴小满", "小满", "女", 4, 7, "鸡蛋"),), ("LEAF",)),
    CastFamily("叶青", "6120", "妈妈", 1, (CastChild("叶知秋", "秋秋", "女", 2, 3), CastChild("叶知夏", "夏夏", "女", 6, 1)),
               ("STORY",), photo=False),
    CastFamily("韦晴", "7719", "妈妈", 1, (CastChild("韦一诺", "诺诺", "男", 3, 10),), ("STORY",)),
    CastFamily("马悦", "9021", "妈妈", 2, (CastChild("马小川", "川川", "男", 4, 5),), ("LEAF",)),
    CastFamily("冯立", "4418", "爸爸", 2, (CastChild("冯小舟", "舟舟", "男", 6, 2, "花生"),), ("BLOCKS",), part=Part.WAITING),
    CastFamily("程念", "7093", "妈妈", 1, (CastChild("程以沫", "沫沫", "女", 5, 9),), ("BLOCKS",), part=Part.WAITING),
    CastFamily("韩雪", "8821", "妈妈", 2, (CastChild("韩星辰", "辰辰", "男", 2, 3),), ("MUSIC",), part=Part.CANCELLED),
)  # fmt: skip

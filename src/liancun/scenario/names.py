"""Made-up names (姓名): common surnames, given names by sex and generation, some rare characters.

Rare characters are there on purpose: forms, search and PDF must carry them (生僻字).
"""

from random import Random

SURNAMES = (
    *("陈王李张刘杨罗黄何赵吴周徐蒋邓龙石安陆柏" * 3),
    *"孔孙朱高林郭马胡彭曾肖田董袁潘冯蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭汪范金廖贾夏韦付方白邹孟熊秦邱江尹薛",
)
RARE = ("䶮", "㛃", "𬭎", "𬍛", "𠅤", "赟", "堃", "翀", "芃", "曌")
MALE_OLD = "福贵财富兴旺发德忠义国光明正学文武成万友朝廷才云开荣华昌盛永"
FEMALE_OLD = "秀英兰芬珍琼仙凤莲菊梅香桂芳玉翠美群先会莉素碧琴惠"
MALE_NEW = "浩宇轩鑫涛杰伟强磊俊豪志鹏飞龙航博睿泽凯超峰林江海洋东旭晨阳"
FEMALE_NEW = "婷雪怡欣悦琪萱雨涵梦佳慧颖丽娟燕霞静敏洁倩蕾露思语诗晴瑶"
RARE_ONE_IN = 150


def surname(random: Random) -> str:
    """One surname."""
    chosen: str = random.choice(SURNAMES)
    return chosen


def given_name(random: Random, *, male: bool, birth_year: int) -> str:
    """A given name of one or two characters, as its generation would have it."""
    if random.randrange(RARE_ONE_IN) == 0:
        return random.choice(RARE)
    if birth_year < 1980:
        pool = MALE_OLD if male else FEMALE_OLD
    else:
        pool = MALE_NEW if male else FEMALE_NEW
    length = 1 if random.randrange(6) == 0 else 2
    return "".join(random.sample(pool, length))


def every_character() -> str:
    """All characters a name can hold, for the fonts' test."""
    return "".join(sorted(set("".join((*SURNAMES, *RARE, MALE_OLD, FEMALE_OLD, MALE_NEW, FEMALE_NEW)))))

//! What are people of an age called? Surnames by how common they are, given names by the taste of the years.

use super::dice::Dice;

/// Surnames that are about equally common, parted by blanks, and of how many in 10,000 people one of them is; a little more
/// of those that are common in Henan.
const SURNAMES: [(&str, i64); 10] = [
    ("王 李 张", 2300),
    ("刘 陈 杨", 1280),
    ("赵 许 孙 黄 周 吴 徐 马 郭", 1610),
    ("胡 朱 高 何 宋 郑 韩", 790),
    ("林 谢 唐 冯 于 董 程 曹 袁 吕 魏 邓 丁 苏 贾 闫 杜 田 范 姚 孟", 1200),
    ("傅 沈 曾 彭 卢 蒋 蔡 薛 叶 余 潘 夏 任 姜 方 石 金 郝 孔 白 崔 秦 史 侯 康", 1000),
    ("戴 钟 汪 谭 毛 邱 邵 段 常 翟 万 尹 武 乔 贺 靳", 450),
    ("廖 邹 熊 陆 江 顾 龙 钱 汤 易 单 仝 查 仇 解", 240),
    ("欧阳 司马 上官", 20),
    ("诸葛 夏侯 尉迟 皇甫", 6),
];

/// The given names of some years: first and second characters for women and for men, and how many of 1,000 have only one.
struct Taste {
    born_since: i64,
    female: (&'static str, &'static str),
    male: (&'static str, &'static str),
    single_per_mille: i64,
}

/// From the youngest to the oldest.
const TASTES: [Taste; 5] = [
    Taste {
        born_since: 2009,
        female: ("梓欣雨诗可若语沐芷一思佳", "涵怡桐萱欣汐彤晴悦诺宸妍"),
        male: ("子梓浩宇奕沐俊睿一皓承铭", "轩豪宇辰泽阳航诺霖睿熙远"),
        single_per_mille: 40,
    },
    Taste {
        born_since: 1990,
        female: ("雨佳梦欣慧婷雪思晓静倩莹", "婷悦怡洁琪瑶颖雯蕾琳茹露"),
        male: ("俊子浩志家文鑫世博明天宇", "杰豪鹏凯宇涛帅辉龙博航阳"),
        single_per_mille: 200,
    },
    Taste {
        born_since: 1970,
        female: ("晓丽海红艳春秀玉亚文小爱", "燕霞娟丽敏静芳娜红萍玲艳"),
        male: ("志建海红晓俊永国少卫新文", "伟勇军强涛鹏杰辉刚峰波明"),
        single_per_mille: 380,
    },
    Taste {
        born_since: 1950,
        female: ("秀桂玉爱凤丽淑素建春月红", "兰芳华梅英珍霞琴荣云玲敏"),
        male: ("建国志保卫新援永金长红跃", "国军强东华民平明生林中进"),
        single_per_mille: 150,
    },
    Taste {
        born_since: 1900,
        female: ("秀桂玉凤素淑金翠兰大巧改", "英兰珍莲花枝荣芝云香娥妮"),
        male: ("德福长金玉文明国根天宝书", "贵山林生发海才福田堂昌安"),
        single_per_mille: 60,
    },
];

/// Names that a careless program spoils: rare characters outside the basic plane, compound surnames, dots, 30 characters.
/// Adult women and people who live alone get them, so that no child's surname has to agree.
pub const RARE: [(&str, bool); 18] = [
    ("欧阳秀兰", true),
    ("司马玉珍", true),
    ("上官桂英", true),
    ("夏侯淑云", true),
    ("王𠮷英", true),
    ("李䶮华", true),
    ("张㛃", true),
    ("刘𬭼", true),
    ("陈骉", false),
    ("赵堃", false),
    ("孙犇", false),
    ("田〇", false),
    ("𠮷田林", false),
    ("阿卜杜拉·买合木提", false),
    ("古丽娜尔·艾山", true),
    ("阿依努尔·阿布都热合曼·买买提依明·伊斯拉木江·库尔班尼亚孜", true),
    ("玛丽亚·伊万诺娃", true),
    ("卓玛央宗", true),
];

/// A surname.
pub fn surname(dice: &mut Dice) -> &'static str {
    let common = dice.weighted(&SURNAMES).copied().unwrap_or("王");
    let names: Vec<&str> = common.split(' ').collect();
    dice.pick(&names).copied().unwrap_or("王")
}

/// A given name for somebody born in a year.
pub fn given(dice: &mut Dice, is_female: bool, born: i64) -> String {
    let Some(taste) = TASTES.iter().find(|taste| born >= taste.born_since) else {
        return String::new();
    };
    let (first, second) = if is_female { taste.female } else { taste.male };
    if dice.happens(taste.single_per_mille) {
        return dice.letter(second).into_iter().collect();
    }
    [dice.letter(first), dice.letter(second)].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_years() {
        let mut dice = Dice::from_seed(1);
        for (born, first) in [
            (1938, "德福长金玉文明国根天宝书贵山林生发海才田堂昌安"),
            (2015, "子梓浩宇奕沐俊睿一皓承铭轩豪辰泽阳航诺霖熙远"),
        ] {
            for _ in 0..50 {
                let name = given(&mut dice, false, born);
                assert!(
                    name.chars().all(|c| first.contains(c)) && (1..=2).contains(&name.chars().count()),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn one_rare_name_has_thirty_characters() {
        assert!(RARE.iter().any(|(name, _)| name.chars().count() == 30));
    }
}

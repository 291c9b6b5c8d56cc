//! Where do the demo's residents live? 12 grids, 23 compounds, 108 buildings; the names are invented.

use super::dice::Dice;

/// Each grid's compounds, with how many buildings each has.
const GRIDS: [(&str, &[(&str, usize)]); 12] = [
    ("第一网格", &[("向阳花园", 6), ("和平里", 4)]),
    ("第二网格", &[("春晖小区", 7), ("纺织厂家属院", 3)]),
    ("第三网格", &[("七一嘉苑", 8)]),
    ("第四网格", &[("银杏苑", 5), ("供电家属院", 2)]),
    ("第五网格", &[("莲城花园", 9), ("粮食局家属院", 2)]),
    ("第六网格", &[("文峰苑", 5), ("康乐里", 4)]),
    ("第七网格", &[("兴业小区", 6), ("育才小区", 4)]),
    ("第八网格", &[("阳光新城", 8), ("老干部家属院", 1)]),
    ("第九网格", &[("桃园里", 4), ("祥和苑", 5)]),
    ("第十网格", &[("绿洲苑", 5), ("学府家园", 4)]),
    ("第十一网格", &[("金桂苑", 4), ("惠民家园", 4)]),
    ("第十二网格", &[("河畔苑", 5), ("锦绣花园", 3)]),
];

/// A home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// 网格
    pub grid: &'static str,
    /// 小区
    pub compound: &'static str,
    /// 楼栋
    pub building: String,
    /// 单元
    pub unit: String,
    /// 户室
    pub room: String,
}

/// All homes that somebody lives in, building by building; about one in twelve stands empty.
pub fn homes(dice: &mut Dice) -> Vec<Home> {
    let mut homes = Vec::new();
    for (grid, compounds) in GRIDS {
        for (compound, buildings) in compounds {
            for building in 1..=*buildings {
                let units = dice.between(2, 4);
                for (unit, floor, door) in rooms(units) {
                    if dice.happens(80) {
                        continue;
                    }
                    homes.push(Home {
                        grid,
                        compound,
                        building: format!("{building}号楼"),
                        unit: format!("{unit}单元"),
                        room: format!("{floor}0{door}"),
                    });
                }
            }
        }
    }
    homes
}

/// Six floors with two doors on each landing.
fn rooms(units: i64) -> impl Iterator<Item = (i64, i64, i64)> {
    (1..=units).flat_map(|unit| (1..=6).flat_map(move |floor| (1..=2).map(move |door| (unit, floor, door))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_twelve_grids_with_23_compounds_and_108_buildings() {
        let compounds: Vec<_> = GRIDS.iter().flat_map(|(_, compounds)| compounds.iter()).collect();
        assert_eq!((GRIDS.len(), compounds.len()), (12, 23));
        assert_eq!(compounds.iter().map(|(_, buildings)| buildings).sum::<usize>(), 108);
    }
}

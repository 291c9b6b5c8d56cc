//! Does a dish suit somebody? Pure: a dish, a diet and the words of what is avoided, to what speaks against it.

use super::avoid::{self, PORK};
use crate::deliveries::plan::{Diet, Diets};
use crate::menu::dishes::dish::{Allergen, Dish, DishKind};
use crate::text::{Sentence, say};

/// What speaks against a dish for somebody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clash {
    /// It does not suit their diet.
    Diet(Diet, Because),
    /// It holds what they avoid: the word of their note, and where it was found.
    Avoided(String, Because),
}

/// Where a clash shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// The kitchen marked the dish so.
    Marked,
    /// The dish is a meat dish.
    Meat,
    /// The dish's name says so.
    Name(String),
    /// Its ingredients say so.
    Ingredients(String),
    /// It holds an allergen.
    Allergen(Allergen),
}

/// Everything that speaks against a dish for somebody with these diets and this note; nothing if it suits them.
#[must_use]
pub fn clashes(dish: &Dish, diets: &Diets, note: &str) -> Vec<Clash> {
    let by_diet = diets.as_slice().iter().filter_map(|diet| {
        let because = unfit(dish, *diet)?;
        Some(Clash::Diet(*diet, because))
    });
    let by_word = avoid::avoided(diets, note).into_iter().filter_map(|word| {
        let because = holds(dish, &word)?;
        Some(Clash::Avoided(word, because))
    });
    by_diet.chain(by_word).collect()
}

/// Why a dish does not suit a diet: because it is marked so, or because of what it is.
fn unfit(dish: &Dish, diet: Diet) -> Option<Because> {
    if dish.unfit_for.as_slice().contains(&diet) {
        return Some(Because::Marked);
    }
    match diet {
        Diet::Vegetarian if dish.kind == DishKind::Meat => Some(Because::Meat),
        Diet::Halal => PORK.iter().find_map(|food| written(dish, food)),
        _ => None,
    }
}

/// Where a dish holds what somebody avoids: by the word itself, by what belongs to it, or by an allergen.
fn holds(dish: &Dish, word: &str) -> Option<Because> {
    let meaning = avoid::meaning(word);
    let parts = meaning.map_or(&[][..], |meaning| meaning.parts);
    let allergens = meaning.map_or(&[][..], |meaning| meaning.allergens);
    std::iter::once(&word)
        .chain(parts)
        .find_map(|food| written(dish, food))
        .or_else(|| {
            let marked = dish.allergens.as_slice();
            allergens
                .iter()
                .find(|allergen| marked.contains(allergen))
                .copied()
                .map(Because::Allergen)
        })
}

fn written(dish: &Dish, food: &str) -> Option<Because> {
    if avoid::names(&dish.name, food) {
        return Some(Because::Name(food.to_owned()));
    }
    avoid::names(&dish.ingredients, food).then(|| Because::Ingredients(food.to_owned()))
}

impl Clash {
    /// The clash as a sentence.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let (whom, because) = match self {
            Self::Diet(diet, because) => (diet_words(*diet), because),
            Self::Avoided(food, because) => (say(format!("忌口“{food}”"), format!("For whoever avoids “{food}”")), because),
        };
        let why = match because {
            Because::Marked => return whom,
            Because::Meat => say("荤菜", "a meat dish"),
            Because::Name(food) => say(format!("菜名有“{food}”"), format!("“{food}” in its name")),
            Because::Ingredients(food) => say(format!("配料有“{food}”"), format!("“{food}” among the ingredients")),
            Because::Allergen(allergen) => allergen_words(*allergen),
        };
        say(format!("{}：{}", whom.zh, why.zh), format!("{}: {}", whom.en, why.en))
    }
}

fn diet_words(diet: Diet) -> Sentence {
    match diet {
        Diet::Diabetic => say("不适合糖尿病餐", "Not for diabetics"),
        Diet::LowSalt => say("不适合低盐", "Not low in salt"),
        Diet::Soft => say("不适合软食", "Not soft"),
        Diet::Halal => say("不适合清真", "Not halal"),
        Diet::Vegetarian => say("不适合素食", "Not for vegetarians"),
        Diet::Avoid => say("忌口", "To be avoided"),
    }
}

fn allergen_words(allergen: Allergen) -> Sentence {
    match allergen {
        Allergen::Gluten => say("含麸质", "holds gluten"),
        Allergen::Crustaceans => say("含甲壳类", "holds crustaceans"),
        Allergen::Fish => say("含鱼类", "holds fish"),
        Allergen::Eggs => say("含蛋类", "holds eggs"),
        Allergen::Peanuts => say("含花生", "holds peanuts"),
        Allergen::Soy => say("含大豆", "holds soy"),
        Allergen::Milk => say("含乳", "holds milk"),
        Allergen::Nuts => say("含坚果", "holds nuts"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::DishId;
    use crate::menu::dishes::dish::Allergens;

    fn dish(kind: DishKind, name: &str, ingredients: &str) -> Dish {
        Dish {
            id: DishId::new(),
            version_no: 1,
            name: name.to_owned(),
            kind,
            allergens: Allergens::default(),
            ingredients: ingredients.to_owned(),
            unfit_for: Diets::default(),
            offered: true,
        }
    }

    /// What is said in Chinese of a dish to somebody.
    fn said(dish: &Dish, diets: &[Diet], note: &str) -> Vec<String> {
        let found = clashes(dish, &Diets::from(diets.to_vec()), note);
        found.iter().map(|clash| clash.sentence().zh).collect()
    }

    #[test]
    fn a_dish_clashes_with_a_diet_that_it_is_marked_for_and_no_other() {
        let mut rice = dish(DishKind::Staple, "蛋炒饭", "米饭、鸡蛋、葱");
        rice.unfit_for = Diets::from(vec![Diet::Diabetic, Diet::LowSalt]);
        assert_eq!(said(&rice, &[Diet::Diabetic, Diet::Soft], ""), ["不适合糖尿病餐"]);
        assert_eq!(said(&rice, &[Diet::Soft, Diet::Halal, Diet::Vegetarian], ""), Vec::<String>::new());
        assert_eq!(said(&rice, &[], ""), Vec::<String>::new());
    }

    #[test]
    fn meat_is_not_for_vegetarians_and_pork_not_halal_though_nobody_marked_it() {
        let pork = dish(DishKind::Meat, "糖醋里脊", "番茄酱");
        assert_eq!(said(&pork, &[Diet::Vegetarian], ""), ["不适合素食：荤菜"]);
        assert_eq!(said(&pork, &[Diet::Halal], ""), ["不适合清真：菜名有“里脊”"]);
        let beans = dish(DishKind::Vegetable, "干煸豆角", "豆角、猪肉末");
        assert_eq!(said(&beans, &[Diet::Halal], ""), ["不适合清真：配料有“猪”"]);
        assert_eq!(said(&beans, &[Diet::Vegetarian], ""), Vec::<String>::new());
    }

    #[test]
    fn what_somebody_avoids_is_found_in_name_ingredients_and_allergens() {
        let eggs = dish(DishKind::Vegetable, "番茄炒蛋", "西红柿、葱花");
        for (note, why) in [
            ("不吃西红柿", "忌口“西红柿”：配料有“西红柿”"),
            ("葱", "忌口“葱”：配料有“葱”"),
            ("鸡蛋过敏", "忌口“鸡蛋”：菜名有“蛋”"),
        ] {
            assert_eq!(said(&eggs, &[Diet::Avoid], note), [why], "{note}");
        }
        assert_eq!(said(&eggs, &[Diet::Avoid], "牛肉、海鲜、辣"), Vec::<String>::new());
        assert_eq!(
            said(&eggs, &[], "鸡蛋"),
            Vec::<String>::new(),
            "a note that is not about leaving out"
        );
        assert_eq!(said(&eggs, &[], "鸡蛋过敏"), ["忌口“鸡蛋”：菜名有“蛋”"]);

        let mut noodles = dish(DishKind::Staple, "三鲜面", "");
        noodles.allergens = Allergens::from(vec![Allergen::Crustaceans, Allergen::Gluten]);
        let clash = clashes(&noodles, &Diets::from(vec![Diet::Avoid]), "海鲜");
        assert_eq!(clash[0].sentence().zh, "忌口“海鲜”：含甲壳类");
        assert_eq!(clash[0].sentence().en, "For whoever avoids “海鲜”: holds crustaceans");
    }

    #[test]
    fn each_of_several_reasons_is_told() {
        let fish = dish(DishKind::Meat, "剁椒鱼头", "鱼头、剁椒、香菜");
        let told = said(&fish, &[Diet::Vegetarian, Diet::Avoid], "辣、香菜、鱼");
        assert_eq!(
            told,
            [
                "不适合素食：荤菜",
                "忌口“辣”：菜名有“剁椒”",
                "忌口“香菜”：配料有“香菜”",
                "忌口“鱼”：菜名有“鱼”",
            ]
        );
    }
}

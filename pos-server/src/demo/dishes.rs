//! What does the demo's canteen cook? Forty dishes of a kitchen in Henan; the recipes are everybody's.

use crate::deliveries::plan::Diet::{self, Diabetic, Halal, LowSalt, Soft, Vegetarian};
use crate::menu::dishes::dish::Allergen::{self, Crustaceans, Eggs, Fish, Gluten, Milk, Nuts, Peanuts, Soy};
use crate::menu::dishes::dish::DishKind::{self, Cold, Extra, Meat, Soup, Staple, Vegetable};

/// Name, kind, ingredients, allergens, and the diets that it does not suit.
type Recipe = (&'static str, DishKind, &'static str, &'static [Allergen], &'static [Diet]);

/// The dishes, kind by kind.
pub static DISHES: [Recipe; 40] = [
    ("米饭", Staple, "大米", &[], &[]),
    ("馒头", Staple, "小麦面粉、酵母", &[Gluten], &[]),
    ("杂粮馒头", Staple, "小麦面粉、玉米面、荞麦面", &[Gluten], &[]),
    (
        "烩面",
        Staple,
        "小麦面粉、羊肉、海带、粉条、香菜",
        &[Gluten],
        &[LowSalt, Vegetarian],
    ),
    ("蒸红薯", Staple, "红薯", &[], &[Diabetic]),
    ("葱油饼", Staple, "小麦面粉、葱、植物油", &[Gluten], &[Soft]),
    ("红烧肉", Meat, "五花肉、酱油、冰糖", &[Soy, Gluten], &[Diabetic, LowSalt, Halal]),
    ("鱼香肉丝", Meat, "猪里脊、木耳、胡萝卜、豆瓣酱", &[Soy, Gluten], &[LowSalt, Halal]),
    ("宫保鸡丁", Meat, "鸡胸肉、花生米、黄瓜、干辣椒", &[Peanuts, Soy], &[Soft]),
    ("清蒸鲈鱼", Meat, "鲈鱼、葱、姜", &[Fish], &[]),
    ("土豆烧牛肉", Meat, "牛肉、土豆、酱油", &[Soy, Gluten], &[]),
    ("糖醋里脊", Meat, "猪里脊、白糖、醋、淀粉", &[Eggs], &[Diabetic, Halal]),
    ("肉末蒸蛋", Meat, "鸡蛋、猪肉末", &[Eggs], &[Halal]),
    ("番茄炖牛腩", Meat, "牛腩、番茄", &[], &[]),
    ("清炖狮子头", Meat, "猪肉、豆腐、白菜", &[Soy], &[Halal]),
    ("虾仁豆腐", Meat, "虾仁、豆腐、葱", &[Crustaceans, Soy], &[]),
    ("番茄炒蛋", Vegetable, "番茄、鸡蛋", &[Eggs], &[]),
    ("蒜蓉油麦菜", Vegetable, "油麦菜、蒜", &[], &[Soft]),
    ("醋溜白菜", Vegetable, "大白菜、醋、干辣椒", &[], &[]),
    ("麻婆豆腐", Vegetable, "豆腐、豆瓣酱、花椒", &[Soy], &[LowSalt]),
    ("清炒土豆丝", Vegetable, "土豆、青椒", &[], &[]),
    ("香菇青菜", Vegetable, "上海青、香菇", &[], &[]),
    ("木耳炒山药", Vegetable, "山药、木耳、胡萝卜", &[], &[]),
    ("烧茄子", Vegetable, "茄子、酱油、蒜", &[Soy, Gluten], &[]),
    ("蒸南瓜", Vegetable, "南瓜", &[], &[Diabetic]),
    ("干煸豆角", Vegetable, "豆角、干辣椒、花椒", &[], &[Soft, LowSalt]),
    ("西兰花炒胡萝卜", Vegetable, "西兰花、胡萝卜", &[], &[]),
    ("凉拌黄瓜", Cold, "黄瓜、蒜、香油", &[], &[Soft]),
    ("凉拌腐竹", Cold, "腐竹、芹菜、香油", &[Soy], &[]),
    ("老醋花生", Cold, "花生米、醋、白糖", &[Peanuts], &[Diabetic, Soft]),
    ("凉拌海带丝", Cold, "海带、蒜、香菜", &[], &[]),
    ("小米粥", Soup, "小米", &[], &[]),
    ("紫菜蛋花汤", Soup, "紫菜、鸡蛋、虾皮", &[Eggs, Crustaceans], &[]),
    ("番茄豆腐汤", Soup, "番茄、豆腐", &[Soy], &[]),
    ("冬瓜排骨汤", Soup, "冬瓜、猪排骨", &[], &[Halal, Vegetarian]),
    ("胡辣汤", Soup, "牛肉、面筋、粉条、胡椒", &[Gluten], &[LowSalt, Vegetarian]),
    ("八宝甜粥", Soup, "糯米、红豆、核桃、红枣、白糖", &[Nuts], &[Diabetic]),
    ("苹果", Extra, "苹果", &[], &[Soft]),
    ("香蕉", Extra, "香蕉", &[], &[Diabetic]),
    ("酸奶", Extra, "牛奶、白糖", &[Milk], &[Diabetic]),
];

//! What is known of a dish? Its kind, what is in it and whom it does not suit: the words, as rows, wire and rules know them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::deliveries::plan::Diets;
use crate::ids::DishId;

/// One version of a dish. Versions are never edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
pub struct Dish {
    /// The dish, the same in all its versions.
    pub id: DishId,
    /// Which version; 0 is a dish that is not kept yet.
    pub version_no: i64,
    /// What it is called.
    pub name: String,
    /// What it is on the tray.
    #[sqlx(try_from = "String")]
    pub kind: DishKind,
    /// What somebody may be allergic to.
    #[sqlx(try_from = "String")]
    pub allergens: Allergens,
    /// 配料, in words.
    pub ingredients: String,
    /// The diets that it does not suit.
    #[sqlx(try_from = "String")]
    pub unfit_for: Diets,
    /// Whether it is cooked still.
    pub offered: bool,
}

/// What a dish is on the tray. In this order the board shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DishKind {
    /// 主食
    Staple,
    /// 荤菜
    Meat,
    /// 素菜
    Vegetable,
    /// 凉菜
    Cold,
    /// 汤粥
    Soup,
    /// 水果小食
    Extra,
}

impl DishKind {
    /// The word in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Staple => "staple",
            Self::Meat => "meat",
            Self::Vegetable => "vegetable",
            Self::Cold => "cold",
            Self::Soup => "soup",
            Self::Extra => "extra",
        }
    }
}

impl TryFrom<String> for DishKind {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        [Self::Staple, Self::Meat, Self::Vegetable, Self::Cold, Self::Soup, Self::Extra]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("unknown kind of dish {text}"))
    }
}

/// What somebody may be allergic to: the eight groups of GB 7718-2025, 4.1.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Allergen {
    /// 含麸质的谷物
    Gluten,
    /// 甲壳纲类动物
    Crustaceans,
    /// 鱼类
    Fish,
    /// 蛋类
    Eggs,
    /// 花生
    Peanuts,
    /// 大豆
    Soy,
    /// 乳
    Milk,
    /// 坚果
    Nuts,
}

/// Several allergens, each once and in one order; a JSON list in the database.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(from = "Vec<Allergen>")]
#[schema(value_type = Vec<Allergen>)]
pub struct Allergens(Vec<Allergen>);

impl Allergens {
    /// The allergens in their order.
    #[must_use]
    pub fn as_slice(&self) -> &[Allergen] {
        &self.0
    }

    /// As they are stored.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::json!(self.0).to_string()
    }
}

impl From<Vec<Allergen>> for Allergens {
    fn from(mut allergens: Vec<Allergen>) -> Self {
        allergens.sort_unstable();
        allergens.dedup();
        Self(allergens)
    }
}

impl TryFrom<String> for Allergens {
    type Error = serde_json::Error;

    fn try_from(text: String) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&text)
    }
}

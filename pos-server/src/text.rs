//! How does the server speak to people? In sentences that carry both languages, so that no reader depends on a header.

pub mod hexadecimal;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The language that somebody reads: Chinese unless they ask for English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

impl Language {
    /// What stands in this language.
    #[must_use]
    pub fn pick(self, sentence: Sentence) -> String {
        match self {
            Self::Zh => sentence.zh,
            Self::En => sentence.en,
        }
    }
}

/// One sentence for people, in Chinese and in English. The page shows the one its reader chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Makes a [`Sentence`] from its two languages.
pub fn say(zh: impl Into<String>, en: impl Into<String>) -> Sentence {
    Sentence {
        zh: zh.into(),
        en: en.into(),
    }
}

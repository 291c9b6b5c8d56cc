//! Which column of a register means what? Headers in any order, in the words that communities use.

use unicode_normalization::UnicodeNormalization;

use crate::text::{Sentence, say};

use super::mask;
use super::sheet::Sheet;

mod header;

use header::Headers;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Meaning {
    /// 姓名
    Name,
    /// 证件类型
    DocumentKind,
    /// 证件号码
    Document,
    /// 性别
    Sex,
    /// 出生日期
    BirthDate,
    /// 户籍
    Residency,
    /// 网格
    Grid,
    /// 小区
    Compound,
    /// 楼栋
    Building,
    /// 单元
    Unit,
    /// 户室
    Room,
    /// 地址 in one line; read only where there are no columns for its parts.
    Address,
    /// 联系电话
    Phone,
    /// 身份类别
    Class,
    /// 备注
    Note,
}

/// The headers of each meaning, parted by blanks; the first is the one that the template uses and messages name.
const HEADERS: &[(Meaning, &str)] = &[
    (Meaning::Name, "姓名 居民姓名 人员姓名 本人姓名 名字 老人姓名 老年人姓名 name"),
    (Meaning::DocumentKind, "证件类型 证件类别 证件种类 证件名称 documenttype idtype"),
    (
        Meaning::Document,
        "证件号码 身份证号 身份证号码 身份证 证件号 公民身份号码 公民身份证号码 居民身份证号 居民身份证号码 \
         身份号码 本人身份证号 本人身份证号码 身份证件号码 身份证件号 二代身份证号 idnumber idcard document",
    ),
    (Meaning::Sex, "性别 男女 sex gender"),
    (
        Meaning::BirthDate,
        "出生日期 出生年月日 出生年月 生日 出生时间 出生 birthdate dateofbirth birthday",
    ),
    (
        Meaning::Residency,
        "户籍 户籍类型 户籍性质 户籍类别 户籍情况 户籍状态 户口性质 户口类型 户口类别 是否户籍 是否本地户籍 是否本社区户籍 人户情况 人户状态 居住类型 \
         户籍所在地 户口所在地 户籍地 residency",
    ),
    (Meaning::Grid, "网格 网格名称 网格号 网格编号 所属网格 所在网格 grid"),
    (
        Meaning::Compound,
        "小区 小区名称 小区名 所在小区 所属小区 居住小区 院落 小区院落 家属院 compound",
    ),
    (
        Meaning::Building,
        "楼栋 楼号 栋 楼栋号 所在楼栋 栋号 楼 幢 幢号 楼幢 楼房号 building",
    ),
    (Meaning::Unit, "单元 单元号 unit"),
    (
        Meaning::Room,
        "户室 房号 室 户号室 房间号 门牌号 门牌 室号 房屋号 房室 户室号 房间 room",
    ),
    (
        Meaning::Address,
        "地址 住址 家庭住址 居住地址 现住址 现居住地址 详细地址 家庭地址 现居住地 居住地 常住地址 联系地址 \
         address",
    ),
    (
        Meaning::Phone,
        "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 本人电话 联系手机 本人联系电话 移动电话 phone mobile \
         tel",
    ),
    (
        Meaning::Class,
        "身份类别 人员类别 人员类型 人群类别 人群类型 特殊身份 困难类别 身份类型 类别 人员性质 特殊人群 特殊人群类别 class",
    ),
    (Meaning::Note, "备注 说明 备注说明 note remark remarks"),
];

impl Meaning {
    /// The header by which messages and the template name it.
    #[must_use]
    pub fn header(self) -> &'static str {
        HEADERS
            .iter()
            .find(|(meaning, _)| *meaning == self)
            .and_then(|(_, words)| words.split(' ').next())
            .unwrap_or_default()
    }

    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::DocumentKind => "document_kind",
            Self::Document => "document",
            Self::Sex => "sex",
            Self::BirthDate => "birth_date",
            Self::Residency => "residency",
            Self::Grid => "grid",
            Self::Compound => "compound",
            Self::Building => "building",
            Self::Unit => "unit",
            Self::Room => "room",
            Self::Address => "address",
            Self::Phone => "phone",
            Self::Class => "class",
            Self::Note => "note",
        }
    }
}

/// One column of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Counted from 0.
    pub index: usize,
    /// As the file has it, in one line.
    pub header: String,
    /// `None` where nobody reads it.
    pub meaning: Option<Meaning>,
}

/// The headers of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The last row of the headers, as the spreadsheet program numbers it.
    pub header_row: u32,
    /// All columns with a header.
    pub columns: Vec<Column>,
}

/// Why the columns of a file are not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsProblem {
    /// No row with 姓名 among the first ten of any sheet.
    #[error("no headers were found")]
    NoHeaders,
    /// There are headers, but not those without which nobody can be told apart.
    #[error("the column {} is missing", .0.header())]
    Missing(Meaning),
    /// Two columns say who somebody is, and they may differ.
    #[error("the columns {first} and {second} mean the same")]
    Twice {
        /// The one further left.
        first: String,
        /// The one further right.
        second: String,
    },
    /// Several sheets look like registers.
    #[error("several sheets hold registers: {0:?}")]
    ManySheets(Vec<String>),
}

impl ColumnsProblem {
    /// The stable code on the wire.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoHeaders => "headers_not_found",
            Self::Missing(_) => "column_missing",
            Self::Twice { .. } => "column_twice",
            Self::ManySheets(_) => "many_registers",
        }
    }

    /// What is the matter and what to do.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::NoHeaders => say(
                "在前 10 行里没有找到表头。表头至少要有“姓名”和“证件号码”，可以先下载模板。",
                "No headers among the first 10 rows. There must be at least 姓名 and 证件号码; the template shows them.",
            ),
            Self::Missing(meaning) => {
                let header = meaning.header();
                say(format!("表头里没有“{header}”这一列。"), format!("The column {header} is missing."))
            }
            Self::Twice { first, second } => say(
                format!("“{first}”和“{second}”两列含义相同，请只保留一列。"),
                format!("The columns {first} and {second} mean the same; please keep one."),
            ),
            Self::ManySheets(names) => {
                let names = names.join("、");
                say(
                    format!("工作簿里有几张居民表（{names}）。请合并成一张，或分别保存后逐个导入。"),
                    format!("Several sheets hold registers ({names}). Please join them, or import them one by one."),
                )
            }
        }
    }
}

impl Columns {
    /// The first column with a meaning.
    #[must_use]
    pub fn of(&self, meaning: Meaning) -> Option<&Column> {
        self.all(meaning).next()
    }

    /// All columns with a meaning: several phones, notes or classes are read together.
    pub fn all(&self, meaning: Meaning) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.meaning == Some(meaning))
    }
}

/// Chooses the one sheet that is a register and says what its columns mean.
pub fn find_register(sheets: &[Sheet]) -> Result<(&Sheet, Columns), ColumnsProblem> {
    let found: Vec<(&Sheet, Headers)> = sheets
        .iter()
        .filter_map(|sheet| header::find(sheet).map(|headers| (sheet, headers)))
        .collect();
    match found.as_slice() {
        [] => Err(ColumnsProblem::NoHeaders),
        [(sheet, headers)] => Ok((sheet, read_headers(headers)?)),
        many => Err(ColumnsProblem::ManySheets(
            many.iter().filter_map(|(sheet, _)| sheet.name.clone()).collect(),
        )),
    }
}

fn read_headers(headers: &Headers) -> Result<Columns, ColumnsProblem> {
    let mut columns: Vec<Column> = headers
        .texts
        .iter()
        .map(|(index, text)| Column {
            index: *index,
            header: one_line(text),
            meaning: meaning_of(text),
        })
        .collect();
    let has_place = columns
        .iter()
        .any(|column| matches!(column.meaning, Some(Meaning::Compound | Meaning::Building | Meaning::Room)));
    for column in columns
        .iter_mut()
        .filter(|column| has_place && column.meaning == Some(Meaning::Address))
    {
        column.meaning = None;
    }
    settle_doubles(&mut columns)?;
    let columns = Columns {
        header_row: headers.row,
        columns,
    };
    for needed in [Meaning::Name, Meaning::Document] {
        if columns.of(needed).is_none() {
            return Err(ColumnsProblem::Missing(needed));
        }
    }
    Ok(columns)
}

/// Of columns that mean the same: phones, notes and classes are all read; who somebody is must stand in one column only; of
/// the others the first is read, and the dry run shows the rest as not read.
fn settle_doubles(columns: &mut [Column]) -> Result<(), ColumnsProblem> {
    let mut seen: Vec<(Meaning, String)> = Vec::new();
    for column in columns {
        let Some(meaning) = column.meaning else { continue };
        let first = seen.iter().find(|(known, _)| *known == meaning).map(|(_, header)| header.clone());
        match (meaning, first) {
            (_, None) => seen.push((meaning, column.header.clone())),
            (Meaning::Phone | Meaning::Note | Meaning::Class, Some(_)) => {}
            (Meaning::Name | Meaning::Document, Some(first)) => {
                return Err(ColumnsProblem::Twice {
                    first,
                    second: column.header.clone(),
                });
            }
            (_, Some(_)) => column.meaning = None,
        }
    }
    Ok(())
}

fn one_line(text: &str) -> String {
    mask::digits(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What a header means: full-width forms, blanks, line breaks, asterisks and remarks in brackets do not count. Of 楼栋/楼号
/// each part that is known must mean the same.
#[must_use]
pub fn meaning_of(header: &str) -> Option<Meaning> {
    let bare = without_remarks(header);
    let mut known = bare.split(['/', '、']).filter_map(|part| {
        let word = part.trim_end_matches("必填").trim_end_matches("选填");
        HEADERS
            .iter()
            .find(|(_, words)| words.split(' ').any(|known| known == word))
            .map(|(meaning, _)| *meaning)
    });
    let first = known.next()?;
    known.all(|other| other == first).then_some(first)
}

/// A header's letters outside brackets, as a keyboard without full-width forms types them.
fn without_remarks(header: &str) -> String {
    let mut depth: usize = 0;
    let mut word = String::new();
    for letter in header.nfkc().flat_map(char::to_lowercase) {
        match letter {
            '(' | '[' | '【' | '〔' | '<' => depth += 1,
            ')' | ']' | '】' | '〕' | '>' => depth = depth.saturating_sub(1),
            _ if depth > 0 || letter.is_whitespace() || "*★※:_-.\u{200b}\u{feff}".contains(letter) => {}
            _ => word.push(letter),
        }
    }
    word
}

#[cfg(test)]
#[path = "columns_tests.rs"]
mod tests;

//! Why can a register file not be read at all, and what should the person do about it?

use serde::{Deserialize, Serialize};

use crate::text::{Sentence, say};

/// A reason that concerns the whole file. Rows that are wrong are no file problem: they are listed one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum FileProblem {
    /// Nothing was sent.
    #[error("the file is empty")]
    Empty,
    /// The binary format of Excel 97 to 2003.
    #[error("the file is an old .xls workbook")]
    OldExcel,
    /// A workbook with a password for opening.
    #[error("the file is protected by a password")]
    Encrypted,
    /// Something else, perhaps renamed: the word says what.
    #[error("the file is not a table but {0}")]
    NotATable(Kind),
    /// A text in none of the encodings a register comes in.
    #[error("the text is neither UTF-8, UTF-16 nor GB18030")]
    Encoding,
    /// Cut off, or changed on its way.
    #[error("the file is damaged")]
    Damaged,
    /// More than a register can be: a zip bomb, or far too much of everything. The word says what.
    #[error("the file is too large: {0}")]
    TooLarge(Measure),
    /// One cell far away from the table, named like `XFD1048576`.
    #[error("cell {0} lies far outside the table")]
    FarCell(String),
    /// Paths that climb out of the archive, overlapping parts, document type definitions.
    #[error("the file holds parts that no Excel would write")]
    Unsafe,
    /// A workbook without a visible sheet that has cells.
    #[error("the workbook has no sheet with cells")]
    NoSheet,
    /// The reader was stopped: time or memory ran out.
    #[error("reading the file took too much time or memory")]
    Overwhelmed,
}

/// What a file is that is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A text document or a slide show.
    OfficeDocument,
    /// A spreadsheet in the open document format (.ods).
    OpenDocument,
    /// A binary Excel workbook (.xlsb).
    BinaryWorkbook,
    /// A PDF.
    Pdf,
    /// A picture.
    Picture,
    /// A web page or an XML file, whatever its name says.
    WebPage,
    /// A packed archive.
    Archive,
    /// None of those.
    Other,
}

/// Which measure was exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Bytes of the file.
    Bytes,
    /// Bytes once unpacked, or the ratio of the two.
    Unpacked,
    /// Rows.
    Rows,
    /// Columns.
    Columns,
    /// Cells.
    Cells,
    /// Characters in one cell.
    Characters,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.words().1)
    }
}

impl std::fmt::Display for Measure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.words().1)
    }
}

impl Kind {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::OfficeDocument => ("Word 或 PowerPoint 文档", "a Word or PowerPoint document"),
            Self::OpenDocument => ("OpenDocument 表格", "an OpenDocument spreadsheet"),
            Self::BinaryWorkbook => ("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"),
            Self::Pdf => ("PDF 文件", "a PDF"),
            Self::Picture => ("图片", "a picture"),
            Self::WebPage => ("网页或 XML 文件", "a web page or XML file"),
            Self::Archive => ("压缩包", "a packed archive"),
            Self::Other => ("其他类型的文件", "a file of another kind"),
        }
    }
}

impl Measure {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Bytes => ("文件超过 10 MB", "more than 10 MB"),
            Self::Unpacked => ("解压后的内容过大", "its contents unpack to far too much"),
            Self::Rows => ("超过 50,000 行", "more than 50,000 rows"),
            Self::Columns => ("超过 200 列", "more than 200 columns"),
            Self::Cells => ("单元格过多", "too many cells"),
            Self::Characters => ("有单元格的文字超过 2,000 字", "a cell has more than 2,000 characters"),
        }
    }
}

impl FileProblem {
    /// The stable code on the wire.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::OldExcel => "file_is_xls",
            Self::Encrypted => "file_encrypted",
            Self::NotATable(_) => "file_not_a_table",
            Self::Encoding => "file_encoding_unknown",
            Self::Damaged => "file_damaged",
            Self::TooLarge(_) | Self::FarCell(_) => "file_too_large",
            Self::Unsafe => "file_unsafe",
            Self::NoSheet => "file_without_sheet",
            Self::Overwhelmed => "file_too_costly",
        }
    }

    /// What is the matter and what to do, for the person who chose the file.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Empty => say("文件是空的，请重新选择。", "The file is empty; please choose another."),
            Self::OldExcel => say(
                "这是旧版 Excel 文件（.xls）。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再导入。",
                "This is an old Excel file (.xls). Open it in Excel or WPS, save as “Excel workbook (.xlsx)” and import that.",
            ),
            Self::Encrypted => say(
                "文件设有打开密码。请先取消密码再导入。",
                "The file is protected by a password. Please remove the password first.",
            ),
            Self::NotATable(kind) => {
                let (zh, en) = kind.words();
                say(
                    format!("这是{zh}，不是居民表格。请另存为 .xlsx 或 .csv 后再导入。"),
                    format!("This is {en}, not a table. Please save it as .xlsx or .csv and import that."),
                )
            }
            Self::Encoding => say(
                "文字编码无法识别。请另存为 .xlsx，或 UTF-8、GB18030 编码的 .csv。",
                "The text encoding is not known. Please save as .xlsx, or as .csv in UTF-8 or GB18030.",
            ),
            Self::Damaged => say(
                "文件不完整或已损坏。请重新导出或重新拷贝后再试。",
                "The file is incomplete or damaged. Please export or copy it again.",
            ),
            Self::TooLarge(measure) => {
                let (zh, en) = measure.words();
                say(
                    format!("文件过大：{zh}。请只保留居民表，必要时分几次导入。"),
                    format!("The file is too large: {en}. Please keep only the register, or import it in parts."),
                )
            }
            Self::FarCell(cell) => say(
                format!("单元格 {cell} 在表格之外很远的地方有内容。请删除它以及表格后面的空行、空列再导入。"),
                format!("Cell {cell} has content far outside the table. Please delete it and the rows and columns after the table."),
            ),
            Self::Unsafe => say(
                "文件里有正常表格不会有的内容，为安全起见没有读取。请用 Excel 或 WPS 重新保存后再导入。",
                "The file holds parts that no spreadsheet program writes and was not read. Please save it again with Excel or WPS.",
            ),
            Self::NoSheet => say(
                "工作簿里没有可见的、有内容的工作表。",
                "The workbook has no visible sheet with content.",
            ),
            Self::Overwhelmed => say(
                "读取这个文件需要的时间或内存过多，已停止。请只保留居民表后再试。",
                "Reading this file took too much time or memory and was stopped. Please keep only the register and try again.",
            ),
        }
    }
}

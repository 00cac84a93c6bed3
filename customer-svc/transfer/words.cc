#include "customer-svc/transfer/words.h"

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace guanxi::customer {
namespace {

// Chinese words for the values of Customer's and Person's and Organization's enums. The words of
// different enums differ, save 中 and 高 and the like, whose value names agree.
const std::map<std::string, std::string>& ChineseValues() {
  static const auto& words = *new std::map<std::string, std::string>{
      {"企业", "ORGANIZATION"}, {"公司", "ORGANIZATION"}, {"单位", "ORGANIZATION"},
      {"机构", "ORGANIZATION"}, {"组织", "ORGANIZATION"}, {"个人", "PERSON"},
      {"自然人", "PERSON"},     {"潜在", "POTENTIAL"},    {"潜在客户", "POTENTIAL"},
      {"意向", "INTENT"},       {"意向客户", "INTENT"},   {"成交", "DEAL"},
      {"成交客户", "DEAL"},     {"忠诚", "LOYAL"},        {"忠诚客户", "LOYAL"},
      {"流失", "CHURNED"},      {"流失客户", "CHURNED"},  {"低", "LOW"},
      {"低价值", "LOW"},        {"中", "MEDIUM"},         {"中价值", "MEDIUM"},
      {"高", "HIGH"},           {"高价值", "HIGH"},       {"微型", "MICRO"},
      {"小型", "SMALL"},        {"中型", "MEDIUM"},       {"大型", "LARGE"},
      {"女", "FEMALE"},         {"女士", "FEMALE"},       {"男", "MALE"},
      {"先生", "MALE"},         {"其他", "OTHER"},
  };
  return words;
}

}  // namespace

const google::protobuf::EnumValueDescriptor* FindEnumValue(
    const google::protobuf::EnumDescriptor* type, absl::string_view word) {
  std::string name = absl::AsciiStrToUpper(word);
  if (const auto chinese = ChineseValues().find(name); chinese != ChineseValues().end()) {
    name = chinese->second;
  }
  return type->FindValueByName(name);
}

std::string EnumValueNames(const google::protobuf::EnumDescriptor* type) {
  std::string names;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() == 0) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ", type->value(i)->name());
  }
  return names;
}

std::optional<bool> FindBool(absl::string_view word) {
  bool value;
  if (absl::SimpleAtob(word, &value)) return value;
  for (const absl::string_view yes : {"是", "有", "真", "对", "√", "✓", "✔"}) {
    if (word == yes) return true;
  }
  for (const absl::string_view no : {"否", "无", "無", "没有", "不是", "假", "错", "×", "✗"}) {
    if (word == no) return false;
  }
  return std::nullopt;
}

bool IsNothingInCustom(absl::string_view cell) {
  // Signs alone, of any number: -, --, ——, /, ／, \\, ...
  absl::string_view rest = cell;
  while (!rest.empty()) {
    const absl::string_view before = rest;
    for (const absl::string_view sign : {"-", "—", "–", "－", "/", "／", "\\", "…", ".", "。"}) {
      absl::ConsumePrefix(&rest, sign);
    }
    if (rest == before) break;
  }
  if (rest.empty()) return true;
  return absl::EqualsIgnoreCase(cell, "n/a") || absl::EqualsIgnoreCase(cell, "#n/a");
}

bool IsNothingInName(absl::string_view cell) {
  if (IsNothingInCustom(cell)) return true;
  for (const absl::string_view word :
       {"无", "無", "暂无", "暫無", "没有", "空", "（空）", "(空)", "（无）", "(无)", "未填",
        "未填写", "(null)", "<null>", "(blank)", "（空白）", "(空白)"}) {
    if (absl::EqualsIgnoreCase(cell, word)) return true;
  }
  return false;
}

bool IsNothing(absl::string_view cell) {
  if (IsNothingInName(cell)) return true;
  for (const absl::string_view word : {"null", "none", "nil", "na", "nan", "\\n", "undefined",
                                       "未知", "不详", "不詳", "待补充", "未提供", "unknown"}) {
    if (absl::EqualsIgnoreCase(cell, word)) return true;
  }
  return false;
}

bool IsSpreadsheetError(absl::string_view cell) {
  for (const absl::string_view error :
       {"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}) {
    if (absl::EqualsIgnoreCase(cell, error)) return true;
  }
  return !cell.empty() && cell.find_first_not_of('#') == absl::string_view::npos;  // Too narrow.
}

}  // namespace guanxi::customer

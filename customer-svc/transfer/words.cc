#include "customer-svc/transfer/words.h"

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

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
  std::string names, words;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() == 0) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ", type->value(i)->name());
    for (const auto& [word, meaning] : ChineseValues()) {
      if (meaning != type->value(i)->name()) continue;
      absl::StrAppend(&words, words.empty() ? "" : ", ", word);
    }
  }
  return words.empty() ? names : absl::StrCat(names, ", or ", words);
}

}  // namespace guanxi::customer

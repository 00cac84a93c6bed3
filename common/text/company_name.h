// The parts of a company's name, and the key under which two spellings of it meet.
#ifndef GUANXI_COMMON_TEXT_COMPANY_NAME_H_
#define GUANXI_COMMON_TEXT_COMPANY_NAME_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

// A Chinese company name is built as region + brand (字号) + industry + legal form, with a branch
// behind it: 杭州 | 云帆 | 网络科技 | 有限公司 | 宁波分公司. The region may stand in brackets
// before the legal form. Of other names only the legal form is known: "Acme Trading Co., Ltd.".
struct CompanyName {
  std::string region;  // "杭州", "江苏南京", without 省 and 市; districts keep 区 and 县.
  std::string brand;   // What is left: never empty for a name that has letters at all.
  std::string industry;    // "网络科技"
  std::string legal_form;  // Canonical: "有限公司" also for 有限责任公司, "Ltd", "GmbH" ...
  std::string branch;      // "宁波分公司"
};

// Splits `name` by small tables of regions, industries and legal forms (company_name_tables.h). A
// part that the tables do not know stays in `brand`; nothing is lost but blanks, brackets,
// punctuation and the words that a canonical form replaces. The parts are in the stored form of
// the name (NormalizeText), not folded.
//
// INVALID_ARGUMENT if `name` is not UTF-8. Pure and thread-safe; a few µs.
absl::StatusOr<CompanyName> ParseCompanyName(absl::string_view name);

// The match key: the parts in fixed order, folded (FoldForMatch), the province left out where a
// city follows. 灵动传媒（绍兴）有限责任公司 and 绍兴市靈動傳媒有限公司 have the same key.
// Empty if the name has no letter and no digit.
absl::StatusOr<std::string> NormalizedCompanyName(absl::string_view name);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_COMPANY_NAME_H_

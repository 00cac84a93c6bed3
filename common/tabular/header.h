// Finds out what each column of a file means, from the names in its first row.
#ifndef GUANXI_COMMON_TABULAR_HEADER_H_
#define GUANXI_COMMON_TABULAR_HEADER_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::tabular {

// The target of a column that has no name and no mapping: what is in it is not known.
inline constexpr absl::string_view kUnnamed = "?";

// What a column name means.
struct HeaderRules {
  // Said by the user for this file: column name → target, "" = leave it out. A name is compared as
  // it stands, then by HeaderKey. `#3` is the third column if it has no name.
  std::map<std::string, std::string> mapping;
  // Known names: HeaderKey(name) → target, "" = is left out.
  std::map<std::string, std::string> synonyms;
  // Targets that begin with one of these are taken as they stand ("custom.").
  std::vector<std::string> open_prefixes;
  // Lists: several columns may mean one of them, or a part ("phones.mobile"), and add up.
  std::set<std::string> lists;
  // Names that are known to be none of the targets: HeaderKey(name) → why.
  std::map<std::string, std::string> foreign;
};

// The form in which column names are compared: text::FoldForMatch (case, width, blanks, accents and
// punctuation do not count, traditional characters are simplified), so that "Display Name",
// "display_name" and "displayName" are one, and 電話 and 电话. What says that a column must or may
// be filled in is no part of a name: 客户名称（必填）, "Name (required)".
std::string HeaderKey(absl::string_view name);

// The target that a name is known for, whatever the mapping says. A number in the name of a list
// does not count: 电话1, "Phone 2". nullopt: it is not known.
std::optional<std::string> KnownTarget(const std::string& name, const HeaderRules& rules);

// The target of each column; "" for one that is left out, kUnnamed for one without a name.
//
// Errors: INVALID_ARGUMENT names every column that is not known, that means what another one means
// already, or that the mapping names and the file lacks; with a mapping that would do.
absl::StatusOr<std::vector<std::string>> MapColumns(const std::vector<std::string>& header,
                                                    const HeaderRules& rules);

}  // namespace guanxi::tabular

#endif  // GUANXI_COMMON_TABULAR_HEADER_H_

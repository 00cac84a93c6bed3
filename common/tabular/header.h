// Finds out what each column of a file means, from the names in its first row.
#ifndef GUANXI_COMMON_TABULAR_HEADER_H_
#define GUANXI_COMMON_TABULAR_HEADER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::tabular {

// What a column name means. Names are compared by HeaderKey.
struct HeaderRules {
  // Said by the user for this file: column name → target, "" = leave it out.
  std::map<std::string, std::string> mapping;
  // Known names: HeaderKey(name) → target, "" = is left out.
  std::map<std::string, std::string> synonyms;
  // Targets that begin with one of these are taken as they stand ("custom.").
  std::vector<std::string> open_prefixes;
};

// The form in which column names are compared: ASCII lower case, without blanks,
// `_`, `-` and `*`, so that "Display Name", "display_name" and "displayName" are one.
std::string HeaderKey(absl::string_view name);

// The target of each column, "" for one that is left out.
//
// Errors: INVALID_ARGUMENT when two columns mean the same target, when the mapping names a column
// that the file lacks, or when a column, or every column, is unknown.
absl::StatusOr<std::vector<std::string>> MapColumns(const std::vector<std::string>& header,
                                                    const HeaderRules& rules);

}  // namespace guanxi::tabular

#endif  // GUANXI_COMMON_TABULAR_HEADER_H_

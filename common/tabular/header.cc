#include "common/tabular/header.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace guanxi::tabular {
namespace {

using Targets = std::map<std::string, std::string>;

Targets ByKey(const Targets& mapping) {
  Targets result;
  for (const auto& [name, target] : mapping) result[HeaderKey(name)] = target;
  return result;
}

std::optional<std::string> KnownTarget(const std::string& name, const HeaderRules& rules) {
  if (const auto known = rules.synonyms.find(HeaderKey(name)); known != rules.synonyms.end()) {
    return known->second;
  }
  for (const std::string& prefix : rules.open_prefixes) {
    if (absl::StartsWith(name, prefix) && name.size() > prefix.size()) return name;
  }
  if (HeaderKey(name).empty()) return "";  // A column without a name is left out.
  return std::nullopt;
}

// What the mapping says, else what the name is known for, unless the mapping has given that
// meaning to another column.
std::optional<std::string> TargetOf(const std::string& name, const Targets& mapping,
                                    const HeaderRules& rules) {
  if (const auto said = mapping.find(HeaderKey(name)); said != mapping.end()) return said->second;
  std::optional<std::string> target = KnownTarget(name, rules);
  const bool taken = std::any_of(mapping.begin(), mapping.end(),
                                 [&](const auto& entry) { return entry.second == target; });
  return taken ? "" : target;
}

absl::Status CheckMappingIsUsed(const std::vector<std::string>& header, const Targets& mapping) {
  for (const auto& entry : mapping) {
    const bool found = std::any_of(header.begin(), header.end(), [&](const std::string& column) {
      return HeaderKey(column) == HeaderKey(entry.first);
    });
    if (!found) {
      return absl::InvalidArgumentError(absl::StrCat("mapping names the column '", entry.first,
                                                     "', which the file does not have"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::string HeaderKey(absl::string_view name) {
  std::string key;
  for (const char c : name) {
    if (absl::string_view(" _-*\t\r\n").find(c) != absl::string_view::npos) continue;
    key.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
  }
  return key;
}

absl::StatusOr<std::vector<std::string>> MapColumns(const std::vector<std::string>& header,
                                                    const HeaderRules& rules) {
  if (absl::Status status = CheckMappingIsUsed(header, rules.mapping); !status.ok()) {
    return status;
  }
  const Targets mapping = ByKey(rules.mapping);
  std::vector<std::string> targets;
  std::vector<std::string> unknown;
  std::map<std::string, std::string> column_of;
  for (const std::string& name : header) {
    const std::optional<std::string> target = TargetOf(name, mapping, rules);
    if (!target) unknown.push_back(absl::StrCat("'", name, "'"));
    targets.push_back(target.value_or(""));
    if (targets.back().empty()) continue;
    const auto [other, is_new] = column_of.emplace(targets.back(), name);
    if (!is_new) {
      return absl::InvalidArgumentError(absl::StrCat("the columns '", other->second, "' and '",
                                                     name, "' both mean ", targets.back()));
    }
  }
  if (column_of.empty()) {
    return absl::InvalidArgumentError(
        "no column is known: name the columns in the first row, or map them");
  }
  if (!unknown.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("unknown columns ", absl::StrJoin(unknown, ", "),
                     ": map each to a field, or to nothing to leave it out"));
  }
  return targets;
}

}  // namespace guanxi::tabular

#include "common/tabular/header.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/fold.h"
#include "common/text/utf8.h"

namespace guanxi::tabular {
namespace {

// At the end of names in templates to be filled in; the longer ones first.
constexpr absl::string_view kDecorations[] = {"必填项", "非必填", "选填项",   "必填",
                                              "选填",   "可选",   "required", "optional"};
// A shorter name within another one says too little to propose it.
constexpr size_t kTellingBytes = 4;

std::string WithoutNumbers(absl::string_view key) {
  std::string rest;
  for (const char c : key) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) rest.push_back(c);
  }
  for (const absl::string_view numeral : {"一", "二", "三", "四", "五"}) {
    if (absl::EndsWith(rest, numeral)) rest.resize(rest.size() - numeral.size());
  }
  return rest;
}

bool IsList(const std::string& target, const HeaderRules& rules) {
  return rules.lists.count(target.substr(0, target.find('.'))) > 0;
}

// Of a name, and of names in all: what is said of a file has to fit into an answer.
constexpr size_t kShownBytes = 60;
constexpr size_t kListedBytes = 3000;

std::string Shown(absl::string_view name) {
  const absl::string_view start = text::TruncateUtf8(name, kShownBytes);
  return absl::StrCat("'", start, start.size() < name.size() ? "…" : "", "'");
}

std::string Proposal(absl::string_view name, absl::string_view target) {
  const std::string shown = Shown(name);
  return absl::StrCat(shown.substr(0, shown.size() - 1), "=", target, "'");
}

std::string Join(const std::vector<std::string>& parts) {
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (text.size() > kListedBytes) {
      return absl::StrCat(text, " and ", parts.size() - i, " more");
    }
    absl::StrAppend(&text, i == 0 ? "" : ", ", parts[i]);
  }
  return text;
}

// One run of MapColumns.
class Mapper {
 public:
  Mapper(const std::vector<std::string>& header, const HeaderRules& rules)
      : header_(header), rules_(rules) {
    for (const auto& [name, target] : rules.mapping) {
      // Names that begin with "_" are a program's, and meant to the letter.
      if (!absl::StartsWith(name, "_")) by_key_[HeaderKey(name)] = &target;
      given_.emplace(target, name);
    }
  }

  absl::StatusOr<std::vector<std::string>> Run() {
    for (size_t i = 0; i < header_.size(); ++i) AddColumn(i);
    std::vector<std::string> problems;
    AddUnusedMapping(&problems);
    if (column_of_.empty()) {
      problems.push_back("no column is known: name the columns in the first row, or map them");
    }
    if (!unknown_.empty()) {
      problems.push_back(absl::StrCat(
          "unknown columns: map each to a field, or to nothing to leave it out, as in ",
          Join(unknown_)));
    }
    if (!doubles_.empty()) problems.push_back(Join(doubles_));
    if (problems.empty()) return std::move(targets_);
    return absl::InvalidArgumentError(absl::StrJoin(problems, "; "));
  }

 private:
  void AddColumn(size_t index) {
    const std::string name(absl::StripAsciiWhitespace(header_[index]));
    targets_.emplace_back();
    std::string* target = &targets_.back();
    if (const std::string* said = Mapped(name, index)) {
      *target = *said;
    } else if (name.empty()) {
      *target = std::string(kUnnamed);
      return;
    } else if (const auto known = KnownTarget(name, rules_); !known) {
      AddUnknown(name);
    } else if (given_.count(*known) > 0 && !known->empty() && !IsList(*known, rules_)) {
      unknown_.push_back(
          absl::StrCat(Proposal(name, ""), " (", *known, " is ", Shown(given_.at(*known)), ")"));
    } else {
      *target = *known;
    }
    if (target->empty()) return;
    const auto [other, is_new] = column_of_.emplace(*target, name);
    if (!is_new && !IsList(*target, rules_)) {
      doubles_.push_back(absl::StrCat("the columns ", Shown(other->second), " and ", Shown(name),
                                      " both mean ", *target, ": map one to another field"));
    }
  }

  const std::string* Mapped(const std::string& name, size_t index) {
    const std::string wanted = name.empty() ? absl::StrCat("#", index + 1) : name;
    if (const auto exact = rules_.mapping.find(wanted); exact != rules_.mapping.end()) {
      used_.insert(&exact->second);
      return &exact->second;
    }
    if (name.empty()) return nullptr;
    const auto similar = by_key_.find(HeaderKey(name));
    if (similar == by_key_.end()) return nullptr;
    used_.insert(similar->second);
    return similar->second;
  }

  void AddUnknown(const std::string& name) {
    const auto foreign = rules_.foreign.find(HeaderKey(name));
    unknown_.push_back(foreign == rules_.foreign.end()
                           ? Proposal(name, Likely(HeaderKey(name)))
                           : absl::StrCat(Proposal(name, ""), " (", foreign->second, ")"));
  }

  // The target of the longest known name that is a part of `key`; "" if there is none.
  std::string Likely(const std::string& key) const {
    std::pair<size_t, std::string> best = {kTellingBytes - 1, ""};
    for (const auto& [known, target] : rules_.synonyms) {
      if (absl::StrContains(key, known)) best = std::max(best, {known.size(), target});
    }
    return best.second;
  }

  void AddUnusedMapping(std::vector<std::string>* problems) const {
    for (const auto& [name, target] : rules_.mapping) {
      if (used_.count(&target) > 0) continue;
      problems->push_back(
          absl::StrCat("mapping names the column ", Shown(name), ", which the file does not have"));
    }
  }

  const std::vector<std::string>& header_;
  const HeaderRules& rules_;
  std::map<std::string, const std::string*> by_key_;  // Targets of rules_.mapping.
  std::map<std::string, std::string> given_;          // Its columns by target.
  std::set<const std::string*> used_;
  std::vector<std::string> targets_;
  std::map<std::string, std::string> column_of_;
  std::vector<std::string> unknown_, doubles_;
};

}  // namespace

std::string HeaderKey(absl::string_view name) {
  std::string key = text::FoldForMatch(name).value_or("");
  // Signs alone, such as # or ★.
  if (key.empty()) return std::string(absl::StripAsciiWhitespace(name));
  for (const absl::string_view decoration : kDecorations) {
    if (key.size() > decoration.size() && absl::EndsWith(key, decoration)) {
      key.resize(key.size() - decoration.size());
      break;
    }
  }
  return key;
}

std::optional<std::string> KnownTarget(const std::string& name, const HeaderRules& rules) {
  for (const std::string& prefix : rules.open_prefixes) {
    if (absl::StartsWith(name, prefix) && name.size() > prefix.size()) return name;
  }
  const std::string key = HeaderKey(name);
  if (const auto known = rules.synonyms.find(key); known != rules.synonyms.end()) {
    return known->second;
  }
  const auto list = rules.synonyms.find(WithoutNumbers(key));
  if (list != rules.synonyms.end() && IsList(list->second, rules)) return list->second;
  return std::nullopt;
}

absl::StatusOr<std::vector<std::string>> MapColumns(const std::vector<std::string>& header,
                                                    const HeaderRules& rules) {
  return Mapper(header, rules).Run();
}

}  // namespace guanxi::tabular

#include "common/resource/contract/evaluate.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/filter/checker.h"
#include "common/filter/literal.h"
#include "common/filter/value.h"
#include "common/resource/custom_fields.h"
#include "common/resource/environment.h"
#include "common/text/collation.h"

namespace guanxi::contract {
namespace {

Uuid TenantOf(const Subject& subject) { return PrincipalOf(subject.who().token()).tenant; }

// The fields behind open ones, as lists know them.
filter::FieldResolver ResolverOf(const Subject& subject) {
  return
      [&subject](absl::string_view prefix, absl::string_view key) -> absl::StatusOr<filter::Field> {
        if (prefix != "custom") return filter::Field();
        GUANXI_ASSIGN_OR_RETURN(const auto fields, subject.world().grounds().engine->CustomFieldsOf(
                                                       TenantOf(subject), db::TxOptions()));
        return resource::CustomFilterField(resource::FieldsOf(*fields, subject.type()), key);
      };
}

}  // namespace

absl::StatusOr<FilterInMemory> FilterInMemory::Compile(const Subject& subject,
                                                       const std::string& text) {
  GUANXI_ASSIGN_OR_RETURN(
      const filter::Predicate predicate,
      filter::Compile(text, subject.type().filter_schema(), ResolverOf(subject)));
  GUANXI_ASSIGN_OR_RETURN(filter::MessageMatcher matcher,
                          filter::MessageMatcher::Create(predicate, subject.type().descriptor()));
  const resource::Environment& environment = subject.world().grounds().engine->environment();
  return FilterInMemory(std::move(matcher), environment.MomentOf(TenantOf(subject)));
}

bool FilterInMemory::Holds(const Dynamic& record) const {
  return matcher_.Evaluate(*record, moment_) == filter::Truth::kTrue;
}

absl::StatusOr<FieldInMemory> FieldInMemory::Find(const Subject& subject, const std::string& path) {
  GUANXI_ASSIGN_OR_RETURN(
      filter::FieldPtr field,
      subject.type().filter_schema().Find(absl::StrSplit(path, '.'), ResolverOf(subject)));
  GUANXI_ASSIGN_OR_RETURN(filter::MessageField reader,
                          filter::MessageField::Bind(field, subject.type().descriptor()));
  const auto* const name = field->kind == filter::Kind::kName
                               ? subject.type().descriptor()->FindFieldByName(path)
                               : nullptr;
  return FieldInMemory(std::move(field), std::move(reader), name);
}

filter::Values FieldInMemory::Of(const Dynamic& record) const {
  filter::Values values;
  reader_.Read(*record, &values);
  return values;
}

std::vector<std::string> FieldInMemory::Texts(const std::vector<Dynamic>& records,
                                              size_t limit) const {
  std::vector<std::string> texts;
  const auto add = [&](const std::string& text) {
    if (texts.size() < limit && !absl::c_linear_search(texts, text)) texts.push_back(text);
  };
  for (const Dynamic& record : records) {
    if (name_ != nullptr) {
      for (const std::string& name : record.Texts(name_->name())) add(filter::QuoteString(name));
      continue;
    }
    for (const filter::Literal& literal : Of(record)) {
      add(filter::Value{literal, filter::TextOf(*field_, literal)}.Canonical(field_->kind));
    }
  }
  return texts;
}

std::vector<std::string> FilterPaths(const Subject& subject) {
  std::vector<std::string> candidates = {"name"}, paths;
  for (const Leaf& leaf : subject.kind().leaves) candidates.push_back(leaf.path);
  for (const std::string& path : candidates) {
    const auto found = subject.type().filter_schema().Lookup(absl::StrSplit(path, '.'));
    if (found.ok() && *found != nullptr) paths.push_back(path);
  }
  return paths;
}

OrderInMemory::OrderInMemory(const Subject& subject, const std::string& path, bool descending)
    : descending_(descending) {
  if (path == "name") return;
  field_.emplace(FieldInMemory::Find(subject, path).value());
  for (const Leaf& leaf : subject.kind().leaves) {
    if (leaf.path == path) collated_ = resource::Rules(leaf.field()).collated();
  }
}

std::optional<int> OrderInMemory::Compare(const Dynamic& a, const Dynamic& b) const {
  if (!field_.has_value()) return 0;
  const filter::Values x = field_->Of(a), y = field_->Of(b);
  if (x.empty() || y.empty()) return static_cast<int>(y.empty()) - static_cast<int>(x.empty());
  if (!collated_) return filter::Compare(x[0], y[0]);
  const auto key = [](const filter::Literal& text) {
    return text::SortKey(std::get<std::string>(text)).value_or("");
  };
  return key(x[0]).compare(key(y[0]));
}

bool OrderInMemory::MayPrecede(const Dynamic& a, const Dynamic& b) const {
  const std::optional<int> compared = Compare(a, b);
  if (!compared.has_value()) return true;
  // Ids are in hexadecimal digits of one case: their texts have the order of their bytes. Under
  // several parents the last part of the name counts.
  const auto id = [](const Dynamic& record) {
    return record.name().substr(record.name().rfind('/') + 1);
  };
  const int order = *compared != 0 ? *compared : id(a).compare(id(b));
  return descending_ ? order > 0 : order < 0;
}

}  // namespace guanxi::contract

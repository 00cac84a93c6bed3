#include "workflow-svc/rules/condition.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/filter/checker.h"
#include "common/filter/from_form.h"

namespace guanxi::workflow {
namespace {

using filter::Field;
using filter::FieldPtr;
using filter::Predicate;
using filter::Truth;
using filter::Values;

std::string TopOf(absl::string_view path) { return std::string(path.substr(0, path.find('.'))); }

}  // namespace

absl::StatusOr<FactField> FactField::Bind(const RecordKind& kind, const FieldPtr& field) {
  ScopedPath place = SplitScope(field->path);
  std::string top = TopOf(place.path);
  FactField bound(std::move(place), std::move(top));
  if (bound.place_.scope == Scope::kChanged) return bound;
  auto bare = std::make_shared<Field>(*field);
  bare->path = bound.place_.path;
  const bool of_parent = bound.place_.scope == Scope::kParent;
  GUANXI_ASSIGN_OR_RETURN(
      filter::MessageField read,
      filter::MessageField::Bind(std::move(bare),
                                 of_parent ? CustomerKind().descriptor() : kind.descriptor()));
  bound.field_ = std::make_shared<const filter::MessageField>(std::move(read));
  return bound;
}

void FactField::Read(const Facts& facts, Values* values) const {
  const auto is_changed = [&] { return facts.changed != nullptr && facts.changed->contains(top_); };
  switch (place_.scope) {
    case Scope::kChanged:
      values->push_back(is_changed());
      return;
    case Scope::kParent:
      if (facts.parent != nullptr) field_->Read(*facts.parent, values);
      return;
    case Scope::kOld:
      // What the event did not change was what it is.
      if (facts.before != nullptr) {
        field_->Read(is_changed() ? *facts.before : *facts.record, values);
      }
      return;
    case Scope::kRecord:
      field_->Read(*facts.record, values);
      return;
  }
}

Condition::Condition(Predicate predicate)
    : predicate_(std::make_shared<const Predicate>(std::move(predicate))), matcher_(*predicate_) {}

absl::StatusOr<Condition> Condition::Create(const RecordKind& kind, Predicate predicate) {
  Condition condition(std::move(predicate));
  for (const FieldPtr& field : condition.matcher_.fields()) {
    GUANXI_ASSIGN_OR_RETURN(FactField slot, FactField::Bind(kind, field));
    const Scope scope = slot.place().scope;
    if (scope == Scope::kParent) {
      condition.reads_parent_ = true;
    } else {
      condition.fields_.insert(TopOf(slot.place().path));
    }
    if (scope == Scope::kOld || scope == Scope::kChanged) condition.reads_event_ = true;
    condition.slots_.push_back(std::move(slot));
  }
  return condition;
}

absl::StatusOr<Condition> Condition::FromText(const RecordKind& kind, bool with_event,
                                              absl::string_view text,
                                              const resource::TenantFields* custom) {
  GUANXI_ASSIGN_OR_RETURN(
      Predicate predicate,
      filter::Compile(text, ConditionSchema(kind, with_event, custom != nullptr),
                      CustomResolver(kind, custom)));
  return Create(kind, std::move(predicate));
}

absl::StatusOr<Condition> Condition::FromForm(const RecordKind& kind, bool with_event,
                                              const type::v1::Condition& form,
                                              const resource::TenantFields* custom) {
  GUANXI_ASSIGN_OR_RETURN(
      Predicate predicate,
      filter::FromForm(form, ConditionSchema(kind, with_event, custom != nullptr),
                       CustomResolver(kind, custom)));
  return Create(kind, std::move(predicate));
}

Truth Condition::Evaluate(const Facts& facts, const filter::Moment& moment) const {
  return matcher_.Evaluate([&](size_t slot, Values* values) { slots_[slot].Read(facts, values); },
                           moment);
}

filter::Explanation Condition::Explain(const Facts& facts, const filter::Moment& moment) const {
  return matcher_.Explain([&](size_t slot, Values* values) { slots_[slot].Read(facts, values); },
                          moment);
}

}  // namespace guanxi::workflow

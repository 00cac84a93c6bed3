#include "common/resource/list_plan.h"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <variant>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/filter/checker.h"
#include "common/filter/conjunction.h"
#include "common/filter/order_by.h"
#include "common/resource/side_rows.h"

namespace guanxi::resource {
namespace {

absl::StatusOr<filter::Field> ResolveOpenField(const CustomFields& custom, absl::string_view prefix,
                                               absl::string_view key) {
  if (prefix == "custom") return CustomFilterField(custom, key);
  filter::Field field;
  field.binding = absl::StrCat(kExternalIdBinding, key);
  field.stored_form = NormalExternalId;
  return field;
}

bool IsOnDeleteTime(const filter::Predicate& part) {
  return part.IsComparison() && part.field->binding == "delete_time";
}

// The parts that all rows of the list fulfil.
absl::Span<const filter::Predicate> PartsOf(const filter::Predicate& filter) {
  if (filter.op == filter::Predicate::Op::kAnd) return filter.operands;
  return absl::MakeConstSpan(&filter, 1);
}

// `set:value`, whose rows are a range of the primary key of `set_values`.
bool IsInSet(const filter::Predicate& part) {
  return part.op == filter::Predicate::Op::kEqual && part.field->repeated &&
         absl::StartsWith(part.field->binding, kSetBinding) &&
         std::holds_alternative<filter::Literal>(part.operand);
}

const filter::Predicate* FindInSet(const filter::Predicate& filter) {
  const auto parts = PartsOf(filter);
  const auto found = std::find_if(parts.begin(), parts.end(), IsInSet);
  return found != parts.end() ? &*found : nullptr;
}

// Whether the path over a set serves the request.
bool CoversSet(const ListPath& path, const ListSpec& spec) {
  return PartsOf(spec.filter).size() == 1 && IsInSet(PartsOf(spec.filter)[0]) &&
         PartsOf(spec.filter)[0].field->path == path.set->field->name() &&
         LivenessOf(spec) == Liveness::kLive;
}

// Whether `parts`, and equality on `also` if that is not null, are on exactly the columns of
// `path`.
bool Covers(const ListPath& path, const filter::Conjunction& parts, const ListSpec& spec,
            const Column* also = nullptr) {
  if (path.set != nullptr || path.by_parent == spec.parent.IsNil() ||
      path.by_grandparent == spec.grandparent.IsNil()) {
    return false;
  }
  // That there is a time of deletion is what `live = 0` says; of live rows it would be looked for
  // in all of them.
  const bool deleted = LivenessOf(spec) == Liveness::kDeleted;
  const bool rest =
      std::any_of(parts.rest.begin(), parts.rest.end(), [&](const filter::Predicate* part) {
        return !deleted || part->op != filter::Predicate::Op::kPresent || !IsOnDeleteTime(*part);
      });
  if (rest) return false;
  if (parts.equalities.size() + (also != nullptr ? 1 : 0) != path.equal.size()) return false;
  if (also != nullptr && !absl::c_linear_search(path.equal, also)) return false;
  for (const filter::Predicate* part : parts.equalities) {
    const bool on_path =
        std::any_of(path.equal.begin(), path.equal.end(),
                    [&](const Column* column) { return column->name == part->field->binding; });
    if (!on_path) return false;
  }
  // A collated field sorts by another column than the one that a range would bound.
  return std::all_of(parts.ranges.begin(), parts.ranges.end(), [&](const filter::Predicate* part) {
    return !path.sort->collated && part->field->binding == path.sort->name;
  });
}

bool InFilterIndex(const ResourceType& type, const Column* sort) {
  const auto& index = type.filter_index();
  return !index.empty() && (sort == nullptr || absl::c_linear_search(index, sort));
}

// A collated column is in the index by its sort key alone.
bool InFilterIndex(const ResourceType& type, const filter::Field& field) {
  return absl::c_any_of(type.filter_index(), [&](const Column* column) {
    return !column->collated && column->name == field.binding;
  });
}

bool InFilterIndex(const ResourceType& type, const filter::Predicate& filter) {
  if (filter.IsComparison()) {
    const auto* right = std::get_if<filter::FieldPtr>(&filter.operand);
    return InFilterIndex(type, *filter.field) && (right == nullptr || InFilterIndex(type, **right));
  }
  return absl::c_all_of(filter.operands, [&](const filter::Predicate& operand) {
    return InFilterIndex(type, operand);
  });
}

// The path that lists the rows with a value in `column`, in the order of the request.
const ListPath* FindBranchPath(const ResourceType& type, const ListSpec& spec,
                               const filter::Conjunction& parts, const Column* column) {
  for (const ListPath& path : type.list_paths()) {
    if (path.sort == spec.sort && Covers(path, parts, spec, column)) return &path;
  }
  return nullptr;
}

bool IsBound(const filter::Conjunction& parts, const Column* column) {
  return column != nullptr && absl::c_any_of(parts.equalities, [&](const auto* part) {
           return part->field->binding == column->name;
         });
}

// One for each reason; none if one of them has no path in the list's order, or if they are too many
// for it.
std::vector<ListBranch> BranchesOf(const ResourceType& type, const ListSpec& spec,
                                   const filter::Conjunction& parts) {
  std::vector<ListBranch> branches;
  const ListPath* by_department = nullptr;
  for (ScopeBranch& reason : spec.scope->Branches()) {
    ListBranch branch;
    const bool is_department = reason.column != nullptr && reason.column == type.scope().department;
    if (is_department && by_department != nullptr) {
      branch.path = by_department;
    } else if (reason.column != nullptr) {
      branch.path = FindBranchPath(type, spec, parts, reason.column);
      if (branch.path == nullptr) return {};
      if (is_department) by_department = branch.path;
    }
    branch.reason = std::move(reason);
    branches.push_back(std::move(branch));
  }
  const bool has_order = spec.sort != nullptr && !spec.sort->nullable;
  if (branches.size() > kMaxBranches && !has_order) return {};
  return branches;
}

// Branches, where each has its order. Counts go by the filter index, which says whose rows are.
void PlanScope(const ResourceType& type, const ListSpec& spec, ListPlan* plan) {
  if (LivenessOf(spec) == Liveness::kBoth) return;
  plan->passes_over = LivenessOf(spec) == Liveness::kLive;
  if (spec.scope->via_parent() || plan->set != nullptr) return;
  const ScopeFields& fields = type.scope();
  const filter::Conjunction parts = filter::SplitConjunction(spec.filter);
  // One owner's or department's rows are few enough.
  if (plan->path != nullptr &&
      (IsBound(parts, fields.owner) || IsBound(parts, fields.department))) {
    plan->passes_over = false;
    return;
  }
  plan->branches = BranchesOf(type, spec, parts);
  if (!plan->branches.empty()) plan->passes_over = false;
  const bool indexed = absl::c_all_of(
      std::initializer_list<const Column*>{fields.owner, fields.department},
      [&](const Column* column) {
        return column == nullptr || absl::c_linear_search(type.filter_index(), column);
      });
  plan->counts_by_filter_index =
      indexed && !type.filter_index().empty() && InFilterIndex(type, spec.filter);
}

}  // namespace

absl::StatusOr<ListSpec> MakeListSpec(const ResourceType& type, const CustomFields& custom,
                                      absl::string_view filter, absl::string_view order_by) {
  ListSpec spec;
  GUANXI_ASSIGN_OR_RETURN(spec.filter,
                          filter::Compile(filter, type.filter_schema(),
                                          [&](absl::string_view prefix, absl::string_view key) {
                                            return ResolveOpenField(custom, prefix, key);
                                          }));
  GUANXI_ASSIGN_OR_RETURN(const auto terms, filter::ParseOrderBy(order_by, type.filter_schema()));
  if (terms.size() > 1) {
    return InvalidField("order_by", "want one field, such as \"create_time desc\"",
                        "INVALID_ORDER_BY");
  }
  spec.sort = type.FindColumn(terms.empty() ? "create_time" : terms[0].field->path);
  spec.descending = terms.empty() || terms[0].descending;
  return spec;
}

ListPlan NarrowPlan(ScopeBranch rows) {
  ListPlan plan;
  plan.is_narrow = true;
  plan.branches.push_back({std::move(rows)});
  return plan;
}

const ListPath* ChoosePath(const ResourceType& type, const ListSpec& spec) {
  if (LivenessOf(spec) == Liveness::kBoth) return nullptr;
  const filter::Conjunction parts = filter::SplitConjunction(spec.filter);
  for (const ListPath& path : type.list_paths()) {
    if (path.sort != spec.sort) continue;
    if (path.set != nullptr ? CoversSet(path, spec) : Covers(path, parts, spec)) {
      return &path;
    }
  }
  return nullptr;
}

ListPlan ChoosePlan(const ResourceType& type, const ListSpec& spec) {
  ListPlan plan;
  plan.path = ChoosePath(type, spec);
  if (plan.path == nullptr || plan.path->set != nullptr) plan.set = FindInSet(spec.filter);
  plan.by_filter_index = plan.path == nullptr && plan.set == nullptr &&
                         InFilterIndex(type, spec.sort) && InFilterIndex(type, spec.filter);
  if (spec.scope != nullptr) PlanScope(type, spec, &plan);
  return plan;
}

Liveness LivenessOf(const ListSpec& spec) {
  if (!spec.show_deleted) return Liveness::kLive;
  // One part of the filter compares the time of deletion, which live rows lack.
  return absl::c_any_of(PartsOf(spec.filter), IsOnDeleteTime) ? Liveness::kDeleted
                                                              : Liveness::kBoth;
}

std::string CanonicalText(const ListSpec& spec) {
  return absl::StrCat(
      spec.parent.ToString(), "\n",
      spec.grandparent.IsNil() ? "" : absl::StrCat(spec.grandparent.ToString(), "\n"),
      spec.filter.canonical, "\n", spec.sort != nullptr ? spec.sort->path : "",
      spec.descending ? " desc" : "", "\n", spec.show_deleted ? "deleted" : "");
}

}  // namespace guanxi::resource

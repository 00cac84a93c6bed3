#include "customer-svc/view/related_sight.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/policy/field_view.h"
#include "common/resource/id_marks.h"

namespace guanxi::customer {
namespace {

bool Sees(const policy::FieldView& view, const std::string& field) {
  const policy::FieldAccess access = view.AccessTo(field);
  return access != policy::FieldAccess::kHidden && !policy::IsMasked(access);
}

}  // namespace

RelatedSight RelatedSight::Of(const policy::Rights& rights, const RelatedKind& kind,
                              const std::vector<std::string>& fields) {
  RelatedSight sight;
  const policy::DataScope scope = rights.ScopeOf(kind.permission);
  const auto view = rights.ViewOf(kind.source);
  sight.is_granted_ = scope != access::v1::DATA_SCOPE_UNSPECIFIED && Sees(*view, kind.link) &&
                      std::all_of(fields.begin(), fields.end(),
                                  [&](const std::string& field) { return Sees(*view, field); });
  sight.has_all_ = scope == access::v1::ALL;
  sight.user_ = rights.user();
  const auto departments = rights.DepartmentsIn(scope);
  sight.departments_.assign(departments.begin(), departments.end());
  return sight;
}

RelatedSight RelatedSight::Sample() {
  RelatedSight sight;
  sight.is_granted_ = true;
  sight.user_ = DeriveUuid("sample", "user");
  sight.departments_ = {DeriveUuid("sample", "department")};
  return sight;
}

std::string RelatedSight::Join(std::vector<db::Value>* values) const {
  if (has_all_) return std::string();
  // Nobody has the nil id: a program, to which nothing belongs, sees nothing by it.
  std::string seen = "h.owner_id = ?";
  values->emplace_back(user_.bytes());
  if (!departments_.empty()) {
    const size_t marks = resource::MarksFor(departments_.size());
    absl::StrAppend(&seen, " OR h.department_id IN (", resource::Marks(marks), ")");
    resource::AppendIds(departments_, marks, values);
  }
  return absl::StrCat(
      " STRAIGHT_JOIN related_records h FORCE INDEX (PRIMARY) ON h.tenant_id = r.tenant_id AND "
      "h.kind = r.holder_kind AND h.id = r.holder_id AND (",
      seen, ")");
}

}  // namespace guanxi::customer

#include "common/resource/contract/checks.h"

#include <cstdlib>

#include "common/base/log.h"
#include "google/api/field_behavior.pb.h"

namespace guanxi::contract {
namespace {

bool CanCreate(const Kind& kind) { return kind.Can("Create"); }
bool CanUpdate(const Kind& kind) { return kind.Can("Update"); }
bool CanList(const Kind& kind) { return kind.Can("List"); }
bool IsMarked(const Kind& kind) { return kind.type().deletion() == metadata::v1::SOFT; }
bool HasMarkedAbove(const Kind& kind) {
  return kind.parent != nullptr && (IsMarked(*kind.parent) || HasMarkedAbove(*kind.parent));
}
// One that names a sibling, as it has to, stays with it.
bool CanMove(const Kind& kind) {
  if (kind.parent == nullptr || kind.type().append_only()) return false;
  for (const resource::ReferenceField& reference : kind.type().references()) {
    if (reference.rule.same_parent() &&
        resource::HasBehavior(reference.field, google::api::REQUIRED)) {
      return false;
    }
  }
  return true;
}
bool Always(const Kind&) { return true; }

}  // namespace

const std::vector<Check>& AllChecks() {
  static const auto* const kChecks = new std::vector<Check>{
      {"Create", CanCreate, CheckCreate},
      {"Names", CanCreate, CheckNames},
      {"NameForms", CanCreate, CheckNameForms},
      {"Tenants", CanCreate, CheckTenants},
      {"Required", CanCreate, CheckRequired},
      {"Limits", CanCreate, CheckLimits},
      {"Unknown", CanCreate, CheckUnknown},
      {"OutputOnly", CanCreate, CheckOutputOnly},
      {"UpdateMask", CanUpdate, CheckUpdateMask},
      {"ReadMask", [](const Kind& kind) { return kind.Can("Get"); }, CheckReadMask},
      {"Etag", [](const Kind& kind) { return kind.type().etag_field() != nullptr; }, CheckEtag},
      {"Replay", CanCreate, CheckReplay},
      {"ValidateOnly", CanCreate, CheckValidateOnly},
      {"AllowMissing", CanUpdate, CheckAllowMissing},
      {"Deletion", Always, CheckDeletion},
      {"DeletedParent", HasMarkedAbove, CheckDeletedParent},
      {"Move", CanMove, CheckMove},
      {"BatchCreate", [](const Kind& kind) { return kind.Can("BatchCreate"); }, CheckBatchCreate},
      {"BatchUpdate", [](const Kind& kind) { return kind.Can("BatchUpdate"); }, CheckBatchUpdate},
      {"BatchDelete", [](const Kind& kind) { return kind.Can("BatchDelete"); }, CheckBatchDelete},
      {"Ingest", [](const Kind& kind) { return kind.Can("Ingest"); }, CheckIngest},
      {"ListPaths", CanList, CheckListPaths},
      {"Pages", CanList, CheckPages},
      {"Filters", CanList, CheckFilters},
      {"CustomFilters",
       [](const Kind& kind) { return kind.Can("List") && kind.type().custom_field() != nullptr; },
       CheckCustomFilters},
      {"Order", CanList, CheckOrder},
      {"Unique", [](const Kind& kind) { return !kind.type().unique_keys().empty(); }, CheckUnique},
      {"ExternalIds",
       [](const Kind& kind) {
         return kind.type().external_ids_field() != nullptr && kind.Can("Create");
       },
       CheckExternalIds},
      {"References",
       [](const Kind& kind) { return CanCreate(kind) && !kind.type().references().empty(); },
       CheckReferences},
      {"ReferenceDeletion",
       [](const Kind& kind) { return CanCreate(kind) && !kind.type().references().empty(); },
       CheckReferenceDeletion},
      {"History", Always, CheckHistory},
  };
  return *kChecks;
}

const Check& CheckOf(const std::string& name) {
  for (const Check& check : AllChecks()) {
    if (name == check.name) return check;
  }
  Log(Severity::kError, "contract.no_such_check", {{"name", name}});
  std::abort();
}

}  // namespace guanxi::contract

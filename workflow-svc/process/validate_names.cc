#include "workflow-svc/process/validate_names.h"

#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace guanxi::workflow {
namespace {

using Finding = v1::ProcessFinding;
using P = v1::ProcessPeople;

// Not thread-safe.
class Names {
 public:
  Names(const Directory& directory, Findings* findings)
      : directory_(directory), findings_(*findings) {}

  void Check(const std::string& node, const std::string& path, const std::string& name) {
    if (name.empty()) return;
    if (!directory_.Exists(name)) {
      AddFinding(node, "UNKNOWN_PERSON", path, "there is no such user, role or department",
                 Finding::ERROR, &findings_);
    } else if (absl::StartsWith(name, "users/") && !directory_.IsActive(name)) {
      AddFinding(node, "INACTIVE_PERSON", path, "the user is not active", Finding::WARNING,
                 &findings_);
    }
  }

  void CheckAll(const std::string& node, const std::string& path,
                const google::protobuf::RepeatedPtrField<P>& people) {
    for (int i = 0; i < people.size(); ++i) {
      const P& one = people[i];
      const std::string at = absl::StrCat(path, "[", i, "].");
      Check(node, at + "user", one.user());
      Check(node, at + "role", one.role());
      Check(node, at + "department", one.department());
      Check(node, at + "department_head", one.department_head());
      Check(node, at + "managers.until_role", one.managers().until_role());
      Check(node, at + "pick.role", one.pick().role());
    }
  }

 private:
  const Directory& directory_;
  Findings& findings_;
};

void CheckWork(const ModelNode& node, Names* names) {
  const v1::ProcessWork& work = *node.work();
  const std::string at = node.node->has_approve() ? "approve" : "handle";
  names->CheckAll(node.id(), at + ".people", work.people());
  if (work.empty() == v1::ProcessWork::PERSON) {
    names->Check(node.id(), at + ".empty_user", work.empty_user());
  }
  for (int i = 0; i < work.limits_size(); ++i) {
    names->Check(node.id(), absl::StrCat(at, ".limits[", i, "].user"), work.limits(i).user());
  }
}

// Whether `from` waits for `definition`, however far down.
bool WaitsFor(const ModelCatalog& catalog, const std::string& from, const std::string& definition,
              std::set<std::string>* seen) {
  if (from == definition) return true;
  if (!seen->insert(from).second) return false;
  const auto awaited = catalog.AwaitedBy(from);
  if (!awaited.has_value()) return false;
  for (const std::string& next : *awaited) {
    if (WaitsFor(catalog, next, definition, seen)) return true;
  }
  return false;
}

void CheckSub(const ModelNode& node, const std::string& definition, const ModelCatalog& catalog,
              Findings* findings) {
  const v1::ProcessSub& sub = node.node->sub_process();
  std::set<std::string> seen;
  // The same definition is there, though perhaps not published yet.
  if (!definition.empty() && sub.wait() && WaitsFor(catalog, sub.definition(), definition, &seen)) {
    AddFinding(node.id(), "DEADLOCK", "sub_process.definition",
               "it starts itself, and waits for that without end", Finding::ERROR, findings);
  } else if (sub.definition() != definition && !catalog.AwaitedBy(sub.definition()).has_value()) {
    AddFinding(node.id(), "UNKNOWN_DEFINITION", "sub_process.definition",
               "there is no such process that could be started", Finding::ERROR, findings);
  }
}

}  // namespace

void CheckNames(const Model& model, const std::string& definition, const Directory& directory,
                const ModelCatalog& catalog, Findings* findings) {
  Names names(directory, findings);
  const v1::ProcessModel& proto = model.proto();
  if (!proto.work_calendar().empty() && !catalog.HasCalendar(proto.work_calendar())) {
    AddFinding("", "UNKNOWN_CALENDAR", "work_calendar", "there is no such calendar", Finding::ERROR,
               findings);
  }
  for (int i = 0; i < proto.administrators_size(); ++i) {
    names.Check("", absl::StrCat("administrators[", i, "]"), proto.administrators(i));
  }
  for (const auto& node : model.nodes()) {
    if (node->work() != nullptr) CheckWork(*node, &names);
    if (node->node->has_cc()) {
      names.CheckAll(node->id(), "cc.people", node->node->cc().people());
    }
    if (node->node->has_sub_process()) CheckSub(*node, definition, catalog, findings);
  }
}

}  // namespace guanxi::workflow

// What commands write: fields of the content, picks.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "workflow-svc/process/commands.h"

namespace guanxi::workflow {
namespace {

using Right = v1::ProcessFieldRight;
using v1::ProcessPick;
using v1::ProcessValue;

bool IsEmpty(const Run& run, const std::string& field) {
  const auto found = run.state.content().find(field);
  return found == run.state.content().end() || found->second.values().empty();
}

bool Same(const Run& run, const std::string& field, const ProcessValue& value) {
  const auto found = run.state.content().find(field);
  if (found == run.state.content().end()) return value.values().empty();
  const auto& stored = found->second.values();
  return std::equal(stored.begin(), stored.end(), value.values().begin(), value.values().end());
}

bool Normalized(Run* run, const char* path, ProcessContent* content) {
  Violations violations;
  run->model.content().Normalize(path, content, &violations);
  if (violations.empty()) return true;
  run->Refuse(violations.ToStatus());
  return false;
}

// Stores what differs, all as one new version.
std::vector<std::string> Store(Run* run, const ProcessContent& content) {
  std::vector<std::string> differ;
  for (const auto& [field, value] : content) {
    if (!Same(*run, field, value)) differ.push_back(field);
  }
  if (differ.empty()) return differ;
  run->state.set_content_version(run->state.content_version() + 1);
  for (const std::string& field : differ) {
    (*run->state.mutable_field_versions())[field] = run->state.content_version();
    const ProcessValue& value = content.at(field);
    if (value.values().empty()) {
      run->state.mutable_content()->erase(field);
    } else {
      (*run->state.mutable_content())[field] = value;
    }
  }
  return differ;
}

const v1::ProcessPeople* PickedIn(const ModelNode* node, ProcessPick::By by) {
  if (node == nullptr || node->work() == nullptr) return nullptr;
  for (const v1::ProcessPeople& people : node->work()->people()) {
    if (people.pick().by() == by) return &people;
  }
  return nullptr;
}

bool MayBePicked(Run* run, const std::string& path, const ProcessPick& pick,
                 const std::vector<std::string>& users) {
  Violations violations;
  const size_t most = static_cast<size_t>(std::max(1, pick.max()));
  if (users.empty()) violations.Add(path, "at least one");
  if (users.size() > most) violations.Add(path, absl::StrCat("at most ", most));
  for (const std::string& user : users) {
    const bool fits =
        run->IsActive(user) && (pick.role().empty() || run->directory().HasRole(user, pick.role()));
    if (!fits) violations.Add(path, "somebody who may not be picked");
  }
  if (violations.empty()) return true;
  run->Refuse(violations.ToStatus());
  return false;
}

}  // namespace

bool HasRequired(Run* run, const ModelNode& node) {
  for (const Right& right : node.node->field_rights()) {
    if (right.right() != Right::REQUIRED || !IsEmpty(*run, right.field())) continue;
    run->Refuse(Error(absl::StatusCode::kInvalidArgument, "FIELD_REQUIRED",
                      absl::StrCat("field ", right.field(), " has to be filled in here"),
                      {{"field", right.field()}}));
    return false;
  }
  return true;
}

bool WriteContent(Run* run, const ModelNode& node, const ProcessContent& changes, bool complete) {
  ProcessContent normal = changes;
  if (!Normalized(run, "changes", &normal)) return false;
  Effect written{Effect::Kind::kWriteSubject, node.id()};
  for (const auto& [field, value] : normal) {
    if (Same(*run, field, value)) continue;
    const Right::Right right = run->model.RightOf(node, field);
    if (right != Right::WRITE && right != Right::REQUIRED) {
      run->Refuse(Error(absl::StatusCode::kPermissionDenied, "FIELD_NOT_WRITABLE",
                        absl::StrCat("field ", field, " cannot be written here"),
                        {{"field", field}}));
      return false;
    }
    if (!run->model.content().Find(field)->subject_path().empty()) written.content[field] = value;
  }
  Store(run, normal);
  if (!written.content.empty()) run->effects.push_back(std::move(written));
  return !complete || HasRequired(run, node);
}

std::vector<std::string> TakeContent(Run* run, const ProcessContent& content) {
  ProcessContent normal = content;
  if (!Normalized(run, "content", &normal)) return {};
  return Store(run, normal);
}

bool TakePicks(Run* run, const Picks& picks, ProcessPick::By by, bool with_initiators) {
  for (const auto& [id, users] : picks) {
    const std::string path = absl::StrCat("picks.", id);
    const ModelNode* node = run->model.Find(id);
    const v1::ProcessPeople* picked = PickedIn(node, by);
    if (picked == nullptr && with_initiators) picked = PickedIn(node, ProcessPick::INITIATOR);
    if (picked == nullptr) {
      run->Refuse(InvalidField(path, "there is no such node for which people are picked here"));
      return false;
    }
    if (!MayBePicked(run, path, picked->pick(), users)) return false;
    process::Users& stored = (*run->state.mutable_picks())[id];
    stored.clear_users();
    for (const std::string& user : users) stored.add_users(user);
  }
  return true;
}

}  // namespace guanxi::workflow

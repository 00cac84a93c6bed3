#include "workflow-svc/rules/rule_names.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/name_fields.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/repeated_field.h"

namespace guanxi::workflow {
namespace {

using resource::Question;
using v1::AutomationAction;
using v1::AutomationRule;
using Recipients = google::protobuf::RepeatedPtrField<v1::AutomationRecipient>;

struct Named {
  std::vector<Question> users, channels, tags;
};

void AddName(const std::string& path, const std::string& name, std::vector<Question>* names) {
  if (!name.empty()) names->push_back({path, resource::CanonicalName(name)});
}

template <typename Names>
void AddAll(const std::string& path, const Names& some, std::vector<Question>* names) {
  for (int i = 0; i < some.size(); ++i) AddName(absl::StrCat(path, "[", i, "]"), some[i], names);
}

void AddUsers(const std::string& path, const Recipients& recipients, std::vector<Question>* users) {
  for (int i = 0; i < recipients.size(); ++i) {
    AddName(absl::StrCat(path, "[", i, "].user"), recipients[i].user(), users);
  }
}

void AddAction(const std::string& path, const AutomationAction& action, Named* named) {
  const auto& todo = action.todo();
  AddName(path + ".todo.assignee.user", todo.assignee().user(), &named->users);
  AddUsers(path + ".todo.collaborators", todo.collaborators(), &named->users);
  AddUsers(path + ".notification.recipients", action.notification().recipients(), &named->users);
  AddName(path + ".assign.to.user", action.assign().to().user(), &named->users);
  AddName(path + ".webhook.channel", action.webhook().channel(), &named->channels);
  AddAll(path + ".tags.add", action.tags().add(), &named->tags);
  AddAll(path + ".tags.remove", action.tags().remove(), &named->tags);
}

Named NamesIn(const AutomationRule* rule) {
  Named named;
  for (int i = 0; rule != nullptr && i < rule->actions_size(); ++i) {
    AddAction(absl::StrCat("actions[", i, "]"), rule->actions(i), &named);
  }
  return named;
}

// Those of `next` that are not among `old`.
std::vector<Question> NewOf(const std::vector<Question>& old, const std::vector<Question>& next) {
  std::set<std::string> before;
  for (const Question& each : old) before.insert(each.name);
  std::vector<Question> added;
  for (const Question& each : next) {
    if (before.count(each.name) == 0) added.push_back(each);
  }
  return added;
}

absl::StatusOr<bool> IsThere(resource::UnitOfWork& work, const resource::Resource& channels,
                             const std::string& name) {
  const auto& rights = work.principal().rights;
  const bool may_read =
      rights == nullptr || rights->ScopeOf("channels.read") != access::v1::DATA_SCOPE_UNSPECIFIED;
  if (!may_read) return false;
  const auto id = resource::ParseReference("channels", name);
  if (!id.ok()) return true;  // refused by its form
  GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(channels, resource::ResourceName{Uuid(), *id}));
  return row.has_value();
}

}  // namespace

absl::Status CheckRuleNames(resource::UnitOfWork& work, const resource::Resource& channels,
                            const AutomationRule* old, const AutomationRule& next) {
  const Named before = NamesIn(old), now = NamesIn(&next);
  Violations violations;
  const auto& rights = work.principal().rights;
  for (const Question& user : NewOf(before.users, now.users)) {
    if (rights != nullptr && !rights->IsActive(user.name)) {
      violations.Add(user.path, "names nobody active");
    }
  }
  for (const Question& channel : NewOf(before.channels, now.channels)) {
    GUANXI_ASSIGN_OR_RETURN(const bool is_there, IsThere(work, channels, channel.name));
    if (!is_there) violations.Add(channel.path, "names nothing that exists");
  }
  return violations.ToStatus();
}

std::vector<Question> TagQuestions(const AutomationRule* old, const AutomationRule& next) {
  std::vector<Question> questions;
  for (Question& tag : NewOf(NamesIn(old).tags, NamesIn(&next).tags)) {
    if (resource::ParseReference("tags", tag.name).ok()) questions.push_back(std::move(tag));
  }
  return questions;
}

}  // namespace guanxi::workflow

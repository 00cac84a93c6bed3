#include "workflow-svc/rules/planner.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/foreign/kinds.h"
#include "workflow-svc/rules/request_maker.h"
#include "workflow-svc/rules/time/calendar_offset.h"
#include "workflow-svc/subjects.h"

namespace guanxi::workflow {
namespace {

using filter::Values;
using google::protobuf::Message;
using rules::StoredFiring;
using rules::StoredStep;

// What an execution says where somebody who was meant has left.
constexpr char kUserGone[] = "USER_GONE";
constexpr size_t kMaxTitle = 256;
constexpr size_t kMaxText = 4096;

// Plans the actions of one firing.
class Planner {
 public:
  Planner(const Uuid& id, const FiringInput& input, const Facts& facts, const SightOf& sight_of)
      : id_(id), input_(input), rule_(*input.rule), facts_(facts), sight_of_(sight_of) {}

  absl::StatusOr<StoredStep> Plan(int index, const CompiledAction& action) const {
    StoredStep step;
    step.set_continue_on_failure(action.action.on_failure() == v1::AutomationAction::CONTINUE);
    const StepIds ids = IdsOf(id_, index);
    GUANXI_RETURN_IF_ERROR(PlanKind(action, ids, &step));
    return step;
  }

 private:
  absl::Status PlanKind(const CompiledAction& action, const StepIds& ids, StoredStep* step) const {
    switch (action.action.kind_case()) {
      case v1::AutomationAction::kTodo:
        return PlanTodo(action, ids, step);
      case v1::AutomationAction::kNotification:
        return PlanNotice(action, step);
      case v1::AutomationAction::kWebhook:
        return PlanPost(action, step);
      case v1::AutomationAction::kAssign: {
        GUANXI_ASSIGN_OR_RETURN(const auto users, PresentOf({action.recipients[0]}, step));
        if (users.empty()) {
          step->set_problem(step->note().empty() ? "NOBODY" : step->note());
          return absl::OkStatus();
        }
        const std::string target = TargetName(action.action.assign().of_parent());
        return Take(MakeAssign(*action.target, target, users[0], ids), step);
      }
      case v1::AutomationAction::kUpdate: {
        const std::string target = TargetName(action.action.update().of_parent());
        return Take(MakeUpdate(action, target, facts_, zone(), ids), step);
      }
      case v1::AutomationAction::kTags:
        return Take(MakeTags(action, TargetName(action.action.tags().of_parent()), ids), step);
      case v1::AutomationAction::kCreate:
        return Take(MakeCreate(action, facts_, zone(), ids), step);
      case v1::AutomationAction::kStartProcess:
        *step->mutable_calls() = MakeStart(action, facts_, zone(), ids);
        return absl::OkStatus();
      case v1::AutomationAction::KIND_NOT_SET:
        break;
    }
    return absl::InternalError("an action of a rule that was checked is of no kind");
  }

  // The users that recipients mean, each once. Somebody who has left is passed over, and the step
  // says so: what becomes of him stops no rule.
  absl::StatusOr<std::vector<std::string>> PresentOf(const std::vector<CompiledRecipient>& who,
                                                     StoredStep* step) const {
    std::vector<std::string> present;
    for (const CompiledRecipient& recipient : who) {
      for (std::string& user : UsersOf(recipient, rule_, facts_)) {
        if (std::find(present.begin(), present.end(), user) != present.end()) continue;
        GUANXI_ASSIGN_OR_RETURN(const Sight sight, sight_of_(user));
        if (sight.is_gone) {
          step->set_note(kUserGone);
        } else {
          present.push_back(std::move(user));
        }
      }
    }
    return present;
  }

  // What cannot be made fails when its turn comes, for a reason that the run log has.
  static absl::Status Take(absl::StatusOr<rules::StoredCalls> calls, StoredStep* step) {
    if (calls.ok()) {
      *step->mutable_calls() = *std::move(calls);
    } else {
      step->set_problem(std::string(calls.status().message()));
    }
    return absl::OkStatus();
  }

  absl::TimeZone zone() const { return input_.moment.zone; }

  std::string TargetName(bool of_parent) const {
    return of_parent ? ParentNameOf(rule_.kind(), *facts_.record) : input_.subject;
  }

  absl::Status PlanTodo(const CompiledAction& action, const StepIds& ids, StoredStep* step) const {
    GUANXI_ASSIGN_OR_RETURN(auto assignees, PresentOf({action.recipients[0]}, step));
    const bool is_of_lead = !input_.lead_owner.empty() && !action.action.todo().has_assignee();
    if (assignees.empty() && is_of_lead) {
      GUANXI_ASSIGN_OR_RETURN(const Sight sight, sight_of_(input_.lead_owner));
      if (!sight.is_gone) assignees.push_back(input_.lead_owner);
    }
    GUANXI_ASSIGN_OR_RETURN(auto collaborators, PresentOf(action.collaborators, step));
    const v1::TodoAction& said = action.action.todo();
    TodoToMake made;
    made.owner = assignees.empty() ? rule_.rule().owner() : assignees[0];
    made.rule_owner = rule_.rule().owner();
    // The trigger of a process plans as a rule does, by the name of the process.
    if (absl::StartsWith(rule_.rule().name(), "automationRules/")) made.rule = rule_.rule().name();
    made.subject = SubjectOfTodo();
    made.priority = said.priority();
    for (std::string& user : collaborators) {
      if (user != made.owner) made.collaborators.push_back(std::move(user));
    }
    GUANXI_RETURN_IF_ERROR(FillTodo(action, &made));
    if (said.has_due()) {
      made.due = Move(input_.moment.now, said.due(),
                      said.has_due_minute_of_day() ? std::optional<int>(said.due_minute_of_day())
                                                   : std::nullopt,
                      input_.moment);
    }
    *step->mutable_calls() = MakeTodo(made, ids);
    return absl::OkStatus();
  }

  // All who work on it read the same, and whoever else may read to-dos.
  absl::Status FillTodo(const CompiledAction& action, TodoToMake* made) const {
    std::vector<Sight> sights(1);
    GUANXI_ASSIGN_OR_RETURN(sights[0], sight_of_(made->owner));
    for (const std::string& user : made->collaborators) {
      GUANXI_ASSIGN_OR_RETURN(sights.emplace_back(), sight_of_(user));
    }
    GUANXI_ASSIGN_OR_RETURN(const Sight masked, sight_of_(""));
    TextReaders readers;
    for (const Sight& sight : sights) readers.facts.push_back(FactsOf(sight));
    readers.own = facts_;
    readers.masked = FactsOf(masked);
    readers.least = input_.least;
    made->title = Titled(action.texts[0].FillForAll(readers, zone(), kMaxTitle));
    made->note = action.texts[1].FillForAll(readers, zone(), kMaxText);
    return absl::OkStatus();
  }

  // To-dos are about records of other services: one that follows from a to-do is about the same,
  // and one that follows from what to-dos are not about, as behaviour, about its customer or
  // lead.
  std::string SubjectOfTodo() const {
    if (const auto* const todo = dynamic_cast<const v1::Todo*>(facts_.record)) {
      return todo->subject();
    }
    const bool may_be = foreign::FindKind(SubjectKinds(), input_.subject) != nullptr;
    return may_be ? input_.subject : HolderNameOf(rule_.kind(), *facts_.record);
  }

  absl::Status PlanNotice(const CompiledAction& action, StoredStep* step) const {
    GUANXI_ASSIGN_OR_RETURN(const auto users, PresentOf(action.recipients, step));
    rules::StoredNotice notice;
    for (const std::string& user : users) {
      GUANXI_ASSIGN_OR_RETURN(const Sight sight, sight_of_(user));
      if (sight.record == nullptr) continue;
      auto* const told = notice.add_told();
      told->set_user(user);
      told->set_title(TitleOf(action, sight));
      told->set_text(action.texts[1].Fill(FactsOf(sight), zone(), kMaxText));
    }
    if (notice.told().empty()) {
      step->set_skipped(true);
    } else {
      notice.set_while_it_holds(action.action.notification().while_it_holds());
      *step->mutable_notice() = std::move(notice);
    }
    return absl::OkStatus();
  }

  absl::Status PlanPost(const CompiledAction& action, StoredStep* step) const {
    GUANXI_ASSIGN_OR_RETURN(const Sight sight, sight_of_(""));
    rules::StoredPost* const post = step->mutable_post();
    post->set_channel(action.action.webhook().channel());
    post->set_title(TitleOf(action, sight));
    post->set_text(action.texts[1].Fill(FactsOf(sight), zone(), kMaxText));
    return absl::OkStatus();
  }

  std::string TitleOf(const CompiledAction& action, const Sight& sight) const {
    return Titled(action.texts[0].Fill(FactsOf(sight), zone(), kMaxTitle));
  }
  // On one line. Where the values that make up all of it are not set, or not seen, it is the rule's
  // name: nothing is told, and no to-do made, without a title.
  std::string Titled(std::string title) const {
    if (title.empty()) return rule_.rule().display_name();
    std::replace(title.begin(), title.end(), '\n', ' ');
    return title;
  }

  // Who does not see the record reads a text without values.
  Facts FactsOf(const Sight& sight) const {
    Facts facts;
    facts.record = sight.record != nullptr ? sight.record.get() : Nothing();
    facts.parent = sight.parent.get();
    return facts;
  }
  const Message* Nothing() const {
    return google::protobuf::MessageFactory::generated_factory()->GetPrototype(
        rule_.kind().descriptor());
  }

  const Uuid& id_;
  const FiringInput& input_;
  const CompiledRule& rule_;
  const Facts& facts_;
  const SightOf& sight_of_;
};

}  // namespace

Uuid FiringId(const Uuid& tenant, const std::string& rule, const std::string& subject,
              const std::string& window) {
  return DeriveUuid("guanxi.rules.firing",
                    absl::StrCat(tenant.ToString(), " ", rule, " ", subject, " ", window));
}

std::vector<std::string> UsersOf(const CompiledRecipient& recipient, const CompiledRule& rule,
                                 const Facts& facts) {
  if (recipient.rule_owner) return {rule.rule().owner()};
  if (!recipient.user.empty()) return {recipient.user};
  std::vector<std::string> users;
  for (const FactField& field : recipient.from) {
    Values values;
    field.Read(facts, &values);
    for (const filter::Literal& value : values) {
      const auto* const id = std::get_if<filter::Bytes>(&value);
      const auto uuid = id == nullptr ? absl::InvalidArgumentError("") : Uuid::FromBytes(id->value);
      if (uuid.ok()) users.push_back(absl::StrCat("users/", uuid->ToString()));
    }
    if (!users.empty()) break;
  }
  return users;
}

absl::StatusOr<StoredFiring> PlanFiring(const Uuid& id, const FiringInput& input,
                                        const Facts& facts, const SightOf& sight_of) {
  StoredFiring firing;
  firing.set_rule(input.rule->rule().name());
  firing.set_rule_etag(input.rule->rule().etag());
  firing.set_owner(input.rule->rule().owner());
  firing.set_subject(input.subject);
  firing.set_window(input.window);
  firing.set_event_id(input.cause.event_id);
  firing.set_root(std::string(input.cause.root.bytes()));
  firing.set_depth(input.cause.depth);
  firing.set_fire_micros(absl::ToUnixMicros(input.moment.now));
  const Planner planner(id, input, facts, sight_of);
  const auto& actions = input.rule->actions();
  for (size_t i = 0; i < actions.size(); ++i) {
    GUANXI_ASSIGN_OR_RETURN(*firing.add_steps(), planner.Plan(static_cast<int>(i), actions[i]));
  }
  return firing;
}

}  // namespace guanxi::workflow

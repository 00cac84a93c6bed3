#include "lead-svc/stage_actions.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/rules/values.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::lead {
namespace {

using google::protobuf::util::TimeUtil;
using v1::DoneAction;
using v1::Opportunity;
using v1::Stage;
using v1::StageAction;

bool HasAction(const Stage& stage, const std::string& key) {
  for (const StageAction& action : stage.actions()) {
    if (action.key() == key) return true;
  }
  return false;
}

// Where the mark stands among those of the opportunity; -1: nowhere.
int FindMark(const Opportunity& opportunity, const std::string& stage, const std::string& key) {
  for (int i = 0; i < opportunity.done_actions_size(); ++i) {
    const DoneAction& done = opportunity.done_actions(i);
    if (done.stage() == stage && done.action() == key) return i;
  }
  return -1;
}

absl::Status CheckOpen(const Opportunity& opportunity) {
  if (opportunity.state() == Opportunity::OPEN) return absl::OkStatus();
  return FailedPrecondition("OPPORTUNITY_NOT_OPEN", opportunity.name(),
                            absl::StrCat("it is ", Opportunity::State_Name(opportunity.state()),
                                         ": nothing is to be done"));
}

absl::Status NoAction() { return InvalidField("action", "is no action of the stage"); }

}  // namespace

void NormalizeActions(google::protobuf::RepeatedPtrField<StageAction>* actions,
                      Violations* violations) {
  std::set<std::string> keys;
  for (int i = 0; i < actions->size(); ++i) {
    StageAction& action = *actions->Mutable(i);
    const std::string path = absl::StrCat("actions[", i, "]");
    rules::NormalizeLine(absl::StrCat(path, ".key"), action.mutable_key(), violations);
    rules::NormalizeLine(absl::StrCat(path, ".display_name"), action.mutable_display_name(),
                         violations);
    if (action.key().empty()) continue;  // REQUIRED says so
    if (!keys.insert(action.key()).second) {
      violations->Add(absl::StrCat(path, ".key"), "stands twice");
    }
  }
}

absl::Status CheckActions(const Opportunity& opportunity, const std::vector<const Stage*>& left) {
  std::vector<std::string> keys, texts;
  for (const Stage* const stage : left) {
    for (const StageAction& action : stage->actions()) {
      if (!action.required()) continue;
      if (FindMark(opportunity, stage->name(), action.key()) >= 0) continue;
      keys.push_back(action.key());
      texts.push_back(absl::StrCat("\"", action.display_name(), "\" (required by \"",
                                   stage->display_name(), "\")"));
    }
  }
  if (keys.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "ACTIONS_MISSING",
               absl::StrCat("to be done first: ", absl::StrJoin(texts, ", ")),
               {{"missing", absl::StrJoin(keys, ",")}});
}

absl::Status MarkAction(const Stage& stage, const std::string& action, const std::string& who,
                        absl::Time now, Opportunity* opportunity) {
  GUANXI_RETURN_IF_ERROR(CheckOpen(*opportunity));
  if (!HasAction(stage, action)) return NoAction();
  if (FindMark(*opportunity, stage.name(), action) >= 0) return absl::OkStatus();
  if (opportunity->done_actions_size() >= kMaxMarks) {
    return FailedPrecondition("TOO_MANY_MARKS", opportunity->name(),
                              absl::StrCat("it has ", kMaxMarks, " marks"));
  }
  DoneAction& done = *opportunity->add_done_actions();
  done.set_stage(stage.name());
  done.set_action(action);
  done.set_done_by(who);
  *done.mutable_done_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
  return absl::OkStatus();
}

absl::Status UnmarkAction(const Stage& stage, const std::string& action, Opportunity* opportunity) {
  GUANXI_RETURN_IF_ERROR(CheckOpen(*opportunity));
  const int place = FindMark(*opportunity, stage.name(), action);
  if (place < 0) return HasAction(stage, action) ? absl::OkStatus() : NoAction();
  opportunity->mutable_done_actions()->DeleteSubrange(place, 1);
  return absl::OkStatus();
}

}  // namespace guanxi::lead

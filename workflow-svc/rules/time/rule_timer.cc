#include "workflow-svc/rules/time/rule_timer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace guanxi::workflow {

std::string KeyPrefixOf(const Uuid& rule) { return absl::StrCat(rule.ToString(), "/"); }

std::string KeyOf(const RuleTimerKey& key) {
  return absl::StrCat(KeyPrefixOf(key.rule), key.record.ToString());
}

absl::StatusOr<RuleTimerKey> ParseRuleTimerKey(absl::string_view key) {
  const std::pair<absl::string_view, absl::string_view> ids =
      absl::StrSplit(key, absl::MaxSplits('/', 1));
  const absl::StatusOr<Uuid> rule = Uuid::Parse(ids.first);
  const absl::StatusOr<Uuid> record = Uuid::Parse(ids.second);
  if (!rule.ok() || !record.ok()) return absl::InternalError("no key of a rule's timer");
  return RuleTimerKey{*rule, *record};
}

rules::RuleTimer PayloadOf(const Look& look) {
  rules::RuleTimer payload;
  payload.set_as_of_micros(absl::ToUnixMicros(look.as_of));
  payload.set_window(look.window);
  payload.set_is_new(look.is_new);
  return payload;
}

Look LookOf(const rules::RuleTimer& payload) {
  return Look{absl::FromUnixMicros(payload.as_of_micros()), payload.window(), payload.is_new()};
}

timers::Timer MakeRuleTimer(const RuleTimerKey& key, absl::Time at,
                            const rules::RuleTimer& payload) {
  timers::Timer timer;
  timer.kind = kRuleTimer;
  timer.key = KeyOf(key);
  timer.due = at;
  timer.payload = payload.SerializeAsString();
  // Rules look at a record in the order of their times.
  timer.subject = std::string(key.record.bytes());
  return timer;
}

}  // namespace guanxi::workflow

#include "workflow-svc/notifications/template_texts.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace guanxi::workflow {
namespace {

using v1::Notification;

constexpr char kDefault[] = "zh-CN";

struct Key {
  Notification::Kind kind;
  std::set<std::string> places;
  TemplateText chinese, english;
};

using KeyMap = std::map<std::string, Key, std::less<>>;

KeyMap ProcessKeys() {
  return {
      {"process_task",
       {Notification::PROCESS_TASK,
        {"title", "node"},
        {"待审批：{{title}}", "环节：{{node}}"},
        {"To be decided: {{title}}", "Step: {{node}}"}}},
      {"process_copied",
       {Notification::PROCESS_COPIED,
        {"title", "node"},
        {"抄送：{{title}}", "环节：{{node}}"},
        {"Copy: {{title}}", "Step: {{node}}"}}},
      {"process_reminder",
       {Notification::PROCESS_REMINDER,
        {"title", "outcome", "incident"},
        {"审批即将超时：{{title}}", "请尽快处理。"},
        {"Running out of time: {{title}}", "Please decide."}}},
      {"process_urged",
       {Notification::PROCESS_URGED,
        {"title", "outcome", "incident"},
        {"催办：{{title}}", "发起人请您尽快处理。"},
        {"Please go on: {{title}}", "Its initiator asks you to decide."}}},
      {"process_ended",
       {Notification::PROCESS_ENDED,
        {"title", "outcome", "incident"},
        {"审批结束：{{title}}", "结果：{{outcome}}"},
        {"Ended: {{title}}", "Outcome: {{outcome}}"}}},
      {"process_stopped",
       {Notification::PROCESS_STOPPED,
        {"title", "outcome", "incident"},
        {"流程中断：{{title}}", "原因：{{incident}}"},
        {"Stopped: {{title}}", "Why: {{incident}}"}}},
      {"process_comment",
       {Notification::PROCESS_COMMENT,
        {"title", "outcome", "incident"},
        {"评论中提到了您：{{title}}", "请查看评论。"},
        {"Mentioned in a comment: {{title}}", "See the comment."}}},
  };
}

KeyMap OtherKeys() {
  return {
      {"todo_assigned",
       {Notification::TODO_ASSIGNED,
        {"title", "due_time", "assigner"},
        {"新待办：{{title}}", "截止时间：{{due_time}}\n分派人：{{assigner}}"},
        {"New to-do: {{title}}", "Due: {{due_time}}\nAssigned by: {{assigner}}"}}},
      {"todo_due",
       {Notification::TODO_DUE,
        {"title", "due_time"},
        {"待办到期：{{title}}", "截止时间：{{due_time}}"},
        {"To-do due: {{title}}", "Due: {{due_time}}"}}},
      {"reminder",
       {Notification::REMINDER,
        {"title", "due_time"},
        {"提醒：{{title}}", "截止时间：{{due_time}}"},
        {"Reminder: {{title}}", "Due: {{due_time}}"}}},
      {"sla_warning",
       {Notification::SLA_WARNING,
        {"policy", "subject", "due_time"},
        {"时限将到：{{policy}}", "对象：{{subject}}\n到期时间：{{due_time}}"},
        {"Due soon: {{policy}}", "About: {{subject}}\nDue: {{due_time}}"}}},
      {"sla_breach",
       {Notification::SLA_BREACH,
        {"policy", "subject", "due_time"},
        {"时限已过：{{policy}}", "对象：{{subject}}\n到期时间：{{due_time}}"},
        {"Overdue: {{policy}}", "About: {{subject}}\nWas due: {{due_time}}"}}},
      {"day_report",
       {Notification::DAY_REPORT,
        {"title", "text"},
        {"{{title}}", "{{text}}"},
        {"{{title}}", "{{text}}"}}},
      {"rule_paused",
       {Notification::RULE_PAUSED,
        {"rule", "reason"},
        {"规则已暂停：{{rule}}", "多次执行失败：{{reason}}"},
        {"Rule paused: {{rule}}", "It failed again and again: {{reason}}"}}},
      {"channel_paused",
       {Notification::CHANNEL_PAUSED,
        {"channel", "reason"},
        {"通知渠道已暂停：{{channel}}", "多次发送失败：{{reason}}"},
        {"Channel paused: {{channel}}", "Sending failed again and again: {{reason}}"}}},
  };
}

const KeyMap& Keys() {
  static const auto* const keys = [] {
    auto* const all = new KeyMap(OtherKeys());
    all->merge(ProcessKeys());
    return all;
  }();
  return *keys;
}

absl::string_view LanguageOf(absl::string_view locale) {
  return locale.substr(0, locale.find('-'));
}

}  // namespace

std::string KeyOf(Notification::Kind kind) {
  for (const auto& [key, known] : Keys()) {
    if (known.kind == kind) return key;
  }
  return "";
}

const std::set<std::string>* PlacesOf(absl::string_view key) {
  const auto found = Keys().find(key);
  return found != Keys().end() ? &found->second.places : nullptr;
}

std::optional<TemplateText> BuiltInText(absl::string_view key, absl::string_view locale) {
  const auto found = Keys().find(key);
  if (found == Keys().end()) return std::nullopt;
  if (locale == kDefault) return found->second.chinese;
  if (locale == "en") return found->second.english;
  return std::nullopt;
}

std::vector<std::string> LocalesFor(absl::string_view locale) {
  std::vector<std::string> locales;
  const auto add = [&](absl::string_view one) {
    if (!one.empty() && std::find(locales.begin(), locales.end(), one) == locales.end()) {
      locales.emplace_back(one);
    }
  };
  add(locale);
  add(LanguageOf(locale));
  add(kDefault);
  return locales;
}

bool IsLocale(absl::string_view locale) {
  const std::vector<absl::string_view> parts = absl::StrSplit(locale, '-');
  const auto is_word = [](absl::string_view part, bool (*is)(unsigned char)) {
    return std::all_of(part.begin(), part.end(), [&](unsigned char c) { return is(c); });
  };
  if (parts.size() > 3 || parts[0].size() < 2 || parts[0].size() > 3 ||
      !is_word(parts[0], absl::ascii_islower)) {
    return false;
  }
  return std::all_of(parts.begin() + 1, parts.end(), [&](absl::string_view part) {
    return part.size() >= 2 && part.size() <= 8 && is_word(part, absl::ascii_isalnum);
  });
}

}  // namespace guanxi::workflow

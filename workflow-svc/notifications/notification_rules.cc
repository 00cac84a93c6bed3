#include "workflow-svc/notifications/notification_rules.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/outgoing/url.h"
#include "common/rules/values.h"
#include "common/text/email.h"
#include "common/worktime/zone.h"
#include "workflow-svc/notifications/placed_text.h"
#include "workflow-svc/notifications/template_texts.h"

namespace guanxi::workflow {
namespace {

using v1::Channel;
using v1::Notification;
using v1::NotificationPreference;
using v1::NotificationTemplate;
using v1::Smtp;

constexpr int kMinutesOfDay = 1440, kMaxPort = 65'535;
constexpr size_t kMaxKey = 64;

bool IsPrintable(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isprint(c); });
}

void CheckSmtp(const Smtp& smtp, Violations* violations) {
  if (!outgoing::IsHost(smtp.host())) violations->Add("smtp.host", "want a host's name or address");
  if (smtp.port() < 0 || smtp.port() > kMaxPort) violations->Add("smtp.port", "want 0 to 65535");
  if (!text::ParseEmail(smtp.from()).ok()) {
    violations->Add("smtp.from", "want an e-mail address, and nothing else");
  }
  if (!IsPrintable(smtp.user())) violations->Add("smtp.user", "want printable ASCII");
  if (smtp.tls() == Smtp::NONE && !smtp.user().empty()) {
    violations->Add("smtp.user", "nobody logs in over a connection that is not encrypted");
  }
}

void CheckPlaces(absl::string_view path, const std::string& text, absl::string_view key,
                 Violations* violations) {
  const auto made = PlacedText::Parse(text);
  if (!made.ok()) return violations->Add(path, made.status().message());
  const std::set<std::string>* const known = PlacesOf(key);
  if (known == nullptr) return;
  for (const std::string& place : made->Places()) {
    if (known->count(place) == 0) {
      violations->Add(path, absl::StrCat("{{", place, "}} is no field of ", key));
    }
  }
}

void CheckKinds(absl::string_view path, const google::protobuf::RepeatedField<int>& kinds,
                Violations* violations) {
  std::set<int> seen;
  for (int i = 0; i < kinds.size(); ++i) {
    const std::string entry = absl::StrCat(path, "[", i, "]");
    if (kinds[i] == Notification::KIND_UNSPECIFIED) violations->Add(entry, "is required");
    if (!seen.insert(kinds[i]).second) violations->Add(entry, "stands twice");
  }
}

bool IsMinuteOfDay(int minute) { return minute >= 0 && minute < kMinutesOfDay; }

void CheckDayReport(const NotificationPreference::DayReportTime& time, Violations* violations) {
  if (!IsMinuteOfDay(time.minute_of_day())) {
    violations->Add("day_report.minute_of_day", "want 0 to 1439");
  }
  std::set<int> seen;
  for (int i = 0; i < time.weekdays_size(); ++i) {
    const std::string entry = absl::StrCat("day_report.weekdays[", i, "]");
    const int day = time.weekdays(i);
    if (day < v1::WorkHours::MONDAY || day > v1::WorkHours::SUNDAY) {
      violations->Add(entry, "want MONDAY to SUNDAY");
    }
    if (!seen.insert(day).second) violations->Add(entry, "stands twice");
  }
}

template <typename Kinds>
bool Has(const Kinds& kinds, Notification::Kind kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

}  // namespace

void NormalizeChannel(Channel* channel, Violations* violations) {
  rules::NormalizeLine("display_name", channel->mutable_display_name(), violations);
  if (channel->state() == Channel::STATE_UNSPECIFIED) channel->set_state(Channel::ACTIVE);
  if (channel->format() == Channel::FORMAT_UNSPECIFIED) channel->set_format(Channel::MARKDOWN);
  if (channel->kind() == Channel::EMAIL) channel->set_ready(true);
  if (!channel->has_smtp()) return;
  Smtp* const smtp = channel->mutable_smtp();
  rules::NormalizeLine("smtp.from_name", smtp->mutable_from_name(), violations);
  absl::AsciiStrToLower(smtp->mutable_host());
  if (smtp->tls() == Smtp::TLS_UNSPECIFIED) smtp->set_tls(Smtp::STARTTLS);
  const auto from = text::ParseEmail(smtp->from());
  if (from.ok()) smtp->set_from(from->address);
}

void CheckChannel(const Channel& next, Violations* violations) {
  const bool is_email = next.kind() == Channel::EMAIL;
  if (next.kind() == Channel::KIND_UNSPECIFIED) violations->Add("kind", "is required");
  if (is_email && !next.has_smtp()) violations->Add("smtp", "is required");
  if (!is_email && next.has_smtp()) violations->Add("smtp", "is of EMAIL alone");
  if (is_email && next.has_smtp()) CheckSmtp(next.smtp(), violations);
}

void NormalizeTemplate(NotificationTemplate* text, Violations* violations) {
  rules::NormalizeSentence("title", text->mutable_title(), violations);
  rules::NormalizeNote(text->mutable_text());
}

void CheckTemplate(const NotificationTemplate& next, Violations* violations) {
  const std::string& key = next.key();
  const bool is_key =
      !key.empty() && key.size() <= kMaxKey && absl::ascii_islower(key[0]) &&
      std::all_of(key.begin(), key.end(), [](char c) {
        return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_' || c == '.';
      });
  if (!is_key) violations->Add("key", "want a-z, 0-9, _ and ., from a letter on");
  if (!IsLocale(next.locale())) violations->Add("locale", "want a language: zh-CN, en");
  CheckPlaces("title", next.title(), key, violations);
  CheckPlaces("text", next.text(), key, violations);
}

void CheckPreference(const NotificationPreference& next, Violations* violations) {
  CheckKinds("email_kinds", next.email_kinds(), violations);
  CheckKinds("muted_kinds", next.muted_kinds(), violations);
  for (int i = 0; i < next.muted_kinds_size(); ++i) {
    const std::string entry = absl::StrCat("muted_kinds[", i, "]");
    if (next.muted_kinds(i) == Notification::SLA_BREACH) violations->Add(entry, "is always told");
    if (Has(next.email_kinds(), next.muted_kinds(i))) violations->Add(entry, "comes by e-mail");
    if (next.muted_kinds(i) == Notification::DAY_REPORT && next.has_day_report()) {
      violations->Add(entry, "is asked for by day_report");
    }
  }
  if (next.has_day_report()) CheckDayReport(next.day_report(), violations);
  const auto& hours = next.quiet_hours();
  if (!IsMinuteOfDay(hours.start_minute())) {
    violations->Add("quiet_hours.start_minute", "want 0 to 1439");
  }
  if (!IsMinuteOfDay(hours.end_minute()))
    violations->Add("quiet_hours.end_minute", "want 0 to 1439");
  if (next.has_quiet_hours() && hours.start_minute() == hours.end_minute()) {
    violations->Add("quiet_hours.end_minute", "want another than start_minute");
  }
  if (!next.time_zone().empty() && !worktime::FindZone(next.time_zone()).has_value()) {
    violations->Add("time_zone", "want a name of the IANA database: Asia/Shanghai");
  }
  if (!next.locale().empty() && !IsLocale(next.locale())) {
    violations->Add("locale", "want a language: zh-CN, en");
  }
}

int PortOf(const Smtp& smtp) {
  if (smtp.port() != 0) return smtp.port();
  if (smtp.tls() == Smtp::IMPLICIT) return 465;
  return smtp.tls() == Smtp::NONE ? 25 : 587;
}

bool WantsEmail(const NotificationPreference* preference, Notification::Kind kind) {
  if (preference != nullptr) return Has(preference->email_kinds(), kind);
  return kind == Notification::SLA_BREACH || kind == Notification::RULE_PAUSED ||
         kind == Notification::CHANNEL_PAUSED;
}

bool IsMuted(const NotificationPreference* preference, Notification::Kind kind) {
  return preference != nullptr && Has(preference->muted_kinds(), kind);
}

}  // namespace guanxi::workflow

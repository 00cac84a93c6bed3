#include "customer-svc/interaction_rules.h"

#include <cstdint>
#include <tuple>

#include "common/rules/values.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Duration;
using google::protobuf::Timestamp;
using v1::Interaction;

constexpr int64_t kMaxDurationSeconds = 31 * 86'400;
constexpr int64_t kMaxAheadSeconds = 3'653 * 86'400;  // ten years
constexpr int32_t kSecond = 1'000'000'000;            // in nanoseconds

bool IsBefore(const Timestamp& a, const Timestamp& b) {
  return std::make_tuple(a.seconds(), a.nanos()) < std::make_tuple(b.seconds(), b.nanos());
}

bool IsSame(const Timestamp& a, const Timestamp& b) { return !IsBefore(a, b) && !IsBefore(b, a); }

bool IsDuration(const Duration& duration) {
  return duration.seconds() >= 0 && duration.nanos() >= 0 && duration.nanos() < kSecond &&
         duration.seconds() <= kMaxDurationSeconds;
}

}  // namespace

void NormalizeInteraction(absl::Time now, Interaction* interaction, Violations* violations) {
  rules::NormalizeNote(interaction->mutable_summary());
  if (interaction->has_occur_time()) {
    rules::CheckPastTime("occur_time", now, interaction->occur_time(), violations);
    rules::NormalizeTime(interaction->mutable_occur_time());
  }
  if (interaction->has_next_follow_up_time()) {
    rules::NormalizeTime(interaction->mutable_next_follow_up_time());
  }
}

void CheckInteraction(const Interaction& next, Violations* violations) {
  if (next.has_duration() && !IsDuration(next.duration())) {
    violations->Add("duration", "want 0 to 31 days");
  }
  if (!next.has_next_follow_up_time() || !next.has_occur_time()) return;
  const Timestamp& follow_up = next.next_follow_up_time();
  if (follow_up.nanos() < 0 || follow_up.nanos() >= kSecond ||
      !IsBefore(next.occur_time(), follow_up) ||
      follow_up.seconds() > next.occur_time().seconds() + kMaxAheadSeconds) {
    violations->Add("next_follow_up_time", "want a time after occur_time, by at most ten years");
  }
  if (next.channel() == Interaction::SYSTEM) {
    violations->Add("next_follow_up_time", "is not for what a program notes");
  } else if (next.automatic()) {
    violations->Add("next_follow_up_time", "is not for what a program does by itself");
  }
}

bool IsContact(const Interaction& interaction) {
  return interaction.channel() != Interaction::SYSTEM && !interaction.automatic();
}

bool IsFollowUp(const Interaction& interaction) {
  return IsContact(interaction) &&
         (interaction.direction() != Interaction::INBOUND || interaction.has_next_follow_up_time());
}

void AddToCustomer(const Interaction& interaction, v1::Customer* customer) {
  const Timestamp& time = interaction.occur_time();
  if (!IsContact(interaction)) return;
  if (!customer->has_last_interaction_time() || IsBefore(customer->last_interaction_time(), time)) {
    *customer->mutable_last_interaction_time() = time;
  }
  if (!IsFollowUp(interaction)) return;
  const bool first = !customer->has_last_follow_up_time();
  if (!first && IsBefore(time, customer->last_follow_up_time())) return;
  if (first || !IsSame(time, customer->last_follow_up_time())) {
    *customer->mutable_last_follow_up_time() = time;
    *customer->mutable_silent_since_time() = time;
    customer->clear_next_follow_up_time();
  }
  if (!interaction.has_next_follow_up_time()) return;
  if (!customer->has_next_follow_up_time() ||
      IsBefore(interaction.next_follow_up_time(), customer->next_follow_up_time())) {
    *customer->mutable_next_follow_up_time() = interaction.next_follow_up_time();
  }
}

bool CustomerRestsOn(const Interaction& interaction, const v1::Customer& customer) {
  const Timestamp& time = interaction.occur_time();
  return IsContact(interaction) &&
         (!IsBefore(time, customer.last_interaction_time()) ||
          (IsFollowUp(interaction) && !IsBefore(time, customer.last_follow_up_time())));
}

}  // namespace guanxi::customer

// What records of contacts have in common, whoever they are with: customers, leads, opportunities.
//
// Templates over the message of an interaction (M: guanxi.customer.v1.Interaction and those of the
// same shape) and over that of which it says something (S, with `last_interaction_time`,
// `last_follow_up_time` and `next_follow_up_time`). The head of interaction.proto says what a
// contact and a follow-up are. Pure functions: no I/O, no clock. All violations are by path
// relative to the interaction.
#ifndef GUANXI_COMMON_INTERACTIONS_INTERACTION_RULES_H_
#define GUANXI_COMMON_INTERACTIONS_INTERACTION_RULES_H_

#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/rules/values.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "guanxi/customer/v1/interaction.pb.h"

namespace guanxi::interactions {

using Kind = customer::v1::Interaction;

bool IsBefore(const google::protobuf::Timestamp& a, const google::protobuf::Timestamp& b);

// Zero to 31 days.
void CheckDuration(const google::protobuf::Duration& duration, Violations* violations);
// After `occur_time`, by at most ten years.
void CheckNextFollowUp(const google::protobuf::Timestamp& occur_time,
                       const google::protobuf::Timestamp& next_follow_up_time,
                       Violations* violations);

// `now` is what `occur_time` must not lie beyond.
template <typename M>
void NormalizeInteraction(absl::Time now, M* interaction, Violations* violations) {
  rules::NormalizeNote(interaction->mutable_summary());
  if (interaction->has_occur_time()) {
    rules::CheckPastTime("occur_time", now, interaction->occur_time(), violations);
    rules::NormalizeTime(interaction->mutable_occur_time());
  }
  if (interaction->has_next_follow_up_time()) {
    rules::NormalizeTime(interaction->mutable_next_follow_up_time());
  }
}

template <typename M>
void CheckInteraction(const M& next, Violations* violations) {
  if (next.has_duration()) CheckDuration(next.duration(), violations);
  if (!next.has_next_follow_up_time() || !next.has_occur_time()) return;
  CheckNextFollowUp(next.occur_time(), next.next_follow_up_time(), violations);
  if (next.channel() == Kind::SYSTEM) {
    violations->Add("next_follow_up_time", "is not for what a program notes");
  } else if (next.automatic()) {
    violations->Add("next_follow_up_time", "is not for what a program does by itself");
  }
}

template <typename M>
bool IsContact(const M& interaction) {
  return interaction.channel() != Kind::SYSTEM && !interaction.automatic();
}

template <typename M>
bool IsFollowUp(const M& interaction) {
  return IsContact(interaction) &&
         (interaction.direction() != Kind::INBOUND || interaction.has_next_follow_up_time());
}

// Sets the three times to what they are with one more interaction. In whatever order all are added,
// they come out alike; one that is added twice counts once.
template <typename M, typename S>
void AddTo(const M& interaction, S* subject) {
  const google::protobuf::Timestamp& time = interaction.occur_time();
  if (!IsContact(interaction)) return;
  if (!subject->has_last_interaction_time() || IsBefore(subject->last_interaction_time(), time)) {
    *subject->mutable_last_interaction_time() = time;
  }
  if (!IsFollowUp(interaction)) return;
  const bool first = !subject->has_last_follow_up_time();
  if (!first && IsBefore(time, subject->last_follow_up_time())) return;
  if (first || IsBefore(subject->last_follow_up_time(), time)) {
    *subject->mutable_last_follow_up_time() = time;
    subject->clear_next_follow_up_time();
  }
  if (!interaction.has_next_follow_up_time()) return;
  if (!subject->has_next_follow_up_time() ||
      IsBefore(interaction.next_follow_up_time(), subject->next_follow_up_time())) {
    *subject->mutable_next_follow_up_time() = interaction.next_follow_up_time();
  }
}

// Whether one of the three may be another without that interaction.
template <typename M, typename S>
bool RestsOn(const M& interaction, const S& subject) {
  const google::protobuf::Timestamp& time = interaction.occur_time();
  return IsContact(interaction) &&
         (!IsBefore(time, subject.last_interaction_time()) ||
          (IsFollowUp(interaction) && !IsBefore(time, subject.last_follow_up_time())));
}

}  // namespace guanxi::interactions

#endif  // GUANXI_COMMON_INTERACTIONS_INTERACTION_RULES_H_

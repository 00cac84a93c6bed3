// What a record says of its interactions, read from those that are left.
#ifndef GUANXI_COMMON_INTERACTIONS_INTERACTION_RECOUNT_H_
#define GUANXI_COMMON_INTERACTIONS_INTERACTION_RECOUNT_H_

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/interactions/interaction_rules.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::interactions {

// IsContact and IsFollowUp, for the filter index.
inline constexpr char kContacts[] = "NOT channel = SYSTEM AND NOT automatic = true";
inline constexpr char kFollowUps[] =
    "NOT channel = SYSTEM AND NOT automatic = true AND "
    "(NOT direction:* OR direction = OUTBOUND OR next_follow_up_time:*)";
inline constexpr char kLastFirst[] = "occur_time desc";

// A message with nothing but the three times of AddTo, by the interactions of `parent` that are
// left in the unit of work. Reads on until the first ones settle them.
template <typename M, typename S>
absl::StatusOr<S> Recount(resource::UnitOfWork& work, const resource::Resource& interactions,
                          const Uuid& parent) {
  S left;
  const auto add_first = [&](const google::protobuf::Message& message) {
    AddTo(static_cast<const M&>(message), &left);
    return false;
  };
  GUANXI_RETURN_IF_ERROR(
      work.VisitChildren(interactions, parent, kContacts, kLastFirst, add_first));
  // All of the last moment.
  const auto add_last = [&](const google::protobuf::Message& message) {
    const M& interaction = static_cast<const M&>(message);
    AddTo(interaction, &left);
    return !IsBefore(interaction.occur_time(), left.last_follow_up_time());
  };
  GUANXI_RETURN_IF_ERROR(
      work.VisitChildren(interactions, parent, kFollowUps, kLastFirst, add_last));
  return left;
}

}  // namespace guanxi::interactions

#endif  // GUANXI_COMMON_INTERACTIONS_INTERACTION_RECOUNT_H_

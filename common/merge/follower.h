// Merges of another service's records, followed by its events: what names these records here comes
// to name what they are now.
#ifndef GUANXI_COMMON_MERGE_FOLLOWER_H_
#define GUANXI_COMMON_MERGE_FOLLOWER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/merge/mover.h"
#include "common/resource/engine.h"
#include "common/resource/merged_names.h"
#include "common/resource/resource_type.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/descriptor.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::merge {

// Another service may still be told old names by what was written before it knew: so long after a
// merge was followed it is looked once more. Longer than any transaction lasts.
inline constexpr absl::Duration kSecondLook = absl::Minutes(1);

// Thread-safe. Owns nothing.
class Follower {
 public:
  // `record`: the message of the records that are merged, those of the collection of `mover`, which
  // has `merged_into` and `merged_by`. `actor` is who writes here ("services/lead-svc").
  Follower(const resource::Engine* engine, const Mover* mover,
           const google::protobuf::Descriptor* record, std::string actor)
      : engine_(engine), mover_(mover), record_(record), actor_(std::move(actor)) {}

  // What one event of the other service changes: where a name leads, and the turns that move what
  // has it (Mover::GoOn). Events that tell of no merge change nothing. Errors: those of the
  // database, and INTERNAL for a message that cannot be read.
  absl::Status Apply(resource::UnitOfWork& work, const event::v1::LogEvent& event) const;

  // For Consumer::Options.concerns.
  absl::StatusOr<std::vector<bool>> Concerns(
      absl::Span<const event::v1::LogEvent* const> events) const;

  // Makes what is known of the records of a partition what they say now, as `read` has them.
  // Errors: those of `read` and `held`, and of the database.
  absl::Status Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                       const events::StillHeld& held) const;

  // The consumer `name` of the events of `producer` at a gRPC target.
  events::Consumer::Options Consume(const std::string& name, const std::string& producer,
                                    const std::string& target,
                                    const events::AccountToken& token) const;

 private:
  // What a record says of where it went.
  absl::StatusOr<resource::MergedInto> Says(absl::string_view body,
                                            absl::string_view personal) const;
  // The same of a record as ReadRecords tells of it: one that was merged is a deleted one.
  absl::StatusOr<resource::MergedInto> SaysAsRead(const event::v1::LogEvent& record) const;
  absl::Status Take(resource::UnitOfWork& work, const Uuid& id,
                    const resource::MergedInto& now) const;

  const resource::Engine* const engine_;
  const Mover* const mover_;
  const google::protobuf::Descriptor* const record_;
  const std::string actor_;
};

}  // namespace guanxi::merge

#endif  // GUANXI_COMMON_MERGE_FOLLOWER_H_

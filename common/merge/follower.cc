#include "common/merge/follower.h"

#include <algorithm>
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "common/resource/merged_names.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "google/api/resource.pb.h"

namespace guanxi::merge {
namespace {

using event::v1::LogEvent;
using google::protobuf::Message;
using resource::MergedInto;
using resource::UnitOfWork;

constexpr char kMergedInto[] = "merged_into";
constexpr char kMergedBy[] = "merged_by";
// Records of one unit of work of Rebuild.
constexpr int kRecordsAtOnce = 100;

// As events call the type.
const std::string& TypeOf(const google::protobuf::Descriptor* record) {
  return record->options().GetExtension(google::api::resource).singular();
}

bool TellsOfMerge(const LogEvent& event) {
  return std::count(event.changed_fields().begin(), event.changed_fields().end(), kMergedInto) > 0;
}

// The id of the name in the field; nil if it is not set. The collection is what the name begins
// with.
Uuid IdIn(const Message& message, const char* field) {
  const auto* const descriptor = message.GetDescriptor()->FindFieldByName(field);
  const std::string text = message.GetReflection()->GetString(message, descriptor);
  std::string collection;
  Uuid id;
  return resource::RootOf(text, &collection, &id) ? id : Uuid();
}

}  // namespace

absl::StatusOr<MergedInto> Follower::Says(absl::string_view body,
                                          absl::string_view personal) const {
  const auto* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(record_);
  std::unique_ptr<Message> record(prototype->New());
  resource::Rest unused;
  GUANXI_RETURN_IF_ERROR(resource::DecodeBlobs(body, personal, record.get(), &unused));
  MergedInto now;
  now.into = IdIn(*record, kMergedInto);
  now.merge = IdIn(*record, kMergedBy);
  return now;
}

absl::StatusOr<MergedInto> Follower::SaysAsRead(const LogEvent& record) const {
  const bool is_live = record.kind() != metadata::v1::Change::DELETED;
  return is_live ? Says(record.after_body(), record.after_personal())
                 : Says(record.before_body(), record.before_personal());
}

absl::Status Follower::Take(UnitOfWork& work, const Uuid& id, const MergedInto& now) const {
  const Uuid& tenant = work.principal().tenant;
  const std::string& collection = mover_->map().collection();
  GUANXI_ASSIGN_OR_RETURN(const auto known,
                          resource::ReadMerged(work.tx(), tenant, collection, {id}));
  const auto before = known.find(id);
  if (before != known.end() && before->second.merge != now.merge) {
    // Undone; what has gone on to a later merge's survivor went from this one's first.
    GUANXI_RETURN_IF_ERROR(resource::DropMergedName(work.tx(), tenant, collection, id));
    GUANXI_RETURN_IF_ERROR(PutTurn(
        work.tx(),
        {tenant, before->second.merge, id, before->second.into, /*undoes=*/true, actor_, {}}));
  }
  if (now.into.IsNil()) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(
      resource::PutMergedName(work.tx(), tenant, collection, id, now.into, now.merge));
  return PutTurn(work.tx(), {tenant, now.merge, id, now.into, /*undoes=*/false, actor_, {}});
}

absl::Status Follower::Apply(UnitOfWork& work, const LogEvent& event) const {
  if (!events::IsChangeOf(event, TypeOf(record_)) || !TellsOfMerge(event)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event.resource_id()));
  GUANXI_ASSIGN_OR_RETURN(const MergedInto now, Says(event.after_body(), event.after_personal()));
  return Take(work, id, now);
}

absl::StatusOr<std::vector<bool>> Follower::Concerns(
    absl::Span<const LogEvent* const> events) const {
  std::vector<bool> concerns;
  for (const LogEvent* event : events) {
    concerns.push_back(events::IsChangeOf(*event, TypeOf(record_)) && TellsOfMerge(*event));
  }
  return concerns;
}

absl::Status Follower::Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                               const events::StillHeld& held) const {
  const auto take = [&](const Uuid& tenant, absl::Span<const LogEvent> records) {
    return engine_->Write(events::WriterIn(tenant, actor_), {db::Lane::kJob},
                          resource::WriteContext(), [&](UnitOfWork& work) -> absl::Status {
                            for (const LogEvent& record : records) {
                              GUANXI_ASSIGN_OR_RETURN(const Uuid id,
                                                      Uuid::FromBytes(record.resource_id()));
                              GUANXI_ASSIGN_OR_RETURN(const MergedInto now, SaysAsRead(record));
                              GUANXI_RETURN_IF_ERROR(Take(work, id, now));
                            }
                            return absl::OkStatus();
                          });
  };
  return events::ReadAllRecords(read, TypeOf(record_), loss.partition, kRecordsAtOnce, held, take);
}

events::Consumer::Options Follower::Consume(const std::string& name, const std::string& producer,
                                            const std::string& target,
                                            const events::AccountToken& token) const {
  events::Consumer::Options options;
  options.name = name;
  options.producer = producer;
  options.read = events::ReadLogAt(target, token);
  options.concerns = [this](absl::Span<const LogEvent* const> events) { return Concerns(events); };
  options.apply = events::InUnitsOfWork(
      engine_, actor_,
      [this](UnitOfWork& work, const LogEvent& event) { return Apply(work, event); });
  options.together = events::InOneUnit;
  options.left_over = [this] { return mover_->GoOn(); };
  options.recover = [this, read = events::ReadRecordsAt(target, token)](
                        const events::Loss& loss, const events::StillHeld& held) {
    return Rebuild(loss, read, held);
  };
  return options;
}

}  // namespace guanxi::merge
